"""What a page that was fetched holds: its text, and the article in it. Asks for nothing."""

import re
from dataclasses import replace

from barqiya.domain.article import SourceItem
from barqiya.domain.normalize import absolute, address_key
from barqiya.errors import UnreadableError
from barqiya.sources.copied.refusals import MISSING
from barqiya.sources.decoding import decode
from barqiya.sources.draft import Reading, to_item
from barqiya.sources.flow import Response
from barqiya.sources.pages.shapes import is_home, site_of
from barqiya.sources.webpage import read_html

ACCEPT = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1"
LARGEST = 10_000_000  # bytes: what is larger is no page
_PAGES = frozenset({"", "text/html", "application/xhtml+xml", "text/plain"})
# Servers name no type, or this one, for what they do not know.
_UNKNOWN = frozenset({"application/octet-stream", "application/xml", "text/xml"})
_TAGS = re.compile(r"<(?:!doctype|html|head|body)\b", re.IGNORECASE)
_NOT_THERE = frozenset({404, 410})


def is_gone(response: Response) -> bool:
    """Return whether the server says that there is no such page."""
    return response.status in _NOT_THERE


def is_not_found(error: UnreadableError) -> bool:
    """Return whether a page was refused because it says that there is none (a soft 404)."""
    return str(error) == MISSING


def text_of(response: Response) -> str:
    """Return the text of the page. Raises UnreadableError where it is none."""
    media_type = response.media_type
    if media_type not in _PAGES and media_type not in _UNKNOWN:
        raise UnreadableError(f"it holds no article: it is no page but {media_type}")
    if response.body.size > LARGEST:
        raise UnreadableError(
            f"the page is too large: {response.body.size / 1_000_000:.1f} MB, where "
            f"{LARGEST // 1_000_000} MB is the most"
        )
    return decode(response.body.read(), response.charset)


def item_of(text: str, url: str, reading: Reading) -> SourceItem:
    """Return the article in the page *text* that was found at *url*, under its address as key.

    Its address is the canonical one that the page names where that is believable, else *url*.
    Raises :class:`~barqiya.errors.UnreadableError` where there is none.
    """
    # What a server sends is a page even where it leaves out the tags that a parser supplies.
    page = text if _TAGS.search(text) else f"<html>{text}</html>"
    draft = read_html(page, replace(reading, url=None, base_url=url))
    own = _believable(draft.url, url) or absolute(url) or url
    return to_item(
        replace(draft, url=own, key=address_key(own)),
        url,
        None,
        replace(reading, url=None, base_url=url),
    )


def _believable(canonical: str | None, url: str) -> str | None:
    """Return *canonical* unless it leads to another site, or every page names the front page."""
    if canonical is None or site_of(canonical) != site_of(url):
        return None
    return None if is_home(canonical) and not is_home(url) else canonical
