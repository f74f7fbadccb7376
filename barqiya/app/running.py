"""`barqiya run`: all parts started in order, kept going, and stopped in the opposite order."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from barqiya.app import values
from barqiya.app.feeding import for_feeds, tell_hubs
from barqiya.app.following import Following, following, nobody_follows
from barqiya.app.indexing import index_up_to_date
from barqiya.app.opening import opened_store
from barqiya.app.operating import door, overview
from barqiya.app.sandboxing import make_sandbox
from barqiya.app.searching import (
    for_chat,
    for_pages,
    related_for_all,
    suggest_for_pages,
)
from barqiya.app.serving import listen, serving
from barqiya.demo.sample import PICTURES, PICTURES_PATH
from barqiya.demo.steps import Step, remaining, take
from barqiya.domain.publication import Publication
from barqiya.errors import StoreError, TransportError
from barqiya.outbox.relay import Relay
from barqiya.outbox.settlement import Pace
from barqiya.schedule import Every, Once, Schedule
from barqiya.search import SearchIndex
from barqiya.settings import Settings
from barqiya.single import only_one
from barqiya.store import Database, destinations
from bot import application
from bot.context import Resources
from bot.naming import username
from bot.sandbox import Sandbox
from bot.transport import TelegramTransport
from feeds import asgi
from feeds.operator import operator_route
from feeds.site import Place

log = logging.getLogger(__name__)

_POLL = timedelta(seconds=1)  # how soon another process's commits are noticed
_PAUSE_SECONDS = 30.0  # before the search index is tried again where it cannot be written
_WAKE = timedelta(seconds=30)  # the net under the relay's own waiting
# Our own Telegram has no limits to keep and sleeps through none; a person is watching.
_SANDBOX_PACE = Pace(
    spacing=timedelta(seconds=0.4),
    doubt=timedelta(seconds=2),
    picture_doubt=timedelta(seconds=2),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """What a person opens to see the run."""

    landing: str
    feed: str
    chat: str | None


@dataclass(slots=True, kw_only=True)
class _Run:
    """What the parts of one run share."""

    settings: Settings
    sample: bool
    database: Database
    index: SearchIndex
    publication: Publication
    sandbox: Sandbox | None = None
    following: Following | None = None
    bot: Place | None = None


async def run(
    settings: Settings,
    *,
    roles: frozenset[str],
    sample: bool,
    on_ready: Callable[[Addresses], None],
) -> None:
    """Run *roles* until the process is told to stop. *on_ready* is called once feeds answer.

    Raises :class:`~barqiya.errors.BarqiyaError` where it cannot start.
    """
    stop = asyncio.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    async with AsyncExitStack() as stack:
        listener = None
        if "feeds" in roles:
            listener = stack.enter_context(listen(settings.http.host, settings.http.port))
        if "bot" in roles:
            stack.enter_context(_delivering(settings))
        now = await _prepare(stack, settings, sample=sample, served=listener is not None)
        if "ingest" in roles:
            followed = following(settings, now.database, served=listener is not None)
            now.following = await stack.enter_async_context(followed)
        if listener:
            await stack.enter_async_context(_going("the bot's introduction", _introduce(now)))
            await stack.enter_async_context(serving(_site(now), listener))
            on_ready(_addresses(now))
        await stack.enter_async_context(_background(now, roles))
        await stop.wait()
        log.info("stopping")
        if now.sandbox:
            now.sandbox.stop()


def _delivering(settings: Settings) -> AbstractContextManager[None]:
    lock = values.places(settings).lock
    busy = (
        f"another `barqiya run` uses this store ({lock.with_suffix('')}); "
        "stop it, or name another store in store.url"
    )
    return only_one(lock, busy)


async def _prepare(
    stack: AsyncExitStack, settings: Settings, *, sample: bool, served: bool
) -> _Run:
    """Open the store and what belongs to it; a first run has its articles before it answers."""
    database = await stack.enter_async_context(opened_store(settings))
    publication = values.publication(settings, sample=sample)
    if sample:
        for step in await remaining(database):
            if step.number == 1:
                await take(database, step, settings.public_url, _utc_now())
    await database.write(
        destinations.set_destinations, values.destinations(settings, sample=sample)
    )
    sandbox = None
    if settings.sandboxed and served:
        sandbox = make_sandbox(settings, publication, sample=sample)
        stack.callback(sandbox.close)
    return _Run(
        settings=settings,
        sample=sample,
        database=database,
        index=await index_up_to_date(settings, database),
        publication=publication,
        sandbox=sandbox,
    )


def _site(now: _Run) -> Any:
    extra = [*(now.following.routes if now.following else nobody_follows())]
    bot = None
    if now.sandbox:
        extra.append(Mount(values.SANDBOX_PATH, now.sandbox.asgi()))
        bot = Place(
            title=now.publication.title, url=f"{now.settings.public_url}{values.SANDBOX_PATH}/"
        )
    if now.sample:
        extra.append(Mount(PICTURES_PATH, StaticFiles(directory=PICTURES)))
    site = values.site(
        now.settings,
        sample=now.sample,
        bot=bot,
        channels=_channels(now),
        introduced=lambda: now.bot,
    )
    extra.append(
        operator_route(now.database, site, overview(now.settings, now.index), door(now.settings))
    )
    return asgi.build(
        now.database,
        site,
        for_pages(now.index, now.publication),
        for_feeds(now.index),
        related=related_for_all(now.index),
        suggest=suggest_for_pages(now.index),
        extra=extra,
    )


def _channels(now: _Run) -> tuple[Place, ...]:
    """Return the channels that people can open: in our own Telegram all are on one page."""
    named = [c for c in values.destinations(now.settings, sample=now.sample) if "@" in c.address]
    if now.sandbox:
        return ()
    return tuple(
        Place(title=channel.name, url=f"https://t.me/{channel.address.removeprefix('@')}")
        for channel in named
    )


def _addresses(now: _Run) -> Addresses:
    url = now.settings.public_url
    return Addresses(
        landing=f"{url}/",
        feed=f"{url}/feeds/all.rss",
        chat=f"{url}{values.SANDBOX_PATH}/" if now.sandbox else None,
    )


@asynccontextmanager
async def _background(now: _Run, roles: frozenset[str]) -> AsyncIterator[None]:
    """Keep everything going that is not an answer to a request."""
    async with AsyncExitStack() as stack:
        jobs: list[Every | Once] = [Every(name="journal", period=_POLL, run=now.database.poll)]
        await stack.enter_async_context(_going("search index", _follow(now)))
        if "feeds" in roles and now.settings.feeds.hubs:
            await stack.enter_async_context(_going("hubs", _tell(now)))
        if "bot" in roles:
            transport = _transport(now)
            stack.push_async_callback(transport.close)
            relay = _relay(now, transport)
            jobs.append(Every(name="relay", period=_WAKE, run=_waking(relay)))
            await stack.enter_async_context(_going("relay", relay.run()))
            await stack.enter_async_context(_going("bot", _chat(now)))
        if now.following:
            jobs += now.following.jobs
        if now.sample and "ingest" in roles:
            jobs += [_appearance(now, step) for step in await remaining(now.database)]
        schedule = Schedule(jobs)
        schedule.start()
        stack.callback(schedule.stop)
        yield


@asynccontextmanager
async def _going(name: str, work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Run *work* beside the block; its failure is the operator's to read and stops nothing else."""

    async def guarded() -> None:
        try:
            await work
        except TransportError as error:
            log.error("%s stopped: %s", name, error)  # noqa: TRY400 - the sentence says it all
        except Exception:
            log.exception("%s stopped; restart Barqiya to start it again", name)

    task = asyncio.create_task(guarded(), name=name)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


