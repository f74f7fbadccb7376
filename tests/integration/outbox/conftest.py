"""A destination in memory that behaves like a channel, faults at chosen moments, and a stage."""

import asyncio
import shutil
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from barqiya.domain.article import Article, Content, Identity, Label, SourceItem
from barqiya.domain.decide import Correct, Publish, Retract, decide, withdraw
from barqiya.domain.delivery import (
    Deferred,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Destination,
    Outcome,
    PostForm,
    Receipt,
    Refused,
    Sent,
    Turn,
)
from barqiya.domain.query import Query
from barqiya.outbox import planner
from barqiya.outbox.pacing import UNBOUND
from barqiya.outbox.relay import Relay
from barqiya.outbox.settlement import Pace
from barqiya.outbox.transport import Presence, Seen, Shape
from barqiya.store import Database, Transaction, articles, deliveries, destinations, turns

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
AT_ONCE = Pace(
    rates=UNBOUND,
    gather=timedelta(0),
    doubt=timedelta(0),
    picture_doubt=timedelta(0),
    first_pause=timedelta(0),
    attempts=1000,
    farewell=timedelta(seconds=5),
)
NEWS = Destination(id="news", name="News", transport="channel", address="@news")
_DEADLINE = 20.0

Fault = Outcome | BaseException
Cut = tuple[str, BaseException]


class Crash(BaseException):
    """The process ends here: nothing of ours catches it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message of a channel: ours with what it shows, or somebody else's."""

    ours: bool
    text: str = ""


@dataclass(kw_only=True)
class Channel:
    """A transport whose chats number their messages one after another, as Telegram's do.

    *before* and *after* hold, by address, what goes wrong with the next sends, before the message
    is stored and after it: an exception, or an outcome that is returned instead of the true one.
    Addresses in *shut* let us look but not post.
    """

    chats: dict[str, dict[int, Message]] = field(default_factory=dict)
    tops: Counter[str] = field(default_factory=Counter)
    before: dict[str, list[Fault | None]] = field(default_factory=dict)
    after: dict[str, list[Fault | None]] = field(default_factory=dict)
    looks: list[Seen | BaseException] = field(default_factory=list)
    hidden: bool = False
    shut: set[str] = field(default_factory=set)
    forms: dict[str, PostForm] = field(default_factory=dict)
    gate: Callable[[str], Awaitable[None]] | None = None
    sends: list[tuple[str, DeliveryKind, str]] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    asked: int = 0
    in_flight: Counter[str] = field(default_factory=Counter)
    most_in_flight: int = 0

    def shape(self, turn: Turn) -> Shape:
        """Return the form that the test chose for the article's title, else text."""
        return Shape(form=self.forms.get(turn.articles[0].content.title, "text"))

    async def takes_posts(self, destination: Destination) -> bool:
        """Return whether we may post there."""
        return destination.address not in self.shut

    def private(self, destination: Destination) -> bool:
        """Return ``False``: all these places are channels."""
        del destination
        return False

    async def recognise(self, turn: Turn, message_id: int) -> bool | Deferred | None:
        """Return ``None``: what a message shows is not seen."""
        del turn, message_id

    async def send(self, turn: Turn) -> Outcome:
        """Store or change the message, with the faults asked for."""
        address, article = turn.destination.address, turn.articles[0]
        self.in_flight[address] += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight.total())
        assert self.in_flight[address] == 1, f"two sends in flight to {address}"
        try:
            self.sends.append((address, turn.kind, shown(article)))
            self.deliveries.append(turn.delivery)
            await asyncio.sleep(0)
            if self.gate is not None:
                await self.gate(address)
            if fault := _next(self.before, address):
                return _faulty(fault)
            outcome = self._do(turn, article)
            if fault := _next(self.after, address):
                return _faulty(fault)
            return outcome
        finally:
            self.in_flight[address] -= 1

    async def look(self, destination: Destination, message_id: int) -> Seen:
        """Say what lies under the id, unless the test has another answer ready."""
        self.asked += 1
        await asyncio.sleep(0)
        if self.looks:
            answer = self.looks.pop(0)
            if isinstance(answer, BaseException):
                raise answer
            return answer
        if self.hidden:
            return None
        message = self.chats.get(destination.address, {}).get(message_id)
        if message is None:
            return Presence.MISSING
        return Presence.OURS if message.ours else Presence.FOREIGN

    def say(self, address: str, text: str = "by a person") -> int:
        """Put somebody else's message into a chat; return its id."""
        return self._store(address, Message(ours=False, text=text))

    def ours(self, address: str = "@news") -> list[str]:
        """Return what our messages in a chat show, in order."""
        return [m.text for _, m in sorted(self.chats.get(address, {}).items()) if m.ours]

    def _do(self, turn: Turn, article: Article) -> Outcome:
        address, delivery = turn.destination.address, turn.delivery
        if turn.kind is DeliveryKind.POST:
            message_id = self._store(address, Message(ours=True, text=shown(article)))
            form = self.shape(turn).form
            return Sent(receipt=Receipt(message_ids=(message_id,), form=form))
        assert delivery.receipt is not None
        (message_id,) = delivery.receipt.message_ids
        chat = self.chats.get(address, {})
        if message_id not in chat:
            return Refused(reason="message to edit not found")
        assert chat[message_id].ours, "an edit of somebody else's message"
        title = article.content.title
        assert chat[message_id].text.startswith(title), "an edit of another article's message"
        chat[message_id] = Message(ours=True, text=shown(article))
        return Sent(receipt=delivery.receipt)

    def _store(self, address: str, message: Message) -> int:
        self.tops[address] += 1
        self.chats.setdefault(address, {})[self.tops[address]] = message
        return self.tops[address]


