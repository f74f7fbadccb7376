"""Opening the store, for one command or for a whole run."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from barqiya.settings import Settings
from barqiya.store import Database


@asynccontextmanager
async def opened_store(settings: Settings) -> AsyncIterator[Database]:
    """Open the store for as long as the block lasts; the journal's number is known inside."""
    database = Database.open(settings.store.url)
    try:
        await database.poll()
        yield database
    finally:
        await database.close()


def upgrade_store(settings: Settings) -> str:
    """Bring the store to this program's schema; return the schema's name."""
    return Database.upgrade(settings.store.url)
