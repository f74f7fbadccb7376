"""kill -9, for real: a process that delivers is ended at one step after another."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from barqiya.store import Database, integrity
from tests.integration.outbox.conftest import NEWS, Stage

PROGRAM = Path(__file__).parent / "dying_relay.py"
# One life has recover (2 moments), plan (2), what lies there (2), then claim (2), line (2) and
# settle (2) a delivery; after a death, recover and finding out come before the claims.
MOMENTS = (3, 6, 7, 8, 9, 10, 11, 12, 9, 8)


async def test_kill_9_at_one_step_after_another(
    open_store: Callable[[], Database], tmp_path: Path
) -> None:
    """Ten deaths while articles are published and corrected: each stands once, newest at last."""
    database = open_store()
    stage = Stage(database=database)
    await stage.name(NEWS)
    chat = tmp_path / "chat.txt"
    chat.touch()
    for number, moment in enumerate(MOMENTS):
        await stage.publish(f"a{number}")
        if number >= 3:
            await stage.correct(f"a{number - 3}")
        assert await live(tmp_path / "store.db", chat, moment) == -signal.SIGKILL
    assert await live(tmp_path / "store.db", chat, 0) == 0

    lines = [line.split(" ") for line in chat.read_text(encoding="utf-8").splitlines()]
    posts = {title: index for index, (title, *rest) in enumerate(lines, 1) if len(rest) == 1}
    assert sorted(line[0] for line in lines if len(line) == 2) == sorted(posts), "posted twice"
    shown = {title: revision for title, revision, *_ in lines}
    assert shown == {a.content.title: str(a.revision) for a in await stage.articles()}
    edits = [line for line in lines if len(line) == 4]
    assert edits
    assert all(int(edited) == posts[title] for title, _, _, edited in edits)
    assert await database.read(integrity.faults) == []
    await database.close()


async def live(store: Path, chat: Path, moment: int) -> int:
    """Run the program to its end; return how it ended."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(PROGRAM), str(store), str(chat), str(moment), env=dict(os.environ)
    )
    async with asyncio.timeout(30):
        return await process.wait()
