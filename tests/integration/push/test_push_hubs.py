"""A hub is asked, verified, believed by its signature only, and makes no hurry."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from barqiya.ingest.refreshing import Refreshed
from barqiya.ingest.rounds import PUSH_GAP
from barqiya.sources.flow import Hub
from barqiya.store import subscriptions


async def _held(following: Any) -> Any:
    (one,) = await following.database.read(subscriptions.all_of)
    return one


async def test_a_hub_is_asked_and_verified_at_first_sight(following: Any, hub: Any) -> None:
    """With a callback that nobody guesses and a secret; verified while it is being asked."""
    await following.visit()
    (form,) = hub.asked
    assert form["hub.mode"] == "subscribe"
    assert form["hub.topic"] == f"{hub.url}/feed"
    assert form["hub.lease_seconds"] == "864000"
    assert len(form["hub.secret"]) >= 32
    assert form["hub.callback"].startswith(f"{following.url}/websub/")
    assert len(form["hub.callback"].rpartition("/")[2]) >= 32
    assert hub.verified == [(200, "are you sure?")]
    assert (await _held(following)).lease_until == following.now + timedelta(days=10)
    following.now += timedelta(minutes=11)
    await following.visit()
    assert len(hub.asked) == 1


async def test_a_hundred_notices_are_one_visit(following: Any, hub: Any) -> None:
    """It is the ordinary one: what the hub sent is not looked at."""
    await following.visit()
    following.now += PUSH_GAP
    assert {await hub.tell(b"<evil/>") for _ in range(100)} == {202}
    await following.visit()
    assert {await hub.tell() for _ in range(100)} == {202}
    await following.rounds.look()
    await asyncio.sleep(0.05)
    assert hub.visits == 2
    following.now += PUSH_GAP
    await following.visit()
    assert hub.visits == 3


@pytest.mark.parametrize("signature", [None, "", "sha256=" + "0" * 64, "md5=00", "sha1"])
async def test_who_does_not_know_the_secret_is_not_believed(
    following: Any, hub: Any, signature: str | None
) -> None:
    """And is not told so (section 8)."""
    await following.visit()
    following.now += PUSH_GAP
    assert await hub.tell(signature=signature) == 202
    await following.rounds.look()
    await asyncio.sleep(0.05)
    assert hub.visits == 1


async def test_what_is_too_long_is_not_read(following: Any, hub: Any) -> None:
    """A million bytes are, one more is not."""
    await following.visit()
    assert await hub.tell(b"x" * 1_000_000) == 202
    assert await hub.tell(b"x" * 1_000_001) == 413


async def test_nobody_else_verifies_or_ends_anything(following: Any, hub: Any, post: Any) -> None:
    """Unknown ids and other topics are 404; what is not known here is gladly unsubscribed from."""
    await following.visit()
    (form,) = hub.asked
    elsewhere = form | {"hub.callback": f"{following.url}/websub/guessed"}
    assert (await hub.call(elsewhere)).status_code == 404
    assert (await hub.call(elsewhere, hub_mode="denied")).status_code == 404
    gone = await hub.call(elsewhere, hub_mode="unsubscribe")
    assert (gone.status_code, gone.text) == (200, "are you sure?")
    assert gone.headers["content-type"].startswith("text/plain")
    assert gone.headers["x-content-type-options"] == "nosniff"
    for wrong in (
        {"hub_topic": f"{hub.url}/other"},
        {"hub_mode": "unsubscribe"},
        {"hub_mode": "sing"},
        {"hub_challenge": ""},
        {"hub_challenge": "x" * 5000},
    ):
        assert (await hub.call(form, **wrong)).status_code == 404, wrong
    assert (await post("/websub/guessed", b"<feed/>")).status_code == 410
    assert (await _held(following)).reason is None


async def test_a_denial_is_kept_and_asked_about_later(following: Any, hub: Any) -> None:
    """With its reason, in one line; a day later the hub is asked again."""
    await following.visit()
    (form,) = hub.asked
    assert (await hub.call(form, hub_mode="denied", hub_reason="not\r\nyou")).status_code == 200
    assert "not you" in (await _held(following)).reason
    following.now += timedelta(hours=23)
    await following.hubs.tend()
    assert len(hub.asked) == 1
    following.now += timedelta(hours=1)
    await following.hubs.tend()
    assert len(hub.asked) == 2
    assert (await _held(following)).reason is None


async def test_a_lease_is_renewed_when_half_of_it_is_over(following: Any, hub: Any) -> None:
    """By a process that was started since, too: under the same id, with the same secret."""
    await following.visit()
    first = await _held(following)
    following.hubs = following.subscriptions()
    await following.hubs.begin()
    following.now += timedelta(days=5, minutes=-1)
    await following.hubs.tend()
    assert len(hub.asked) == 1
    following.now += timedelta(minutes=1)
    await following.hubs.tend()
    assert [form["hub.mode"] for form in hub.asked] == ["subscribe", "subscribe"]
    renewed = await _held(following)
    assert (renewed.id, renewed.secret) == (first.id, first.secret)
    assert renewed.lease_until == following.now + timedelta(days=10)


@pytest.mark.parametrize("lease", ["0", "-1", "soon", "9" * 40])
async def test_a_lease_that_makes_no_sense_makes_no_hurry(
    following: Any, hub: Any, lease: str
) -> None:
    """Within an hour nothing is asked again, and after a month at most something is."""
    hub.lease = lease
    await following.visit()
    following.now += timedelta(minutes=59)
    await following.hubs.tend()
    assert len(hub.asked) == 1
    following.now += timedelta(days=31)
    await following.hubs.tend()
    assert len(hub.asked) == 2


async def test_a_hub_in_trouble_is_asked_ever_less_often(following: Any, hub: Any) -> None:
    """After one hour, two, four; and the source is visited all the same."""
    hub.answer, hub.verifies = 500, False
    await following.visit()
    assert "answered 500" in (await _held(following)).reason
    asked = []
    for hour in range(1, 9):
        following.now += timedelta(hours=1)
        before = len(hub.asked)
        await following.hubs.tend()
        asked += [hour] * (len(hub.asked) - before)
    assert asked == [2, 6]
    assert following.ended[0].failure is None


async def test_what_left_the_settings_is_given_up(following: Any, hub: Any) -> None:
    """The hub is told, and its question whether we mean it is answered."""
    await following.visit()
    other = replace(following.watched[0].source, name="another")
    following.hubs = following.subscriptions(replace(following.watched[0], source=other))
    await following.hubs.begin()
    await following.hubs.tend()
    assert await following.database.read(subscriptions.all_of) == []
    # A source that is not in the settings opens no private address any more.
    assert len(hub.asked) == 1


async def test_another_hub_takes_the_place_of_the_first(following: Any, hub: Any) -> None:
    """The first is told that we leave, and agrees after it has asked."""
    await following.visit()
    first = await _held(following)
    hub.name = "/other"
    following.now += timedelta(hours=1)
    await following.visit()
    assert [form["hub.mode"] for form in hub.asked] == ["subscribe", "unsubscribe", "subscribe"]
    assert {status for status, _ in hub.verified} == {200}
    second = await _held(following)
    assert second.hub == f"{hub.url}/other"
    assert (second.id == first.id, second.secret == first.secret) == (False, False)


async def test_a_feed_with_ever_other_hubs_makes_no_hurry(following: Any, hub: Any) -> None:
    """The newest is asked an hour after the last one was."""
    await following.visit()
    hub.name = "/other"
    following.now += timedelta(minutes=11)
    await following.visit()
    await following.hubs.tend()
    assert len(hub.asked) == 1
    following.now += timedelta(minutes=49)
    await following.hubs.tend()
    assert len(hub.asked) == 2
    assert (await _held(following)).hub == f"{hub.url}/other"


async def test_the_hub_of_a_public_source_is_not_private(following: Any, hub: Any) -> None:
    """The same guard stands before hubs as before feeds."""
    public = replace(
        following.watched[0], access=replace(following.watched[0].access, allow_private=False)
    )
    hubs = following.subscriptions(public)
    ended = Refreshed(
        source="site",
        state=(await _state(following)),
        hub=Hub(url=f"{hub.url}/hub", topic=f"{hub.url}/feed"),
    )
    await hubs.heard(ended)
    assert hub.asked == []
    assert "loopback" in (await _held(following)).reason


async def _state(following: Any) -> Any:
    await following.visit()
    state = following.ended[-1].state
    following.hub.asked.clear()
    one = await _held(following)
    await following.database.write(subscriptions.forget, one.id)
    return state
