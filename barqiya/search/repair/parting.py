"""Two or three words written as one. Owns the choice of where to part them."""

from collections.abc import Callable

from barqiya.search.lexicon import is_stop_word

_SHORTEST = 3  # letters of a part, unless it is one of the short words that everybody writes
_SHORTEST_WORD, _LONGEST_WORD = 5, 30
_SHORTEST_THREE = 10  # letters of three: fewer are parted by chance


def parted(word: str, frequency: Callable[[str, str], int]) -> tuple[str, ...] | None:
    """Return the known words that *word* is made of, two or else three; the commoner ones."""
    return _in_two(word, frequency) or _in_three(word, frequency)


def _in_three(word: str, frequency: Callable[[str, str], int]) -> tuple[str, ...] | None:
    if not _SHORTEST_THREE <= len(word) <= _LONGEST_WORD:
        return None
    best, most = None, 0
    for place in range(_SHORTEST, len(word) - _SHORTEST_WORD + 1):
        head = word[:place]
        rest = _in_two(word[place:], frequency) if frequency("surface", head) else None
        if rest is None:
            continue
        often = min(frequency("surface", part) for part in (head, *rest))
        often *= _ARTICLE ** sum(part.startswith("ال") for part in rest)
        if often > most:
            best, most = (head, *rest), often
    return best


def _in_two(word: str, frequency: Callable[[str, str], int]) -> tuple[str, str] | None:
    if not _SHORTEST_WORD <= len(word) <= _LONGEST_WORD or not word.isalpha():
        return None
    best, most = None, 0
    for place in range(2, len(word) - 1):
        head, tail = word[:place], word[place:]
        if not (_may_stand(head) and _may_stand(tail)):
            continue
        often = min(frequency("surface", head), frequency("surface", tail))
        # «ال» in the midst of a word is where the next begins.
        often *= _ARTICLE if tail.startswith("ال") and len(tail) > _SHORTEST else 1
        if often > most:
            best, most = (head, tail), often
    return best


_ARTICLE = 8


def _may_stand(part: str) -> bool:
    return len(part) >= _SHORTEST or is_stop_word(part)
