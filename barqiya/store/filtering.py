"""What a query without words asks of the rows of ``articles``. Runs no query but for names."""

from typing import assert_never

from sqlalchemy import ColumnElement, and_, exists, false, func, not_, or_, select, true

from barqiya.domain.folding import label_key
from barqiya.domain.query import (
    After,
    All,
    Author,
    Before,
    Category,
    Either,
    Expression,
    Language,
    Leaf,
    Name,
    Not,
    Query,
    Source,
    Tag,
)
from barqiya.store.database import Transaction
from barqiya.store.rows import NameKind
from barqiya.store.schema import article_names, articles, names

Condition = ColumnElement[bool]


def condition(tx: Transaction, query: Query) -> Condition:
    """Return the condition on ``articles`` that *query* sets.

    Raises ``ValueError`` where it asks for words, which only the search index knows, or for dates
    without having been asked at a moment.
    """
    return _Filter(tx, query).of(query.wanted)


class _Filter:
    def __init__(self, tx: Transaction, query: Query) -> None:
        self._tx = tx
        self._query = query

    def of(self, expression: Expression) -> Condition:
        match expression:
            case All(of):
                return and_(true(), *(self.of(one) for one in of))
            case Either(of):
                return or_(false(), *(self.of(one) for one in of))
            case Not(of):
                return not_(self.of(of))
            case _:
                return self._leaf(expression)

    def _leaf(self, leaf: Leaf) -> Condition:
        match leaf:
            case After(day):
                return articles.c.ordered_at >= self._query.begins(day)
            case Before(day):
                return articles.c.ordered_at < self._query.begins(day)
            case Author() | Category() | Tag() | Language() | Source():
                return self._name(leaf)
            case _:
                raise ValueError(f"the store knows no words: {self._query}")

    def _name(self, name: Name) -> Condition:
        match name:
            case Author(key):
                return _borne("author", _authors(key))
            case Category(key):
                return _borne("category", article_names.c.key == key)
            case Tag(key):
                return _borne("tag", article_names.c.key == key)
            case Language(primary):
                # A tag with subtags begins with the primary one and a hyphen: "ar" of "ar-EG".
                tag = func.lower(func.replace(articles.c.language, "_", "-"))
                return (tag + "-").startswith(f"{primary}-")
            case Source(key):
                return articles.c.source.in_([s for s in self._sources() if label_key(s) == key])
            case _:
                assert_never(name)

    def _sources(self) -> list[str]:
        """Return the names of all sources, each found behind the one before it in the index."""
        found: list[str] = []
        wanted = select(func.min(articles.c.source))
        while (source := self._tx.execute(wanted).scalar()) is not None:
            found.append(source)
            wanted = select(func.min(articles.c.source)).where(articles.c.source > source)
        return found


def _borne(kind: NameKind, key: Condition) -> Condition:
    borne = (article_names.c.article_id == articles.c.id) & (article_names.c.kind == kind)
    return exists().where(borne & key)


def _authors(key: str) -> Condition:
    """Return the condition that an author bears all the names of *key*, in any order."""
    spaced = " " + names.c.key + " "
    parts = [spaced.contains(f" {part} ", autoescape=True) for part in key.split()]
    bearers = select(names.c.key).where(names.c.kind == "author", *parts)
    return article_names.c.key.in_(bearers)
