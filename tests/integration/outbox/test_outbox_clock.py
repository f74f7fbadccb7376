"""Posts that meet the quiet hours while they wait, and a clock that is set back under the relay."""

from dataclasses import replace
from datetime import datetime, time, timedelta

from barqiya.domain.delivery import Deferred, Delivery
from barqiya.domain.timetable import Timetable
from barqiya.outbox import acts
from tests.integration.outbox.conftest import NEWS, NOW, Stage

NIGHT = (time(23), time(7))
SEVEN = NOW.replace(hour=7) + timedelta(days=1)
PACED = Timetable(per_hour=2, quiet=NIGHT, breaking="category:عاجل")


async def set_clock(stage: Stage, moment: datetime) -> None:
    """Run a relay at a moment that is earlier, until it has noticed."""
    stage.now = moment

    async def noticed() -> bool:
        return all(one.created_at <= moment for one in await waiting(stage))

    await stage.run_until(noticed)
    await stage.run()


async def waiting(stage: Stage) -> list[Delivery]:
    """Return the deliveries that have not come to their end."""
    return [one for one in await stage.listing() if one.settled_at is None]


async def run_at(stage: Stage, hour: int, minute: int = 0, *, days: int = 0) -> None:
    """Run a relay at that hour."""
    stage.now = NOW.replace(hour=hour, minute=minute) + timedelta(days=days)
    await stage.run()


async def test_a_paced_post_that_meets_the_quiet_hours_waits_for_their_end(stage: Stage) -> None:
    """A queue of the evening goes on in the morning, evenly; breaking news passes it by."""
    await stage.name(replace(NEWS, timetable=PACED))
    stage.now = NOW.replace(hour=22, minute=20)
    for number in range(4):
        await stage.publish(f"a{number}")
    await stage.run()
    await run_at(stage, 22, 50)
    await run_at(stage, 23, 20)
    assert stage.channel.ours() == ["a0, revision 1", "a1, revision 1"]
    await stage.publish("breaking", category="عاجل")
    await run_at(stage, 23, 50)
    assert stage.channel.ours()[2:] == ["breaking, revision 1"]
    await run_at(stage, 7, 0, days=1)
    await run_at(stage, 7, 29, days=1)
    assert stage.channel.ours()[3:] == ["a2, revision 1"]
    await run_at(stage, 7, 30, days=1)
    assert stage.channel.ours()[4:] == ["a3, revision 1"]


async def test_what_met_the_quiet_hours_goes_into_the_digest_after_them(stage: Stage) -> None:
    """By setting: what waited by day as well as what was planned by night."""
    await stage.name(replace(NEWS, timetable=replace(PACED, after_quiet="digest")))
    stage.now = NOW.replace(hour=22, minute=50)
    for number in range(3):
        await stage.publish(f"a{number}")
    await stage.run()
    await run_at(stage, 23, 20)
    await stage.publish("by night")
    await run_at(stage, 23, 50)
    assert [(one.due_at, one.gathered) for one in await waiting(stage)] == [(SEVEN, True)] * 3
    await run_at(stage, 7, 0, days=1)
    assert stage.channel.ours()[1:] == ["a1, revision 1"]
    await run_at(stage, 7, 30, days=1)  # this channel takes one article a message
    await run_at(stage, 8, 0, days=1)
    assert {one.state for one in await stage.listing()} == {"sent"}


async def test_a_retry_that_meets_the_quiet_hours_waits_for_their_end(stage: Stage) -> None:
    """What Telegram put off into the night is not sent by night."""
    await stage.name(replace(NEWS, timetable=Timetable(quiet=NIGHT)))
    night = NOW.replace(hour=23, minute=30)
    stage.channel.before["@news"] = [Deferred(until=night, reason="flood")]
    await stage.publish("one")
    await stage.run()
    await run_at(stage, 23, 30)
    await run_at(stage, 6, 59, days=1)
    assert stage.channel.ours() == []
    await run_at(stage, 7, 0, days=1)
    assert stage.channel.ours() == ["one, revision 1"]


async def test_a_clock_that_was_wrong_by_a_year_silences_nobody(stage: Stage) -> None:
    """What was planned in that year, and the waits that were counted from there, are now."""
    await stage.name(replace(NEWS, timetable=replace(PACED, quiet=None)))
    stage.now = NOW + timedelta(days=365)
    await stage.publish("one")
    await stage.publish("two", category="عاجل")
    await stage.publish("three")
    await stage.run()
    await stage.correct("one")
    stage.now += timedelta(minutes=30)
    later = stage.now + timedelta(minutes=30)
    stage.channel.before["@news"] = [Deferred(until=later, reason="flood")]
    await stage.run()
    assert stage.channel.ours() == ["two, revision 1"]
    await set_clock(stage, NOW)
    stage.now = NOW + timedelta(hours=1)
    await stage.run()
    stage.now = NOW + timedelta(hours=2)
    await stage.run()
    assert sorted(stage.channel.ours()) == [
        "one, revision 2",
        "three, revision 1",
        "two, revision 1",
    ]


async def test_a_digest_planned_by_a_wrong_clock_comes_by_the_right_one(stage: Stage) -> None:
    """Not in a year; and what awaits an editor's word goes on to do so."""
    digest = replace(NEWS, timetable=Timetable(digest_at=(time(18),)))
    asking = replace(NEWS, id="asking", address="@asking", approval=True)
    await stage.name(digest, asking)
    stage.now = NOW + timedelta(days=365)
    await stage.publish("one")
    await stage.run()
    await set_clock(stage, NOW.replace(hour=17))
    assert [(one.state, one.due_at.year) for one in await stage.listing()] == [
        ("awaiting", NOW.year),
        ("due", NOW.year),
    ]
    await run_at(stage, 18)
    assert stage.channel.ours() == ["one, revision 1"]
    await stage.database.write(acts.approve, 1, stage.now)
    await stage.run()
    assert stage.channel.ours("@asking") == ["one, revision 1"]
