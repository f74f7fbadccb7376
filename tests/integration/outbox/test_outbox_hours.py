"""When the planner has a post go: hours, urgency, approval, holds, and settings that change."""

from dataclasses import replace
from datetime import timedelta

import pytest

from barqiya.domain.delivery import DeliveryKind, DeliveryState, Receipt
from barqiya.errors import RefusedError
from barqiya.outbox import acts, planner
from barqiya.store import holds, journal
from tests.integration.outbox.conftest import NEWS, NOW, Stage
from tests.integration.outbox.planning import (
    ASKING,
    DIGEST,
    EIGHT,
    GATHER,
    HOUR,
    QUIET,
    plan,
    settle,
    the_id,
    told,
)


async def test_a_post_is_due_by_the_hours_of_its_place(stage: Stage) -> None:
    """Now; at the next digest, with the others; after the quiet hours."""
    night = NOW.replace(hour=2)
    stage.now = night
    await stage.name(NEWS, replace(DIGEST, id="digest"), replace(QUIET, id="quiet"))
    await stage.publish("one")
    await plan(stage)
    assert await told(stage) == [
        ("post due", EIGHT, "gathered"),
        ("post due", night, ""),
        ("post due", night.replace(hour=7), ""),
    ]


async def test_breaking_news_waits_for_nothing(stage: Stage) -> None:
    """Where the place's query of breaking news finds it."""
    await stage.name(replace(DIGEST, id="digest"), replace(QUIET, id="quiet"))
    await stage.publish("one", category="عاجل")
    await plan(stage)
    assert await told(stage) == [("post due", NOW, "urgent")] * 2


async def test_what_becomes_breaking_news_before_it_was_sent_waits_no_longer(stage: Stage) -> None:
    """A category is added to an article that waits for its digest."""
    await stage.name(DIGEST)
    await stage.publish("one")
    await plan(stage)
    stage.now += HOUR
    await stage.correct("one", category="عاجل")
    await plan(stage)
    assert await told(stage) == [("post due", NOW + HOUR, "urgent")]


async def test_a_correction_keeps_the_turn_of_what_waits(stage: Stage) -> None:
    """The newer text goes when the older would have gone."""
    await stage.name(DIGEST)
    stage.now = NOW.replace(hour=7)
    await stage.publish("one")
    await plan(stage)
    stage.now = NOW.replace(hour=9)
    await stage.correct("one")
    await plan(stage)
    assert await told(stage) == [("post due", EIGHT, "gathered")]


async def test_several_corrections_are_gathered_into_one_edit(stage: Stage) -> None:
    """The edit waits a little, and not longer for each correction; a retraction does not wait."""
    await stage.publish("one")
    await plan(stage)
    await settle(stage, 1, DeliveryState.SENT, Receipt(message_ids=(1,), form="text"))
    await stage.correct("one")
    await plan(stage)
    stage.now += timedelta(seconds=5)
    await stage.correct("one")
    await plan(stage)
    assert (await told(stage))[1:] == [("edit due", NOW + GATHER, "")]
    await stage.retract("one")
    await plan(stage)
    assert (await told(stage))[1:] == [("retract due", stage.now, "")]
    assert [one.kind for one in await stage.listing(DeliveryState.SUPERSEDED)] == [
        DeliveryKind.EDIT
    ] * 2


async def test_what_returns_after_its_post_was_deleted_is_posted_again(stage: Stage) -> None:
    """As an ordinary post, by the hours of the place."""
    await stage.name(DIGEST)
    await stage.publish("one", category="عاجل")
    (article,) = await stage.articles()
    await plan(stage)
    await settle(stage, 1, DeliveryState.SENT, Receipt(message_ids=(1,), form="text"))
    await stage.retract("one")
    await plan(stage)
    await settle(stage, 2, DeliveryState.SENT)
    await stage.restore(article)
    await plan(stage)
    assert (await told(stage))[2:] == [("post due", NOW.replace(hour=18), "gathered")]


async def test_a_digest_is_not_sent_twice_where_the_clock_was_set_back(stage: Stage) -> None:
    """What is planned in the hour that comes a second time waits for the digest after."""
    stage.now = EIGHT - HOUR
    await stage.name(DIGEST)
    await stage.publish("one")
    await plan(stage)
    stage.now = EIGHT
    await settle(stage, 1, DeliveryState.SENT, Receipt(message_ids=(1,), form="text"))
    stage.now = EIGHT - timedelta(minutes=5)
    await stage.publish("two")
    await plan(stage)
    assert (await told(stage))[1:] == [("post due", NOW.replace(hour=18), "gathered")]


