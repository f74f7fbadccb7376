"""The ledger of deliveries: turns, claims, settlements, and what a person may do."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from barqiya.domain.article import Article
from barqiya.domain.delivery import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    Destination,
    Receipt,
    Turn,
)
from barqiya.errors import NotFoundError, StoreError
from barqiya.store import Database, deliveries, destinations, turns
from barqiya.store.turns import Settlement
from tests.integration.store.conftest import NOW, a_correction, a_publication, save

NEWS = Destination(id="news", name="News", transport="telegram", address="@news")
SPORT = replace(NEWS, id="sport", name="Sport", address="@sport")
INTENT = Receipt(message_ids=(), form="photo")
POSTED = Receipt(message_ids=(5, 6), form="photo")


class Ledger:
    """A store with two destinations and three articles, and short names for what is done."""

    def __init__(self, database: Database, articles: list[Article]) -> None:
        self.database = database
        self.articles = articles

    async def post(self, number: int = 0, place: Destination = NEWS) -> None:
        """Plan a post."""
        article = self.articles[number]
        post = deliveries.Planned(place=place, due_at=NOW)
        await self.database.write(deliveries.post, [post], article.id, article.revision, NOW)

    async def ready(
        self, now: datetime = NOW, busy: tuple[str, ...] = (), limit: int = 10
    ) -> list[Turn]:
        """Return whose turn it is."""
        agenda = await self.database.read(
            turns.ready, now, transports=["telegram"], busy=busy, limit=limit
        )
        return agenda.turns

    async def next_time(self, now: datetime = NOW) -> datetime | None:
        """Return when there may be more to do."""
        none: list[str] = []
        agenda = await self.database.read(
            turns.ready, now, transports=["telegram"], busy=none, limit=0
        )
        return agenda.next_at

    async def claim(self, intent: Receipt = INTENT) -> Delivery:
        """Claim the first turn of what is due."""
        turn = next(t for t in await self.ready() if t.delivery.state is DeliveryState.DUE)
        claimed = (
            await self.database.write(
                turns.claim, [turns.Claim(turn=turn, intent=intent, known_id=4)]
            )
        )[0]
        assert claimed is not None
        stored = await self.database.read(deliveries.get, claimed.delivery.id)
        assert stored == claimed.delivery
        return stored

    async def settle(self, delivery: Delivery, state: DeliveryState, **values: object) -> Delivery:
        """Settle a delivery; return it as it is then."""
        given = {"attempts": 0, "due_at": NOW, "receipt": None, **values}
        settled = Settlement(state=state, **given)  # type: ignore[arg-type] # by the test's values
        turn = Turn(deliveries=(delivery,), articles=())
        await self.database.write(turns.settle, [(turn, settled)], NOW)
        return await self.database.read(deliveries.get, delivery.id)

    async def all(self) -> list[Delivery]:
        """Return all deliveries, oldest first."""
        return (await self.database.read(deliveries.listing))[::-1]


@pytest.fixture
async def ledger(database: Database) -> Ledger:
    """Set a ledger with no delivery in it."""
    published = [a_publication(f"a{number}") for number in range(3)]
    await database.write(save, *published)
    await database.write(destinations.set_destinations, [NEWS, SPORT])
    return Ledger(database, [one.article for one in published])


async def test_a_delivery_is_planned_once(ledger: Ledger) -> None:
    """The table itself refuses a second one of destination, article, revision and kind."""
    await ledger.post()
    with pytest.raises(StoreError, match="UNIQUE"):
        await ledger.post()
    await ledger.post(place=SPORT)
    assert [delivery.destination.id for delivery in await ledger.all()] == ["news", "sport"]


async def test_the_turns_are_one_a_destination_oldest_first(ledger: Ledger) -> None:
    """Of each destination the earliest, with its article; what is busy is left out."""
    for number in range(3):
        await ledger.post(number)
    await ledger.post(2, SPORT)
    turns = await ledger.ready()
    assert [(t.destination.id, t.articles[0]) for t in turns] == [
        ("news", ledger.articles[0]),
        ("sport", ledger.articles[2]),
    ]
    assert [t.delivery.destination.id for t in await ledger.ready(busy=("news",))] == ["sport"]
    assert len(await ledger.ready(limit=1)) == 1
    assert await ledger.ready(NOW - timedelta(seconds=1)) == []


async def test_one_who_waited_longer_comes_first(ledger: Ledger) -> None:
    """Where not all can be served at once, a busy channel does not starve a quiet one."""
    for number in range(3):
        await ledger.post(number)
        await ledger.post(number, SPORT)
    later = NOW + timedelta(seconds=9)
    await ledger.database.write(destinations.hush, NEWS, NOW + timedelta(seconds=1))
    (turn,) = await ledger.ready(later, limit=1)
    assert turn.delivery.destination.id == "sport"
    await ledger.database.write(destinations.hush, SPORT, NOW + timedelta(seconds=2))
    (turn,) = await ledger.ready(later, limit=1)
    assert turn.delivery.destination.id == "news"


@pytest.mark.parametrize("state", [DeliveryState.CLAIMED, DeliveryState.UNCERTAIN])
async def test_nothing_else_goes_where_something_is_under_way(
    ledger: Ledger, state: DeliveryState
) -> None:
    """One in flight or in doubt a destination, and its turn it is; the others are not touched."""
    await ledger.post(0)
    await ledger.post(1)
    claimed = await ledger.claim()
    await ledger.settle(claimed, state)
    await ledger.post(0, SPORT)
    now = [(turn.destination.id, turn.delivery.state) for turn in await ledger.ready()]
    assert now == [("news", state), ("sport", DeliveryState.DUE)]


async def test_a_quiet_a_gone_and_an_unknown_place_have_no_turn(ledger: Ledger) -> None:
    """Turns are for places that take part, whose time has come, whose transport is there."""
    await ledger.post()
    await ledger.database.write(destinations.hush, NEWS, NOW + timedelta(seconds=3))
    assert await ledger.ready() == []
    assert await ledger.next_time() == NOW + timedelta(seconds=3)
    assert len(await ledger.ready(NOW + timedelta(seconds=3))) == 1
    later = NOW + timedelta(seconds=3)
    mail = ledger.database.read(turns.ready, later, transports=["mail"], busy=(), limit=9)
    assert (await mail).turns == []
    await ledger.database.write(destinations.lose, NEWS, "kicked")
    assert await ledger.ready(later) == []
    await ledger.database.write(destinations.set_destinations, [SPORT])
    assert await ledger.ready(later) == []


async def test_a_claim_writes_down_what_is_about_to_happen(ledger: Ledger) -> None:
    """Form, last known message and address stand in the store before anything is sent."""
    await ledger.post()
    claimed = await ledger.claim()
    assert claimed.state is DeliveryState.CLAIMED
    assert (claimed.receipt, claimed.last_known_id) == (INTENT, 4)
    await ledger.database.write(destinations.set_destinations, [replace(NEWS, address="@new")])
    again = await ledger.database.read(deliveries.get, claimed.id)
    assert again.destination.address == "@news"


async def test_a_claim_of_what_changed_meanwhile_fails(ledger: Ledger) -> None:
    """A delivery dropped, or an article corrected, since the turn was read: look again."""
    await ledger.post(0)
    (turn,) = await ledger.ready()
    mended = a_correction(turn.articles[0], summary="mended")
    await ledger.database.write(save, mended)
    assert (
        await ledger.database.write(
            turns.claim, [turns.Claim(turn=turn, intent=INTENT, known_id=4)]
        )
    )[0] is None
    (turn,) = await ledger.ready()
    await ledger.database.write(deliveries.drop, turn.delivery.id, NOW)
    assert (
        await ledger.database.write(
            turns.claim, [turns.Claim(turn=turn, intent=INTENT, known_id=4)]
        )
    )[0] is None


async def test_a_claim_takes_the_present_revision(ledger: Ledger) -> None:
    """What goes out is the article as it is, and the ledger says so."""
    await ledger.post(0)
    await ledger.database.write(save, a_correction(ledger.articles[0], summary="mended"))
    assert (await ledger.claim()).revision == 2


async def test_a_settlement_is_all_that_remains_of_an_attempt(ledger: Ledger) -> None:
    """A receipt comes back as it was; a post that is due again has forgotten its intent."""
    await ledger.post()
    claimed = await ledger.claim()
    due = await ledger.settle(claimed, DeliveryState.DUE, attempts=1, reason="offline")
    assert (due.attempts, due.reason, due.receipt, due.last_known_id) == (1, "offline", None, None)
    sent = await ledger.settle(
        await ledger.claim(), DeliveryState.SENT, receipt=POSTED, highest_id=6
    )
    assert (sent.receipt, sent.settled_at, sent.reason) == (POSTED, NOW, None)
    await ledger.post(1)
    (turn,) = await ledger.ready()
    assert turn.known_id == 6


async def test_an_edit_goes_to_where_the_post_lies(ledger: Ledger) -> None:
    """Receipt and address are those of the post, whatever the settings name by now."""
    await ledger.post()
    sent = await ledger.settle(await ledger.claim(), DeliveryState.SENT, receipt=POSTED)
    await ledger.database.write(save, a_correction(ledger.articles[0], summary="mended"))
    await ledger.database.write(destinations.set_destinations, [replace(NEWS, address="@new")])
    await ledger.database.write(deliveries.change, sent, DeliveryKind.EDIT, 2, NOW)
    (turn,) = await ledger.ready()
    taken = (
        await ledger.database.write(
            turns.claim, [turns.Claim(turn=turn, intent=None, known_id=None)]
        )
    )[0]
    assert taken is not None
    claimed = taken.delivery
    assert (claimed.kind, claimed.receipt) == (DeliveryKind.EDIT, POSTED)
    assert claimed.destination.address == "@news"
    due = await ledger.settle(claimed, DeliveryState.DUE, receipt=POSTED)
    assert (due.destination.address, due.receipt) == ("@news", POSTED)


async def test_what_a_dead_process_claimed_is_taken_over(ledger: Ledger) -> None:
    """Posts are in doubt, with what was written down of them; edits are due again."""
    await ledger.post(0)
    sent = await ledger.settle(await ledger.claim(), DeliveryState.SENT, receipt=POSTED)
    await ledger.database.write(save, a_correction(ledger.articles[0], summary="mended"))
    await ledger.database.write(deliveries.change, sent, DeliveryKind.EDIT, 2, NOW)
    await ledger.claim()
    await ledger.post(1, SPORT)
    await ledger.claim()
    later = NOW + timedelta(seconds=12)
    assert await ledger.database.write(turns.recover, NOW, NOW, later) == 1
    (_, edit, post) = await ledger.all()
    assert (edit.state, edit.receipt) == (DeliveryState.DUE, POSTED)
    assert (post.state, post.due_at) == (DeliveryState.UNCERTAIN, later)
    assert (post.receipt, post.last_known_id) == (INTENT, 4)
    assert [turn.delivery for turn in await ledger.ready()] == [edit, post]
    assert await ledger.database.write(turns.recover, NOW, NOW, later) == 0


async def test_a_picture_of_a_dead_process_is_looked_for_longer(ledger: Ledger) -> None:
    """Telegram may still be fetching it when the next process starts."""
    believed = {"text": NOW + timedelta(seconds=12), "photo": NOW + timedelta(seconds=30)}
    await ledger.post(0)
    await ledger.post(0, SPORT)
    await ledger.claim(Receipt(message_ids=(), form="text"))
    await ledger.claim(Receipt(message_ids=(), form="photo"))
    assert await ledger.database.write(turns.recover, NOW, *believed.values()) == 2
    for post in await ledger.all():
        assert post.receipt is not None
        assert post.due_at == believed[post.receipt.form]


async def test_the_list_is_newest_first_and_by_state_and_place(ledger: Ledger) -> None:
    """What the command line shows."""
    for number in range(3):
        await ledger.post(number)
    await ledger.post(0, SPORT)
    await ledger.settle(await ledger.claim(), DeliveryState.HELD, reason="who knows")
    numbers = [delivery.id for delivery in await ledger.database.read(deliveries.listing)]
    assert numbers == sorted(numbers, reverse=True)
    assert len(await ledger.database.read(deliveries.listing, limit=2)) == 2
    held = await ledger.database.read(deliveries.listing, states=[DeliveryState.HELD])
    assert [one.reason for one in held] == ["who knows"]
    sport = await ledger.database.read(deliveries.listing, destination_id="sport")
    assert [one.destination.id for one in sport] == ["sport"]
    counted = await ledger.database.read(deliveries.counts)
    assert set(counted) == set(DeliveryState)
    assert (counted[DeliveryState.DUE], counted[DeliveryState.HELD]) == (3, 1)
    assert counted[DeliveryState.SENT] == 0


@pytest.mark.parametrize("state", [DeliveryState.HELD, DeliveryState.REJECTED])
async def test_a_retry_begins_anew(ledger: Ledger, state: DeliveryState) -> None:
    """A held or rejected one is due at once, its attempts forgotten, its place back in."""
    await ledger.post()
    claimed = await ledger.claim()
    stuck = await ledger.settle(claimed, state, attempts=9, reason="x", gone=True, last_known_id=4)
    later = NOW + timedelta(hours=1)
    again = await ledger.database.write(deliveries.retry, stuck.id, later)
    assert (again.state, again.attempts, again.due_at) == (DeliveryState.DUE, 0, later)
    assert (again.reason, again.last_known_id, again.settled_at) == (None, None, None)
    assert again.destination.takes_part
    assert len(await ledger.ready(later)) == 1


@pytest.mark.parametrize("act", [deliveries.retry, deliveries.drop])
@pytest.mark.parametrize(
    "state",
    [
        DeliveryState.SENT,
        DeliveryState.CLAIMED,
        DeliveryState.UNCERTAIN,
        DeliveryState.SUPERSEDED,
        DeliveryState.DROPPED,
    ],
)
async def test_what_is_done_or_under_way_is_left_alone(
    ledger: Ledger, state: DeliveryState, act: object
) -> None:
    """A person is told in what state it is, and nothing changes."""
    await ledger.post()
    before = await ledger.settle(await ledger.claim(), state, receipt=POSTED)
    with pytest.raises(NotFoundError, match=f"is {state}"):
        await ledger.database.write(act, before.id, NOW)  # type: ignore[arg-type] # either act
    assert await ledger.database.read(deliveries.get, before.id) == before


async def test_what_is_dropped_is_never_sent(ledger: Ledger) -> None:
    """A due delivery can be given up; one that nobody knows cannot."""
    await ledger.post()
    (turn,) = await ledger.ready()
    dropped = await ledger.database.write(deliveries.drop, turn.delivery.id, NOW)
    assert (dropped.state, dropped.settled_at) == (DeliveryState.DROPPED, NOW)
    assert await ledger.ready() == []
    for act in (deliveries.drop, deliveries.retry):
        with pytest.raises(NotFoundError, match="no delivery has the number 999"):
            await ledger.database.write(act, 999, NOW)


async def test_a_rival_is_one_that_was_never_found_out(ledger: Ledger) -> None:
    """Only a post in doubt beyond the same message, in the same chat, can be mistaken for this."""
    await ledger.post(0)
    await ledger.post(1)
    first = await ledger.settle(
        await ledger.claim(), DeliveryState.HELD, receipt=INTENT, last_known_id=4
    )
    second = await ledger.settle(
        await ledger.claim(), DeliveryState.UNCERTAIN, receipt=INTENT, last_known_id=4
    )
    assert await ledger.database.read(turns.rival, second) == first
    beyond = replace(second, last_known_id=5)
    assert await ledger.database.read(turns.rival, beyond) is None
    elsewhere = replace(second, destination=replace(NEWS, address="@other"))
    assert await ledger.database.read(turns.rival, elsewhere) is None
    dropped = await ledger.database.write(deliveries.drop, first.id, NOW)
    assert await ledger.database.read(turns.rival, second) == dropped
    await ledger.settle(first, DeliveryState.SENT, receipt=POSTED)
    assert await ledger.database.read(turns.rival, second) is None
