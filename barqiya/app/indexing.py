"""Opening the search index, bringing it abreast of the journal, making it anew."""

import asyncio
import logging
import time
from dataclasses import dataclass

from barqiya.app import values
from barqiya.app.learning import Progress, learned, meaning_of
from barqiya.errors import StoreError
from barqiya.search import SearchIndex
from barqiya.search.index import renewal
from barqiya.settings import Settings
from barqiya.store import Database, journal

log = logging.getLogger(__name__)

_PATIENCE = 5.0  # seconds, for another process that is writing the index
_PAUSE_SECONDS = 30.0  # before the index is tried again where it cannot be written
_LOOK_AGAIN_SECONDS = 1.0
_AT_ONCE = 500  # changes
_LONG_WAY = 2000  # changes, from which on their number is told
_TOLD_EVERY = 10.0  # seconds


def opened_index(settings: Settings) -> SearchIndex:
    """Return the search index as it is, however far behind the journal.

    Raises :class:`~barqiya.errors.ConfigError` where meaning is to count and cannot.
    """
    return SearchIndex.open(
        values.places(settings).index,
        freshness=settings.search.freshness,
        meaning=meaning_of(settings),
    )


async def index_up_to_date(
    settings: Settings, database: Database, progress: Progress | None = None
) -> SearchIndex:
    """Return the search index, having followed the journal to its end."""
    index = opened_index(settings)
    await _taken_in(database, index, progress)
    await database.read(index.catch_up, _PATIENCE)
    if index.meaning:
        await asyncio.to_thread(index.meaning.prepare)
    return index


@dataclass(slots=True, eq=False)
class Follower:
    """Keeps *index* abreast of the journal of *database*, for as long as :meth:`run` is running.

    *settled* says whether it has come to the end of the journal since the start.
    """

    database: Database
    index: SearchIndex
    settled: bool = False

    async def run(self) -> None:
        """Follow the journal until cancelled; what stands in the way may go by itself."""
        while True:
            seq = self.database.journal.seq
            try:
                await self._follow()
            except StoreError as error:
                log.warning("the search index waits: %s", error)
                await asyncio.sleep(_PAUSE_SECONDS)
                continue
            if self.settled:
                await self.database.journal.beyond(seq)
            else:  # another process is at it; should it end, the rest is ours
                await asyncio.sleep(_LOOK_AGAIN_SECONDS)

    async def _follow(self) -> None:
        behind = await self.database.read(self.index.behind)
        if behind < _LONG_WAY:
            await _taken_in(self.database, self.index)
        else:
            self.settled = False
            log.info(
                "the search index has %d changes to take in; searches find what it has so far",
                behind,
            )
            begun = time.monotonic()
            await _taken_in(self.database, self.index, _told())
            log.info("searches find all of it after %.0f s", time.monotonic() - begun)
        self.settled = not await self.database.read(self.index.behind)


def _told() -> Progress:
    last = time.monotonic()

    def tell(taken: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last >= _TOLD_EVERY:
            last = time.monotonic()
            log.info("search index: %d of %d changes (%d %%)", taken, total, 100 * taken // total)

    return tell


async def _taken_in(
    database: Database, index: SearchIndex, progress: Progress | None = None
) -> None:
    # Few at a time: what is taken in can be found, and a stop waits for no more than these.
    while await database.read(index.follow, _AT_ONCE):
        if progress:
            total = await database.read(journal.head)
            progress(total - await database.read(index.behind), total)


async def reindex(settings: Settings, database: Database, progress: Progress) -> int:
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


async def relearn(settings: Settings, database: Database, progress: Progress) -> int | None:
    """Make the vectors of meaning anew; return of how many articles, ``None`` where it is off.

    *progress* is told how many changes are learned, of how many. Questions asked meanwhile are
    answered by their words.
    """
    meaning = meaning_of(settings)
    if meaning is None:
        return None
    await asyncio.to_thread(meaning.vectors.discard, "to be made anew")
    await learned(database, meaning, progress)
    return await asyncio.to_thread(meaning.vectors.count)
