"""What was built stays until the journal moves. Owns the keeping; builds nothing itself."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from functools import partial
from typing import Generic, TypeVar

T = TypeVar("T")

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

    A result is good for as long as the journal stands at the number it was built at. All who ask
    while it is being built wait for that one build; a build that failed is not kept. What was built
    before all was *settled* is not good any more once it is.
    """

    def __init__(self, room: int, weigh: Callable[[T], int], settled: Settled = always) -> None:
        self._room = room
        self._weigh = weigh
        self._settled = settled
        self._used = 0
        self._kept: OrderedDict[Hashable, _Kept[T]] = OrderedDict()

    async def get(self, key: Hashable, seq: int, build: Callable[[], Awaitable[T]]) -> T:
        """Return what *build* makes for *key* with the journal at *seq*, built at most once."""
        key = key, self._settled()
        kept = self._kept.get(key)
        if kept is None or kept.seq != seq:
            if kept is not None:
                self._drop(key)
            kept = _Kept(seq, asyncio.ensure_future(build()))
            kept.built.add_done_callback(partial(self._made, key, kept))
            self._kept[key] = kept
        self._kept.move_to_end(key)
        # One reader who hangs up must not take the build from the others.
        return await asyncio.shield(kept.built)

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
