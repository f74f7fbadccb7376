"""What `barqiya check` looks at. Changes no article; what is missing is made, empty, to be seen."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from barqiya.app import values
from barqiya.app.opening import opened_store
from barqiya.domain.query import parse
from barqiya.errors import BarqiyaError
from barqiya.search import SearchIndex
from barqiya.settings import Settings
from barqiya.store import Database, integrity, journal
from bot.rights import Right, rights
from feeds.pages.words import ENGLISH


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that was looked at; *mend* says what to do where it is not well.

    What does not *fail* is only worth knowing.
    """

    what: str
    mend: str | None = None
    fails: bool = True


async def findings(settings: Settings, *, sample: bool) -> list[Finding]:
    """Return what was found, in the order in which it was looked at."""
    found = [Finding(what="settings: readable and right"), *_queries(settings, sample=sample)]
    try:
        async with opened_store(settings) as database:
            found += await _store(settings, database)
    except BarqiyaError as error:
        found.append(Finding(what=f"store {settings.store.url}", mend=str(error)))
    return found + await _telegram(settings, sample=sample)


def _queries(settings: Settings, *, sample: bool) -> list[Finding]:
    """Return what of the channels' queries is read otherwise than it was perhaps meant."""
    now = datetime.now(values.publication(settings, sample=sample).timezone)
    return [
        Finding(
            what=f"channels: the query of {place.name}, {place.query!r}",
            mend=ENGLISH.said_of(note),
            fails=False,
        )
        for place in values.destinations(settings, sample=sample)
        for note in parse(place.query, now).notes
    ]


async def _store(settings: Settings, database: Database) -> list[Finding]:
    faults = await database.read(integrity.faults)
    head = await database.read(journal.head)
    found = [
        Finding(what=f"store: {fault}", mend="stop Barqiya and go back to a copy of the store")
        for fault in faults
    ] or [Finding(what=f"store {settings.store.url}: sound, {head} changes in its journal")]
    index = SearchIndex.open(values.places(settings).index)
    behind = await database.read(index.behind)
    return [*found, Finding(what=f"search index: {behind} changes behind the journal")]


async def _telegram(settings: Settings, *, sample: bool) -> list[Finding]:
    if settings.sandboxed:
        return [Finding(what="telegram: no token, so our own Telegram serves at /sandbox/")]
    chats = [place.address for place in values.destinations(settings, sample=sample)]
    token, api = values.telegram_token(settings), values.telegram_api(settings)
    found = [_finding(right) for right in await rights(token, api, chats)]
    return [*found, *_reach(settings)]


def _reach(settings: Settings) -> list[Finding]:
    """Return whether what stands in posts leads readers anywhere."""
    host = urlsplit(settings.public_url).hostname or ""
    if host != "localhost" and not host.startswith("127.") and host != "::1":
        return []
    what = f"http.public_url: {settings.public_url} is this machine, for readers of posts too"
    mend = "set http.public_url to the address at which readers reach this server"
    return [Finding(what=what, mend=mend, fails=False)]


def _finding(right: Right) -> Finding:
    return Finding(what=f"telegram: {right.subject}", mend=right.missing)
