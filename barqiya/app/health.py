"""The health of the sources in the settings, as the store knows it. Visits none of them."""

from collections.abc import Sequence
from datetime import datetime

from barqiya.domain.source_health import SourceHealth, health_of
from barqiya.domain.source_state import SourceState
from barqiya.ingest.refreshing import Watched
from barqiya.ingest.visiting import voice
from barqiya.store import Transaction, sightings, source_states


def source_health(
    tx: Transaction, watched: Sequence[Watched], now: datetime, *, newest: int = 0
) -> list[SourceHealth]:
    """Return how each of *watched* is at *now*, with the *newest* items that were set aside."""
    counts = source_states.counts_aside(tx)
    return [
        health_of(
            state_of(tx, one),
            now,
            held=_held(tx, one.source.name),
            set_aside=counts.get(one.source.name, 0),
            newest=source_states.aside(tx, one.source.name, newest) if newest else (),
        )
        for one in watched
    ]


def state_of(tx: Transaction, watched: Watched) -> SourceState:
    """Return what is known of the source, as the settings have it now."""
    source = watched.source
    return source_states.get(tx, source.name, source.kind, source.address)


def _held(tx: Transaction, name: str) -> int:
    voices = (voice(name, secondhand=False), voice(name, secondhand=True))
    return sightings.held(tx, voices)
