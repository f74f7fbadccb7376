"""Never lost, never twice: the process ends at every step between the journal and the receipt."""

import asyncio
import itertools
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from barqiya.domain.delivery import Deferred, DeliveryState, Uncertain
from barqiya.store import Database
from tests.integration.outbox.channel_model import Channel, Fault
from tests.integration.outbox.conftest import (
    AT_ONCE,
    NEWS,
    NOW,
    Crash,
    Cut,
    FaultyDatabase,
    Stage,
    until,
)

# recover, plan, what lies in the chat, claim, settle; for the second post one plan less.
WRITES = range(7)


async def live(stage: Stage, faults: Iterator[Cut | None]) -> bool:
    """Run a relay whose transactions fail as told; return whether the process lived."""
    database = FaultyDatabase(stage.database, faults)

    async def ended_well() -> bool:
        return await stage.quiet() and database.steady

    try:
        await stage.run_until(ended_well, stage.relay(database))
    except Crash:
        return False
    return True


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("number", WRITES)
async def test_a_crash_at_any_transaction_of_a_post(stage: Stage, number: int, moment: str) -> None:
    """Before or after each commit on the way of a post: it stands in the channel once."""
    await stage.publish("one")
    await stage.publish("two")
    stage.channel.say("@news")
    assert not await live(stage, iter([*[None] * number, (moment, Crash())]))
    stage.channel.say("@news")
    await stage.run()
    assert stage.channel.ours() == ["one, revision 1", "two, revision 1"]


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("number", range(4))
async def test_a_crash_at_any_transaction_of_an_edit(
    stage: Stage, number: int, moment: str
) -> None:
    """Before or after each commit on the way of an edit: the post shows the correction."""
    await stage.publish("one")
    await stage.run()
    await stage.correct("one")
    assert not await live(stage, iter([*[None] * number, (moment, Crash())]))
    await stage.run()
    assert stage.channel.ours() == ["one, revision 2"]


@pytest.mark.parametrize(
    "fault", [Crash(), Uncertain(reason="read timeout")], ids=["crash", "lost"]
)
@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("strangers", [0, 7])
async def test_a_lost_answer(stage: Stage, fault: Fault, moment: str, strangers: int) -> None:
    """The message stored or not, strangers' posts around it or not: it stands there once."""
    for _ in range(strangers):
        stage.channel.say("@news")
    faults = stage.channel.before if moment == "before" else stage.channel.after
    for title in ("one", "two", "three"):
        await stage.publish(title)
        faults["@news"] = [fault]
        assert await live(stage, iter([])) == (not isinstance(fault, Crash))
        for _ in range(strangers):
            stage.channel.say("@news")
        await stage.run()
    assert stage.channel.ours() == [f"{title}, revision 1" for title in ("one", "two", "three")]


async def test_a_message_that_appears_late_is_not_sent_again(stage: Stage) -> None:
    """Telegram may store a message seconds after the answer was lost: nothing is believed early."""
    stage.pace = replace(AT_ONCE, doubt=timedelta(seconds=12))
    await stage.publish("one")
    await stage.run()
    stage.channel.before["@news"] = [Uncertain(reason="read timeout")]
    await stage.publish("two")
    asked = stage.channel.asked

    async def looked() -> bool:
        return stage.channel.asked >= asked + 5

    await stage.run_until(looked)
    assert (await stage.listing())[-1].state is DeliveryState.UNCERTAIN
    late = Channel.__dict__["_store"]
    late(stage.channel, "@news", replace(stage.channel.chats["@news"][1], text="two, revision 1"))
    stage.now += timedelta(seconds=12)
    await stage.run()
    assert stage.channel.ours() == ["one, revision 1", "two, revision 1"]


async def test_a_lost_post_is_found_at_once_where_it_lies_there(stage: Stage) -> None:
    """Only absence takes time to believe: a post that is there delays nothing."""
    stage.pace = replace(AT_ONCE, doubt=timedelta(seconds=12))
    stage.channel.after["@news"] = [Uncertain(reason="read timeout")]
    await stage.publish("one")
    await stage.publish("two")

    async def both() -> bool:
        return len(stage.channel.ours()) == 2

    await stage.run_until(both)
    assert stage.now == NOW


async def test_a_look_that_is_put_off_goes_on_later(stage: Stage) -> None:
    """A look that meets a flood limit is no answer: the post stays in doubt until it is asked."""
    await stage.publish("one")
    await stage.run()
    stage.channel.after["@news"] = [Uncertain(reason="read timeout")]
    stage.channel.looks = [Deferred(until=NOW + timedelta(minutes=1), reason="flood")]
    await stage.publish("two")

    async def asked() -> bool:
        return not stage.channel.looks

    await stage.run_until(asked)
    assert (await stage.listing())[-1].state is DeliveryState.UNCERTAIN
    await stage.run()
    assert len(stage.channel.sends) == 2
    stage.now += timedelta(minutes=1)
    await stage.run()
    assert stage.channel.ours() == ["one, revision 1", "two, revision 1"]
    assert len(stage.channel.sends) == 2


