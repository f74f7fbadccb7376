"""Twenty channels of a Telegram that keeps its limits to the letter, in time that is simulated.

Nothing goes over a network: the bot's client calls the sandbox's application, so that an hour of
waiting takes no time. What is said here of limits is repeated by hand over real connections.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from telegram.request import HTTPXRequest

from barqiya.domain.decide import Correct, Publish
from barqiya.domain.delivery import DeliveryState, Destination
from barqiya.domain.publication import Publication
from barqiya.outbox.pacing import Rates
from barqiya.outbox.relay import Relay
from barqiya.outbox.settlement import Pace
from barqiya.store import Database, articles, deliveries, destinations
from bot import connection
from bot.sandbox import STRICT, Fault, FaultKind, Sandbox, SandboxChannel
from bot.transport import TelegramTransport, Ways
from tests.integration.bot.conftest import TOKEN, make_article
from tests.integration.outbox.virtual_time import simulate

CHANNELS, ARTICLES, FEW = 20, 10, 4
BEGIN = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
HALF_A_DAY = 12 * 3600


def elapsed() -> float:
    """Return the seconds that have passed in the simulation."""
    return asyncio.get_running_loop().time()


def clock() -> datetime:
    """Return the present of the simulation."""
    return BEGIN + timedelta(seconds=elapsed())


@dataclass(kw_only=True)
class Wire(httpx.AsyncBaseTransport):
    """The way to the sandbox: what went over it, and a connection closed where a fault says so."""

    application: Starlette
    refused: list[str] = field(default_factory=list)
    calls: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Have the sandbox answer."""
        content = await request.aread()
        (chat,) = parse_qs(content.decode()).get("chat_id", [""])
        method = request.url.path.rpartition("/")[2]
        self.calls[f"{method} {chat}"].append(elapsed())
        answer = await httpx.ASGITransport(self.application).handle_async_request(request)
        if any(not name.strip() for name, _ in answer.headers.raw):
            raise httpx.ReadError("the connection was closed", request=request)
        if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
            self.refused.append(f"{elapsed():.1f} {method} {chat}")
        return answer


@dataclass(kw_only=True)
class Town:
    """A publication with twenty channels."""

    sandbox: Sandbox
    wire: Wire
    database: Database
    relay: Relay

    def posts(self, number: int) -> list[str]:
        """Return the first line of each post in a channel, in their order."""
        found = self.sandbox.messages(f"@channel_{number}")
        return [one.text.splitlines()[0] for one in found if not one.is_service]

    async def publish(self, count: int) -> None:
        """Publish so many articles at once."""
        new = [Publish(article=make_article(number)) for number in range(count)]
        await self.database.write(articles.save, new)

    async def correct(self, number: int) -> None:
        """Correct an article."""
        old = make_article(number)
        content = replace(old.content, summary="حكاية من الميناء، مصحّحة.")
        new = replace(
            old, content=content, content_hash="corrected", revision=2, updated_at=clock()
        )
        await self.database.write(articles.save, [Correct(article=new)])

    async def count(self, *states: DeliveryState) -> Counter[str]:
        """Return how many deliveries of these states there are, by channel."""
        found = await self.database.read(deliveries.listing, states=states, limit=10_000)
        return Counter(one.destination.address for one in found)

    async def until(self, reached: Callable[[], Awaitable[bool]], within: float) -> None:
        """Wait for something within so many simulated seconds."""
        end = elapsed() + within
        while not await reached():
            assert elapsed() < end, await self.database.read(deliveries.listing, limit=5)
            await asyncio.sleep(max(within / 50, 1.0))

    async def sent(self, number: int, within: float) -> None:
        """Wait until *number* deliveries are done."""

        async def done() -> bool:
            return (await self.count(DeliveryState.SENT)).total() >= number

        await self.until(done, within)


def town_in(path: Path, publication: Publication, story: Callable[[Town], Awaitable[None]]) -> None:
    """Let *story* happen in a town."""

    async def tell() -> None:
        async with _town(path, publication) as town:
            await story(town)

    simulate(tell)


