"""The bot's rights in its channels change, and with them what is sent there."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from barqiya.domain.delivery import DeliveryState, Destination
from barqiya.outbox import planner
from barqiya.outbox.wishes import Wishes
from barqiya.store import Transaction, deliveries, delivery_rows, destinations
from bot.transport import TelegramTransport
from tests.integration.bot.conftest import CHANNEL, TOKEN

NEWS = Destination(id="telegram:news", name="News", transport="telegram", address=f"@{CHANNEL}")


def gone(tx: Transaction) -> str | None:
    """Return why the channel takes nothing from us."""
    lost = destinations.lost(tx, ["telegram"])
    return lost[0].reason if lost else None


@pytest.fixture
def seen(house: Any) -> Any:
    """Wait until the channel is lost for a reason like the one asked for, or is not lost."""

    async def looking(like: str | None) -> None:
        async with asyncio.timeout(60):
            while True:
                reason = await house.resources.database.read(gone)
                if reason == like or (like and like in (reason or "")):
                    return

    return looking


@pytest.mark.parametrize("named", ["name", "number"])
@pytest.mark.parametrize(
    ("changes", "why"),
    [
        (({"can_post": False}, {"can_post": True}), "no right"),
        (({"membership": "kicked"}, {"membership": "administrator"}), "kicked"),
        (({"membership": "left"}, {"membership": "administrator"}), "no member"),
    ],
)
async def test_rights_in_a_channel(
    house: Any, seen: Any, changes: Any, why: str, named: str
) -> None:
    """Lost and regained as soon as Telegram says so, by the channel's name or its number."""
    chat = house.sandbox.chat(f"@{CHANNEL}")
    place = replace(NEWS, address=str(chat.id)) if named == "number" else NEWS
    await house.resources.database.write(destinations.set_destinations, [place])
    async with house.bot():
        house.sandbox.set_channel(f"@{CHANNEL}", **changes[0])
        await seen(why)
        house.sandbox.set_channel(f"@{CHANNEL}", **changes[1])
        await seen(None)


async def test_a_person_who_blocks_the_bot(house: Any, seen: Any) -> None:
    """Nothing is sent to them until they open the chat again."""
    reader = house.sandbox.arabic_reader
    place = replace(NEWS, address=str(reader.id))
    await house.resources.database.write(destinations.set_destinations, [place])
    async with house.bot():
        await house.ask(reader, "/start")
        house.sandbox.set_blocked(reader, blocked=True)
        await seen("the person has blocked the bot")
        house.sandbox.set_blocked(reader, blocked=False)
        await seen(None)


async def test_a_person_who_writes_has_not_blocked_the_bot(house: Any, seen: Any) -> None:
    """Whatever a send was told of them, and though Telegram's news of the change never came."""
    reader = house.sandbox.arabic_reader
    place = replace(NEWS, address=str(reader.id))
    await house.resources.database.write(destinations.set_destinations, [place])
    await house.resources.database.write(destinations.lose, place, "bot was blocked by the user")
    async with house.bot():
        await house.ask(reader, "/start")
        await seen(None)


async def test_news_that_is_no_longer_true(house: Any, caplog: pytest.LogCaptureFixture) -> None:
    """Rights taken and given back while the bot was away: they are looked at as they are now."""
    await house.resources.database.write(destinations.set_destinations, [NEWS])
    async with house.bot():  # Telegram keeps only the news that a bot has asked for
        pass
    house.sandbox.set_channel(f"@{CHANNEL}", can_post=False)
    house.sandbox.set_channel(f"@{CHANNEL}", can_post=True)
    house.sandbox.set_channel(f"@{CHANNEL}", can_edit=False)
    async with house.bot():
        await house.ask(house.sandbox.arabic_reader, "/start")
    assert await house.resources.database.read(gone) is None
    assert "takes nothing" not in caplog.text


async def test_what_a_lost_channel_refused_is_due_again(
    house: Any, seen: Any, articles_of: Any
) -> None:
    """The news of the loss comes after a refusal: its post goes all the same once rights return."""
    database = house.resources.database
    await database.write(destinations.set_destinations, [NEWS])
    await house.publish(articles_of(1))
    while await database.write(planner.plan, datetime.now(UTC), Wishes()):
        pass

    def refused(tx: Transaction) -> None:
        (one,) = deliveries.listing(tx)
        delivery_rows.put(tx, one.id, state=DeliveryState.REJECTED, reason="not enough")
        destinations.lose(tx, one.destination, "not enough")

    await database.write(refused)
    async with house.bot():
        house.sandbox.set_channel(f"@{CHANNEL}", can_post=False)
        house.sandbox.set_channel(f"@{CHANNEL}", can_post=True)
        await seen(None)
    (one,) = await database.read(deliveries.listing)
    assert one.state is DeliveryState.DUE


@pytest.mark.parametrize(
    ("rights", "takes"),
    [
        ({}, True),
        ({"can_post": False}, False),
        ({"membership": "member"}, False),
        ({"membership": "kicked"}, False),
    ],
)
async def test_whether_a_channel_takes_posts_is_asked_of_its_rights(
    house: Any, rights: Any, takes: Any
) -> None:
    """Where we may look and not post, nothing is believed to be well."""
    made = TelegramTransport(TOKEN, house.api_url, house.resources.publication)
    house.sandbox.set_channel(f"@{CHANNEL}", **rights)
    assert await made.takes_posts(NEWS) is takes
    assert await made.takes_posts(replace(NEWS, address="700000001")) is False
    await made.close()