class TestNews:
    """What is news at a place, and for how long."""

    async def test_recent_news_that_is_wanted_only_since_a_correction_is_posted(
        self, stage: Stage
    ) -> None:
        """A category that was forgotten: the channel gets the article after all."""
        await stage.name(replace(NEWS, query="category:ثقافة"))
        await stage.publish("one")
        await plan(stage)
        stage.now += timedelta(hours=23)
        await stage.correct("one", category="ثقافة")
        await plan(stage)
        assert await stage.states() == ["post 2 due"]

    async def test_what_is_no_news_any_more_stays_out(self, stage: Stage) -> None:
        """Announced a day ago; or never announced at all."""
        await stage.name(replace(NEWS, query="category:ثقافة"))
        await stage.publish("one")
        await stage.publish("two", announce=False)
        await plan(stage)
        stage.now += timedelta(hours=24)
        await stage.correct("one", category="ثقافة")
        await stage.correct("two", category="ثقافة")
        await plan(stage)
        assert await stage.states() == []

    async def test_news_from_before_a_place_was_there_is_none_for_it(self, stage: Stage) -> None:
        """A new place, another query, a place that was paused: they begin with what comes next."""
        await stage.name(NEWS, replace(NEWS, id="other", query="category:علوم"))
        await stage.publish("one")
        await plan(stage)
        await stage.name(NEWS, replace(NEWS, id="other"), replace(NEWS, id="new"))
        await stage.correct("one")
        await plan(stage)
        assert {one.destination.id for one in await stage.listing()} == {"news"}
        await stage.publish("two")
        await plan(stage)
        assert {one.destination.id for one in await stage.listing()} == {"news", "other", "new"}

    async def test_a_replay_posts_nothing_that_is_wanted_only_now(self, stage: Stage) -> None:
        """Neither where a correction came too late, nor where the place came later."""
        culture = replace(NEWS, query="category:ثقافة")
        await stage.name(culture)
        await stage.publish("one")
        await plan(stage)
        stage.now += timedelta(hours=24)
        await stage.correct("one", category="ثقافة")
        await plan(stage)
        await stage.name(culture, replace(culture, id="later"))
        await stage.database.write(journal.move_cursor, planner.CONSUMER, 0)
        await plan(stage)
        assert await stage.states() == []


