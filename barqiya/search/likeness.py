"""Which wanted word a word of a text is, in another spelling, inflected, or with a slip.

Owns the comparison of letters as they stand in a text with analysed words. To analyse a word costs
twenty times a look at its letters, and a page of text has hundreds of which a few are wanted.
"""

import re
from collections.abc import Iterable

from barqiya.search.analysis import Word, words

#: The wanted word, and how well the letters show it.
Answer = tuple[Word, int]

_EXACT, _INFLECTED = 2, 1
_SHARED_GRAMS = 0.5
# Letters that are written in one way only, the rarest first: where one is missing, so is the word.
_STABLE = "ظذغثزضطصخشجحقفسكدعبتنرملqzjxvkwpbgfymcdlhuinorsate"
_TELLING = 3  # of them tell a word from nearly all others
# Accents and letter forms: any of them may fold into the letters needed.
_OTHER = r".*?[\u00aa-\u0610\u0671-\U0010ffff]"


class Shown:
    """Words wanted of texts: *known* ones in any form, others where most letters are the same."""

    def __init__(self, known: Iterable[Word], alike: Iterable[Word] = ()) -> None:
        known = tuple(known)
        self._clitics = {word.clitic: word for word in reversed(known)}
        self._skeletons = {word.skeleton: word for word in reversed(known) if not word.stop}
        self._candidate = re.compile("|".join([*dict.fromkeys(map(_written, known)), _OTHER]))
        self._alike = [(word, frozenset(word.grams.split())) for word in alike]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is wanted."""
        return not (self._clitics or self._alike)

    def answers(self, runs: Iterable[str]) -> dict[str, Answer]:
        """Return which of *runs*, letters as they stand in a text, are wanted words.

        Only where not one is there, not even inflected, what led to the text are letters in common.
        """
        distinct = dict.fromkeys(runs)
        exact = {run: self._answer(run) for run in filter(self._candidate.match, distinct)}
        found = {run: answer for run, answer in exact.items() if answer is not None}
        if found or not self._alike:
            return found
        like = {run: self._like(run) for run in distinct}
        return {run: answer for run, answer in like.items() if answer is not None}

    def _answer(self, run: str) -> Answer | None:
        for word in words(run):
            if (one := self._clitics.get(word.clitic)) is not None:
                return one, _EXACT
            if not word.stop and (one := self._skeletons.get(word.skeleton)) is not None:
                return one, _INFLECTED
        return None

    def _like(self, run: str) -> Answer | None:
        for word in words(run):
            there = frozenset(word.grams.split())
            for one, grams in self._alike:
                if len(grams & there) >= _SHARED_GRAMS * max(len(grams), len(there), 1):
                    return one, _INFLECTED
        return None


def _written(word: Word) -> str:
    """Return a pattern for letters among which are, in order, those every form of *word* has."""
    needed = [c for c in _STABLE if c in word.clitic and c in word.skeleton][:_TELLING]
    in_order = sorted(needed, key=word.skeleton.index)
    either = ["".join(dict.fromkeys((c, c.upper()))) for c in in_order]
    if not either and word.surface.isdecimal():
        return r"\d"
    return "".join(f"[^{c}]*[{c}]" for c in either)
