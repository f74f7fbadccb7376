"""What satisfies a query exactly: the newest, and the order in which all of it came."""

from barqiya.domain.article import Article
from barqiya.domain.query import Query
from barqiya.search.index import Arriving, BrokenIndexError, SearchIndex
from barqiya.store import Transaction, articles

_PATIENCE_SECONDS = 1.0


def newest(tx: Transaction, index: SearchIndex, query: Query, *, limit: int) -> list[Article]:
    """Return the *limit* newest articles that satisfy *query*, all of its words too.

    The same set as of :func:`barqiya.search.matcher.matches`. The store answers where no words are
    asked for; else the index, after at most a second of waiting for it.
    """
    if not query.has_text:
        return articles.latest(tx, query, limit=limit)
    index.catch_up(tx, _PATIENCE_SECONDS)
    try:
        found = index.snapshot().newest(query, limit=limit, offset=0)
    except BrokenIndexError as error:
        index.discard(str(error))
        index.catch_up(tx, _PATIENCE_SECONDS)
        found = index.snapshot().newest(query, limit=limit, offset=0)
    return articles.get_many(tx, found.ids)


def arriving(tx: Transaction, index: SearchIndex, query: Query) -> Arriving:
    """Return all that satisfies *query*, whose dates are asked at a moment, as it came.

    The same set as :func:`newest` has; where no words are asked for, too.
    """
    index.catch_up(tx, _PATIENCE_SECONDS)
    try:
        return index.snapshot().arriving(query)
    except BrokenIndexError as error:
        index.discard(str(error))
        index.catch_up(tx, _PATIENCE_SECONDS)
        return index.snapshot().arriving(query)
