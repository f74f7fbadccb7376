"""What the feeds need of the search index, for a run and for one command."""

from barqiya.domain.article import Article
from barqiya.domain.query import Query
from barqiya.search import SearchIndex, arriving, newest
from barqiya.store import Transaction
from feeds.history import Order
from feeds.representation import Ways


def for_feeds(index: SearchIndex) -> Ways:
    """Return the ways to the articles for the feed of any query."""

    def find_newest(tx: Transaction, query: Query, limit: int) -> list[Article]:
        return newest(tx, index, query, limit=limit)

    def find_arriving(tx: Transaction, query: Query) -> Order:
        return arriving(tx, index, query)

    return Ways(newest=find_newest, arriving=find_arriving)
