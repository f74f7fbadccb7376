"""Measure the search: how fast articles are indexed, how long queries take, how much room it needs.

    .venv/bin/python benchmarks/search.py [--articles 10000] [--whole] [--rounds 3]

The articles are made up, about 2 kB each: Arabic words from random roots in common patterns, drawn
by Zipf's law, with articles, conjunctions and endings as real text has them. Nothing is read from
outside. They go straight into the index (beyond the first 100,000 of paragraphs cut once);
with ``--whole`` through a store, and then a search is
what a person waits for: parsed, found, ten articles loaded and marked. Beside it the same texts in
tantivy alone, title and body as two fields of its own default kind.
"""

import argparse
import asyncio
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import tantivy
from made_up_words import Vocabulary, hard_queries, kinds_of_query

from barqiya.domain.article import Article, Author, Content, Identity, Label, SourceItem
from barqiya.domain.decide import Correct, Publish, decide
from barqiya.domain.query import parse
from barqiya.search import SearchIndex, find, suggest
from barqiya.search.analysis import channels
from barqiya.search.index.fields import Bookmark, document_of, make_schema
from barqiya.search.index.snapshot import Snapshot
from barqiya.search.repair import Effort, mend
from barqiya.search.wanted import softened, wanted_by
from barqiya.store import Database, Transaction, articles

_BEGUN = datetime(2020, 1, 1, tzinfo=UTC)
_BATCH = 1000
_QUERIES = 200
_COMMIT = 20_000
_HEAP_BYTES = 100_000_000
_WORST_MS = 200.0
_ANALYSED, _PARAGRAPHS = 100_000, 20_000


