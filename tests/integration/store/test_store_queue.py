"""The front of the queue against the plain rule: no turn is late and none is wrong."""

import asyncio
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text, update

from barqiya.domain.article import Article
from barqiya.domain.delivery import DeliveryKind, DeliveryState, Destination, Receipt, Turn
from barqiya.store import Database, Transaction, deliveries, destinations, queue, turns
from barqiya.store.deliveries import Planned
from barqiya.store.schema import deliveries as rows
from barqiya.store.schema import destinations as places
from barqiya.store.turns import Settlement
from tests.integration.store.conftest import NOW, a_publication, save

PLACES = [
    Destination(id=name, name=name, transport="telegram", address=f"@{name}")
    for name in ("a", "b", "c")
]
POSTED = Receipt(message_ids=(5,), form="text")
INTENT = Receipt(message_ids=(), form="text")
SETTLED = (
    DeliveryState.SENT,
    DeliveryState.DUE,
    DeliveryState.UNCERTAIN,
    DeliveryState.HELD,
    DeliveryState.REJECTED,
    DeliveryState.CLAIMED,
)

MOMENT = st.integers(-60, 60)
PLACE = st.integers(0, 2)
STEPS = st.one_of(
    st.tuples(st.just("post"), PLACE, MOMENT, st.booleans()),
    st.tuples(st.just("change"), PLACE, MOMENT, st.sampled_from(["edit", "retract"])),
    st.tuples(st.just("hush"), PLACE, MOMENT),
    st.tuples(st.just("space"), PLACE, MOMENT),
    st.tuples(st.just("turn"), MOMENT, st.sampled_from(SETTLED), MOMENT, st.booleans()),
    st.tuples(st.just("retry"), st.integers(0, 20)),
    st.tuples(st.just("drop"), st.integers(0, 20)),
    st.tuples(st.just("name"), st.integers(1, 3)),
    st.tuples(st.just("recover")),
)


def at(seconds: int) -> datetime:
    """Return a moment so many seconds from the test's present."""
    return NOW + timedelta(seconds=seconds)


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEPS, max_size=30))
def test_the_front_of_the_queue_is_that_of_the_plain_rule(
    empty_store: Path, steps: list[tuple[Any, ...]]
) -> None:
    """After every step, at every moment: the turns that a look at every row would find."""
    with tempfile.TemporaryDirectory() as folder:
        path = shutil.copy(empty_store, Path(folder) / "store.db")
        asyncio.run(_play(f"sqlite:///{path}", steps))


async def _play(url: str, steps: list[tuple[Any, ...]]) -> None:
    database = Database.open(url)
    try:
        published = [a_publication(f"a{number}") for number in range(40)]
        await database.write(save, *published)
        await database.write(destinations.set_destinations, PLACES)
        left = [one.article for one in published]
        for step in steps:
            await database.write(_do, step, left)
            await database.read(_compare)
    finally:
        await database.close()


def _do(tx: Transaction, step: tuple[Any, ...], left: list[Article]) -> None:
    match step:
        case ("post", place, moment, urgent):
            article = left.pop()
            planned = Planned(place=PLACES[place], due_at=at(moment), urgent=urgent)
            deliveries.post(tx, [planned], article.id, 1, NOW)
        case ("change", place, moment, kind):
            _sent_and_changed(tx, place, moment, kind, left.pop())
        case ("hush", place, moment):
            destinations.hush(tx, PLACES[place], at(moment))
        case ("space", place, moment):
            destinations.rest(tx, PLACES[place], None, at(moment))
            queue.refresh(tx, [PLACES[place].id])
        case ("turn", moment, state, until, gone):
            _take_a_turn(tx, at(moment), state, at(until), gone=gone)
        case ("retry" | "drop" as act, number):
            _by_a_person(tx, act, number)
        case ("name", count):
            destinations.set_destinations(tx, PLACES[:count])
        case _:
            turns.recover(tx, NOW, at(12), at(30))


def _sent_and_changed(
    tx: Transaction, place: int, moment: int, kind: str, article: Article
) -> None:
    deliveries.post(tx, [Planned(place=PLACES[place], due_at=NOW)], article.id, 1, NOW)
    (number,) = tx.execute(text("SELECT max(id) FROM deliveries")).one()
    sent = {"state": DeliveryState.SENT, "receipt": {"message_ids": [5], "form": "text"}}
    tx.execute(update(rows).where(rows.c.id == number).values(**sent))
    post = deliveries.get(tx, number)
    deliveries.change(tx, post, DeliveryKind(kind), 2, NOW, due_at=at(moment))


def _take_a_turn(
    tx: Transaction, now: datetime, state: DeliveryState, until: datetime, *, gone: bool
) -> None:
    found = turns.ready(tx, now, transports=["telegram"], busy=[], limit=1)
    if not found.turns:
        queue.refresh(tx, found.idle)
        return
    turn: Turn | None = found.turns[0]
    assert turn is not None
    if turn.delivery.state is DeliveryState.DUE:
        turn = turns.claim(tx, [turns.Claim(turn=turn, intent=INTENT, known_id=4)])[0]
    if turn is None or (state is DeliveryState.CLAIMED and turn.kind is not DeliveryKind.POST):
        return
    settlement = Settlement(
        state=state,
        attempts=1,
        due_at=turn.delivery.due_at,
        receipt=POSTED,
        quiet_until=until,
        posts_after=until + timedelta(seconds=9) if state is DeliveryState.SENT else None,
        gone=gone and state is DeliveryState.REJECTED,
        look_at=until if state is DeliveryState.UNCERTAIN else None,
    )
    turns.settle(tx, [(turn, settlement)], now)


