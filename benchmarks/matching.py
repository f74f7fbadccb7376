"""How long it takes to find which of very many saved queries want a new article.

`.venv/bin/python benchmarks/matching.py [QUERIES]`; what it prints is explained in README.md.
"""

import random
import resource
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

from search import Vocabulary, made_up

from barqiya.domain.article import Article
from barqiya.domain.query import Query, parse
from barqiya.search import SavedQueries, matches

_NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
_ARTICLES = 200
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


def different(count: int, words: Vocabulary) -> list[Query]:
    """Return *count* queries of which no two want the same."""
    kinds, found = kinds_of_subscription(words), dict[Query, None]()
    while len(found) < count:
        found[parse(words.lots.choice(kinds)(), _NOW)] = None
    return list(found)


def memory() -> float:
    """Return the most megabytes the process ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def timed(call: Callable[[Article], object], articles: list[Article]) -> list[float]:
    """Return the milliseconds of *call* on each of *articles*, in order of size."""
    taken = []
    for article in articles:
        begun = time.perf_counter()
        call(article)
        taken.append((time.perf_counter() - begun) * 1000)
    return sorted(taken)


def main() -> None:
    """Save queries, publish articles, print the figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    words = Vocabulary()
    articles = [one.article for one in made_up(_ARTICLES, words)]
    queries = different(count, words)
    before, begun = memory(), time.perf_counter()
    saved = SavedQueries[int]()
    for number, query in enumerate(queries):
        saved.add(number, query)
    took = time.perf_counter() - begun
    print(f"{count} different queries saved in {took:.1f} s, {memory() - before:.0f} MB more")
    wanting = [len(saved.wanting(article, _NOW)) for article in articles]  # and words are warm
    taken = timed(lambda article: saved.wanting(article, _NOW), articles)
    middle, late = statistics.median(taken), taken[-len(taken) // 100]
    print(f"one article: p50 {middle:.1f} ms, p99 {late:.1f} ms")
    print(f"want it, on average: {statistics.mean(wanting):.0f}")
    some = random.Random(7).sample(queries, min(_COMPARED, count))
    each = timed(lambda article: [matches(query, article) for query in some], articles[:2])
    print(f"one by one: {statistics.mean(each) / len(some) * count / 1000:.1f} s an article")
    begun = time.perf_counter()
    for number in range(count):
        saved.remove(number)
    print(f"removed in {time.perf_counter() - begun:.1f} s")


if __name__ == "__main__":
    main()
