"""The one way into the database: whole transactions, in worker threads, writes one at a time.

Owns the engine, the pragmas, the translation of the driver's errors and the signal that the
journal has grown. Never holds a transaction open across an ``await``: ``read`` and ``write`` run
a synchronous ``fn(tx, …)`` whole.
"""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, select
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from barqiya.errors import ConfigError, StoreBusyError, StoreError
from barqiya.store import migrations
from barqiya.store.schema import journal_head

P = ParamSpec("P")
T = TypeVar("T")

#: What a function run by :meth:`Database.read` or :meth:`Database.write` gets first.
Transaction = Connection

_READERS = 4
_BUSY_SECONDS = 10
_PRAGMAS = (
    "PRAGMA journal_mode = WAL",  # readers never wait for the writer
    "PRAGMA synchronous = FULL",  # a receipt that was committed survives a power cut
    "PRAGMA foreign_keys = ON",
    f"PRAGMA busy_timeout = {_BUSY_SECONDS * 1000}",
    "PRAGMA cache_size = -16000",  # kB, a connection
)


class JournalSignal:
    """The newest journal number this process knows of, and a way to wait for a newer one."""

    def __init__(self) -> None:
        self.seq = 0
        self._grown = asyncio.Event()

    def advance(self, seq: int) -> None:
        """Tell everyone who waits that the journal reaches *seq*."""
        if seq > self.seq:
            self.seq = seq
            self._grown.set()
            self._grown = asyncio.Event()

    async def beyond(self, seq: int) -> int:
        """Return the newest number as soon as it is greater than *seq*."""
        while self.seq <= seq:
            await self._grown.wait()
        return self.seq


class Database:
    """An open store. Make it with :meth:`open`; close it when done."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="store-write")
        self._readers = ThreadPoolExecutor(_READERS, thread_name_prefix="store-read")
        self.journal = JournalSignal()

    @classmethod
    def open(cls, url: str) -> "Database":
        """Open the store at *url*, making it if there is none.

        Raises :class:`~barqiya.errors.SchemaVersionError` where the store was made by an older or
        newer program, :class:`~barqiya.errors.ConfigError` where *url* names no store we can use.
        """
        engine = _engine(url)
        try:
            with _translated():
                migrations.ensure_current(engine)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine)

    @classmethod
    def upgrade(cls, url: str) -> str:
        """Bring the store at *url* to this program's schema; return the schema's name."""
        engine = _engine(url)
        try:
            with _translated():
                return migrations.upgrade(engine)
        finally:
            engine.dispose()

    async def read(
        self, fn: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run ``fn(tx, …)`` in one read transaction, in a worker thread."""
        call = partial(self._run, "BEGIN", fn, *args, **kwargs)
        result, seq = await asyncio.get_running_loop().run_in_executor(self._readers, call)
        del seq
        return result

    async def write(
        self, fn: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run ``fn(tx, …)`` in one write transaction, alone; then wake whoever follows the journal.

        Once begun, a write is seen through even if the caller is cancelled meanwhile.
        """
        call = partial(self._run, "BEGIN IMMEDIATE", fn, *args, **kwargs)
        result, seq = await asyncio.get_running_loop().run_in_executor(self._writer, call)
        self.journal.advance(seq)
        return result

    async def poll(self) -> None:
        """Look whether another process has added to the journal."""
        self.journal.advance(await self.read(_head))

    async def close(self) -> None:
        """Finish what was begun and let go of the files."""
        await asyncio.to_thread(self._writer.shutdown)
        await asyncio.to_thread(self._readers.shutdown)
        self._engine.dispose()

    def _run(
        self,
        begin: str,
        fn: Callable[Concatenate[Transaction, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> tuple[T, int]:
        with _translated(), self._engine.connect() as connection:
            tx = connection.execution_options(barqiya_begin=begin)
            with tx.begin():
                result = fn(tx, *args, **kwargs)
                seq = _head(tx) if begin != "BEGIN" else 0
            return result, seq


def _head(tx: Transaction) -> int:
    seq: int = tx.execute(select(journal_head.c.seq)).scalar_one()
    return seq


def file_of(url: str) -> Path:
    """Return the file in which the store at *url* lies.

    Raises :class:`~barqiya.errors.ConfigError` where *url* names no store we can use.
    """
    return Path(_parsed(url).database or "")


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise ConfigError(
            "store.url: not an address of a store; for example sqlite:///var/barqiya.db"
        ) from None
    if parsed.get_backend_name() != "sqlite":
        raise ConfigError(
            f"store.url: {parsed.get_backend_name()} is not supported yet; "
            "use for example sqlite:///var/barqiya.db"
        )
    if not parsed.database or parsed.database == ":memory:":
        raise ConfigError(
            "store.url: a store lives in a file; for example sqlite:///var/barqiya.db"
        )
    return parsed


def _engine(url: str) -> Engine:
    try:
        file_of(url).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"store.url: its folder cannot be made: {error}") from error
    engine = create_engine(_parsed(url), pool_size=_READERS + 1, max_overflow=0)
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


def _on_connect(connection: Any, record: Any) -> None:
    del record
    # The driver begins transactions late and never IMMEDIATE; we begin them ourselves.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _on_begin(connection: Connection) -> None:
    begin = connection.get_execution_options().get("barqiya_begin", "BEGIN IMMEDIATE")
    # A read that writes would do so beside the one writer: the database itself refuses it.
    connection.exec_driver_sql(f"PRAGMA query_only = {int(begin == 'BEGIN')}")
    connection.exec_driver_sql(begin)


@contextmanager
def _translated() -> Iterator[None]:
    """Turn the driver's errors into ours: they never cross this layer."""
    try:
        yield
    except DBAPIError as error:
        cause = str(error.orig)
        if "locked" in cause or "busy" in cause:
            raise StoreBusyError(
                f"the store is held by another process for over {_BUSY_SECONDS} s; try again"
            ) from error
        raise StoreError(f"the store refused: {cause}") from error
    except SQLAlchemyError as error:
        raise StoreError(f"the store refused: {error}") from error
