"""`barqiya refresh`: which sources a person means, and visiting them. Prints nothing."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from barqiya.app import sourcing
from barqiya.app.health import state_of
from barqiya.domain.source_health import asks_for_rest
from barqiya.domain.source_state import SourceState
from barqiya.errors import ConfigError, NotFoundError, StoreError
from barqiya.ingest.refreshing import Errand, Refreshed, Refreshing, VisitProgress, Watched
from barqiya.settings import Settings
from barqiya.store import Database, Transaction

_AT_ONCE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The sources to be visited, and by name why each of the others is left alone."""

    watched: tuple[Watched, ...]
    left: dict[str, str]


def named(settings: Settings, name: str | None) -> list[Watched]:
    """Return the sources of the settings, or the one of that name.

    Raises :class:`~barqiya.errors.ConfigError` where there is none at all, and
    :class:`~barqiya.errors.NotFoundError` where none has the name.
    """
    known = sourcing.watched(settings)
    if not known:
        raise ConfigError("sources: the settings name none; write a [[sources]] table for each")
    found = [one for one in known if name in (None, one.source.name)]
    if not found:
        names = ", ".join(one.source.name for one in known)
        raise NotFoundError(f"no source is named {name!r}; the settings name: {names}")
    return found


async def wanted(settings: Settings, database: Database, name: str | None, now: datetime) -> Wanted:
    """Return the sources that a person means by *name*; ``None`` is all that may be asked now.

    Who is named is asked, whatever it said before. Raises what :func:`named` does.
    """
    found = named(settings, name)
    left = {}
    if name is None:
        for one in found:
            why = await database.read(_why_not, one, now)
            if why is not None:
                left[one.source.name] = why
    return Wanted(watched=tuple(one for one in found if one.source.name not in left), left=left)


async def refresh(
    settings: Settings,
    database: Database,
    sources: Sequence[Watched],
    *,
    whole: bool,
    tell: Callable[[VisitProgress], None],
) -> list[Refreshed]:
    """Visit *sources*, some at a time; return how each visit ended, in their order."""
    places = asyncio.Semaphore(_AT_ONCE)
    errand = Errand(by="person", whole=whole)
    async with sourcing.fetcher(settings) as asking:
        visits = sourcing.refreshing(settings, database, asking)

        async def visit(one: Watched) -> Refreshed:
            async with places:
                return await _visit(visits, one, errand, tell)

        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(visit(one)) for one in sources]
    return [task.result() for task in tasks]


async def _visit(
    visits: Refreshing,
    one: Watched,
    errand: Errand,
    tell: Callable[[VisitProgress], None],
) -> Refreshed:
    try:
        return await visits.visit(one, errand, tell)
    except StoreError as error:  # another process is there, or the store cannot be written
        source = one.source
        unknown = SourceState(name=source.name, kind=source.kind, address=source.address)
        return Refreshed(source=source.name, state=unknown, failure=str(error))


def _why_not(tx: Transaction, one: Watched, now: datetime) -> str | None:
    state = state_of(tx, one)
    if state.stopped is not None:
        return f"is not asked any more ({state.stopped})"
    if asks_for_rest(state, now) and state.not_before is not None:
        return f"asked to be left alone until {state.not_before:%Y-%m-%d %H:%M} UTC"
    return None
