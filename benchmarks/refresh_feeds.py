"""How fast unchanged feeds are looked at again: all at once, from this machine's own server.

A server in a process of its own holds the feeds and answers 304 to whoever has seen them. Printed:
the time of a first round, which takes everything in, and of rounds in which nothing is new, with
the most memory that the process ever had.
"""

import argparse
import asyncio
import hashlib
import multiprocessing
import random
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from barqiya.app.sourcing import fetcher, refreshing
from barqiya.fetching import Access
from barqiya.ingest.refreshing import Errand, Refreshing, Watched
from barqiya.settings import Settings
from barqiya.sources.flow import Source
from barqiya.store import Database

_WORDS = (
    *("المدينة", "النهر", "صباح", "كتاب", "سوق", "قطار"),
    *("شجرة", "نافذة", "طريق", "حديقة", "مدرسة", "بحر"),
)


def feed(number: int, entries: int) -> bytes:
    """Return the feed *number*."""
    draw = random.Random(number)
    items = []
    for entry in range(entries):
        text = " ".join(draw.choices(_WORDS, k=120))
        day = datetime(2026, 1, 1, tzinfo=UTC) - timedelta(days=entry)
        items.append(
            f"<item><title>{' '.join(draw.choices(_WORDS, k=6))}</title>"
            f"<link>http://example.org/{number}/{entry}</link>"
            f"<guid isPermaLink='false'>tag:example.org,2026:{number}/{entry}</guid>"
            f"<pubDate>{day:%a, %d %b %Y %H:%M:%S +0000}</pubDate>"
            f"<description>&lt;p&gt;{text}&lt;/p&gt;</description></item>"
        )
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>{number}</title>'
        f"<link>http://example.org/</link><description>x</description>{''.join(items)}"
        "</channel></rss>"
    ).encode()


async def _serve(port: int, entries: int) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                number = int(head.split(b" ", 2)[1].rpartition(b"/")[2])
                body = feed(number, entries)
                etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
                if etag.encode() in head:
                    writer.write(f"HTTP/1.1 304 Not Modified\r\nETag: {etag}\r\n\r\n".encode())
                else:
                    writer.write(
                        f"HTTP/1.1 200 OK\r\nETag: {etag}\r\nContent-Type: application/rss+xml\r\n"
                        f"Content-Length: {len(body)}\r\n\r\n".encode()
                        + body
                    )
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", port)
    await server.serve_forever()


def _server(port: int, entries: int) -> None:
    asyncio.run(_serve(port, entries))


async def _round(visits: Refreshing, sources: list[Watched]) -> tuple[float, int]:
    places = asyncio.Semaphore(32)

    async def visit(watched: Watched) -> int:
        async with places:
            ended = await visits.visit(watched, Errand(by="push"))
        if ended.failure:
            sys.exit(f"{watched.source.name}: {ended.failure}")
        return ended.count("published")

    begun = time.perf_counter()
    published = sum(await asyncio.gather(*(visit(watched) for watched in sources)))
    return time.perf_counter() - begun, published


async def _measure(port: int, feeds: int, rounds: int, folder: Path) -> None:
    settings = Settings(store={"url": f"sqlite:///{folder}/store.db"})
    sources = [
        Watched(
            source=Source(
                name=f"feed {number}", kind="feed", address=f"http://127.0.0.1:{port}/{number}"
            ),
            every=timedelta(minutes=10),
            access=Access(allow_private=True),
        )
        for number in range(feeds)
    ]
    database = Database.open(settings.store.url)
    async with fetcher(settings) as asking:
        visits = refreshing(settings, database, asking)
        taken, published = await _round(visits, sources)
        print(f"first round: {taken:.1f} s, {published} articles, {_peak()} MB")
        for _ in range(rounds):
            taken, published = await _round(visits, sources)
            print(f"unchanged:   {taken:.1f} s, {published} articles, {_peak()} MB")
    await database.close()


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    """Serve, visit, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--feeds", type=int, default=500)
    parser.add_argument("--entries", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--port", type=int, default=8790)
    asked = parser.parse_args()
    server = multiprocessing.Process(target=_server, args=(asked.port, asked.entries), daemon=True)
    server.start()
    time.sleep(1)
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_measure(asked.port, asked.feeds, asked.rounds, Path(folder)))
    server.kill()


if __name__ == "__main__":
    main()
