"""The planner over a real store: who gets what, once, whatever is replayed."""

from dataclasses import replace

import pytest

from barqiya.domain.delivery import DeliveryState
from barqiya.outbox import planner
from barqiya.outbox.wishes import Wishes
from barqiya.store import Transaction, journal, turns
from tests.integration.outbox.conftest import NEWS, NOW, Stage

CULTURE = replace(NEWS, id="culture", name="Culture", address="@culture", query="category:ثقافة")


async def plan(stage: Stage) -> int:
    """Plan all there is; return how many changes that were."""
    total = 0
    while planned := await stage.database.write(planner.plan, NOW, Wishes()):
        total += planned
    return total


async def planned(stage: Stage) -> list[str]:
    """Return destination, kind, revision and state of every delivery."""
    return [f"{d.destination.id} {d.kind} {d.revision} {d.state}" for d in await stage.listing()]


async def test_an_article_goes_to_every_destination_that_asks_for_it(stage: Stage) -> None:
    """The query of each decides, in the language of the search."""
    await stage.name(NEWS, CULTURE)
    await stage.publish("one", category="ثقافة")
    await stage.publish("two", category="علوم")
    assert await plan(stage) == 2
    assert await planned(stage) == ["culture post 1 due", "news post 1 due", "news post 1 due"]


async def test_an_archive_is_not_announced(stage: Stage) -> None:
    """What is taken in quietly is posted nowhere, and its correction is no news either."""
    await stage.publish("old", announce=False)
    await plan(stage)
    await stage.correct("old")
    assert await plan(stage) == 1
    assert await planned(stage) == []


async def test_a_correction_known_before_planning_is_posted_in_its_newest_form(
    stage: Stage,
) -> None:
    """Published and corrected before the planner came to it: one post of the second revision."""
    await stage.publish("one")
    await stage.correct("one")
    assert await plan(stage) == 2
    assert await planned(stage) == ["news post 2 due"]


async def test_a_replay_plans_nothing_anew(stage: Stage) -> None:
    """The cursor set back to the beginning: all is planned already."""
    await stage.publish("one")
    await stage.run()
    await stage.correct("one")
    await stage.publish("two")
    await plan(stage)
    before = await planned(stage)
    await stage.database.write(journal.move_cursor, planner.CONSUMER, 0)
    assert await plan(stage) == 3
    assert await planned(stage) == before


async def test_a_later_destination_gets_nothing_older(stage: Stage) -> None:
    """A channel that is added today does not get the news of yesterday, nor its corrections."""
    await stage.publish("one", category="ثقافة")
    await plan(stage)
    await stage.name(NEWS, CULTURE)
    await stage.correct("one", category="ثقافة")
    await stage.publish("two", category="ثقافة")
    await plan(stage)
    assert [line for line in await planned(stage) if "culture" in line] == ["culture post 1 due"]


async def test_a_destination_that_rests_gets_nothing_of_that_time(stage: Stage) -> None:
    """Out of the settings and back again: what came meanwhile is not made up for."""
    await stage.name(CULTURE)
    await stage.publish("one")
    await plan(stage)
    await stage.name(NEWS, CULTURE)
    await stage.publish("two")
    await plan(stage)
    assert await planned(stage) == ["news post 1 due"]


async def test_an_article_moved_out_of_a_query_before_it_was_sent_stays_out(stage: Stage) -> None:
    """A mistaken category mended in time: the channel never shows the article."""
    await stage.name(CULTURE)
    await stage.publish("one", category="ثقافة")
    await plan(stage)
    await stage.correct("one", category="رياضة")
    await plan(stage)
    assert await planned(stage) == ["culture post 1 superseded"]
    await stage.correct("one", category="ثقافة")
    await plan(stage)
    assert await planned(stage) == ["culture post 1 superseded", "culture post 3 due"]


async def test_the_cursor_moves_with_the_plan_or_not_at_all(stage: Stage) -> None:
    """A plan that fails in the middle leaves neither deliveries nor a moved cursor."""
    await stage.publish("one")

    def fail(tx: Transaction) -> None:
        assert planner.plan(tx, NOW, Wishes()) == 1
        raise KeyError("enough")

    with pytest.raises(KeyError):
        await stage.database.write(fail)
    assert await planned(stage) == []
    assert await stage.database.read(planner.behind)
    assert await plan(stage) == 1
    assert await planned(stage) == ["news post 1 due"]


async def test_a_long_journal_is_planned_in_portions(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More changes than fit one transaction are planned one portion after another."""
    for number in range(12):
        await stage.publish(f"a{number}")
    portions = []
    monkeypatch.setattr(planner, "_CHANGES", 5)
    while count := await stage.database.write(planner.plan, NOW, Wishes()):
        portions.append(count)
    assert portions == [5, 5, 2]
    assert len(await stage.listing(DeliveryState.DUE)) == 12
    assert not await stage.database.read(planner.behind)


async def test_what_is_withdrawn_before_it_is_sent_is_not_sent(stage: Stage) -> None:
    """Planned or not; and where it comes back, it is posted after all."""
    await stage.publish("one")
    (article,) = await stage.articles()
    await plan(stage)
    await stage.retract("one")
    await plan(stage)
    await stage.run()
    assert await planned(stage) == ["news post 1 superseded"]
    await stage.restore(article)
    await plan(stage)
    assert await planned(stage) == ["news post 1 superseded", "news post 3 due"]


async def test_an_editors_retry_posts_nothing_that_was_withdrawn(stage: Stage) -> None:
    """Whatever brought the delivery back to be due."""
    await stage.publish("one")
    await plan(stage)
    (due,) = await stage.listing()
    await stage.retract("one")
    agenda = await stage.database.read(turns.ready, NOW, transports=["channel"], busy=[], limit=5)
    assert (due.state, agenda.turns, agenda.idle) == (DeliveryState.DUE, [], ["news"])


async def test_the_post_of_a_withdrawn_article_is_retracted(stage: Stage) -> None:
    """How, is the transport's to say; where a notice stands, it is edited when it returns."""
    await stage.publish("one")
    (article,) = await stage.articles()
    await stage.run()
    await stage.retract("one")
    await stage.run()
    await stage.restore(article)
    await stage.run()
    assert await stage.states() == ["post 1 sent", "retract 2 sent", "edit 3 sent"]
