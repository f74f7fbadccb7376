"""Opening the store and what is derived from it, for one command or for a whole run."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from barqiya.app import values
from barqiya.search import SearchIndex
from barqiya.settings import Settings
from barqiya.store import Database
from feeds.representation import feed_bytes
from feeds.site import Site


@asynccontextmanager
async def opened_store(settings: Settings) -> AsyncIterator[Database]:
    """Open the store for as long as the block lasts; the journal's number is known inside."""
    database = Database.open(settings.store.url)
    try:
        await database.poll()
        yield database
    finally:
        await database.close()


def upgrade(settings: Settings) -> str:
    """Bring the store to this program's schema; return the schema's name."""
    return Database.upgrade(settings.store.url)


async def index_up_to_date(settings: Settings, database: Database) -> SearchIndex:
    """Return the search index, having followed the journal to its end."""
    index = SearchIndex.open(values.places(settings).index)
    while await database.read(index.follow):
        pass
    return index


def site(settings: Settings, *, sample: bool) -> Site:
    """Return what feeds are made for; what only pages show is left out."""
    return Site(publication=values.publication(settings, sample=sample), items=settings.feeds.items)


async def feed_of(
    settings: Settings, database: Database, slug: str, format_name: str, *, sample: bool
) -> bytes:
    """Return the bytes that HTTP serves of the feed *slug*."""
    made_for = site(settings, sample=sample)
    return await database.read(feed_bytes, made_for, slug, format_name)
