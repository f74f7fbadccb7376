"""Whether one article is what a query wants, without an index. For channels and subscriptions.

All of the words must be there, as in :mod:`barqiya.search.index.translation`, which means the same
of many articles. A search may be content with fewer.
"""

from collections.abc import Callable
from datetime import datetime
from typing import assert_never

from barqiya.domain.article import Article
from barqiya.domain.folding import label_key
from barqiya.domain.query import (
    After,
    All,
    Author,
    Before,
    Category,
    Day,
    Either,
    Expression,
    Language,
    Leaf,
    Name,
    Not,
    Phrase,
    Prefix,
    Query,
    Source,
    Tag,
    Titled,
    Word,
    primary_language,
)
from barqiya.search.terms import ArticleTerms, Beginning, Row, beginning, row, telling

Begins = Callable[[Day], datetime]
"""Which moment a day begins at, for the one who asks."""

Check = Callable[[ArticleTerms, Begins], bool]
"""Whether an article satisfies a query."""


def matches(query: Query, article: Article) -> bool:
    """Return whether *article* satisfies *query*: all of its words, phrases and filters.

    Raises ``ValueError`` for a query with dates that was not asked at a moment.
    """
    return check_of(query.wanted)(ArticleTerms(article), query.begins)


def check_of(wanted: Expression) -> Check:
    """Return what tells whether an article satisfies *wanted*: made once, asked of many."""
    return _check(telling(wanted))


def wanted_of(text: Word | Phrase | Prefix) -> Row | Beginning:
    """Return what *text* wants of the words of an article."""
    return beginning(text.text) if isinstance(text, Prefix) else row(text.text)


def _check(expression: Expression) -> Check:
    match expression:
        case All(of):
            every = tuple(_check(one) for one in of)
            return lambda terms, begins: all(one(terms, begins) for one in every)
        case Either(of):
            any_ = tuple(_check(one) for one in of)
            return lambda terms, begins: any(one(terms, begins) for one in any_)
        case Not(of):
            unwanted = _check(of)
            return lambda terms, begins: not unwanted(terms, begins)
        case _:
            return _leaf(expression)


def _leaf(leaf: Leaf) -> Check:
    match leaf:
        case Titled(of):
            return _text(wanted_of(of), titled=True)
        case Word() | Phrase() | Prefix():
            return _text(wanted_of(leaf), titled=False)
        case After(day):
            return lambda terms, begins: terms.article.ordered_at >= begins(day)
        case Before(day):
            return lambda terms, begins: terms.article.ordered_at < begins(day)
        case _:
            return lambda terms, _: _bears(leaf, terms.article)


def _text(wanted: Row | Beginning, *, titled: bool) -> Check:
    if isinstance(wanted, Beginning):
        return lambda terms, _: terms.begins(wanted, titled=titled)
    return lambda terms, _: terms.holds(wanted, titled=titled)


def _bears(name: Name, article: Article) -> bool:
    content = article.content
    match name:
        case Author(key):
            parts = set(key.split())
            return any(parts <= set(author.key.split()) for author in content.authors)
        case Category(key):
            return any(label.key == key for label in content.categories)
        case Tag(key):
            return any(label.key == key for label in content.tags)
        case Language(primary):
            return primary_language(content.language) == primary
        case Source(key):
            return label_key(article.source) == key
        case _:
            assert_never(name)
