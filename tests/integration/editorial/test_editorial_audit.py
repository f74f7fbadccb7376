"""The audit says of each article that a channel lacks, why."""

from dataclasses import replace
from datetime import timedelta

import pytest

from barqiya.domain.delivery import DeliveryState, Receipt
from barqiya.editorial import acts
from barqiya.editorial.audit import Cause, audit
from barqiya.errors import NotFoundError
from barqiya.outbox import planner
from barqiya.outbox.wishes import Wishes
from barqiya.store import Database, Transaction, articles, deliveries, delivery_rows, overview

from .conftest import ALL, CULTURE, NOW, an_article, publish

LATER = NOW + timedelta(hours=1)
Shown = list[tuple[str, str, Cause]]


async def shown(database: Database) -> Shown:
    """Return channel, title and cause of every gap."""
    found = await database.read(audit, LATER, limit=50)
    return [(gap.place.name, gap.article.content.title, gap.cause) for gap in found]


async def planned(database: Database) -> None:
    """Let the planner come to the end of the journal."""
    wishes = Wishes()
    while await database.write(planner.plan, NOW, wishes):
        pass


def settled(tx: Transaction, title: str, state: DeliveryState) -> None:
    """Bring every delivery of the article to *state*."""
    sent = Receipt(message_ids=(7,), form="text") if state is DeliveryState.SENT else None
    for one in deliveries.listing(tx):
        if articles.get(tx, one.article_id).content.title == title:
            receipt = delivery_rows.from_receipt(sent)
            delivery_rows.put(tx, one.id, state=state, receipt=receipt, settled_at=NOW)


async def test_what_is_not_announced_or_not_planned_is_told_apart(database: Database) -> None:
    """An archive is quiet on purpose; what the planner has before it comes by itself."""
    await database.write(publish, an_article("قديم", "ثقافة"), announce=False)
    await planned(database)
    await database.write(publish, an_article("جديد", "رياضة", number=5))
    assert await shown(database) == [
        ("الكل", "جديد", Cause.UNPLANNED),
        ("الكل", "قديم", Cause.QUIET),
        ("ثقافة", "قديم", Cause.QUIET),
    ]


@pytest.mark.parametrize(
    ("state", "cause"),
    [
        (DeliveryState.DUE, Cause.WAITING),
        (DeliveryState.HELD, Cause.HELD),
        (DeliveryState.REJECTED, Cause.REJECTED),
        (DeliveryState.DROPPED, Cause.DROPPED),
        (DeliveryState.UNCERTAIN, Cause.UNDER_WAY),
        (DeliveryState.AWAITING, Cause.AWAITING),
        (DeliveryState.SENT, None),
    ],
)
async def test_the_ledger_says_what_stands_in_the_way(
    database: Database, state: DeliveryState, cause: Cause | None
) -> None:
    """Only where a query asks for the article; what was sent is no gap."""
    await database.write(publish, an_article("حدث", "رياضة"))
    await planned(database)
    await database.write(settled, "حدث", state)
    expected: Shown = [("الكل", "حدث", cause)] if cause else []
    assert await shown(database) == expected


async def test_a_post_that_is_behind_its_article_is_told(database: Database) -> None:
    """Corrected and not yet edited; retracted and still standing."""
    article = an_article("حدث", "رياضة")
    await database.write(publish, article)
    await planned(database)
    await database.write(settled, "حدث", DeliveryState.SENT)
    made = await database.write(acts.correct, article, acts.Correction(reason="سهو"), NOW)
    assert await shown(database) == [("الكل", "حدث", Cause.OUTDATED)]
    await database.write(acts.retract, made, "خطأ", LATER)
    assert await shown(database) == [("الكل", "حدث", Cause.STANDS)]


async def test_one_channel_can_be_looked_at_alone(database: Database) -> None:
    """By its name, its address or its id; a name nobody knows is told with those there are."""
    await database.write(publish, an_article("معرض", "ثقافة"))
    place = await database.read(overview.place_named, "@CULTURE")
    assert replace(place, active=True) == CULTURE
    found = await database.read(audit, LATER, limit=50, place_id=place.id)
    assert [gap.place.id for gap in found] == [CULTURE.id]
    with pytest.raises(NotFoundError, match="الكل, ثقافة"):
        await database.read(overview.place_named, "غير موجود")


async def test_the_standing_of_a_channel_counts_its_deliveries(database: Database) -> None:
    """And says when it was last sent something, and what is due next."""
    await database.write(publish, an_article("أول", "رياضة"), an_article("ثان", "رياضة", number=1))
    await planned(database)
    await database.write(settled, "أول", DeliveryState.SENT)
    whole, culture = await database.read(overview.standings)
    assert (whole.place, culture.place) == (ALL, CULTURE)
    assert whole.counts == {DeliveryState.SENT: 1, DeliveryState.DUE: 1}
    assert (whole.sent_at, whole.due_at, whole.gone) == (NOW, NOW, None)
    assert culture.counts == {}
