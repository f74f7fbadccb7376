"""The documents of a feed's history: which articles stand in each, and what lies beside it.

Owns the reading of :mod:`feeds.history`'s cuts from the store and the search index; writes no
format.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from barqiya.domain.article import Article, ArticleId, Status
from barqiya.domain.query import Query
from barqiya.search import matches
from barqiya.store import arrivals, articles
from barqiya.store.arrivals import Line
from barqiya.store.database import Transaction
from feeds import history
from feeds.history import Asked, Ending, Links, Order, Stretch
from feeds.views import FeedView

_MOST_GONE = 1000  # retracted articles that are looked through for one document

Arriving = Callable[[Transaction, Query], Order]
"""``(tx, query)``: all that satisfies a query, its words too, in the order in which it came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lined:
    """The places of the whole store, of a category or of a tag, where none ever falls out."""

    tx: Transaction
    line: Line
    total: int
    dense: bool = True

    def place(self, rank: int) -> int:
        """Return the place at *rank*: the same number."""
        return rank

    def upto(self, place: int) -> int:
        """Return how many ranks stand at *place* or before."""
        return min(place, self.total)

    def ids(self, first: int, last: int) -> Sequence[ArticleId]:
        """Return the articles at the places *first* to *last*."""
        return arrivals.between(self.tx, self.line, first, last)


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived:
    """A document of the archive: its articles, and what ends its own address.

    *gone* stood in it before they were retracted.
    """

    articles: tuple[Article, ...]
    gone: tuple[Article, ...]
    ending: Ending
    links: Links


def archived(tx: Transaction, view: FeedView, asked: Asked, arriving: Arriving) -> Archived:
    """Return the document *asked* for of the history of *view*.

    Raises :class:`~barqiya.errors.NotFoundError` where there is none.
    """
    order = _order(tx, view, arriving)
    end = arrivals.count(tx, arrivals.EVERYTHING)
    stretch = history.stretch_of(order, view.limit, asked, end)
    beside = history.neighbours(order, view.limit, stretch)
    held = _held(tx, view, order, stretch)
    return Archived(
        articles=tuple(one for one in held if one.status is Status.PUBLISHED),
        gone=tuple(one for one in held if one.status is Status.RETRACTED),
        ending=_ending(view, order, stretch),
        links=Links(
            before=_ending(view, order, beside.before) if beside.before else None,
            behind=_ending(view, order, beside.behind) if beside.behind else None,
            current=Ending(query=view.asked),
        ),
    )


def links_of_feed(
    tx: Transaction, view: FeedView, held: Sequence[Article], arriving: Arriving
) -> tuple[Links, frozenset[ArticleId]]:
    """Return where the history of *view* begins, for a feed that holds the articles *held*.

    Whatever the feed does not hold lies behind the link, from the newest that came: the first
    document is one that is not wholly in the feed. With it come the articles on which that hangs.
    """
    order = _order(tx, view, arriving)
    stretch = history.newest(order, view.limit)
    there = {article.id for article in held if article.status is Status.PUBLISHED}
    if stretch is None or order.total <= len(there):
        return Links(), frozenset()
    looked_at: list[ArticleId] = []
    for one in reversed(order.ids(stretch.first, stretch.last)):
        if one in there:
            continue
        looked_at.append(one)
        if _shown(tx, view, [one]):
            break
    else:
        stretch = history.before(order, view.limit, stretch)
    before = _ending(view, order, stretch) if stretch else None
    return Links(before=before), frozenset(looked_at)


def _order(tx: Transaction, view: FeedView, arriving: Arriving) -> Order:
    if view.line is None:
        return arriving(tx, view.query)
    return Lined(tx=tx, line=view.line, total=arrivals.count(tx, view.line))


def _held(tx: Transaction, view: FeedView, order: Order, stretch: Stretch) -> list[Article]:
    """Return what has its place in *stretch*, whether it is still published or not."""
    ids = list(order.ids(stretch.first, stretch.last))
    if not order.dense:  # a search finds nothing that is retracted
        gone = articles.retracted_ids(tx, limit=_MOST_GONE)
        places = arrivals.places(tx, gone)
        ids += [one for one in gone if stretch.first <= places[one] <= stretch.last]
    return [one for one in articles.get_many(tx, ids) if matches(view.query, one)]


def _shown(tx: Transaction, view: FeedView, ids: Sequence[ArticleId]) -> list[Article]:
    """Return what the feed shows of these: what has left it keeps its place, empty."""
    there = articles.get_many(tx, ids)
    return [one for one in there if one.status is Status.PUBLISHED and matches(view.query, one)]


def _ending(view: FeedView, order: Order, stretch: Stretch) -> Ending:
    query = str(view.query) if view.asked else None
    return history.ending(order, view.limit, stretch, query)
