"""Who asks for a feed, a program or a person in a browser: pure, from the Accept header alone.

Owns the judgement; never what either is sent. A program that is sent a page by mistake loses the
feed, a person who is sent a feed by mistake only a page: in doubt it is a program.
"""

import re
from functools import lru_cache

PAGE = "text/html"
#: What a feed can be asked for as (RFC 4287 § 7, RFC 3023, jsonfeed.org/version/1.1).
_FEEDS = (
    "application/rss+xml",
    "application/atom+xml",
    "application/rdf+xml",
    "application/feed+json",
    "application/json",
    "application/xml",
    "text/xml",
)
_LONGEST = 2_000  # characters: no browser's header comes near it
_QVALUE = re.compile(r"0(?:\.\d{0,3})?|1(?:\.0{0,3})?")  # RFC 9110, § 12.4.2


@lru_cache(maxsize=256)
def wants_page(accept: str | None) -> bool:
    """Return whether *accept* prefers a page to every kind of feed (RFC 9110, § 12.5.1).

    ``*/*`` and a header that names both alike are a program's. So is what Java's HttpURLConnection
    sends of itself, which names HTML first and then GIF, but not XHTML as every browser does.
    """
    if not accept or len(accept) > _LONGEST:
        return False
    ranges = _ranges(accept)
    if "image/gif" in ranges and "application/xhtml+xml" not in ranges:
        return False
    page = _weight_of(PAGE, ranges)
    return page > max(_weight_of(feed, ranges) for feed in _FEEDS)


def _ranges(accept: str) -> dict[str, float]:
    """Return the weight of each media range; a range with other parameters than q says nothing."""
    found: dict[str, float] = {}
    for part in accept.split(","):
        name, *parameters = (piece.strip().casefold() for piece in part.split(";"))
        weight = _weight(parameters)
        if name and weight is not None:
            found[name] = max(weight, found.get(name, 0.0))
    return found


def _weight(parameters: list[str]) -> float | None:
    for parameter in parameters:
        name, _, value = (piece.strip() for piece in parameter.partition("="))
        if name == "q":
            return float(value) if _QVALUE.fullmatch(value) else None
        if name not in {"charset", "version"}:
            return None
    return 1.0


def _weight_of(media_type: str, ranges: dict[str, float]) -> float:
    """Return how much *media_type* is wanted: the most specific range that covers it decides."""
    group = f"{media_type.partition('/')[0]}/*"
    return next((ranges[one] for one in (media_type, group, "*/*") if one in ranges), 0.0)
