"""The relay against a channel in memory: order, turns, waits, refusals, a stop."""

import asyncio
import logging
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from barqiya.domain.article import Article
from barqiya.domain.delivery import (
    Deferred,
    DeliveryState,
    Destination,
    Gone,
    PostForm,
    Refused,
    Uncertain,
)
from barqiya.errors import StoreBusyError, TransportError
from barqiya.outbox.transport import Presence
from barqiya.store import deliveries
from tests.integration.outbox.conftest import (
    AT_ONCE,
    NEWS,
    NOW,
    Channel,
    FaultyDatabase,
    Stage,
    until,
)

SPORT = replace(NEWS, id="sport", name="Sport", address="@sport")


async def test_posts_stand_in_the_order_of_the_journal(stage: Stage) -> None:
    """Articles reach a channel once each, in the order in which they were committed."""
    for number in range(12):
        await stage.publish(f"مقال {number}")
    await stage.run()
    assert stage.channel.ours() == [f"مقال {n}, revision 1" for n in range(12)]
    await stage.run()
    assert len(stage.channel.sends) == 12


async def test_a_correction_edits_the_post_where_it_stands(stage: Stage) -> None:
    """A correction changes the message that was posted, and posts nothing."""
    await stage.publish("one")
    await stage.publish("two")
    await stage.run()
    await stage.correct("one")
    await stage.run()
    assert stage.channel.ours() == ["one, revision 2", "two, revision 1"]
    assert await stage.states() == ["post 1 sent", "post 1 sent", "edit 2 sent"]


async def test_what_is_corrected_before_it_is_sent_is_posted_once(stage: Stage) -> None:
    """An article corrected before its post went out is posted in its newest form only."""
    stage.channel.before["@news"] = [Deferred(until=NOW + timedelta(hours=1), reason="flood")]
    await stage.publish("one")
    await stage.run()
    await stage.correct("one")
    await stage.correct("one")
    await stage.run()
    stage.now += timedelta(hours=1)
    await stage.run()
    assert stage.channel.ours() == ["one, revision 3"]
    assert await stage.states() == ["post 1 superseded", "post 3 sent"]


async def test_several_corrections_in_a_row_become_one_edit(stage: Stage) -> None:
    """While an edit waits, newer corrections take its place."""
    await stage.publish("one")
    await stage.run()
    stage.channel.before["@news"] = [Deferred(until=NOW + timedelta(hours=1), reason="flood")]
    for _ in range(3):
        await stage.correct("one")
        await stage.run()
    stage.now += timedelta(hours=1)
    await stage.run()
    assert stage.channel.ours() == ["one, revision 4"]
    edits = [state for state in await stage.states() if state.endswith("sent")]
    assert edits == ["post 1 sent", "edit 4 sent"]


@pytest.mark.parametrize(
    ("outcome", "stored"),
    [
        (None, True),
        (Deferred(until=NOW, reason="flood"), False),
        (Uncertain(reason="read timeout"), True),
        (Uncertain(reason="read timeout"), False),
    ],
    ids=["sent", "deferred", "lost-after", "lost-before"],
)
async def test_a_correction_during_a_send_is_not_lost(
    stage: Stage, outcome: Deferred | Uncertain | None, *, stored: bool
) -> None:
    """Whatever comes of a post under way, a correction planned meanwhile reaches the channel."""
    corrected = False

    async def correct_meanwhile(address: str) -> None:
        nonlocal corrected
        del address
        if not corrected:
            corrected = True
            await stage.correct("one")
            # The planner passes over the correction while the post is under way.
            await until(stage.planned)

    stage.channel.gate = correct_meanwhile
    faults = stage.channel.after if stored else stage.channel.before
    faults["@news"] = [outcome]
    await stage.publish("one")
    await stage.run()
    assert stage.channel.ours() == ["one, revision 2"]


async def test_a_held_post_does_not_swallow_a_correction(stage: Stage) -> None:
    """What waits for a person goes out in its newest form when that person says so."""
    stage.channel.hidden = True
    stage.channel.before["@news"] = [Uncertain(reason="read timeout")]
    await stage.publish("one")
    await stage.run()
    await stage.correct("one")
    await stage.run()
    (held,) = await stage.listing(DeliveryState.HELD)
    assert "does not say" in (held.reason or "")
    await stage.database.write(deliveries.retry, held.id, stage.now)
    await stage.run()
    assert stage.channel.ours() == ["one, revision 2"]


