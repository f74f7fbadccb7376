"""A week of a newspaper with twenty channels, its clocks changed, its machine down at times.

What each channel received, in which order and when, is held against a model of its own
(:mod:`tests.integration.outbox.week_model`); the relay runs as it does in production, on a real
store, in simulated time.
"""

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from barqiya.domain.article import (
    Article,
    ArticleId,
    Content,
    Identity,
    Label,
    SourceItem,
    Status,
    article_id,
)
from barqiya.domain.decide import Ignore, decide, withdraw
from barqiya.domain.delivery import (
    Deferred,
    DeliveryKind,
    Destination,
    Outcome,
    Receipt,
    Sent,
    Turn,
)
from barqiya.outbox import arranging
from barqiya.outbox import relay as relay_module
from barqiya.outbox.pacing import Rate, Rates
from barqiya.outbox.relay import Relay
from barqiya.outbox.settlement import Pace
from barqiya.outbox.transport import Presence, Seen, Shape
from barqiya.store import Database, Transaction, articles
from tests.integration.outbox.virtual_time import simulate
from tests.integration.outbox.week_model import BETWEEN, TAKES, Message, follow
from tests.integration.outbox.week_story import WEEK, Happening, Story, a_story

ARTICLES = 1000
TOLERANCE = 10.0  # seconds: an edit, of which the model knows nothing, may come between
#: The first night Beirut and Berlin put their clocks forward, the last one Sydney puts its back.
START = datetime(2026, 3, 28, 20, tzinfo=UTC)
DELETES = timedelta(hours=48)


@dataclass(kw_only=True)
class Wire:
    """A transport that keeps what each chat shows, and when it was sent."""

    story: Story
    shown: dict[str, dict[int, dict[int, str]]] = field(default_factory=dict)
    got: dict[str, list[Message]] = field(default_factory=dict)
    tops: dict[str, int] = field(default_factory=dict)
    edits: int = 0
    deleted: int = 0
    notices: int = 0

    def shape(self, turn: Turn) -> Shape:
        """Return a text that holds some articles."""
        return Shape(form="text", takes=min(len(turn.deliveries), TAKES))

    async def send(self, turn: Turn) -> Outcome:
        """Store, change or delete a message."""
        name = turn.destination.name
        chat = self.shown.setdefault(name, {})
        text = {number_of(one): f"{one.status} {one.revision}" for one in turn.articles}
        if turn.kind is DeliveryKind.POST:
            top = self.tops[name] = self.tops.get(name, 0) + 1
            chat[top] = text
            at = asyncio.get_running_loop().time()
            message = Message(at=at, numbers=tuple(text), urgent=turn.delivery.urgent)
            self.got.setdefault(name, []).append(message)
            return Sent(receipt=Receipt(message_ids=(top,), form="text"))
        receipt = turn.delivery.receipt
        assert receipt is not None
        (message_id,) = receipt.message_ids
        assert chat[message_id].keys() == text.keys(), "a change of another message"
        if turn.kind is DeliveryKind.EDIT or not self._is_young(turn):
            self.edits += turn.kind is DeliveryKind.EDIT
            self.notices += turn.kind is DeliveryKind.RETRACT
            chat[message_id] = text
            return Sent(receipt=receipt)
        del chat[message_id]
        self.deleted += 1
        return Sent(receipt=Receipt(message_ids=(), form="text", count=0))

    async def takes_posts(self, destination: Destination) -> bool:
        """Return ``True``: nobody takes rights away here."""
        del destination
        return True

    def private(self, destination: Destination) -> bool:
        """Return ``False``: all these places are channels."""
        del destination
        return False

    async def look(self, destination: Destination, message_id: int) -> Seen:
        """Say what lies there; nobody else writes."""
        there = message_id in self.shown.get(destination.name, {})
        return Presence.OURS if there else Presence.MISSING

    async def recognise(self, turn: Turn, message_id: int) -> bool | Deferred | None:
        """Say that nothing can be recognised: nothing is in doubt here."""
        del turn, message_id
        return None

    def _is_young(self, turn: Turn) -> bool:
        now = self.story.wall(asyncio.get_running_loop().time())
        return turn.posted_at is not None and now - turn.posted_at < DELETES


def number_of(article: Article) -> int:
    """Return the number of an article, which is its title."""
    return int(article.content.title)


async def live_through(story: Story, wire: Wire, database: Database) -> dict[int, Article]:
    """Go through the week; return the articles as they are in the end."""
    loop = asyncio.get_running_loop()

    def clock() -> datetime:
        return story.wall(loop.time())

    async with switched(story, wire, database) as wake:
        for one in story.happenings:
            await asyncio.sleep(one.at - loop.time())
            await database.write(_happen, one, clock())
        await asyncio.sleep(WEEK - loop.time())
        del wake
    found = await database.read(_all)
    return {number_of(one): one for one in found}


@contextlib.asynccontextmanager
async def switched(story: Story, wire: Wire, database: Database) -> AsyncIterator[None]:
    """Run the machine beside what happens: off in the outages, told when its clock is changed."""
    machine = asyncio.create_task(_run_machine(story, wire, database))
    try:
        yield
    finally:
        machine.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await machine


