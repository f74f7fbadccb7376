"""What an outcome does to a delivery and its destination: pure ``(delivery, outcome, now)``.

Owns the judgement and its numbers; never sends, looks or writes.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from barqiya.domain.delivery import (
    Deferred,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Gone,
    Outcome,
    Receipt,
    Refused,
    Sent,
)
from barqiya.store.deliveries import Settlement

_MOST_DOUBLINGS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How fast, how patiently and how often.

    *spacing* lies between two sends to one destination: three seconds keep to Telegram's twenty a
    minute. After *lease* a send counts as cut off; it must be above the transport's own timeouts.
    *doubt* is how long a message may still appear after a send whose answer was lost: Telegram
    sleeps up to 8 s through a flood wait. It is *picture_doubt* where Telegram fetches a picture
    first, from a site that may be slow. Attempts in vain wait *first_pause*, then twice as long
    each time up to *longest_pause*; after *attempts* of them (with these numbers, half a day) the
    delivery is given up. *abreast* destinations are served at a time. A stop waits *farewell* for
    what is in flight.
    """

    spacing: timedelta = timedelta(seconds=3)
    lease: timedelta = timedelta(seconds=120)
    doubt: timedelta = timedelta(seconds=12)
    picture_doubt: timedelta = timedelta(seconds=30)
    first_pause: timedelta = timedelta(seconds=2)
    longest_pause: timedelta = timedelta(minutes=15)
    attempts: int = 60
    abreast: int = 8
    farewell: timedelta = timedelta(seconds=10)

    def doubt_about(self, post: Delivery) -> timedelta:
        """Return how long *post* may still appear after its answer was lost."""
        with_picture = post.receipt is not None and post.receipt.form == "photo"
        return self.picture_doubt if with_picture else self.doubt

    def pause(self, attempts: int) -> timedelta:
        """Return how long to wait after the last of *attempts* in vain (at least one)."""
        doublings = min(attempts - 1, _MOST_DOUBLINGS)
        return min(self.first_pause * (1 << doublings), self.longest_pause)


def judge(delivery: Delivery, outcome: Outcome, now: datetime, pace: Pace) -> Settlement:
    """Return what becomes of *delivery*, which was claimed, by the *outcome* of its send."""
    if isinstance(outcome, Sent):
        return sent(delivery, outcome.receipt, now, pace)
    if isinstance(outcome, Deferred):
        return _deferred(delivery, outcome, now, pace)
    if isinstance(outcome, Refused | Gone):
        return Settlement(
            state=DeliveryState.REJECTED,
            attempts=delivery.attempts,
            due_at=delivery.due_at,
            receipt=_kept(delivery),
            reason=outcome.reason,
            quiet_until=now + pace.spacing,
            gone=isinstance(outcome, Gone),
        )
    if delivery.kind is DeliveryKind.EDIT:
        # Whether the first edit came through does not matter: a second one says the same.
        return _in_vain(delivery, outcome.reason, now, pace)
    return doubted(delivery, outcome.reason, now + pace.doubt_about(delivery))


def sent(delivery: Delivery, receipt: Receipt, now: datetime, pace: Pace) -> Settlement:
    """Return the settlement of a delivery that lies at its destination as *receipt* says."""
    return Settlement(
        state=DeliveryState.SENT,
        attempts=delivery.attempts,
        due_at=delivery.due_at,
        receipt=receipt,
        quiet_until=now + pace.spacing,
        highest_id=max(receipt.message_ids),
    )


def found(
    delivery: Delivery, message_id: int, rival: Delivery | None, now: datetime, pace: Pace
) -> Settlement:
    """Return the settlement of a post in doubt where a look found *message_id* of ours.

    *rival* is another post that it could be as well.
    """
    if rival is not None:
        return held(
            delivery,
            f"message {message_id} is this post or that of delivery {rival.id}, which was never "
            "found out; look there, then retry or drop",
        )
    form = "text" if delivery.receipt is None else delivery.receipt.form
    return sent(delivery, Receipt(message_ids=(message_id,), form=form), now, pace)


def doubted(
    delivery: Delivery, reason: str | None, until: datetime, *, passed: int | None = None
) -> Settlement:
    """Return the settlement of a post that may or may not have been sent; next look at *until*.

    *passed* is the highest message id that a look has shown to be somebody else's.
    """
    known = delivery.last_known_id
    return Settlement(
        state=DeliveryState.UNCERTAIN,
        attempts=delivery.attempts,
        due_at=until,
        receipt=delivery.receipt,
        reason=reason,
        last_known_id=known if passed is None or known is None else max(known, passed),
    )


def unsent(delivery: Delivery, now: datetime, pace: Pace) -> Settlement:
    """Return the settlement of a post in doubt that turned out never to have been sent."""
    return _in_vain(delivery, delivery.reason or "it was not sent", now, pace)


def held(delivery: Delivery, reason: str) -> Settlement:
    """Return the settlement of a post of which only a person can say whether it was sent."""
    return Settlement(
        state=DeliveryState.HELD,
        attempts=delivery.attempts,
        due_at=delivery.due_at,
        receipt=delivery.receipt,
        reason=reason,
        last_known_id=delivery.last_known_id,
    )


def untouched(delivery: Delivery, now: datetime) -> Settlement:
    """Return the settlement of a delivery whose transport could not be used at all."""
    return Settlement(
        state=DeliveryState.DUE,
        attempts=delivery.attempts,
        due_at=now,
        receipt=_kept(delivery),
    )


def _deferred(delivery: Delivery, outcome: Deferred, now: datetime, pace: Pace) -> Settlement:
    if outcome.address is not None and delivery.kind is DeliveryKind.EDIT:
        # Messages have other numbers in the new chat: an edit there would hit a stranger's.
        return Settlement(
            state=DeliveryState.REJECTED,
            attempts=delivery.attempts,
            due_at=delivery.due_at,
            receipt=delivery.receipt,
            reason=f"{outcome.reason}; a post made before the move cannot be edited",
            moved_to=outcome.address,
        )
    if outcome.until is None:
        return _in_vain(delivery, outcome.reason, now, pace)
    return Settlement(
        state=DeliveryState.DUE,
        attempts=delivery.attempts,
        due_at=outcome.until,
        receipt=_kept(delivery),
        reason=outcome.reason,
        quiet_until=outcome.until,
        moved_to=outcome.address,
    )


def _in_vain(delivery: Delivery, reason: str, now: datetime, pace: Pace) -> Settlement:
    attempts = delivery.attempts + 1
    given_up = attempts >= pace.attempts
    until = now + pace.pause(attempts)
    return Settlement(
        state=DeliveryState.REJECTED if given_up else DeliveryState.DUE,
        attempts=attempts,
        due_at=until,
        receipt=_kept(delivery),
        reason=f"given up after {attempts} attempts: {reason}" if given_up else reason,
        quiet_until=until,
    )


def _kept(delivery: Delivery) -> Receipt | None:
    """Return the receipt that outlasts an attempt in vain: an edit's, which names its post."""
    return delivery.receipt if delivery.kind is DeliveryKind.EDIT else None
