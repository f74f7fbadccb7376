"""kill -9, for real: a process that delivers is ended at one step after another.

``KILLS=300 pytest tests/integration/outbox/test_outbox_kill.py`` kills it so often.
"""

import asyncio
import json
import os
import random
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

import pytest

from barqiya.domain.article import Article, Status
from barqiya.domain.delivery import DeliveryState
from barqiya.domain.timetable import Timetable
from barqiya.store import Database, integrity
from tests.integration.outbox.conftest import NEWS, NOW, Stage
from tests.integration.outbox.dying_relay import SIZE, chats

PROGRAM = Path(__file__).parent / "dying_relay.py"
KILLS = int(os.environ.get("KILLS", "16"))
SEEDS = (1, 2)
HOURLY = tuple(time(hour) for hour in range(24))
DIGEST = replace(NEWS, id="digest", address="@digest", timetable=Timetable(digest_at=HOURLY))
KINDS = ("text", "parts", "album")


@pytest.mark.parametrize("seed", SEEDS)
async def test_kill_9_at_one_step_after_another(
    seed: int, open_store: Callable[[], Database], tmp_path: Path
) -> None:
    """While articles come, change and go: each stands once and whole, in its newest form."""
    dice = random.Random(seed)  # noqa: S311 - a test's dice
    database, chat = open_store(), tmp_path / "chat.txt"
    chat.touch()
    stage = Stage(database=database)
    await stage.name(NEWS, DIGEST)
    deaths = life = 0
    while deaths < KILLS // len(SEEDS):
        life += 1
        stage.now = NOW + timedelta(hours=life)
        await something_happens(stage, dice, life)
        if dice.random() < 0.4:
            _write_as_a_stranger(chat, dice.choice([NEWS.address, DIGEST.address]))
        ended = await live(tmp_path / "store.db", chat, dice.randint(1, 26), life, life + seed)
        assert ended in (0, -signal.SIGKILL)
        deaths += ended != 0
    for rest in range(1, 4):
        assert await live(tmp_path / "store.db", chat, 0, life + rest, life) == 0
    await check(stage, chat)
    assert await database.read(integrity.faults) == []
    await database.close()


async def something_happens(stage: Stage, dice: random.Random, number: int) -> None:
    """Publish an article, and correct or withdraw an earlier one, or two."""
    await stage.publish(f"{KINDS[number % len(KINDS)]} {number}")
    there = [one for one in await stage.articles() if one.status is Status.PUBLISHED]
    for _ in range(dice.randint(0, 2)):
        await stage.correct(dice.choice(there).content.title)
    if number % 5 == 0:
        await stage.retract(dice.choice(there).content.title)


async def check(stage: Stage, chat: Path) -> None:
    """Look at what the channels hold, and at what the ledger says of it."""
    waiting = await stage.listing(
        DeliveryState.HELD, DeliveryState.REJECTED, DeliveryState.UNCERTAIN
    )
    assert waiting == [], "something waits for a person that could have been settled"
    for address, messages in chats(chat).items():
        ours = [message for message in messages.values() if message.get("ours")]
        for article in await stage.articles():
            shown = [one for one in ours if article.content.title in one["titles"]]
            _check_article(article, shown, gathered=address == DIGEST.address)


def _check_article(article: Article, shown: list[dict[str, object]], *, gathered: bool) -> None:
    title = article.content.title
    if article.status is Status.RETRACTED and not shown:
        return
    alone = all(one["titles"] == [title] for one in shown)
    whole = 1 if title.startswith("text") or (gathered and not alone) else SIZE
    assert sorted(str(one["part"]) for one in shown) == [str(n) for n in range(whole)], title
    for one in shown:
        revisions = one["revisions"]
        assert isinstance(revisions, dict)
        assert revisions[title] == article.revision, f"{title} is not in its newest form"


def _write_as_a_stranger(chat: Path, address: str) -> None:
    line = {"act": "put", "chat": address, "ours": False, "titles": []}
    with chat.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")


async def live(store: Path, chat: Path, *numbers: int) -> int:
    """Run the program to its end; return how it ended."""
    arguments = [str(PROGRAM), str(store), str(chat), *map(str, numbers)]
    process = await asyncio.create_subprocess_exec(sys.executable, *arguments, env=dict(os.environ))
    async with asyncio.timeout(60):
        return await process.wait()
