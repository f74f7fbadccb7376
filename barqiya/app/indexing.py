"""Opening the search index and bringing it abreast of the journal."""

from barqiya.app import values
from barqiya.search import SearchIndex
from barqiya.settings import Settings
from barqiya.store import Database

_PATIENCE = 5.0  # seconds, for another process that is writing the index


async def index_up_to_date(settings: Settings, database: Database) -> SearchIndex:
    """Return the search index, having followed the journal to its end."""
    index = SearchIndex.open(values.places(settings).index)
    while await database.read(index.follow):
        pass
    await database.read(index.catch_up, _PATIENCE)
    return index
