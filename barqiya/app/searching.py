"""The one search, fitted to the chat and to the search page. Knows no words of its own."""

from collections.abc import Iterable
from datetime import datetime

from barqiya.domain.article import Article
from barqiya.domain.publication import Publication
from barqiya.domain.query import Query, parse
from barqiya.search import (
    Hit,
    Results,
    SearchIndex,
    SeeAlso,
    find,
    related,
    suggest,
)
from barqiya.store import Transaction
from bot.context import Search as ChatSearch
from feeds.pages.rendering import Related, SearchHit, SearchPage, Suggest
from feeds.pages.rendering import Search as PageSearch


def for_chat(index: SearchIndex) -> ChatSearch:
    """Return the search that the bot's handlers call."""

    def search(tx: Transaction, query: Query, limit: int, offset: int, *, exactly: bool) -> Results:
        return find(tx, index, query, limit=limit, offset=offset, exactly=exactly)

    return search


def for_pages(index: SearchIndex, publication: Publication) -> PageSearch:
    """Return the search behind the search page."""

    def search(tx: Transaction, text: str, limit: int, offset: int) -> SearchPage:
        now = datetime.now(publication.timezone)
        query = parse(text, now, required=True)
        results = find(tx, index, query, limit=limit, offset=offset)
        instead = results.instead
        # What has only the letters of the words is near, and no answer.
        hits, near = ((), results.hits) if results.alike else (results.hits, ())
        near = instead.hits if instead else near
        return SearchPage(
            total=0 if results.alike else results.total,
            hits=_shown(hits),
            notes=query.notes,
            repairs=tuple((one.typed, one.used) for one in results.repairs),
            exactly=results.as_typed(text),
            nearest=_shown(near),
            preparing=results.behind > 0,
            instead=(instead.text,) if instead else (),
        )

    return search


def related_for_all(index: SearchIndex) -> Related:
    """Return what puts other articles below an article, in the chat and on its page."""

    def beside(tx: Transaction, article: Article) -> tuple[SeeAlso, ...]:
        return related(tx, index, article)

    return beside


def suggest_for_pages(index: SearchIndex) -> Suggest:
    """Return what completes a text that is being typed."""

    def completed(tx: Transaction, text: str) -> list[dict[str, str]]:
        return [
            {"kind": one.kind.value, "text": one.text, "id": str(one.article.id)}
            for one in suggest(tx, index, text)
        ]

    return completed


def _shown(hits: Iterable[Hit]) -> tuple[SearchHit, ...]:
    return tuple(
        SearchHit(
            article=hit.article,
            snippet=tuple((run.text, run.marked) for run in hit.snippet),
        )
        for hit in hits
    )
