"""A typed query piece by piece. Owns where a piece begins and ends; knows no field and no tree."""

import re
import unicodedata
from dataclasses import dataclass, field

from barqiya.domain.folding import PARTED, fold
from barqiya.domain.query.notes import Note, NoteKind

QUOTES = '"«»“”„'
#: More is not remembered of one text: nobody reads on.
MAX_NOTES = 8

_QUOTED = re.compile(r'"([^"]*)"|«([^«»]*)»|[“”„]([^“”„]*)[“”]')
_BARE = re.compile(rf"(?:{PARTED})?[^\s()|{QUOTES}]+")
# The keyboards of phones make the others of a hyphen.
_MINUS = re.compile(r"[-−–]+(?=[^\s\-−–])")
_LETTER = r"[^\W\d_]"
#: What could be a field: [1] its name, [2] a space before the colon.
NAME = re.compile(rf"({_LETTER}(?:{_LETTER}|[\u064b-\u0652])*)(\s?)[:：]")
_SPACE = re.compile(r"\s*")
_EITHER = "او"


@dataclass(slots=True)
class Scanner:
    """A place in a text that moves on; *notes* gather what was odd on the way."""

    text: str
    places: list[int]
    at: int = 0
    notes: list[Note] = field(default_factory=list)

    @property
    def ended(self) -> bool:
        """Whether nothing is left."""
        return self.at >= len(self.text)

    def note(self, kind: NoteKind, start: int, end: int | None = None) -> None:
        """Remember that the piece from *start* to *end* (here by default) was odd."""
        end = self.at if end is None else end
        if len(self.notes) >= MAX_NOTES:
            return
        self.notes.append(
            Note(
                kind=kind,
                text=self.text[start:end].strip(),
                start=self.places[start],
                end=self.places[end - 1] + 1 if end > start else self.places[start],
            )
        )

    def skip_space(self) -> None:
        """Move to the next character that is seen."""
        self.at = _end(_SPACE.match(self.text, self.at), self.at)

    def takes(self, character: str) -> bool:
        """Move past *character* if it is next; return whether it was."""
        if not self.text.startswith(character, self.at):
            return False
        self.at += len(character)
        return True

    def takes_either(self) -> bool:
        """Move past OR, أو or | if it is next; return whether it was."""
        if self.takes("|"):
            return True
        bare = _BARE.match(self.text, self.at)
        if bare is None or not is_either(bare[0]):
            return False
        self.at = bare.end()
        return True

    def takes_minus(self) -> bool:
        """Move past a minus that stands before something; return whether one was next."""
        found = _MINUS.match(self.text, self.at)
        self.at = _end(found, self.at)
        return found is not None

    def next_name(self) -> re.Match[str] | None:
        """Return the :data:`NAME` that is next."""
        return NAME.match(self.text, self.at)

    def quoted(self) -> str | None:
        """Move past a quotation if it is next and return what it holds, on one line."""
        found = _QUOTED.match(self.text, self.at)
        if found is None:
            return None
        self.at = found.end()
        inner = next(group for group in found.groups() if group is not None)
        return " ".join("".join(" " if c in QUOTES else c for c in inner).split())

    def bare(self) -> str | None:
        """Move past what is next up to a space, a quotation mark, a parenthesis or a bar.

        A name that may as well be written in one word («عبد الله») is one piece.
        """
        found = _BARE.match(self.text, self.at)
        self.at = _end(found, self.at)
        return " ".join(found[0].split()) if found else None

    def bare_run(self, longest: int) -> list[int]:
        """Return where each of the next bare pieces ends, up to *longest* characters in all."""
        ends: list[int] = []
        at = self.at
        while (found := _BARE.match(self.text, at)) and found.end() - self.at <= longest:
            ends.append(found.end())
            at = _end(_SPACE.match(self.text, found.end()), found.end())
        return ends


def scanner(text: str, longest: int) -> Scanner:
    """Return a scanner of the first *longest* characters of *text*.

    Control characters are spaces, and what is never seen (marks of direction, soft hyphens) is
    left out; the places of notes are those of *text*.
    """
    short = text[:longest]
    kinds = {c: unicodedata.category(c) for c in set(short)}
    spaces = {c for c, kind in kinds.items() if kind in {"Cc", "Zl", "Zp", "Cs", "Cn"}}
    places = [at for at, c in enumerate(short) if kinds[c] != "Cf"]
    kept = "".join(" " if short[at] in spaces else short[at] for at in places)
    made = Scanner(text=kept, places=[*places, len(short)])
    if len(text) > longest:
        made.notes.append(Note(kind=NoteKind.LENGTH, text="", start=longest, end=len(text)))
    return made


def is_either(text: str) -> bool:
    """Return whether *text* is the word that stands between alternatives."""
    return text == "OR" or fold(text) == _EITHER


def trimmed(text: str) -> str:
    """Return *text* without the marks around it; vowel marks are part of their letter."""
    first = next((i for i, c in enumerate(text) if c.isalnum()), len(text))
    last = len(text)
    while last > first and not (text[last - 1].isalnum() or _is_mark(text[last - 1])):
        last -= 1
    return text[first:last]


def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] == "M"


def _end(found: re.Match[str] | None, otherwise: int) -> int:
    return found.end() if found else otherwise