# Looks cost no time: the model's channels are known from the first moment.
PACE = Pace(
    rates=Rates(group=Rate(interval=timedelta(seconds=BETWEEN)), look=Rate(interval=timedelta(0))),
    abreast=20,
)


async def _run_machine(story: Story, wire: Wire, database: Database) -> None:
    loop = asyncio.get_running_loop()
    ends = [*(begins for begins, _ in story.outages), float(WEEK) + 1]
    starts = [0.0, *(end for _, end in story.outages)]
    shifts = [one.at for one in story.shifts]
    for start, end in zip(starts, ends, strict=True):
        await asyncio.sleep(max(start - loop.time(), 0))
        now = story.wall(loop.time())
        places = [one.destination for one in story.channels]
        await database.write(arranging.name_places, places, now)
        relay = Relay(
            database,
            {"wire": wire},
            clock=lambda: story.wall(loop.time()),
            pace=PACE,
        )
        running = asyncio.create_task(relay.run())
        try:
            # Its own rest is at most a minute long; here it is told, so that a week passes sooner.
            for shift in [at for at in shifts if start <= at < end]:
                await asyncio.sleep(shift - loop.time())
                relay.wake()
            await asyncio.sleep(end - loop.time())
        finally:
            running.cancel()
            await asyncio.wait([running])
        assert running.cancelled()


def _happen(tx: Transaction, one: Happening, now: datetime) -> None:
    key = str(one.number)
    content = Content(
        title=key,
        content_html=f"<p>{one.at}</p>",
        summary=f"{one.at}",
        language="ar",
        categories=tuple(Label(name=name) for name in one.categories),
    )
    item = SourceItem(origin=key, identities=(Identity(key=key),), content=content)
    current = None if one.kind == "publish" else articles.get(tx, _id_of(one.number))
    if current is not None and one.kind == "retract":
        decision = withdraw(current, "gone", now)
    else:
        decision = decide(current, item, "week", now)
    assert not isinstance(decision, Ignore)
    articles.save(tx, [decision])


def _id_of(number: int) -> ArticleId:
    return article_id("week", str(number))


def _all(tx: Transaction) -> list[Article]:
    return articles.get_many(tx, [_id_of(number) for number in range(ARTICLES)])


def test_a_week(empty_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every channel gets what it asks for, once, in order, at its hours, in its newest form."""
    monkeypatch.setattr(relay_module, "_LONGEST_REST", 4 * 3600.0)
    shutil.copy(empty_store, tmp_path / "week.db")
    story = a_story(START, seed=1, articles=ARTICLES)
    wire = Wire(story=story)
    ended: dict[int, Article] = {}

    async def live() -> None:
        database = Database.open(f"sqlite:///{tmp_path / 'week.db'}")
        try:
            ended.update(await live_through(story, wire, database))
        finally:
            await database.close()

    simulate(live)
    expected, standing = follow(story)
    for name, messages in expected.items():
        compare(name, story, messages, wire.got.get(name, []))
    assert sum(map(len, expected.values())) > ARTICLES
    assert min(wire.edits, wire.deleted, wire.notices) > 0
    for name, states in standing.items():
        check_what_stands(wire.shown.get(name, {}), states, ended)
    check_the_pace(story, wire)


def compare(name: str, story: Story, expected: list[Message], got: list[Message]) -> None:
    """Say where a channel first got something else than it must have, or at another time."""
    for number, (should, did) in enumerate(zip(expected, got, strict=False)):
        same = should.numbers == did.numbers and should.urgent == did.urgent
        assert same and abs(should.at - did.at) < TOLERANCE, (  # noqa: PT018 - one comparison
            f"{name}, message {number}: {did} at {story.wall(did.at)}, "
            f"not {should} at {story.wall(should.at)}"
        )
    assert len(expected) == len(got), (name, expected[len(got) :][:2], got[len(expected) :][:2])


def check_what_stands(
    chat: dict[int, dict[int, str]], states: dict[int, str], ended: dict[int, Article]
) -> None:
    """Say whether a chat shows each article once and as it is in the end; nothing else."""
    shown = [(number, text) for message in chat.values() for number, text in message.items()]
    numbers = [number for number, _ in shown]
    assert len(numbers) == len(set(numbers))
    assert {number for number, state in states.items() if state == "posted"} <= set(numbers)
    for number, text in shown:
        assert text == f"{ended[number].status} {ended[number].revision}"
        assert states[number] == (
            "posted" if ended[number].status is Status.PUBLISHED else "notice"
        ), (number, text)


def check_the_pace(story: Story, wire: Wire) -> None:
    """Say whether any hour of true time holds more ordinary posts than the channel allows.

    But where the clock was put forward: there an hour is over too soon by the machine's lights.
    """
    jumps = [one.at for one in story.shifts]
    for channel in story.channels:
        rate = channel.timetable.per_hour
        got = [one for one in wire.got.get(channel.name, []) if not one.urgent]
        for first, last in pairwise(got) if rate else ():
            if any(first.at <= jump <= last.at for jump in jumps):
                continue
            assert last.at - first.at >= 3600 / (rate or 1) - 0.01
