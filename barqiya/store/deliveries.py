"""Deliveries in the store: what is planned for whom, and what a person may do with it.

Owns the ledger's rows from their planning to their end; what happens on the way is
:mod:`barqiya.store.turns`'. Each row's state moves as :mod:`barqiya.domain.delivery` draws it.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, insert, select, update

from barqiya.domain.article import ArticleId
from barqiya.domain.delivery import Delivery, DeliveryKind, DeliveryState, Destination
from barqiya.errors import NotFoundError, Refusal, RefusedError
from barqiya.store import delivery_rows as rows
from barqiya.store import destinations as places
from barqiya.store import queue
from barqiya.store.database import Transaction
from barqiya.store.schema import deliveries, destinations

_WAITS_FOR_A_PERSON = (DeliveryState.HELD, DeliveryState.REJECTED)
_DROPPABLE = (*_WAITS_FOR_A_PERSON, DeliveryState.DUE, DeliveryState.AWAITING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A post that is planned at *place*: due at *due_at*, or once an editor's word is there.

    *urgent* and *gathered* are as in :class:`~barqiya.domain.delivery.Delivery`.
    """

    place: Destination
    due_at: datetime
    urgent: bool = False
    gathered: bool = False
    awaiting: bool = False


def post(
    tx: Transaction,
    planned: Sequence[Planned],
    article_id: ArticleId,
    revision: int,
    now: datetime,
) -> None:
    """Plan to post the article at many places in one go, in this order."""
    if not planned:
        return
    tx.execute(
        insert(deliveries),
        [
            {
                "destination_id": one.place.id,
                "article_id": article_id,
                "revision": revision,
                "kind": DeliveryKind.POST,
                "state": DeliveryState.AWAITING if one.awaiting else DeliveryState.DUE,
                "attempts": 0,
                "due_at": one.due_at,
                "created_at": now,
                "urgent": one.urgent,
                "gathered": one.gathered,
            }
            for one in planned
        ],
    )
    by_hour: defaultdict[datetime, list[str]] = defaultdict(list)
    for one in planned:
        if not one.awaiting:
            by_hour[one.due_at].append(one.place.id)
    for due_at, place_ids in by_hour.items():
        queue.expect(tx, place_ids, due_at)


def change(  # noqa: PLR0913 - what is planned, and when it is to go
    tx: Transaction,
    earlier: Delivery,
    kind: DeliveryKind,
    revision: int,
    now: datetime,
    *,
    due_at: datetime | None = None,
) -> None:
    """Plan to bring the post that *earlier* made, or changed, to *revision*, or to retract it."""
    when = due_at or now
    tx.execute(
        insert(deliveries).values(
            destination_id=earlier.destination.id,
            article_id=earlier.article_id,
            revision=revision,
            kind=kind,
            state=DeliveryState.DUE,
            attempts=0,
            due_at=when,
            created_at=now,
            address=earlier.destination.address,
            receipt=rows.from_receipt(earlier.receipt),
            urgent=False,
            gathered=False,
            bundle=earlier.bundle,
        )
    )
    queue.expect(tx, [earlier.destination.id], when)


def supersede(tx: Transaction, delivery: Delivery, now: datetime) -> None:
    """Record that *delivery* is not wanted any more: a newer revision takes its place."""
    rows.put(tx, delivery.id, state=DeliveryState.SUPERSEDED, settled_at=now)


def newest_of(
    tx: Transaction, article_ids: Sequence[ArticleId]
) -> dict[ArticleId, dict[str, Delivery]]:
    """Return the newest delivery of each article at each destination, by article and destination.

    Up to a few hundred articles. Older deliveries of the same pair have come to their end.
    """
    newest = (
        select(func.max(deliveries.c.id))
        .where(deliveries.c.article_id.in_(article_ids))
        .group_by(deliveries.c.destination_id, deliveries.c.article_id)
    )
    by_article: dict[ArticleId, dict[str, Delivery]] = {id_: {} for id_ in article_ids}
    for one in rows.load(tx, rows.wanted().where(deliveries.c.id.in_(newest))):
        by_article[one.article_id][one.destination.id] = one
    return by_article


def newest_like(tx: Transaction, delivery: Delivery) -> Delivery:
    """Return the newest delivery of the article of *delivery* at its destination."""
    newest = select(func.max(deliveries.c.id)).where(
        deliveries.c.article_id == delivery.article_id,
        deliveries.c.destination_id == delivery.destination.id,
    )
    (found,) = rows.load(tx, rows.wanted().where(deliveries.c.id == newest.scalar_subquery()))
    return found


def stop(tx: Transaction, delivery_id: int) -> Delivery:
    """Record that a due post waits for an editor's word; return it.

    Raises :class:`~barqiya.errors.RefusedError` where it is not due.
    """
    _in_state(tx, delivery_id, (DeliveryState.DUE,), "due", "stopped")
    rows.put(tx, delivery_id, state=DeliveryState.AWAITING)
    return get(tx, delivery_id)


