"""Slips of a letter or two. Owns the edits and their likelihood."""

import re
from collections.abc import Iterator
from typing import Protocol

from barqiya.search.analysis import Word, analysed
from barqiya.search.repair.keyboard import NEIGHBOURS

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
_LIKELIER, _BESIDE = 4, 3
# Two slips are only seen in a long word whose first letters are right, among so many that begin so.
_LONG_WORD, _RIGHT, _LOOKED_AT = 7, 2, 4000
_TWO = 2
_DRAWN_OUT, _DOUBLED = re.compile(r"([^\W\d])\1{2,}"), re.compile(r"([^\W\d])\1+")


class Vocabulary(Protocol):
    """What is asked of the archive's words."""

    def frequency(self, channel: str, term: str) -> int:
        """Return how many articles hold *term* in *channel*."""

    def beginning(self, channel: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        """Return up to *limit* terms that begin with *prefix*, each with its frequency."""


def unslipped(word: Word, known: Vocabulary) -> Word | None:
    """Return the known word that *word* most likely was meant to be, one edit away.

    First among words as spelled, then without clitics; the commonest wins. ``None`` where there
    is none, or the word is too short to tell, or a number.
    """
    for channel, term in _telling(word):
        weighed = {
            candidate: known.frequency(channel, candidate) * likely
            for candidate, likely in _one_edit_away(term)
        }
        best = max(weighed, key=lambda candidate: (weighed[candidate], candidate), default="")
        if weighed.get(best):
            return analysed(best)
    return None


def unstretched(word: Word, known: Vocabulary) -> Word | None:
    """Return the known word that was typed with letters drawn out (كتاااب, "goooal")."""
    if _DRAWN_OUT.search(word.surface) is None:
        return None
    for pattern in (_DRAWN_OUT, _DOUBLED):
        for kept in (r"\1", r"\1\1"):
            short = analysed(pattern.sub(kept, word.surface))
            if any(known.frequency(channel, term) for channel, term in _telling(short)):
                return short
    return None


def is_long(word: Word) -> bool:
    """Return whether *word* is long enough to be known with two slips in it."""
    return any(len(term) >= _LONG_WORD for _, term in _telling(word)[-1:])


def unslipped_twice(word: Word, known: Vocabulary) -> Word | None:
    """Return the known word that *word* most likely was meant to be, two edits away, if any.

    Without its clitics: with «ال» begins one word in five.
    """
    for channel, term in _telling(word)[-1:]:
        if len(term) >= _LONG_WORD and (far := _two_edits_away(channel, term, known)):
            dressed = word.surface.removesuffix(term) + far
            return analysed(dressed if known.frequency("surface", dressed) else far)
    return None


def _telling(word: Word) -> list[tuple[str, str]]:
    forms = dict.fromkeys([("surface", word.surface), ("clitic", word.clitic)])
    return [
        (channel, term)
        for channel, term in forms
        if _SHORTEST <= len(term) <= _LONGEST and term.isalpha()
    ]


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
    if any(typed in group and meant in group for group in _CONFUSED):
        return _LIKELIER
    return _BESIDE if meant in NEIGHBOURS.get(typed, "") else 1


def _two_edits_away(channel: str, word: str, known: Vocabulary) -> str | None:
    begin_so = known.beginning(channel, word[:_RIGHT], _LOOKED_AT)
    letters = set(word)
    near = [
        (often, candidate)
        for candidate, often in begin_so
        if abs(len(candidate) - len(word)) <= _TWO
        and len(letters ^ set(candidate)) <= 2 * _TWO
        and _distance(word, candidate) <= _TWO
    ]
    return max(near)[1] if near else None


def _distance(one: str, other: str) -> int:
    """Return how many letters to change, add, take out or swap with the next."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, there in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != there))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == there:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
    return row[-1]