async def test_a_held_post_holds_back_nothing_else(stage: Stage) -> None:
    """What cannot be found out waits for a person; other articles go on in the same chat."""
    stage.channel.hidden = True
    stage.channel.before["@news"] = [Uncertain(reason="read timeout")]
    await stage.publish("one")
    await stage.publish("two")
    await stage.run()
    assert stage.channel.ours() == ["two, revision 1"]
    assert await stage.states() == ["post 1 held", "post 1 sent"]


async def test_a_refused_article_is_rejected_and_the_next_goes_on(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    """What Telegram refuses is put aside with its reason, said in the log, and not tried again."""
    stage.channel.before["@news"] = [Refused(reason="can't parse entities")]
    await stage.publish("one")
    await stage.publish("two")
    await stage.run()
    assert stage.channel.ours() == ["two, revision 1"]
    (rejected,) = await stage.listing(DeliveryState.REJECTED)
    assert rejected.reason == "can't parse entities"
    (line,) = [r.getMessage() for r in caplog.records if r.levelno >= logging.WARNING]
    assert str(rejected.article_id) in line
    assert "to News" in line
    assert "can't parse entities" in line


async def test_a_mended_article_is_posted_after_all(stage: Stage) -> None:
    """A correction of a refused article deserves an attempt of its own."""
    stage.channel.before["@news"] = [Refused(reason="can't parse entities")]
    await stage.publish("one")
    await stage.run()
    await stage.correct("one")
    await stage.run()
    assert stage.channel.ours() == ["one, revision 2"]
    assert await stage.states() == ["post 1 superseded", "post 2 sent"]


async def test_a_channel_that_is_gone_stops_alone_and_comes_back(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    """Kicked out: said once, that destination rests, a restart changes nothing, a retry does."""
    await stage.name(NEWS, SPORT)
    stage.channel.before["@news"] = [Gone(reason="bot was kicked from the channel chat")]
    for title in ("one", "two", "three"):
        await stage.publish(title)
    await stage.run()
    assert stage.channel.ours() == []
    assert len(stage.channel.ours("@sport")) == 3
    said = [r.getMessage() for r in caplog.records if "from us any more" in r.getMessage()]
    assert len(said) == 1
    await stage.name(NEWS, SPORT)
    caplog.clear()

    async def said_again() -> bool:
        return "bot was kicked" in caplog.text

    await stage.run_until(said_again)
    assert stage.channel.ours() == []
    (rejected,) = await stage.listing(DeliveryState.REJECTED)
    await stage.database.write(deliveries.retry, rejected.id, stage.now)
    await stage.run()
    assert stage.channel.ours() == [f"{title}, revision 1" for title in ("one", "two", "three")]


async def test_a_wait_of_an_hour_delays_that_chat_alone(stage: Stage) -> None:
    """A deferred chat keeps its order and its time, over a restart too; the others go on."""
    await stage.name(NEWS, SPORT)
    stage.channel.before["@news"] = [Deferred(until=NOW + timedelta(hours=12), reason="flood")]
    for title in ("one", "two"):
        await stage.publish(title)
    await stage.run()
    assert len(stage.channel.ours("@sport")) == 2
    stage.now += timedelta(hours=11)
    await stage.run()
    assert len([send for send in stage.channel.sends if send[0] == "@news"]) == 1
    stage.now += timedelta(hours=1)
    await stage.run()
    assert stage.channel.ours() == ["one, revision 1", "two, revision 1"]


async def test_a_slow_chat_never_stops_another(stage: Stage) -> None:
    """While one send hangs, all other chats get everything."""
    await stage.name(NEWS, SPORT)
    opened = asyncio.Event()

    async def hang(address: str) -> None:
        if address == "@news":
            await opened.wait()

    async def sport_has_all() -> bool:
        return len(stage.channel.ours("@sport")) == 5

    stage.channel.gate = hang
    for number in range(5):
        await stage.publish(f"a{number}")

    async def then_open() -> bool:
        if not opened.is_set() and await sport_has_all():
            assert stage.channel.ours() == []
            opened.set()
        return await stage.quiet()

    await stage.run_until(then_open)
    assert len(stage.channel.ours()) == 5


async def test_many_chats_are_served_side_by_side_but_not_all_at_once(stage: Stage) -> None:
    """Sends to different chats overlap, up to the bound; to one chat never."""
    places = [replace(NEWS, id=f"c{n}", name=f"c{n}", address=f"@c{n}") for n in range(10)]
    await stage.name(*places)
    stage.pace = replace(AT_ONCE, abreast=3)
    meeting = asyncio.Barrier(3)
    met = False

    async def meet(address: str) -> None:
        nonlocal met
        del address
        if not met:
            await meeting.wait()
            met = True

    stage.channel.gate = meet
    await stage.publish("one")
    await stage.run()
    assert stage.channel.most_in_flight == 3
    assert all(len(stage.channel.ours(place.address)) == 1 for place in places)


async def test_the_pace_of_a_chat_is_kept_over_a_restart(stage: Stage) -> None:
    """Two sends to one chat lie at least the spacing apart, whoever does the second."""
    stage.pace = replace(AT_ONCE, spacing=timedelta(seconds=3))
    await stage.publish("one")
    await stage.publish("two")
    await stage.run()
    stage.now += timedelta(seconds=2)
    await stage.run()
    assert len(stage.channel.sends) == 1
    stage.now += timedelta(seconds=1)
    await stage.run()
    assert len(stage.channel.sends) == 2


async def test_a_wake_makes_the_relay_look_again(stage: Stage) -> None:
    """When its time has come, a wake is enough: nobody waits for the next look at the clock."""
    stage.channel.before["@news"] = [Deferred(until=NOW + timedelta(hours=1), reason="flood")]
    await stage.publish("one")
    relay = stage.relay()

    async def posted() -> bool:
        if len(stage.channel.sends) == 1 and await stage.quiet():
            stage.now = NOW + timedelta(hours=1)
            relay.wake()
        return bool(stage.channel.ours())

    await stage.run_until(posted, relay)


async def test_an_article_published_while_the_relay_rests_goes_out_at_once(stage: Stage) -> None:
    """The journal wakes the relay: nobody polls."""
    relay = stage.relay()
    task = asyncio.create_task(relay.run())
    async with asyncio.timeout(10):
        for number in range(3):
            await stage.publish(f"a{number}")
            await until(partial(stage.posted, number + 1))
    task.cancel()
    await asyncio.wait([task])


async def test_a_revoked_token_stops_that_transport_alone(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    """A transport that cannot work is said once and left alone; a restart recovers what waited."""
    other = Channel()
    await stage.name(NEWS, replace(SPORT, transport="mail"))
    stage.channel.before["@news"] = [TransportError("the token is revoked")]
    await stage.publish("one")
    await stage.publish("two")
    relay = stage.relay(channel=stage.channel, mail=other)

    async def others_are_done() -> bool:
        return len(other.ours("@sport")) == 2 and len(stage.channel.sends) == 1

    await stage.run_until(others_are_done, relay)
    errors = [r.getMessage() for r in caplog.records if r.levelno == logging.ERROR]
    assert errors == ["channel: nothing is delivered until the next start: the token is revoked"]
    waiting = [d for d in await stage.listing() if d.destination.id == "news"]
    assert {(d.state, d.attempts) for d in waiting} == {(DeliveryState.DUE, 0)}
    await stage.run()
    assert stage.channel.ours() == ["one, revision 1", "two, revision 1"]


async def test_a_token_revoked_while_a_post_is_in_doubt_leaves_it_in_doubt(stage: Stage) -> None:
    """Nothing is guessed about a post that could not be asked about; the next start asks."""
    await stage.publish("one")
    await stage.run()
    stage.channel.after["@news"] = [Uncertain(reason="read timeout")]
    stage.channel.looks = [TransportError("the token is revoked")]
    await stage.publish("two")

    async def asked() -> bool:
        return not stage.channel.looks

    await stage.run_until(asked)
    assert await stage.states() == ["post 1 sent", "post 1 uncertain"]
    await stage.run()
    assert stage.channel.ours() == ["one, revision 1", "two, revision 1"]
    assert await stage.states() == ["post 1 sent", "post 1 sent"]


async def test_a_stop_lets_the_send_in_flight_finish_and_writes_it_down(stage: Stage) -> None:
    """A stop in the middle of a send leaves nothing in doubt, and begins nothing new."""
    sending, opened = asyncio.Event(), asyncio.Event()

    async def hang(address: str) -> None:
        del address
        sending.set()
        await opened.wait()

    stage.channel.gate = hang
    await stage.publish("one")
    await stage.publish("two")
    task = asyncio.create_task(stage.relay().run())
    async with asyncio.timeout(10):
        await sending.wait()
        task.cancel()
        await asyncio.sleep(0)
        opened.set()
        await asyncio.wait([task])
    assert task.cancelled()
    assert await stage.states() == ["post 1 sent", "post 1 due"]


async def test_a_stop_before_a_send_begins_it_no_more(stage: Stage) -> None:
    """Stopped while it still looks where the chat ends, the relay sends nothing after that."""
    looking, opened = asyncio.Event(), asyncio.Event()

    class Slow(Channel):
        async def look(
            self, destination: Destination, message_id: int
        ) -> Presence | Deferred | None:
            looking.set()
            await opened.wait()
            return await super().look(destination, message_id)

    stage.channel = Slow()
    await stage.publish("one")
    task = asyncio.create_task(stage.relay().run())
    async with asyncio.timeout(10):
        await looking.wait()
        task.cancel()
        await asyncio.sleep(0)
        opened.set()
        await asyncio.wait([task])
    assert stage.channel.sends == []
    assert await stage.states() == ["post 1 due"]


async def test_a_survey_put_off_is_made_later(stage: Stage) -> None:
    """A chat of which nobody knows where it ends is not posted to before somebody does."""
    stage.channel.looks = [Deferred(until=NOW + timedelta(minutes=1), reason="flood")]
    await stage.publish("one")
    await stage.run()
    assert stage.channel.sends == []
    stage.now += timedelta(minutes=1)
    await stage.run()
    assert stage.channel.ours() == ["one, revision 1"]


async def test_a_move_seen_in_a_survey_is_followed(stage: Stage) -> None:
    """A chat that moved before we ever posted to it gets its posts at the new address."""
    stage.channel.looks = [Deferred(until=NOW, reason="migrated", address="@moved")]
    await stage.publish("one")
    await stage.run()
    assert stage.channel.ours("@moved") == ["one, revision 1"]


async def test_a_stop_does_not_wait_for_ever(stage: Stage) -> None:
    """A send that does not end is cut off; the next start finds out what it did."""
    stage.pace = replace(AT_ONCE, farewell=timedelta(milliseconds=20))
    sending = asyncio.Event()

    async def hang(address: str) -> None:
        del address
        sending.set()
        await asyncio.Event().wait()

    stage.channel.gate = hang
    await stage.publish("one")
    task = asyncio.create_task(stage.relay().run())
    async with asyncio.timeout(10):
        await sending.wait()
        task.cancel()
        await asyncio.wait([task])
    assert await stage.states() == ["post 1 claimed"]
    stage.channel.gate = None
    await stage.run()
    assert stage.channel.ours() == ["one, revision 1"]


async def test_a_send_that_never_answers_is_cut_off_and_looked_into(stage: Stage) -> None:
    """After the lease the chat is asked, and the post goes out once."""
    stage.pace = replace(AT_ONCE, lease=timedelta(milliseconds=20))
    hung = False

    async def hang_once(address: str) -> None:
        nonlocal hung
        del address
        if not hung:
            hung = True
            await asyncio.Event().wait()

    stage.channel.gate = hang_once
    await stage.publish("one")
    await stage.run()
    assert stage.channel.ours() == ["one, revision 1"]
    assert (await stage.listing())[0].attempts == 1


async def test_a_fault_of_the_transport_itself_is_survived_and_its_text_kept_quiet(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    """An exception nobody foresaw stops neither the relay nor the post, nor tells a secret."""
    stage.channel.after["@news"] = [RuntimeError("https://api.example.org/bot123:SECRET/send")]
    await stage.publish("one")
    await stage.publish("two")
    await stage.run()
    assert stage.channel.ours() == ["one, revision 1", "two, revision 1"]
    assert "RuntimeError" in caplog.text
    assert "SECRET" not in caplog.text


async def test_an_article_that_cannot_be_rendered_is_rejected(stage: Stage) -> None:
    """A fault in one article's form stops no other article."""

    class Fragile(Channel):
        def form(self, destination: Destination, article: Article) -> PostForm:
            if article.content.title == "one":
                raise ValueError("no such form")
            return super().form(destination, article)

    stage.channel = Fragile()
    await stage.publish("one")
    await stage.publish("two")
    await stage.run()
    assert stage.channel.ours() == ["two, revision 1"]
    (rejected,) = await stage.listing(DeliveryState.REJECTED)
    assert "ValueError" in (rejected.reason or "")


async def test_a_store_that_is_busy_for_a_while_loses_no_receipt(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    """What was sent is written down when the store answers again, and sent once."""
    busy = [None, None, None, None, ("before", StoreBusyError("the store is held"))]
    relay = stage.relay(FaultyDatabase(stage.database, iter(busy)))
    await stage.publish("one")
    await stage.run(relay)
    assert "the store is held" in caplog.text
    assert stage.channel.ours() == ["one, revision 1"]
    assert len(stage.channel.sends) == 1


async def test_a_channel_that_moved_is_followed(stage: Stage) -> None:
    """Posts go to the new address; an earlier post is never edited by its number there."""
    await stage.publish("one")
    await stage.run()
    moved = Deferred(until=NOW, reason="migrated", address="@moved")
    stage.channel.say("@moved", "a stranger's")
    stage.channel.before["@news"] = [moved]
    await stage.publish("two")
    await stage.run()
    assert stage.channel.ours("@moved") == ["two, revision 1"]
    stage.channel.before["@news"] = [moved]
    await stage.correct("one")
    await stage.correct("two")
    await stage.run()
    assert stage.channel.chats["@moved"][1].text == "a stranger's"
    assert stage.channel.ours("@moved") == ["two, revision 2"]
    (rejected,) = await stage.listing(DeliveryState.REJECTED)
    assert "before the move" in (rejected.reason or "")


async def test_a_new_address_in_the_settings_leaves_old_posts_where_they_are(stage: Stage) -> None:
    """After the settings name another chat, corrections still edit the posts in the first one."""
    await stage.publish("one")
    await stage.run()
    await stage.name(replace(NEWS, address="@other"))
    stage.channel.say("@other")
    await stage.publish("two")
    await stage.correct("one")
    await stage.run()
    assert stage.channel.ours("@news") == ["one, revision 2"]
    assert stage.channel.ours("@other") == ["two, revision 1"]


async def test_the_form_of_a_post_is_known_though_its_answer_was_lost(stage: Stage) -> None:
    """The form is written down before the send, so a later edit knows what it edits."""
    stage.channel.forms["one"] = "photo"
    stage.channel.after["@news"] = [Uncertain(reason="read timeout")]
    await stage.publish("one")
    await stage.run()
    await stage.correct("one")
    await stage.run()
    (post, edit) = stage.channel.deliveries
    assert post.receipt is not None
    assert post.receipt.message_ids == ()
    assert edit.receipt is not None
    assert (edit.receipt.form, edit.receipt.message_ids) == ("photo", (1,))


async def test_a_dropped_post_is_never_sent(stage: Stage) -> None:
    """What an editor dropped stays unsent, its later corrections too."""
    stage.channel.before["@news"] = [Deferred(until=NOW + timedelta(hours=1), reason="flood")]
    await stage.publish("one")
    await stage.run()
    (waiting,) = await stage.listing(DeliveryState.DUE)
    await stage.database.write(deliveries.drop, waiting.id, stage.now)
    await stage.correct("one")
    stage.now += timedelta(hours=2)
    await stage.run()
    assert stage.channel.ours() == []
