"""From a query to the articles that answer it, with what shows why. Owns the order of the steps."""

from dataclasses import dataclass, field, replace
from itertools import chain

from barqiya.domain.article import Article
from barqiya.domain.query import Query
from barqiya.search.abreast import asked_of, is_for_store
from barqiya.search.addressed import pasted
from barqiya.search.index import SearchIndex, Snapshot
from barqiya.search.index.ranking import ALIKE_WORDS
from barqiya.search.likeness import Shown
from barqiya.search.repair import Effort, Mended, mend
from barqiya.search.results import Hit, Instead, Results
from barqiya.search.snippets import marked, snippet
from barqiya.search.spelling import repairs_as_spelled, typed_instead
from barqiya.search.wanted import body_of, softened, wanted_by
from barqiya.search.wider import wider
from barqiya.store import Transaction, articles


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What part of an answer is wanted, and whether and how hard words may be mended."""

    limit: int
    offset: int
    exactly: bool
    effort: Effort = field(default_factory=Effort)


def find(  # noqa: PLR0913 - what is asked, of what, and how much of the answer
    tx: Transaction,
    index: SearchIndex,
    query: Query,
    *,
    limit: int,
    offset: int = 0,
    exactly: bool = False,
) -> Results:
    """Return the page of *limit* articles from *offset* that answer *query*, best first.

    What asks for no words is answered newest first, and the address of an article with that
    article. Words that the archive does not
    know in any form are mended (:func:`barqiya.search.repair.mend`), unless what was typed is meant
    *exactly*. Where nothing answers, the nearest question that something does comes with it. Never
    raises for anything that a person can type; waits up to a second for changes that the index has
    not taken in yet, and not at all for so many that a second would change nothing.
    """
    page = Page(limit=max(0, limit), offset=max(0, offset), exactly=exactly)
    results, behind = asked_of(tx, index, lambda snapshot: _answer(tx, snapshot, query, page))
    return replace(results, behind=behind)


def _answer(tx: Transaction, snapshot: Snapshot, query: Query, page: Page) -> Results:
    at_address = [one for one in pasted(tx, query) if snapshot.holds(one.id)]
    if at_address:
        return _whole(at_address, page)
    results = _direct(tx, snapshot, query, page)
    if results.total and not results.alike:
        return results
    return replace(results, instead=_instead(tx, snapshot, query, page))


def _whole(there: list[Article], page: Page) -> Results:
    shown = there[page.offset : page.offset + page.limit]
    return Results(total=len(there), hits=tuple(_hit(one, Shown(())) for one in shown))


def _direct(tx: Transaction, snapshot: Snapshot, query: Query, page: Page) -> Results:
    if query.has_text:
        return _search(tx, snapshot, query, page)
    return _latest(tx, snapshot, query, page)


def _instead(tx: Transaction, snapshot: Snapshot, query: Query, page: Page) -> Instead | None:
    wide = (replace(query, wanted=one, notes=()) for one in wider(query.wanted, snapshot))
    page_of_near = replace(page, offset=0, exactly=False)
    for near in chain([query] if page.exactly else [], wide):
        results = _direct(tx, snapshot, near, page_of_near)
        if results.total and not results.alike:
            text = typed_instead(near, results)
            return Instead(text=text, total=results.total, hits=results.hits)
    return None


def _latest(tx: Transaction, snapshot: Snapshot, query: Query, page: Page) -> Results:
    if is_for_store(query):
        newest = articles.latest(tx, query, limit=page.limit, offset=page.offset)
        total = articles.count(tx, query)
    else:
        found = snapshot.newest(query, limit=page.limit, offset=page.offset)
        newest, total = articles.get_many(tx, found.ids), found.total
    return Results(total=total, hits=tuple(_hit(article, Shown(())) for article in newest))


def _search(tx: Transaction, snapshot: Snapshot, query: Query, page: Page) -> Results:
    asked = softened(query)
    typed = wanted_by(asked)
    if page.exactly and typed.words and not any(map(snapshot.knows, typed.words)):
        return Results(total=0, hits=())  # what has most of their letters is not what was typed
    mended = (
        Mended(words=typed.words)
        if page.exactly
        else mend(query, typed.words, snapshot, page.effort)
    )
    wanted = replace(typed, words=mended.words)
    found = snapshot.search(asked, wanted, limit=page.limit, offset=page.offset)
    there = articles.get_many(tx, found.ids)
    unknown = [word for word in mended.words if word in mended.unknown][:ALIKE_WORDS]
    marks = Shown((w for w in wanted.shown if w not in mended.unknown), unknown)
    hits = tuple(_hit(article, marks) for article in there)
    return Results(
        total=found.total,
        hits=hits,
        repairs=repairs_as_spelled(mended, hits),
        alike=found.total > 0 and _none_is_known(mended),
    )


def _none_is_known(mended: Mended) -> bool:
    # Where no loose word is wanted, what is found holds its phrases and alternatives.
    return bool(mended.words) and mended.unknown.issuperset(mended.words)


def _hit(article: Article, shown: Shown) -> Hit:
    return Hit(
        article=article,
        title=marked(article.content.title, shown),
        snippet=snippet(body_of(article), shown),
    )
