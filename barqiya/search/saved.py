"""Which of very many saved queries want one article. Owns an index of queries; keeps no article.

Each query waits under a few terms of which an article that satisfies it must hold one: a word, an
author's name, a category. A new article wakes only the queries that wait under its own terms, and
they alone are matched, as :mod:`barqiya.search.matcher` matches.
"""

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, partial
from typing import Generic, TypeVar

from barqiya.domain.article import Article
from barqiya.domain.folding import label_key
from barqiya.domain.query import (
    All,
    Author,
    Category,
    Either,
    Expression,
    Language,
    Phrase,
    Prefix,
    Query,
    Source,
    Tag,
    Titled,
    Word,
    begins,
    primary_language,
)
from barqiya.search.matcher import Check, check_of, wanted_of
from barqiya.search.terms import ArticleTerms, Beginning, Row, telling

K = TypeVar("K", bound=Hashable)

Anchor = tuple[str, str]
"""A kind of term and the term: ``("word", "كتاب")``."""

# How many articles hold such a term, roughly and beside one another: the rarest makes the anchor.
_COMMON = {
    "author": 1,
    "tag": 1,
    "title": 1,
    "word": 2,
    "begins": 10,
    "category": 20,
    "source": 50,
    "language": 100,
}
_TELLING_LENGTH = 5  # letters from which on a word's length says nothing of how rare it is


@dataclass(slots=True, eq=False)
class _Saved(Generic[K]):
    """One thing that is wanted, and who wants it."""

    wanted: Expression
    check: Check
    anchors: tuple[Anchor, ...] | None
    keys: set[K] = field(default_factory=set)


class SavedQueries(Generic[K]):
    """Queries by keys of the caller's. Equal queries are kept once, whoever saved them."""

    def __init__(self) -> None:
        self._by_key: dict[K, _Saved[K]] = {}
        self._by_wanted: dict[Expression, _Saved[K]] = {}
        self._waiting: dict[Anchor, set[_Saved[K]]] = {}
        self._restless: set[_Saved[K]] = set()  # without an anchor: looked at for every article

    def __len__(self) -> int:
        return len(self._by_key)

    def add(self, key: K, query: Query) -> None:
        """Save *query* under *key*, in place of what was saved under it."""
        self.remove(key)
        saved = self._by_wanted.get(query.wanted) or self._take_in(query.wanted)
        saved.keys.add(key)
        self._by_key[key] = saved

    def remove(self, key: K) -> None:
        """Forget what is saved under *key*, if anything is."""
        saved = self._by_key.pop(key, None)
        if saved is None:
            return
        saved.keys.remove(key)
        if saved.keys:
            return
        del self._by_wanted[saved.wanted]
        self._restless.discard(saved)
        for anchor in saved.anchors or ():
            waiting = self._waiting[anchor]
            waiting.remove(saved)
            if not waiting:
                del self._waiting[anchor]

    def wanting(self, article: Article, now: datetime) -> set[K]:
        """Return the keys of the queries that *article* satisfies, each asked at *now* (aware)."""
        terms = ArticleTerms(article)
        awake = set(self._restless)
        for anchor in _anchors_in(terms):
            awake.update(self._waiting.get(anchor, ()))
        asked = cache(partial(begins, now=now))  # many ask of the same few days
        found: set[K] = set()
        for saved in awake:
            if saved.check(terms, asked):
                found |= saved.keys
        return found

    def _take_in(self, wanted: Expression) -> _Saved[K]:
        anchors = _anchors_of(telling(wanted), self._load)
        saved = _Saved[K](wanted, check_of(wanted), anchors)
        self._by_wanted[wanted] = saved
        if anchors is None:
            self._restless.add(saved)
        for anchor in anchors or ():
            self._waiting.setdefault(anchor, set()).add(saved)
        return saved

    def _load(self, anchor: Anchor) -> int:
        return len(self._waiting.get(anchor, ()))


def _anchors_of(wanted: Expression, load: Callable[[Anchor], int]) -> tuple[Anchor, ...] | None:
    """Return terms of which every article that satisfies *wanted* holds one, as rare as may be.

    ``None`` where there are no such terms: what asks for dates, for everything, or for the absence
    of something.
    """
    match wanted:
        case All(of):
            each = [anchors for one in of if (anchors := _anchors_of(one, load)) is not None]
            return min(each, key=lambda anchors: _cost(anchors, load), default=None)
        case Either(of):
            together: dict[Anchor, None] = {}
            for one in of:
                anchors = _anchors_of(one, load)
                if anchors is None:
                    return None
                together.update(dict.fromkeys(anchors))
            return tuple(together)
        case Titled(of):
            return _text_anchors(wanted_of(of), "title", load)
        case Word() | Phrase() | Prefix():
            return _text_anchors(wanted_of(wanted), "word", load)
        case _:
            return _name_anchors(wanted, load)


def _cost(anchors: tuple[Anchor, ...], load: Callable[[Anchor], int]) -> tuple[int, int]:
    return sum(_COMMON[kind] for kind, _ in anchors), sum(map(load, anchors))


def _text_anchors(
    wanted: Row | Beginning, kind: str, load: Callable[[Anchor], int]
) -> tuple[Anchor, ...]:
    if isinstance(wanted, Beginning):
        return tuple(dict.fromkeys(("begins", one) for one in (wanted.surface, *wanted.clitics)))
    anchors = [(kind, word) for word in wanted]
    # Short words are common ones; of long ones, what few queries ask for.
    return (min(anchors, key=lambda a: (-min(len(a[1]), _TELLING_LENGTH), load(a))),)


def _name_anchors(wanted: Expression, load: Callable[[Anchor], int]) -> tuple[Anchor, ...] | None:
    match wanted:
        case Author(key):
            return (min((("author", part) for part in key.split()), key=load),)
        case Category(key):
            return (("category", key),)
        case Tag(key):
            return (("tag", key),)
        case Source(key):
            return (("source", key),)
        case Language(primary):
            return (("language", primary),)
        case _:
            return None


def _anchors_in(terms: ArticleTerms) -> Iterator[Anchor]:
    """Yield all that a query on this article can wait under; some twice."""
    content = terms.article.content
    for author in content.authors:
        yield from (("author", part) for part in author.key.split())
    yield from (("category", label.key) for label in content.categories)
    yield from (("tag", label.key) for label in content.tags)
    yield "source", label_key(terms.article.source)
    yield "language", primary_language(content.language)
    yield from (("title", clitic) for clitic in {word.clitic for word in terms.words(titled=True)})
    yield from (("word", clitic) for clitic in {word.clitic for word in terms.words()})
    yield from (("begins", beginning) for beginning in terms.beginnings)
