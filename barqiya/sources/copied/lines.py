"""The lines of a copied text: split, joined where they were wrapped, told apart by form."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from barqiya.domain.normalize import clean_text
from barqiya.sources.copied.furniture import Furniture, kind_of

_BREAK = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# Messengers and editors put direction marks before lines that are right to left by themselves.
_NEEDLESS_MARK = re.compile(r"^[\u200e\u200f]+\s*(?=[\u0600-\u06ff«(])|^\u200e+\s*(?=[A-Za-z])")
_BULLET = re.compile(r"^(?:[-–—*•·▪●○■□►✓]|\(?[0-9٠-٩]{1,2}[.)\-])\s")
_WIDEST_WRAP = 100
_NARROWEST_WRAP = 40
_WRAPPED_SHARE = 0.8

_FULL_STOP = re.compile(r"[.۔][\"'”’»)\]]*$")
_ANY_END = re.compile(r"[.؟?!…:۔][\"'”’»)\]]*$")
_READ_ON = r"(?:اقرأ المزيد|أكمل القراءة|المزيد|[Rr]ead [Mm]ore|[Cc]ontinue [Rr]eading)\s*[»›→]*"
_BROKEN_OFF = r"(?:…|\.\.\.+|\[\s*(?:…|\.\.\.)\s*\])"
_OF_TITLE = r"(?:[^.…؟?!]{2,150}[»›→])?"  # «Continue reading THE TITLE →»
_TEASER = re.compile(rf"{_BROKEN_OFF}\s*(?:{_READ_ON}\s*{_OF_TITLE})?\s*$|(?<!\S){_READ_ON}\s*$")
_LONG = 160
_RATHER_LONG = 100
_FEW_WORDS = 6
_LONGEST_HEADING = 70
_MOST_HEADING_WORDS = 9
_BESIDE_HEADING = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line that is not blank, clean. *gap* says that a blank line stands before it."""

    text: str
    gap: bool
    kind: Furniture | None = None


def split(text: str) -> list[Line]:
    """Return the lines of *text*; those of a hard-wrapped text are joined to paragraphs again."""
    lines: list[Line] = []
    gap = True
    for written in _BREAK.split(text):
        cleaned = _NEEDLESS_MARK.sub("", clean_text(written))
        if cleaned:
            lines.append(Line(text=cleaned, gap=gap))
        gap = not cleaned
    if _is_wrapped(lines):
        lines = _joined(lines)
    return [Line(text=line.text, gap=line.gap, kind=kind_of(line.text)) for line in lines]


def is_paragraph(text: str) -> bool:
    """Return whether *text* reads as a paragraph, not as a title, a name or a label."""
    words = len(text.split())
    if len(text) >= _LONG:
        return True
    if _FULL_STOP.search(text) and not _TEASER.search(text):
        return words >= _FEW_WORDS
    return len(text) >= _RATHER_LONG and _ANY_END.search(text) is not None


def is_teaser(text: str) -> bool:
    """Return whether *text* breaks off, as the opening of another article does."""
    return _TEASER.search(text) is not None


def without_teaser_end(text: str) -> str:
    """Return *text* without the dots and the words «read more» that it breaks off with."""
    return _TEASER.sub("", text).rstrip(" …")


def heading_places(texts: Sequence[str]) -> set[int]:
    """Return which of the paragraphs *texts* are plainly headings: short, between long ones."""
    return {
        place
        for place in range(1, len(texts) - 1)
        if _could_be_heading(texts[place])
        and min(len(texts[place - 1]), len(texts[place + 1])) >= _BESIDE_HEADING
        and _ANY_END.search(texts[place - 1])
    }


def _could_be_heading(text: str) -> bool:
    if len(text) > _LONGEST_HEADING or len(text.split()) > _MOST_HEADING_WORDS:
        return False
    return not (_BULLET.match(text) or re.search(r"[.،,؛;…»\"”]$|^[«\"“(\[]", text))


def _is_wrapped(lines: Sequence[Line]) -> bool:
    """Return whether the lines were broken to fit a width.

    They were if hardly a line would have had room for the first word of the next one.
    """
    pairs = [
        (line, after)
        for line, after in pairwise(lines)
        if not after.gap and not _BULLET.match(after.text)
    ]
    width = max((len(line.text) for line in lines), default=0)
    if len(pairs) < 2 or not _NARROWEST_WRAP <= width <= _WIDEST_WRAP:  # noqa: PLR2004 # one pair shows nothing
        return False
    full = sum(len(line.text) + 1 + len(after.text.split()[0]) > width - 1 for line, after in pairs)
    ended = sum(_ANY_END.search(line.text) is not None for line, _ in pairs)
    return full >= len(pairs) * _WRAPPED_SHARE and ended <= len(pairs) / 2


def _joined(lines: Sequence[Line]) -> list[Line]:
    joined: list[Line] = []
    for line in lines:
        if line.gap or not joined or _BULLET.match(line.text):
            joined.append(line)
        else:
            last = joined[-1]
            joined[-1] = Line(text=f"{last.text} {line.text}", gap=last.gap)
    return joined
