"""What was read otherwise than it was perhaps meant. Owns the kinds; the words are the caller's."""

from dataclasses import dataclass
from enum import StrEnum


class NoteKind(StrEnum):
    """Why a part of a query was read otherwise than it was perhaps meant."""

    QUOTE = "quote"  # a quotation mark without its other half
    PARENTHESIS = "parenthesis"  # a parenthesis without its other half
    FIELD = "field"  # foo:bar, and there is no field foo
    EMPTY = "empty"  # a field with nothing behind it
    DATE = "date"  # a field of dates with no date behind it
    LANGUAGE = "language"  # a field of languages with no language behind it
    EITHER = "either"  # OR with nothing on one of its sides
    STAR = "star"  # a * elsewhere than after two letters or more
    LENGTH = "length"  # too many characters: the rest was left out
    PARTS = "parts"  # too many words: nothing in the rest is a condition
    DEPTH = "depth"  # parentheses within parentheses within …: these were passed over


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One such part: *text* as typed, and its place in the text given, *start* to *end*."""

    kind: NoteKind
    text: str
    start: int
    end: int
