"""Words that the archive does not know, mended to words it does. Owns the edits and their order.

Never asks for a word that the archive knows in any form: a rare word is not a slip.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from barqiya.search.analysis import Word, analysed

#: ``(channel, term) -> number of articles``
Frequency = Callable[[str, str], int]

_SHORTEST = 4  # a slip in a shorter word leaves too little to know it by
_LONGEST = 24
_ARABIC = "ابتثجحخدذرزسشصضطظعغفقكلمنهويءؤئ"
_LATIN = "abcdefghijklmnopqrstuvwxyz"
# Letters that are taken for one another by sound or shape: a likelier slip than any other.
_CONFUSED = (
    "سصث",
    "تطةد",
    "ذزظض",
    "قك",
    "هحخ",
    "اعء",
    "ؤو",
    "ئي",
    "جش",
    "غخ",
    "ei",
    "aeou",
    "ck",
    "sz",
)
_LIKELIER = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """*typed* is known to no article; *used* is what was searched for in its place."""

    typed: str
    used: str


def repaired(word: Word, frequency: Frequency) -> Word | None:
    """Return the known word that *word* most likely was meant to be, one edit away.

    First among words as spelled, then without clitics; the commonest wins. ``None`` where there
    is none, or the word is too short to tell, or a number.
    """
    for channel, term in (("surface", word.surface), ("clitic", word.clitic)):
        if not _SHORTEST <= len(term) <= _LONGEST or not term.isalpha():
            continue
        weighed = {
            candidate: frequency(channel, candidate) * likely
            for candidate, likely in _one_edit_away(term)
        }
        best = max(weighed, key=lambda candidate: (weighed[candidate], candidate), default="")
        if weighed.get(best):
            return analysed(best)
    return None


def _one_edit_away(word: str) -> Iterator[tuple[str, int]]:
    """Yield ``(candidate, how much likelier than others)``."""
    letters = _LATIN if word.isascii() else _ARABIC
    for i in range(len(word) + 1):
        head, tail = word[:i], word[i:]
        if tail:
            yield head + tail[1:], 1
            for letter in letters.replace(tail[0], ""):
                yield head + letter + tail[1:], _likelihood(tail[0], letter)
        if len(tail) > 1 and tail[0] != tail[1]:
            yield head + tail[1] + tail[0] + tail[2:], _LIKELIER
        for letter in letters:
            yield head + letter + tail, 1


def _likelihood(typed: str, meant: str) -> int:
    return _LIKELIER if any(typed in group and meant in group for group in _CONFUSED) else 1
