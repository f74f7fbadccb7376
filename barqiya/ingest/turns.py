"""Whose turn it is to read: visits with much to read must not hold up those with little.

Reading is work for one processor, whatever the number of threads; so there are few places, and they
go to whoever has read least so far. Knows nothing of sources.
"""

import asyncio
import heapq
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

# What waits for the interpreter beside them, the event loop and the store, waits for each in turn.
_PLACES = 3
_LITTLE = 0.1  # seconds: who has read less has no advantage over who came before


@dataclass(slots=True)
class Reader:
    """One visit: how many seconds of a processor its reading took so far."""

    spent: float = 0.0


class Turns:
    """Gives out places to read in; used in one event loop."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_PLACES, thread_name_prefix="visit")
        self._free = _PLACES
        self._order = count()
        self._waiting: list[tuple[float, int, asyncio.Future[None]]] = []

    async def read(
        self, reader: Reader, fn: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run ``fn(…)`` in a thread, when it is the turn of *reader*."""
        if self._free:
            self._free -= 1
        else:
            await self._turn(reader)
        call = partial(_timed, reader, fn, *args, **kwargs)
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, call)
        finally:
            self._pass_on()

    async def _turn(self, reader: Reader) -> None:
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (max(reader.spent, _LITTLE), next(self._order), turn))
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._pass_on()  # the place came with the end
            raise

    def _pass_on(self) -> None:
        """Give the place to the next who waits."""
        while self._waiting:
            turn = heapq.heappop(self._waiting)[2]
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1


def _timed(reader: Reader, fn: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    begun = time.thread_time()
    try:
        return fn(*args, **kwargs)
    finally:
        reader.spent += time.thread_time() - begun
