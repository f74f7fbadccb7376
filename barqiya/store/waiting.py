"""Posts that wait: for their hour, or for an editor's word. Owns their moves before they are sent.

When they are due is the outbox's to say (:mod:`barqiya.domain.timetable` has the rule).
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from barqiya.domain.article import ArticleId
from barqiya.domain.delivery import DeliveryKind, DeliveryState
from barqiya.domain.timetable import Appointment
from barqiya.store.database import Transaction
from barqiya.store.schema import deliveries, holds

_AT_ONCE = 500  # rows in one look
_LONGEST_DOUBT = timedelta(minutes=1)
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


def gather(tx: Transaction, place_id: str, until: datetime) -> None:
    """Put what is due at a place before *until*, but what is urgent, into one message then."""
    due = _waiting_at(place_id).where(
        deliveries.c.state == DeliveryState.DUE,
        deliveries.c.urgent.is_(False),
        deliveries.c.due_at <= until,
    )
    tx.execute(due.values(due_at=until, gathered=True))


def set_back(tx: Transaction, now: datetime) -> None:
    """Let nothing that is to be done at once wait for a moment that a wrong clock wrote down.

    The clock is right again, and shows *now*, earlier than that.
    """
    at_once = deliveries.c.urgent | (deliveries.c.kind != DeliveryKind.POST)
    waits = deliveries.c.state.in_(_WAITING) & (deliveries.c.created_at > now)
    tx.execute(update(deliveries).where(waits, at_once).values(due_at=now, created_at=now))
    doubt = deliveries.c.state == DeliveryState.UNCERTAIN
    latest = now + _LONGEST_DOUBT
    tx.execute(update(deliveries).where(doubt, deliveries.c.due_at > latest).values(due_at=latest))


def planned_after(tx: Transaction, now: datetime) -> list[str]:
    """Return the places where a post waits that was planned after *now*, by a wrong clock."""
    places = select(deliveries.c.destination_id).distinct()
    waits = deliveries.c.state.in_(_WAITING) & (deliveries.c.kind == DeliveryKind.POST)
    found = tx.execute(places.where(waits, deliveries.c.created_at > now))
    return [str(row.destination_id) for row in found]


def replan(tx: Transaction, place_id: str, when: Appointment, now: datetime) -> None:
    """Make due as *when* says what waits at a place and was planned after *now*."""
    wrong = _waiting_at(place_id).where(deliveries.c.created_at > now)
    tx.execute(wrong.values(**_as_values(when), created_at=now))


def newest_moment(tx: Transaction) -> datetime | None:
    """Return when the newest delivery was planned, ``None`` where there is none."""
    newest = select(deliveries.c.created_at).order_by(deliveries.c.id.desc()).limit(1)
    return tx.execute(newest).scalar_one_or_none()


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
    """Return when a place was sent its last digest, ``None`` where there was none."""
    digests = (
        deliveries.c.destination_id == place_id,
        deliveries.c.state == DeliveryState.SENT,
        deliveries.c.kind == DeliveryKind.POST,
        deliveries.c.urgent.is_(False),
        deliveries.c.gathered,
    )
    latest = select(deliveries.c.settled_at).where(*digests).order_by(deliveries.c.due_at.desc())
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
