"""A process that delivers into a file and kills itself, with no farewell, at a chosen moment.

Usage: dying_relay.py STORE CHANNEL MOMENT. The channel is a file to which each message adds a line;
moments are counted before and after each transaction and each line. Ends by itself where nothing
is left to do before that moment.
"""

import asyncio
import os
import signal
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from barqiya.domain.delivery import (
    DeliveryKind,
    DeliveryState,
    Destination,
    Outcome,
    Receipt,
    Sent,
    Turn,
)
from barqiya.outbox import planner
from barqiya.outbox.pacing import UNBOUND
from barqiya.outbox.relay import Relay
from barqiya.outbox.settlement import Pace
from barqiya.outbox.transport import Presence, Shape
from barqiya.store import Database, Transaction, deliveries


class Doom:
    """Counts moments, and ends the process at one of them."""

    def __init__(self, moment: int) -> None:
        self._left = moment

    def tick(self) -> None:
        """Let a moment pass."""
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


class FileChannel:
    """A chat in a file: message n is line n. An edit adds a line of its own, to be told apart."""

    def __init__(self, path: Path, doom: Doom) -> None:
        self._path = path
        self._doom = doom

    def shape(self, turn: Turn) -> Shape:
        """Return always the same."""
        del turn
        return Shape(form="text")

    def private(self, destination: Destination) -> bool:
        """Return ``False``: it is a channel."""
        del destination
        return False

    async def recognise(self, turn: Turn, message_id: int) -> None:
        """Return ``None``: nobody sees what a line says."""
        del turn, message_id

    async def send(self, turn: Turn) -> Outcome:
        """Add a line, between two moments."""
        delivery, article = turn.delivery, turn.articles[0]
        self._doom.tick()
        edited = ""
        if delivery.kind is DeliveryKind.EDIT and delivery.receipt is not None:
            edited = f" edits {delivery.receipt.message_ids[0]}"
        with self._path.open("a", encoding="utf-8") as file:
            file.write(f"{article.content.title} {article.revision}{edited}\n")
        self._doom.tick()
        await asyncio.sleep(0)
        return Sent(receipt=delivery.receipt if edited and delivery.receipt else self._last())

    async def look(self, destination: Destination, message_id: int) -> Presence:
        """Say whether there is such a line, and whose it is."""
        del destination
        lines = self._path.read_text(encoding="utf-8").splitlines()
        if message_id > len(lines):
            return Presence.MISSING
        return Presence.FOREIGN if "edits" in lines[message_id - 1] else Presence.OURS

    def _last(self) -> Receipt:
        lines = self._path.read_text(encoding="utf-8").splitlines()
        return Receipt(message_ids=(len(lines),), form="text")


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


async def main(store: str, channel: str, moment: int) -> None:
    """Deliver until nothing is left, or until the moment."""
    database, doom = Database.open(f"sqlite:///{store}"), Doom(moment)
    doomed: Any = DoomedDatabase(database, doom)
    pace = Pace(
        rates=UNBOUND,
        gather=timedelta(0),
        doubt=timedelta(0),
        picture_doubt=timedelta(0),
        first_pause=timedelta(0),
    )
    relay = Relay(
        doomed,
        {"channel": FileChannel(Path(channel), doom)},
        clock=lambda: datetime.now(UTC),
        pace=pace,
    )
    task = asyncio.create_task(relay.run())
    while await database.read(_unfinished) and not task.done():  # noqa: ASYNC110 - it is in the store
        await asyncio.sleep(0.005)
    task.cancel()
    await asyncio.wait([task])
    await database.close()


def _unfinished(tx: Transaction) -> bool:
    moving = (DeliveryState.DUE, DeliveryState.CLAIMED, DeliveryState.UNCERTAIN)
    return planner.behind(tx) or bool(deliveries.listing(tx, states=moving))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
