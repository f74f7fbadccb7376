"""Whose turn it is, claims, and what came of them. Owns the moves of what is under way.

Never judges: which move a delivery makes is the outbox's to say (:class:`Settlement`).
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Update, bindparam, func, select, update

from barqiya.domain.article import ArticleId
from barqiya.domain.delivery import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    Destination,
    Receipt,
    Turn,
)
from barqiya.store import articles, queue
from barqiya.store import delivery_rows as rows
from barqiya.store import destinations as places
from barqiya.store.database import Transaction
from barqiya.store.schema import articles as articles_table
from barqiya.store.schema import deliveries

#: In one message at most; more than any message holds.
MOST_GATHERED = 100

_ENDED = (
    DeliveryState.SENT,
    DeliveryState.REJECTED,
    DeliveryState.SUPERSEDED,
    DeliveryState.DROPPED,
)
_CHANGES = (DeliveryKind.EDIT, DeliveryKind.RETRACT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """What may be done now; *next_at* is the next moment at which there may be more.

    *idle* places have nothing to do, though the front of the queue names them.
    """

    turns: list[Turn]
    idle: list[str]
    next_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A turn that is about to be done.

    For a post, *intent* is the form it will take and *known_id* the highest message id before it.
    """

    turn: Turn
    intent: Receipt | None
    known_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What an attempt, or a look afterwards, did to the deliveries of a turn and their destination.

    *due_at* of a post in doubt is when absence is believed; *look_at* when to look again.
    *last_known_id* is kept only where it stays unknown whether the post lies there, and between the
    messages of one post. *quiet_until*, *posts_after*, *highest_id*, *moved_to* and *gone* are of
    the destination; ``None`` or false leaves it as it is.
    """

    state: DeliveryState
    attempts: int
    due_at: datetime
    receipt: Receipt | None
    reason: str | None = None
    last_known_id: int | None = None
    look_at: datetime | None = None
    quiet_until: datetime | None = None
    posts_after: datetime | None = None
    highest_id: int | None = None
    moved_to: str | None = None
    gone: bool = False


def ready(
    tx: Transaction,
    now: datetime,
    *,
    transports: Collection[str],
    busy: Collection[str],
    limit: int,
) -> Agenda:
    """Return the next turn of up to *limit* destinations where something may be done at *now*.

    What is in doubt, or begun, comes before anything else there; *busy* places are left out: at
    most one is in flight a destination. Those that waited longest come first, so that none starves.
    What was retracted is not posted, whoever asked for it. The deliveries of a turn say by their
    state whether it is to be claimed, gone on with, or found out.
    """
    found = queue.heads(tx, now, transports, busy, limit) if limit > 0 else []
    chosen = {row.id: _chosen(row, now) for row in found}
    numbers = [number for number in chosen.values() if number is not None]
    return Agenda(
        turns=_turns(tx, numbers, now),
        idle=[place_id for place_id, number in chosen.items() if number is None],
        next_at=queue.later(tx, now, transports),
    )


def claim(tx: Transaction, claims: Sequence[Claim]) -> list[Turn | None]:
    """Write down that these turns are about to be done, before they are; return them as they are.

    It is the articles' present revisions that go out, whatever was planned. ``None`` where one of
    the deliveries is not due any more, or an article has changed: look again.
    """
    due = _still_due(tx, [claim.turn for claim in claims])
    claimed = [_claimed(claim) if claim.turn in due else None for claim in claims]
    rows_of_all = [one for turn in claimed if turn is not None for one in turn.deliveries]
    if rows_of_all:
        tx.execute(_CLAIMING, [_written(one, _CLAIMED) for one in rows_of_all])
    return claimed


def renew(tx: Transaction, turn: Turn, count: int, marks: Sequence[str]) -> Turn:
    """Write down of how many messages a begun post is made after its article has changed.

    It keeps the revision it began with: what was sent of that is still to be corrected.
    """
    receipt = turn.delivery.receipt or Receipt(message_ids=(), form="text")
    known = replace(receipt, count=max(count, len(receipt.message_ids)), marks=tuple(marks))
    renewed = tuple(replace(one, receipt=known) for one in turn.deliveries)
    ids = [one.id for one in renewed]
    row = update(deliveries).where(deliveries.c.id.in_(ids))
    tx.execute(row.values(receipt=rows.from_receipt(known)))
    return replace(turn, deliveries=renewed)


def revisions(tx: Transaction, article_ids: Sequence[ArticleId]) -> dict[ArticleId, int]:
    """Return in which revision each of these articles is now."""
    found = tx.execute(_REVISIONS, {"articles": list(article_ids)})
    return {ArticleId(row.id): row.revision for row in found}


def settle(tx: Transaction, settled: Sequence[tuple[Turn, Settlement]], now: datetime) -> None:
    """Write down what came of these turns, each of another place, and what that says of it."""
    changes = [change for turn, one in settled for change in _changes(turn, one, now)]
    tx.execute(_SETTLING, changes)
    for turn, one in settled:
        if turn.kind is not DeliveryKind.POST and turn.delivery.bundle is not None:
            _tell_the_others(tx, turn, one)
    queue.refresh_after(tx, [_learned(turn, one) for turn, one in settled])
    for turn, one in settled:
        _settle_place(tx, turn.destination, one)


def recover(
    tx: Transaction, now: datetime, believed_at: datetime, picture_believed_at: datetime
) -> int:
    """Take over what a process that is dead had claimed; return how many that are in doubt.

    Only for the one process that delivers from this store, before it claims anything itself.
    Changes are due again. A post that is not found may be believed unsent at *believed_at*, one
    that was to show pictures at *picture_believed_at*; it is looked for at once.
    """
    claimed = update(deliveries).where(deliveries.c.state == DeliveryState.CLAIMED)
    tx.execute(claimed.where(deliveries.c.kind.in_(_CHANGES)).values(state=DeliveryState.DUE))
    in_doubt = claimed.values(
        state=DeliveryState.UNCERTAIN, reason="the process ended while this was being sent"
    )
    pictures = in_doubt.where(deliveries.c.receipt["form"].as_string() != "text")
    count = tx.execute(pictures.values(due_at=picture_believed_at)).rowcount
    count += tx.execute(in_doubt.values(due_at=believed_at)).rowcount
    doubtful = select(deliveries.c.destination_id).distinct()
    doubtful = doubtful.where(deliveries.c.state == DeliveryState.UNCERTAIN)
    queue.look_now(tx, [str(row[0]) for row in tx.execute(doubtful)], now)
    return count


def rival(tx: Transaction, delivery: Delivery) -> Delivery | None:
    """Return another post that a message found for *delivery* could be as well.

    One of which it was never found out whether it was sent, and beyond the same message.
    """
    question = rows.wanted().where(
        deliveries.c.destination_id == delivery.destination.id,
        deliveries.c.address == delivery.destination.address,
        deliveries.c.id != delivery.id,
        deliveries.c.last_known_id >= delivery.last_known_id,
    )
    if delivery.bundle is not None:
        question = question.where(deliveries.c.bundle.is_distinct_from(delivery.bundle))
    return next(iter(rows.load(tx, question.limit(1))), None)


def _writing(names: Iterable[str]) -> Update:
    """Return the statement that writes these columns of one row; made once: that costs more."""
    one = update(deliveries).where(deliveries.c.id == bindparam("row"))
    return one.values({name: bindparam(f"new_{name}") for name in names})


_CLAIMED = ("state", "revision", "address", "receipt", "last_known_id", "bundle")
_CLAIMING = _writing(_CLAIMED)
_SETTLING = _writing(
    (
        *("state", "attempts", "due_at", "settled_at", "address", "last_known_id"),
        *("receipt", "reason", "bundle"),
    )
)
_STATES = select(deliveries.c.id, deliveries.c.state).where(
    deliveries.c.id.in_(bindparam("numbers", expanding=True))
)
_REVISIONS = select(articles_table.c.id, articles_table.c.revision).where(
    articles_table.c.id.in_(bindparam("articles", expanding=True))
)


def _chosen(row: Any, now: datetime) -> int | None:
    """Return the number of what goes first at a place: what is in doubt, begun, most urgent."""
    if row.doubt is not None:
        return int(row.doubt)
    if row.quiet_until is not None and row.quiet_until > now:
        return None
    if row.begun is not None:
        return int(row.begun) if row.begun_at <= now else None
    for number in (row.retract, row.urgent):
        if number is not None:
            return int(number)
    lanes = [(row.edit_at, row.edit)]
    if row.posts_after is None or row.posts_after <= now:
        lanes.append((row.post_at, row.post))
    first = min((lane for lane in lanes if lane[1] is not None), default=(now, None))
    return first[1]


def _turns(tx: Transaction, numbers: Sequence[int], now: datetime) -> list[Turn]:
    if not numbers:
        return []
    order = {number: place for place, number in enumerate(numbers)}
    found = tx.execute(rows.wanted().where(deliveries.c.id.in_(numbers))).all()
    groups: list[tuple[list[Delivery], list[ArticleId], Any]] = []
    for row in sorted(found, key=lambda row: order[row.id]):
        together = _together(tx, rows.to_delivery(row), now)
        groups.append((together, _shown(tx, together), row.at_last_known_id))
    wanted = dict.fromkeys(one for _, shown, _ in groups for one in shown)
    articles_by_id = {a.id: a for a in articles.get_many(tx, list(wanted))}
    return [
        Turn(
            deliveries=tuple(together),
            articles=tuple(articles_by_id[one] for one in shown),
            known_id=known_id,
            posted_at=_posted_at(tx, together[0]),
        )
        for together, shown, known_id in groups
    ]


def _together(tx: Transaction, first: Delivery, now: datetime) -> list[Delivery]:
    """Return *first* and the deliveries that are one message with it."""
    same = [
        deliveries.c.destination_id == first.destination.id,
        deliveries.c.state == first.state,
    ]
    if first.bundle is not None:
        same.append(deliveries.c.bundle == first.bundle)
        posting = deliveries.c.kind == DeliveryKind.POST
        same.append(posting if first.kind is DeliveryKind.POST else ~posting)
    elif first.gathered and first.kind is DeliveryKind.POST:
        gathered = deliveries.c.gathered & (deliveries.c.kind == DeliveryKind.POST)
        same += [gathered, deliveries.c.due_at <= now, queue.not_withdrawn()]
    else:
        return [first]
    question = rows.wanted().where(*same).order_by(deliveries.c.due_at, deliveries.c.id)
    # In the order of their numbers, which nothing changes: edits show them in the same.
    return sorted(rows.load(tx, question.limit(MOST_GATHERED)), key=lambda one: one.id)


def _shown(tx: Transaction, together: Sequence[Delivery]) -> list[ArticleId]:
    """Return the articles that the message of these deliveries shows, in order."""
    first = together[0]
    if first.kind is DeliveryKind.POST or first.bundle is None:
        return [one.article_id for one in together]
    posts = (deliveries.c.kind == DeliveryKind.POST) & (deliveries.c.state == DeliveryState.SENT)
    question = select(deliveries.c.article_id).where(deliveries.c.bundle == first.bundle, posts)
    found = tx.execute(question.order_by(deliveries.c.id)).scalars()
    return [ArticleId(one) for one in found]


def _posted_at(tx: Transaction, change: Delivery) -> datetime | None:
    if change.kind is DeliveryKind.POST:
        return None
    posts = (deliveries.c.kind == DeliveryKind.POST) & (deliveries.c.state == DeliveryState.SENT)
    question = select(func.max(deliveries.c.settled_at)).where(
        deliveries.c.destination_id == change.destination.id,
        deliveries.c.article_id == change.article_id,
        posts,
    )
    moment: datetime | None = tx.execute(question).scalar_one()
    return moment


def _still_due(tx: Transaction, those: Sequence[Turn]) -> list[Turn]:
    """Return those turns of which everything still is as they say."""
    numbers = [one.id for turn in those for one in turn.deliveries]
    state_of = dict(iter(tx.execute(_STATES, {"numbers": numbers})))
    newest = revisions(tx, list({one.id: None for turn in those for one in turn.articles}))
    return [
        turn
        for turn in those
        if all(state_of.get(one.id) == DeliveryState.DUE for one in turn.deliveries)
        and all(newest.get(one.id) == one.revision for one in turn.articles)
    ]


def _claimed(claim: Claim) -> Turn:
    turn, posting = claim.turn, claim.turn.kind is DeliveryKind.POST
    first, at = turn.delivery, {article.id: article.revision for article in turn.articles}
    claimed = tuple(
        replace(
            one,
            state=DeliveryState.CLAIMED,
            revision=at[one.article_id],
            receipt=claim.intent if posting else one.receipt,
            last_known_id=claim.known_id if posting else one.last_known_id,
            bundle=first.id if posting and one.gathered else one.bundle,
        )
        for one in turn.deliveries
    )
    return replace(turn, deliveries=claimed, known_id=claim.known_id)


def _changes(turn: Turn, settlement: Settlement, now: datetime) -> list[dict[str, Any]]:
    due_again = turn.kind is DeliveryKind.POST and settlement.state is DeliveryState.DUE
    values: dict[str, Any] = {
        "state": settlement.state,
        "attempts": settlement.attempts,
        "due_at": settlement.due_at,
        "settled_at": now if settlement.state in _ENDED else None,
        "address": None if due_again else turn.destination.address,
        "last_known_id": settlement.last_known_id,
        "receipt": rows.from_receipt(settlement.receipt),
        "reason": settlement.reason,
    }
    settled = {f"new_{name}": value for name, value in values.items()}
    # What is due again is gathered anew, with what has come meanwhile.
    bundles = [None if due_again else one.bundle for one in turn.deliveries]
    return [
        {"row": one.id, "new_bundle": bundle, **settled}
        for one, bundle in zip(turn.deliveries, bundles, strict=True)
    ]


def _learned(turn: Turn, settlement: Settlement) -> queue.Learned:
    return queue.Learned(
        place_id=turn.destination.id,
        address=turn.destination.address,
        quiet_until=settlement.quiet_until,
        posts_after=settlement.posts_after,
        highest_id=settlement.highest_id,
    )


def _written(claimed: Delivery, names: Iterable[str]) -> dict[str, Any]:
    values = {name: getattr(claimed, name) for name in names if name != "address"}
    values |= {
        "address": claimed.destination.address,
        "receipt": rows.from_receipt(claimed.receipt),
    }
    return {"row": claimed.id, **{f"new_{name}": value for name, value in values.items()}}


def _tell_the_others(tx: Transaction, turn: Turn, settlement: Settlement) -> None:
    """Write what became of a gathered message into the rows of the other articles in it."""
    if settlement.state is not DeliveryState.SENT:
        return
    others = update(deliveries).where(
        deliveries.c.bundle == turn.delivery.bundle,
        deliveries.c.destination_id == turn.destination.id,
        deliveries.c.state.in_([DeliveryState.SENT, DeliveryState.DUE]),
    )
    tx.execute(others.values(receipt=rows.from_receipt(settlement.receipt)))


def _settle_place(tx: Transaction, place: Destination, settlement: Settlement) -> None:
    if settlement.gone:
        places.lose(tx, place, settlement.reason or "")
    if settlement.moved_to is not None:
        places.move(tx, place, settlement.moved_to)
    if settlement.look_at is not None:
        queue.look_now(tx, [place.id], settlement.look_at)
