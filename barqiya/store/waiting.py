"""Posts that wait: for their hour, or for an editor's word. Owns their moves before they are sent.

When they are due is the outbox's to say (:mod:`barqiya.domain.timetable` has the rule).
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from barqiya.domain.article import ArticleId
from barqiya.domain.delivery import DeliveryKind, DeliveryState
from barqiya.domain.timetable import Appointment
from barqiya.store.database import Transaction
from barqiya.store.schema import deliveries, holds

_AT_ONCE = 500  # rows in one look
_WAITING = (DeliveryState.DUE, DeliveryState.AWAITING)


def appoint(tx: Transaction, delivery_id: int, when: Appointment) -> None:
    """Make a post due as *when* says, as if it had never been tried."""
    values = {
        "state": DeliveryState.DUE,
        "attempts": 0,
        "settled_at": None,
        "reason": None,
        "address": None,
        "receipt": None,
        "last_known_id": None,
        "bundle": None,
        **_as_values(when),
    }
    tx.execute(update(deliveries).where(deliveries.c.id == delivery_id).values(**values))


def rearrange(tx: Transaction, place_id: str, when: Appointment) -> int:
    """Make all that waits at a place due as *when* says, but what is urgent; return how many."""
    ordinary = _waiting_at(place_id).where(deliveries.c.urgent.is_(False))
    return tx.execute(ordinary.values(**_as_values(when))).rowcount


def ask_for_word(tx: Transaction, place_id: str) -> None:
    """Let all that is due at a place await an editor's word."""
    due = _waiting_at(place_id).where(deliveries.c.state == DeliveryState.DUE)
    tx.execute(due.values(state=DeliveryState.AWAITING))


def ask_no_more(tx: Transaction, place_id: str) -> None:
    """Make due what awaits an editor's word at a place, but what is on hold."""
    awaiting = _waiting_at(place_id).where(deliveries.c.state == DeliveryState.AWAITING)
    loose = deliveries.c.article_id.not_in(select(holds.c.article_id))
    tx.execute(awaiting.where(loose).values(state=DeliveryState.DUE))


def ordinary(tx: Transaction, place_id: str) -> Iterator[list[tuple[int, ArticleId]]]:
    """Yield number and article of what waits at a place and is not urgent, in portions."""
    beyond = 0
    while True:
        wanted = (
            select(deliveries.c.id, deliveries.c.article_id)
            .where(*_at(place_id), deliveries.c.urgent.is_(False), deliveries.c.id > beyond)
            .order_by(deliveries.c.id)
            .limit(_AT_ONCE)
        )
        found = [(row.id, ArticleId(row.article_id)) for row in tx.execute(wanted)]
        if not found:
            return
        yield found
        beyond = found[-1][0]


def last_digest(tx: Transaction, place_id: str) -> datetime | None:
    """Return the hour of the digest that a place was sent last, ``None`` where there was none."""
    digests = (
        deliveries.c.destination_id == place_id,
        deliveries.c.state == DeliveryState.SENT,
        deliveries.c.kind == DeliveryKind.POST,
        deliveries.c.urgent.is_(False),
        deliveries.c.gathered,
    )
    latest = select(deliveries.c.due_at).where(*digests).order_by(deliveries.c.due_at.desc())
    return tx.execute(latest.limit(1)).scalar_one_or_none()


def hurry(tx: Transaction, delivery_id: int, now: datetime) -> None:
    """Make a post that waits urgent; if it awaits an editor's word, it goes on to do so."""
    urgent = _as_values(Appointment(at=now, urgent=True))
    tx.execute(update(deliveries).where(deliveries.c.id == delivery_id).values(**urgent))


def _as_values(when: Appointment) -> dict[str, Any]:
    return {"due_at": when.at, "urgent": when.urgent, "gathered": when.gathered}


def _at(place_id: str) -> tuple[Any, ...]:
    return (
        deliveries.c.destination_id == place_id,
        deliveries.c.kind == DeliveryKind.POST,
        deliveries.c.state.in_(_WAITING),
    )


def _waiting_at(place_id: str) -> Any:
    return update(deliveries).where(*_at(place_id))
