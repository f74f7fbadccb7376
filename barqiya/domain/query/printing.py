"""A query as text again: one text for all the ways to type it, which parses to the same again."""

import re

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


def printed(expression: Expression) -> str:
    """Return *expression* as a person could type it, its fields by their English names."""
    match expression:
        case All(of):
            # OR binds closer than a space does: alternatives within need no parentheses.
            return " ".join(map(printed, of))
        case Either(of):
            return " OR ".join(f"({printed(o)})" if isinstance(o, All) else printed(o) for o in of)
        case Not(All() | Either() as of):
            return f"-({printed(of)})"
        case Not(of):
            return f"-{printed(of)}"
        case _:
            return _leaf(expression)


def _leaf(leaf: Leaf) -> str:
    match leaf:
        case Titled(of):
            return f"title:{_leaf(of)}"
        case Word(text):
            return text
        case Prefix(text):
            return f"{text}*"
        case Phrase(text):
            return f'"{text}"'
        case _:
            return f"{_FIELDS[type(leaf)]}:{_value(leaf)}"


_FIELDS: dict[type[Leaf], str] = {
    Author: "author",
    Category: "category",
    Tag: "tag",
    Source: "source",
    Language: "lang",
    After: "after",
    Before: "before",
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
