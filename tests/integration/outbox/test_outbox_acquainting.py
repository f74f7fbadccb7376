"""Where messages end is known before there is something to post, and nobody waits for it."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from barqiya.domain.delivery import Deferred, Destination, Gone
from barqiya.errors import TransportError
from barqiya.outbox.transport import Seen
from barqiya.store import destinations
from tests.integration.outbox.channel_model import Channel
from tests.integration.outbox.conftest import AT_ONCE, NEWS, NOW, Stage


async def known(stage: Stage) -> bool:
    """Return whether of every place it is known where its messages end."""
    return not await stage.database.read(destinations.unknown, ["channel"])


async def test_a_new_channel_is_known_before_its_first_article(stage: Stage) -> None:
    """So that its first post leaves at once: nothing is asked there any more."""
    for _ in range(9):
        stage.channel.say("@news")
    await stage.run_until(lambda: known(stage))
    asked = stage.channel.asked
    assert asked > 0
    await stage.publish("one")
    await stage.run()
    assert stage.channel.ours() == ["one, revision 1"]
    assert stage.channel.asked == asked
    assert [one.last_known_id for one in stage.channel.deliveries] == [9]


async def test_a_channel_known_for_long_waits_for_no_other(stage: Stage) -> None:
    """However many are looked at for the first time, and however long that takes."""
    await stage.publish("one")
    await stage.run()
    new = [replace(NEWS, id=f"c{n}", name=f"c{n}", address=f"@c{n}") for n in range(10)]
    opened = asyncio.Event()

    class Slow(Channel):
        async def look(self, destination: Destination, message_id: int) -> Seen:
            if destination.id != NEWS.id:
                await opened.wait()
            return await super().look(destination, message_id)

    stage.channel = Slow(chats=stage.channel.chats, tops=stage.channel.tops)
    stage.pace = replace(AT_ONCE, abreast=2, farewell=timedelta(0))
    await stage.name(NEWS, *new)
    await stage.publish("two")

    async def posted() -> bool:
        return await stage.posted(2)

    await stage.run_until(posted)
    opened.set()
    await stage.run()
    assert all(stage.channel.ours(one.address) == ["two, revision 1"] for one in new)


async def test_a_channel_is_looked_at_once_for_its_first_post(stage: Stage) -> None:
    """Whoever asks first: the post that is due already, or the look that nobody waits for."""
    stage.channel.say("@news")
    await stage.run_until(lambda: known(stage))
    alone = stage.channel.asked
    stage.channel = Channel()
    await stage.name(replace(NEWS, address="@other"))
    stage.channel.say("@other")
    await stage.publish("one")
    await stage.run()
    assert stage.channel.asked == alone


async def test_what_a_first_look_meets_is_no_trouble(stage: Stage) -> None:
    """A wait is kept, a closed channel and a token that is refused are told by the posts' turns."""
    later = Deferred(until=NOW + timedelta(minutes=1), reason="flood")
    for met in (later, Gone(reason="kicked"), TransportError("the token is revoked")):
        stage.channel.looks = [met]

        async def seen() -> bool:
            return not stage.channel.looks

        await stage.run_until(seen)
    stage.now += timedelta(minutes=2)
    await stage.publish("one")
    await stage.run()
    assert stage.channel.ours() == ["one, revision 1"]
