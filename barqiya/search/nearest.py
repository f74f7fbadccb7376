"""What comes close where nothing was found. Owns the loosening of what was asked; never the answer.

Words alone always find something near, if there is anything. What finds nothing is a phrase that
no text holds, a name that nobody bears, an exclusion: so the nearest are found by its words alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from barqiya.domain.query import parse
from barqiya.errors import QueryError
from barqiya.search.finding import Hit, find
from barqiya.search.index import SearchIndex
from barqiya.search.suggest import suggest
from barqiya.store import Transaction

_EXCLUDED = re.compile(r"""(?:(?<=\s)|\A)[-\u2212](?:\w+:)?(?:"[^"]*"|«[^»]*»|\([^)]*\)|\S+)""")
_FIELD = re.compile(r"\w+:")
_NOT_WORDS = re.compile(r"[^\w\s]+")
_SHORTEST = 3  # letters of a word that are enough to complete it
_MOST_TRIED = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """Articles that come close, best first, and texts that would find something."""

    hits: tuple[Hit, ...] = ()
    instead: tuple[str, ...] = ()


def nearest(
    tx: Transaction, index: SearchIndex, text: str, moment: datetime, *, most: int = 3
) -> Nearest:
    """Return what is nearest to *text*, a query that found nothing at *moment*, *most* of each.

    Never raises for anything that a person can type.
    """
    words = loosened(text)
    hits: tuple[Hit, ...] = ()
    if words and words != text.strip():
        try:
            hits = find(tx, index, parse(words, moment, required=True), limit=most).hits
        except QueryError:
            hits = ()
    return Nearest(hits=hits, instead=_instead(tx, index, words, most))


def loosened(text: str) -> str:
    """Return the words that *text* asks for, without what narrows them."""
    wanted = _FIELD.sub(" ", _EXCLUDED.sub(" ", text))
    return " ".join(_NOT_WORDS.sub(" ", wanted).split())


def _instead(tx: Transaction, index: SearchIndex, words: str, most: int) -> tuple[str, ...]:
    for beginning in _beginnings(words):
        found = suggest(tx, index, beginning, most=most)
        if found:
            return tuple(dict.fromkeys(one.text for one in found))
    return ()


def _beginnings(words: str) -> Iterator[str]:
    """Yield texts to complete, the closest to *words* first."""
    parts = [part for part in words.split() if len(part) >= _SHORTEST]
    yield words
    for part in sorted(parts, key=len, reverse=True)[:_MOST_TRIED]:
        yield part
        yield part[: max(_SHORTEST, len(part) * 2 // 3)]
