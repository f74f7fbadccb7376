"""The query language behind feeds, channels, chat, web and command line.

Owns the type, the parser and the canonical text; never looks at an article: :mod:`barqiya.search`
and :mod:`barqiya.store` do. The language as people see it: docs/query.md.
"""

from barqiya.domain.query.asking import Query
from barqiya.domain.query.days import Ago, Day, On, Unit, begins
from barqiya.domain.query.fields import primary_language
from barqiya.domain.query.notes import Note, NoteKind
from barqiya.domain.query.parsing import MAX_DEPTH, MAX_LENGTH, MAX_PARTS, parse
from barqiya.domain.query.tree import (
    EVERYTHING,
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
    Text,
    Titled,
    Word,
    all_of,
    either_of,
    leaves,
    none_of,
)

__all__ = [
    "EVERYTHING",
    "MAX_DEPTH",
    "MAX_LENGTH",
    "MAX_PARTS",
    "After",
    "Ago",
    "All",
    "Author",
    "Before",
    "Category",
    "Day",
    "Either",
    "Expression",
    "Language",
    "Leaf",
    "Name",
    "Not",
    "Note",
    "NoteKind",
    "On",
    "Phrase",
    "Prefix",
    "Query",
    "Source",
    "Tag",
    "Text",
    "Titled",
    "Unit",
    "Word",
    "all_of",
    "begins",
    "either_of",
    "leaves",
    "none_of",
    "parse",
    "primary_language",
]