@asynccontextmanager
async def _town(path: Path, publication: Publication) -> AsyncIterator[Town]:
    names = [f"channel_{number}" for number in range(CHANNELS)]
    sandbox = Sandbox(
        None,
        token=TOKEN,
        bot_name="منارة",
        bot_username="manara_bot",
        channels=[SandboxChannel(username=name, title=name) for name in names],
        clock=lambda: clock().timestamp(),
    )
    sandbox.rates = STRICT
    wire = Wire(application=Starlette(routes=[Mount("/sandbox", sandbox.asgi())]))
    database = Database.open(f"sqlite:///{path / 'store.db'}")
    places = [
        Destination(id=name, name=name, transport="telegram", address=f"@{name}") for name in names
    ]
    await database.write(destinations.set_destinations, places)
    with pytest.MonkeyPatch.context() as patch:
        calling = HTTPXRequest(httpx_kwargs={"transport": wire})
        patch.setattr(connection, "_request", lambda _: calling)
        transport = TelegramTransport(
            TOKEN, "http://telegram.example/sandbox", publication, clock, ways=Ways(rates=Rates())
        )
    relay = Relay(database, {"telegram": transport}, clock=clock, pace=Pace())
    running = asyncio.create_task(relay.run())
    try:
        yield Town(sandbox=sandbox, wire=wire, database=database, relay=relay)
    finally:
        running.cancel()
        await asyncio.wait([running])
        await transport.close()
        await database.close()
        sandbox.close()


def test_a_steady_run_is_never_asked_to_wait(tmp_path: Path, publication: Publication) -> None:
    """200 posts to 20 channels that nothing was ever posted to, then 40 edits: no 429 at all."""

    async def story(town: Town) -> None:
        await town.publish(ARTICLES)
        await town.sent(CHANNELS * ARTICLES, within=120)
        for number in (0, 1):
            await town.correct(number)
        await town.sent(CHANNELS * (ARTICLES + 2), within=60)
        assert town.wire.refused == []
        wanted = [make_article(number).content.title for number in range(ARTICLES)]
        for number in range(CHANNELS):
            assert town.posts(number) == wanted
        for call, moments in town.wire.calls.items():
            crowds = Counter(int(moment / 10) for moment in moments)
            assert max(crowds.values()) <= 13, call

    town_in(tmp_path, publication, story)


def test_a_storm_of_every_trouble(tmp_path: Path, publication: Publication) -> None:
    """Some channels are in trouble of every kind: the others go on; nothing is lost or doubled."""
    troubles = [
        Fault(kind=FaultKind.RETRY_AFTER, seconds=20, times=6),
        Fault(kind=FaultKind.STATUS_5XX, times=5),
        Fault(kind=FaultKind.STATUS_5XX_AFTER, times=3),
        Fault(kind=FaultKind.DELAY, seconds=8, times=4),
        Fault(kind=FaultKind.DROP_BEFORE, times=4),
        Fault(kind=FaultKind.DROP_AFTER, times=4),
    ]

    async def story(town: Town) -> None:
        chats = [town.sandbox.chat(f"@channel_{number}").id for number in range(CHANNELS)]
        method = "sendMessage"
        waits = Fault(kind=FaultKind.RETRY_AFTER, seconds=HALF_A_DAY, method=method)
        town.sandbox.inject(replace(waits, chat_id=chats[0]))
        for chat, fault in zip(chats[1:], troubles, strict=False):
            town.sandbox.inject(replace(fault, chat_id=chat, method=method))
        wanted = [make_article(number).content.title for number in range(FEW)]

        async def calm_ones() -> bool:
            return all(town.posts(one) == wanted for one in range(len(troubles) + 1, CHANNELS))

        async def all_but_one() -> bool:
            return all(town.posts(one) == wanted for one in range(1, CHANNELS))

        await town.publish(FEW)
        await town.until(calm_ones, within=120)
        await town.until(all_but_one, within=900)
        assert town.posts(0) == []
        await town.sent(CHANNELS * FEW, within=HALF_A_DAY + 120)
        assert elapsed() > HALF_A_DAY
        assert [town.posts(number) for number in range(CHANNELS)] == [wanted] * CHANNELS
        assert len(town.wire.refused) == 1 + 6, town.wire.refused

    town_in(tmp_path, publication, story)
