"""A sandbox Telegram over real HTTP, a store with articles, and the bot between them."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import pytest
import uvicorn
from starlette.applications import Starlette

from barqiya.domain.article import Article, Author, Content, Label, article_id
from barqiya.domain.decide import Publish
from barqiya.domain.publication import Publication
from barqiya.domain.query import Query
from barqiya.search import Results, SearchIndex, SeeAlso, find, related
from barqiya.store import Database, Transaction, articles
from bot.application import build
from bot.context import ChatBot, Resources
from bot.listening import run
from bot.sandbox import Message, Person, Sandbox, SandboxChannel, serve

TOKEN = "4242:sandbox-secret-of-tests"
CHANNEL = "manara_news"
DEADLINE = 60.0
T = TypeVar("T")


async def until(look: Callable[[], T | None], *, within: float = DEADLINE) -> T:
    """Return the first thing that *look* sees; fail once *within* seconds have passed."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        seen = look()
        if seen:
            return seen
        await asyncio.sleep(0.01)
    raise AssertionError("what was waited for did not come")


def make_article(number: int, **fields: Any) -> Article:
    """Return article *number* of a small Arabic publication; the higher, the newer."""
    at = datetime(2026, 11, 1, 9, 0, tzinfo=UTC) + timedelta(hours=number)
    given: dict[str, Any] = {
        "title": f"حكاية المنارة رقم {number}",
        "content_html": f"<p>في ليلة باردة أضاء الحارس المنارة للمرة {number}.</p>",
        "summary": "حكاية قصيرة من الميناء.",
        "language": "ar",
        "authors": (Author(name="سلمى النوري"),),
        "categories": (Label(name="حكايات"),),
        "published_at": at,
        "url": f"https://manara.example/{number}",
        **fields,
    }
    return Article(
        id=article_id("test", str(number)),
        public_id=f"urn:test:{number}",
        source="test",
        revision=1,
        content=Content(**given),
        content_hash=str(number),
        first_seen_at=at,
        updated_at=at,
    )


@dataclass(slots=True)
class House:
    """Everything a test of the chat needs."""

    sandbox: Sandbox
    origin: str
    resources: Resources

    @property
    def api_url(self) -> str:
        """The address of the Bot API server."""
        return f"{self.origin}/sandbox"

    async def publish(self, *published: Article) -> None:
        """Put articles into the store."""
        decisions = [Publish(article=article) for article in published]
        await self.resources.database.write(articles.save, decisions)

    def chat_half(self) -> ChatBot:
        """Build the chat half, as the composition root does."""
        return build(TOKEN, self.api_url, self.resources)

    @asynccontextmanager
    async def bot(self) -> AsyncIterator[None]:
        """Run the bot for a while."""
        ready = asyncio.Event()
        running = asyncio.create_task(run(self.chat_half, ready.set))
        waiting = asyncio.create_task(ready.wait())
        try:
            await asyncio.wait({running, waiting}, return_when=asyncio.FIRST_COMPLETED)
            assert ready.is_set(), running
            yield
        finally:
            waiting.cancel()
            running.cancel()
            await asyncio.gather(running, waiting, return_exceptions=True)

    def last(self, person: Person) -> Message:
        """Return the newest message in a person's chat."""
        return self.sandbox.messages(person.id)[-1]

    async def ask(self, person: Person, text: str, **how: Any) -> Message:
        """Say *text* to the bot and return what it answers."""
        asked = self.sandbox.say(person, text, **how)
        return await until(lambda: self._after(person, asked.message_id))

    async def press(self, person: Person, message: Message, button: Any) -> Any:
        """Press a button, wait for the answer to the press, and return it."""
        pressed = self.sandbox.press(person, message.message_id, button)
        return await until(lambda: self.sandbox.answer(pressed))

    def now(self, person: Person, message: Message) -> Message:
        """Return a message as it stands now."""
        return next(
            m for m in self.sandbox.messages(person.id) if m.message_id == message.message_id
        )

    def _after(self, person: Person, number: int) -> Message | None:
        later = [
            m
            for m in self.sandbox.messages(person.id)
            if m.message_id > number and m.author != person.id
        ]
        return later[-1] if later else None


@pytest.fixture
def articles_of() -> Callable[..., Article]:
    """Make article number n."""
    return make_article


@pytest.fixture
def publication() -> Publication:
    """Make a publication in Cairo."""
    return Publication(
        title="منارة",
        description="صحيفة للاختبار",
        language="ar",
        timezone=ZoneInfo("Africa/Cairo"),
        public_url="http://127.0.0.1:8080",
    )


@pytest.fixture
async def house(tmp_path: Path, publication: Publication) -> AsyncIterator[House]:
    """Open a sandbox, an empty store and its index; the bot is started by the test."""
    database = Database.open(f"sqlite:///{tmp_path / 'store.db'}")
    index = SearchIndex.open(tmp_path / "index")

    def search(tx: Transaction, query: Query, limit: int, offset: int, *, exactly: bool) -> Results:
        return find(tx, index, query, limit=limit, offset=offset, exactly=exactly)

    def beside(tx: Transaction, article: Article) -> tuple[SeeAlso, ...]:
        return related(tx, index, article)

    sandbox = Sandbox(
        None,
        token=TOKEN,
        bot_name="منارة",
        bot_username="manara_bot",
        channels=[SandboxChannel(username=CHANNEL, title="منارة")],
    )
    async with serve(sandbox) as origin:
        resources = Resources(
            database=database, publication=publication, search=search, related=beside
        )
        yield House(sandbox=sandbox, origin=origin, resources=resources)
    sandbox.close()
    await database.close()


@pytest.fixture
def wait_until() -> Callable[..., Any]:
    """Wait for a condition with a deadline."""
    return partial(until)


@asynccontextmanager
async def serving(application: Starlette) -> AsyncIterator[str]:
    """Serve *application* on a free port of this machine and yield its origin."""
    config = uvicorn.Config(application, log_level="critical", lifespan="off")
    server = uvicorn.Server(config)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        running = asyncio.create_task(server.serve(sockets=[listener]))
        await until(lambda: server.started)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            await running


@pytest.fixture
def serve_app() -> Callable[[Starlette], Any]:
    """Serve an application of the test's own."""
    return serving
