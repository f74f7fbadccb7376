"""Opening the search index, bringing it abreast of the journal, making it anew."""

from collections.abc import Callable

from barqiya.app import values
from barqiya.search import SearchIndex
from barqiya.search.index import renewal
from barqiya.settings import Settings
from barqiya.store import Database, journal

_PATIENCE = 5.0  # seconds, for another process that is writing the index


async def index_up_to_date(settings: Settings, database: Database) -> SearchIndex:
    """Return the search index, having followed the journal to its end."""
    index = SearchIndex.open(values.places(settings).index, freshness=settings.search.freshness)
    while await database.read(index.follow):
        pass
    await database.read(index.catch_up, _PATIENCE)
    return index


async def reindex(
    settings: Settings, database: Database, progress: Callable[[int, int], None]
) -> int:
    """Make the search index anew beside the one in use; return how many changes it holds.

    *progress* is told how many changes are taken in, of how many. Searches go on meanwhile.
    """
    taken = 0
    with renewal(values.places(settings).index) as (index, put_in_place):
        while True:
            total = await database.read(journal.head)
            progress(taken, total)
            more = await database.read(index.follow)
            if not more:
                break
            taken += more
        put_in_place()
    return taken
