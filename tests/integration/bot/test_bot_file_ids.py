"""Pictures that Telegram has are sent by its own ids: in every channel, after a restart too."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from barqiya.errors import StoreError
from barqiya.store import Database
from bot.file_ids import FileIds

A, B = "https://example.org/a.jpg", "https://example.org/b.jpg"


class Clock:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Return the time."""
        return self.now


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """Open a store of the test's own."""
    opened = Database.open(f"sqlite:///{tmp_path}/store.db")
    yield opened
    await opened.close()


async def test_an_id_outlives_the_process(database: Database) -> None:
    """What one run has learnt another knows; what nobody sent has none."""
    clock = Clock()
    await FileIds(database, clock).keep({A: "one"})
    later = FileIds(database, clock)
    assert await later.of([A, B]) == {A: "one"}
    await later.keep({A: "newer", B: "two"})
    assert await FileIds(database, clock).of([A, B]) == {A: "newer", B: "two"}


async def test_a_refused_id_is_forgotten(database: Database) -> None:
    """It is not tried again, here or after a restart; the others stay."""
    clock = Clock()
    ids = FileIds(database, clock)
    await ids.keep({A: "one", B: "two"})
    await ids.forget([A])
    assert await ids.of([A, B]) == {B: "two"}
    assert await FileIds(database, clock).of([A, B]) == {B: "two"}


async def test_an_old_id_is_not_trusted(database: Database) -> None:
    """Behind the address there may be another picture after a fortnight."""
    clock = Clock()
    ids = FileIds(database, clock)
    await ids.keep({A: "one"})
    clock.now += timedelta(days=15)
    assert await ids.of([A]) == {}
    assert await FileIds(database, clock).of([A]) == {}
    await ids.keep({A: "again"})
    assert await ids.of([A]) == {A: "again"}


async def test_trouble_with_the_store_is_no_trouble_with_a_post(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that cannot be kept or looked up is only a shortcut less."""

    async def broken(*_: object) -> None:
        raise StoreError("the disk is full")

    ids = FileIds(database, Clock())
    monkeypatch.setattr(database, "write", broken)
    monkeypatch.setattr(database, "read", broken)
    assert await ids.of([A]) == {}
    await ids.keep({A: "one"})
    assert await ids.of([A]) == {A: "one"}
    await ids.forget([A])
    assert await ids.of([A]) == {}
