"""The one way into the database: transactions, pragmas, refusals, the signal."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import insert, text

from barqiya.errors import ConfigError, SchemaVersionError, StoreBusyError, StoreError
from barqiya.store import Database, Transaction, integrity, journal
from barqiya.store import database as database_module
from barqiya.store.schema import deliveries
from tests.integration.store.conftest import a_publication, save


def refused(url: str) -> str:
    """Return the one line with which a store is refused."""
    with pytest.raises((ConfigError, SchemaVersionError, StoreError)) as caught:
        Database.open(url)
    said = str(caught.value)
    assert "\n" not in said
    return said


def set_version(path: Path, version: str) -> None:
    """Make the store one of another schema."""
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (version,))
    connection.close()


async def test_the_pragmas_are_really_set(database: Database) -> None:
    """Write-ahead log, full synchronisation, foreign keys and patience, on every connection."""

    def pragma(tx: Transaction, name: str) -> object:
        return tx.execute(text(f"PRAGMA {name}")).scalar_one()

    for run in (database.read, database.write):
        assert await run(pragma, "journal_mode") == "wal"
        assert await run(pragma, "synchronous") == 2
        assert await run(pragma, "foreign_keys") == 1
        assert await run(pragma, "busy_timeout") == 10_000


async def test_a_foreign_key_is_kept(database: Database) -> None:
    """A row that refers to nothing is refused, in our own kind of error."""

    def orphan(tx: Transaction) -> None:
        place = tx.execute(text("INSERT INTO identities VALUES ('url:x', :id)"), {"id": "0" * 32})
        assert place.rowcount

    with pytest.raises(StoreError, match="FOREIGN KEY"):
        await database.write(orphan)


async def test_a_driver_error_never_crosses(database: Database) -> None:
    """Whatever the driver raises, callers see our errors, with the driver's chained."""

    def nonsense(tx: Transaction) -> None:
        tx.execute(text("SELECT * FROM nowhere"))

    for run in (database.read, database.write):
        with pytest.raises(StoreError, match="nowhere") as caught:
            await run(nonsense)
        assert caught.value.__cause__ is not None


async def test_a_failed_write_leaves_nothing(database: Database) -> None:
    """All of a transaction or none of it, the journal included."""

    def half(tx: Transaction) -> None:
        save(tx, a_publication("one"))
        raise ValueError("enough")

    with pytest.raises(ValueError, match="enough"):
        await database.write(half)
    assert await database.read(journal.head) == 0
    assert await database.read(integrity.faults) == []


async def test_a_read_cannot_write(database: Database) -> None:
    """The database itself refuses a write in a reading transaction; later writes go on."""
    with pytest.raises(StoreError, match="readonly"):
        await database.read(journal.move_cursor, "x", 3)
    for number in range(8):
        await database.write(journal.move_cursor, "x", number)
    assert await database.read(journal.cursor, "x") == 7


async def test_writes_run_one_at_a_time(database: Database) -> None:
    """However many write at once, no update is lost: each sees what the one before left."""
    running = threading.Lock()

    def increment(tx: Transaction) -> None:
        assert running.acquire(blocking=False), "two writes at once"
        seq = journal.cursor(tx, "count") or 0
        journal.move_cursor(tx, "count", seq + 1)
        running.release()

    await asyncio.gather(*(database.write(increment) for _ in range(30)))
    assert await database.read(journal.cursor, "count") == 30


async def test_a_reader_does_not_wait_for_the_writer(database: Database) -> None:
    """While a write is under way, reading goes on and sees the state before it."""
    begun, ended = threading.Event(), threading.Event()

    def slow(tx: Transaction) -> None:
        journal.move_cursor(tx, "x", 1)
        begun.set()
        assert ended.wait(10)

    writing = asyncio.create_task(database.write(slow))
    await asyncio.to_thread(begun.wait, 10)
    assert await database.read(journal.cursor, "x") is None
    ended.set()
    await writing
    assert await database.read(journal.cursor, "x") == 1


async def test_a_write_is_seen_through_when_its_caller_is_cancelled(database: Database) -> None:
    """A cancelled caller does not tear a transaction in two."""
    begun, ended = threading.Event(), threading.Event()

    def slow(tx: Transaction) -> None:
        begun.set()
        assert ended.wait(10)
        journal.move_cursor(tx, "x", 1)

    writing = asyncio.create_task(database.write(slow))
    await asyncio.to_thread(begun.wait, 10)
    writing.cancel()
    await asyncio.wait([writing])
    ended.set()

    def nothing(tx: Transaction) -> None:
        del tx

    await database.write(nothing)  # behind it in the queue of writes
    assert await database.read(journal.cursor, "x") == 1


