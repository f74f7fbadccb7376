"""Hashtags that Telegram takes for such. Owns their spelling.

Found by asking Telegram's own parser: a vowel mark or a hyphen ends the tag, digits alone are
none, and two tags without a space between them are none.
"""

import unicodedata
from collections.abc import Iterable

from barqiya.domain.article import Label

_LONGEST = 64


def hashtags(labels: Iterable[Label], most: int) -> tuple[str, ...]:
    """Return up to *most* hashtags, each once, in the order of *labels*."""
    tags = {label.key: hashtag(label.name) for label in labels}
    made = dict.fromkeys(tag for tag in tags.values() if tag is not None)
    return tuple(made)[:most]


def hashtag(name: str) -> str | None:
    """Return *name* as a hashtag, ``None`` where nothing of it would be one."""
    spelled = "".join(_spelled(character) for character in unicodedata.normalize("NFKC", name))
    tag = "_".join(spelled.split())
    if len(tag) > _LONGEST or not any(c.isalpha() for c in tag):
        return None
    return f"#{tag}"


def _spelled(character: str) -> str:
    category = unicodedata.category(character)
    if category[0] == "L" and character != "ـ":
        return character
    if category == "Nd":
        return character
    # Marks, tatweel and what is invisible go without a trace; all else parts two words.
    return "" if category[0] == "M" or category == "Cf" or character == "ـ" else " "
