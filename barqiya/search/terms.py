"""Queries and articles in the terms in which they meet. Owns what a condition on text means.

Both ways of answering a query, the index and :mod:`barqiya.search.matcher`, start here, so that
they mean the same. Knows no index.

A word is there in any spelling and with any clitics. The parts of one word («covid-19») and the
words of a phrase stand in a row, within one text: the title, an author's name, the body.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from barqiya.domain.article import Article
from barqiya.domain.folding import fold_hamza
from barqiya.domain.query import All, Either, Expression, Not, Phrase, Prefix, Titled, Word
from barqiya.search import analysis
from barqiya.search.wanted import texts_of

_LONGEST_ROW = 32  # words of a phrase that are looked at
_SHORTEST_BEGINNING = 2  # letters left of a beginning without its article
_KEPT = 1 << 12

Row = tuple[str, ...]
"""Words that stand in a row, each without its clitics."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """How a word may begin: as spelled, with *surface*; without its clitics, with one of these."""

    surface: str
    clitics: tuple[str, ...]


@lru_cache(maxsize=_KEPT)
def row(text: str) -> Row:
    """Return the words of *text*, which a query asks for in a row: one at least."""
    return tuple(word.clitic for word in analysis.words(text)[:_LONGEST_ROW])


@lru_cache(maxsize=_KEPT)
def beginning(text: str) -> Beginning | Row:
    """Return how a word begins that *text* is the beginning of.

    Letters of two scripts are two words: then *text* is as good as a phrase.
    """
    cut = analysis.words(text)
    if len(cut) > 1:
        return row(text)
    surface = cut[0].surface
    # «المدر*» is meant to find «مدرسة» as well.
    without = surface.removeprefix("ال")
    clitics = [surface, *([without] if len(without) >= _SHORTEST_BEGINNING else [])]
    hamzas_off = [bare for one in clitics if len(bare := fold_hamza(one)) >= _SHORTEST_BEGINNING]
    return Beginning(surface=surface, clitics=tuple(dict.fromkeys(clitics + hamzas_off)))


def telling(expression: Expression) -> Expression:
    """Return *expression* without the stop words that stand beside words that tell more.

    Where nothing else is wanted they are what is wanted; in phrases and exclusions they stay.
    """
    match expression:
        case All(of):
            kept = [telling(one) for one in of]
            if any(_tells(one) for one in kept):
                kept = [one for one in kept if not (isinstance(one, Word) and _is_stop(one))]
            return kept[0] if len(kept) == 1 else All(tuple(kept))
        case Either(of):
            return Either(tuple(telling(one) for one in of))
        case Not(of):
            return Not(telling(of))
        case _:
            return expression


def _tells(expression: Expression) -> bool:
    match expression:
        case Word():
            return not _is_stop(expression)
        case Phrase() | Prefix() | Titled():
            return True
        case All(of) | Either(of):
            return any(_tells(one) for one in of)
        case _:
            return False


def _is_stop(word: Word) -> bool:
    return all(one.stop for one in analysis.words(word.text))


class ArticleTerms:
    """One article as queries see it."""

    def __init__(self, article: Article) -> None:
        self.article = article

    @cached_property
    def _texts(self) -> list[list[analysis.Word]]:
        # Not before somebody asks: most channels look at no word.
        return [analysis.words(text) for text in texts_of(self.article)]

    @cached_property
    def _clitics(self) -> list[Row]:
        return [tuple([word.clitic for word in text]) for text in self._texts]

    @cached_property
    def _places(self) -> dict[str, list[tuple[int, int]]]:
        places: dict[str, list[tuple[int, int]]] = {}
        for number, text in enumerate(self._clitics):
            for place, clitic in enumerate(text):
                places.setdefault(clitic, []).append((number, place))
        return places

    def holds(self, wanted: Row, *, titled: bool = False) -> bool:
        """Return whether *wanted* stands in a row in a text, that of the title where *titled*."""
        if len(wanted) == 1 and not titled:
            return wanted[0] in self._places
        return any(
            self._clitics[number][place : place + len(wanted)] == wanted
            for number, place in self._places.get(wanted[0], ())
            if not (titled and number)
        )

    def begins(self, wanted: Beginning, *, titled: bool = False) -> bool:
        """Return whether a word begins with *wanted*, one of the title if *titled*."""
        surfaces, clitics = self._title_beginnings if titled else self._beginnings
        return wanted.surface in surfaces or any(one in clitics for one in wanted.clitics)

    def words(self, *, titled: bool = False) -> Iterator[analysis.Word]:
        """Yield the words of the title, and unless *titled* of all other texts, in order."""
        for text in self._texts[:1] if titled else self._texts:
            yield from text

    @property
    def beginnings(self) -> frozenset[str]:
        """All that any word begins with, as spelled or without its clitics."""
        surfaces, clitics = self._beginnings
        return surfaces | clitics

    @cached_property
    def _beginnings(self) -> "_Beginnings":
        return _beginnings_of(set(self.words()))

    @cached_property
    def _title_beginnings(self) -> "_Beginnings":
        return _beginnings_of(set(self.words(titled=True)))


_Beginnings = tuple[frozenset[str], frozenset[str]]


def _beginnings_of(words: set[analysis.Word]) -> _Beginnings:
    surfaces, clitics = {word.surface for word in words}, {word.clitic for word in words}
    return _all_beginnings(surfaces), _all_beginnings(clitics)


def _all_beginnings(words: set[str]) -> frozenset[str]:
    return frozenset(word[:end] for word in words for end in range(1, len(word) + 1))
