"""A store that fails at chosen moments, and a stage between it and a channel in memory."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from barqiya.domain.article import Article, Content, Identity, Label, SourceItem
from barqiya.domain.decide import Correct, Publish, Retract, decide, withdraw
from barqiya.domain.delivery import (
    Delivery,
    DeliveryState,
    Destination,
)
from barqiya.domain.query import Query
from barqiya.outbox import planner
from barqiya.outbox.pacing import UNBOUND
from barqiya.outbox.relay import Relay
from barqiya.outbox.settlement import Pace
from barqiya.store import Database, Transaction, articles, deliveries, destinations, turns
from tests.integration.outbox.channel_model import Channel

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
AT_ONCE = Pace(
    rates=UNBOUND,
    gather=timedelta(0),
    doubt=timedelta(0),
    picture_doubt=timedelta(0),
    first_pause=timedelta(0),
    attempts=1000,
    farewell=timedelta(seconds=30),
)
NEWS = Destination(id="news", name="News", transport="channel", address="@news")
_DEADLINE = 60.0

Cut = tuple[str, BaseException]


class Crash(BaseException):
    """The process ends here: nothing of ours catches it."""


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