def made_up(count: int, words: Vocabulary) -> Iterator[Publish | Correct]:
    """Yield *count* new articles of about 2 kB: 190 words."""
    for number in range(count):
        content = Content(
            title=words.text(8),
            content_html="".join(f"<p>{words.text(60)}.</p>" for _ in range(3)),
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


def in_batches(count: int, words: Vocabulary) -> Iterator[list[Article]]:
    """Yield *count* articles, some at a time; making them costs more than most of what follows."""
    batch: list[Article] = []
    for decision in made_up(count, words):
        batch.append(decision.article)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def timed(
    ask: Callable[[str], object], texts: list[str], clock: Callable[[], float]
) -> list[float]:
    """Return the milliseconds of each, the shortest first."""
    taken = []
    for text in texts:
        begun = clock()
        ask(text)
        taken.append((clock() - begun) * 1000)
    return sorted(taken)


def in_index(snapshot: Snapshot) -> Callable[[str], object]:
    """Return a search without the store: ids of ten articles."""

    def ask(text: str) -> object:
        query = parse(text, _BEGUN)
        asked = softened(query)
        mended = mend(query, wanted_by(asked).words, snapshot, Effort())
        wanted = replace(wanted_by(query), words=mended.words)
        return snapshot.search(asked, wanted, limit=10, offset=0)

    return ask


def report(ask: Callable[[str], object], words: Vocabulary, headlines: list[str], n: int) -> None:
    """Print how long each kind of query takes: the middle of *n* rounds, and the processor's time.

    The latter is what a machine that does nothing else would show.
    """
    for kind, draw in kinds_of_query(words, headlines).items():
        texts = [draw() for _ in range(_QUERIES)]
        figures = []
        for clock in (time.perf_counter, time.thread_time):
            rounds = [timed(ask, texts, clock) for _ in range(n)]
            figures += [
                statistics.median(statistics.median(taken) for taken in rounds),
                statistics.median(taken[int(len(taken) * 0.99)] for taken in rounds),
            ]
        print(
            f"{kind:24} p50 {figures[0]:6.1f} ms   p99 {figures[1]:6.1f} ms   "
            f"of a processor {figures[2]:6.1f} {figures[3]:6.1f}",
            flush=True,
        )
    for kind, text in hard_queries(words).items():
        taken = min(timed(ask, [text], time.perf_counter)[0] for _ in range(n))
        warning = "  TOO LONG" if taken > _WORST_MS else ""
        print(f"{kind:24} best of {n} {taken:6.1f} ms{warning}", flush=True)


def straight(count: int, folder: Path, n: int) -> None:
    """Make an index without a store, search it, print; beside it tantivy alone."""
    words = Vocabulary()
    headlines: list[str] = []
    measured = min(count, _ANALYSED)
    alone = _Filled(folder / "alone", _plain_schema())
    for batch in in_batches(measured, Vocabulary()):
        alone.add([_plain(article) for article in batch])
    alone.finish()
    ours = _Filled(folder / "ours", make_schema())
    for batch in in_batches(measured, words):
        headlines += [one.content.title for one in batch[:10]]
        ours.add(document_of(article, place) for place, article in enumerate(batch))
    ours.add([Bookmark().document()])
    ours.finish(last=count == measured)
    for name, filled in (("ours", ours), ("tantivy alone", alone)):
        print(
            f"{name:14} {measured:,} articles, {filled.size:.0f} MB, {filled.seconds:.0f} s, of a "
            f"processor {filled.worked:.0f} s: {measured / filled.worked:,.0f} a second"
        )
    if count > measured:
        ours.add(further(count - measured, measured, words))
        ours.finish()
        print(f"{count:,} articles: {ours.size:.0f} MB")
    print(f"most memory of the process {_memory():.0f} MB", flush=True)
    ours.index.reload()
    report(in_index(Snapshot(ours.index.searcher(), ours.schema)), words, headlines, n)


def further(count: int, first: int, words: Vocabulary) -> Iterator[tantivy.Document]:
    """Yield *count* more articles made of paragraphs that were cut once: for size, not for speed.

    Each title is its own; a paragraph stands in some hundred articles.
    """
    pool = [channels(words.text(60)) for _ in range(_PARAGRAPHS)]
    for number in range(first, first + count):
        title = channels(words.text(8))
        document = tantivy.Document()
        for text in (title, title, title, title, *words.lots.sample(pool, 3)):
            for channel, terms in text._asdict().items():
                document.add_text(channel, terms)
        document.add_text("title", title.clitic)
        document.add_text("title_surface", title.surface)
        document.add_text("author", f"كاتب {number % 50}")
        document.add_text("category", f"قسم {number % 12}")
        document.add_text("language", "ar")
        document.add_text("source", "made-up")
        for column in ("high", "low", "twin", "place"):
            document.add_integer(column, number)
        document.add_integer("ordered_at", int(_BEGUN.timestamp()) + number * 60)
        yield document


class _Filled:
    """An index to be filled, and how long that took: by the clock, and of a processor."""

    def __init__(self, path: Path, schema: tantivy.Schema) -> None:
        path.mkdir()
        self.path, self.schema = path, schema
        self.index = tantivy.Index(schema, path=str(path))
        self.writer: Any = self.index.writer(_HEAP_BYTES, 1)
        self.seconds, self.worked, self._added = 0.0, 0.0, 0

    def add(self, documents: Iterable[tantivy.Document]) -> None:
        with self._counted():
            for document in documents:
                self.writer.add_document(document)
                self._added += 1
                if self._added % _COMMIT == 0:
                    self.writer.commit()

    def finish(self, *, last: bool = True) -> None:
        """Commit; after the *last* one wait for merges."""
        with self._counted():
            self.writer.commit()
            if last:
                self.writer.wait_merging_threads()

    @contextmanager
    def _counted(self) -> Iterator[None]:
        begun, worked = time.perf_counter(), time.process_time()
        yield
        self.seconds += time.perf_counter() - begun
        self.worked += time.process_time() - worked

    @property
    def size(self) -> float:
        """Megabytes."""
        return sum(file.stat().st_size for file in self.path.iterdir()) / 1e6


def _plain_schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("title")
    builder.add_text_field("body")
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    return builder.build()


def _plain(article: Article) -> tantivy.Document:
    document = tantivy.Document()
    document.add_text("title", article.content.title)
    document.add_text("body", article.content.content_html)
    document.add_text("id", str(article.id))
    return document


async def whole(count: int, folder: Path, n: int) -> None:
    """Fill a store, index it, search it as people do, print."""
    words = Vocabulary()
    headlines: list[str] = []
    database = Database.open(f"sqlite:///{folder / 'store.db'}")
    decisions: list[Publish | Correct] = []
    for number, decision in enumerate(made_up(count, words), 1):
        decisions.append(decision)
        if number % _BATCH == 0 or number == count:
            headlines += [one.article.content.title for one in decisions[:10]]
            await database.write(articles.save, decisions)
            decisions = []
    index = SearchIndex.open(folder / "search")
    begun = time.perf_counter()
    while await database.read(index.follow):
        pass
    seconds = time.perf_counter() - begun
    size = sum(file.stat().st_size for file in (folder / "search").iterdir()) / 1e6
    print(f"{count:,} articles indexed from the store in {seconds:.1f} s: {count / seconds:,.0f}/s")
    print(f"index {size:.0f} MB; most memory of the process {_memory():.0f} MB")

    def asked(tx: Transaction) -> None:
        report(lambda text: find(tx, index, parse(text, _BEGUN), limit=10), words, headlines, n)
        begun_so = [words.lots.choice(words.stems)[:size] for size in (2, 3, 4) for _ in range(60)]
        taken = timed(lambda text: suggest(tx, index, text), begun_so, time.thread_time)
        print(
            f"{'suggestions':24} p50 {statistics.median(taken):6.1f} ms   p99 {taken[-2]:6.1f} ms"
        )

    await database.read(asked)
    await database.close()


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--whole", action="store_true", help="through a store, as people search")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="where there is room (default: temporary)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        if options.whole:
            asyncio.run(whole(options.articles, Path(folder), options.rounds))
        else:
            straight(options.articles, Path(folder), options.rounds)


if __name__ == "__main__":
    main()