def _by_a_person(tx: Transaction, act: str, number: int) -> None:
    doable = {"retry": ["held", "rejected"], "drop": ["held", "rejected", "due"]}
    state = tx.execute(select(rows.c.state).where(rows.c.id == number)).scalar_one_or_none()
    if state in doable[act]:
        (deliveries.retry if act == "retry" else deliveries.drop)(tx, number, NOW)


def _compare(tx: Transaction) -> None:
    for seconds in (-90, -60, -30, 0, 1, 12, 30, 59, 61, 90):
        now = at(seconds)
        plain = _plain(tx, now)
        found = turns.ready(tx, now, transports=["telegram"], busy=[], limit=9)
        doubtful = {t.destination.id for t in found.turns if _in_doubt(t)}
        # What is in doubt is looked at when its time has come: sooner does no harm.
        sure = {t.destination.id: t.delivery.id for t in found.turns if not _in_doubt(t)}
        assert sure == {place: number for place, number in plain.items() if place not in doubtful}
        assert not (plain.keys() - sure.keys() - doubtful)
        if found.next_at is not None:
            assert found.next_at > now


def _in_doubt(turn: Turn) -> bool:
    return turn.delivery.state is DeliveryState.UNCERTAIN


def _plain(tx: Transaction, now: datetime) -> dict[str, int]:
    """Return the number of the delivery whose turn it is, by place, by looking at every row."""
    found = {}
    for place in tx.execute(select(places).where(places.c.active, places.c.gone.is_(None))):
        everything = tx.execute(select(rows).where(rows.c.destination_id == place.id)).all()
        number = _turn_at(place, everything, now)
        if number is not None:
            found[place.id] = number
    return found


def _turn_at(place: Any, everything: Sequence[Any], now: datetime) -> int | None:
    if any(row.state == "uncertain" for row in everything):
        return None
    if place.quiet_until is not None and place.quiet_until > now:
        return None
    begun = [row for row in everything if row.state == "claimed"]
    if begun:
        first = min(begun, key=lambda row: row.id)
        return int(first.id) if first.due_at <= now else None
    due = [row for row in everything if row.state == "due" and row.due_at <= now]
    if place.posts_after is not None and place.posts_after > now:
        due = [row for row in due if row.kind != "post" or row.urgent]
    rank = {("retract", False): 0, ("post", True): 1}
    order = sorted(due, key=lambda r: (rank.get((r.kind, r.urgent), 2), r.due_at, r.id))
    return int(order[0].id) if order else None


async def test_gathered_posts_are_one_turn_and_one_settlement(database: Database) -> None:
    """What is gathered and due at one place is claimed, sent and settled together."""
    published = [a_publication(f"a{number}") for number in range(4)]
    await database.write(save, *published)
    await database.write(destinations.set_destinations, PLACES)

    def planned(tx: Transaction) -> None:
        for index, one in enumerate(published):
            due = at(60 if index == 3 else 0)
            planned = Planned(place=PLACES[0], due_at=due, gathered=True)
            deliveries.post(tx, [planned], one.article.id, 1, NOW)

    await database.write(planned)
    agenda = await database.read(turns.ready, NOW, transports=["telegram"], busy=[], limit=9)
    (turn,) = agenda.turns
    assert [one.id for one in turn.deliveries] == [1, 2, 3]
    assert list(turn.articles) == [one.article for one in published[:3]]
    two = replace(turn, deliveries=turn.deliveries[:2], articles=turn.articles[:2])
    claimed = (
        await database.write(turns.claim, [turns.Claim(turn=two, intent=INTENT, known_id=4)])
    )[0]
    assert claimed is not None
    assert [one.bundle for one in claimed.deliveries] == [1, 1]
    settled = Settlement(state=DeliveryState.SENT, attempts=0, due_at=NOW, receipt=POSTED)
    await database.write(turns.settle, [(claimed, settled)], NOW)
    stored = await database.read(deliveries.listing, states=[DeliveryState.SENT])
    assert [(one.id, one.receipt, one.bundle) for one in stored] == [(2, POSTED, 1), (1, POSTED, 1)]
    agenda = await database.read(turns.ready, NOW, transports=["telegram"], busy=[], limit=9)
    assert [one.id for one in agenda.turns[0].deliveries] == [3]


async def test_a_change_of_one_article_concerns_the_whole_gathered_message(
    database: Database,
) -> None:
    """It is one edit, however many of its articles changed, and shows all of them."""
    published = [a_publication(f"a{number}") for number in range(3)]
    await database.write(save, *published)
    await database.write(destinations.set_destinations, PLACES)

    def sent_and_changed(tx: Transaction) -> None:
        for one in published:
            planned = Planned(place=PLACES[0], due_at=NOW, gathered=True)
            deliveries.post(tx, [planned], one.article.id, 1, NOW)
        found = turns.ready(tx, NOW, transports=["telegram"], busy=[], limit=9)
        claimed = turns.claim(tx, [turns.Claim(turn=found.turns[0], intent=INTENT, known_id=4)])[0]
        assert claimed is not None
        settled = Settlement(state=DeliveryState.SENT, attempts=0, due_at=NOW, receipt=POSTED)
        turns.settle(tx, [(claimed, settled)], NOW)
        for number in (1, 3):
            deliveries.change(tx, deliveries.get(tx, number), DeliveryKind.EDIT, 2, NOW)

    await database.write(sent_and_changed)
    agenda = await database.read(turns.ready, NOW, transports=["telegram"], busy=[], limit=9)
    (turn,) = agenda.turns
    assert [one.article_id for one in turn.deliveries] == [
        published[0].article.id,
        published[2].article.id,
    ]
    assert list(turn.articles) == [one.article for one in published]
    assert (turn.kind, turn.delivery.receipt) == (DeliveryKind.EDIT, POSTED)
    assert turn.posted_at == NOW