async def test_an_old_post_of_ours_is_not_taken_for_the_new_one(stage: Stage) -> None:
    """A chat that held posts of ours before this store was made: they are none of its articles."""
    for number in range(60):
        stage.channel.say("@news", f"old {number}")
    old = stage.channel.chats["@news"]
    for message_id in range(1, 60, 2):
        old[message_id] = replace(old[message_id], ours=True)
    stage.channel.before["@news"] = [Uncertain(reason="read timeout")]
    await stage.publish("one")
    await stage.run()
    assert stage.channel.ours()[-1] == "one, revision 1"
    (post,) = await stage.listing(DeliveryState.SENT)
    assert post.receipt is not None
    assert post.receipt.message_ids == (61,)


async def test_a_found_message_that_could_be_another_post_is_held(stage: Stage) -> None:
    """Two posts in doubt beyond the same message: nobody guesses which of them was found."""
    await stage.publish("zero")
    await stage.run()
    stage.channel.hidden = True
    stage.channel.after["@news"] = [Uncertain(reason="read timeout")] * 2
    await stage.publish("one")
    await stage.run()
    stage.channel.hidden = False
    await stage.publish("two")
    await stage.run()
    held = await stage.listing(DeliveryState.HELD)
    assert len(held) == 2
    assert f"delivery {held[0].id}" in (held[1].reason or "")


async def test_attempts_that_end_nowhere_are_bounded(stage: Stage) -> None:
    """A post that is lost again and again is given up in the end, and holds back nothing."""
    stage.pace = replace(AT_ONCE, attempts=4)
    stage.channel.before["@news"] = [Uncertain(reason="502")] * 4
    await stage.publish("one")
    await stage.publish("two")
    await stage.run()
    assert stage.channel.ours() == ["two, revision 1"]
    (rejected,) = await stage.listing(DeliveryState.REJECTED)
    assert rejected.reason == "given up after 4 attempts: 502"


async def test_many_strangers_between_do_not_hide_a_post(stage: Stage) -> None:
    """However much others wrote while we were down, the search goes on to the end."""
    await stage.publish("one")
    await stage.run()
    stage.channel.before["@news"] = [Crash()]
    await stage.publish("two")
    assert not await live(stage, iter([]))
    for _ in range(650):
        stage.channel.say("@news")
    await stage.run()
    assert stage.channel.ours() == ["one, revision 1", "two, revision 1"]


FAULTS = {
    "none": None,
    "crash": Crash(),
    "lost": Uncertain(reason="read timeout"),
    "flood": Deferred(until=NOW, reason="flood"),
    "offline": Deferred(until=None, reason="no connection"),
}
ACTIONS = st.one_of(
    st.just(("publish", 0)),
    st.tuples(st.just("correct"), st.integers(0, 5)),
    st.just(("stranger", 0)),
    st.tuples(st.just("pause"), st.integers(0, 30)),
)
BEFORE = st.lists(st.sampled_from(sorted(FAULTS)), max_size=12)
AFTER = st.lists(st.sampled_from(["none", "none", "crash", "lost"]), max_size=12)
CRASHES = st.lists(st.sampled_from([None, None, "before", "after"]), max_size=25)
SPORT = replace(NEWS, id="sport", name="Sport", address="@sport")


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    actions=st.lists(ACTIONS, min_size=1, max_size=14),
    before=BEFORE,
    after=AFTER,
    crashes=CRASHES,
)
def test_whatever_happens_every_article_stands_once_and_in_its_newest_form(
    empty_store: Path,
    actions: list[tuple[str, int]],
    before: list[str],
    after: list[str],
    crashes: list[str | None],
) -> None:
    """Random publishing, correcting, strangers, lost answers, floods and crashes of the process."""
    faults = iter([None if moment is None else (moment, Crash()) for moment in crashes])
    channel = Channel(
        before={"@news": [FAULTS[name] for name in before]},
        after={"@news": [FAULTS[name] for name in after]},
    )
    channel.before["@sport"] = channel.before["@news"][::-1]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.db"
        shutil.copy(empty_store, path)
        asyncio.run(_play(f"sqlite:///{path}", channel, actions, faults))


async def _play(
    url: str,
    channel: Channel,
    actions: list[tuple[str, int]],
    faults: Iterator[Cut | None],
) -> None:
    stage = Stage(database=Database.open(url), channel=channel)
    try:
        await stage.name(NEWS, SPORT)
        acting = asyncio.create_task(_act(stage, actions))
        await until(lambda: _lived_to_see(acting, stage, faults))
        await until(lambda: live(stage, faults))
        published = sorted(
            f"{a.content.title}, revision {a.revision}" for a in await stage.articles()
        )
        assert sorted(channel.ours("@news")) == published
        assert sorted(channel.ours("@sport")) == published
    finally:
        await stage.database.close()


async def _lived_to_see(
    acting: asyncio.Task[None], stage: Stage, faults: Iterator[Cut | None]
) -> bool:
    return await live(stage, faults) and acting.done()


async def _act(stage: Stage, actions: list[tuple[str, int]]) -> None:
    numbers = itertools.count()
    titles: list[str] = []
    for action, number in actions:
        if action == "publish":
            titles.append(f"a{next(numbers)}")
            await stage.publish(titles[-1])
        elif action == "correct" and titles:
            await stage.correct(titles[number % len(titles)])
        elif action == "stranger":
            stage.channel.say("@news")
        else:
            await asyncio.sleep(number / 5000)
