"""The relay against a channel in memory: order, turns, waits, refusals."""

import asyncio
import logging
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from barqiya.domain.delivery import (
    Deferred,
    DeliveryState,
    Gone,
    Refused,
    Uncertain,
)
from barqiya.outbox.pacing import UNBOUND, Rate
from barqiya.store import deliveries, destinations
from tests.integration.outbox.conftest import (
    AT_ONCE,
    NEWS,
    NOW,
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


async def test_a_held_post_holds_back_nothing_else(stage: Stage) -> None:
    """What cannot be found out waits for a person; other articles go on in the same chat."""
    await stage.publish("zero")
    await stage.run()
    stage.channel.hidden = True
    stage.channel.before["@news"] = [Uncertain(reason="read timeout")]
    await stage.publish("one")
    await stage.publish("two")
    await stage.run()
    assert stage.channel.ours() == ["zero, revision 1", "two, revision 1"]
    assert await stage.states() == ["post 1 sent", "post 1 held", "post 1 sent"]


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


@pytest.mark.parametrize("by_a_send", [True, False])
async def test_what_is_published_while_a_channel_is_lost_is_posted_when_it_is_back(
    stage: Stage, *, by_a_send: bool
) -> None:
    """In its order, behind what was refused, however the loss was learned, over a restart too."""
    await stage.name(NEWS, SPORT)
    if by_a_send:
        stage.channel.before["@news"] = [Gone(reason="bot was kicked from the channel chat")]
    else:
        await stage.database.write(destinations.lose, NEWS, "the bot was removed from the chat")
    for title in ("one", "two", "three"):
        await stage.publish(title)
        await stage.run()
        stage.now += timedelta(hours=1)
    assert stage.channel.ours() == []
    assert len(stage.channel.ours("@sport")) == 3
    await stage.name(NEWS, SPORT)
    await stage.database.write(deliveries.regain, NEWS.id)
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
    """Two sends to one chat lie at least the interval apart, whoever does the second."""
    three_seconds = Rate(interval=timedelta(seconds=3))
    stage.pace = replace(AT_ONCE, rates=replace(UNBOUND, group=three_seconds))
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
    async with asyncio.timeout(30):
        for number in range(3):
            await stage.publish(f"a{number}")
            await until(partial(stage.posted, number + 1))
    task.cancel()
    await asyncio.wait([task])
