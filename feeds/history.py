"""How the history of a feed is cut into documents that stay as they are (RFC 5005, § 4). Pure.

Articles take places in the order in which they *came*, which is not that of their dates: whatever
comes later, however old, stands behind, and no entry moves from one document to another. A document
of the archive is a :class:`Stretch` of places, and its address says which. Where a feed's own
places have no gaps (a category's, a tag's), the number alone says it once the stretch is full; what
is not full yet, and what a query finds, is named by its places too: ``/feeds/all/3/101-117.rss``.
So what lies under an address stays there, and whoever keeps documents sees by the address which it
has.

The addresses are paths, for servers of files know no queries; ``/feeds/all.rss?page=3`` leads to
the same. Only a search, which has no file, keeps all in the query.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import quote, urlencode

from barqiya.domain.article import ArticleId
from barqiya.errors import NotFoundError

_NUMBER = re.compile(r"[1-9][0-9]{0,8}")
_PLACES = re.compile(r"([1-9][0-9]{0,8})-([1-9][0-9]{0,8})")


class Order(Protocol):
    """The articles of one feed by place. A rank counts those that are there, from 1."""

    @property
    def dense(self) -> bool:
        """Whether ranks and places are one: no place ever falls out."""

    @property
    def total(self) -> int:
        """How many ranks there are."""

    def place(self, rank: int) -> int:
        """Return the place at *rank*."""

    def upto(self, place: int) -> int:
        """Return how many ranks stand at *place* or before."""

    def ids(self, first: int, last: int) -> Sequence[ArticleId]:
        """Return the articles at the places *first* to *last*, both included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A document of the archive as its address names it: by *number*, or by its places too."""

    number: int
    places: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """The *number*-th document: the places *first* to *last*, both included."""

    number: int
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """The documents before and behind one, where there are any. One behind is full."""

    before: Stretch | None
    behind: Stretch | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """What ends an address behind a feed's slug: *path* before the suffix, *query* behind it."""

    path: str = ""
    query: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """What else there is of a feed, by what ends its addresses.

    *current* is the feed itself, in a document of its archive: ``None`` in the feed itself.
    *before* leads to what is older, *behind* to what came later.
    """

    before: Ending | None = None
    behind: Ending | None = None
    current: Ending | None = None


def asked_for(page: str | None, places: str | None) -> Asked | None:
    """Return which document of the archive an address names, ``None`` for the feed itself.

    Raises :class:`~barqiya.errors.NotFoundError` for what no address of ours has.
    """
    if page is None and places is None:
        return None
    named = _PLACES.fullmatch(places) if places is not None else None
    if page is None or not _NUMBER.fullmatch(page) or (places is not None and named is None):
        raise NotFoundError(f"there is no page {page!r} with the places {places!r}")
    return Asked(number=int(page), places=(int(named[1]), int(named[2])) if named else None)


def stretch_of(order: Order, size: int, asked: Asked, end: int) -> Stretch:
    """Return what *asked* names, of up to *size* articles; *end* is the last place there is.

    Raises :class:`~barqiya.errors.NotFoundError` where there is no such document.
    """
    if asked.places is None:
        found = _numbered(order, size, asked.number)
    else:
        found = Stretch(number=asked.number, first=asked.places[0], last=asked.places[1])
        found = found if _is_ours(order, size, found, end) else None
    if found is None:
        raise NotFoundError(f"there is no page {asked.number} of this feed")
    return found


def newest(order: Order, size: int) -> Stretch | None:
    """Return the last document, full or not; ``None`` where nothing came yet."""
    return _numbered(order, size, -(-order.total // size)) if order.total else None


def before(order: Order, size: int, stretch: Stretch) -> Stretch | None:
    """Return the document before *stretch*, to its very edge."""
    ranks = order.upto(stretch.first - 1)
    if not ranks:
        return None
    number = (ranks - 1) // size + 1
    return Stretch(number=number, first=_begins(order, size, number), last=stretch.first - 1)


def neighbours(order: Order, size: int, stretch: Stretch) -> Neighbours:
    """Return what lies on both sides of *stretch*."""
    ranks = order.upto(stretch.last)
    behind = None
    settled = not order.dense or is_full(order, size, stretch)
    if settled and ranks + size <= order.total:
        last = order.place(ranks + size)
        behind = Stretch(number=-(-ranks // size) + 1, first=stretch.last + 1, last=last)
    return Neighbours(before=before(order, size, stretch), behind=behind)


def ending(order: Order, size: int, stretch: Stretch, query: str | None = None) -> Ending:
    """Return what ends the address of *stretch*; of a search, *query* is its own ``q``."""
    places = f"{stretch.first}-{stretch.last}"
    if query is not None:
        named = {"q": query, "page": str(stretch.number), "places": places}
        return Ending(query=f"?{urlencode(named, quote_via=quote, safe='')}")
    bare = order.dense and is_full(order, size, stretch)
    return Ending(path=f"/{stretch.number}" + ("" if bare else f"/{places}"))


def is_full(order: Order, size: int, stretch: Stretch) -> bool:
    """Return whether nothing can come into *stretch* any more that its number promises."""
    return order.upto(stretch.last) >= stretch.number * size


def _numbered(order: Order, size: int, number: int) -> Stretch | None:
    if number < 1 or (number - 1) * size >= order.total:
        return None
    last = order.place(min(number * size, order.total))
    return Stretch(number=number, first=_begins(order, size, number), last=last)


def _begins(order: Order, size: int, number: int) -> int:
    return order.place((number - 1) * size) + 1 if number > 1 else 1


def _is_ours(order: Order, size: int, stretch: Stretch, end: int) -> bool:
    """Whether *stretch* may once have been cut: no address of anybody's making builds too much."""
    if not stretch.first <= stretch.last <= end:
        return False
    if order.dense:
        begins = (stretch.number - 1) * size + 1
        return stretch.first == begins and stretch.last < begins + size
    # Since it was cut, some may have come into it by being corrected.
    return order.upto(stretch.last) - order.upto(stretch.first - 1) <= 2 * size
