"""Direction of lines and of foreign words in them. Owns the invisible marks; nothing else adds any.

Telegram has no switch of direction: each line takes the one of its first strong letter (Telegram
Desktop, ``StringDirection``; facts read in its source). Embeddings are removed by the server, so
only single marks (U+200E, U+200F) and isolates (U+2068…U+2069) are of use. One more sign that
nobody sees keeps two Arabic words with a full stop and no space between them from being a link:
to Telegram ``موقع.شبكة`` is an address.
"""

import re
from dataclasses import dataclass, replace

from barqiya.domain.language import Direction, first_strong
from bot.messages.rich import Kind, Paragraph, Run, Style, line, spread, visible

LRM, RLM, FSI, PDI = "\u200e", "\u200f", "\u2068", "\u2069"
ZWNJ = "\u200c"

_MARK: dict[Direction, str] = {"rtl": RLM, "ltr": LRM}
_LATIN = r"A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u052f"
_ARABIC = r"\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
# Words of the other direction, with the signs that join them and those that stick to them.
_JOIN = r"[ \-_.,/:@&'\u2019+=?#~%]{1,3}"


def _foreign(letters: str) -> re.Pattern[str]:
    word = rf"[0-9]*[{letters}][{letters}0-9\u0300-\u036f\u064b-\u065f]*"
    number = r"[0-9]+"
    return re.compile(rf"[#@/$€£.~]?{word}(?:{_JOIN}(?:{word}|{number}))*[+#%°™®]*")


_FOREIGN: dict[Direction, re.Pattern[str]] = {"rtl": _foreign(_LATIN), "ltr": _foreign(_ARABIC)}
# Beside these a foreign run lies right by itself; beside a bracket, a quote or a sign it does not.
_HARMLESS = re.compile(r"[\s.,،؛;:؟?!…]|[^\W_]", re.UNICODE)
_STUCK = re.compile(r"\A[#@/$€£.~]|[+#%°™®]\Z")
# A full stop after an Arabic word that has no space behind it; not one in an address as such.
_UNSPACED = re.compile(rf"(?<=[{_ARABIC}])\.(?=[^\W\d_])")
_ADDRESS = re.compile(r"[a-z]+://\S*\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Insertion:
    at: int
    mark: str
    closing: bool = False


def laid_out(paragraph: Paragraph) -> Paragraph:
    """Return *paragraph* with the marks that keep each of its lines in its direction.

    Code is left as typed: people copy it, and an invisible mark in it is a bug.
    """
    if paragraph.kind is Kind.CODE:
        return paragraph
    insertions: list[_Insertion] = []
    start = 0
    for text in paragraph.text.split("\n"):
        insertions += _insertions(text, start, paragraph.direction)
        start += len(text) + 1
    insertions += _partings(paragraph)
    if not insertions:
        return paragraph
    insertions.sort(key=lambda one: one.at)
    return replace(paragraph, runs=_inserted(paragraph.runs, insertions))


def label(text: str, direction: Direction) -> str:
    """Return *text*, one line without markup, with the marks that keep it in *direction*."""
    return laid_out(line(text, direction=direction)).text


def _insertions(text: str, start: int, direction: Direction) -> list[_Insertion]:
    made: list[_Insertion] = []
    if visible(text) and first_strong(text) != direction and not _neutral_ltr(text, direction):
        made.append(_Insertion(start, _MARK[direction]))
    for match in _FOREIGN[direction].finditer(text):
        if _needs_isolation(text, match.start(), match.end()):
            made.append(_Insertion(start + match.start(), FSI))
            made.append(_Insertion(start + match.end(), PDI, closing=True))
    return made


def _partings(paragraph: Paragraph) -> list[_Insertion]:
    """Return where two words that a full stop joins are to be kept from being an address."""
    return [
        _Insertion(offset + match.end(), ZWNJ)
        for offset, run in spread(paragraph.runs)
        if run.link is None and Style.CODE not in run.styles and "." in run.text
        for match in _UNSPACED.finditer(run.text)
        if _ADDRESS.search(run.text[: match.start()]) is None
    ]


def _neutral_ltr(text: str, direction: Direction) -> bool:
    """Return whether the line has no letters and so lies left to right by itself."""
    return direction == "ltr" and first_strong(text) is None


def _needs_isolation(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    beside = any(c and not _HARMLESS.fullmatch(c) for c in (before, after))
    return beside or _STUCK.search(text[start:end]) is not None


def _inserted(runs: tuple[Run, ...], insertions: list[_Insertion]) -> tuple[Run, ...]:
    """Put the marks in; at the edge of a run they stay outside it, so that a link stays whole."""
    made: list[Run] = []
    waiting = list(insertions)
    for offset, run in spread(runs):
        end = offset + len(run.text)
        done = 0
        while waiting and waiting[0].at <= end and not (waiting[0].at == end and _later(waiting)):
            insertion = waiting.pop(0)
            place = insertion.at - offset
            made.append(replace(run, text=run.text[done:place]))
            edge = place in (0, len(run.text))
            made.append(Run(text=insertion.mark) if edge else replace(run, text=insertion.mark))
            done = place
        made.append(replace(run, text=run.text[done:]))
    return tuple(run for run in made if run.text)


def _later(waiting: list[_Insertion]) -> bool:
    """Return whether the next mark opens: at the end of a run it belongs before the next run."""
    return not waiting[0].closing
