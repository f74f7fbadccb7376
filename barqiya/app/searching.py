"""The one search, fitted to the chat and to the search page. Knows no words of its own."""

from datetime import datetime

from barqiya.domain.article import Article
from barqiya.domain.publication import Publication
from barqiya.domain.query import Query, parse
from barqiya.search import Results, SearchIndex, SeeAlso, find, newest, related, suggest
from barqiya.store import Transaction
from bot.context import Search as ChatSearch
from feeds.pages.rendering import Related, SearchHit, SearchPage, Suggest
from feeds.pages.rendering import Search as PageSearch
from feeds.representation import Newest


def for_chat(index: SearchIndex) -> ChatSearch:
    """Return the search that the bot's handlers call."""

    def search(tx: Transaction, query: Query, limit: int, offset: int, *, exactly: bool) -> Results:
        return find(tx, index, query, limit=limit, offset=offset, exactly=exactly)

    return search


def for_pages(index: SearchIndex, publication: Publication) -> PageSearch:
    """Return the search behind the search page."""

    def search(tx: Transaction, text: str, limit: int, offset: int) -> SearchPage:
        query = parse(text, datetime.now(publication.timezone), required=True)
        results = find(tx, index, query, limit=limit, offset=offset)
        hits = tuple(
            SearchHit(
                article=hit.article,
                snippet=tuple((run.text, run.marked) for run in hit.snippet),
            )
            for hit in results.hits
        )
        return SearchPage(
            total=results.total,
            hits=hits,
            note=_note(results, publication),
            notes=query.notes,
            exactly=results.as_typed(text),
        )

    return search


def for_feeds(index: SearchIndex) -> Newest:
    """Return what finds the newest articles for the feed of any query."""

    def find_newest(tx: Transaction, query: Query, limit: int) -> list[Article]:
        return newest(tx, index, query, limit=limit)

    return find_newest


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


def _note(results: Results, publication: Publication) -> str | None:
    rtl = publication.direction == "rtl"
    said = []
    if results.repairs and rtl:
        pairs = "، ".join(f"«{repair.used}» بدل «{repair.typed}»" for repair in results.repairs)
        said.append(f"بحثنا عن {pairs}")
    elif results.repairs:
        pairs = ", ".join(f"“{repair.used}” for “{repair.typed}”" for repair in results.repairs)
        said.append(f"Searched for {pairs}")
    if results.instead:
        text = results.instead.text
        said.append(f"والأقرب أن تبحث عن: {text}" if rtl else f"The nearest to search for: {text}")
    if results.behind:
        said.append(
            "ما زلنا نرتّب الأرشيف للبحث، فقد تجد أكثر بعد قليل"
            if rtl
            else "The archive is still being prepared for the search: there may be more soon"
        )
    return ". ".join(said) or None
