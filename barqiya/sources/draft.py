"""What a reader of one kind of file found of an article, and how that becomes a claim.

Owns what all kinds share: cleaning, the names an article is known by, its language, its summary.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path

from barqiya.domain.article import (
    Author,
    Content,
    Enclosure,
    Identity,
    Image,
    Label,
    RelatedArticle,
    SourceItem,
)
from barqiya.domain.folding import fold
from barqiya.domain.language import guess_language, known_language
from barqiya.domain.normalize import (
    absolute,
    address_key,
    clean_html,
    clean_text,
    images_in,
    plain_text,
    summarise,
    summary_of,
)
from barqiya.errors import UnreadableError
from barqiya.sources.when import believed

_LONGEST_TITLE = 300
_OPENING = 3000  # letters of markup that tell the language
_LONGEST_NAME = 120
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S")  # RFC 3986, 3.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How files are to be read.

    *url* is the address of the article, *base_url* what relative addresses are relative to.
    *timezone* is that of dates written without one. *now* bounds dates found on pages: an
    article that can be read was not published later.
    """

    default_language: str = "ar"
    url: str | None = None
    base_url: str | None = None
    timezone: tzinfo = UTC
    now: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An article as found, not yet clean. *clean* says that *markup* needs no more cleaning.

    *key* is what its source itself calls it, *names* are further names that mean it and no other
    (``guid:…``), strongest first. *shared_url* says that its address is that of other articles too,
    so that it names none of them. *notes* are for the operator.
    """

    title: str
    markup: str
    clean: bool = False
    language: str | None = None
    summary: str | None = None
    url: str | None = None
    base_url: str | None = None
    id: str | None = None
    public_id: str | None = None
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    related: tuple[RelatedArticle, ...] = ()
    comments_url: str | None = None
    comment_count: int | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    seen_on: date | None = None
    correction: str | None = None
    key: str | None = None
    names: tuple[str, ...] = ()
    shared_url: bool = False
    notes: tuple[str, ...] = ()


def to_item(draft: Draft, origin: str, path: str | None, reading: Reading) -> SourceItem:
    """Return the claim that *draft* makes. *path* names its place among files, where it has one.

    Raises :class:`~barqiya.errors.UnreadableError` where nothing is left to read.
    """
    url = absolute(draft.url or "", reading.base_url) or reading.url
    content = _content(draft, url, reading)
    notes = draft.notes
    if reading.now is not None:
        published_at, note = believed(content.published_at, reading.now)
        content = replace(content, published_at=published_at)
        notes = (*notes, note) if note else notes
    return SourceItem(
        origin=origin,
        identities=tuple(_identities(draft, content, path)),
        content=content,
        public_id=draft.public_id,
        updated_at=draft.updated_at,
        correction=clean_text(draft.correction or "") or None,
        key=draft.key,
        notes=notes,
    )


def _content(draft: Draft, url: str | None, reading: Reading) -> Content:
    base_url = reading.base_url or draft.base_url or url
    body = draft.markup if draft.clean else clean_html(draft.markup, base_url)
    if not body:
        raise UnreadableError("it holds no article: there is no text in it")
    title = clean_text(draft.title) or summarise(plain_text(body), 80)
    if not title:
        raise UnreadableError("it holds no article: there is neither a title nor a text")
    return Content(
        title=summarise(title, _LONGEST_TITLE),
        content_html=body,
        summary=clean_text(draft.summary or "") or summary_of(body),
        language=_language(draft, title, body, reading),
        url=url,
        authors=tuple(Author(name=name) for name in _names(draft.authors)),
        categories=tuple(Label(name=name) for name in _names(draft.categories)),
        tags=tuple(Label(name=name) for name in _names(draft.tags)),
        images=tuple(_images(draft.images, body, base_url)),
        enclosures=draft.enclosures,
        comments_url=draft.comments_url,
        comment_count=draft.comment_count,
        related=draft.related,
        published_at=draft.published_at,
        seen_on=draft.seen_on,
    )


def _language(draft: Draft, title: str, body: str, reading: Reading) -> str:
    known = known_language(clean_text(draft.language or ""))
    return known or guess_language(
        f"{title}\n{plain_text(body[:_OPENING])}", reading.default_language
    )


def _names(names: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for name in names:
        cleaned = clean_text(name)[:_LONGEST_NAME].strip()
        key = Label(name=cleaned).key
        if key and key not in seen:
            seen.add(key)
            yield cleaned


def _images(lead: Iterable[Image], body: str, base_url: str | None) -> Iterator[Image]:
    """Yield the lead picture and those of the text, each once."""
    seen: set[str] = set()
    for image in (*lead, *(images_in(body) if "<img" in body else ())):
        url = absolute(image.url, base_url)
        if url is not None and address_key(url) not in seen:
            seen.add(address_key(url))
            yield replace(image, url=url, alt=clean_text(image.alt))


def _identities(draft: Draft, content: Content, path: str | None) -> Iterator[Identity]:
    for name in draft.names:
        yield Identity(key=name)
    if content.url and not draft.shared_url:
        yield Identity(key=f"url:{address_key(content.url)}")
    if draft.id:
        yield Identity(key=f"id:{clean_text(draft.id)}")
    if draft.public_id and _SCHEME.match(draft.public_id):
        # "123" is some article's id at every source: only what is unique in the world names one.
        yield Identity(key=f"id:{clean_text(draft.public_id).removeprefix('urn:uuid:')}")
    author = content.authors[0].key if content.authors else ""
    yield Identity(key=f"title:{fold(content.title)}|{author}", strong=False)
    if path is not None:
        yield Identity(key=f"path:{path}", strong=False)


def absolute_path(path: Path) -> str:
    """Return *path* as one that means the same file from anywhere, in characters UTF-8 can hold."""
    return str(path.absolute()).encode("utf-8", "replace").decode("utf-8")
