"""What the places wish for, kept from plan to plan: always as the store has it by then."""

from dataclasses import replace
from datetime import timedelta

from barqiya.outbox import planner
from barqiya.outbox.wishes import Wishes
from barqiya.store import Transaction
from tests.integration.outbox.conftest import NEWS, NOW, Stage

CULTURE = replace(NEWS, id="culture", name="Culture", address="@culture", query="category:ثقافة")


async def planned(stage: Stage) -> list[str]:
    """Return destination and kind of every delivery, sorted."""
    return sorted(f"{one.destination.id} {one.kind}" for one in await stage.listing())


async def test_a_query_changed_between_two_plans_decides_the_next(stage: Stage) -> None:
    """A new place, another query and a place that rests are seen by the plan that comes next."""
    wishes = Wishes()
    await stage.name(CULTURE)
    await stage.publish("one", category="علوم")
    await stage.database.write(planner.plan, NOW, wishes)
    assert await planned(stage) == []
    await stage.name(replace(CULTURE, query="category:علوم"), NEWS)
    await stage.publish("two", category="علوم")
    await stage.database.write(planner.plan, NOW, wishes)
    assert await planned(stage) == ["culture post", "news post"]
    await stage.name(NEWS)
    await stage.publish("three", category="علوم")
    await stage.database.write(planner.plan, NOW, wishes)
    assert await planned(stage) == ["culture post", "news post", "news post"]


async def test_a_plan_that_was_undone_is_made_again_in_full(stage: Stage) -> None:
    """What is kept saw queries that the store never had: the next plan goes by the store."""
    wishes = Wishes()
    await stage.publish("one")

    def fail(tx: Transaction) -> None:
        planner.plan(tx, NOW, wishes)
        raise KeyError("enough")

    await stage.name(replace(NEWS, query="tag:nobody"), CULTURE)
    try:
        await stage.database.write(fail)
    except KeyError:
        await stage.name(NEWS)
    await stage.database.write(planner.plan, NOW, wishes)
    assert await planned(stage) == ["news post"]


async def test_yesterday_moves_with_the_days(stage: Stage) -> None:
    """A query that is kept for a week means the day before each article it is asked of."""
    wishes = Wishes()
    await stage.name(replace(NEWS, query="بعد:أمس"))
    for day in (0, 7):
        stage.now = NOW + timedelta(days=day)
        await stage.publish(f"day {day}")
        await stage.database.write(planner.plan, stage.now, wishes)
    assert await planned(stage) == ["news post", "news post"]
    await stage.publish("late")
    await stage.database.write(planner.plan, stage.now + timedelta(days=3), wishes)
    assert len(await stage.listing()) == 2


async def test_a_wish_is_held_under_its_place_alone(stage: Stage) -> None:
    """Equal queries of many places, one of which goes: the others stay."""
    wishes = Wishes()
    await stage.publish("سوق المدينة")
    (article,) = await stage.articles()
    wishes.renew({"a": "سوق", "b": "سوق", "c": "مدرسة"}, NOW)
    assert wishes.of(article, NOW) == {"a", "b"}
    wishes.renew({"b": "سوق"}, NOW)
    assert wishes.of(article, NOW) == {"b"}
