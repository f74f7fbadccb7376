"""What an outcome does to a turn and its destination: pure ``(turn, outcome, now)``.

Owns the judgement and its numbers; never sends, looks or writes. A wait is the destination's, never
the delivery's: so what is due at one place keeps its order whatever goes wrong there.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

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
    Turn,
)
from barqiya.domain.timetable import spacing
from barqiya.outbox.pacing import Rates
from barqiya.store.turns import Settlement

#: What becomes of a post of which nobody can ever say whether it was sent.
Doubtful = Literal["at_most_once", "at_least_once"]

_MOST_DOUBLINGS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How fast, how patiently and how often.

    *rates* are our own pace. Edits wait *gather*, so that several corrections in a row become one.
    After *lease* a send counts as cut off; it must be above the transport's own timeouts.
    *doubt* is how long a message may still appear after a send whose answer was lost: Telegram
    sleeps up to 8 s through a flood wait. It is *picture_doubt* where Telegram fetches pictures
    first, from a site that may be slow. Attempts in vain wait *first_pause*, then twice as long
    each time up to *longest_pause*; after *attempts* of them (with these numbers, half a day) the
    delivery is given up. *abreast* destinations are served at a time. A stop waits *farewell* for
    what is in flight. A channel that takes nothing from us is asked again after
    *first_asking*, then after twice as long each time, up to *asking*.
    """

    rates: Rates = field(default_factory=Rates)
    gather: timedelta = timedelta(seconds=10)
    lease: timedelta = timedelta(seconds=120)
    doubt: timedelta = timedelta(seconds=12)
    picture_doubt: timedelta = timedelta(seconds=30)
    first_pause: timedelta = timedelta(seconds=2)
    longest_pause: timedelta = timedelta(minutes=15)
    attempts: int = 60
    abreast: int = 16
    farewell: timedelta = timedelta(seconds=10)
    first_asking: timedelta = timedelta(seconds=30)
    asking: timedelta = timedelta(hours=1)

    def doubt_about(self, post: Delivery) -> timedelta:
        """Return how long *post* may still appear after its answer was lost."""
        with_picture = post.receipt is not None and post.receipt.form != "text"
        return self.picture_doubt if with_picture else self.doubt

    def pause(self, attempts: int) -> timedelta:
        """Return how long to wait after the last of *attempts* in vain (at least one)."""
        doublings = min(attempts - 1, _MOST_DOUBLINGS)
        return min(self.first_pause * (1 << doublings), self.longest_pause)


def judge(turn: Turn, outcome: Outcome, now: datetime, pace: Pace) -> Settlement:
    """Return what becomes of *turn*, which was claimed, by the *outcome* of its send."""
    delivery = turn.delivery
    if isinstance(outcome, Sent):
        return sent(turn, outcome.receipt, now)
    if isinstance(outcome, Deferred):
        return _deferred(turn, outcome, now, pace)
    if isinstance(outcome, Refused):
        ended = _ended(turn, outcome.reason)
        return replace(ended, state=DeliveryState.DROPPED) if outcome.moot else ended
    if isinstance(outcome, Gone):
        gone = _settlement(delivery, DeliveryState.REJECTED, outcome.reason)
        begun = turn.delivery.last_known_id if _kept(turn) and _is_post(turn) else None
        return replace(gone, receipt=_kept(turn), last_known_id=begun, gone=True)
    if turn.kind is not DeliveryKind.POST:
        # Whether the first change came through does not matter: a second one says the same.
        return _in_vain(turn, outcome.reason, now, pace)
    return doubted(turn, outcome.reason, now + pace.doubt_about(delivery), look_at=now)


def sent(turn: Turn, receipt: Receipt, now: datetime) -> Settlement:
    """Return the settlement of a step that lies at its destination as *receipt* says.

    A post that is not whole yet goes on from there.
    """
    known_id = max(receipt.message_ids, default=None)
    going_on = turn.kind is DeliveryKind.POST and not receipt.whole
    state = DeliveryState.CLAIMED if going_on else DeliveryState.SENT
    apart = spacing(turn.destination.timetable)
    return replace(
        _settlement(turn.delivery, state, None),
        receipt=receipt if going_on else replace(receipt, marks=()),
        last_known_id=known_id if going_on else None,
        posts_after=now + apart if apart and _is_post(turn) else None,
        highest_id=known_id,
    )


def found(
    turn: Turn,
    message_ids: Sequence[int],
    rival: Delivery | None,
    now: datetime,
) -> Settlement:
    """Return the settlement of a step in doubt where a look found *message_ids* of ours.

    *rival* is another post that they could be as well. An album has those messages that are left.
    """
    if rival is not None:
        return held(
            turn,
            f"message {message_ids[0]} is this post or that of delivery {rival.id}, which was "
            "never found out; look there, then retry or drop",
        )
    intent = turn.delivery.receipt or Receipt(message_ids=(), form="text")
    ids = (*intent.message_ids, *message_ids)
    count = len(ids) if intent.form == "album" else intent.count
    return sent(turn, replace(intent, message_ids=ids, count=count), now)