class TestAnEditorsWord:
    """Approval, holds, and the word that a post goes now."""

    async def test_a_post_waits_for_approval(self, stage: Stage) -> None:
        """Approved, it goes by the hours of its place as they are by then."""
        await stage.name(replace(ASKING, timetable=QUIET.timetable))
        await stage.publish("one")
        await plan(stage)
        assert await told(stage) == [("post awaiting", NOW, "")]
        night = NOW.replace(hour=23, minute=30)
        post = await stage.database.write(acts.approve, 1, night)
        assert post.state is DeliveryState.DUE
        assert post.due_at == NOW.replace(hour=7) + timedelta(days=1)
        with pytest.raises(RefusedError, match="awaits no editor's word"):
            await stage.database.write(acts.approve, 1, night)

    async def test_breaking_news_that_was_approved_goes_at_once(self, stage: Stage) -> None:
        """Whatever the hour."""
        await stage.name(replace(ASKING, timetable=QUIET.timetable))
        await stage.publish("one", category="عاجل")
        await plan(stage)
        assert await told(stage) == [("post awaiting", NOW, "urgent")]
        night = NOW.replace(hour=23, minute=30)
        post = await stage.database.write(acts.approve, 1, night)
        assert (post.due_at, post.urgent) == (night, True)

    async def test_a_correction_neither_approves_nor_asks_again(self, stage: Stage) -> None:
        """What awaits goes on awaiting; what was approved and not sent yet goes."""
        await stage.name(ASKING)
        await stage.publish("one")
        await plan(stage)
        await stage.correct("one")
        await plan(stage)
        assert await stage.states() == ["post 1 superseded", "post 2 awaiting"]
        await stage.database.write(acts.approve, 2, stage.now)
        await stage.correct("one")
        await plan(stage)
        assert (await stage.states())[2:] == ["post 3 due"]

    async def test_an_article_on_hold_is_posted_nowhere(self, stage: Stage) -> None:
        """Planned before or after; let go, it goes, and where approval is asked for awaits it."""
        asking = replace(ASKING, id="asking")
        await stage.name(NEWS, asking)
        await stage.publish("one")
        await plan(stage)
        await stage.database.write(acts.approve, 1, stage.now)
        stopped = await stage.database.write(
            acts.hold, await the_id(stage), "a name is to be checked", stage.now
        )
        assert stopped == 2
        await stage.correct("one")
        await plan(stage)
        assert {state for state, _, _ in await told(stage)} == {"post awaiting"}
        (held,) = await stage.database.read(holds.listing)
        assert (held.article_id, held.reason) == (await the_id(stage), "a name is to be checked")
        stage.now += HOUR
        assert await stage.database.write(acts.release, await the_id(stage), stage.now) == 1
        found = {one.destination.id: one for one in await stage.listing() if one.revision == 2}
        assert found["news"].state is DeliveryState.DUE
        assert found["news"].due_at == NOW + HOUR
        assert found["asking"].state is DeliveryState.AWAITING
        with pytest.raises(RefusedError, match="not on hold"):
            await stage.database.write(acts.release, await the_id(stage), stage.now)

    async def test_what_is_put_on_hold_before_it_was_planned_waits(self, stage: Stage) -> None:
        """And goes by the hours of its place when it is let go."""
        await stage.name(DIGEST)
        await stage.publish("one")
        await stage.database.write(acts.hold, await the_id(stage), "wait", stage.now)
        await plan(stage)
        assert await stage.states() == ["post 1 awaiting"]
        await stage.database.write(acts.release, await the_id(stage), NOW.replace(hour=19))
        assert await told(stage) == [("post due", EIGHT + timedelta(days=1), "gathered")]

    async def test_an_editor_posts_what_nobody_asked_for(self, stage: Stage) -> None:
        """An old article, into a channel whose query does not want it, at night, on hold."""
        await stage.name(replace(QUIET, query="category:ثقافة", approval=True))
        await stage.publish("one", announce=False)
        await plan(stage)
        await stage.database.write(acts.hold, await the_id(stage), "wait", stage.now)
        night = NOW.replace(hour=2)
        post = await stage.database.write(acts.post_now, await the_id(stage), "news", night)
        assert await told(stage) == [("post due", night, "urgent")]
        assert post.id == 1
        again = await stage.database.write(acts.post_now, await the_id(stage), "news", night)
        assert again.id == 1

    @pytest.mark.parametrize("state", ["awaiting", "rejected", "dropped", "superseded"])
    async def test_an_editor_posts_what_waits_or_was_given_up(
        self, stage: Stage, state: str
    ) -> None:
        """It is the same delivery, due at once."""
        await stage.publish("one")
        await plan(stage)
        await settle(stage, 1, DeliveryState(state))
        stage.now += HOUR
        post = await stage.database.write(acts.post_now, await the_id(stage), "news", stage.now)
        assert (post.id, post.state, post.due_at) == (1, DeliveryState.DUE, stage.now)
        assert post.urgent

    @pytest.mark.parametrize("state", ["claimed", "uncertain", "held", "sent"])
    async def test_an_editor_posts_nothing_twice(self, stage: Stage, state: str) -> None:
        """What is there, or may be there, is told."""
        await stage.publish("one")
        await plan(stage)
        await settle(stage, 1, DeliveryState(state))
        with pytest.raises(RefusedError, match=f"delivery 1 is {state}"):
            await stage.database.write(acts.post_now, await the_id(stage), "news", NOW)

    async def test_an_editor_is_told_what_cannot_be_posted(self, stage: Stage) -> None:
        """A withdrawn article, a channel nobody knows, one that is not in the settings."""
        await stage.publish("one")
        one = await the_id(stage)
        await stage.retract("one")
        with pytest.raises(RefusedError, match="was withdrawn"):
            await stage.database.write(acts.post_now, one, "news", NOW)
        await stage.publish("two")
        two = await the_id(stage, "two")
        with pytest.raises(RefusedError, match="'nowhere'"):
            await stage.database.write(acts.post_now, two, "nowhere", NOW)
        await stage.name(replace(NEWS, id="other"))
        with pytest.raises(RefusedError, match="takes no posts"):
            await stage.database.write(acts.post_now, two, "news", NOW)
