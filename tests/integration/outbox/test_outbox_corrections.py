"""Corrections against a channel in memory: one edit, in the right place, never lost."""

from dataclasses import replace
from datetime import timedelta

import pytest

from barqiya.domain.delivery import (
    Deferred,
    DeliveryState,
    Refused,
    Uncertain,
)
from barqiya.store import deliveries
from tests.integration.outbox.conftest import (
    NEWS,
    NOW,
    Stage,
    until,
)


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
    await stage.publish("zero")
    await stage.run()
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
    assert stage.channel.ours() == ["zero, revision 1", "one, revision 2"]


async def test_a_mended_article_is_posted_after_all(stage: Stage) -> None:
    """A correction of a refused article deserves an attempt of its own."""
    stage.channel.before["@news"] = [Refused(reason="can't parse entities")]
    await stage.publish("one")
    await stage.run()
    await stage.correct("one")
    await stage.run()
    assert stage.channel.ours() == ["one, revision 2"]
    assert await stage.states() == ["post 1 superseded", "post 2 sent"]


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
