"""A process that delivers into a file and kills itself, with no farewell, at a chosen moment.

Usage: dying_relay.py STORE CHANNEL MOMENT HOURS SEED. The channel is a file to which each call adds
lines; moments are counted before and after each transaction and each line. Ends by itself where
nothing is left to do before that moment. Its clock stands still, HOURS after the test's present.
SEED decides which calls lose their answer, and whether what messages show can be seen.
"""

import asyncio
import json
import os
import random
import signal
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from barqiya.domain.article import Status
from barqiya.domain.delivery import (
    DeliveryKind,
    DeliveryState,
    Destination,
    Outcome,
    Receipt,
    Refused,
    Sent,
    Turn,
    Uncertain,
)
from barqiya.outbox import planner
from barqiya.outbox.pacing import UNBOUND
from barqiya.outbox.relay import Relay
from barqiya.outbox.settlement import Pace
from barqiya.outbox.transport import Presence, Shape
from barqiya.store import Database, Transaction, deliveries

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
SIZE = 3  # messages of a post in parts, and of an album
_LOST = 0.15  # of the answers
Line = dict[str, Any]


class Doom:
    """Counts moments, and ends the process at one of them."""

    def __init__(self, moment: int) -> None:
        self._left = moment

    def tick(self) -> None:
        """Let a moment pass."""
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def chats(path: Path) -> dict[str, dict[int, Line]]:
    """Return the messages of each chat in the file by their numbers; a deleted one is empty.

    Fails where a change was made to a message of another, or of another article.
    """
    found: dict[str, dict[int, Line]] = {}
    for text in path.read_text(encoding="utf-8").splitlines():
        line = json.loads(text)
        chat = found.setdefault(line["chat"], {})
        if line["act"] == "put":
            chat[len(chat) + 1] = line
            continue
        assert chat[line["id"]].get("ours"), f"changed somebody else's message: {line}"
        assert chat[line["id"]]["titles"] == line["titles"], f"changed another post: {line}"
        chat[line["id"]] = line if line["act"] == "edit" else {}
    return found


