"""What a page of a feed's history costs in a large store: the first, one of the midst, the last.

    .venv/bin/python benchmarks/history.py [--articles 100000]

For the whole, for a category (one of twelve) and for what only the search index knows: an author
(one of twenty) and a query of words. Also what it costs to save articles with their places.
"""

import argparse
import asyncio
import random
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from barqiya.app.feeding import for_feeds
from barqiya.domain.article import Author, Content, Identity, Label, SourceItem
from barqiya.domain.decide import Publish, decide
from barqiya.domain.publication import Publication
from barqiya.search import SearchIndex
from barqiya.store import Database, Transaction, articles
from feeds.history import Asked
from feeds.representation import feed_bytes
from feeds.site import NamedFeed, Site

NOON = datetime(2026, 11, 20, 12, 0, 0, tzinfo=UTC)
WORDS = ["الميناء", "المدينة", "القمر", "الريح", "كتاب", "قارب", "رحلة", "صباح", "علم", "بيت"]
BATCH = 500
TIMES = 15


def save(tx: Transaction, first: int) -> None:
    """Save the articles *first* and on, of dates without order."""
    chance = random.Random(first)
    decisions = []
    for number in range(first, first + BATCH):
        content = Content(
            title=" ".join(chance.choices(WORDS, k=6)),
            content_html=f"<p>{' '.join(chance.choices(WORDS[:8], k=25))}.</p>",
            summary=" ".join(chance.choices(WORDS, k=12)),
            language="ar",
            authors=(Author(name=f"كاتب {number % 20}"),),
            categories=(Label(name=f"قسم {number % 12}"),),
            tags=tuple(Label(name=f"وسم {chance.randrange(5000)}") for _ in range(3)),
            published_at=NOON - timedelta(minutes=chance.randrange(5_000_000)),
        )
        item = SourceItem(identities=(Identity(key=f"n:{number}"),), origin="", content=content)
        decision = decide(None, item, "benchmark", NOON)
        assert isinstance(decision, Publish)  # noqa: S101 - nothing is stored yet
        decisions.append(decision)
    articles.save(tx, decisions)


async def best(run: Callable[[], object]) -> float:
    """Return the median of some runs, in milliseconds."""
    taken = []
    for _ in range(TIMES):
        began = time.perf_counter()
        await run()  # type: ignore[misc] # a coroutine
        taken.append((time.perf_counter() - began) * 1000)
    return sorted(taken)[TIMES // 2]


async def measure(folder: Path, count: int) -> None:
    """Fill a store and read its history."""
    database = Database.open(f"sqlite:///{folder}/store.db")
    began = time.perf_counter()
    for first in range(0, count, BATCH):
        await database.write(save, first)
    print(f"saving: {(time.perf_counter() - began) / count * 1000:.2f} ms an article")
    index = SearchIndex.open(folder / "index")
    began = time.perf_counter()
    while await database.read(index.follow):
        pass
    print(f"indexing: {(time.perf_counter() - began) / count * 1000:.2f} ms an article")
    publication = Publication(
        title="برقية",
        description="قياس",
        language="ar",
        timezone=ZoneInfo("Africa/Cairo"),
        public_url="http://127.0.0.1",
    )
    named = NamedFeed(slug="boats", title="قوارب", query="title:قارب -title:بيت")
    site = Site(publication=publication, named=(named,))
    ways = for_feeds(index)
    for slug, held in (
        ("all", count),
        ("category/قسم-3", count // 12),
        ("author/كاتب-3", count // 20),
        ("boats", count // 5),
    ):
        pages = max(1, held // site.items)
        for number in (None, 1, pages // 2 or 1, pages - 1 or 1):
            asked = None if number is None else Asked(number=number)

            async def page(slug: str = slug, asked: Asked | None = asked) -> None:
                await database.read(feed_bytes, site, slug, "rss", ways, NOON, asked=asked)

            told = "the feed itself" if number is None else f"page {number}"
            print(f"{slug}, {told}: {await best(page):.1f} ms")
    await database.close()


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(Path(folder), arguments.articles))


if __name__ == "__main__":
    main()
