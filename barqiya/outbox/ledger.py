"""The outbox's way into the store: patient, and many small writes in one transaction.

Owns that what was sent gets written down, however late, and that those who write at the same moment
share one commit: a claim or a settlement is on the disk when its caller goes on. Knows no rule.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

from barqiya.errors import StoreError
from barqiya.store import Database, Transaction

P = ParamSpec("P")
T = TypeVar("T")
Call = Callable[[Transaction], Any]

_log = logging.getLogger(__name__)

_PAUSES = (0.2, 1.0, 5.0)  # seconds; the last one again and again


class Ledger:
    """Reads and writes *database* until it answers; writes that meet go in one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[tuple[Call, asyncio.Future[Any]]] = []
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
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append((lambda tx: fn(tx, *args, **kwargs), future))
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
                        await self._write_alone(*one)
        finally:
            self._writing = None

    async def _write_all(self, together: list[tuple[Call, asyncio.Future[Any]]]) -> bool:
        calls = [call for call, _ in together]
        try:
            results = await _patiently(lambda: self._database.write(_one_after_another, calls))
        except Exception:  # noqa: BLE001 - whose fault it is shows when each is written alone
            return False
        except BaseException as error:  # noqa: BLE001 - the process ends: nothing more is written
            for _, future in together:
                if not future.done():
                    future.set_exception(error)
            return True
        for (_, future), result in zip(together, results, strict=True):
            if not future.done():
                future.set_result(result)
        return True

    async def _write_alone(self, call: Call, future: asyncio.Future[Any]) -> None:
        try:
            result = await _patiently(lambda: self._database.write(call))
        except BaseException as error:  # noqa: BLE001 - it is the caller's to meet
            if not future.done():
                future.set_exception(error)
        else:
            if not future.done():
                future.set_result(result)


def _one_after_another(tx: Transaction, calls: list[Call]) -> list[Any]:
    return [call(tx) for call in calls]


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
