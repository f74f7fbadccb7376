"""Cuts paragraphs into messages that Telegram takes. Owns where a text may be cut.

Between paragraphs if it can be, else after a sentence, else after a word; within a link or a
styled run only where it alone is longer than a page, within a grapheme only where that one is.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from bot.messages.markup import Message, Size, limit_of, message, size_of
from bot.messages.rich import Kind, Paragraph, opening, part, spread, visible
from bot.messages.sentences import clause_ends, closed, sentence_ends

_WORD_END = re.compile(r"(?<=\S)(?=\s)")
_JOINERS = frozenset("\u200d")
_ALWAYS_FIT = Size(units=2, raw=256)  # room kept for what surrounds a page


def pages(paragraphs: Iterable[Paragraph], units: int) -> tuple[Message, ...]:
    """Return *paragraphs* as messages of at most *units* of text each; unseen ones are dropped."""
    return tuple(message(sheet) for sheet in sheets(paragraphs, units))


def sheets(
    paragraphs: Iterable[Paragraph], units: int, first: int | None = None
) -> list[list[Paragraph]]:
    """Return *paragraphs* spread over messages of at most *units* each, the first of *first*."""
    seen = [p for p in paragraphs if visible(p.text)]
    return list(_sheets(seen, limit_of(units), limit_of(first or units)))


def shortened(text: str, longest: int) -> str:
    """Return the beginning of *text* in at most *longest* characters, cut at a sentence.

    Where no sentence ends early enough, the last part of one or else the last whole word is
    followed by an ellipsis.
    """
    if len(text) <= longest:
        return text
    # What ends at the cut may go on beyond it: the character after it decides.
    ends = [at for at in sentence_ends(text[: longest + 1]) if at <= longest and at * 3 >= longest]
    if ends:
        whole = (at for at in reversed(ends) if closed(text[:at]))
        return text[: next(whole, ends[-1])].rstrip()
    room = text[: longest - 1]
    clauses = [at for at in clause_ends(room) if at * 3 >= longest * 2]
    words = clauses or [m.start() for m in _WORD_END.finditer(room)]
    end = words[-1] if words else _graphemes(room or text[:1])[-1]
    return text[:end].rstrip(" \n،,;؛:-–—") + "…"


def _sheets(paragraphs: Sequence[Paragraph], later: Size, limit: Size) -> Iterator[list[Paragraph]]:
    sheet: list[Paragraph] = []
    used = _ALWAYS_FIT
    waiting = list(reversed(paragraphs))
    while waiting:
        paragraph = waiting.pop()
        size = size_of(paragraph)
        if (used + size).within(limit):
            sheet.append(paragraph)
            used += size
            continue
        head, tail = _split(paragraph, used, size, limit, alone=not sheet)
        if tail is not None:
            waiting.append(tail)
        if head is not None:
            sheet.append(head)
        carried = _headings_at_end(sheet) if head is None else []
        waiting += reversed(carried)
        if sheet:
            yield sheet[: len(sheet) - len(carried)]
            limit = later
        sheet, used = [], _ALWAYS_FIT
    if sheet:
        yield sheet


def _headings_at_end(sheet: list[Paragraph]) -> list[Paragraph]:
    """Return the headings that a page would end on: they belong with what follows."""
    kept = len(sheet)
    while kept and sheet[kept - 1].kind is Kind.HEADING:
        kept -= 1
    # A page of headings alone must go as it is, or nothing would ever be sent.
    return sheet[kept:] if kept else []


def _split(
    paragraph: Paragraph, used: Size, size: Size, limit: Size, *, alone: bool
) -> tuple[Paragraph | None, Paragraph | None]:
    """Return what of *paragraph* still goes on this page, and what is left of it."""
    early = used.units * 3 < limit.units
    if not alone and not early and (_ALWAYS_FIT + size).within(limit):
        return None, paragraph
    at = _cut(paragraph, used, limit, alone=alone)
    if at is None:
        return None, paragraph
    head, tail = part(paragraph, 0, at), part(paragraph, at, len(paragraph.text))
    return (
        head if visible(head.text) else None,
        replace(tail, tight=False) if visible(tail.text) else None,
    )


def _cut(paragraph: Paragraph, used: Size, limit: Size, *, alone: bool) -> int | None:
    """Return where to cut *paragraph* so that its beginning fits, ``None`` for nowhere."""
    paragraph = opening(paragraph, limit.units + 1)
    text, inside = paragraph.text, _inside(paragraph)
    sentences, words = sentence_ends(text), _words(text)
    outside = [at for at in sentences if at not in inside], [at for at in words if at not in inside]
    at = _at_sentence_or_word(paragraph, *outside, used, limit)
    if at is not None or not alone:
        return at
    at = _at_sentence_or_word(paragraph, sentences, words, used, limit)
    for places in (_graphemes(text), list(range(1, len(text) + 1))):
        at = at or _furthest(paragraph, places, used, limit)
    return at or 1  # one character fits: nothing that comes with it is longer than a page


def _at_sentence_or_word(
    paragraph: Paragraph, sentences: list[int], words: list[int], used: Size, limit: Size
) -> int | None:
    """Return the last end of a sentence that fits, or of a word where that gets much further."""
    word = _furthest(paragraph, words, used, limit)
    sentence = _furthest(paragraph, sentences, used, limit)
    if sentence is not None and (word is None or sentence * 2 >= word):
        return sentence
    return word


def _furthest(paragraph: Paragraph, places: list[int], used: Size, limit: Size) -> int | None:
    def over(at: int) -> int:
        return 0 if (used + size_of(part(paragraph, 0, at))).within(limit) else 1

    fitting = bisect_right(places, 0, key=over)
    return places[fitting - 1] if fitting else None


def _inside(paragraph: Paragraph) -> set[int]:
    """Return where a cut would go through a link or a styled run."""
    return {
        at
        for offset, run in spread(paragraph.runs)
        if not run.plain
        for at in range(offset + 1, offset + len(run.text))
    }


def _words(text: str) -> list[int]:
    return [match.start() for match in _WORD_END.finditer(text)]


def _graphemes(text: str) -> list[int]:
    """Return the ends of the graphemes of *text* (UAX #29, as far as real text needs it)."""
    ends = [at for at in range(1, len(text)) if not _continues(text, at)]
    return [*ends, len(text)] if text else []


def _continues(text: str, at: int) -> bool:
    before, character = text[at - 1], text[at]
    if before in _JOINERS or character in _JOINERS:
        return True
    if unicodedata.category(character)[0] == "M" or "\U0001f3fb" <= character <= "\U0001f3ff":
        return True
    if "\U000e0020" <= character <= "\U000e007f" or "\u1160" <= character <= "\u11ff":
        return True
    return _is_regional(character) and _regionals_before(text, at) % 2 == 1


def _is_regional(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _regionals_before(text: str, at: int) -> int:
    count = 0
    while count < at and _is_regional(text[at - 1 - count]):
        count += 1
    return count