class FaultyDatabase:
    """A database whose transactions can be cut off before they begin or after their commit.

    *faults* gives, for each coming transaction, what goes wrong: ``("before", error)`` or
    ``("after", error)``, or ``None``.
    """

    def __init__(self, database: Database, faults: Iterator[Cut | None]) -> None:
        self.journal = database.journal
        self._database = database
        self._faults = faults
        self._writing = 0
        self._cut = False

    @property
    def steady(self) -> bool:
        """Whether no transaction is under way and none was cut off.

        What a cut transaction committed is seen before its failure is: who looks in between must
        not take the process for one that lived on.
        """
        return not self._writing and not self._cut

    async def read(self, fn: Any, *args: Any, **kwargs: Any) -> Any:
        """Read, with no fault: a reader that dies leaves no trace."""
        return await self._database.read(fn, *args, **kwargs)

    async def write(self, fn: Any, *args: Any, **kwargs: Any) -> Any:
        """Write, or fail before, or fail after."""
        self._writing += 1
        try:
            return await self._write(next(self._faults, None), fn, *args, **kwargs)
        finally:
            self._writing -= 1

    async def _write(self, fault: Cut | None, fn: Any, *args: Any, **kwargs: Any) -> Any:
        self._cut = self._cut or fault is not None
        if fault is not None and fault[0] == "before":
            raise fault[1]
        result = await self._database.write(fn, *args, **kwargs)
        if fault is not None:
            raise fault[1]
        return result


@dataclass(kw_only=True)
class Stage:
    """A store with articles, a channel, and relays that deliver from one to the other."""

    database: Database
    channel: Channel = field(default_factory=Channel)
    now: datetime = NOW
    pace: Pace = AT_ONCE

    async def name(self, *places: Destination) -> None:
        """Make *places* those of the settings."""
        await self.database.write(destinations.set_destinations, places)

    async def publish(self, title: str, *, category: str = "أخبار", announce: bool = True) -> None:
        """Put a new article into the store."""
        item = an_item(title, "first text", category)
        await self.database.write(_publish, item, self.now, announce)

    async def correct(self, title: str, *, category: str = "أخبار") -> None:
        """Change the text of an article."""
        await self.database.write(_correct, title, category, self.now)

    async def retract(self, title: str) -> None:
        """Withdraw an article."""
        await self.database.write(_retract, title, self.now)

    async def restore(self, article: Article) -> None:
        """Publish a withdrawn article again, as it was."""
        await self.database.write(_restore, article, self.now)

    async def articles(self) -> list[Article]:
        """Return every article, oldest first."""
        return await self.database.read(_all_articles)

    async def listing(self, *states: DeliveryState) -> list[Delivery]:
        """Return all deliveries, oldest first."""
        found = await self.database.read(deliveries.listing, states=states, limit=10_000)
        return found[::-1]

    async def states(self) -> list[str]:
        """Return kind, revision and state of every delivery, oldest first."""
        return [f"{d.kind} {d.revision} {d.state}" for d in await self.listing()]

    def relay(self, database: Any = None, **transports: Any) -> Relay:
        """Return a relay over the stage's channel."""
        return Relay(
            database or self.database,
            transports or {"channel": self.channel},
            clock=lambda: self.now,
            pace=self.pace,
        )

    async def run(self, relay: Relay | None = None) -> None:
        """Run a relay until nothing is left to do now; raise what it raised."""
        await self.run_until(self.quiet, relay)

    async def run_until(
        self, reached: Callable[[], Awaitable[bool]], relay: Relay | None = None
    ) -> None:
        """Run a relay until *reached*; raise what it raised."""
        task = asyncio.create_task((relay or self.relay()).run())
        try:
            await until(lambda: _either(task, reached))
        finally:
            task.cancel()
            await asyncio.wait([task])
        if not task.cancelled():
            task.result()

    async def planned(self) -> bool:
        """Return whether the planner has dealt with every change."""
        return not await self.database.read(planner.behind)

    async def posted(self, count: int) -> bool:
        """Return whether at least *count* messages of ours stand in the channel."""
        return len(self.channel.ours()) >= count

    async def quiet(self) -> bool:
        """Return whether all is planned and nothing is left that could be done now."""
        return await self.database.read(_quiet, self.now)


