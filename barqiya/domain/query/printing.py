"""A query as text again: one text for all the ways to type it, which parses to the same again."""

import re
from collections.abc import Mapping
from functools import partial

from barqiya.domain.query.scanning import is_either
from barqiya.domain.query.tree import (
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
    Phrase,
    Prefix,
    Source,
    Tag,
    Titled,
    Word,
)

_BARE = re.compile(r"\w+")


def printed(expression: Expression, language: str = "en") -> str:
    """Return *expression* as a person could type it, the names of its fields in *language*.

    That is ``ar`` or ``en``; it parses to the same in both.
    """
    say = partial(printed, language=language)
    match expression:
        case All(of):
            # OR binds closer than a space does: alternatives within need no parentheses.
            return " ".join(map(say, of))
        case Either(of):
            return " OR ".join(f"({say(o)})" if isinstance(o, All) else say(o) for o in of)
        case Not(All() | Either() as of):
            return f"-({say(of)})"
        case Not(of):
            return f"-{say(of)}"
        case _:
            return _leaf(expression, _FIELDS[language])


def _leaf(leaf: Leaf, fields: Mapping[type[Leaf], str]) -> str:
    match leaf:
        case Titled(of):
            return f"{fields[Titled]}:{_leaf(of, fields)}"
        case Word(text):
            return text
        case Prefix(text):
            return f"{text}*"
        case Phrase(text):
            return f'"{text}"'
        case _:
            return f"{fields[type(leaf)]}:{_value(leaf)}"


_FIELDS: dict[str, dict[type[Leaf], str]] = {
    "en": {
        Author: "author",
        Category: "category",
        Tag: "tag",
        Source: "source",
        Language: "lang",
        After: "after",
        Before: "before",
        Titled: "title",
    },
    "ar": {
        Author: "كاتب",
        Category: "قسم",
        Tag: "وسم",
        Source: "مصدر",
        Language: "لغة",
        After: "بعد",
        Before: "قبل",
        Titled: "عنوان",
    },
}


def _value(leaf: Name | After | Before) -> str:
    match leaf:
        case After(day) | Before(day):
            return str(day)
        case Language(primary):
            return primary
        case _:
            bare = _BARE.fullmatch(leaf.key) and not is_either(leaf.key)
            return leaf.key if bare else f'"{leaf.key}"'
