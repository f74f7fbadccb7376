"""Entries of RSS and Atom as feedparser reads them, few at a time. The only module that knows it.

It is given well-formed documents of a few entries each; an entry that is none, or at which it
fails, is given to it alone, so that no entry is lost to another.
"""

import mimetypes
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, tzinfo
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import feedparser

from barqiya.domain.article import Enclosure, Image
from barqiya.domain.dates import parse_moment
from barqiya.domain.normalize import absolute, clean_text
from barqiya.sources.syndication.cutting import Root
from barqiya.sources.syndication.entry import Entry, Words
from barqiya.sources.syndication.mending import wrapped

_PLAIN = "text/plain"
_LONGEST_DATE = 200
_LONGEST_COUNT = 15  # digits: a thousand terabytes
_MARKUP = frozenset({"text/html", "application/xhtml+xml", _PLAIN})
_AVATARS = re.compile(r"//(?:[\w-]+\.)?gravatar\.com/")


def parse(root: Root, entries: Sequence[str], base_url: str, zone: tzinfo) -> list[Entry | None]:
    """Return what *entries* (the text of each, well-formed) tell; ``None`` for one unreadable.

    *base_url* is the address of the document, *zone* that of dates without one.
    """
    parsed = _parsed(wrapped(root, entries), base_url)
    if len(parsed) != len(entries):
        if len(entries) == 1:
            return [None]
        return [one for entry in entries for one in parse(root, [entry], base_url, zone)]
    return [_read(one, root, base_url, zone) for one in parsed]


def _read(one: Any, root: Root, base_url: str, zone: tzinfo) -> Entry | None:
    try:
        return _entry(one, root, base_url, zone)
    except (AttributeError, TypeError, ValueError, OverflowError):
        return None  # feedparser puts other things than texts where two names of it meet


def _parsed(document: str, base_url: str) -> Sequence[Any]:
    try:
        return feedparser.parse(  # type: ignore[no-any-return] # it has no types
            BytesIO(document.encode("utf-8", "replace")),
            response_headers={
                "content-type": "application/xml; charset=utf-8",
                "content-location": base_url,
            },
            sanitize_html=False,
            resolve_relative_uris=False,
        ).entries
    except Exception:  # noqa: BLE001 - it fails in many ways on what people write
        return ()


def _entry(one: Any, root: Root, base_url: str, zone: tzinfo) -> Entry | None:
    """Return an entry of feedparser as ours."""
    links = _listed(one, "links")
    published = _moment(one, "published", zone) or _moment(one, "created", zone)
    updated = _moment(one, "updated", zone)
    # FeedBurner puts an address of its own in front of the article's.
    original = absolute(_text(one, "feedburner_origlink"))
    url = original or absolute(_text(one, "link"), base_url)
    # In RSS nothing says what a relative address is relative to: to the article's, if to anything.
    bases = url if root.kind == "rss" else None, base_url
    return Entry(
        title=_title(one, root),
        content=_content(one, bases),
        summary=_words(dict.get(one, "summary_detail"), bases),
        guid=_text(one, "id").strip(),
        url=url,
        authors=tuple(_authors(one)),
        categories=tuple(_categories(one)),
        images=tuple(_images(one, links, base_url)),
        enclosures=tuple(_enclosures(one, links, base_url)),
        comments_url=_comments(one, links, base_url),
        comment_count=_comment_count(one, links),
        # Many feeds tell but one date, under either name.
        published_at=published or updated,
        updated_at=updated if published else None,
        language=_text(one, "language") or None,
    )


def _title(one: Any, root: Root) -> Words:
    detail = dict.get(one, "title_detail") or {}
    # Titles of RSS have no type: they are read as HTML, which nearly all of them are.
    plain = root.kind == "atom" and detail.get("type") == _PLAIN
    return Words(text=detail.get("value") or "", html=not plain)


def _content(one: Any, bases: tuple[str | None, str]) -> Words | None:
    given = (_words(detail, bases) for detail in _listed(one, "content"))
    told = [words for words in given if words is not None]
    return max(told, key=lambda words: len(words.text), default=None)


def _words(detail: Any, bases: tuple[str | None, str]) -> Words | None:
    """Return a text; its base is the first of *bases* where it has but that of the document."""
    if not detail or detail.get("type") not in _MARKUP or not detail.get("value"):
        return None
    own, document = bases
    base_url = absolute(detail.get("base") or "")
    base_url = own if own and base_url == absolute(document) else base_url
    return Words(text=detail["value"], html=detail["type"] != _PLAIN, base_url=base_url)


