"""Atom 1.0 (RFC 4287)."""

import hashlib
from datetime import datetime
from typing import Any

from barqiya.domain.article import Enclosure
from feeds.document import Deleted, FeedDocument, FeedEntry
from feeds.formats import _feedgen
from feeds.formats._feedgen import AT, THREAD, XML, Element
from feeds.formats.base import Format
from feeds.formats.rss import media_elements

_MEDIA_TYPE = "application/atom+xml"


def render(document: FeedDocument) -> bytes:
    """Return *document* as Atom 1.0."""
    feed = _feedgen.feed(document, "atom", _MEDIA_TYPE)
    # An entry without an author takes the feed's (RFC 4287, § 4.2.1).
    feed.author(name=_feedgen.visible(document.publisher), uri=document.site_url)
    if document.logo_url:
        feed.logo(document.logo_url)
    told: tuple[FeedEntry | Deleted, ...] = (*document.entries, *document.deleted)
    if told:
        feed.updated(max(_told_apart(one) for one in told))
    feed.extra.elements = [_tombstone(entry) for entry in document.entries if entry.withdrawn]
    feed.extra.elements += [_tombstone(one) for one in document.deleted]
    for entry in document.entries:
        _add(feed, entry)
    return _feedgen.atom_bytes(feed)


def _add(feed: Any, entry: FeedEntry) -> None:
    added = _feedgen.entry(feed, entry)
    added.updated(_told_apart(entry))
    added.content(entry.content_html, type="html")
    if entry.summary:
        added.summary(_feedgen.visible(entry.summary))
    for author in entry.authors:
        added.author(name=_feedgen.visible(author))
    # feedgen would keep a link's address and lose the rest.
    added.extra.elements = [*_links(entry), *_total(entry), *media_elements(entry)]
    added.extra.attributes = {f"{{{XML}}}lang": entry.language}


def _tombstone(entry: FeedEntry | Deleted) -> Element:
    """Return what tells programs that an entry is no more (RFC 6721, § 3)."""
    when = _told_apart(entry).isoformat()
    return Element(tag=f"{{{AT}}}deleted-entry", attributes={"ref": entry.id, "when": when})


def _links(entry: FeedEntry) -> list[Element]:
    links = [_link(rel="alternate", href=entry.url, type="text/html", hreflang=entry.language)]
    if entry.comments_url:
        links.append(_replies(entry.comments_url, entry.comment_count))
    return links + [
        _link(rel="enclosure", href=one.url, type=one.media_type, length=one.length)
        for one in _enclosures(entry)
    ]


def _enclosures(entry: FeedEntry) -> tuple[Enclosure, ...]:
    image = entry.image
    if image is None or image.media_type is None:
        return entry.enclosures
    picture = Enclosure(url=image.url, media_type=image.media_type, length=image.length)
    return (*entry.enclosures, picture)


def _total(entry: FeedEntry) -> list[Element]:
    """Return how many comments there are, for readers that look for it there (RFC 4685, § 5)."""
    if entry.comment_count is None:
        return []
    return [Element(tag=f"{{{THREAD}}}total", text=str(entry.comment_count))]


def _replies(address: str, count: int | None) -> Element:
    """Return the link to the comments, with their number where it is known (RFC 4685, § 4)."""
    told = {"rel": "replies", "href": address, "type": "text/html"}
    return Element(tag="link", attributes={**told, f"{{{THREAD}}}count": count})


def _link(**attributes: str | int | None) -> Element:
    return Element(tag="link", attributes=attributes)


def _told_apart(entry: FeedEntry | Deleted) -> datetime:
    """Return the entry's moment of change with a fraction of a second that is its own.

    Articles taken in together changed in the same instant; validators warn of equal moments, for
    readers order by them.
    """
    fraction = int.from_bytes(hashlib.sha256(entry.id.encode()).digest()[:8], "big") % 1_000_000
    return entry.updated.replace(microsecond=fraction)


ATOM = Format(name="atom", label="Atom", suffix="atom", media_type=_MEDIA_TYPE, render=render)
