"""What becomes of a running search when its files are harmed from outside."""

import os
import resource
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from barqiya.errors import StoreError
from barqiya.search import SearchIndex

_SEARCHES = """
    import asyncio, sys
    from datetime import UTC, datetime
    from pathlib import Path
    from barqiya.domain.query import parse
    from barqiya.search import SearchIndex, abreast, find
    from barqiya.store import Database

    abreast._PATIENCE_SECONDS = 30.0

    async def main():
        database = Database.open(f"sqlite:///{sys.argv[1]}/store.db")
        index = SearchIndex.open(Path(sys.argv[1]) / "search")
        for line in sys.stdin:
            query = parse(line.strip(), datetime.now(UTC))
            found = await database.read(find, index, query, limit=5)
            print(found.total, flush=True)
        await database.close()

    asyncio.run(main())
"""


@contextmanager
def searching(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Run a program that answers each line with how many articles were found."""
    program = [sys.executable, "-c", textwrap.dedent(_SEARCHES), str(folder)]
    with subprocess.Popen(  # noqa: S603 - our own program
        program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as running:
        yield running
        assert running.stdin is not None
        running.stdin.close()
        assert running.wait(timeout=60) == 0


def asked(running: subprocess.Popen[str], text: str) -> int:
    """Ask for *text*; return how many articles were found, -1 where there is no answer."""
    assert running.stdin is not None
    assert running.stdout is not None
    print(text, file=running.stdin, flush=True)
    return int(running.stdout.readline() or "-1")


async def filled(archive: Any, count: int = 400) -> Path:
    """Give the archive *count* articles that fill more than one page of memory a file."""
    many = [archive.content(f"خبر {n}", f"سوق قديم رقم {n} " * 40) for n in range(count)]
    await archive.publish_all(many)
    await archive.follow()
    folder: Path = archive.folder / "search"
    return folder


@pytest.mark.parametrize("left", [0, 100])
async def test_files_cut_short_under_a_running_program(archive: Any, left: int) -> None:
    """What is mapped must not be read beyond its end: found out before, and made anew."""
    folder = await filled(archive)
    with searching(archive.folder) as running:
        assert asked(running, "سوق") == 400
        for file in [file for file in folder.iterdir() if file.suffix != ".json"]:
            if file.stat().st_size > left:
                os.truncate(file, left)
        assert asked(running, '"سوق قديم" خبر') == 400
        assert asked(running, "خب*") == 400


async def test_the_folder_deleted_under_a_running_program(archive: Any) -> None:
    """The next search makes the index anew and answers right."""
    folder = await filled(archive)
    with searching(archive.folder) as running:
        assert asked(running, "سوق") == 400
        shutil.rmtree(folder)
        assert asked(running, "سوق") == 400
        assert (folder / "meta.json").exists()


async def test_a_full_disk(archive: Any, caplog: pytest.LogCaptureFixture) -> None:
    """What no room is left for is said, what is there is found; with room it goes on."""
    await archive.publish("زرافة")
    await archive.follow()
    many = [archive.content(f"خبر {n}", f"سوق قديم رقم {n} " * 200) for n in range(100)]
    await archive.publish_all(many)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, hard))
    try:
        with pytest.raises(StoreError, match="cannot be written"):
            await archive.follow()
        assert await archive.titles("زرافة") == ["زرافة"]
        assert "cannot be written" in caplog.text
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (await archive.ask("سوق")).total == 100
    archive.index = SearchIndex.open(archive.folder / "search")
    assert (await archive.ask("سوق")).total == 100
    assert await archive.behind() == 0
