"""Promises of a visit to a source, through a real server and into a real store."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from barqiya.domain.query import Query
from barqiya.errors import StoreBusyError
from barqiya.fetching import Access, Fetcher
from barqiya.ingest.refreshing import Errand, Refreshed, Refreshing, VisitProgress, Watched
from barqiya.ingest.rounds import PUSH_GAP, Rounds
from barqiya.sources.flow import Source
from barqiya.store import Database, articles, journal, source_states

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
PERSON = Errand(by="person")


def feed(*titles: str, day: int = 4) -> bytes:
    """Return an RSS feed with an entry for each of *titles*."""
    items = "".join(
        f"<item><title>{title}</title><link>http://example.org/{title}</link>"
        f"<guid>http://example.org/?p={number}</guid>"
        f"<pubDate>{day:02} Jan 2026 08:{number:02}:00 +0000</pubDate>"
        f"<description>&lt;p&gt;The text of {title}, which is a sentence.&lt;/p&gt;</description>"
        "</item>"
        for number, title in enumerate(titles)
    )
    return (
        '<rss version="2.0"><channel><title>T</title><link>http://example.org/</link>'
        f"<description>d</description>{items}</channel></rss>"
    ).encode()


class Server:
    """A server of one's own making: what each path answers, and what was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[str, dict[str, str], bytes]] = {}
        self.asked: list[str] = []
        self.slow: dict[str, asyncio.Event] = {}
        self.port = 0

    def url(self, path: str) -> str:
        """Return the address of *path*."""
        return f"http://127.0.0.1:{self.port}{path}"

    def put(self, path: str, body: bytes, status: str = "200 OK", **headers: str) -> None:
        """Have *path* answer so from now on."""
        self.answers[path] = (status, headers, body)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection until it is closed."""
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                path = head.split(" ", 2)[1]
                self.asked.append(path)
                if path in self.slow:
                    await self.slow[path].wait()
                status, headers, body = self.answers.get(path, ("404 Not Found", {}, b"none"))
                if headers.get("ETag") and headers["ETag"] in head:
                    status, body = "304 Not Modified", b""
                lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
                lines += [f"Content-Length: {len(body)}"] if not status.startswith("304") else []
                writer.write("\r\n".join((f"HTTP/1.1 {status}", *lines, "", "")).encode() + body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


class Site:
    """A source on a server, and the store that it is visited for. *now* can be moved."""

    def __init__(self, database: Database, server: Server, fetcher: Fetcher) -> None:
        self.database = database
        self.server = server
        self.now = NOW
        self.busy = False
        self.met = 0
        self.refreshing = Refreshing(
            database=database,
            fetcher=fetcher,
            ranks={"site": 1},
            alone=self._alone,
            clock=lambda: self.now,
            lot=lambda: 0.5,
        )
        self.told: list[VisitProgress] = []

    def _alone(self, name: str) -> AbstractContextManager[None]:
        if self.busy:
            self.met += 1
            raise StoreBusyError(f"{name} is visited")
        return nullcontext()

    def watched(self, path: str = "/feed", kind: str = "feed", **values: Any) -> Watched:
        """Return the source at *path*."""
        source = Source(name="site", kind=kind, address=self.server.url(path))
        every, access = timedelta(minutes=10), Access(allow_private=True)
        return Watched(source=source, every=every, access=access, **values)

    async def visit(self, errand: Errand = PERSON, path: str = "/feed", **values: Any) -> Refreshed:
        """Visit the source at *path*, an hour later than before."""
        self.now += timedelta(hours=1)
        return await self.refreshing.visit(self.watched(path, **values), errand, self.told.append)

    async def titles(self) -> list[str]:
        """Return the titles of what the store holds, newest first."""
        newest = await self.database.read(articles.latest, Query(), limit=100)
        return [article.content.title for article in newest]

    async def announced(self) -> list[int]:
        """Return the numbers of the changes that were announced as news."""
        entries = await self.database.read(journal.changes_after, 0, 1000)
        return [e.seq for e in entries if e.announce and e.kind == "published"]


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """Serve on a port of the machine's choice."""
    made = Server()
    listening = await asyncio.start_server(made.answer, "127.0.0.1", 0)
    made.port = listening.sockets[0].getsockname()[1]
    yield made
    listening.close()
    await asyncio.sleep(0)


@pytest.fixture
async def site(database: Database, server: Server) -> AsyncIterator[Site]:
    """Return a source that holds two articles."""
    async with Fetcher() as fetcher:
        made = Site(database, server, fetcher)
        server.put("/feed", feed("one", "two"), ETag='"1"')
        yield made


