"""What satisfies a query exactly: the newest, and the order in which all of it came."""

from barqiya.domain.article import Article
from barqiya.domain.query import Query
from barqiya.search.abreast import asked_of, is_for_store
from barqiya.search.index import Arriving, SearchIndex
from barqiya.search.matcher import matches
from barqiya.store import Transaction, articles

_LOOKED_AT = 300  # articles, which takes a third of a second


def newest(tx: Transaction, index: SearchIndex, query: Query, *, limit: int) -> list[Article]:
    """Return the *limit* newest articles that satisfy *query*, all of its words too.

    The same set as of :func:`barqiya.search.matcher.matches`. The store answers where it can; else
    the index, as :func:`~barqiya.search.abreast.asked_of` asks it. While that is being made, the
    newest of the store are looked at as well, so that no feed falls silent.
    """
    if is_for_store(query):
        return articles.latest(tx, query, limit=limit)
    found, behind = asked_of(tx, index, lambda snapshot: snapshot.newest(query, limit=limit).ids)
    there = articles.get_many(tx, found)
    return _with_newer(tx, query, there)[:limit] if behind else there


def _with_newer(tx: Transaction, query: Query, found: list[Article]) -> list[Article]:
    """Return *found* with the newest of the store that satisfy *query*, newest first.

    The index begins with the oldest: while it is made, the newest are what it lacks.
    """
    newer = [one for one in articles.latest(tx, Query(), limit=_LOOKED_AT) if matches(query, one)]
    once = {one.id: one for one in (*found, *newer)}
    return sorted(once.values(), key=lambda one: (one.ordered_at, one.id), reverse=True)


def arriving(tx: Transaction, index: SearchIndex, query: Query) -> Arriving:
    """Return all that satisfies *query*, whose dates are asked at a moment, as it came.

    The same set as :func:`newest` has; where no words are asked for, too.
    """
    found, _ = asked_of(tx, index, lambda snapshot: snapshot.arriving(query))
    return found
