"""The bot's half of a run: it delivers, answers in chats, and tells editors what is in the way."""

from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from barqiya.app import values
from barqiya.app.keeping import going
from barqiya.app.searching import for_chat, related_for_all
from barqiya.domain.publication import Publication
from barqiya.outbox.pacing import PAID, Rate, Rates
from barqiya.outbox.relay import Relay
from barqiya.outbox.settlement import Pace
from barqiya.schedule import Every
from barqiya.search import SearchIndex
from barqiya.settings import Settings
from barqiya.store import Database
from bot import application, listening
from bot.connection import connect
from bot.context import Resources
from bot.editors.telling import Teller
from bot.file_ids import FileIds
from bot.messages import PostStyle
from bot.transport import TelegramTransport, Ways

_TELL = timedelta(seconds=5)  # how soon editors are told of what stands in the way
_WAKE = timedelta(seconds=30)  # the net under the relay's own waiting
# Our own Telegram has no limits to keep and sleeps through none; a person is watching.
_SANDBOX_PACE = Pace(
    rates=Rates(
        private=Rate(interval=timedelta(seconds=0.4)),
        group=Rate(interval=timedelta(seconds=0.4)),
        look=Rate(interval=timedelta(0)),
    ),
    gather=timedelta(seconds=1),
    doubt=timedelta(seconds=2),
    picture_doubt=timedelta(seconds=2),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """What the bot works with. *styles* are those of the channels' posts, by destination."""

    settings: Settings
    database: Database
    index: SearchIndex
    publication: Publication
    styles: Mapping[str, PostStyle] = field(default_factory=dict)


@asynccontextmanager
async def talking(of: Talk) -> AsyncIterator[list[Every]]:
    """Deliver and answer beside the block; yield the jobs that are to be done meanwhile."""
    async with AsyncExitStack() as stack:
        transport = _transport(of)
        stack.push_async_callback(transport.close)
        relay = _relay(of, transport)
        jobs = [Every(name="relay", period=_WAKE, run=_waking(relay))]
        await stack.enter_async_context(going("relay", relay.run()))
        resources = _resources(of, transport, relay)
        if resources.editors:
            desk = connect(values.telegram_token(of.settings), values.telegram_api(of.settings))
            stack.push_async_callback(desk.release)
            teller = Teller(desk, resources, _pace(of.settings).rates.private.interval)
            jobs.append(Every(name="editors", period=_TELL, run=teller.tell))
        await stack.enter_async_context(going("bot", _chat(of, resources)))
        yield jobs


def _resources(of: Talk, transport: TelegramTransport, relay: Relay) -> Resources:
    return Resources(
        database=of.database,
        publication=of.publication,
        search=for_chat(of.index),
        related=related_for_all(of.index),
        editors=frozenset(of.settings.telegram.editors),
        show=transport.show,
        wake=relay.wake,
    )


async def _chat(of: Talk, resources: Resources) -> None:
    token, server = values.telegram_token(of.settings), values.telegram_api(of.settings)
    await listening.run(lambda: application.build(token, server, resources))


def _transport(of: Talk) -> TelegramTransport:
    settings = of.settings
    return TelegramTransport(
        values.telegram_token(settings),
        values.telegram_api(settings),
        of.publication,
        _utc_now,
        ways=Ways(
            styles=of.styles,
            pictures=FileIds(of.database, _utc_now),
            log_chat=settings.telegram.log_chat,
            witnesses=tuple(map(str, settings.telegram.editors)),
            paid=settings.telegram.allow_paid_broadcast,
            rates=_pace(settings).rates,
        ),
    )


def _relay(of: Talk, transport: TelegramTransport) -> Relay:
    return Relay(
        of.database,
        {"telegram": transport},
        clock=_utc_now,
        pace=_pace(of.settings),
        zone=of.publication.timezone,
        doubtful=of.settings.telegram.doubtful,
    )


def _pace(settings: Settings) -> Pace:
    pace = _SANDBOX_PACE if settings.sandboxed else Pace()
    if settings.telegram.allow_paid_broadcast:
        return replace(pace, rates=replace(pace.rates, overall=PAID))
    return pace


def _waking(relay: Relay) -> Callable[[], Coroutine[Any, Any, None]]:
    async def wake() -> None:
        relay.wake()

    return wake


def _utc_now() -> datetime:
    return datetime.now(UTC)
