"""Keeping every source visited: which are due, so many at once, none twice at a time.

Owns when a visit begins; what happens in it is :mod:`barqiya.ingest.refreshing`'s. Due times are
held in memory, so that a look costs nothing; the store has the last word when a visit begins.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta

from barqiya.domain.source_state import SourceState
from barqiya.errors import StoreBusyError, StoreError
from barqiya.ingest.refreshing import Errand, Refreshed, Refreshing, Watched

_log = logging.getLogger(__name__)

#: A push makes the ordinary visit happen now, but not more often than this.
PUSH_GAP = timedelta(minutes=1)
_AT_ONCE = 64  # visits under way; the fetching bounds what of them is on the wire
_PAUSE = timedelta(minutes=1)  # where another process is there, or the store is not


class Rounds:
    """Visits *watched* again and again. :meth:`look` is to be called every second or so.

    *visited* is called after each visit, with how it ended.
    """

    def __init__(
        self,
        refreshing: Refreshing,
        watched: Sequence[Watched],
        clock: Callable[[], datetime],
        visited: Callable[[Refreshed], Awaitable[None]],
    ) -> None:
        self._refreshing = refreshing
        self._watched = {one.source.name: one for one in watched}
        self._clock = clock
        self._visited = visited
        self._due: dict[str, datetime] = {}
        self._pushed: set[str] = set()
        self._begun: dict[str, datetime] = {}
        self._running: dict[str, asyncio.Task[None]] = {}

    def begin(self, states: Mapping[str, SourceState]) -> None:
        """Take over from *states*, by name, when each source is due; a new one is due now."""
        now = self._clock()
        for name, watched in self._watched.items():
            state = states.get(name)
            if state is None or (state.kind, state.address) != _named(watched):
                self._due[name] = now
            elif state.stopped is None:
                self._due[name] = state.due_at or now

    async def look(self) -> None:
        """Begin to visit what is due, the longest overdue first."""
        now = self._clock()
        ready = [n for n, at in self._due.items() if at <= now and n not in self._running]
        for name in sorted(ready, key=self._due.__getitem__)[: _AT_ONCE - len(self._running)]:
            del self._due[name]
            self._begun[name] = now
            task = asyncio.create_task(self._visit(name), name=f"visit to {name}")
            self._running[name] = task

    def push(self, name: str) -> None:
        """Have source *name* visited soon: somebody says that it has something new."""
        if name not in self._watched:
            return
        earliest = self._begun.get(name)
        at = max(self._clock(), earliest + PUSH_GAP) if earliest else self._clock()
        self._pushed.add(name)
        self._due[name] = min(at, self._due.get(name, at))

    async def stop(self) -> None:
        """End the visits under way; each goes on from its last commit another time."""
        running = list(self._running.values())
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    async def _visit(self, name: str) -> None:
        pushed = name in self._pushed
        self._pushed.discard(name)
        try:
            errand = Errand(by="push" if pushed else "schedule")
            ended = await self._refreshing.visit(self._watched[name], errand)
            self._plan(name, ended.state)
            _tell(ended)
            await self._visited(ended)
        except StoreBusyError:
            self._due.setdefault(name, self._clock() + _PAUSE)
        except StoreError as error:
            _log.warning("source %s waits: %s", name, error)
            self._due.setdefault(name, self._clock() + _PAUSE)
        except Exception:  # noqa: BLE001 - a source is never lost from the rounds
            _log.exception("source %s waits", name)
            self._due.setdefault(name, self._clock() + _PAUSE)
        finally:
            self._running.pop(name, None)

    def _plan(self, name: str, state: SourceState) -> None:
        if state.stopped is not None or state.due_at is None:
            return
        # A push that came meanwhile has set an earlier time, and keeps it.
        if name not in self._pushed:
            self._due[name] = state.due_at


def _named(watched: Watched) -> tuple[str, str]:
    return watched.source.kind, watched.source.address


def _tell(ended: Refreshed) -> None:
    """Write the log line of a visit that an operator would want to know of."""
    if ended.failure is not None:
        _log.warning("source %s: %s", ended.source, ended.failure)
        return
    if ended.state.warning is not None:
        _log.warning("source %s: %s", ended.source, ended.state.warning)
    news = {
        outcome: number
        for outcome, number in ended.counts.items()
        if number and outcome != "unchanged"
    }
    if news or ended.refused:
        said = ", ".join(f"{number} {outcome}" for outcome, number in news.items())
        refused = f"{ended.refused} refused" if ended.refused else ""
        _log.info("source %s: %s", ended.source, ", ".join(filter(None, (said, refused))))
