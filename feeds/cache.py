"""What was built stays until the journal moves. Owns the keeping; builds nothing itself."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Generic, TypeVar

T = TypeVar("T")

Judge = Callable[[int, Mapping[Hashable, T]], Awaitable[tuple[set[Hashable], int]]]
"""``(seq, results)``: which of *results* the changes after number *seq* touch, and the number of
the last change looked at."""

Settled = Callable[[], bool]
"""Whether the search index holds all that the store does, or will within a moment."""


def always() -> bool:
    """Say that it does: where there is no index, or a test needs none."""
    return True


@dataclass(slots=True)
class _Kept(Generic[T]):
    seq: int
    built: "asyncio.Future[T]"
    weight: int = 0  # until it is built


class JournalCache(Generic[T]):
    """Keeps results up to *room* in all, as *weigh* tells; least recently asked for leaves first.

    A result is good for as long as the journal stands at the number it was built at, and *holds*
    says so. Where *judge* is given, it tells once the journal has moved which of the results the
    changes touch; the others stay. All who ask while a result is being built wait for that one
    build; a build that failed is not kept. What was built before all was *settled* is not good any
    more once it is.
    """

    def __init__(
        self,
        room: int,
        weigh: Callable[[T], int],
        settled: Settled = always,
        *,
        judge: Judge[T] | None = None,
        holds: Callable[[T], bool] = lambda _: True,
    ) -> None:
        self._room = room
        self._weigh = weigh
        self._settled = settled
        self._judge = judge
        self._holds = holds
        self._used = 0
        self._kept: OrderedDict[Hashable, _Kept[T]] = OrderedDict()
        self._judging: asyncio.Future[None] | None = None

    async def get(self, key: Hashable, seq: int, build: Callable[[], Awaitable[T]]) -> T:
        """Return what *build* makes for *key* with the journal at *seq*, built at most once."""
        key = key, self._settled()
        kept = self._kept.get(key)
        if kept is not None and kept.seq < seq and self._judge is not None:
            await self._follow(self._judge, seq)
            kept = self._kept.get(key)
        if kept is None or not self._good(kept, seq):
            if kept is not None:
                self._drop(key)
            kept = _Kept(seq, asyncio.ensure_future(build()))
            kept.built.add_done_callback(partial(self._made, key, kept))
            self._kept[key] = kept
        self._kept.move_to_end(key)
        # One reader who hangs up must not take the build from the others.
        return await asyncio.shield(kept.built)

    def peek(self, key: Hashable, seq: int) -> T | None:
        """Return what is kept for *key* and good with the journal at *seq*, without any waiting."""
        key = key, self._settled()
        kept = self._kept.get(key)
        if kept is None or not kept.built.done() or not self._good(kept, seq):
            return None
        self._kept.move_to_end(key)
        return kept.built.result()

    def _good(self, kept: _Kept[T], seq: int) -> bool:
        # Those that were judged while another asked may be ahead of that one's number.
        if kept.seq < seq:
            return False
        return not kept.built.done() or self._holds(kept.built.result())

    async def _follow(self, judge: Judge[T], seq: int) -> None:
        if self._judging is None:
            self._judging = asyncio.ensure_future(self._judged(judge, seq))
        await asyncio.shield(self._judging)

    async def _judged(self, judge: Judge[T], seq: int) -> None:
        try:
            behind = {key: kept for key, kept in self._kept.items() if kept.seq < seq}
            built = {key: kept for key, kept in behind.items() if kept.built.done()}
            oldest = min((kept.seq for kept in built.values()), default=seq)
            touched, last = await judge(
                oldest, {key: kept.built.result() for key, kept in built.items()}
            )
            for key, kept in built.items():
                if self._kept.get(key) is not kept:
                    continue
                if key in touched:
                    self._drop(key)
                else:
                    kept.seq = max(kept.seq, last)
        finally:
            self._judging = None

    def _made(self, key: Hashable, kept: _Kept[T], done: "asyncio.Future[T]") -> None:
        # Asked for in any case: else asyncio complains of an exception that nobody read.
        failed = done.cancelled() or done.exception() is not None
        if self._kept.get(key) is not kept:
            return  # the journal has moved meanwhile
        weight = 0 if failed else self._weigh(done.result())
        if failed or weight > self._room:
            self._drop(key)
            return
        kept.weight = weight
        self._used += weight
        while self._used > self._room:
            self._drop(next(iter(self._kept)))

    def _drop(self, key: Hashable) -> None:
        self._used -= self._kept.pop(key).weight