async def test_first_sight_takes_all_and_announces_the_newest(site: Site) -> None:
    """By a word of its own at the end, for only then it is known which is the newest."""
    ended = await site.visit()
    assert ended.failure is None
    assert (ended.count("published"), ended.state.settled) == (2, True)
    assert await site.titles() == ["two", "one"]
    assert await site.announced() == [3]
    assert sum(len(one.made) for one in site.told) == 2


async def test_how_many_are_announced_can_be_said(site: Site) -> None:
    """None, or more than one."""
    await site.visit(announce=0)
    assert await site.announced() == []


async def test_unchanged_costs_one_request_and_changes_nothing(site: Site) -> None:
    """The server is asked with what it gave, and says 304."""
    await site.visit()
    again = await site.visit(Errand(by="push"))
    assert site.server.asked == ["/feed", "/feed"]
    assert (again.failure, again.counts) == (None, {})
    assert again.state.succeeded_at == site.now


async def test_news_and_corrections_are_found(site: Site) -> None:
    """What changed in place is corrected, what is new is published and announced."""
    await site.visit()
    changed = feed("one", "two", "three").replace(b"The text of one", b"The new text of one")
    site.server.put("/feed", changed, ETag='"2"')
    ended = await site.visit()
    assert (ended.count("published"), ended.count("corrected")) == (1, 1)
    assert len(await site.announced()) == 2


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        ("500 Internal Server Error", {}, b"<h1>Error</h1>"),
        ("503 Service Unavailable", {"Retry_After": "43200"}, b""),
        ("403 Forbidden", {}, b"no"),
        ("200 OK", {"Content_Type": "text/html"}, b"<html><h1>Maintenance</h1></html>"),
        ("200 OK", {}, b""),
        ("302 Found", {"Location": "/elsewhere"}, b""),
    ],
    ids=["500", "503", "403", "maintenance", "empty", "lost"],
)
async def test_a_trouble_takes_nothing_away(
    site: Site, status: str, headers: dict[str, str], body: bytes
) -> None:
    """The reason is kept, the next visit comes later, and the articles stay."""
    await site.visit()
    site.server.put("/feed", body, status, **headers)
    ended = await site.visit()
    assert ended.failure
    assert (ended.state.failures, ended.state.reason) == (1, ended.failure)
    assert await site.titles() == ["two", "one"]
    assert ended.state.due_at is not None
    if "Retry_After" in headers:
        assert ended.state.due_at == site.now + timedelta(hours=12)
    site.server.put("/feed", feed("one", "two", "three"))
    assert (await site.visit()).state.failures == 0
    assert await site.titles() == ["three", "two", "one"]


async def test_what_is_gone_for_good_is_not_asked_again_by_itself(site: Site) -> None:
    """410: the articles stay, and a person's visit can still find it back."""
    await site.visit()
    site.server.put("/feed", b"", "410 Gone")
    ended = await site.visit()
    assert ended.state.stopped
    asked = len(site.server.asked)
    await site.visit(Errand())
    await site.visit(Errand(by="push"))
    assert len(site.server.asked) == asked
    site.server.put("/feed", feed("one", "two", "three"))
    assert (await site.visit()).state.stopped is None


async def test_a_new_address_is_adopted_after_a_good_answer_only(site: Site) -> None:
    """A redirect to a maintenance page must not become the address of the source."""
    await site.visit()
    site.server.put("/feed", b"", "301 Moved", Location="/maintenance")
    site.server.put("/maintenance", b"<html>soon</html>")
    assert (await site.visit()).state.adopted is None
    site.server.put("/feed", b"", "308 Moved", Location="/new")
    site.server.put("/new", feed("one", "two"))
    assert (await site.visit()).state.adopted == site.server.url("/new")
    site.server.asked.clear()
    await site.visit()
    assert site.server.asked == ["/new"]


