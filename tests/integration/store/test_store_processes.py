"""The store under several processes, and under their sudden end."""

import asyncio
import signal
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path

from barqiya.domain.query import Query
from barqiya.store import Database, articles, integrity, journal

PROGRAM = Path(__file__).parent / "writing.py"
EACH = 15


async def start(store: Path, name: str, count: int) -> Process:
    """Start a process that writes."""
    return await asyncio.create_subprocess_exec(
        sys.executable, str(PROGRAM), str(store), name, str(count), stdout=PIPE
    )


async def test_two_processes_number_the_journal_without_a_gap(tmp_path: Path) -> None:
    """Two writers, which also race to make the store: nothing fails, every number is there once."""
    store = tmp_path / "new.db"
    async with asyncio.timeout(60):
        writers = [await start(store, name, EACH) for name in ("one", "two")]
        assert [await writer.wait() for writer in writers] == [0, 0]
        for writer in writers:
            await writer.communicate()
    database = Database.open(f"sqlite:///{store}")
    changes = await database.read(journal.changes_after, 0, 1000)
    assert [change.seq for change in changes] == list(range(1, 2 * EACH + 1))
    assert len({change.article_id for change in changes}) == 2 * EACH
    assert await database.read(integrity.faults) == []
    await database.close()


async def test_a_writer_killed_in_the_middle_leaves_a_whole_store(store_path: Path) -> None:
    """Ended by kill -9 while it writes: all it said was committed is there."""
    for kill, after in enumerate((1, 7, 18)):
        async with asyncio.timeout(60):
            writer = await start(store_path, f"life {kill}", 100_000)
            assert writer.stdout is not None
            for _ in range(after):
                await writer.stdout.readline()
            writer.send_signal(signal.SIGKILL)
            await writer.communicate()
        database = Database.open(f"sqlite:///{store_path}")
        assert await database.read(integrity.faults) == []
        found = await database.read(articles.latest, Query(), limit=10_000)
        titles = {article.content.title for article in found}
        assert {f"life {kill} {number}" for number in range(after)} <= titles
        await database.close()


async def test_another_process_is_noticed_by_a_poll(database: Database, store_path: Path) -> None:
    """What another process commits wakes those who follow the journal here."""
    writer = await start(store_path, "one", 3)
    async with asyncio.timeout(60):
        await writer.communicate()
        assert database.journal.seq == 0
        waiting = asyncio.create_task(database.journal.beyond(0))
        await database.poll()
        assert await waiting == 3
