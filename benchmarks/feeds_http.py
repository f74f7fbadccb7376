"""How many readers a second: 200 and 304 of a feed, beside a bare server; no store behind either.

    .venv/bin/python benchmarks/feeds_http.py [--articles 10000] [--rounds 7] [--seconds 1]

A process of its own serves a store of *articles* of 3 kB as ``barqiya run`` does, and beside it a
constant with uvicorn as it comes; this process asks both over loopback on eight connections that
stay open, each reader in its own unchanging words, and once more with something new in each
request. Before the counting starts the store is made to fail whoever reads it: every answer counted
was given without it.
"""

import argparse
import asyncio
import itertools
import multiprocessing
import random
import socket
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import uvicorn

from barqiya.app.feeding import for_feeds
from barqiya.app.serving import listen, serving
from barqiya.domain.article import Author, Content, Identity, Label, SourceItem
from barqiya.domain.decide import Publish, decide
from barqiya.domain.publication import Publication
from barqiya.search import SearchIndex
from barqiya.store import Database, Transaction, articles
from feeds.asgi import build
from feeds.pages import SearchPage
from feeds.site import Site

CONNECTIONS = 8
NUMBERS = itertools.count()
NOON = datetime(2026, 11, 20, 12, 0, 0, tzinfo=UTC)
WORDS = ["الميناء", "المدينة", "القمر", "الريح", "كتاب", "قارب", "رحلة", "صباح", "علم", "بيت"]


def fill(tx: Transaction, count: int, start: int = 0) -> None:
    """Save *count* articles of about 3 kB numbered from *start*, each older than the last."""
    chance = random.Random(start + 1)
    for number in range(start, start + count):
        paragraphs = (" ".join(chance.choices(WORDS, k=45)) for _ in range(6))
        content = Content(
            title=" ".join(chance.choices(WORDS, k=6)),
            content_html="".join(f"<p>{text}.</p>" for text in paragraphs),
            summary=" ".join(chance.choices(WORDS, k=12)),
            language="ar",
            authors=(Author(name=f"كاتب {number % 20}"),),
            categories=(Label(name=f"قسم {number % 12}"),),
            published_at=NOON - timedelta(minutes=number),
        )
        item = SourceItem(identities=(Identity(key=f"n:{number}"),), origin="", content=content)
        decision = decide(None, item, "benchmark", NOON)
        assert isinstance(decision, Publish)  # noqa: S101 - nothing is stored yet
        articles.save(tx, [decision])


async def constant(scope: Any, receive: Any, send: Any) -> None:
    """Answer everything with the same 200 bytes: the bare server."""
    del scope, receive
    await tell(send, b"x" * 200)


async def tell(send: Any, body: bytes) -> None:
    """Answer with *body*."""
    length = str(len(body)).encode()
    headers = [(b"content-type", b"text/plain"), (b"content-length", length)]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def refuse(*_: Any) -> Any:
    """Stand for the store once it must not be asked any more."""
    raise AssertionError("the store was asked")


def serve(folder: str, count: int, sockets: Sequence[socket.socket], ready: Any) -> None:
    """Serve the feeds on one of *sockets*, the constant answer on the other."""

    async def run() -> None:
        ours, others = sockets
        database = Database.open(f"sqlite:///{folder}/store.db")
        await database.write(fill, count)
        publication = Publication(
            title="برقية",
            description="قياس",
            language="ar",
            timezone=ZoneInfo("Africa/Cairo"),
            public_url="http://127.0.0.1",
        )
        ways = for_feeds(SearchIndex.open(Path(folder) / "index"))
        site = build(database, Site(publication=publication), lambda *_: SearchPage(total=0), ways)
        config = uvicorn.Config(
            bare(database),
            log_level="error",
            ws="none",
            lifespan="off",
            access_log=False,
            server_header=False,
        )
        async with serving(site, ours):
            ready.set()
            await uvicorn.Server(config).serve([others])

    asyncio.run(run())


