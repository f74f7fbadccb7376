"""Wider questions than one that nothing answers, the nearest to it first. Owns what is let go of.

First a name that nobody bears becomes the likest that somebody does; then what must hold is let go
of, what people are least sure of before what they are surest of; last, a word that no article
holds becomes the commonest that begins as it does.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from itertools import pairwise
from typing import Protocol

from barqiya.domain.query import (
    After,
    All,
    Author,
    Before,
    Category,
    Either,
    Expression,
    Language,
    Not,
    Phrase,
    Source,
    Tag,
    Text,
    Titled,
    Word,
    all_of,
    either_of,
    leaves,
)
from barqiya.search import analysis

_FIELDS: dict[type[Author | Category | Tag | Source], str] = {
    Author: "author",
    Category: "category",
    Tag: "tag",
    Source: "source",
}
_NAMES = 5000  # of one field that are compared
_COMPARED = 3  # names of one query
_ALIKE = 0.5  # of the pairs of letters, from which on two names may be the same
_SHORTEST = 3  # letters of a beginning that may still mean the word, and half of it
_BEGUN = 50  # words with one beginning that are looked at


class Archive(Protocol):
    """What is asked of the archive."""

    def beginning(self, channel: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        """Return up to *limit* terms that begin with *prefix*, each with its frequency."""

    def knows(self, word: analysis.Word) -> bool:
        """Return whether any article holds *word*, inflected or not."""


def wider(wanted: Expression, archive: Archive) -> Iterator[Expression]:
    """Yield questions that more articles may answer than *wanted*, each wider than the last."""
    steps: tuple[Callable[[Expression], Expression | None], ...] = (
        partial(_as_borne, archive=archive, compared={}),
        _untied,
        _undated,
        _unnamed,
        _unexcluded,
        partial(_begun, archive=archive),
    )
    now = wanted
    for step in steps:
        changed = _changed(now, step)
        if changed is None or not any(leaves(changed, negated=False)):
            return
        if changed != now:
            yield changed
        now = changed


def _changed(
    wanted: Expression, step: Callable[[Expression], Expression | None]
) -> Expression | None:
    """Return *wanted* with each of its conditions as *step* leaves it; ``None`` if none is left."""
    match wanted:
        case All(of):
            every = [new for one in of if (new := _changed(one, step)) is not None]
            return all_of(every) if every else None
        case Either(of):
            some = [new for one in of if (new := _changed(one, step)) is not None]
            return either_of(some) if some else None
        case _:
            return step(wanted)


def _as_borne(
    one: Expression, archive: Archive, compared: dict[Expression, None]
) -> Expression | None:
    if not isinstance(one, Author | Category | Tag | Source) or len(compared) == _COMPARED:
        return one
    compared[one] = None
    known = [key for key, _ in archive.beginning(_FIELDS[type(one)], "", _NAMES)]
    best = max(known, key=partial(_likeness, one.key), default=None)
    return type(one)(best) if best and _likeness(one.key, best) >= _ALIKE else one


def _untied(one: Expression) -> Expression | None:
    """Words need not stand in a row, nor in the title."""
    bare = one.of if isinstance(one, Titled) else one
    if not isinstance(bare, Phrase):
        return bare
    return all_of(Word(word) for word in analysis.letters_in(bare.text) if analysis.words(word))


def _undated(one: Expression) -> Expression | None:
    return None if isinstance(one, After | Before) else one


def _unnamed(one: Expression) -> Expression | None:
    return None if isinstance(one, Author | Category | Tag | Source | Language) else one


def _unexcluded(one: Expression) -> Expression | None:
    return None if isinstance(one, Not) else one


def _begun(one: Expression, archive: Archive) -> Expression | None:
    if not isinstance(one, Word):
        return one if isinstance(one, Text) else None
    cut = analysis.words(one.text)
    if len(cut) != 1 or archive.knows(cut[0]):
        return one
    surface = cut[0].surface
    article = len("ال") if surface.startswith("ال") else 0
    shortest = article + max(_SHORTEST, (len(surface) - article + 1) // 2)
    for end in range(len(surface) - 1, shortest - 1, -1):
        if there := archive.beginning("surface", surface[:end], _BEGUN):
            return Word(max(there, key=lambda term: term[1])[0])
    return None


def _likeness(typed: str, key: str) -> float:
    """Return how alike each word of *typed* is at least to one of *key*: from 0 to 1."""
    parts = key.split()
    best = [max(map(partial(_alike, one), parts), default=0.0) for one in typed.split()]
    return min(best, default=0.0)


def _alike(one: str, other: str) -> float:
    mine, theirs = _pairs(one), _pairs(other)
    return 2 * len(mine & theirs) / (len(mine) + len(theirs))


@lru_cache(maxsize=1 << 14)
def _pairs(word: str) -> frozenset[str]:
    padded = f" {word} "
    return frozenset(map("".join, pairwise(padded)))
