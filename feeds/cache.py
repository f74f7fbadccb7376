"""What was built stays until the journal moves. Owns the keeping; builds nothing itself."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Kept(Generic[T]):
    seq: int
    built: "asyncio.Future[T]"


class JournalCache(Generic[T]):
    """Keeps *size* results, least recently asked for leaving first.

    A result is good for as long as the journal stands at the number it was built at. All who ask
    while it is being built wait for that one build; a build that failed is not kept.
    """

    def __init__(self, size: int = 256) -> None:
        self._size = size
        self._kept: OrderedDict[Hashable, _Kept[T]] = OrderedDict()

    async def get(self, key: Hashable, seq: int, build: Callable[[], Awaitable[T]]) -> T:
        """Return what *build* makes for *key* with the journal at *seq*, built at most once."""
        kept = self._kept.get(key)
        if kept is None or kept.seq != seq:
            kept = _Kept(seq, asyncio.ensure_future(build()))
            kept.built.add_done_callback(lambda done: self._forget_failed(key, done))
            self._kept[key] = kept
        self._kept.move_to_end(key)
        while len(self._kept) > self._size:
            self._kept.popitem(last=False)
        # One reader who hangs up must not take the build from the others.
        return await asyncio.shield(kept.built)

    def _forget_failed(self, key: Hashable, done: "asyncio.Future[T]") -> None:
        failed = done.cancelled() or done.exception() is not None
        kept = self._kept.get(key)
        if failed and kept is not None and kept.built is done:
            del self._kept[key]
