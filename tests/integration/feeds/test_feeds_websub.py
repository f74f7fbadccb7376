"""Hubs are told of exactly the feeds that changed, after the change, and at last in any case."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

import feedparser
import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from barqiya.domain.article import Author, Label
from barqiya.domain.decide import Retract, withdraw
from barqiya.domain.query import Query
from barqiya.fetching import Fetcher, Terms
from barqiya.store import Database, Transaction, articles, journal, tellings
from feeds.asgi import build
from feeds.formats import FORMATS
from feeds.site import NamedFeed, Site
from feeds.websub import Telling
from feeds.websub.telling import Pace
from tests.integration.feeds.conftest import NOON, WAYS, search

LATER = NOON + timedelta(days=1)


async def _until(done: Callable[[], Any]) -> None:
    """Wait until *done* says so."""
    async with asyncio.timeout(60):
        while not await done():  # noqa: ASYNC110 - it looks into a store
            await asyncio.sleep(0.02)


@dataclass
class Hub:
    """A hub on loopback: *told* are the forms it was sent, *status* is what it answers."""

    url: str = ""
    status: int = 202
    told: list[dict[str, str]] = field(default_factory=list)
    on_told: Callable[[str], Any] | None = None

    async def take(self, request: Request) -> Response:
        """Take what a publisher sends."""
        form = dict(parse_qsl((await request.body()).decode()))
        if self.status < 300:
            self.told.append(form)
            if self.on_told is not None:
                await self.on_told(form["hub.url"])
        return Response(status_code=self.status)

    def topics(self) -> set[str]:
        """Return the addresses of what was told since the last time, none of it twice."""
        topics = [form["hub.url"] for form in self.told]
        assert len(topics) == len(set(topics))
        self.told.clear()
        return set(topics)


@asynccontextmanager
async def serving(hub: Hub) -> AsyncIterator[None]:
    """Serve *hub* on a port of the machine's choice."""
    listening = socket.create_server(("127.0.0.1", 0))
    app = Starlette(routes=[Route("/hub", hub.take, methods=["POST"])])
    config = uvicorn.Config(app, log_level="error", ws="none", lifespan="off")
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve([listening]))
    hub.url = f"http://127.0.0.1:{listening.getsockname()[1]}/hub"
    try:
        yield
    finally:
        server.should_exit = True
        await running
        listening.close()


@pytest.fixture
async def hub() -> AsyncIterator[Hub]:
    """Return a hub that is well."""
    one = Hub()
    async with serving(one):
        yield one


@pytest.fixture
def site(site: Site, hub: Hub) -> Site:
    """Return a site with that hub and a named feed."""
    named = NamedFeed(slug="races", title="سباقات", query="title:سباق")
    return replace(site, hubs=(hub.url,), named=(named,), items=3)


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    """Return what asks hubs, one right after another."""
    terms = Terms(timeout=timedelta(minutes=5), idle=timedelta(minutes=5), spacing=timedelta(0))
    async with Fetcher(terms) as asking:
        yield asking


@pytest.fixture
async def telling(database: Database, site: Site, fetcher: Fetcher) -> "Clocked":
    """Return what tells the hub, begun, with a clock of the test's own."""
    one = Clocked(database, site, fetcher)
    await one.begin()
    return one


class Clocked:
    """Telling, step by step."""

    def __init__(self, database: Database, site: Site, fetcher: Fetcher) -> None:
        self.now = LATER
        self.hub = site.hubs[0]
        self.database = database
        self.telling = Telling(
            database=database,
            site=site,
            ways=WAYS,
            fetcher=fetcher,
            clock=lambda: self.now,
            pace=Pace(settle=timedelta(0)),
        )

    async def begin(self) -> None:
        """Begin as a run does."""
        await self.telling.begin()

    async def step(self) -> None:
        """Look at the journal, and tell what is due."""
        while await self.telling.look():
            pass
        await self.telling.tell(self.hub)


async def _begun(database: Database) -> bool:
    return await database.read(journal.cursor, tellings.CONSUMER) is not None


def _topics(*slugs: str) -> set[str]:
    url = "http://feeds.test/feeds"
    return {str(httpx.URL(f"{url}/{slug}.{form.suffix}")) for slug in slugs for form in FORMATS}


