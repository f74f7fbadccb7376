"""Measure the search: how fast articles are indexed, how long queries take, how much room it needs.

    .venv/bin/python benchmarks/search.py [ARTICLES]

The articles are made up: Arabic words from random roots in common patterns, drawn by Zipf's law,
with articles, conjunctions and endings as real text has them. Nothing is read from outside.
"""

import asyncio
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path

from barqiya.domain.article import Author, Content, Identity, Label, SourceItem
from barqiya.domain.decide import Correct, Publish, decide
from barqiya.domain.query import parse
from barqiya.search import SearchIndex, find
from barqiya.store import Database, Transaction, articles

_LETTERS = "بتثجحخدذرزسشصضطظعغفقكلمنهي"
_PATTERNS = (
    "{}ا{}{}",
    "م{}{}و{}",
    "{}{}ا{}",
    "{}{}{}",
    "م{}{}{}ة",
    "ت{}{}ي{}",
    "{}{}ي{}",
    "ا{}{}ا{}",
)
_STOP = [
    "في",
    "من",
    "على",
    "إلى",
    "عن",
    "مع",
    "هذا",
    "هذه",
    "التي",
    "الذي",
    "كان",
    "أن",
    "قد",
    "لا",
    "ما",
    "بعد",
    "قبل",
    "بين",
    "كل",
]
_BEGUN = datetime(2020, 1, 1, tzinfo=UTC)
_BATCH = 1000
_ROUNDS = 200


class Vocabulary:
    """Words by Zipf's law, from a fixed seed."""

    def __init__(self, size: int = 20_000) -> None:
        self.lots = random.Random(7)
        stems = {self._stem() for _ in range(size * 2)}
        self.stems = sorted(stems)[:size]
        self.lots.shuffle(self.stems)
        self._weights = list(accumulate((rank + 8) ** -1.15 for rank in range(len(self.stems))))

    def _stem(self) -> str:
        return self.lots.choice(_PATTERNS).format(*self.lots.sample(_LETTERS, 3))

    def text(self, length: int) -> str:
        """Return *length* words."""
        drawn = self.lots.choices(self.stems, cum_weights=self._weights, k=length)
        return " ".join(self._dressed(stem) for stem in drawn)

    def _dressed(self, stem: str) -> str:
        lot = self.lots.random()
        if lot < 0.2:  # noqa: PLR2004 - as often as real text has stop words
            return self.lots.choice(_STOP)
        before = self.lots.choices(("", "ال", "و", "وال", "ب", "لل"), (66, 25, 4, 2, 2, 1))[0]
        after = self.lots.choices(("", "ها", "ات", "ين", "ي"), (90, 2, 4, 2, 2))[0]
        return before + stem.removesuffix("ة") + (after or ("ة" if stem.endswith("ة") else ""))


def made_up(count: int, words: Vocabulary) -> Iterator[Publish | Correct]:
    """Yield *count* new articles of about 350 words."""
    for number in range(count):
        paragraphs = "".join(f"<p>{words.text(70)}.</p>" for _ in range(5))
        content = Content(
            title=words.text(8),
            content_html=paragraphs,
            summary="",
            language="ar",
            authors=(Author(name=f"كاتب {number % 50}"),),
            categories=(Label(name=f"قسم {number % 12}"),),
            published_at=_BEGUN + timedelta(minutes=number),
        )
        identity = Identity(key=f"url:https://example.org/{number}")
        item = SourceItem(origin=str(number), identities=(identity,), content=content)
        decision = decide(None, item, "made-up", _BEGUN)
        if isinstance(decision, Publish):
            yield decision


async def fill(database: Database, count: int, words: Vocabulary) -> None:
    """Put *count* articles into the store."""
    batch: list[Publish | Correct] = []
    for decision in made_up(count, words):
        batch.append(decision)
        if len(batch) == _BATCH:
            await database.write(articles.save, batch)
            batch = []
    if batch:
        await database.write(articles.save, batch)


def kinds_of_query(words: Vocabulary) -> dict[str, Callable[[], str]]:
    """Return how to draw a query of each kind."""
    lots, stems = words.lots, words.stems

    def rare() -> str:
        return lots.choice(stems[-10_000:])

    def slip() -> str:
        word = rare()
        return word[:2] + lots.choice(_LETTERS) + word[3:]

    return {
        "rare word": rare,
        "common word": lambda: lots.choice(stems[:50]),
        "three words": lambda: " ".join(lots.sample(stems[:2000], 3)),
        "headline of 8": lambda: words.text(8),
        "phrase": lambda: f'"{words.text(2)}"',
        "slip of a letter": slip,
        "word in a category": lambda: f'{lots.choice(stems[:2000])} قسم:"قسم 3"',
    }


def timed(tx: Transaction, index: SearchIndex, draw: Callable[[], str]) -> list[float]:
    """Return the milliseconds of each of many searches, whole: parse, find, load, mark."""
    taken = []
    for _ in range(_ROUNDS):
        text = draw()
        begun = time.perf_counter()
        find(tx, index, parse(text, _BEGUN), limit=10)
        taken.append((time.perf_counter() - begun) * 1000)
    return sorted(taken)


async def measure(count: int, folder: Path) -> None:
    """Fill a store, index it, search it, print."""
    words = Vocabulary()
    database = Database.open(f"sqlite:///{folder / 'store.db'}")
    await fill(database, count, words)
    index = SearchIndex.open(folder / "search")
    begun = time.perf_counter()
    while await database.read(index.follow):
        pass
    seconds = time.perf_counter() - begun
    size = sum(file.stat().st_size for file in (folder / "search").iterdir()) / 1e6
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(f"{count:,} articles indexed in {seconds:.1f} s: {count / seconds:,.0f} a second")
    print(f"index {size:.0f} MB; most memory of the process {memory:.0f} MB")
    for kind, draw in kinds_of_query(words).items():
        taken = await database.read(timed, index, draw)
        median, worst = statistics.median(taken), taken[int(len(taken) * 0.99)]
        print(f"{kind:20} p50 {median:6.1f} ms   p99 {worst:6.1f} ms")
    await database.close()


def main() -> None:
    """Measure with as many articles as the command line says, 10,000 if it says nothing."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(count, Path(folder)))


if __name__ == "__main__":
    main()
