"""What satisfies a query exactly: the newest, and the order in which all of it came."""

from barqiya.domain.article import Article
from barqiya.domain.query import Query
from barqiya.search.abreast import asked_of
from barqiya.search.index import Arriving, SearchIndex
from barqiya.store import Transaction, articles


def newest(tx: Transaction, index: SearchIndex, query: Query, *, limit: int) -> list[Article]:
    """Return the *limit* newest articles that satisfy *query*, all of its words too.

    The same set as of :func:`barqiya.search.matcher.matches`. The store answers where no words are
    asked for; else the index, as :func:`~barqiya.search.abreast.asked_of` asks it.
    """
    if not query.has_text:
        return articles.latest(tx, query, limit=limit)
    found, _ = asked_of(tx, index, lambda snapshot: snapshot.newest(query, limit=limit).ids)
    return articles.get_many(tx, found)


def arriving(tx: Transaction, index: SearchIndex, query: Query) -> Arriving:
    """Return all that satisfies *query*, whose dates are asked at a moment, as it came.

    The same set as :func:`newest` has; where no words are asked for, too.
    """
    found, _ = asked_of(tx, index, lambda snapshot: snapshot.arriving(query))
    return found