async def test_the_feeds_of_an_article_are_told_of_and_no_others(
    telling: Clocked, hub: Hub, publish: Any
) -> None:
    """The whole, its category, its author, its tags, what is named and wants it; each format."""
    await publish("boats", title="سباق", tags=(Label(name="بحر"),), published_at=LATER)
    await telling.step()
    assert all(form.keys() == {"hub.mode", "hub.url"} for form in hub.told)
    assert {form["hub.mode"] for form in hub.told} == {"publish"}
    assert hub.topics() == _topics("all", "races", "category/علوم", "author/هدى-سالم", "tag/بحر")
    await telling.step()
    assert hub.topics() == set()


async def test_a_topic_is_the_address_that_the_feed_says_is_its_own(
    telling: Clocked, hub: Hub, database: Database, site: Site, publish: Any
) -> None:
    """To the letter: rel=self in header and document, beside rel=hub."""
    await publish("boats", published_at=LATER)
    await telling.step()
    transport = httpx.ASGITransport(build(database, site, search, WAYS))
    async with httpx.AsyncClient(transport=transport) as client:
        for topic in hub.topics():
            answer = await client.get(topic)
            assert answer.links["self"]["url"] == topic
            assert answer.links["hub"]["url"] == hub.url
            if topic.endswith(".json"):
                assert answer.json()["feed_url"] == topic
                assert answer.json()["hubs"] == [{"type": "WebSub", "url": hub.url}]
            else:
                links = feedparser.parse(answer.content).feed.links
                assert {(one.rel, one.href) for one in links} >= {
                    ("self", topic),
                    ("hub", hub.url),
                }


async def test_a_hub_that_comes_at_once_sees_the_change(
    telling: Clocked, hub: Hub, database: Database, site: Site, publish: Any
) -> None:
    """What was kept of before is not what it is shown."""
    transport = httpx.ASGITransport(build(database, site, search, WAYS))
    async with httpx.AsyncClient(transport=transport) as client:
        seen = []

        async def come(topic: str) -> None:
            seen.append("خبر طازج" in (await client.get(topic)).text)

        await client.get("http://feeds.test/feeds/all.rss")
        await publish("boats", title="خبر طازج", published_at=LATER)
        hub.on_told = come
        await telling.step()
    assert len(seen) == 9
    assert all(seen)


async def test_what_was_there_before_there_were_hubs_is_told_to_none(
    telling: Clocked, hub: Hub
) -> None:
    """The store of the fixture holds articles, and nothing has changed since."""
    await telling.step()
    assert hub.topics() == set()


async def test_an_article_too_old_for_a_feed_tells_nobody_of_it(
    telling: Clocked, hub: Hub, publish: Any
) -> None:
    """It stands in no feed but its author's, who wrote nothing else."""
    await publish("new", published_at=LATER)
    await telling.step()
    hub.topics()
    old = NOON - timedelta(days=3000)
    await publish("old", authors=(Author(name="راوٍ قديم"),), published_at=old)
    await telling.step()
    assert hub.topics() == _topics("author/راو-قديم")


async def test_what_an_article_leaves_is_told_of_as_well(
    telling: Clocked, hub: Hub, publish: Any
) -> None:
    """A correction takes it from one author and category to others."""
    await publish("moving", published_at=LATER)
    await telling.step()
    hub.topics()
    given = {"authors": (Author(name="Nora Halloway"),), "categories": (Label(name="City"),)}
    await publish("moving", published_at=LATER, **given)
    await telling.step()
    assert hub.topics() == _topics(
        "all", "category/علوم", "category/city", "author/هدى-سالم", "author/nora-halloway"
    )


async def test_a_withdrawal_is_told_of(
    telling: Clocked, hub: Hub, database: Database, publish: Any
) -> None:
    """The feeds that held it change."""
    await publish("gone", published_at=LATER)
    await telling.step()
    hub.topics()

    def retract(tx: Transaction) -> None:
        decision = withdraw(articles.latest(tx, Query(), limit=1)[0], "gone", LATER)
        assert isinstance(decision, Retract)
        articles.save(tx, [decision])

    await database.write(retract)
    await telling.step()
    assert hub.topics() == _topics("all", "category/علوم", "author/هدى-سالم")


async def test_an_author_called_by_fewer_names_is_told_of_too(
    telling: Clocked, hub: Hub, publish: Any
) -> None:
    """Their feed holds whoever bears these names and more."""
    await publish("short", authors=(Author(name="سالم"),), published_at=LATER)
    await telling.step()
    hub.topics()
    await publish("long", published_at=LATER)
    await telling.step()
    assert _topics("author/سالم", "author/هدى-سالم") <= hub.topics()