def doubted(
    turn: Turn,
    reason: str | None,
    until: datetime,
    *,
    look_at: datetime,
    passed: int | None = None,
) -> Settlement:
    """Return the settlement of a post that may or may not have been sent; next look at *look_at*.

    That it was not is believed from *until* on. *passed* is the highest message id that a look has
    shown to be something else.
    """
    known = turn.delivery.last_known_id
    return replace(
        _settlement(turn.delivery, DeliveryState.UNCERTAIN, reason),
        due_at=until,
        receipt=turn.delivery.receipt,
        last_known_id=known if passed is None or known is None else max(known, passed),
        look_at=look_at,
    )


def unsent(turn: Turn, now: datetime, pace: Pace) -> Settlement:
    """Return the settlement of a step in doubt that turned out never to have been sent."""
    delivery = turn.delivery
    settled = _in_vain(turn, delivery.reason or "it was not sent", now, pace)
    # Its time had come: it keeps its place in the order.
    return replace(settled, due_at=min(delivery.created_at, delivery.due_at))


def held(turn: Turn, reason: str) -> Settlement:
    """Return the settlement of a post of which only a person can say whether it was sent."""
    return replace(
        _settlement(turn.delivery, DeliveryState.HELD, reason),
        receipt=turn.delivery.receipt,
        last_known_id=turn.delivery.last_known_id,
    )


def hidden(turn: Turn, rule: Doubtful, now: datetime, pace: Pace) -> Settlement:
    """Return the settlement of a post in doubt of which nobody can ever say whether it was sent.

    The *rule* decides, and the reason says what it did.
    """
    said = f"{turn.delivery.reason}: it may have been sent, and the chat does not say"
    if rule == "at_least_once":
        again = _in_vain(turn, f"{said}; it is sent again (at least once)", now, pace)
        return replace(again, due_at=min(turn.delivery.created_at, turn.delivery.due_at))
    reason = f"{said}; it is not sent again (at most once)"
    known = turn.delivery.receipt.message_ids if turn.delivery.receipt else ()
    if known:
        return _ended(turn, reason)
    return _settlement(turn.delivery, DeliveryState.DROPPED, reason)


def shut(turn: Turn, reason: str) -> Settlement:
    """Return the settlement of a post in doubt whose destination lets us look no more.

    It stays in doubt until somebody mends that.
    """
    delivery = turn.delivery
    stays = doubted(turn, delivery.reason, delivery.due_at, look_at=delivery.due_at)
    return replace(stays, look_at=None, gone=True, reason=reason)


def untouched(turn: Turn) -> Settlement:
    """Return the settlement of a turn whose transport could not be used at all."""
    return _again(turn, None)


def _deferred(turn: Turn, outcome: Deferred, now: datetime, pace: Pace) -> Settlement:
    begun = bool(_kept(turn))
    if outcome.address is not None and begun:
        # Messages have other numbers in the new chat: an edit there would hit a stranger's.
        reason = f"{outcome.reason}; a post made before the move cannot be changed"
        return replace(_ended(turn, reason), moved_to=outcome.address)
    if outcome.until is None:
        return _in_vain(turn, outcome.reason, now, pace)
    waits = _again(turn, outcome.reason)
    return replace(waits, quiet_until=outcome.until, moved_to=outcome.address)


def _in_vain(turn: Turn, reason: str, now: datetime, pace: Pace) -> Settlement:
    attempts = turn.delivery.attempts + 1
    until = now + pace.pause(attempts)
    if attempts >= pace.attempts:
        said = f"given up after {attempts} attempts: {reason}"
        return replace(_ended(turn, said), attempts=attempts, quiet_until=until)
    return replace(_again(turn, reason), attempts=attempts, quiet_until=until)


def _again(turn: Turn, reason: str | None) -> Settlement:
    """Return the settlement of what is to be tried again, from where it is."""
    kept, delivery = _kept(turn), turn.delivery
    going_on = kept is not None and _is_post(turn)
    return replace(
        _settlement(delivery, DeliveryState.CLAIMED if going_on else DeliveryState.DUE, reason),
        receipt=kept,
        last_known_id=delivery.last_known_id if going_on else None,
    )


def _ended(turn: Turn, reason: str) -> Settlement:
    """Return the settlement of what will never succeed: what stands of a post stays corrected."""
    kept = _kept(turn)
    state = DeliveryState.REJECTED
    if kept is not None and _is_post(turn):
        stands = len(kept.message_ids)
        reason = f"only {stands} of {kept.count} messages were sent: {reason}"
        kept, state = replace(kept, count=stands, marks=()), DeliveryState.SENT
    settled = _settlement(turn.delivery, state, reason)
    return replace(settled, receipt=kept)


def _settlement(delivery: Delivery, state: DeliveryState, reason: str | None) -> Settlement:
    return Settlement(
        state=state,
        attempts=delivery.attempts,
        due_at=delivery.due_at,
        receipt=None,
        reason=reason,
    )


def _kept(turn: Turn) -> Receipt | None:
    """Return the receipt that outlasts an attempt in vain: what it names lies there."""
    receipt = turn.delivery.receipt
    if _is_post(turn) and (receipt is None or not receipt.message_ids):
        return None
    return receipt


def _is_post(turn: Turn) -> bool:
    return turn.kind is DeliveryKind.POST
