"""What feeds need beside the store: the search index, and what tells their hubs."""

from datetime import UTC, datetime, timedelta

from barqiya.domain.article import Article
from barqiya.domain.query import Query
from barqiya.fetching import Fetcher, Terms
from barqiya.search import SearchIndex, arriving, newest
from barqiya.settings import Settings
from barqiya.store import Database, Transaction
from feeds.history import Order
from feeds.representation import Ways
from feeds.site import Site
from feeds.websub import Telling

_HUB_TIMEOUT = timedelta(seconds=20)
_HUB_LARGEST = 100_000  # bytes of an answer that nobody reads


def for_feeds(index: SearchIndex) -> Ways:
    """Return the ways to the articles for the feed of any query."""

    def find_newest(tx: Transaction, query: Query, limit: int) -> list[Article]:
        return newest(tx, index, query, limit=limit)

    def find_arriving(tx: Transaction, query: Query) -> Order:
        return arriving(tx, index, query)

    return Ways(newest=find_newest, arriving=find_arriving)


async def tell_hubs(settings: Settings, database: Database, site: Site, ways: Ways) -> None:
    """Tell the hubs of *site* of its feeds' changes until cancelled."""
    terms = Terms(
        contact=settings.fetching.contact or settings.publication.url,
        timeout=_HUB_TIMEOUT,
        largest=_HUB_LARGEST,
        spacing=timedelta(0),  # hubs want to be told at once
    )
    async with Fetcher(terms) as asking:
        telling = Telling(
            database=database,
            site=site,
            ways=ways,
            fetcher=asking,
            clock=lambda: datetime.now(UTC),
        )
        await telling.run()