def _authors(one: Any) -> Iterator[str]:
    listed = [clean_text(author.get("name") or "") for author in _listed(one, "authors")]
    if any(listed):
        yield from (name for name in listed if name)
    elif _text(one, "author"):
        yield _text(one, "author")


def _categories(one: Any) -> Iterator[str]:
    for tag in _listed(one, "tags"):
        name = tag.get("label") or tag.get("term") or ""
        if not name.startswith(("http://", "https://")):
            yield name


def _images(one: Any, links: Sequence[Any], base_url: str) -> Iterator[Image]:
    found = [*_pictures(_listed(one, "media_content"), "url", base_url)]
    found += _pictures((link for link in links if link.get("rel") == "enclosure"), "href", base_url)
    cover = dict.get(one, "image")
    if isinstance(cover, dict):
        address = absolute(cover.get("href") or cover.get("url") or "", base_url)
        found += [Image(url=address)] if address else []
    if not found:  # a thumbnail mostly shows the same again, smaller
        thumbnails = ({**t, "medium": "image"} for t in _listed(one, "media_thumbnail"))
        found += _pictures(thumbnails, "url", base_url)
    yield from found


def _pictures(media: Any, name: str, base_url: str) -> Iterator[Image]:
    for one in media:
        url = absolute(one.get(name) or "", base_url)
        if url is not None and _kind(one, url) == "image" and not _AVATARS.search(url):
            yield Image(
                url=url,
                width=_count(one.get("width")),
                height=_count(one.get("height")),
                media_type=one.get("type") or None,
                length=_count(one.get("length") or one.get("filesize")),
            )


def _enclosures(one: Any, links: Sequence[Any], base_url: str) -> Iterator[Enclosure]:
    seen: set[str] = set()
    enclosed = ((link, link.get("href")) for link in links if link.get("rel") == "enclosure")
    media = ((item, item.get("url")) for item in _listed(one, "media_content"))
    for item, address in (*enclosed, *media):
        url = absolute(address or "", base_url)
        if url is None or url in seen or _kind(item, url) in ("image", ""):
            continue
        seen.add(url)
        length = _count(item.get("length") or item.get("filesize"))
        yield Enclosure(url=url, media_type=_media_type(item, url), length=length)


def _kind(media: Any, url: str) -> str:
    """Return whether *media* is an image, audio, video or something else; empty where untold."""
    medium = clean_text(media.get("medium") or "").casefold()
    if medium:
        return medium
    if not media.get("type") and media.get("rel") != "enclosure":
        return (mimetypes.guess_type(urlsplit(url).path)[0] or "").partition("/")[0]
    return _media_type(media, url).partition("/")[0]


def _media_type(media: Any, url: str) -> str:
    written = clean_text(media.get("type") or "").casefold()
    guessed = mimetypes.guess_type(urlsplit(url).path)[0]
    return written if "/" in written else guessed or "application/octet-stream"


def _comments(one: Any, links: Sequence[Any], base_url: str) -> str | None:
    replies = (
        link.get("href")
        for link in links
        if link.get("rel") == "replies" and link.get("type") in (None, "text/html")
    )
    return absolute(_text(one, "comments") or next(replies, None) or "", base_url)


def _comment_count(one: Any, links: Sequence[Any]) -> int | None:
    """Return the number that RSS 1.0's slash module or RFC 4685 tells; none told is not none."""
    counted = (link.get("thr:count") for link in links if link.get("rel") == "replies")
    for said in (_text(one, "slash_comments"), _text(one, "thr_total"), *counted):
        if (number := _number(said)) is not None:
            return number
    return None


def _moment(one: Any, name: str, zone: tzinfo) -> datetime | None:
    """Return the moment as written, or as feedparser reads it where nobody writes so by hand."""
    written = _text(one, name)
    if len(written) > _LONGEST_DATE:
        return None
    moment = parse_moment(written, zone) if written else None
    told = dict.get(one, f"{name}_parsed")
    if moment is not None or told is None:
        return moment
    try:
        year, month, day, hour, minute, second = told[:6]
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except (ValueError, TypeError, OverflowError):
        return None


def _listed(one: Any, name: str) -> list[Any]:
    value = dict.get(one, name)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _text(one: Any, name: str) -> str:
    value = dict.get(one, name)
    return value if isinstance(value, str) else ""


def _count(value: Any) -> int | None:
    """Return a size or a measure, of which 0 says that it is not known."""
    return _number(value) or None


def _number(value: Any) -> int | None:
    text = str(value or "").strip()
    told = text.isascii() and text.isdecimal() and len(text) <= _LONGEST_COUNT
    return int(text) if told else None