def bare(database: Database) -> Any:
    """Return the bare server, which also tells what time was spent and seals *database*."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["path"] == "/spent":
            await tell(send, str(time.process_time()).encode())
            return
        if scope["path"] == "/seal":
            database.read = refuse  # type: ignore[method-assign] # from here on it must not be asked
        await constant(scope, receive, send)

    return app


async def ask(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str, extra: str = ""
) -> tuple[int, dict[str, str], bytes]:
    """Send one GET and read its whole answer; return status, headers and body."""
    writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\n{extra}\r\n".encode())
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {k.lower(): v for k, _, v in (line.partition(": ") for line in head[1:] if line)}
    status = int(head[0].split()[1])
    length = int(headers["content-length"]) if status == 200 else 0  # noqa: PLR2004 - OK
    return status, headers, await reader.readexactly(length)


@dataclass(slots=True, kw_only=True)
class Run:
    """One thing asked for again and again, and what each round of asking gave."""

    name: str
    port: int
    path: str = "/feeds/all.rss"
    extra: str = ""
    expected: int = 200
    varied: bool = False
    rates: list[float] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)

    async def round(self, told: int, seconds: float) -> None:
        """Ask on all connections for *seconds*: answers a second, and processor time of each.

        At the port *told* the server says what time it has spent.
        """

        async def one(until: float) -> int:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            done = 0
            while time.perf_counter() < until:
                extra = (
                    f"{self.extra}X-Request-Id: {next(NUMBERS)}\r\n" if self.varied else self.extra
                )
                status, *_ = await ask(reader, writer, self.path, extra)
                if status != self.expected:
                    raise SystemExit(f"{self.path}: {status} instead of {self.expected}")
                done += 1
            writer.close()
            return done

        before, started = await spent(told), time.perf_counter()
        count = sum(await asyncio.gather(*(one(started + seconds) for _ in range(CONNECTIONS))))
        self.rates.append(count / (time.perf_counter() - started))
        self.costs.append((await spent(told) - before) / count)


async def measure(ours: int, others: int, rounds: int, seconds: float) -> None:
    """Ask at the ports of *ours* and *others* in turn, and print what came of it."""
    runs = await first_answers(ours, others)
    await once(others, "/seal")
    # In turn, so that whatever else the machine does weighs on all alike.
    for _ in range(rounds):
        for run in runs:
            await run.round(others, seconds)
    report(runs)


async def first_answers(ours: int, others: int) -> Sequence[Run]:
    """Ask for the feed while there is a store; return what is to be measured."""
    gzip = "Accept-Encoding: gzip\r\n"
    started = time.perf_counter()
    plain, _ = await once(ours, "/feeds/all.rss")
    first = time.perf_counter() - started
    packed, _ = await once(ours, "/feeds/all.rss", gzip)
    print(f"first answer, built from the store: {first * 1000:.0f} ms")
    print(f"feed of 50 articles: {plain['content-length']} bytes, {packed['content-length']} gzip")
    has = f"{gzip}If-None-Match: {packed['etag']}\r\n"
    return (
        Run(name="bare server, constant answer", port=others, path="/constant"),
        Run(name="304", port=ours, extra=has, expected=304),
        Run(name="200 gzip", port=ours, extra=gzip),
        Run(name="200 plain", port=ours),
        Run(name="304, never asked so before", port=ours, extra=has, expected=304, varied=True),
        Run(name="200 gzip, never asked so before", port=ours, extra=gzip, varied=True),
        Run(name="200 plain, never asked so before", port=ours, varied=True),
    )


async def once(port: int, path: str, extra: str = "") -> tuple[dict[str, str], bytes]:
    """Ask for *path* on a connection of its own; return headers and body."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    _, headers, body = await ask(reader, writer, path, extra)
    writer.close()
    return headers, body


async def spent(port: int) -> float:
    """Return the processor time that the server has used, in seconds."""
    _, body = await once(port, "/spent")
    return float(body)


def report(runs: Sequence[Run]) -> None:
    """Print each rate, and what part of the bare server's it is."""
    bare = runs[0]
    for run in runs:
        by_rate = median(mine / its for mine, its in zip(run.rates, bare.rates, strict=True))
        by_cost = median(its / mine for mine, its in zip(run.costs, bare.costs, strict=True))
        print(
            f"{run.name:33} {median(run.rates):8.0f} a second, {by_rate:.2f} of the bare server; "
            f"{median(run.costs) * 1e6:4.0f} µs of a processor each, {by_cost:.2f}"
        )
    print("None of these asked the store: it was closed to readers before the counting began.")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=1, help="of each round")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sockets = listen("127.0.0.1", 0), listen("127.0.0.1", 0)
        ready = multiprocessing.Event()
        server = multiprocessing.Process(
            target=serve, args=(folder, asked.articles, sockets, ready)
        )
        server.start()
        ready.wait()
        try:
            ours, others = (one.getsockname()[1] for one in sockets)
            asyncio.run(measure(ours, others, asked.rounds, asked.seconds))
        finally:
            server.terminate()
            server.join()


if __name__ == "__main__":
    main()
