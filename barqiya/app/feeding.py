"""What the feeds need of the search index, for a run and for one command."""

from barqiya.domain.article import Article
from barqiya.domain.query import Query
from barqiya.search import SearchIndex, newest
from barqiya.store import Transaction
from feeds.holding import Newest


def for_feeds(index: SearchIndex) -> Newest:
    """Return what finds the newest articles for the feed of any query."""

    def find_newest(tx: Transaction, query: Query, limit: int) -> list[Article]:
        return newest(tx, index, query, limit=limit)

    return find_newest
