"""How deliveries stand, place by place: for editors and operators. Reads only, changes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from barqiya.domain.delivery import DeliveryKind, DeliveryState, Destination
from barqiya.errors import Refusal, RefusedError
from barqiya.store.database import Transaction
from barqiya.store.destinations import to_destination
from barqiya.store.schema import deliveries, destinations

_MOST = 500  # places: more are readers', and nobody looks through them


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How one place stands.

    *gone* is why it takes nothing from us any more, ``None`` where it does; *quiet_until* a wait
    that Telegram asked for. *counts* has every state that occurs. *sent_at* is when the last post
    went there, *due_at* when the next is due.
    """

    place: Destination
    gone: str | None
    quiet_until: datetime | None
    counts: Mapping[DeliveryState, int] = field(default_factory=dict)
    sent_at: datetime | None = None
    due_at: datetime | None = None


def standings(tx: Transaction) -> list[Standing]:
    """Return how each place that the settings name stands, by name."""
    named = select(destinations).where(destinations.c.active).order_by(destinations.c.name)
    rows = tx.execute(named.limit(_MOST)).all()
    counted = _counted(tx, [row.id for row in rows])
    return [
        Standing(
            place=to_destination(row),
            gone=row.gone,
            quiet_until=row.quiet_until,
            **counted.get(row.id, {}),
        )
        for row in rows
    ]


def place_named(tx: Transaction, name: str) -> Destination:
    """Return the place that the settings call *name*, or that has this address or id.

    Raises :class:`~barqiya.errors.RefusedError`, which names those there are.
    """
    known = [standing.place for standing in standings(tx)]
    asked = name.strip().casefold()
    for place in known:
        if asked in (place.name.casefold(), place.address.casefold(), place.id.casefold()):
            return place
    names = ", ".join(place.name for place in known) or "none"
    raise RefusedError(
        f"no channel is called {name!r}; the settings name {names}",
        why=Refusal.NO_CHANNEL,
        channel=name.strip(),
    )


def _counted(tx: Transaction, ids: list[str]) -> dict[str, dict[str, Any]]:
    posted = (deliveries.c.state == DeliveryState.SENT) & (deliveries.c.kind == DeliveryKind.POST)
    wanted = (
        select(
            deliveries.c.destination_id,
            deliveries.c.state,
            func.count().label("total"),
            func.max(deliveries.c.settled_at).filter(posted).label("sent_at"),
            func.min(deliveries.c.due_at).label("due_at"),
        )
        .where(deliveries.c.destination_id.in_(ids))
        .group_by(deliveries.c.destination_id, deliveries.c.state)
    )
    found: dict[str, dict[str, Any]] = {}
    for row in tx.execute(wanted):
        one = found.setdefault(row.destination_id, {"counts": {}})
        state = DeliveryState(row.state)
        one["counts"][state] = row.total
        if state is DeliveryState.SENT:
            one["sent_at"] = row.sent_at
        elif state is DeliveryState.DUE:
            one["due_at"] = row.due_at
    return found