async def _introduce(now: _Run) -> None:
    """Learn where the pages can send people who would talk to the bot, if there is a real one."""
    settings = now.settings
    if settings.sandboxed:
        return
    name = await username(values.telegram_token(settings), values.telegram_api(settings))
    now.bot = Place(title=f"@{name}", url=f"https://t.me/{name}")


async def _follow(now: _Run) -> None:
    """Keep the search index abreast of the journal; what stands in the way may go by itself."""
    while True:
        seq = now.database.journal.seq
        try:
            while await now.database.read(now.index.follow):
                pass
        except StoreError as error:
            log.warning("the search index waits: %s", error)
            await asyncio.sleep(_PAUSE_SECONDS)
            continue
        await now.database.journal.beyond(seq)


async def _tell(now: _Run) -> None:
    site = values.site(now.settings, sample=now.sample)
    await tell_hubs(now.settings, now.database, site, for_feeds(now.index))


async def _chat(now: _Run) -> None:
    resources = Resources(
        database=now.database,
        publication=now.publication,
        search=for_chat(now.index),
        related=related_for_all(now.index),
    )
    settings = now.settings
    chat = application.build(
        values.telegram_token(settings), values.telegram_api(settings), resources
    )
    await application.run(chat)


def _transport(now: _Run) -> TelegramTransport:
    settings = now.settings
    return TelegramTransport(
        values.telegram_token(settings), values.telegram_api(settings), now.publication
    )


def _relay(now: _Run, transport: TelegramTransport) -> Relay:
    pace = _SANDBOX_PACE if now.settings.sandboxed else Pace()
    return Relay(
        now.database,
        {"telegram": transport},
        clock=_utc_now,
        pace=pace,
        zone=now.publication.timezone,
    )


def _waking(relay: Relay) -> Callable[[], Coroutine[Any, Any, None]]:
    async def wake() -> None:
        relay.wake()

    return wake


def _appearance(now: _Run, step: Step) -> Once:
    async def appear() -> None:
        await take(now.database, step, now.settings.public_url, _utc_now())

    return Once(name=f"sample {step.number}", after=step.after, run=appear)


_utc_now = partial(datetime.now, UTC)