class FileChannel:
    """Chats in a file. Articles go in parts, as an album or in one message by their titles."""

    def __init__(self, path: Path, doom: Doom, seed: int) -> None:
        self._path = path
        self._doom = doom
        self._random = random.Random(seed)  # noqa: S311 - a test's dice
        self._sees = bool(seed % 2)

    def shape(self, turn: Turn) -> Shape:
        """Return what the title of the article says, for several a digest."""
        titles = [article.content.title for article in turn.articles]
        parts, album = titles[0].startswith("parts"), titles[0].startswith("album")
        alone = len(titles) == 1
        return Shape(
            form="album" if album and alone else "text",
            count=SIZE if alone and (parts or album) else 1,
            takes=len(titles),
            marks=tuple(f"{titles} {number}" for number in range(SIZE)),
        )

    async def takes_posts(self, destination: Destination) -> bool:
        """Return ``True``: nobody takes rights away here."""
        del destination
        return True

    def private(self, destination: Destination) -> bool:
        """Return ``False``: they are channels."""
        del destination
        return False

    async def send(self, turn: Turn) -> Outcome:
        """Add lines, between two moments each; sometimes lose the answer, or the call."""
        if self._random.random() < _LOST:
            return Uncertain(reason="lost before")
        self._doom.tick()
        outcome = self._do(turn)
        self._doom.tick()
        await asyncio.sleep(0)
        return Uncertain(reason="lost after") if self._random.random() < _LOST else outcome

    async def look(self, destination: Destination, message_id: int) -> Presence:
        """Say whether there is such a message, and whose it is."""
        message = self._chat(destination.address).get(message_id)
        if not message:
            return Presence.MISSING
        return Presence.OURS if message["ours"] else Presence.FOREIGN

    async def recognise(self, turn: Turn, message_id: int) -> bool | None:
        """Say what the message shows, in every second life."""
        receipt = turn.delivery.receipt
        if not self._sees or receipt is None:
            return None
        message = self._chat(turn.destination.address)[message_id]
        mark = receipt.marks[len(receipt.message_ids)]
        return f"{message['titles']} {message['part']}" == mark

    def _do(self, turn: Turn) -> Outcome:
        titles = [article.content.title for article in turn.articles]
        shown = {article.content.title: article.revision for article in turn.articles}
        line: Line = {"chat": turn.destination.address, "ours": True, "titles": titles}
        line |= {"revisions": shown}
        receipt = turn.delivery.receipt
        assert receipt is not None
        if turn.kind is DeliveryKind.POST:
            assert all(one.status is Status.PUBLISHED for one in turn.articles)
            return self._put(line, receipt)
        there = [one for one in receipt.message_ids if self._chat(line["chat"]).get(one)]
        retracting = turn.kind is DeliveryKind.RETRACT
        if not there and not retracting:
            return Refused(reason="message to edit not found")
        for part, message_id in enumerate(receipt.message_ids):
            if message_id in there:
                act = "delete" if retracting else "edit"
                self._write([line | {"act": act, "id": message_id, "part": part}])
        empty = Receipt(message_ids=(), form=receipt.form, count=0)
        return Sent(receipt=empty if retracting else receipt)

    def _put(self, line: Line, receipt: Receipt) -> Outcome:
        first = len(receipt.message_ids)
        new = [line | {"act": "put", "part": first + n} for n in range(receipt.missing)]
        top = len(self._chat(line["chat"]))
        self._write(new)
        ids = (*receipt.message_ids, *range(top + 1, top + 1 + len(new)))
        grown = Receipt(
            message_ids=ids, form=receipt.form, count=receipt.count, marks=receipt.marks
        )
        return Sent(receipt=grown)

    def _write(self, lines: list[Line]) -> None:
        with self._path.open("a", encoding="utf-8") as file:
            file.write("".join(json.dumps(line) + "\n" for line in lines))

    def _chat(self, address: str) -> dict[int, Line]:
        return chats(self._path).get(address, {})


class DoomedDatabase:
    """A database with a moment before and after each transaction."""

    def __init__(self, database: Database, doom: Doom) -> None:
        self.journal = database.journal
        self.read = database.read
        self._database = database
        self._doom = doom

    async def write(self, fn: Any, *args: Any) -> Any:
        """Write between two moments."""
        self._doom.tick()
        result = await self._database.write(fn, *args)
        self._doom.tick()
        return result


async def main(store: str, channel: str, moment: int, hours: int, seed: int) -> None:
    """Deliver until nothing is left, or until the moment."""
    database, doom = Database.open(f"sqlite:///{store}"), Doom(moment)
    doomed: Any = DoomedDatabase(database, doom)
    pace = Pace(
        rates=UNBOUND,
        gather=timedelta(0),
        doubt=timedelta(0),
        picture_doubt=timedelta(0),
        first_pause=timedelta(0),
        attempts=1000,
    )
    now = NOW + timedelta(hours=hours)
    transport = FileChannel(Path(channel), doom, seed)
    relay = Relay(doomed, {"channel": transport}, clock=lambda: now, pace=pace)
    task = asyncio.create_task(relay.run())
    while await database.read(_unfinished, now) and not task.done():  # noqa: ASYNC110 - it is in the store
        await asyncio.sleep(0.005)
    task.cancel()
    await asyncio.wait([task])
    await database.close()
    if not task.cancelled():
        task.result()


def _unfinished(tx: Transaction, now: datetime) -> bool:
    moving = (DeliveryState.DUE, DeliveryState.CLAIMED, DeliveryState.UNCERTAIN)
    found = deliveries.listing(tx, states=moving, limit=1000)
    return planner.behind(tx) or any(one.due_at <= now for one in found)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:])))
