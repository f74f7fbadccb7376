"""Where a site's REST API and its feed are, found from its address alone."""

import re
from collections.abc import Generator, Iterator
from urllib.parse import urlsplit, urlunsplit

from barqiya.domain.normalize import absolute
from barqiya.errors import RefusedFetchError, UnreadableError
from barqiya.sources import decoding
from barqiya.sources.flow import Answer, Request, Response, Source, Step, ask, checked
from barqiya.sources.syndication import discover
from barqiya.sources.webpage.tree import parsed
from barqiya.sources.wordpress import api
from barqiya.sources.wordpress.api import ClosedError
from barqiya.sources.wordpress.going import Going, zone_told
from barqiya.sources.wordpress.past import Past

ACCEPT_FEED = "application/rss+xml, application/atom+xml, application/xml;q=0.9, */*;q=0.1"
_REL = "https://api.w.org/"  # developer.wordpress.org/rest-api/using-the-rest-api/discovery
_HEADER = re.compile(rf"<([^<>]*)>\s*;[^,<]*\brel\s*=\s*\"?{re.escape(_REL)}", re.IGNORECASE)

_SHORT = re.compile(r"<([^<>]*)>\s*;[^,<]*\brel\s*=\s*\"?shortlink\b", re.IGNORECASE)
_BY_ID = re.compile(r"[?&]p=(\d{1,18})(?:&|$)")


def find(going: Going) -> Generator[Step, Answer, None]:
    """Find the API and the feed of the site, and remember them.

    Raises ClosedError where no API answers, FetchError where the site itself does not.
    """
    request = Request(url=going.source.address, accept="text/html, */*;q=0.5")
    home = checked((yield from ask(request)), going.source)
    page = _text(home)
    going.past.feed = _feed_on(page, home.url) or going.past.feed
    going.moved_to = home.moved_to
    reason: ClosedError | None = None
    for root in _candidates(home, page):
        try:
            response = yield from ask(Request(url=root, accept=api.ACCEPT))
            index = api.index(response, going.source)
        except (ClosedError, RefusedFetchError) as error:
            reason = reason or ClosedError(str(error))
            continue
        _remember_root(going.past, response.moved_to or root)
        going.past.zone = zone_told(index)
        going.past.found_at = going.visit.now
        return
    raise reason or ClosedError(f"{home.url} names no API")


def id_told_by(response: Response) -> int | None:
    """Return the id of the post whose page *response* is, out of its short link (``/?p=12``)."""
    named = [found[1] for found in _SHORT.finditer(response.headers.get("link", ""))]
    for address in (*named, *_named_on(_text(response), "shortlink")):
        post_id = id_in_address(address)
        if post_id is not None:
            return post_id
    return None


def id_in_address(address: str) -> int | None:
    """Return the id of the post that *address* names as ``?p=12``."""
    found = _BY_ID.search(address)
    return int(found[1]) if found else None


def feed_of(past: Past, source: Source) -> str:
    """Return the address of the site's feed: the one its page names, else WordPress's own."""
    return past.feed or f"{_bare(source.address)}/feed/"


def paged(feed: str, page: int) -> str:
    """Return the address of a page of *feed*; the first is the feed itself."""
    if page == 1:
        return feed
    return f"{feed}{'&' if '?' in feed else '?'}paged={page}"


def _candidates(home: Response, page: str) -> Iterator[str]:
    """Yield where the index of the API may be: where the site says, else the usual places."""
    named = [found[1] for found in _HEADER.finditer(home.headers.get("link", ""))]
    named += _named_on(page, _REL)
    told = (url for address in named if (url := absolute(address, home.url)))
    bare = _bare(home.url)
    yield from dict.fromkeys([*told, f"{bare}/wp-json/", f"{bare}/?rest_route=/"])


def _named_on(page: str, rel: str) -> list[str]:
    try:
        links = parsed(page).iter("link")
    except UnreadableError:
        return []
    return [link.get("href") or "" for link in links if link.get("rel") == rel]


def _remember_root(past: Past, root: str) -> None:
    if past.root not in (None, root):
        # The site moved, or changed the form of its links: every piece has another address now.
        past.walked_at = None
    past.root = root


def _feed_on(page: str, url: str) -> str | None:
    return next(iter(discover(page, url)), None) if page else None


def _text(response: Response) -> str:
    try:
        return decoding.decode(response.body.read(), response.charset)
    except UnreadableError:
        return ""


def _bare(address: str) -> str:
    parts = urlsplit(address)
    return urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/"), "", ""))
