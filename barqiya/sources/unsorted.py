"""The category that means none: what WordPress files an article under that nobody sorted. Pure."""

from barqiya.domain.folding import fold
from barqiya.domain.normalize import clean_text

# WordPress's default category, as its Arabic, American and British translations name it.
_NAMES = frozenset(fold(name) for name in ("غير مصنف", "Uncategorized", "Uncategorised"))


def is_unsorted(category: str) -> bool:
    """Return whether the name *category* says only that there is none."""
    return fold(clean_text(category)) in _NAMES
