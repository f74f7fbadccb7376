"""What each outcome does to a delivery: the moves that the domain draws, and no others."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from barqiya.domain.article import article_id
from barqiya.domain.delivery import (
    Deferred,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Destination,
    Gone,
    Receipt,
    Refused,
    Sent,
    Turn,
    Uncertain,
)
from barqiya.domain.timetable import Timetable
from barqiya.outbox import settlement
from barqiya.outbox.settlement import Pace, judge

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
PACE = Pace()
POSTED = Receipt(message_ids=(8, 7), form="photo")
POST = Delivery(
    id=1,
    destination=Destination(id="news", name="News", transport="telegram", address="@news"),
    article_id=article_id("test", "one"),
    revision=1,
    kind=DeliveryKind.POST,
    state=DeliveryState.CLAIMED,
    attempts=2,
    due_at=NOW,
    created_at=NOW,
    last_known_id=6,
    receipt=Receipt(message_ids=(), form="photo"),
)
EDIT = replace(POST, kind=DeliveryKind.EDIT, receipt=POSTED, last_known_id=None)


def one(delivery: Delivery, **changes: Any) -> Turn:
    """Return the turn of *delivery* alone, with *changes* to it."""
    return Turn(deliveries=(replace(delivery, **changes),), articles=())


@pytest.mark.parametrize("delivery", [POST, EDIT])
def test_sent_keeps_the_receipt_and_the_pace(delivery: Delivery) -> None:
    """What was sent has its receipt, and tells where the chat ends."""
    settled = judge(one(delivery), Sent(receipt=POSTED), NOW, PACE)
    assert (settled.state, settled.receipt) == (DeliveryState.SENT, POSTED)
    assert settled.quiet_until is None
    assert settled.highest_id == 8
    assert settled.last_known_id is None


@pytest.mark.parametrize("delivery", [POST, EDIT])
def test_a_named_wait_is_kept_and_costs_no_attempt(delivery: Delivery) -> None:
    """A flood limit may come for ever: it is the chat that waits, until the very time."""
    until = NOW + timedelta(hours=12)
    settled = judge(
        one(delivery, attempts=PACE.attempts), Deferred(until=until, reason="flood"), NOW, PACE
    )
    assert (settled.state, settled.attempts) == (DeliveryState.DUE, PACE.attempts)
    assert (settled.quiet_until, settled.reason) == (until, "flood")
    assert settled.due_at == NOW
    assert settled.receipt == (POSTED if delivery is EDIT else None)


def test_a_wait_that_nobody_named_doubles_up_to_a_bound() -> None:
    """Without a connection: longer each time, never beyond the longest pause."""
    waits = []
    delivery = replace(POST, attempts=0)
    for _ in range(14):
        settled = judge(one(delivery), Deferred(until=None, reason="offline"), NOW, PACE)
        assert settled.state is DeliveryState.DUE
        assert settled.quiet_until is not None
        waits.append(settled.quiet_until - NOW)
        delivery = replace(delivery, attempts=settled.attempts)
    assert waits[:4] == [timedelta(seconds=s) for s in (2, 4, 8, 16)]
    assert waits == sorted(waits)
    assert waits[-1] == PACE.longest_pause


@pytest.mark.parametrize("delivery", [POST, EDIT])
def test_attempts_in_vain_have_an_end(delivery: Delivery) -> None:
    """The last attempt gives up, and says after how many and why."""
    last = replace(delivery, attempts=PACE.attempts - 1)
    settled = judge(one(last), Deferred(until=None, reason="offline"), NOW, PACE)
    assert settled.state is DeliveryState.REJECTED
    assert settled.reason == "given up after 60 attempts: offline"
    assert settled.receipt == (POSTED if delivery is EDIT else None)


def test_the_longest_outage_of_a_night_gives_up_nothing() -> None:
    """With the given numbers, ten hours without a network reject no delivery."""
    total = sum((PACE.pause(n) for n in range(1, PACE.attempts)), timedelta(0))
    assert total > timedelta(hours=10)
    assert PACE.pause(10**6) == PACE.longest_pause


@pytest.mark.parametrize("delivery", [POST, EDIT])
def test_refused_is_rejected_with_its_reason(delivery: Delivery) -> None:
    """Hopeless calls are not repeated; the destination stays in."""
    settled = judge(one(delivery), Refused(reason="can't parse"), NOW, PACE)
    assert (settled.state, settled.reason) == (DeliveryState.REJECTED, "can't parse")
    assert not settled.gone


def test_a_change_of_what_is_not_there_any_more_waits_for_nobody() -> None:
    """An administrator deleted the post by hand: given up, with the reason, and no person asked."""
    outcome = Refused(reason="somebody deleted it", moot=True)
    settled = judge(one(EDIT), outcome, NOW, PACE)
    assert (settled.state, settled.reason) == (DeliveryState.DROPPED, "somebody deleted it")


def test_gone_takes_the_destination_out() -> None:
    """Who does not take anything is not asked again."""
    settled = judge(one(POST), Gone(reason="kicked"), NOW, PACE)
    assert (settled.state, settled.reason, settled.gone) == (DeliveryState.REJECTED, "kicked", True)


def test_an_uncertain_post_stays_as_it_was_written_down() -> None:
    """In doubt: the intent stays, and absence is believed only after a while."""
    settled = judge(one(POST), Uncertain(reason="timeout"), NOW, PACE)
    assert (settled.state, settled.attempts) == (DeliveryState.UNCERTAIN, POST.attempts)
    assert (settled.receipt, settled.last_known_id) == (POST.receipt, 6)
    assert settled.due_at == NOW + PACE.picture_doubt


def test_a_picture_may_appear_later_than_a_text() -> None:
    """Telegram fetches it first, for longer than it sleeps through a flood wait."""
    text = replace(POST, receipt=Receipt(message_ids=(), form="text"))
    settled = judge(one(text), Uncertain(reason="timeout"), NOW, PACE)
    assert settled.due_at == NOW + PACE.doubt < NOW + PACE.picture_doubt


def test_an_uncertain_edit_is_repeated() -> None:
    """Doing an edit twice harms nobody; doing it for ever would."""
    settled = judge(one(EDIT), Uncertain(reason="timeout"), NOW, PACE)
    assert (settled.state, settled.attempts) == (DeliveryState.DUE, EDIT.attempts + 1)
    assert settled.receipt == POSTED
    last = replace(EDIT, attempts=PACE.attempts - 1)
    assert judge(one(last), Uncertain(reason="x"), NOW, PACE).state is DeliveryState.REJECTED


def test_a_move_is_followed_by_posts_and_ends_edits() -> None:
    """A message has another number in the chat that a group became."""
    moved = Deferred(until=NOW, reason="migrated", address="-100200")
    post, edit = judge(one(POST), moved, NOW, PACE), judge(one(EDIT), moved, NOW, PACE)
    assert (post.state, post.moved_to) == (DeliveryState.DUE, "-100200")
    assert (edit.state, edit.moved_to) == (DeliveryState.REJECTED, "-100200")
    assert "cannot be changed" in (edit.reason or "")


def test_a_found_post_has_the_form_that_was_meant() -> None:
    """The receipt is as good as if the answer had come."""
    settled = settlement.found(one(POST), (7,), None, NOW)
    assert settled.state is DeliveryState.SENT
    assert settled.receipt == Receipt(message_ids=(7,), form="photo")
    assert settled.highest_id == 7


def test_a_message_that_may_be_anothers_is_not_taken() -> None:
    """Between two posts in doubt a person decides, told where to look."""
    settled = settlement.found(one(POST), (7,), replace(POST, id=99), NOW)
    assert (settled.state, settled.last_known_id) == (DeliveryState.HELD, 6)
    assert "message 7" in (settled.reason or "")
    assert "delivery 99" in (settled.reason or "")


def test_what_a_look_has_passed_is_not_looked_at_again() -> None:
    """The search goes on where it was, and never back."""
    assert settlement.doubted(one(POST), "x", NOW, look_at=NOW, passed=20).last_known_id == 20
    assert settlement.doubted(one(POST), "x", NOW, look_at=NOW, passed=3).last_known_id == 6
    unknown = replace(POST, last_known_id=None)
    assert settlement.doubted(one(unknown), "x", NOW, look_at=NOW, passed=3).last_known_id is None


def test_a_post_never_sent_is_due_again_and_counted() -> None:
    """An article that ends every process that sends it is given up in the end."""
    settled = settlement.unsent(one(POST, reason="the process ended"), NOW, PACE)
    assert (settled.state, settled.attempts, settled.receipt) == (DeliveryState.DUE, 3, None)
    last = replace(POST, attempts=PACE.attempts - 1)
    assert settlement.unsent(one(last), NOW, PACE).state is DeliveryState.REJECTED


def test_an_unusable_transport_costs_nothing() -> None:
    """What could not even be tried is due as before."""
    settled = settlement.untouched(one(EDIT))
    assert (settled.state, settled.attempts) == (DeliveryState.DUE, EDIT.attempts)
    assert settled.receipt == POSTED
    assert settlement.untouched(one(POST)).receipt is None


def test_a_post_of_several_messages_goes_on_from_where_it_is() -> None:
    """Its receipt grows, what is known to lie there with it; a wait or a doubt forgets nothing."""
    first = Receipt(message_ids=(7,), form="text", count=3, marks=("a", "b", "c"))
    settled = judge(one(POST), Sent(receipt=first), NOW, PACE)
    assert (settled.state, settled.receipt) == (DeliveryState.CLAIMED, first)
    assert settled.last_known_id == 7
    begun = one(POST, receipt=first, last_known_id=7)
    waits = judge(begun, Deferred(until=NOW, reason="flood"), NOW, PACE)
    assert (waits.state, waits.receipt, waits.last_known_id) == (DeliveryState.CLAIMED, first, 7)
    found = settlement.found(begun, (9,), None, NOW)
    assert found.receipt == replace(first, message_ids=(7, 9))
    assert found.state is DeliveryState.CLAIMED
    lost = settlement.unsent(begun, NOW, PACE)
    assert (lost.state, lost.receipt) == (DeliveryState.CLAIMED, first)


def test_what_stands_of_a_post_that_was_refused_later_stays_corrected() -> None:
    """Its first messages are sent and can be edited; that the others failed is said."""
    first = Receipt(message_ids=(7,), form="text", count=3, marks=("a", "b", "c"))
    settled = judge(one(POST, receipt=first), Refused(reason="can't parse"), NOW, PACE)
    assert settled.state is DeliveryState.SENT
    assert settled.receipt == Receipt(message_ids=(7,), form="text")
    assert settled.reason == "only 1 of 3 messages were sent: can't parse"


def test_an_album_is_found_as_it_is_left() -> None:
    """Pictures that were deleted meanwhile are not waited for."""
    album = one(POST, receipt=Receipt(message_ids=(), form="album", count=4))
    settled = settlement.found(album, (7, 8, 9), None, NOW)
    assert settled.state is DeliveryState.SENT
    assert settled.receipt == Receipt(message_ids=(7, 8, 9), form="album", count=3)


def test_where_nobody_can_tell_the_rule_decides_and_the_reason_says_it() -> None:
    """At most once gives it up, at least once sends it again."""
    doubted = one(POST, reason="timeout", state=DeliveryState.UNCERTAIN, last_known_id=None)
    most = settlement.hidden(doubted, "at_most_once", NOW, PACE)
    least = settlement.hidden(doubted, "at_least_once", NOW, PACE)
    assert (most.state, least.state) == (DeliveryState.DROPPED, DeliveryState.DUE)
    assert "at most once" in (most.reason or "")
    assert "at least once" in (least.reason or "")


def test_evenly_paced_posts_leave_the_hour_its_share() -> None:
    """Six an hour: the next ordinary post ten minutes later; edits do not count."""
    paced = replace(POST.destination, timetable=Timetable(per_hour=6))
    post = one(POST, destination=paced)
    settled = judge(post, Sent(receipt=POSTED), NOW, PACE)
    assert settled.posts_after == NOW + timedelta(minutes=10)
    edit = one(EDIT, destination=paced)
    assert judge(edit, Sent(receipt=POSTED), NOW, PACE).posts_after is None
