"""Following the sources for as long as a run lasts: in rounds, and when somebody says so."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from urllib.parse import urlsplit

from starlette.routing import BaseRoute

from barqiya.app import sourcing
from barqiya.domain.normalize import is_loopback
from barqiya.domain.source_state import SourceState
from barqiya.fetching import Fetcher
from barqiya.ingest.refreshing import Refreshed, Watched
from barqiya.ingest.rounds import Rounds
from barqiya.push.pings import Pings
from barqiya.push.routes import hub_route, ping_route
from barqiya.push.subscribing import Subscriptions
from barqiya.schedule import Every
from barqiya.settings import Settings
from barqiya.store import Database, source_states

_LOOK = timedelta(seconds=1)  # how soon after its time a source is visited
_TEND = timedelta(minutes=5)  # how soon after its time a subscription is renewed


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """What follows the sources: the jobs that keep it going, and the addresses that push it."""

    jobs: tuple[Every, ...]
    routes: tuple[BaseRoute, ...]


@asynccontextmanager
async def following(
    settings: Settings, database: Database, *, served: bool
) -> AsyncIterator[Following]:
    """Follow the sources of *settings*; visits under way end with the block.

    Hubs are asked to call where they can: this process is *served* over HTTP, at an address that
    the settings name and that is not this machine's own.
    """
    watched = sourcing.watched(settings)
    async with sourcing.fetcher(settings) as asking:
        hubs = await _hubs(settings, database, asking, watched) if served else None
        rounds, pings = _rounds(settings, database, asking, watched, hubs)
        states = await database.read(source_states.all_of)
        rounds.begin(states)
        _introduce(pings, watched, states)
        try:
            yield _following(rounds, pings, hubs)
        finally:
            await rounds.stop()


def nobody_follows() -> tuple[BaseRoute, ...]:
    """Return what answers pings in a process that visits no source."""
    return (ping_route(Pings(None)),)


def _following(rounds: Rounds, pings: Pings, hubs: Subscriptions | None) -> Following:
    jobs = [Every(name="sources", period=_LOOK, run=rounds.look)]
    routes = [ping_route(pings)]
    if hubs is not None:
        jobs.append(Every(name="subscriptions", period=_TEND, run=hubs.tend))
        routes.append(hub_route(hubs, rounds.push))
    return Following(jobs=tuple(jobs), routes=tuple(routes))


def _rounds(
    settings: Settings,
    database: Database,
    asking: Fetcher,
    watched: Sequence[Watched],
    hubs: Subscriptions | None,
) -> tuple[Rounds, Pings]:
    async def visited(ended: Refreshed) -> None:
        pings.know(ended.source, ended.state.adopted or ended.state.address)
        if hubs is not None:
            await hubs.heard(ended)

    visits = sourcing.refreshing(settings, database, asking)
    rounds = Rounds(visits, watched, _utc_now, visited)
    pings = Pings(rounds.push)
    return rounds, pings


def _introduce(pings: Pings, watched: Sequence[Watched], states: dict[str, SourceState]) -> None:
    for one in watched:
        source = one.source
        pings.know(source.name, source.address)
        state = states.get(source.name)
        if state is not None and state.address == source.address and state.adopted:
            pings.know(source.name, state.adopted)


async def _hubs(
    settings: Settings, database: Database, asking: Fetcher, watched: Sequence[Watched]
) -> Subscriptions | None:
    callback = settings.http.public_url
    if callback is None or is_loopback(urlsplit(callback).hostname or ""):
        return None
    hubs = Subscriptions(
        database=database, fetcher=asking, watched=watched, callback=callback, clock=_utc_now
    )
    await hubs.begin()
    return hubs


_utc_now = partial(datetime.now, UTC)
