"""How long it takes to find which of very many saved queries want a new article.

`.venv/bin/python benchmarks/matching.py [QUERIES]`; what it prints is explained in README.md.
"""

import asyncio
import random
import resource
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from tempfile import TemporaryDirectory

from search import Vocabulary, made_up

from barqiya.domain.article import Article
from barqiya.domain.decide import Publish
from barqiya.domain.delivery import Destination
from barqiya.domain.query import Query, parse
from barqiya.outbox import planner
from barqiya.outbox.wishes import Wishes
from barqiya.search import SavedQueries, matches
from barqiya.store import Database, articles, deliveries, destinations

_NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
_ARTICLES = 200
_PLANNED = 20
_COMPARED = 2000  # queries that are matched one by one as well


def kinds_of_subscription(words: Vocabulary) -> list[Callable[[], str]]:
    """Return how to draw what somebody might save, the common kinds several times."""
    lots, stems = words.lots, words.stems

    def word() -> str:
        return lots.choice(stems[:5000])

    def author() -> str:
        return f'author:"كاتب {lots.randrange(50)}"'

    return [
        *[word] * 3,
        *[lambda: f"{word()} {word()}"] * 4,
        lambda: f'"{words.text(2)}"',
        lambda: f"{word()} OR {word()} OR {word()}",
        lambda: f"{word()} -{word()}",
        lambda: f'{word()} قسم:"قسم {lots.randrange(12)}" بعد:أمس',
        lambda: f"{author()} {word()}",
        lambda: f'category:"قسم {lots.randrange(12)}" -{word()}',
        lambda: f"title:{word()}",
        lambda: f"{word()[:3]}* {word()}",
    ]


def kinds_without_anchor(words: Vocabulary) -> list[Callable[[], str]]:
    """Return how to draw what names nothing that an article must hold: the worst to be asked."""
    lots, stems = words.lots, words.stems
    return [
        lambda: f"-{lots.choice(stems)} -{lots.choice(stems)}",
        lambda: f"after:{lots.randrange(400)}d -{lots.choice(stems)}",
        lambda: f"before:{lots.randrange(1, 400)}d -{lots.choice(stems)}",
    ]


def different(count: int, words: Vocabulary, kinds: list[Callable[[], str]]) -> list[Query]:
    """Return *count* queries of these *kinds* of which no two want the same."""
    found = dict[Query, None]()
    while len(found) < count:
        found[parse(words.lots.choice(kinds)(), _NOW)] = None
    return list(found)


def memory() -> float:
    """Return the most megabytes the process ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def timed(call: Callable[[Article], object], some: list[Article]) -> list[float]:
    """Return the milliseconds of *call* on each of *some*, in order of size."""
    taken = []
    for article in some:
        begun = time.perf_counter()
        call(article)
        taken.append((time.perf_counter() - begun) * 1000)
    return sorted(taken)


def saved_of(queries: list[Query]) -> SavedQueries[int]:
    """Return *queries* saved under their numbers; print what that took."""
    before, begun = memory(), time.perf_counter()
    saved = SavedQueries[int]()
    for number, query in enumerate(queries):
        saved.add(number, query)
    took = time.perf_counter() - begun
    print(
        f"{len(queries)} different queries saved in {took:.1f} s, {memory() - before:.0f} MB more"
    )
    return saved


def asked(saved: SavedQueries[int], some: list[Article]) -> None:
    """Print how long it takes to find which of *saved* want an article, and how many do."""
    wanting = [len(saved.wanting(article, _NOW)) for article in some]  # and words are warm
    taken = timed(lambda article: saved.wanting(article, _NOW), some)
    middle, late = statistics.median(taken), taken[-len(taken) // 100]
    print(f"one article: p50 {middle:.1f} ms, p99 {late:.1f} ms")
    print(f"want it, on average: {statistics.mean(wanting):.0f}")


async def planned(queries: list[Query], made: list[Publish]) -> None:
    """Print how long the planner takes over a store with a place for each of *queries*."""
    places = [
        Destination(id=f"p{number}", name="P", transport="none", address=f"{number}", query=str(q))
        for number, q in enumerate(queries)
    ]
    with TemporaryDirectory() as folder:
        database = Database.open(f"sqlite:///{folder}/store.db")
        await database.write(destinations.set_destinations, places)
        wishes, taken, begun = Wishes(), [], time.perf_counter()
        await database.read(planner.learn, _NOW, wishes)
        learned = time.perf_counter() - begun
        for one in made:
            await database.write(articles.save, [replace(one, announce=True)])
            begun = time.perf_counter()
            await database.write(planner.plan, _NOW, wishes)
            taken.append(time.perf_counter() - begun)
        posts = len(await database.read(deliveries.listing, limit=10**7))
        await database.close()
    middle, last = statistics.median(taken) * 1000, max(taken) * 1000
    print(f"learned from the store in {learned:.1f} s")
    each = posts / len(made)
    print(f"an article planned, {each:.0f} posts: p50 {middle:.0f} ms, {last:.0f} at most")


def main() -> None:
    """Save queries, publish articles, print the figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    words = Vocabulary()
    made = [one for one in made_up(_ARTICLES, words) if isinstance(one, Publish)]
    articles_ = [one.article for one in made]
    queries = different(count, words, kinds_of_subscription(words))
    saved = saved_of(queries)
    asked(saved, articles_)
    some = random.Random(7).sample(queries, min(_COMPARED, count))
    each = timed(lambda article: [matches(query, article) for query in some], articles_[:2])
    print(f"one by one: {statistics.mean(each) / len(some) * count / 1000:.1f} s an article")
    begun = time.perf_counter()
    for number in range(count):
        saved.remove(number)
    print(f"removed in {time.perf_counter() - begun:.1f} s")
    print("without anything that an article must hold:")
    asked(saved_of(different(count, words, kinds_without_anchor(words))), articles_[:_PLANNED])
    asyncio.run(planned(queries, made[:_PLANNED]))


if __name__ == "__main__":
    main()
