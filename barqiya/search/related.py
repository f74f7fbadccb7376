"""What else to read beside an article. Owns the choice; knows nothing of how it is shown.

First what the source names in its "see also" box, then what is most alike by content. Never the
article itself, never one text twice, never one that is not in the index: retracted, that is.
"""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from barqiya.domain.article import Article, ArticleId, RelatedArticle
from barqiya.domain.folding import label_key
from barqiya.domain.query import Phrase, Query, Titled
from barqiya.errors import StoreError
from barqiya.search.addressed import known_at
from barqiya.search.analysis import words
from barqiya.search.index import BrokenIndexError, SearchIndex, Snapshot
from barqiya.search.wanted import body_of
from barqiya.store import Transaction, articles

_log = logging.getLogger(__name__)

_MOST = 6
_SAME_TITLE = 5  # articles of one title that are looked at
_TITLE_TIMES = 3
_LOOKED_AT = 20_000  # characters: the rest of a long text tells no more of what it is about
_SPARE = 6  # hits beyond what is wanted, for those that turn out to be the same text again


@dataclass(frozen=True, slots=True, kw_only=True)
class SeeAlso:
    """Another article: as the source *told* of it, or as we would. *id* where the store has it."""

    told: RelatedArticle
    id: ArticleId | None = None


def related(
    tx: Transaction, index: SearchIndex, article: Article, *, most: int = _MOST
) -> tuple[SeeAlso, ...]:
    """Return what to read beside *article*: all that its source names, and up to *most* in all.

    Where the index cannot be read just now, only what the source names.
    """
    named = article.content.related
    try:
        found = _related(tx, index.snapshot(), article, most)
    except BrokenIndexError as error:
        index.discard(str(error))
        found = ()
    except StoreError as error:
        _log.warning("%s", error)
        found = ()
    return found or tuple(SeeAlso(told=one) for one in named)


def _related(
    tx: Transaction, snapshot: Snapshot, article: Article, most: int
) -> tuple[SeeAlso, ...]:
    chosen: list[SeeAlso] = []
    taken, titles = {article.id}, {label_key(article.content.title)}
    for told in article.content.related:
        id_ = _named(tx, snapshot, told)
        if id_ == article.id or label_key(told.title) in titles:
            continue
        taken |= {id_} if id_ else set()
        titles.add(label_key(told.title))
        chosen.append(SeeAlso(told=told, id=id_))
    if len(chosen) < most:
        alike = snapshot.alike(_terms(article), article.id, limit=most + len(taken) + _SPARE)
        there = articles.get_many(tx, [id_ for id_ in alike if id_ not in taken])
        chosen += list(_apart(there, titles))[: most - len(chosen)]
    return tuple(chosen)


def _named(tx: Transaction, snapshot: Snapshot, told: RelatedArticle) -> ArticleId | None:
    """Return the published article that the source names, by its address, else by its title."""
    at_address = known_at(tx, told.url) if told.url else []
    in_title = Query(Titled(Phrase(told.title)))
    ids = () if not words(told.title) else snapshot.newest(in_title, limit=_SAME_TITLE).ids
    titled = [
        one
        for one in articles.get_many(tx, ids)
        if label_key(one.content.title) == label_key(told.title)
    ]
    candidates = [one.id for one in (*at_address, *titled)]
    return next((id_ for id_ in candidates if snapshot.holds(id_)), None)


def _terms(article: Article) -> dict[str, int]:
    """Return how often each word stands in *article*, without its clitics; titles count more."""
    often: dict[str, int] = {}
    title, body = words(article.content.title), words(body_of(article)[:_LOOKED_AT])
    for word in (*title * _TITLE_TIMES, *body):
        if not word.stop:
            often[word.clitic] = often.get(word.clitic, 0) + 1
    return often


def _apart(there: Iterable[Article], titles: set[str]) -> Iterator[SeeAlso]:
    seen = set(titles)
    for one in there:
        title = label_key(one.content.title)
        if title not in seen:
            seen.add(title)
            yield SeeAlso(told=_told_of(one), id=one.id)


def _told_of(article: Article) -> RelatedArticle:
    content = article.content
    return RelatedArticle(
        title=content.title,
        author=content.authors[0].name if content.authors else None,
        category=content.categories[0].name if content.categories else None,
        published_on=content.published_at.date() if content.published_at else None,
        url=content.url,
    )
