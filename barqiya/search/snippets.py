"""Where in a text the wanted words stand: marked runs, and the place that shows most of them.

Owns the choice and the cut; knows nothing of how an output shows a mark.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from barqiya.search.analysis import Word, letters_in, places_in
from barqiya.search.likeness import Shown

#: Characters of a snippet at most, ellipses aside.
LENGTH = 160
_ELLIPSIS = "…"
_LOOKED_AT = 50_000  # characters: beyond, a text is searched but not shown
_GROUP = 110  # characters from the first to the last word shown; the rest is their surroundings
_LED_IN = 3  # of the room left over, one part in so many goes before the first word shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A piece of text; *marked* where it is a word that was searched for."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    wanted: Word
    worth: int


def marked(text: str, wanted: Shown) -> tuple[Run, ...]:
    """Return the whole *text* as runs, words of *wanted* marked in any spelling or inflection."""
    return _runs(text, 0, len(text), _marks(text, wanted))


def snippet(text: str, wanted: Shown) -> tuple[Run, ...]:
    """Return the place of *text* that shows most of *wanted*, at most :data:`LENGTH` characters.

    Cut between words, with an ellipsis at a cut end; the beginning where no word is found, and
    the whole where *text* is short. *text* is on one line.
    """
    marks = _marks(text[:_LOOKED_AT], wanted)
    if len(text) <= LENGTH:
        return _runs(text, 0, len(text), marks)
    start, end = _place(text, _best_group(marks))
    runs = _runs(text, start, end, marks)
    before = (Run(text=_ELLIPSIS),) if start > 0 else ()
    after = (Run(text=_ELLIPSIS),) if end < len(text) else ()
    return _joined((*before, *runs, *after))


def _marks(text: str, wanted: Shown) -> list[_Mark]:
    if wanted.is_empty:
        return []
    there = wanted.answers(letters_in(text))
    found = (
        _Mark(*place, *answer) for run, answer in there.items() for place in _places(text, run)
    )
    return sorted(found, key=lambda mark: mark.start)


def _places(text: str, run: str) -> Iterator[tuple[int, int]]:
    """Yield where *run* stands in *text* as one of its :func:`letters_in`, not within another."""
    at = 0
    while (at := text.find(run, at)) >= 0:
        # No run has more than two words: few letters tell.
        first, end = text.rfind(" ", 0, at) + 1, text.find(" ", at + len(run))
        end = len(text) if end < 0 else end
        before = text.rfind(" ", 0, max(0, first - 1)) + 1
        there = places_in(text, before, end)
        yield from (place for place, one in there if one == run and place[0] >= first)
        at = end


def _best_group(marks: list[_Mark]) -> list[_Mark]:
    """Return the neighbouring marks that fit one snippet and show most different words."""
    best: list[_Mark] = []
    best_worth = (0, 0)
    first = 0
    for last, mark in enumerate(marks):
        while mark.end - marks[first].start > _GROUP and first < last:
            first += 1
        group = marks[first : last + 1]
        shown = {one.wanted: one.worth for one in sorted(group, key=lambda one: one.worth)}
        worth = (sum(shown.values()), len(group))
        if worth > best_worth:
            best, best_worth = group, worth
    return best


def _place(text: str, group: list[_Mark]) -> tuple[int, int]:
    """Return where to cut *text* so that *group* is shown amid as much as there is room for."""
    if not group:
        return 0, _cut_back(text, 0, LENGTH)
    first, last = group[0].start, group[-1].end
    room = max(0, LENGTH - (last - first))
    start = first - room // _LED_IN
    if start <= 0:
        start = 0
    elif start + LENGTH > len(text):
        start = len(text) - LENGTH
    if start > 0 and not text[start - 1].isspace():
        space = text.find(" ", start, first)
        start = first if space < 0 else space + 1
    return start, max(_cut_back(text, start, start + LENGTH), min(last, start + LENGTH))


def _cut_back(text: str, start: int, end: int) -> int:
    """Return the last end of a word in *text* at or before *end*; *end* itself in one long word."""
    if end >= len(text):
        return len(text)
    space = text.rfind(" ", start + 1, end + 1)
    return space if space > 0 else end


def _runs(text: str, start: int, end: int, marks: list[_Mark]) -> tuple[Run, ...]:
    runs: list[Run] = []
    at = start
    for mark in marks:
        if mark.start < at or mark.end > end:
            continue
        runs += [
            Run(text=text[at : mark.start]),
            Run(text=text[mark.start : mark.end], marked=True),
        ]
        at = mark.end
    return _joined((*runs, Run(text=text[at:end])))


def _joined(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Return *runs* without empty ones, unmarked neighbours made one."""
    kept: list[Run] = []
    for run in runs:
        if not run.text:
            continue
        if kept and not run.marked and not kept[-1].marked:
            kept[-1] = Run(text=kept[-1].text + run.text)
        else:
            kept.append(run)
    return tuple(kept)
