"""Planning without a relay, and what came of it. Owns no test."""

from dataclasses import replace
from datetime import datetime, time, timedelta

from barqiya.domain.article import ArticleId
from barqiya.domain.delivery import Delivery, DeliveryState, Receipt
from barqiya.domain.timetable import Timetable
from barqiya.outbox import planner
from barqiya.outbox.wishes import Wishes
from barqiya.store import Transaction
from barqiya.store.schema import deliveries as table
from tests.integration.outbox.conftest import NEWS, NOW, Stage

EIGHT = NOW.replace(hour=8)
DIGEST = replace(NEWS, timetable=Timetable(digest_at=(time(8), time(18)), breaking="category:عاجل"))
QUIET = replace(NEWS, timetable=Timetable(quiet=(time(23), time(7)), breaking="category:عاجل"))
ASKING = replace(NEWS, approval=True)
GATHER = timedelta(seconds=10)
HOUR = timedelta(hours=1)


async def plan(stage: Stage, gather: timedelta = GATHER) -> None:
    """Plan all there is."""
    while await stage.database.write(planner.plan, stage.now, Wishes(), gather):
        pass


async def told(stage: Stage) -> list[tuple[str, datetime, str]]:
    """Return of each delivery that is not superseded: kind and state, hour, how."""
    found = [one for one in await stage.listing() if one.state is not DeliveryState.SUPERSEDED]
    return [(f"{one.kind} {one.state}", one.due_at, how(one)) for one in found]


def how(one: Delivery) -> str:
    """Return whether a delivery is urgent or gathered."""
    return " ".join(["urgent"] * one.urgent + ["gathered"] * one.gathered)


async def the_id(stage: Stage, title: str = "one") -> ArticleId:
    """Return the id of the article with that title."""
    return next(one.id for one in await stage.articles() if one.content.title == title)


async def settle(
    stage: Stage, number: int, state: DeliveryState, receipt: Receipt | None = None
) -> None:
    """Bring a delivery to an end, without a relay."""
    kept = None
    if receipt is not None:
        kept = {"message_ids": list(receipt.message_ids), "form": receipt.form, "count": 1}

    def write(tx: Transaction) -> None:
        row = table.update().where(table.c.id == number)
        tx.execute(row.values(state=state, receipt=kept, settled_at=stage.now))

    await stage.database.write(write)
