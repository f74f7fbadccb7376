"""`barqiya run`: all parts started in order, kept going, and stopped in the opposite order."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

from starlette.routing import Mount

from barqiya.app import publishing, values
from barqiya.app.feeding import for_feeds, tell_hubs
from barqiya.app.following import Following, following, nobody_follows
from barqiya.app.indexing import Follower, opened_index
from barqiya.app.keeping import going
from barqiya.app.learning import Learner
from barqiya.app.opening import opened_store
from barqiya.app.operating import door, overview
from barqiya.app.sandboxing import make_sandbox
from barqiya.app.serving import listen, serving
from barqiya.app.talking import Talk, talking
from barqiya.demo.steps import Step, remaining, take
from barqiya.domain.publication import Publication
from barqiya.outbox import arranging
from barqiya.schedule import Every, Once, Schedule
from barqiya.search import SearchIndex
from barqiya.settings import Settings
from barqiya.single import only_one
from barqiya.store import Database
from bot.messages import PostStyle
from bot.naming import username
from bot.sandbox import Sandbox
from feeds.front import Front
from feeds.operator import operator_route
from feeds.site import Place

log = logging.getLogger(__name__)

_POLL = timedelta(seconds=1)  # how soon another process's commits are noticed


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
    follower: Follower
    publication: Publication
    styles: Mapping[str, PostStyle] = field(default_factory=dict)
    sandbox: Sandbox | None = None
    following: Following | None = None
    bot: Place | None = None

    @property
    def index(self) -> SearchIndex:
        """The search index, at first perhaps far behind the store."""
        return self.follower.index


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
    styles = values.post_styles(settings, sample=sample)
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
        now.styles = styles
        if "ingest" in roles:
            followed = following(settings, now.database, served=listener is not None)
            now.following = await stack.enter_async_context(followed)
        if listener:
            await stack.enter_async_context(going("the bot's introduction", _introduce(now)))
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
    here = _utc_now().astimezone(publication.timezone)
    await database.write(arranging.name_places, values.destinations(settings, sample=sample), here)
    sandbox = None
    if settings.sandboxed and served:
        sandbox = make_sandbox(settings, publication, sample=sample)
        stack.callback(sandbox.close)
    return _Run(
        settings=settings,
        sample=sample,
        database=database,
        follower=Follower(database, opened_index(settings)),
        publication=publication,
        sandbox=sandbox,
    )


def _site(now: _Run) -> Front:
    extra = [*(now.following.routes if now.following else nobody_follows())]
    if now.sandbox:
        extra.append(Mount(values.SANDBOX_PATH, now.sandbox.asgi()))
    site = publishing.site(now.settings, sample=now.sample, introduced=lambda: now.bot)
    extra.append(
        operator_route(now.database, site, overview(now.settings, now.index), door(now.settings))
    )
    return publishing.application(
        now.database,
        now.index,
        site,
        sample=now.sample,
        settled=lambda: now.follower.settled,
        extra=extra,
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
        await stack.enter_async_context(going("search index", now.follower.run()))
        if now.index.meaning:
            learner = Learner(now.database, now.index.meaning)
            await stack.enter_async_context(going("meaning", learner.run()))
        if "feeds" in roles and now.settings.feeds.hubs:
            await stack.enter_async_context(going("hubs", _tell(now)))
        if "bot" in roles:
            talk = Talk(
                settings=now.settings,
                database=now.database,
                index=now.index,
                publication=now.publication,
                styles=now.styles,
            )
            jobs += await stack.enter_async_context(talking(talk))
        if now.following:
            jobs += now.following.jobs
        if now.sample and "ingest" in roles:
            jobs += [_appearance(now, step) for step in await remaining(now.database)]
        schedule = Schedule(jobs)
        schedule.start()
        stack.callback(schedule.stop)
        yield


async def _introduce(now: _Run) -> None:
    """Learn where the pages can send people who would talk to the bot, if there is a real one."""
    settings = now.settings
    if settings.sandboxed:
        return
    name = await username(values.telegram_token(settings), values.telegram_api(settings))
    now.bot = Place(title=f"@{name}", url=f"https://t.me/{name}")


async def _tell(now: _Run) -> None:
    site = values.site(now.settings, sample=now.sample)
    await tell_hubs(now.settings, now.database, site, for_feeds(now.index))


def _appearance(now: _Run, step: Step) -> Once:
    async def appear() -> None:
        await take(now.database, step, now.settings.public_url, _utc_now())

    return Once(name=f"sample {step.number}", after=step.after, run=appear)


_utc_now = partial(datetime.now, UTC)
