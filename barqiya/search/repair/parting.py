"""Two words written as one. Owns the choice of where to part them."""

from collections.abc import Callable

from barqiya.search.lexicon import is_stop_word

_SHORTEST = 3  # letters of a part, unless it is one of the short words that everybody writes
_SHORTEST_WORD, _LONGEST_WORD = 5, 30


def parted(word: str, frequency: Callable[[str, str], int]) -> tuple[str, str] | None:
    """Return the two known words that *word* is made of: where several are, the commoner ones."""
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