async def test_a_store_held_by_another_process_is_said_to_be_busy(
    store_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Waiting has an end, and the error says what to do."""
    quick = tuple(p for p in database_module._PRAGMAS if "busy" not in p)
    monkeypatch.setattr(database_module, "_PRAGMAS", (*quick, "PRAGMA busy_timeout = 20"))
    database = Database.open(f"sqlite:///{store_path}")
    other = sqlite3.connect(store_path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreBusyError, match="another process"):
        await database.write(journal.move_cursor, "x", 1)
    other.execute("ROLLBACK")
    other.close()
    await database.write(journal.move_cursor, "x", 1)
    await database.close()


async def test_whoever_waits_for_the_journal_is_woken_by_a_commit(database: Database) -> None:
    """The signal comes with the commit, and a write that adds nothing gives none."""
    waiting = asyncio.create_task(database.journal.beyond(0))
    await database.write(journal.move_cursor, "x", 1)
    assert not waiting.done()
    await database.write(save, a_publication("one"), a_publication("two"))
    async with asyncio.timeout(30):
        assert await waiting == 2


async def test_a_new_store_is_made_with_its_folder(tmp_path: Path) -> None:
    """A first start needs no preparation."""
    database = Database.open(f"sqlite:///{tmp_path}/var/deep/store.db")
    assert await database.read(journal.head) == 0
    assert await database.read(integrity.faults) == []
    await database.close()


async def test_a_store_is_the_same_after_opening_it_again(
    database: Database, reopen: Callable[[], Database]
) -> None:
    """What was written is there for the next who opens."""
    await database.write(save, a_publication("one"))
    again = reopen()
    assert await again.read(journal.head) == 1
    await again.close()


def test_a_newer_store_is_refused(store_path: Path) -> None:
    """A store of tomorrow asks for the program of tomorrow."""
    set_version(store_path, "9999")
    said = refused(f"sqlite:///{store_path}")
    assert "9999" in said
    assert "install the newer Barqiya" in said


def test_a_foreign_database_is_refused(tmp_path: Path) -> None:
    """Somebody else's database is not written into."""
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE notes (words TEXT)")
    connection.close()
    assert "not a Barqiya store" in refused(f"sqlite:///{path}")


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    """A text file in its place gives a sentence, not a traceback of the driver."""
    path = tmp_path / "notes.txt"
    path.write_text("ملاحظات " * 200, encoding="utf-8")
    assert "not a database" in refused(f"sqlite:///{path}")


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("", "not an address"),
        ("var/barqiya.db", "not an address"),
        ("mysql://localhost/x", "not supported"),
        ("sqlite://", "lives in a file"),
        ("sqlite:///:memory:", "lives in a file"),
        ("sqlite:////proc/nowhere/x.db", "folder cannot be made"),
    ],
)
def test_a_wrong_address_names_the_setting(url: str, why: str) -> None:
    """Each wrong address is refused with the key and what would be right."""
    said = refused(url)
    assert said.startswith("store.url: ")
    assert why in said


async def test_a_moment_without_a_zone_cannot_be_stored(database: Database) -> None:
    """A naive datetime is refused: nobody could say what moment it means."""

    def naive(tx: Transaction) -> None:
        row = {"destination_id": "x", "created_at": datetime(2026, 1, 1)}  # noqa: DTZ001 - that is the fault
        tx.execute(insert(deliveries).values(**row))

    with pytest.raises(StoreError, match="without a zone"):
        await database.write(naive)


async def test_integrity_names_what_is_wrong(database: Database, store_path: Path) -> None:
    """A store that was tampered with is not called sound."""
    await database.write(save, a_publication("one"), a_publication("two"))
    with sqlite3.connect(store_path) as connection:
        connection.execute("DELETE FROM journal WHERE seq = 1")
    connection.close()
    said = await database.read(integrity.faults)
    assert len(said) == 2
    assert "counts 2" in said[0]


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("sqlite:///var/barqiya.db", "var/barqiya.db"),
        ("sqlite:////srv/barqiya.db", "/srv/barqiya.db"),
        ("sqlite:///var/barqiya.db?timeout=5", "var/barqiya.db"),
    ],
)
def test_the_file_of_a_store_is_known(url: str, file: str) -> None:
    """What lies beside the store, and its lock, is named after the file and nothing else."""
    assert database_module.file_of(url) == Path(file)
