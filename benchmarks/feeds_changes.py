"""What a change to one article costs: which feeds are made anew, and how soon one is answered.

    .venv/bin/python benchmarks/feeds_changes.py [--articles 100000] [--changes 20]

A store of *articles* of 3 kB, in process, without a network. Every feed (all, each category, each
author, some of a query) is asked for once in three formats; then one article after another is
corrected, and after each all feeds are asked for again: those made anew are counted, and the first
answer after the change is timed, packed with gzip, from the request to the last byte.
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

import httpx
from feeds_http import NOON, fill

from barqiya.app.feeding import for_feeds
from barqiya.domain.article import Article
from barqiya.domain.decide import rewrite
from barqiya.domain.publication import Publication
from barqiya.domain.query import Query
from barqiya.search import SearchIndex
from barqiya.store import Database, Transaction, articles
from feeds import representation
from feeds.asgi import build
from feeds.document import FeedDocument
from feeds.formats import Format
from feeds.holding import Reach
from feeds.pages import SearchPage
from feeds.representation import Representation
from feeds.site import Site
from feeds.views import slug_of

FORMATS = ("rss", "atom", "json")
made: list[str] = []


def count_making() -> None:
    """Have every making of a feed counted in :data:`made`."""
    render = representation._written  # noqa: SLF001 - what is measured

    def counted(document: FeedDocument, form: Format, reach: Reach) -> Representation:
        made.append(document.address_as(form.suffix))
        return render(document, form, reach)

    representation._written = counted  # noqa: SLF001 - what is measured


def correct(tx: Transaction, article: Article, number: int) -> None:
    """Save a correction of *article*."""
    content = replace(article.content, title=f"{article.content.title} {number}")
    articles.save(tx, [rewrite(article, content, "", NOON)])


async def measure(folder: str, count: int, changes: int) -> None:
    """Print what was made anew after each change, and how long it took."""
    database = Database.open(f"sqlite:///{folder}/store.db")
    for start in range(0, count, 10_000):
        await database.write(fill, min(10_000, count - start), start)
    index = SearchIndex.open(Path(folder) / "index")
    await database.read(index.catch_up, 600)
    publication = Publication(
        title="برقية",
        description="قياس",
        language="ar",
        timezone=ZoneInfo("Africa/Cairo"),
        public_url="http://127.0.0.1",
    )
    site = Site(publication=publication)
    app = build(database, site, lambda *_: SearchPage(total=0), for_feeds(index))
    paths = await database.read(addresses)
    count_making()
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app),
        base_url="http://127.0.0.1",
        headers={"accept-encoding": "gzip"},
    ) as client:
        for path in paths:
            await client.get(path)
        print(f"{count} articles, {len(paths)} feeds, made at first: {len(made)}")
        await change(database, client, paths, changes)
    await database.close()


def addresses(tx: Transaction) -> list[str]:
    """Return the address of every feed, in every format."""
    slugs = [
        slug_of(kind, one.name)
        for kind in ("category", "author")
        for one in articles.name_counts(tx, kind)
    ]
    return [f"/feeds/{slug}.{form}" for slug in ("all", *slugs) for form in FORMATS]


async def change(
    database: Database, client: httpx.AsyncClient, paths: Sequence[str], changes: int
) -> None:
    """Correct one article after another, ask for all feeds each time, and print what it took."""
    held = await database.read(articles.latest, Query(), limit=50)
    first, untouched, anew = [], [], []
    for number in range(changes):
        (article,) = await database.read(articles.get_many, [held[number % len(held)].id])
        await database.write(correct, article, number)
        made.clear()
        first.append(await timed(client, "/feeds/all.rss"))
        for path in paths:
            before = len(made)
            took = await timed(client, path)
            if len(made) == before:
                untouched.append(took)
        anew.append(len(made))
    print(f"made anew after a change: {min(anew)} to {max(anew)} of {len(paths)}")
    print(f"first answer after a change: {median(first):.0f} ms, {max(first):.0f} ms at most")
    print(f"one of the others: {median(untouched):.1f} ms")


async def timed(client: httpx.AsyncClient, path: str) -> float:
    """Ask for *path* once; return how long it took, in milliseconds."""
    started = time.perf_counter()
    answer = await client.get(path)
    answer.raise_for_status()
    return (time.perf_counter() - started) * 1000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--changes", type=int, default=20)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(folder, asked.articles, asked.changes))


if __name__ == "__main__":
    main()
