"""Which wanted word a word of a text is, in another spelling, inflected, or with a slip.

Owns the comparison of letters as they stand in a text with analysed words.
"""

from barqiya.search.analysis import Word, words

#: The wanted word, and how well the letters show it.
Answer = tuple[Word, int]

_EXACT, _INFLECTED = 2, 1
_SHARED_GRAMS = 0.5
# Letters that are written in one way only: where one is missing the word is missing.
_STABLE = frozenset("بتثجحخدذرزسشصضطظعغفقلمنabcdefghijklmnopqrstuvwxyz")


class Forms:
    """Wanted words by the forms in which a text may have them."""

    def __init__(self, sought: tuple[Word, ...]) -> None:
        self._clitics = {word.clitic: word for word in reversed(sought)}
        self._skeletons = {word.skeleton: word for word in reversed(sought) if not word.stop}
        self._needed = [_STABLE & set(word.clitic) & set(word.skeleton) for word in sought]

    def answer(self, letters: str) -> Answer | None:
        """Return which wanted word *letters* are, and how well they show it."""
        if not self._may_be(letters):
            return None
        for word in words(letters):
            if (one := self._clitics.get(word.clitic)) is not None:
                return one, _EXACT
            if not word.stop and (one := self._skeletons.get(word.skeleton)) is not None:
                return one, _INFLECTED
        return None

    def _may_be(self, letters: str) -> bool:
        """Return whether *letters* are worth an analysis, which costs twenty times this look."""
        if not letters.isascii() and not "\u0620" <= letters[0] <= "\u06ff":
            return True  # accents, letter forms: any of them may fold into the letters needed
        there = set(letters.lower())
        return any(needed <= there for needed in self._needed)


class LikeLetters:
    """Wanted words by their trigrams, for what shares most of them."""

    def __init__(self, sought: tuple[Word, ...]) -> None:
        self._grams = [(word, set(word.grams.split())) for word in sought]

    def answer(self, letters: str) -> Answer | None:
        """Return which wanted word *letters* are like."""
        for word in words(letters):
            there = set(word.grams.split())
            for one, grams in self._grams:
                if len(grams & there) >= _SHARED_GRAMS * max(len(grams), len(there), 1):
                    return one, _INFLECTED
        return None
