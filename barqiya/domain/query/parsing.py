"""From what a person typed to a query: any text is one. Owns the grammar.

::

    query    = operands, all of them wanted
    operand  = [-] (word | word* | "phrase" | field:value | field:(query) | (query))
    operands joined by OR are alternatives; OR binds closer than the space between operands

What is nearly one of these is read as words, with a note that says where.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from barqiya.domain.folding import fold
from barqiya.domain.query.asking import Query
from barqiya.domain.query.days import LONGEST_DAY, Day, read_day
from barqiya.domain.query.fields import Field, field_named, name_in
from barqiya.domain.query.notes import NoteKind
from barqiya.domain.query.scanning import NAME, QUOTES, Scanner, is_either, scanner, trimmed
from barqiya.domain.query.tree import (
    After,
    Before,
    Expression,
    Phrase,
    Prefix,
    Titled,
    Word,
    all_of,
    either_of,
    none_of,
)
from barqiya.errors import QueryError

#: So many words and other parts of a query are looked at, whatever is pasted: no query may be slow.
MAX_PARTS = 64
# What begins so is many words: a beginning takes the room of so many.
_BEGUN_WORDS = 4
#: So many characters are looked at: the longest message that Telegram carries.
MAX_LENGTH = 4096
#: So deep may parentheses lie in parentheses.
MAX_DEPTH = 8

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://|www\.|mailto:|tg:|tel:", re.IGNORECASE)
# One letter begins too many words to mean anything, and so does the article.
_BEGINNING = re.compile(r"(?!ال$)\w{2,}")
_WORD = re.compile(r"\w+")
_DATES: dict[Field, Callable[[Day], Expression]] = {Field.AFTER: After, Field.BEFORE: Before}


def parse(text: str, now: datetime, *, required: bool = False) -> Query:
    """Return what a person asks for in *text* at *now* (aware, in the zone whose days are meant).

    Any text is a query; its ``notes`` tell what was read otherwise than it was perhaps meant.
    Beyond :data:`MAX_LENGTH` characters or :data:`MAX_PARTS` parts nothing is read.

    Where *required*, raises :class:`~barqiya.errors.QueryError` if nothing in *text* can be
    searched for: it is empty or holds marks only.
    """
    parser = _Parser(scanner(text, MAX_LENGTH))
    wanted = parser.query()
    query = Query(wanted, now=now, notes=tuple(parser.scanner.notes), typed=text)
    if required and query.is_everything:
        raise QueryError(
            "there is nothing to search for: type a word, a name or a number",
            start=0,
            end=len(text),
        )
    return query


@dataclass(slots=True)
class _Parser:
    """Recursive descent over one text; *left* parts may still be read."""

    scanner: Scanner
    left: int = MAX_PARTS

    def query(self) -> Expression:
        wanted = all_of(self._operands(None, 0))
        whole = trimmed(self.scanner.text)
        # Alone, it can only be a word.
        return Word(whole) if wanted == all_of(()) and is_either(whole) else wanted

    def _operands(self, field: Field | None, depth: int) -> list[Expression]:
        """Read up to the end or the parenthesis that closes; *field* is asked of bare values."""
        scanner, groups = self.scanner, list[list[Expression]]()
        either: tuple[int, int] | None = None
        while not scanner.ended:
            scanner.skip_space()
            start = scanner.at
            if scanner.takes(")"):
                if depth:
                    break
                scanner.note(NoteKind.PARENTHESIS, start)
            elif scanner.takes_either():
                if either or not groups:
                    scanner.note(NoteKind.EITHER, start)
                else:
                    either = start, scanner.at
            elif found := self._operand(field, depth):
                if either:
                    groups[-1].append(found[0])
                    found, either = found[1:], None
                groups += [[one] for one in found]
        if either:
            scanner.note(NoteKind.EITHER, *either)
        return [either_of(group) for group in groups]

    def _operand(self, field: Field | None, depth: int) -> list[Expression]:
        scanner = self.scanner
        if scanner.ended:
            return []
        if self.left <= 0:
            scanner.note(NoteKind.PARTS, scanner.at, len(scanner.text))
            scanner.at = len(scanner.text)
            return []
        if scanner.takes_minus():
            found = self._operand(field, depth)
            return [none_of(all_of(found))] if found else []
        if scanner.text.startswith("(", scanner.at):
            return self._group(field, depth)
        named = self._named(depth)
        return self._value(field) if named is None else named

    def _group(self, field: Field | None, depth: int) -> list[Expression]:
        scanner, start = self.scanner, self.scanner.at
        scanner.at += 1
        if depth == MAX_DEPTH:
            scanner.note(NoteKind.DEPTH, start)
            return []
        found = self._operands(field, depth + 1)
        if scanner.text[scanner.at - 1] != ")":
            scanner.note(NoteKind.PARENTHESIS, start, start + 1)
        return [all_of(found)] if found else []

    def _named(self, depth: int) -> list[Expression] | None:
        """Read a field and its value, if one is next; what only looks like a field is a word."""
        scanner, name = self.scanner, self.scanner.next_name()
        if name is None or _ADDRESS.match(scanner.text, name.start()):
            return None
        field = field_named(name[1])
        if field is None:
            return None if name[2] else self._no_field(name)
        scanner.at = name.end()
        scanner.skip_space()
        if field in _DATES:
            return self._dated(field, name)
        if scanner.text.startswith("(", scanner.at):
            return self._group(field, depth)
        return self._valued(field, name)

    def _no_field(self, name: re.Match[str]) -> list[Expression]:
        scanner = self.scanner
        scanner.at = name.end()
        # Behind a heading («عاجل: خبر») stands a space, behind what was meant as a field none.
        if not scanner.ended and not scanner.text[scanner.at].isspace():
            scanner.note(NoteKind.FIELD, name.start())
        return self._words(name[1])

    def _valued(self, field: Field, name: re.Match[str]) -> list[Expression]:
        scanner, start = self.scanner, self.scanner.at
        nothing = scanner.ended or scanner.takes(")") or scanner.takes_either()
        scanner.at = start
        found = [] if nothing else self._value(field)
        if not found:
            scanner.note(NoteKind.EMPTY, name.start(), name.end())
            return self._words(name[1])
        return found

    def _dated(self, field: Field, name: re.Match[str]) -> list[Expression]:
        day = self._day()
        if day is None:
            self.scanner.note(NoteKind.DATE, name.start(), name.end())
            return self._words(name[1])
        self.left -= 1
        return [_DATES[field](day)]

    def _day(self) -> Day | None:
        """Read as many of the next words as make a day: «after:last week» needs no quotes."""
        scanner, start = self.scanner, self.scanner.at
        quoted = scanner.quoted()
        if quoted is not None:
            day = read_day(quoted)
            scanner.at = scanner.at if day else start
            return day
        for end in reversed(scanner.bare_run(LONGEST_DAY)):
            if day := read_day(scanner.text[start:end]):
                scanner.at = end
                return day
        return None

    def _value(self, field: Field | None) -> list[Expression]:
        scanner, start = self.scanner, self.scanner.at
        quoted = scanner.quoted()
        if quoted is not None:
            return self._phrase(quoted) if field is None else self._of(field, quoted, start)
        bare = scanner.bare()
        if bare is None:
            self._skip_lone(start)
            return []
        return self._words(bare, start) if field is None else self._of(field, bare, start)

    def _skip_lone(self, start: int) -> None:
        self.scanner.at += 1
        if self.scanner.text[start] in QUOTES:
            self.scanner.note(NoteKind.QUOTE, start)

    def _of(self, field: Field, value: str, start: int) -> list[Expression]:
        if field is Field.TITLE:
            quoted = self.scanner.text[start] in QUOTES
            found = self._phrase(value) if quoted else self._words(value, start)
            return [Titled(one) for one in found if isinstance(one, Word | Prefix | Phrase)]
        name = name_in(field, value)
        if name is None:
            if field is Field.LANGUAGE and _searchable(value):
                self.scanner.note(NoteKind.LANGUAGE, start)
                return self._words(value)
            return []
        self.left -= 1
        return [name]

    def _phrase(self, text: str) -> list[Expression]:
        if not _searchable(text):
            return []
        self.left -= _words_in(text)
        return [Phrase(text)]

    def _words(self, bare: str, start: int | None = None) -> list[Expression]:
        """Return the words in a *bare* piece: one, more where colons stand between them."""
        if bare.endswith("*") or "*" in trimmed(bare):
            begun = trimmed(bare).replace(" ", "") if bare.endswith("*") else ""
            if _BEGINNING.fullmatch(fold(begun)):
                self.left -= _BEGUN_WORDS
                return [Prefix(begun)]
            if start is not None:
                self.scanner.note(NoteKind.STAR, start)
        core = trimmed(bare)
        parts = [core]
        if NAME.match(core) and not _ADDRESS.match(core):
            parts = [trimmed(part) for part in re.split("[:：]", core)]
        kept = [part for part in parts if _searchable(part) and not is_either(part)]
        self.left -= sum(map(_words_in, kept))
        return [Word(part) for part in kept]


def _words_in(text: str) -> int:
    return len(_WORD.findall(text))


def _searchable(text: str) -> bool:
    return any(character.isalnum() for character in fold(text))
