"""What a query is made of: conditions on one article, joined by *all*, *either* and *not*.

Owns the types and their normal form; reads no text and looks at no article.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from barqiya.domain.query.days import Day

# The parts of the tree are not keyword-only: they are written and taken apart by place.


@dataclass(frozen=True, slots=True)
class Word:
    """A word as typed, in any spelling and with any clitics; of several parts, in a row."""

    text: str


@dataclass(frozen=True, slots=True)
class Prefix:
    """The beginning of a word, as typed, without the star."""

    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in a row, as typed."""

    text: str


@dataclass(frozen=True, slots=True)
class Titled:
    """A word, a beginning or a phrase in the title."""

    of: Word | Prefix | Phrase


@dataclass(frozen=True, slots=True)
class Author:
    """A person among whose names are all of *key* (``name_key``), in any order."""

    key: str


@dataclass(frozen=True, slots=True)
class Category:
    """The category *key* (``label_key``)."""

    key: str


@dataclass(frozen=True, slots=True)
class Tag:
    """The tag *key* (``label_key``)."""

    key: str


@dataclass(frozen=True, slots=True)
class Language:
    """The language *primary* (a primary BCP 47 subtag, whatever the region)."""

    primary: str


@dataclass(frozen=True, slots=True)
class Source:
    """The source whose name has *key* (``label_key``)."""

    key: str


@dataclass(frozen=True, slots=True)
class After:
    """Published on *day* or later: from its first moment on."""

    day: Day


@dataclass(frozen=True, slots=True)
class Before:
    """Published before *day*: up to its first moment."""

    day: Day


@dataclass(frozen=True, slots=True)
class Not:
    """What does not satisfy *of*."""

    of: "Expression"


@dataclass(frozen=True, slots=True)
class All:
    """What satisfies every one of *of*; without any, every article does."""

    of: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Either:
    """What satisfies any of *of* (two or more)."""

    of: tuple["Expression", ...]


Text = Word | Prefix | Phrase | Titled
Name = Author | Category | Tag | Language | Source
Leaf = Text | Name | After | Before
Expression = Leaf | Not | All | Either

EVERYTHING = All(())


def all_of(conditions: Iterable[Expression]) -> Expression:
    """Return what satisfies all of *conditions*, in normal form.

    Nothing stands twice, no *all* within *all*. Names of one field side by side are alternatives:
    two categories are wanted of either, for hardly an article bears both.
    """
    flat: list[Expression] = []
    for one in conditions:
        flat += one.of if isinstance(one, All) else (one,)
    once = tuple(dict.fromkeys(_with_names_joined(list(dict.fromkeys(flat)))))
    return once[0] if len(once) == 1 else All(once)


def either_of(conditions: Iterable[Expression]) -> Expression:
    """Return what satisfies any of *conditions* (one or more), in normal form."""
    flat: list[Expression] = []
    for one in conditions:
        flat += one.of if isinstance(one, Either) else (one,)
    once = tuple(dict.fromkeys(flat))
    return once[0] if len(once) == 1 else Either(once)


def none_of(condition: Expression) -> Expression:
    """Return what does not satisfy *condition*, in normal form."""
    return condition.of if isinstance(condition, Not) else Not(condition)


def leaves(expression: Expression, *, negated: bool = True) -> Iterator[Leaf]:
    """Yield the conditions of *expression* in order; without *negated*, only those wanted."""
    match expression:
        case All(of) | Either(of):
            for one in of:
                yield from leaves(one, negated=negated)
        case Not(of):
            if negated:
                yield from leaves(of)
        case _:
            yield expression


def _with_names_joined(flat: list[Expression]) -> Iterator[Expression]:
    for one in flat:
        if isinstance(one, Name):
            yield either_of(other for other in flat if type(other) is type(one))
        else:
            yield one