async def test_an_error_of_our_own_is_one_sources_bad_day(
    site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A flow that breaks is a failed visit with its trace in the log, not a broken process."""

    def broken(*_: object) -> Iterator[None]:
        raise ZeroDivisionError("a slip")
        yield

    monkeypatch.setitem(_kinds(), "feed", broken)
    ended = await site.visit()
    assert "a slip" in (ended.failure or "")
    assert ended.state.failures == 1
    assert "ZeroDivisionError" in caplog.text


def _kinds() -> dict[str, Any]:
    from barqiya.ingest import refreshing  # noqa: PLC0415 - the registry as the driver sees it

    return refreshing.SOURCE_KINDS  # type: ignore[return-value] # a dict in truth


async def test_another_address_in_the_settings_is_another_source(site: Site) -> None:
    """Nothing that was remembered of the old one is asked of the new; articles meet by names."""
    await site.visit()
    site.server.put("/other", feed("one", "two", "three"))
    ended = await site.visit(path="/other")
    assert (ended.count("published"), ended.count("unchanged")) == (1, 2)


async def test_a_folder_is_visited_like_any_other(site: Site, tmp_path: Path) -> None:
    """New, changed and, after two looks, removed."""
    folder = tmp_path / "articles"
    folder.mkdir()
    for name in ("a", "b"):
        (folder / f"{name}.md").write_text(
            f"# Of {name}\n\nA paragraph about {name}, long enough to be one.", encoding="utf-8"
        )
    watched = site.watched("", kind="files")
    watched = replace(watched, source=replace(watched.source, address=str(folder)))

    async def look() -> dict[str, int]:
        site.now = datetime.now(UTC) + timedelta(hours=1 + len(site.told))
        ended = await site.refreshing.visit(watched, PERSON, site.told.append)
        assert ended.failure is None
        return {outcome: n for outcome, n in ended.counts.items() if outcome != "unchanged"}

    assert await look() == {"published": 2}
    (folder / "a.md").unlink()
    assert await look() == {}
    assert await look() == {"retracted": 1}
    assert await site.titles() == ["Of b"]


@asynccontextmanager
async def rounds_of(site: Site, *paths: str) -> AsyncIterator[tuple[Rounds, list[str]]]:
    """Give rounds over sources at *paths*, and the names of those that were visited."""
    visited: list[str] = []

    async def note(ended: Refreshed) -> None:
        visited.append(ended.source)

    watched = [
        replace(one, source=replace(one.source, name=path))
        for path in paths
        for one in [site.watched(path)]
    ]
    rounds = Rounds(site.refreshing, watched, lambda: site.now, note)
    rounds.begin(await site.database.read(source_states.all_of))
    yield rounds, visited
    await rounds.stop()


async def until(wanted: Callable[[], bool]) -> None:
    """Wait until *wanted* holds."""
    async with asyncio.timeout(60):
        while not wanted():  # noqa: ASYNC110 - the conditions have no event
            await asyncio.sleep(0.01)


async def test_each_source_is_visited_in_its_time(site: Site) -> None:
    """At once when it is new, and then every so often; one that is slow holds up no other."""
    site.server.put("/slow", feed("three"))
    opened = site.server.slow["/slow"] = asyncio.Event()
    async with rounds_of(site, "/feed", "/slow") as (rounds, visited):
        await rounds.look()
        await until(lambda: visited == ["/feed"])
        await rounds.look()
        opened.set()
        await until(lambda: sorted(visited) == ["/feed", "/slow"])
        await rounds.look()
        await asyncio.sleep(0.05)
        assert len(visited) == 2
        site.now += timedelta(minutes=11)
        await rounds.look()
        await until(lambda: visited.count("/feed") == 2)


async def test_pushes_cannot_make_us_ask_often(site: Site) -> None:
    """A hundred of them are one visit now, and one after a minute."""
    async with rounds_of(site, "/feed") as (rounds, visited):
        await rounds.look()
        await until(lambda: len(visited) == 1)
        for _ in range(100):
            rounds.push("/feed")
            await rounds.look()
        await asyncio.sleep(0.05)
        assert len(visited) == 1
        site.now += PUSH_GAP
        await rounds.look()
        await until(lambda: len(visited) == 2)
        rounds.push("nobody")


async def test_a_source_that_another_process_visits_waits_a_while(site: Site) -> None:
    """Its visit serves us too; ours comes later, and is not lost."""
    async with rounds_of(site, "/feed") as (rounds, visited):
        site.busy = True
        await rounds.look()
        await until(lambda: site.met == 1)
        site.busy = False
        assert visited == []
        site.now += timedelta(minutes=1)
        await rounds.look()
        await until(lambda: visited == ["/feed"])


async def test_rounds_take_over_where_they_were(site: Site) -> None:
    """A restart asks nobody anew who was asked a moment ago."""
    async with rounds_of(site, "/feed") as (rounds, visited):
        await rounds.look()
        await until(lambda: visited == ["/feed"])
    async with rounds_of(site, "/feed") as (rounds, visited):
        await rounds.look()
        await asyncio.sleep(0.05)
        assert visited == []