def get(tx: Transaction, delivery_id: int) -> Delivery:
    """Return one delivery. Raises :class:`~barqiya.errors.NotFoundError`."""
    found = rows.load(tx, rows.wanted().where(deliveries.c.id == delivery_id))
    if not found:
        raise NotFoundError(f"no delivery has the number {delivery_id}")
    return found[0]


def listing(
    tx: Transaction,
    *,
    states: Collection[DeliveryState] = (),
    destination_id: str | None = None,
    limit: int = 100,
) -> list[Delivery]:
    """Return deliveries, newest first: of *states* (none: of all), of one destination or of all."""
    wanted = rows.wanted().order_by(deliveries.c.id.desc()).limit(limit)
    if states:
        wanted = wanted.where(deliveries.c.state.in_(list(states)))
    if destination_id is not None:
        wanted = wanted.where(deliveries.c.destination_id == destination_id)
    return rows.load(tx, wanted)


def counts(tx: Transaction) -> dict[DeliveryState, int]:
    """Return how many deliveries are in each state; every state is there."""
    wanted = select(deliveries.c.state, func.count().label("total")).group_by(deliveries.c.state)
    found = {DeliveryState(row.state): row.total for row in tx.execute(wanted)}
    return {state: found.get(state, 0) for state in DeliveryState}


def retry(tx: Transaction, delivery_id: int, now: datetime) -> Delivery:
    """Make a held or rejected delivery due again, its attempts forgotten; return it.

    With all that stand in one message with it. Who asks for it says that what stood in the way is
    mended (so a destination that was gone takes part again) and, of a held post, that it is not in
    the channel. A post of which some messages stand there goes on after those. Raises
    :class:`~barqiya.errors.RefusedError` where there is nothing to retry.
    """
    found = _in_state(tx, delivery_id, _WAITS_FOR_A_PERSON, "held or rejected", "tried again")
    again: dict[str, Any] = {"attempts": 0, "due_at": now, "settled_at": None, "reason": None}
    if found.kind is not DeliveryKind.POST:
        again |= {"state": DeliveryState.DUE, "last_known_id": None}
    elif found.receipt is not None and found.receipt.message_ids:
        known_id = max(found.receipt.message_ids)
        again |= {"state": DeliveryState.CLAIMED, "last_known_id": known_id}
    else:
        nowhere = {"address": None, "receipt": None, "bundle": None, "last_known_id": None}
        again |= {"state": DeliveryState.DUE, **nowhere}
    tx.execute(update(deliveries).where(_one_message(found)).values(**again))
    places.revive(tx, found.destination.id)
    return get(tx, delivery_id)


def regain(tx: Transaction, place_id: str) -> None:
    """Record that a place takes something from us again: what it did not take is due once more.

    Before all that was published meanwhile: it was the first.
    """
    gone = select(destinations.c.gone).where(destinations.c.id == place_id).scalar_subquery()
    refused = update(deliveries).where(
        deliveries.c.destination_id == place_id,
        deliveries.c.state == DeliveryState.REJECTED,
        deliveries.c.reason == gone,
    )
    begun = deliveries.c.last_known_id.is_not(None)
    state = case((begun, DeliveryState.CLAIMED), else_=DeliveryState.DUE)
    tx.execute(refused.values(state=state, settled_at=None, reason=None))
    places.revive(tx, place_id)


def drop(tx: Transaction, delivery_id: int, now: datetime) -> Delivery:
    """Give up a delivery that is not under way, and all in one message with it; return it.

    Raises :class:`~barqiya.errors.RefusedError` where there is nothing to drop.
    """
    found = _in_state(tx, delivery_id, _DROPPABLE, "awaiting, due, held or rejected", "dropped")
    dropped = update(deliveries).where(_one_message(found))
    tx.execute(dropped.values(state=DeliveryState.DROPPED, settled_at=now))
    return get(tx, delivery_id)


def _one_message(found: Delivery) -> ColumnElement[bool]:
    """Return the condition for *found* and what shares its message and its state."""
    if found.bundle is None:
        return deliveries.c.id == found.id
    return and_(
        deliveries.c.bundle == found.bundle,
        deliveries.c.kind == found.kind,
        deliveries.c.state == found.state,
    )


def _in_state(
    tx: Transaction, delivery_id: int, states: Collection[DeliveryState], which: str, done: str
) -> Delivery:
    found = get(tx, delivery_id)
    if found.state not in states:
        raise RefusedError(
            f"delivery {delivery_id} is {found.state}: only one that is {which} can be {done}",
            why=Refusal.PAST_THAT,
        )
    return found
