"""Where in a text the wanted words stand: marked runs, and the place that shows most of them.

Owns the choice and the cut; knows nothing of how an output shows a mark.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from barqiya.search.analysis import Word, runs_of_letters, words

#: Characters of a snippet at most, ellipses aside.
LENGTH = 160
_ELLIPSIS = "…"
_LOOKED_AT = 50_000  # characters: beyond, a text is searched but not shown
_GROUP = 110  # characters from the first to the last word shown; the rest is their surroundings
_LED_IN = 3  # of the room left over, one part in so many goes before the first word shown
_EXACT, _INFLECTED = 2, 1
_SHARED_GRAMS = 0.5


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


_Answer = tuple[Word, int]


def marked(text: str, wanted: Iterable[Word]) -> tuple[Run, ...]:
    """Return the whole *text* as runs, words of *wanted* marked in any spelling or inflection."""
    return _runs(text, 0, len(text), _marks(text, wanted))


def snippet(text: str, wanted: Iterable[Word]) -> tuple[Run, ...]:
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


def _marks(text: str, wanted: Iterable[Word]) -> list[_Mark]:
    sought = tuple(wanted)
    if not sought:
        return []
    found = _marked_by(text, _Forms(sought).answer)
    if found:
        return found
    # Not even inflected: what led here are letters in common.
    return _marked_by(text, partial(_alike, sought=sought))


def _marked_by(text: str, answer: Callable[[Word], _Answer | None]) -> list[_Mark]:
    # Asked once for each word: a text says the same words again and again.
    answers: dict[str, _Answer | None] = {}
    found: list[_Mark] = []
    for run in runs_of_letters(text):
        letters = run[0]
        if letters not in answers:
            answered = (answer(word) for word in words(letters))
            answers[letters] = next(filter(None, answered), None)
        if (there := answers[letters]) is not None:
            found.append(_Mark(run.start(), run.end(), *there))
    return found


class _Forms:
    """Wanted words by the forms in which a text may have them."""

    def __init__(self, sought: tuple[Word, ...]) -> None:
        self._clitics = {word.clitic: word for word in reversed(sought)}
        self._skeletons = {word.skeleton: word for word in reversed(sought) if not word.stop}

    def answer(self, word: Word) -> _Answer | None:
        """Return which wanted word *word* is, and how well it shows it."""
        if (one := self._clitics.get(word.clitic)) is not None:
            return one, _EXACT
        if not word.stop and (one := self._skeletons.get(word.skeleton)) is not None:
            return one, _INFLECTED
        return None


def _alike(word: Word, sought: tuple[Word, ...]) -> _Answer | None:
    grams = set(word.grams.split())
    for one in sought:
        others = set(one.grams.split())
        if len(grams & others) >= _SHARED_GRAMS * max(len(grams), len(others), 1):
            return one, _INFLECTED
    return None


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
