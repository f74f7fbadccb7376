"""Sources that misbehave on a server of their own, visited into a real store."""

import asyncio
import gc
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from barqiya.app import sourcing
from barqiya.domain.article import Article
from barqiya.domain.query import Query
from barqiya.fetching import Access, Fetcher, Terms, guard
from barqiya.ingest.refreshing import Errand, Refreshed, Refreshing, Watched
from barqiya.sources.flow import Source
from barqiya.store import Database, articles
from tests.integration.fetching.conftest import Misbehaving

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
TERMS = Terms(
    timeout=timedelta(seconds=25),  # room for the largest on a machine that does other things
    idle=timedelta(seconds=2),
    spacing=timedelta(0),
    at_a_host=1000,  # all of them are at one host here, which they are nowhere else
)
_PAGE = 4096


def resident() -> int:
    """Return how many bytes of this process are in memory."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * _PAGE


@dataclass(slots=True)
class Health:
    """What is watched while sources are visited: how long the loop stood, how much memory grew.

    Times are those of the processor: what this process computed, in all and between two turns of
    the loop. So a machine that does other things, or is slow, makes no difference between them.
    """

    stood: float = 0.0
    spent: float = 0.0
    grown: int = 0
    _begun: int = field(default_factory=resident)

    async def watch(self) -> None:
        """Look every few milliseconds, until cancelled."""
        while True:
            before = time.process_time()
            await asyncio.sleep(0.01)
            spent = time.process_time() - before
            self.spent += spent
            self.stood = max(self.stood, spent)
            self.grown = max(self.grown, resident() - self._begun)


class Newsroom:
    """Visits sources of a misbehaving server into a real store. *now* can be moved."""

    def __init__(self, database: Database, server: Misbehaving, fetcher: Fetcher) -> None:
        self.database = database
        self.server = server
        self.now = NOW
        self.ranks: dict[str, int] = {}
        self.refreshing = Refreshing(
            database=database,
            fetcher=fetcher,
            ranks=self.ranks,
            alone=lambda _: nullcontext(),
            clock=lambda: self.now,
            lot=lambda: 0.5,
        )

    def watched(self, name: str, kind: str = "feed", *, private: bool = True) -> Watched:
        """Return the source at the path of its *name*."""
        address = self.server.url(f"/{name}")
        self.ranks.setdefault(name, 1)
        return Watched(
            source=Source(name=name, kind=kind, address=address),
            every=timedelta(minutes=10),
            access=Access(allow_private=private),
        )

    async def visit(self, name: str, says: bytes, *, thorough: bool = True) -> Refreshed:
        """Have the source *name* answer so from now on, and visit it an hour later than before."""
        self.server.on(f"/{name}", says)
        self.now += timedelta(hours=1)
        errand = Errand(by="person" if thorough else "push")
        return await self.refreshing.visit(self.watched(name), errand)

    async def held(self) -> Sequence[Article]:
        """Return all articles that are published."""
        return await self.database.read(articles.latest, Query(), limit=100_000)


@pytest.fixture
async def newsroom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Newsroom]:
    """Open a newsroom without sources. This machine stands for a host of the internet."""
    closed = tuple(entry for entry in guard._CLOSED_4 if entry[1] != "a loopback")
    monkeypatch.setattr(guard, "_CLOSED_4", closed)
    before = sys.getswitchinterval()
    sys.setswitchinterval(sourcing._TURN)
    server = Misbehaving()
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.port = listening.sockets[0].getsockname()[1]
    database = Database.open(f"sqlite:///{tmp_path / 'store.db'}")
    gc.collect()
    async with listening, Fetcher(TERMS) as fetcher:
        yield Newsroom(database, server, fetcher)
        await server.stop()
    await database.close()
    sys.setswitchinterval(before)
