"""The feeds that a web page offers. Fetches nothing."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from barqiya.domain.folding import fold
from barqiya.domain.normalize import absolute, clean_text
from barqiya.errors import UnreadableError
from barqiya.sources.webpage.tree import Element, parsed

# Not application/json: WordPress names the REST resource of a page so.
_TYPES = frozenset(
    {
        "application/atom+xml",
        "application/feed+json",
        "application/rdf+xml",
        "application/rss+xml",
        "application/x.atom+xml",
        "text/xml",
    }
)
_COMMENTS = ("comment", "تعليق")


def discover(page: str, url: str) -> list[str]:
    """Return the addresses of the feeds that *page*, the HTML at *url*, offers; the best first.

    A feed of the page's own (of a category, say) goes before the site's; feeds of comments go last.
    """
    try:
        tree = parsed(page)
    except UnreadableError:
        return []
    based = next((a for e in tree.iter("base") if (a := absolute(e.get("href") or "", url))), url)
    offered = [(link, address) for link in _links(tree) if (address := _address(link, based))]
    offered.sort(key=lambda one: (_is_of_comments(*one), not _is_below(one[1], url)))
    return list(dict.fromkeys(address for _, address in offered))


def _links(tree: Element) -> Iterator[Element]:
    for link in tree.iter("link"):
        kinds = (link.get("rel") or "").casefold().split()
        media_type = (link.get("type") or "").split(";")[0].strip().casefold()
        if "alternate" in kinds and "stylesheet" not in kinds and media_type in _TYPES:
            yield link


def _address(link: Element, base_url: str) -> str | None:
    return absolute((link.get("href") or "").replace("feed://", "http://"), base_url)


def _is_of_comments(link: Element, address: str) -> bool:
    said = fold(clean_text(link.get("title") or "")) + urlsplit(address).path
    return any(word in said for word in _COMMENTS)


def _is_below(address: str, page: str) -> bool:
    """Return whether *address* lies below that of *page*, where that is not the site's home."""
    path = urlsplit(page).path.rstrip("/")
    return bool(path) and urlsplit(address).path.startswith(f"{path}/")
