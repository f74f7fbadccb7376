"""Destinations: who takes part, what is known of each place."""

from dataclasses import replace
from datetime import timedelta

from barqiya.domain.delivery import Destination
from barqiya.store import Database, Transaction, destinations
from barqiya.store.schema import destinations as table
from tests.integration.store.conftest import NOW

NEWS = Destination(id="news", name="News", transport="telegram", address="@news", query="tag:أ")
SPORT = replace(NEWS, id="sport", name="Sport", address="@sport")


async def places(database: Database) -> list[Destination]:
    """Return all places that were ever named, by id."""
    return await database.read(lambda tx: destinations.some(tx, destinations.queries(tx)))


async def active(database: Database) -> list[str]:
    """Return the ids of the places that take part."""
    return [place.id for place in await places(database) if place.takes_part]


async def known(database: Database, place_id: str) -> tuple[object, object, object]:
    """Return what is known of a place: highest message, quiet until, gone."""

    def read(tx: Transaction) -> tuple[object, object, object]:
        row = tx.execute(table.select().where(table.c.id == place_id)).one()
        return row.last_known_id, row.quiet_until, row.gone

    return await database.read(read)


async def learn(database: Database, place: Destination) -> None:
    """Know everything of a place that can be known."""
    await database.write(destinations.know, place, 7)
    await database.write(destinations.hush, place, NOW)
    await database.write(destinations.lose, place, "kicked")


async def test_the_settings_name_who_takes_part(database: Database) -> None:
    """Named places are there as named; a place no longer named rests, and can come back."""
    await database.write(destinations.set_destinations, [NEWS, SPORT])
    assert await places(database) == [NEWS, SPORT]
    changed = replace(NEWS, name="أخبار", query="", language="en")
    await database.write(destinations.set_destinations, [changed])
    assert await places(database) == [changed, replace(SPORT, active=False)]
    await database.write(destinations.set_destinations, [changed, SPORT])
    assert await active(database) == ["news", "sport"]
    await database.write(destinations.set_destinations, [])
    assert await active(database) == []


async def test_a_place_switched_off_in_the_settings_rests(database: Database) -> None:
    """Named, but not active: it takes no part."""
    await database.write(destinations.set_destinations, [replace(NEWS, active=False), SPORT])
    assert await active(database) == ["sport"]


async def test_what_is_known_survives_a_start_with_the_same_address(database: Database) -> None:
    """A restart forgets neither where the messages end, nor the pace, nor that a place is gone."""
    await database.write(destinations.set_destinations, [NEWS, SPORT])
    await learn(database, NEWS)
    await database.write(destinations.set_destinations, [replace(NEWS, name="other"), SPORT])
    assert await known(database, "news") == (7, NOW, "kicked")
    assert await active(database) == ["sport"]
    (lost,) = await database.read(destinations.lost, ["telegram"])
    assert (lost.destination.id, lost.reason) == ("news", "kicked")
    assert await database.read(destinations.lost, ["mail"]) == []


async def test_another_address_is_another_place(database: Database) -> None:
    """Nothing known of the old chat is believed of the new one, not even that it is gone."""
    await database.write(destinations.set_destinations, [NEWS, SPORT])
    await learn(database, NEWS)
    await learn(database, SPORT)
    await database.write(destinations.set_destinations, [replace(NEWS, address="@new"), SPORT])
    assert await known(database, "news") == (None, None, None)
    assert await known(database, "sport") == (7, NOW, "kicked")
    assert await active(database) == ["news"]


async def test_the_highest_known_message_only_grows(database: Database) -> None:
    """An edit of an old post teaches nothing of where the chat ends."""
    await database.write(destinations.set_destinations, [NEWS])
    for seen, highest in ((0, 0), (9, 9), (4, 9), (12, 12)):
        await database.write(destinations.know, NEWS, seen)
        assert (await known(database, "news"))[0] == highest


async def test_what_was_learned_at_an_old_address_is_not_said_of_the_new(
    database: Database,
) -> None:
    """A late answer from the chat that a place has left changes nothing of the present one."""
    await database.write(destinations.set_destinations, [replace(NEWS, address="@new")])
    await database.write(destinations.know, NEWS, 99)
    await database.write(destinations.lose, NEWS, "kicked")
    await database.write(destinations.move, NEWS, "@elsewhere")
    assert await known(database, "news") == (None, None, None)
    assert (await places(database))[0].address == "@new"


async def test_a_moved_place_is_known_by_its_new_address_only(database: Database) -> None:
    """After a move, the messages of the old chat say nothing."""
    await database.write(destinations.set_destinations, [NEWS])
    await database.write(destinations.know, NEWS, 7)
    await database.write(destinations.hush, NEWS, NOW + timedelta(hours=1))
    await database.write(destinations.move, NEWS, "-100200")
    assert await known(database, "news") == (None, None, None)
    assert (await places(database))[0].address == "-100200"


async def test_places_are_found_by_their_ids(database: Database) -> None:
    """However many there are: only those asked for, in order; and each with what it asks for."""
    many = [replace(NEWS, id=f"p{n:04}", address=f"@p{n}", query=f"tag:{n}") for n in range(1200)]
    await database.write(destinations.set_destinations, many)
    ids = {place.id for place in many[:1100]}
    assert await database.read(destinations.some, {*ids, "nobody"}) == many[:1100]
    assert await database.read(destinations.some, []) == []
    asked = await database.read(destinations.queries)
    assert asked == {place.id: place.query for place in many}
