"""The index is made anew beside the old one, and heals below a running program."""

import random
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import Any

import pytest

from barqiya.errors import StoreError
from barqiya.search import SearchIndex
from barqiya.search.index import renewal


async def test_searches_go_on_while_the_index_is_made_anew(archive: Any) -> None:
    """The old index answers until the new one takes its place, and then the new one does."""
    await archive.publish_all([archive.content(f"خبر {n}", "سوق قديم") for n in range(30)])
    await archive.follow()
    with renewal(archive.folder / "search") as (fresh, put_in_place):
        while await archive.database.read(fresh.follow, 7):
            assert (await archive.ask("سوق")).total == 30
        await archive.publish("خبر متأخر", "سوق جديد")
        assert (await archive.ask("سوق")).total == 31
        put_in_place()
    assert (await archive.ask("سوق")).total == 31
    assert await archive.behind() == 0
    assert [path.name for path in archive.folder.iterdir() if path.is_dir()] == ["search"]


async def test_what_fails_leaves_the_old_index(archive: Any) -> None:
    """Stopped half-way, nothing is lost and nothing lies about."""
    await archive.publish("سوق")
    await archive.follow()
    with pytest.raises(StoreError), renewal(archive.folder / "search"):
        raise StoreError("the disk is full")
    assert await archive.titles("سوق") == ["سوق"]
    assert [path.name for path in archive.folder.iterdir() if path.is_dir()] == ["search"]


async def test_what_a_killed_renewal_left_is_cleared(archive: Any) -> None:
    """The folder of a process that is no more goes with the next renewal; a living one's stays."""
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:  # noqa: ASYNC220 - our own
        pass
    dead = archive.folder / f"search.renewing-{gone.pid}"
    living = archive.folder / "search.renewing-1"
    dead.mkdir()
    living.mkdir()
    with renewal(archive.folder / "search"):
        assert not dead.exists()
        assert living.exists()


async def test_a_deleted_folder_heals_while_running(archive: Any) -> None:
    """Somebody deletes the index below a running program, without a word."""
    await archive.publish_all([archive.content(f"خبر {n}", "سوق") for n in range(5)])
    await archive.follow()
    assert (await archive.ask("سوق")).total == 5
    shutil.rmtree(archive.folder / "search")
    assert (await archive.ask("سوق")).total == 5
    assert await archive.behind() == 0


async def test_bytes_gone_bad_heal_while_running(archive: Any) -> None:
    """A file of the index spoils on the disk below a running program."""
    await archive.publish_all([archive.content(f"خبر {n}", "سوق قديم") for n in range(5)])
    await archive.follow()
    assert (await archive.ask("سوق")).total == 5
    for file in (archive.folder / "search").iterdir():
        if file.suffix in {".idx", ".term", ".fast"}:
            with file.open("r+b") as opened:
                opened.write(b"\xff" * (file.stat().st_size - 150))
    for typed in ("سوق", '"سوق قديم"', "قديم خبر", "سو*"):
        assert (await archive.ask(typed)).total == 5


_FOLLOWS = """
    import asyncio, sys
    from pathlib import Path
    from barqiya.search import SearchIndex
    from barqiya.store import Database

    async def main():
        database = Database.open(f"sqlite:///{sys.argv[1]}/store.db")
        print("begun", flush=True)
        index = SearchIndex.open(Path(sys.argv[1]) / "search")
        while True:
            await database.read(index.follow, 3)
            print("taken", flush=True)

    asyncio.run(main())
"""


@pytest.mark.parametrize("seed", range(4))
async def test_killed_at_random_moments(archive: Any, seed: int) -> None:
    """Killed again and again while it opens, writes, commits: the next goes on, nothing twice."""
    lots = random.Random(seed)  # noqa: S311 - chance, not secrecy
    await archive.publish_all([archive.content(f"خبر {n}", "سوق قديم " * 40) for n in range(90)])
    program = [sys.executable, "-c", textwrap.dedent(_FOLLOWS), str(archive.folder)]
    for _ in range(3):
        with subprocess.Popen(program, stdout=subprocess.PIPE) as following:  # noqa: ASYNC220, S603
            assert following.stdout is not None
            assert following.stdout.readline() == b"begun\n"
            time.sleep(lots.uniform(0, 0.25))  # noqa: ASYNC251 - nothing else goes on here
            following.send_signal(signal.SIGKILL)
    archive.index = SearchIndex.open(archive.folder / "search")
    found = await archive.ask("سوق", limit=200)
    assert found.total == 90
    assert len({hit.article.id for hit in found.hits}) == 90
    assert await archive.behind() == 0


async def test_searchable_at_once(archive: Any) -> None:
    """The first search after the commit finds it, the index followed by nobody else."""
    await archive.publish("سوق")
    await archive.follow()
    await archive.publish("زرافة")
    assert await archive.titles("زرافة") == ["زرافة"]


def test_an_index_that_is_written_all_the_time_is_not_replaced(tmp_path: Path) -> None:
    """Rather than to mix two indexes the renewal gives up and says so."""
    index = SearchIndex.open(tmp_path / "search")
    writer = index._open_index().writer(15_000_000, 1)
    try:
        with pytest.raises(StoreError, match="written by another"), index.held(0.1):
            pass
    finally:
        writer.wait_merging_threads()
