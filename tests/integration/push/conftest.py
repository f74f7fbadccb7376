"""A source with a hub, both on loopback; a store; and our own server that the hub calls."""

import asyncio
import hmac
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from barqiya.fetching import Access, Fetcher
from barqiya.ingest.refreshing import Refreshed, Refreshing, Watched
from barqiya.ingest.rounds import Rounds
from barqiya.push.pings import Pings
from barqiya.push.routes import hub_route, ping_route
from barqiya.push.subscribing import Subscriptions
from barqiya.sources.flow import Source
from barqiya.store import Database, source_states

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
FEED = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><id>urn:x:1</id>'
    '<updated>2026-01-04T08:00:00Z</updated><link rel="hub" href="{hub}"/>'
    '<link rel="self" href="{topic}"/><entry><title>One</title><id>urn:x:2</id>'
    '<link href="https://example.org/one"/><updated>2026-01-04T08:00:00Z</updated>'
    "<content>A sentence about the one and only piece.</content></entry></feed>"
)


@asynccontextmanager
async def served(app: Starlette) -> AsyncIterator[str]:
    """Serve *app* on a port of the machine's choice; give its address."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_level="error", ws="none", lifespan="off")
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve([listening]))
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await running
        listening.close()


@dataclass
class Hub:
    """A publication's server: its feed, and a hub that verifies before it answers.

    *asked* are the forms that came in, *visits* counts askings for the feed.
    """

    client: httpx.AsyncClient
    url: str = ""
    answer: int = 202
    verifies: bool = True
    lease: str = "864000"
    name: str = "/hub"
    asked: list[dict[str, str]] = field(default_factory=list)
    verified: list[tuple[int, str]] = field(default_factory=list)
    visits: int = 0

    def app(self) -> Starlette:
        """Return what is to be served."""
        return Starlette(
            routes=[
                Route("/feed", self._feed),
                Route("/hub", self._hub, methods=["POST"]),
                Route("/other", self._hub, methods=["POST"]),
            ]
        )

    async def call(self, form: dict[str, str], **more: str) -> httpx.Response:
        """Ask back whether *form* is meant."""
        said = {
            "hub.mode": form["hub.mode"],
            "hub.topic": form["hub.topic"],
            "hub.challenge": "are you sure?",
            "hub.lease_seconds": self.lease,
            **{name.replace("_", "."): value for name, value in more.items()},
        }
        return await self.client.get(form["hub.callback"], params=said)

    async def tell(self, body: bytes = b"<feed/>", **changed: str | None) -> int:
        """Send the newest subscriber *body*, signed; return what it answered."""
        form = next(one for one in reversed(self.asked) if one["hub.mode"] == "subscribe")
        signed = hmac.new(form["hub.secret"].encode(), body, "sha256").hexdigest()
        signature = changed.get("signature", f"sha256={signed}")
        headers = {} if signature is None else {"X-Hub-Signature": signature}
        answer = await self.client.post(form["hub.callback"], content=body, headers=headers)
        return answer.status_code

    async def _feed(self, request: Request) -> Response:
        del request
        self.visits += 1
        body = FEED.format(hub=f"{self.url}{self.name}", topic=f"{self.url}/feed")
        return Response(body, media_type="application/atom+xml")

    async def _hub(self, request: Request) -> Response:
        form = {name: one[0] for name, one in parse_qs((await request.body()).decode()).items()}
        self.asked.append(form)
        if self.verifies:
            answer = await self.call(form)
            self.verified.append((answer.status_code, answer.text))
        return Response(status_code=self.answer)


class Following:
    """A source that is followed by rounds, and pushed. *now* can be moved."""

    def __init__(self, database: Database, fetcher: Fetcher, hub: Hub) -> None:
        self.now = NOW
        self.hub = hub
        self.database = database
        self.url = ""
        source = Source(name="site", kind="feed", address=f"{hub.url}/feed")
        access, every = Access(allow_private=True), timedelta(minutes=10)
        self.watched = [Watched(source=source, every=every, access=access)]
        self._fetcher = fetcher
        visits = Refreshing(
            database=database,
            fetcher=fetcher,
            ranks={"site": 1},
            alone=lambda _: nullcontext(),
            clock=lambda: self.now,
            lot=lambda: 0.5,
        )
        self.rounds = Rounds(visits, self.watched, lambda: self.now, self._visited)
        self.pings = Pings(self.rounds.push)
        self.pings.know("site", source.address)
        self.ended: list[Refreshed] = []
        self.hubs = self.subscriptions()

    def subscriptions(self, *watched: Watched) -> Subscriptions:
        """Return subscriptions as a fresh process has them."""
        return Subscriptions(
            database=self.database,
            fetcher=self._fetcher,
            watched=watched or self.watched,
            callback=self.url,
            clock=lambda: self.now,
        )

    def app(self) -> Starlette:
        """Return our own server."""
        known = hub_route(_Late(lambda: self.hubs), self.rounds.push)  # type: ignore[arg-type] # the same protocol
        return Starlette(routes=[ping_route(self.pings), known])

    async def visit(self) -> None:
        """Visit the source as is due, and wait for the end of it."""
        before = len(self.ended)
        await self.rounds.look()
        async with asyncio.timeout(60):
            while len(self.ended) == before:  # noqa: ASYNC110 - the end of a visit sets no event
                await asyncio.sleep(0.01)

    async def _visited(self, ended: Refreshed) -> None:
        await self.hubs.heard(ended)
        self.ended.append(ended)


class _Late:
    """The subscriptions that there are when one is asked for."""

    def __init__(self, now: Callable[[], Subscriptions]) -> None:
        self._now = now

    def __getattr__(self, name: str) -> Any:
        return getattr(self._now(), name)


@pytest.fixture
async def hub() -> AsyncIterator[Hub]:
    """Serve a feed with a hub."""
    async with httpx.AsyncClient() as client:
        made = Hub(client=client)
        async with served(made.app()) as made.url:
            yield made


@pytest.fixture
async def following(tmp_path: Path, hub: Hub) -> AsyncIterator[Following]:
    """Follow the feed, and serve what its hub calls."""
    database = Database.open(f"sqlite:///{tmp_path / 'store.db'}")
    async with Fetcher() as fetcher:
        made = Following(database, fetcher, hub)
        async with served(made.app()) as made.url:
            made.hubs = made.subscriptions()
            made.rounds.begin(await database.read(source_states.all_of))
            yield made
            await made.rounds.stop()
    await database.close()


@pytest.fixture
def post(following: Following, hub: Hub) -> Callable[..., Awaitable[httpx.Response]]:
    """Return what posts a body to a path of ours."""

    async def send(path: str, body: Any, **headers: str) -> httpx.Response:
        return await hub.client.post(f"{following.url}{path}", content=body, headers=headers)

    return send