async def until(reached: Callable[[], Awaitable[bool]]) -> None:
    """Wait for what is seen only by looking, in a store or a file; fail after a deadline."""
    async with asyncio.timeout(_DEADLINE):
        while not await reached():  # noqa: ASYNC110 - nobody sets an event there
            await asyncio.sleep(0.001)


async def _either(task: asyncio.Task[None], reached: Callable[[], Awaitable[bool]]) -> bool:
    return task.done() or await reached()


def shown(article: Article) -> str:
    """Return what a message shows of an article."""
    return f"{article.content.title}, revision {article.revision}"


def an_item(title: str, text: str, category: str) -> SourceItem:
    """Return what a source says of an article."""
    content = Content(
        title=title,
        content_html=f"<p>{text}</p>",
        summary=text,
        language="ar",
        categories=(Label(name=category),),
    )
    return SourceItem(origin=title, identities=(Identity(key=title),), content=content)


def _publish(tx: Transaction, item: SourceItem, now: datetime, announce: bool) -> None:  # noqa: FBT001 - passed on by the database
    decision = decide(None, item, "test", now)
    assert isinstance(decision, Publish)
    articles.save(tx, [replace(decision, announce=announce)])


def _correct(tx: Transaction, title: str, category: str, now: datetime) -> None:
    (current,) = [a for a in _all_articles(tx) if a.content.title == title]
    item = an_item(title, f"text {current.revision + 1}", category)
    decision = decide(current, item, "test", now)
    assert isinstance(decision, Correct)
    articles.save(tx, [decision])


def _retract(tx: Transaction, title: str, now: datetime) -> None:
    (current,) = [a for a in _all_articles(tx) if a.content.title == title]
    decision = withdraw(current, "the source answers 404", now)
    assert isinstance(decision, Retract)
    articles.save(tx, [decision])


def _restore(tx: Transaction, article: Article, now: datetime) -> None:
    item = SourceItem(origin="a", identities=(Identity(key="a"),), content=article.content)
    decision = decide(articles.get(tx, article.id), item, "test", now)
    assert isinstance(decision, Correct)
    articles.save(tx, [decision])


def _all_articles(tx: Transaction) -> list[Article]:
    return articles.latest(tx, Query(), limit=10_000)[::-1]


def _quiet(tx: Transaction, now: datetime) -> bool:
    if planner.behind(tx):
        return False
    agenda = turns.ready(tx, now, transports=["channel"], busy=[], limit=100)
    if any(turn.delivery.state is DeliveryState.DUE for turn in agenda.turns):
        return False
    under_way = (DeliveryState.CLAIMED, DeliveryState.UNCERTAIN)
    found = deliveries.listing(tx, states=under_way)
    return not any(d.state is DeliveryState.CLAIMED or d.due_at <= now for d in found)


def _next(faults: dict[str, list[Fault | None]], address: str) -> Fault | None:
    waiting = faults.get(address)
    return waiting.pop(0) if waiting else None


def _faulty(fault: Fault) -> Outcome:
    if isinstance(fault, BaseException):
        raise type(fault)(*fault.args)
    return fault


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an empty store to copy: making the tables takes longer than most tests."""
    path = tmp_path_factory.mktemp("template") / "empty.db"

    async def make() -> None:
        await Database.open(f"sqlite:///{path}").close()

    asyncio.run(make())
    return path


@pytest.fixture
def open_store(empty_store: Path, tmp_path: Path) -> Callable[[], Database]:
    """Open a store of the test's own; again and again the same."""
    path = tmp_path / "store.db"
    shutil.copy(empty_store, path)
    return lambda: Database.open(f"sqlite:///{path}")


@pytest.fixture
async def stage(open_store: Callable[[], Database]) -> AsyncIterator[Stage]:
    """Set a store with one destination and a channel, and nothing published yet."""
    database = open_store()
    made = Stage(database=database)
    await made.name(NEWS)
    yield made
    await database.close()
