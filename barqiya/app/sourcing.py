"""The sources of the settings, as the parts that visit them take them; and those parts, made."""

import hashlib
import random
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from barqiya.app import values
from barqiya.fetching import Access, Fetcher, Terms
from barqiya.ingest.refreshing import Refreshing, Watched
from barqiya.settings import Settings
from barqiya.settings.tables import SourceSettings
from barqiya.single import only_one
from barqiya.sources.draft import Reading
from barqiya.sources.flow import Source
from barqiya.store import Database

# Seconds after which a thread that reads a source gives way. With Python's own 0.005 the event loop
# and the store, which wait for it at each of their many short steps, are held up as long each time.
_TURN = 0.001
# Who has the say over an article that comes by several sources, where the settings do not tell: the
# richer the source, the more.
_AUTHORITY = {"wordpress": 40, "files": 30, "feed": 20, "page": 10}
_MEGABYTE = 1_000_000


def watched(settings: Settings) -> list[Watched]:
    """Return the sources of *settings*, in their order."""
    return [_watched(settings, named) for named in settings.sources]


def ranks(settings: Settings) -> dict[str, int]:
    """Return the authority of every source, by its name."""
    return {
        source.name: _AUTHORITY[source.kind] if source.authority is None else source.authority
        for source in settings.sources
    }


def fetcher(settings: Settings) -> Fetcher:
    """Return what asks the sources' servers; an asynchronous context."""
    return Fetcher(_terms(settings))


def refreshing(settings: Settings, database: Database, asking: Fetcher) -> Refreshing:
    """Return what visits sources, and has *asking* ask for it."""
    sys.setswitchinterval(_TURN)
    return Refreshing(
        database=database,
        fetcher=asking,
        ranks=ranks(settings),
        alone=_alone(values.places(settings).visits),
        clock=lambda: datetime.now(UTC),
        lot=random.random,
    )


def _watched(settings: Settings, named: SourceSettings) -> Watched:
    password = settings.source_passwords.get(named.name)
    return Watched(
        source=Source(
            name=named.name,
            kind=named.kind,
            address=str(named.path.absolute()) if named.path else named.url or "",
            reading=Reading(
                default_language=settings.publication.language,
                timezone=ZoneInfo(settings.publication.timezone),
            ),
            complete=named.complete,
        ),
        every=named.every,
        access=Access(
            user=named.user,
            password=password.get_secret_value() if password else None,
            allow_private=named.allow_private,
            address=named.url,
        ),
        announce=named.announce,
    )


def _terms(settings: Settings) -> Terms:
    fetching = settings.fetching
    return Terms(
        contact=fetching.contact or settings.publication.url,
        timeout=fetching.timeout,
        largest=fetching.largest * _MEGABYTE,
        spacing=fetching.spacing,
    )


def _alone(folder: Path) -> Callable[[str], AbstractContextManager[None]]:
    """Return what keeps other processes from one source at a time."""

    def lock(name: str) -> AbstractContextManager[None]:
        file = hashlib.sha256(name.encode()).hexdigest()[:16]
        return only_one(folder / file, f"source {name!r} is being visited by another process")

    return lock
