"""From a query to the articles that answer it, with what shows why. Owns the order of the steps."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from barqiya.domain.article import Article
from barqiya.domain.query import Query
from barqiya.search.analysis import Word, runs_of_letters, words
from barqiya.search.index import BrokenIndexError, SearchIndex, Snapshot
from barqiya.search.repair import Repair, repaired
from barqiya.search.snippets import Run, marked, snippet
from barqiya.search.wanted import Wanted, body_of, texts_of, wanted_by
from barqiya.store import Transaction, articles

# A search waits so long for the index to take in what was committed a moment ago.
_PATIENCE_SECONDS = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An article that was found: its *title* and the best place of its text, words found marked."""

    article: Article
    title: tuple[Run, ...]
    snippet: tuple[Run, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """One page of an answer. *total* counts all pages.

    *repairs* are the words that no article holds and what was searched for instead; *behind* is
    how many changes the index has still to take in: more than 0 while it is being made anew.
    """

    total: int
    hits: tuple[Hit, ...]
    repairs: tuple[Repair, ...] = ()
    behind: int = 0


def find(
    tx: Transaction, index: SearchIndex, query: Query, *, limit: int, offset: int = 0
) -> Results:
    """Return the page of *limit* articles from *offset* that answer *query*, best first.

    A query without words is answered by the store, newest first. Words that the archive does not
    know in any form are mended where one edit makes them known. Never raises for anything that a
    person can type; waits up to a second for changes that the index has not taken in yet.
    """
    limit, offset = max(0, limit), max(0, offset)
    if not query.has_text:
        return _latest(tx, query, limit, offset)
    behind = index.catch_up(tx, _PATIENCE_SECONDS)
    try:
        return _search(tx, index.snapshot(), query, limit, offset, behind)
    except BrokenIndexError as error:
        index.discard(str(error))
        behind = index.catch_up(tx, _PATIENCE_SECONDS)
        return _search(tx, index.snapshot(), query, limit, offset, behind)


def _latest(tx: Transaction, query: Query, limit: int, offset: int) -> Results:
    newest = articles.latest(tx, query, limit=limit, offset=offset)
    hits = tuple(_hit(article, ()) for article in newest)
    return Results(total=articles.count(tx, query), hits=hits)


def _search(  # noqa: PLR0913, PLR0917 - the steps of one search share their circumstances
    tx: Transaction, snapshot: Snapshot, query: Query, limit: int, offset: int, behind: int
) -> Results:
    wanted, mended = _mended(wanted_by(query), snapshot)
    found = snapshot.search(query, wanted, limit=limit, offset=offset)
    there = articles.get_many(tx, found.ids)
    return Results(
        total=found.total,
        hits=tuple(_hit(article, wanted.shown) for article in there),
        repairs=_repairs(query, mended, there),
        behind=behind,
    )


def _mended(wanted: Wanted, snapshot: Snapshot) -> tuple[Wanted, dict[Word, Word]]:
    """Return *wanted* with unknown words mended, and which became which."""
    mended: dict[Word, Word] = {}
    for word in wanted.words:
        if snapshot.knows(word):
            continue
        better = repaired(word, snapshot.frequency)
        if better is not None:
            mended[word] = better
    meant = tuple(dict.fromkeys(mended.get(word, word) for word in wanted.words))
    return replace(wanted, words=meant), mended


def _repairs(query: Query, mended: dict[Word, Word], there: list[Article]) -> tuple[Repair, ...]:
    """Return the repairs as people spell the words, not as we fold them: as the best hit does."""
    if not mended:
        return ()
    runs = [run[0] for one in query.loose for run in runs_of_letters(one)]
    typed = {word: run for run in runs for word in words(run)}
    return tuple(
        Repair(typed=typed[slip], used=next(_spellings_of(used, there), used.surface))
        for slip, used in mended.items()
    )


def _spellings_of(used: Word, there: list[Article]) -> Iterator[str]:
    for article in there:
        for text in texts_of(article):
            for run in runs_of_letters(text):
                if any(word.clitic == used.clitic for word in words(run[0])):
                    yield run[0]


def _hit(article: Article, shown: tuple[Word, ...]) -> Hit:
    return Hit(
        article=article,
        title=marked(article.content.title, shown),
        snippet=snippet(body_of(article), shown),
    )
