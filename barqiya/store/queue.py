"""Stand-in until the queue's front is merged."""

from collections.abc import Iterable
from datetime import datetime

from barqiya.store.database import Transaction


def expect(tx: Transaction, place_id: str, at: datetime) -> None:
    """Record that there is something to do at a place from *at* on."""
    del tx, place_id, at


def refresh(tx: Transaction, place_ids: Iterable[str]) -> None:
    """Work out anew when there is something to do at these places."""
    del tx, place_ids
