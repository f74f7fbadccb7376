"""The outbox's way into the store: patient, and many small writes in one transaction.

Owns that what was sent gets written down, however late, and that those who write at the same moment
share one commit, and one call where they write the same: a claim or a settlement is on the disk
when its caller goes on. Knows no rule.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, TypeVar

from barqiya.errors import StoreError
from barqiya.store import Database, Transaction

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R")
Writing = Callable[[Transaction, Sequence[Any]], Sequence[Any]]

_log = logging.getLogger(__name__)

_PAUSES = (0.2, 1.0, 5.0)  # seconds; the last one again and again


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Wish:
    """*item* is one of those that *fn* is to write; *future* gets what it returns for that one."""

    fn: Writing
    item: Any
    future: asyncio.Future[Any]


class Ledger:
    """Reads and writes *database* until it answers; writes that meet go in one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[_Wish] = []
        self._writing: asyncio.Task[None] | None = None

    async def read(
        self, fn: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run ``fn(tx, …)`` in a read transaction."""
        return await _patiently(lambda: self._database.read(fn, *args, **kwargs))

    async def write(
        self, fn: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run ``fn(tx, …)`` in a write transaction; return once that is committed."""

        def alone(tx: Transaction, _: Sequence[None]) -> list[T]:
            return [fn(tx, *args, **kwargs)]

        return await self.write_one(alone, None)

    async def write_one(self, fn: Callable[[Transaction, Sequence[T]], Sequence[R]], item: T) -> R:
        """Run ``fn(tx, items)``, *item* among them, in a write transaction; it is committed then.

        *fn* returns one result for each item, in order. Those who meet need not know each other:
        where one fails, each is written alone.
        """
        future: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Wish(fn=fn, item=item, future=future))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())
        return await future

    async def close(self) -> None:
        """Wait until all that was begun is written."""
        if self._writing is not None:
            await asyncio.wait([self._writing])

    async def _write(self) -> None:
        try:
            while self._waiting:
                together, self._waiting = self._waiting, []
                if len(together) == 1 or not await self._write_all(together):
                    for one in together:
                        await self._write_alone(one)
        finally:
            self._writing = None

    async def _write_all(self, together: list[_Wish]) -> bool:
        try:
            results = await _patiently(lambda: self._database.write(_written, together))
        except Exception:  # noqa: BLE001 - whose fault it is shows when each is written alone
            return False
        except BaseException as error:  # noqa: BLE001 - the process ends: nothing more is written
            for one in together:
                if not one.future.done():
                    one.future.set_exception(error)
            return True
        for one, result in results:
            if not one.future.done():
                one.future.set_result(result)
        return True

    async def _write_alone(self, one: _Wish) -> None:
        try:
            [(_, result)] = await _patiently(lambda: self._database.write(_written, [one]))
        except BaseException as error:  # noqa: BLE001 - it is the caller's to meet
            if not one.future.done():
                one.future.set_exception(error)
        else:
            if not one.future.done():
                one.future.set_result(result)


def _written(tx: Transaction, wishes: Sequence[_Wish]) -> list[tuple[_Wish, Any]]:
    """Write what is wished for, each kind of writing at once; return what came of each."""
    alike: dict[Writing, list[_Wish]] = {}
    for one in wishes:
        alike.setdefault(one.fn, []).append(one)
    return [
        pair
        for fn, some in alike.items()
        for pair in zip(some, fn(tx, [one.item for one in some]), strict=True)
    ]


async def _patiently(call: Callable[[], Awaitable[T]]) -> T:
    """Call the store until it answers: what was sent must be written down, however late."""
    pauses = iter(_PAUSES)
    pause = 0.0
    while True:
        try:
            return await call()
        except StoreError as error:
            pause = next(pauses, pause)
            _log.warning("deliveries wait %.1f s for the store: %s", pause, error)
            await asyncio.sleep(pause)
