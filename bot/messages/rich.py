"""Rich text as a value: paragraphs of styled runs. Owns the model; knows no markup.

Telegram's server edits what it is sent (td, ``clean_input_string``): it removes embeddings, turns
control characters into spaces and trims. :func:`clean` does so first, so that the text we count
and cut is the text that people see.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum, StrEnum

from barqiya.domain.language import Direction

# Embeddings, isolates and marks of direction (ours are put in by direction.py, balanced), the
# byte order mark, carriage returns and half surrogates, which no UTF-8 can carry.
_DROPPED = re.compile(r"[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\ufeff\r\ud800-\udfff]")
_SPACED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")
_UNSEEN = re.compile(
    r"[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0]"
)


class Style(StrEnum):
    """How a run looks; the value is Telegram's tag."""

    BOLD = "b"
    ITALIC = "i"
    UNDERLINE = "u"
    STRIKE = "s"
    CODE = "code"
    SPOILER = "tg-spoiler"


class Kind(Enum):
    """What a paragraph is."""

    TEXT = "text"
    HEADING = "heading"
    CODE = "code"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A stretch of text of one look; *link* is an address that Telegram accepts."""

    text: str
    styles: frozenset[Style] = frozenset()
    link: str | None = None

    @property
    def plain(self) -> bool:
        """Whether the run bears neither style nor link."""
        return not self.styles and self.link is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Runs that belong together.

    *quote* numbers the quotation the paragraph lies in, 0 for none; a *folded* one is shown by its
    first lines until somebody opens it. A *tight* paragraph follows the one before it without an
    empty line.
    """

    runs: tuple[Run, ...]
    direction: Direction
    kind: Kind = Kind.TEXT
    quote: int = 0
    tight: bool = False
    folded: bool = False

    @property
    def text(self) -> str:
        """The words alone."""
        return "".join(run.text for run in self.runs)


def clean(text: str) -> str:
    """Return *text* without what Telegram would remove or what would upset its neighbours."""
    return _SPACED.sub(" ", _DROPPED.sub("", text).replace("\t", "    "))


def visible(text: str) -> bool:
    """Return whether *text* holds anything that can be seen; Telegram refuses the rest as empty."""
    return any(unicodedata.category(c)[0] not in "CZ" for c in _UNSEEN.sub("", text))


def line(
    *runs: Run | str, direction: Direction, kind: Kind = Kind.TEXT, tight: bool = False
) -> Paragraph:
    """Return a paragraph of *runs*, cleaned and trimmed; a bare string is a plain run."""
    made = (Run(text=run) if isinstance(run, str) else run for run in runs)
    cleaned = tuple(replace(run, text=clean(run.text)) for run in made)
    whole = Paragraph(runs=cleaned, direction=direction, kind=kind, tight=tight)
    return part(whole, 0, len(whole.text))


def bold(text: str, link: str | None = None) -> Run:
    """Return a bold run."""
    return Run(text=text, styles=frozenset({Style.BOLD}), link=link)


def part(paragraph: Paragraph, start: int, end: int) -> Paragraph:
    """Return characters *start* to *end* of *paragraph*, without white space at the ends."""
    text = paragraph.text[start:end]
    end = start + len(text.rstrip())
    start += len(text) - len(text.lstrip())
    return replace(paragraph, runs=tuple(_cut(paragraph.runs, start, end)))


def opening(paragraph: Paragraph, length: int) -> Paragraph:
    """Return the first *length* characters of *paragraph* as they are."""
    return replace(paragraph, runs=tuple(_cut(paragraph.runs, 0, length)))


def spread(runs: Iterable[Run]) -> Iterator[tuple[int, Run]]:
    """Yield every run with the offset at which it begins."""
    offset = 0
    for run in runs:
        yield offset, run
        offset += len(run.text)


def _cut(runs: Iterable[Run], start: int, end: int) -> Iterator[Run]:
    for offset, run in spread(runs):
        if offset >= end:
            return
        kept = run.text[max(start - offset, 0) : max(end - offset, 0)]
        if kept:
            yield replace(run, text=kept)
