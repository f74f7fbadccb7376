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


def matches(query: Query, article: Article) -> bool:
    """Return whether *article* satisfies *query*: all of its words, phrases and filters.

    Raises ``ValueError`` for a query with dates that was not asked at a moment.
    """
    return holds(telling(query.wanted), ArticleTerms(article), query.begins)


def holds(expression: Expression, terms: ArticleTerms, begins: Begins) -> bool:
    """Return whether the article with *terms* satisfies *expression*, stop words included."""
    match expression:
        case All(of):
            return all(holds(one, terms, begins) for one in of)
        case Either(of):
            return any(holds(one, terms, begins) for one in of)
        case Not(of):
            return not holds(of, terms, begins)
        case _:
            return _has(expression, terms, begins)


def _has(leaf: Leaf, terms: ArticleTerms, begins: Begins) -> bool:
    match leaf:
        case Titled(of):
            return terms.has(wanted_of(of), titled=True)
        case Word() | Phrase() | Prefix():
            return terms.has(wanted_of(leaf))
        case After(day):
            return terms.article.ordered_at >= begins(day)
        case Before(day):
            return terms.article.ordered_at < begins(day)
        case _:
            return _bears(leaf, terms.article)


def wanted_of(text: Word | Phrase | Prefix) -> Row | Beginning:
    """Return what *text* wants of the words of an article."""
    return beginning(text.text) if isinstance(text, Prefix) else row(text.text)


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
