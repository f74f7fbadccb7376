"""From a query to the articles that answer it, with what shows why. Owns the order of the steps."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from barqiya.domain.article import Article
from barqiya.domain.query import Query
from barqiya.search.analysis import Word, words
from barqiya.search.index import BrokenIndexError, SearchIndex, Snapshot
from barqiya.search.likeness import Shown
from barqiya.search.repair import Mended, Repair, mend
from barqiya.search.snippets import Run, marked, snippet
from barqiya.search.wanted import body_of, softened, wanted_by
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

    *repairs* are the words that no article holds and what was searched for instead; a word in
    quotation marks is never mended. *behind* is how many changes the index has still to take in:
    more than 0 while it is being made anew.
    """

    total: int
    hits: tuple[Hit, ...]
    repairs: tuple[Repair, ...] = ()
    behind: int = 0

    def as_typed(self, text: str) -> str | None:
        """Return *text*, which was searched for, so that nothing in it is mended.

        ``None`` where nothing was mended.
        """
        if not self.repairs:
            return None
        for repair in self.repairs:
            text = text.replace(repair.typed, f'"{repair.typed}"')
        return text


def find(
    tx: Transaction, index: SearchIndex, query: Query, *, limit: int, offset: int = 0
) -> Results:
    """Return the page of *limit* articles from *offset* that answer *query*, best first.

    A query without words is answered by the store, newest first. Words that the archive does not
    know in any form are mended (:func:`barqiya.search.repair.mend`). Never raises for anything
    that a person can type; waits up to a second for changes that the index has not taken in yet.
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
    hits = tuple(_hit(article, Shown(())) for article in newest)
    return Results(total=articles.count(tx, query), hits=hits)


def _search(  # noqa: PLR0913, PLR0917 - the steps of one search share their circumstances
    tx: Transaction, snapshot: Snapshot, query: Query, limit: int, offset: int, behind: int
) -> Results:
    asked = softened(query)
    mended = mend(query, wanted_by(asked).words, snapshot)
    wanted = replace(wanted_by(query), words=mended.words)
    found = snapshot.search(asked, wanted, limit=limit, offset=offset)
    there = articles.get_many(tx, found.ids)
    marks = Shown((w for w in wanted.shown if w not in mended.unknown), mended.unknown)
    hits = tuple(_hit(article, marks) for article in there)
    return Results(total=found.total, hits=hits, repairs=_as_spelled(mended, hits), behind=behind)


def _as_spelled(mended: Mended, hits: tuple[Hit, ...]) -> tuple[Repair, ...]:
    """Return the repairs as people spell the words, not as we fold them: as the best hit does."""
    return tuple(
        Repair(
            kind=repair.kind,
            typed=repair.typed,
            used=" ".join(
                next(_spellings_of(word, hits), word.surface) for word in words(repair.used)
            ),
        )
        for repair in mended.repairs
    )


def _spellings_of(used: Word, hits: tuple[Hit, ...]) -> Iterator[str]:
    for hit in hits:
        for run in (*hit.title, *hit.snippet):
            if run.marked and any(word.clitic == used.clitic for word in words(run.text)):
                yield run.text


def _hit(article: Article, shown: Shown) -> Hit:
    return Hit(
        article=article,
        title=marked(article.content.title, shown),
        snippet=snippet(body_of(article), shown),
    )