async def test_a_hub_that_is_down_is_told_when_it_is_back_and_once(
    telling: Clocked, hub: Hub, publish: Any, database: Database
) -> None:
    """In ever longer steps; what changes meanwhile is told together; the operator sees why."""
    hub.status = 503
    await publish("one", published_at=LATER)
    await telling.step()
    rests = [(await telling.telling.tell(hub.url)).time for _ in range(3)]
    assert [rest.total_seconds() for rest in rests] == [60, 120, 240]
    await publish("two", published_at=LATER)
    await telling.step()
    (state,) = await database.read(tellings.states, [hub.url])
    assert (state.waits, state.since) == (9, LATER)
    assert "answered 503" in (state.reason or "")
    hub.status = 204
    telling.now += timedelta(hours=2)
    await telling.step()
    assert len(hub.topics()) == 9
    (state,) = await database.read(tellings.states, [hub.url])
    assert (state.waits, state.reason) == (0, None)


async def test_a_crash_between_the_change_and_the_telling_tells_it_still(  # noqa: PLR0913, PLR0917 - fixtures
    telling: Clocked, hub: Hub, publish: Any, database: Database, site: Site, fetcher: Fetcher
) -> None:
    """What was planned lies in the store, what was not planned lies in the journal."""
    await publish("planned", published_at=LATER)
    await telling.telling.look()
    await publish("unplanned", tags=(Label(name="بحر"),), published_at=LATER)
    again = Clocked(database, site, fetcher)
    await again.begin()
    await again.step()
    assert hub.topics() == _topics("all", "category/علوم", "author/هدى-سالم", "tag/بحر")


async def test_a_topic_that_a_hub_refuses_keeps_no_other_back(
    telling: Clocked, hub: Hub, publish: Any, database: Database
) -> None:
    """404 is said of one topic: each is tried, and each again later."""
    hub.status = 404
    await publish("one", published_at=LATER)
    await telling.step()
    (state,) = await database.read(tellings.states, [hub.url])
    assert state.waits == 9
    assert await database.read(tellings.due, hub.url, telling.now, 10) == []
    assert (
        len(await database.read(tellings.due, hub.url, telling.now + timedelta(hours=1), 10)) == 9
    )


async def test_what_cannot_be_told_for_days_is_given_up(
    telling: Clocked, hub: Hub, publish: Any, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    """The log says so, and what to do."""
    hub.status = 500
    await publish("one", published_at=LATER)
    await telling.step()
    telling.now += timedelta(days=4)
    await telling.step()
    (state,) = await database.read(tellings.states, [hub.url])
    assert state.waits == 0
    assert "take it out of feeds.hubs" in caplog.text


async def test_a_hub_that_left_the_settings_is_forgotten(  # noqa: PLR0913, PLR0917 - fixtures
    telling: Clocked, hub: Hub, publish: Any, database: Database, site: Site, fetcher: Fetcher
) -> None:
    """What it was owed goes with it."""
    await publish("one", published_at=LATER)
    await telling.telling.look()
    elsewhere = replace(site, hubs=("http://127.0.0.1:9/hub",))
    other = Clocked(database, elsewhere, fetcher)
    await other.begin()
    (state,) = await database.read(tellings.states, [hub.url])
    assert state.waits == 0


async def test_a_slow_hub_delays_neither_another_nor_the_readers(
    hub: Hub, database: Database, site: Site, fetcher: Fetcher, publish: Any
) -> None:
    """Each has its own turn; a run that is stopped meanwhile stops."""
    slow, waiting = Hub(), asyncio.Event()

    async def wait(_: str) -> None:
        await waiting.wait()

    slow.on_told = wait
    async with serving(slow):
        both = replace(site, hubs=(slow.url, hub.url))
        telling = Telling(
            database=database,
            site=both,
            ways=WAYS,
            fetcher=fetcher,
            clock=lambda: datetime.now(UTC),
        )
        running = asyncio.create_task(telling.run())
        await _until(lambda: _begun(database))
        await publish("one", published_at=LATER)

        async def told() -> bool:
            return len(hub.told) == 9 and len(slow.told) > 0

        await _until(told)
        assert len(slow.told) == 1
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        waiting.set()


def test_the_rests_of_a_hub_grow_and_end() -> None:
    """Never beyond an hour, however long it is down."""
    pace = Pace()
    assert [pace.rest(n) // timedelta(seconds=30) for n in (1, 2, 3, 8, 5000)] == [
        1,
        2,
        4,
        120,
        120,
    ]
