"""RSS 2.0 (rssboard.org/rss-specification, RSS Profile) with dc, content, media and atom:link."""

import html
from typing import Any

from barqiya.domain.article import Enclosure
from feeds.document import FeedDocument, FeedEntry
from feeds.formats import _feedgen
from feeds.formats._feedgen import DC, MEDIA, SLASH, XML, Element
from feeds.formats.base import Format

_MEDIA_TYPE = "application/rss+xml"
_LOGO_TYPES = (".gif", ".jpeg", ".jpg", ".png")  # RSS 2.0, <image>: GIF, JPEG or PNG


def render(document: FeedDocument) -> bytes:
    """Return *document* as RSS 2.0."""
    feed = _feedgen.feed(document, "rss", _MEDIA_TYPE)
    if document.logo_url and document.logo_url.casefold().endswith(_LOGO_TYPES):
        # Validators want the picture's title and link to be the channel's.
        title = _feedgen.visible(document.title)
        feed.image(url=document.logo_url, title=title, link=document.site_url)
    feed.ttl(document.max_age // 60)
    for entry in document.entries:
        _add(feed, entry)
    return _feedgen.rss_bytes(feed)


def _add(feed: Any, entry: FeedEntry) -> None:
    item = _feedgen.entry(feed, entry)
    item.link(href=entry.url)
    if entry.summary:
        # A description is HTML to every reader; the summary is plain text.
        item.summary(html.escape(entry.summary, quote=False))
    item.content(entry.content_html, type="CDATA")
    if entry.comments_url:
        item.comments(entry.comments_url)
    enclosure = _enclosure(entry)
    if enclosure:
        # Length 0 says that it is not known (RSS Profile).
        item.enclosure(enclosure.url, enclosure.length or 0, enclosure.media_type)
    item.extra.elements = _elements(entry)
    item.extra.attributes = {f"{{{XML}}}lang": entry.language}


def _enclosure(entry: FeedEntry) -> Enclosure | None:
    """Return the one enclosure that RSS readers take: the article's own, else its picture."""
    if entry.enclosures:
        return entry.enclosures[0]
    image = entry.image
    if image is None or image.media_type is None:
        return None
    return Enclosure(url=image.url, media_type=image.media_type, length=image.length)


def _elements(entry: FeedEntry) -> list[Element]:
    # <author> must be an e-mail address; dc:creator is where readers look for a name.
    elements = [Element(tag=f"{{{DC}}}creator", text=author) for author in entry.authors]
    elements.append(Element(tag=f"{{{DC}}}language", text=entry.language))
    if entry.comment_count is not None:
        elements.append(Element(tag=f"{{{SLASH}}}comments", text=str(entry.comment_count)))
    return elements + media_elements(entry)


def media_elements(entry: FeedEntry) -> list[Element]:
    """Return the lead picture as Media RSS (rssboard.org/media-rss), for RSS and Atom alike."""
    image = entry.image
    if image is None:
        return []
    size = {"width": image.width, "height": image.height}
    about = {"medium": "image", "type": image.media_type, "fileSize": image.length}
    return [
        Element(tag=f"{{{MEDIA}}}content", attributes={"url": image.url, **about, **size}),
        Element(tag=f"{{{MEDIA}}}thumbnail", attributes={"url": image.url, **size}),
    ]


RSS = Format(name="rss", label="RSS", suffix="rss", media_type=_MEDIA_TYPE, render=render)
