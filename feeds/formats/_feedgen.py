"""feedgen, made right. The only module that imports it; never decides what a feed says.

What it mends in feedgen 1.0.0:

- dates default to *now*, so that the same articles give other bytes: all are set here;
- every RSS date switches the locale of the whole process: replaced by one that needs no locale;
- entries are added in front: appended here;
- links of Atom entries lose all but their address; RSS gets no dc:creator without an e-mail
  address, media elements only in a group: such elements go through :class:`Extra`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from html.entities import name2codepoint
from typing import Any

import feedgen.entry
import feedgen.feed
from lxml import etree

from feeds.document import FeedDocument, FeedEntry
from feeds.formats._history import History

DC = "http://purl.org/dc/elements/1.1/"
AT = "http://purl.org/atompub/tombstones/1.0"
MEDIA = "http://search.yahoo.com/mrss/"
SLASH = "http://purl.org/rss/1.0/modules/slash/"
THREAD = "http://purl.org/syndication/thread/1.0"  # RFC 4685
XML = "http://www.w3.org/XML/1998/namespace"

_WORD_JOINER = "\u2060"
_MARKUP = re.compile(r"<(?=[/!?a-zA-Z])|&(?=(#?\w+))")


def _rss_date(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC), usegmt=True)


# setlocale() is not safe under threads: it left processes in the C locale for good.
feedgen.feed.formatRFC2822 = _rss_date
feedgen.entry.formatRFC2822 = _rss_date


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """An element as lxml names it: ``tag`` or ``{namespace}tag``. Attributes of ``None`` go."""

    tag: str
    text: str | None = None
    attributes: Mapping[str, str | int | None] = field(default_factory=dict)

    def add_to(self, parent: Any) -> None:
        """Append the element to *parent*."""
        given = {key: str(value) for key, value in self.attributes.items() if value is not None}
        etree.SubElement(parent, self.tag, given).text = self.text


class Extra:
    """A feedgen extension that adds any elements and attributes to an entry, or to Atom's feed."""

    def __init__(self) -> None:
        self.elements: list[Element] = []
        self.attributes: dict[str, str] = {}

    def extend_ns(self) -> dict[str, str]:
        """Return the prefixes that the root declares."""
        buried = any(element.tag.startswith(f"{{{AT}}}") for element in self.elements)
        prefixes = {"dc": DC, "media": MEDIA, "slash": SLASH, "thr": THREAD}
        return prefixes | ({"at": AT} if buried else {})

    def extend_rss(self, element: Any) -> Any:
        """Add to an item of RSS; the feed's own extension is empty there."""
        for extra in self.elements:
            extra.add_to(element)
        element.attrib.update(self.attributes)
        return element

    extend_atom = extend_rss


def feed(document: FeedDocument, suffix: str, media_type: str) -> Any:
    """Return a FeedGenerator that holds all of *document* but its entries."""
    made = feedgen.feed.FeedGenerator()
    made.register_extension("extra", Extra, Extra)
    made.register_extension("history", History)
    made.history.document, made.history.suffix = document, suffix
    made.history.media_type = media_type
    made.id(document.id)
    made.title(visible(document.title))
    made.subtitle(visible(document.description))
    made.language(document.language)
    made.updated(document.updated)
    made.generator("Barqiya")
    made.link(href=document.address_as(suffix), rel="self", type=media_type)
    # In RSS the last link becomes the site's address.
    made.link(href=document.site_url, rel="alternate", type="text/html")
    return made


def entry(made: Any, source: FeedEntry) -> Any:
    """Add an entry with what all formats say in the same words; return feedgen's FeedEntry."""
    added = made.add_entry(order="append")
    added.id(source.id)
    added.title(visible(source.title))
    added.updated(source.updated)
    if source.published:
        added.published(source.published)
    for category in source.categories:
        added.category(term=visible(category.name), scheme=category.scheme)
    return added


def rss_bytes(made: Any) -> bytes:
    """Return the feed as RSS 2.0."""
    return _bytes(made.rss_str)


def atom_bytes(made: Any) -> bytes:
    """Return the feed as Atom 1.0."""
    return _bytes(made.atom_str)


def visible(text: str) -> str:
    """Return plain *text* that no program takes for markup: ``<b>`` stays a ``<`` and a ``b``.

    Programs guess whether a title is HTML, and validators warn of what looks so. An invisible
    word joiner (U+2060) stands after the sign that would mislead them.
    """
    return _MARKUP.sub(_defused, text)


def _defused(match: re.Match[str]) -> str:
    name = match.group(1)
    harmless = name is not None and name.isalpha() and name not in {*name2codepoint, "apos"}
    return match.group() if harmless else match.group() + _WORD_JOINER


def _bytes(write: Callable[..., bytes]) -> bytes:
    return write(pretty=False)
