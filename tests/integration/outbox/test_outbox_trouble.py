"""The relay in trouble: tokens revoked, stops, moves, a store that is busy, faults of ours."""

import asyncio
import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from barqiya.domain.delivery import (
    Deferred,
    DeliveryState,
    Destination,
    Gone,
    Turn,
    Uncertain,
)
from barqiya.errors import StoreBusyError, TransportError
from barqiya.outbox.transport import Seen, Shape
from barqiya.store import deliveries
from tests.integration.outbox.channel_model import Channel
from tests.integration.outbox.conftest import AT_ONCE, NEWS, NOW, FaultyDatabase, Stage, until

SPORT = replace(NEWS, id="sport", name="Sport", address="@sport")


async def test_a_revoked_token_stops_that_transport_alone(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    """A transport that cannot work is said once and tried again later; the others go on."""
    stage.pace = replace(AT_ONCE, first_pause=timedelta(minutes=1))
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
    assert errors == ["channel: nothing is delivered until this is mended: the token is revoked"]
    waiting = [d for d in await stage.listing() if d.destination.id == "news"]
    assert {(d.state, d.attempts) for d in waiting} == {(DeliveryState.DUE, 0)}
    await stage.run()
    assert stage.channel.ours() == ["one, revision 1", "two, revision 1"]


async def test_a_token_revoked_while_a_post_is_in_doubt_leaves_it_in_doubt(stage: Stage) -> None:
    """Nothing is guessed about a post that could not be asked about; the next start asks."""
    stage.pace = replace(AT_ONCE, first_pause=timedelta(minutes=1))
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
    async with asyncio.timeout(30):
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
        async def look(self, destination: Destination, message_id: int) -> Seen:
            looking.set()
            await opened.wait()
            return await super().look(destination, message_id)

    stage.channel = Slow()
    await stage.publish("one")
    task = asyncio.create_task(stage.relay().run())
    async with asyncio.timeout(30):
        await looking.wait()
        await until(stage.planned)
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
    async with asyncio.timeout(30):
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
        def shape(self, turn: Turn) -> Shape:
            if turn.articles[0].content.title == "one":
                raise ValueError("no such form")
            return super().shape(turn)

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


async def test_a_channel_that_takes_us_back_gets_what_it_missed(stage: Stage) -> None:
    """Nobody has to say so: it is asked each hour, and what it did not take is sent."""
    stage.channel.before["@news"] = [Gone(reason="bot was kicked")]
    await stage.publish("one")
    await stage.publish("two")
    await stage.run()
    assert stage.channel.ours() == []
    relay = stage.relay()

    async def both() -> bool:
        stage.now += timedelta(hours=1)
        relay.wake()
        return len(stage.channel.ours()) == 2

    await stage.run_until(both, relay)
    assert sorted(stage.channel.ours()) == ["one, revision 1", "two, revision 1"]


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


async def test_a_channel_that_lets_us_look_but_not_post_stays_lost(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    """Asked again and again: it is well only once it gives the right to post back."""
    stage.channel.before["@news"] = [Gone(reason="not enough rights")]
    stage.channel.shut.add("@news")
    stage.pace = replace(stage.pace, asking=timedelta(0))
    await stage.publish("one")
    await stage.run()
    assert await stage.states() == ["post 1 rejected"]
    relay = stage.relay()

    async def asked_again() -> bool:
        relay.wake()
        stage.now += timedelta(hours=1)
        return stage.now > NOW + timedelta(hours=20)

    await stage.run_until(asked_again, relay)
    assert await stage.states() == ["post 1 rejected"]
    assert "can be reached again" not in caplog.text
    stage.channel.shut.clear()
    relay = stage.relay()

    async def posted() -> bool:
        relay.wake()
        stage.now += timedelta(seconds=1)
        return await stage.posted(1)

    await stage.run_until(posted, relay)
    assert caplog.text.count("can be reached again") == 1


async def test_a_channel_that_takes_posts_again_is_noticed_soon(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Within half a minute though nobody told us; one that stays lost is asked ever less often."""
    stage.channel.before["@news"] = [Gone(reason="not enough rights")]
    stage.channel.shut.add("@news")
    asked: list[timedelta] = []
    takes_posts = stage.channel.takes_posts

    async def counting(destination: Destination) -> bool:
        asked.append(stage.now - NOW)
        return await takes_posts(destination)

    monkeypatch.setattr(stage.channel, "takes_posts", counting)
    await stage.publish("one")
    await stage.run()
    asked.clear()
    relay = stage.relay()
    minutes = [0, 0.5, 1, 2, 4, 8, 16, 32, 60, 60]
    moments = [timedelta(minutes=sum(minutes[: n + 1])) for n in range(len(minutes))]

    async def asked_at_all_of_them() -> bool:
        stage.now = NOW + moments[min(len(asked), len(moments) - 1)]
        relay.wake()
        return len(asked) == len(moments)

    await stage.run_until(asked_at_all_of_them, relay)
    assert asked == moments
    stage.channel.shut.clear()
    relay = stage.relay()

    async def posted() -> bool:
        relay.wake()
        return await stage.posted(1)

    await stage.run_until(posted, relay)


async def test_a_look_that_breaks_down_stops_nothing(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A post in doubt whose channel answers nonsense is looked for again; the others go on."""
    await stage.name(NEWS, SPORT)
    stage.channel.after["@news"] = [Uncertain(reason="the answer was lost")]
    broken = 3
    look = stage.channel.look

    async def sometimes(destination: Destination, message_id: int) -> Seen:
        nonlocal broken
        if destination.id == NEWS.id and await stage.states() != [] and broken:
            broken -= 1
            raise KeyError("result")
        return await look(destination, message_id)

    monkeypatch.setattr(stage.channel, "look", sometimes)
    for title in ("one", "two"):
        await stage.publish(title)
    relay = stage.relay()

    async def all_posted() -> bool:
        relay.wake()
        stage.now += timedelta(seconds=1)
        there = len(stage.channel.ours("@sport")) == 2 and len(stage.channel.ours()) == 2
        return there and await stage.quiet()

    await stage.run_until(all_posted, relay)
    assert broken == 0
    assert stage.channel.ours() == ["one, revision 1", "two, revision 1"]
