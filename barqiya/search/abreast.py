"""Asking the index as it is just now. Owns how long is waited for it, and what heals it."""

from collections.abc import Callable
from typing import TypeVar

from barqiya.domain.query import Author, Query, leaves
from barqiya.search.index import BrokenIndexError, SearchIndex, Snapshot
from barqiya.store import Transaction

# A search waits so long for the index to take in what was committed a moment ago; for more changes
# than it can take in meanwhile it is answered at once, from what there is.
_PATIENCE_SECONDS = 1.0
_FAR_BEHIND = 1000

T = TypeVar("T")


def asked_of(tx: Transaction, index: SearchIndex, ask: Callable[[Snapshot], T]) -> tuple[T, int]:
    """Return what *ask* says of *index*, and how many changes that is behind the store.

    A broken index is thrown away, and asked once more as far as it is made anew.
    """
    behind = _waited(tx, index)
    try:
        return ask(index.snapshot()), behind
    except BrokenIndexError as error:
        index.discard(str(error))
        behind = _waited(tx, index)
        return ask(index.snapshot()), behind


def is_for_store(query: Query) -> bool:
    """Return whether the store answers *query* as fast as the index, and more surely.

    It knows no words, and a person by a part of the name only by looking at all names.
    """
    return not query.has_text and not any(isinstance(one, Author) for one in leaves(query.wanted))


def _waited(tx: Transaction, index: SearchIndex) -> int:
    behind = index.behind(tx)
    return behind if behind > _FAR_BEHIND else index.catch_up(tx, _PATIENCE_SECONDS)
