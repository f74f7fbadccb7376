"""Deliveries in the store: what is to be sent where, what came of it. Owns the ledger's rows.

Never judges: which move a delivery makes is the outbox's to say (:class:`Settlement`). Each row's
state moves as :mod:`barqiya.domain.delivery` draws it.
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, func, insert, select, update

from barqiya.domain.article import Article, ArticleId, Status
from barqiya.domain.delivery import Delivery, DeliveryKind, DeliveryState, Destination, Receipt
from barqiya.errors import NotFoundError
from barqiya.store import articles
from barqiya.store import destinations as places
from barqiya.store.database import Transaction
from barqiya.store.schema import articles as articles_table
from barqiya.store.schema import deliveries, destinations

_OPEN = (DeliveryState.CLAIMED, DeliveryState.UNCERTAIN)
_WAITS_FOR_A_PERSON = (DeliveryState.HELD, DeliveryState.REJECTED)
_DROPPABLE = (*_WAITS_FOR_A_PERSON, DeliveryState.DUE)
_ENDED = (
    DeliveryState.SENT,
    DeliveryState.REJECTED,
    DeliveryState.SUPERSEDED,
    DeliveryState.DROPPED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A delivery whose turn it is, with the article as it is now.

    *known_id* is the highest message id known in the destination, 0 where it is empty, ``None``
    where nobody has looked.
    """

    delivery: Delivery
    article: Article
    known_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What an attempt, or a look afterwards, did to a delivery and to its destination.

    *last_known_id* is kept only where it stays unknown whether the post lies there.
    *quiet_until*, *highest_id*, *moved_to* and *gone* are of the destination; ``None`` or false
    leaves it as it is.
    """

    state: DeliveryState
    attempts: int
    due_at: datetime
    receipt: Receipt | None
    reason: str | None = None
    last_known_id: int | None = None
    quiet_until: datetime | None = None
    highest_id: int | None = None
    moved_to: str | None = None
    gone: bool = False


def post(
    tx: Transaction,
    at: Sequence[Destination],
    article_id: ArticleId,
    revision: int,
    now: datetime,
) -> None:
    """Plan to post the article at each of the places *at*, in this order."""
    rows = [_new_row(place, article_id, revision, now) for place in at]
    if rows:
        tx.execute(insert(deliveries), [{**row, "kind": DeliveryKind.POST} for row in rows])


def edit(tx: Transaction, earlier: Delivery, revision: int, now: datetime) -> None:
    """Plan to bring the post that *earlier* made, or changed, to *revision*."""
    row = _new_row(earlier.destination, earlier.article_id, revision, now)
    row |= {"address": earlier.destination.address, "receipt": _from_receipt(earlier.receipt)}
    tx.execute(insert(deliveries).values(**row, kind=DeliveryKind.EDIT))


def supersede(tx: Transaction, delivery: Delivery, now: datetime) -> None:
    """Record that *delivery* is not wanted any more: a newer revision takes its place."""
    _set(tx, delivery.id, state=DeliveryState.SUPERSEDED, settled_at=now)


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
    for one in _load(tx, _wanted().where(deliveries.c.id.in_(newest))):
        by_article[one.article_id][one.destination.id] = one
    return by_article


def newest_like(tx: Transaction, delivery: Delivery) -> Delivery:
    """Return the newest delivery of the article of *delivery* at its destination."""
    newest = select(func.max(deliveries.c.id)).where(
        deliveries.c.article_id == delivery.article_id,
        deliveries.c.destination_id == delivery.destination.id,
    )
    (found,) = _load(tx, _wanted().where(deliveries.c.id == newest.scalar_subquery()))
    return found


def ready(
    tx: Transaction,
    now: datetime,
    *,
    transports: Collection[str],
    busy: Collection[str],
    limit: int,
) -> list[Turn]:
    """Return the next delivery of up to *limit* destinations where one may be sent at *now*.

    One that has something under way or in doubt, or is *busy*, is left out: at most one is in
    flight a destination. Those that waited longest come first, so that none starves. What was
    retracted is not posted, whoever asked for it.
    """
    here = deliveries.c.destination_id == destinations.c.id
    due = (deliveries.c.state == DeliveryState.DUE) & (deliveries.c.due_at <= now)
    withdrawn = select(articles_table.c.id).where(articles_table.c.status == Status.RETRACTED)
    due &= ~((deliveries.c.kind == DeliveryKind.POST) & deliveries.c.article_id.in_(withdrawn))
    head = select(deliveries.c.id).where(here, due).order_by(deliveries.c.id).limit(1)
    quiet = destinations.c.quiet_until
    heads = (
        select(head.correlate(destinations).scalar_subquery().label("head"))
        .where(_taking_part(transports), destinations.c.id.not_in(list(busy)))
        .where(quiet.is_(None) | (quiet <= now))
        .where(~exists().where(here, deliveries.c.state.in_(_OPEN)))
        .order_by(quiet.nulls_first(), destinations.c.id)
    ).subquery()
    first = select(heads.c.head).where(heads.c.head.is_not(None)).limit(limit)
    rows = tx.execute(_wanted().where(deliveries.c.id.in_(first)).order_by(deliveries.c.id)).all()
    found = {a.id: a for a in articles.get_many(tx, [ArticleId(r.article_id) for r in rows])}
    return [
        Turn(delivery=_to_delivery(r), article=found[r.article_id], known_id=r.at_last_known_id)
        for r in rows
    ]


def doubtful(
    tx: Transaction, *, transports: Collection[str], busy: Collection[str]
) -> list[Delivery]:
    """Return the deliveries of which nobody knows yet whether they were sent."""
    in_doubt = deliveries.c.state == DeliveryState.UNCERTAIN
    free = destinations.c.id.not_in(list(busy))
    wanted = _wanted().where(in_doubt, free, _taking_part(transports))
    return _load(tx, wanted.order_by(deliveries.c.id))


def claim(
    tx: Transaction, turn: Turn, intent: Receipt | None, known_id: int | None
) -> Delivery | None:
    """Write down that this turn's delivery is about to be sent, before it is.

    It is the article's present revision that goes out, whatever was planned. For a post, *intent*
    is the form it will take and *known_id* the highest message id before it. ``None`` where the
    delivery is not due any more, or the article has changed: look again.
    """
    planned = turn.delivery
    current = select(articles_table.c.revision).where(articles_table.c.id == planned.article_id)
    if tx.execute(current).scalar_one() != turn.article.revision:
        return None
    values: dict[str, Any] = {"state": DeliveryState.CLAIMED, "revision": turn.article.revision}
    if planned.kind is DeliveryKind.POST:
        values |= {
            "address": planned.destination.address,
            "receipt": _from_receipt(intent),
            "last_known_id": known_id,
        }
    still_due = (deliveries.c.id == planned.id) & (deliveries.c.state == DeliveryState.DUE)
    claimed = tx.execute(update(deliveries).where(still_due).values(**values))
    return get(tx, planned.id) if claimed.rowcount else None


def settle(tx: Transaction, delivery: Delivery, settlement: Settlement, now: datetime) -> None:
    """Write down what came of *delivery*, and what that says of its destination."""
    posted = delivery.kind is DeliveryKind.POST
    anywhere = posted and settlement.state is DeliveryState.DUE
    _set(
        tx,
        delivery.id,
        state=settlement.state,
        attempts=settlement.attempts,
        due_at=settlement.due_at,
        settled_at=now if settlement.state in _ENDED else None,
        address=None if anywhere else delivery.destination.address,
        last_known_id=settlement.last_known_id,
        receipt=_from_receipt(settlement.receipt),
        reason=settlement.reason,
    )
    place = delivery.destination
    if settlement.quiet_until is not None:
        places.hush(tx, place, settlement.quiet_until)
    if settlement.highest_id is not None:
        places.know(tx, place, settlement.highest_id)
    if settlement.gone:
        places.lose(tx, place, settlement.reason or "")
    if settlement.moved_to is not None:
        places.move(tx, place, settlement.moved_to)


def recover(tx: Transaction, believed_at: datetime, picture_believed_at: datetime) -> int:
    """Take over what a process that is dead had claimed; return how many that are in doubt.

    Only for the one process that delivers from this store, before it claims anything itself. Edits
    are due again. A post that is not found may be believed unsent at *believed_at*, one that was to
    show a picture at *picture_believed_at*.
    """
    claimed = update(deliveries).where(deliveries.c.state == DeliveryState.CLAIMED)
    tx.execute(
        claimed.where(deliveries.c.kind == DeliveryKind.EDIT).values(state=DeliveryState.DUE)
    )
    in_doubt = claimed.values(
        state=DeliveryState.UNCERTAIN, reason="the process ended while this was being sent"
    )
    pictures = in_doubt.where(deliveries.c.receipt["form"].as_string() == "photo")
    count = tx.execute(pictures.values(due_at=picture_believed_at)).rowcount
    return count + tx.execute(in_doubt.values(due_at=believed_at)).rowcount


def rival(tx: Transaction, delivery: Delivery) -> Delivery | None:
    """Return another post that a message found for *delivery* could be as well.

    One of which it was never found out whether it was sent, and beyond the same message.
    """
    wanted = _wanted().where(
        deliveries.c.destination_id == delivery.destination.id,
        deliveries.c.address == delivery.destination.address,
        deliveries.c.id != delivery.id,
        deliveries.c.last_known_id >= delivery.last_known_id,
    )
    return next(iter(_load(tx, wanted.limit(1))), None)


def next_time(tx: Transaction, now: datetime) -> datetime | None:
    """Return the next moment after *now* at which something may become ready."""
    waiting = deliveries.c.state.in_([DeliveryState.DUE, DeliveryState.UNCERTAIN])
    due = select(func.min(deliveries.c.due_at)).where(waiting, deliveries.c.due_at > now)
    quiet = select(func.min(destinations.c.quiet_until)).where(destinations.c.quiet_until > now)
    moments = [tx.execute(due).scalar_one(), tx.execute(quiet).scalar_one()]
    return min((moment for moment in moments if moment is not None), default=None)


def get(tx: Transaction, delivery_id: int) -> Delivery:
    """Return one delivery. Raises :class:`~barqiya.errors.NotFoundError`."""
    found = _load(tx, _wanted().where(deliveries.c.id == delivery_id))
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
    wanted = _wanted().order_by(deliveries.c.id.desc()).limit(limit)
    if states:
        wanted = wanted.where(deliveries.c.state.in_(list(states)))
    if destination_id is not None:
        wanted = wanted.where(deliveries.c.destination_id == destination_id)
    return _load(tx, wanted)


def counts(tx: Transaction) -> dict[DeliveryState, int]:
    """Return how many deliveries are in each state; every state is there."""
    wanted = select(deliveries.c.state, func.count().label("total")).group_by(deliveries.c.state)
    found = {DeliveryState(row.state): row.total for row in tx.execute(wanted)}
    return {state: found.get(state, 0) for state in DeliveryState}


def retry(tx: Transaction, delivery_id: int, now: datetime) -> Delivery:
    """Make a held or rejected delivery due again, its attempts forgotten; return it.

    Who asks for it says that what stood in the way is mended (so a destination that was gone takes
    part again) and, of a held post, that it is not in the channel. Raises
    :class:`~barqiya.errors.NotFoundError` where there is nothing to retry.
    """
    found = _in_state(tx, delivery_id, _WAITS_FOR_A_PERSON, "held or rejected", "tried again")
    address = found.destination.address if found.kind is DeliveryKind.EDIT else None
    again = {"attempts": 0, "due_at": now, "settled_at": None, "reason": None, "address": address}
    _set(tx, delivery_id, state=DeliveryState.DUE, last_known_id=None, **again)
    places.revive(tx, found.destination.id)
    return get(tx, delivery_id)


def drop(tx: Transaction, delivery_id: int, now: datetime) -> Delivery:
    """Give up a delivery that is not under way; return it.

    Raises :class:`~barqiya.errors.NotFoundError` where there is nothing to drop.
    """
    _in_state(tx, delivery_id, _DROPPABLE, "due, held or rejected", "dropped")
    _set(tx, delivery_id, state=DeliveryState.DROPPED, settled_at=now)
    return get(tx, delivery_id)


def _in_state(
    tx: Transaction, delivery_id: int, states: Collection[DeliveryState], which: str, done: str
) -> Delivery:
    found = get(tx, delivery_id)
    if found.state not in states:
        raise NotFoundError(
            f"delivery {delivery_id} is {found.state}: only one that is {which} can be {done}"
        )
    return found


def _taking_part(transports: Collection[str]) -> Any:
    known = destinations.c.transport.in_(list(transports))
    return destinations.c.active & destinations.c.gone.is_(None) & known


def _set(tx: Transaction, delivery_id: int, **values: Any) -> None:
    tx.execute(update(deliveries).where(deliveries.c.id == delivery_id).values(**values))


def _new_row(
    destination: Destination, article_id: ArticleId, revision: int, now: datetime
) -> dict[str, Any]:
    return {
        "destination_id": destination.id,
        "article_id": article_id,
        "revision": revision,
        "state": DeliveryState.DUE,
        "attempts": 0,
        "due_at": now,
        "created_at": now,
        "urgent": False,
        "gathered": False,
    }


def _wanted() -> Select[Any]:
    theirs = [column.label(f"at_{column.name}") for column in destinations.c]
    return select(deliveries, *theirs).join(destinations)


def _load(tx: Transaction, wanted: Select[Any]) -> list[Delivery]:
    return [_to_delivery(row) for row in tx.execute(wanted)]


def _to_delivery(row: Any) -> Delivery:
    place = places.to_destination(row, prefix="at_")
    return Delivery(
        id=row.id,
        destination=place if row.address is None else replace(place, address=row.address),
        article_id=ArticleId(row.article_id),
        revision=row.revision,
        kind=DeliveryKind(row.kind),
        state=DeliveryState(row.state),
        attempts=row.attempts,
        due_at=row.due_at,
        created_at=row.created_at,
        settled_at=row.settled_at,
        last_known_id=row.last_known_id,
        receipt=_to_receipt(row.receipt),
        reason=row.reason,
        urgent=row.urgent,
        gathered=row.gathered,
        bundle=row.bundle,
    )


def _from_receipt(receipt: Receipt | None) -> dict[str, Any] | None:
    return None if receipt is None else asdict(receipt)


def _to_receipt(row: dict[str, Any] | None) -> Receipt | None:
    if row is None:
        return None
    ids = tuple(row["message_ids"])
    return Receipt(message_ids=ids, form=row["form"], count=row.get("count", 1))
