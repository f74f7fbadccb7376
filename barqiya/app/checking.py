"""What `barqiya check` looks at. Changes no article; what is missing is made, empty, to be seen."""

import shlex
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from barqiya.app import values
from barqiya.app.health import source_health
from barqiya.app.learning import meaning_of
from barqiya.app.opening import opened_store
from barqiya.app.sourcing import watched
from barqiya.domain.normalize import is_loopback
from barqiya.domain.query import parse
from barqiya.domain.source_health import Condition, SourceHealth
from barqiya.errors import BarqiyaError, ConfigError
from barqiya.search import SearchIndex
from barqiya.settings import Settings
from barqiya.store import Database, integrity, journal, tellings
from barqiya.store.tellings import HubState
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
    found = [_templates(settings, sample=sample), *_queries(settings, sample=sample)]
    try:
        async with opened_store(settings) as database:
            found += await _store(settings, database)
            health = await database.read(source_health, watched(settings), datetime.now(UTC))
            found += [finding for one in health for finding in _source(one)]
            hubs = await database.read(tellings.states, settings.feeds.hubs)
            found += [_hub(one) for one in hubs] + _reach_of_hubs(settings)
    except BarqiyaError as error:
        found.append(Finding(what=f"store {settings.store.url}", mend=str(error)))
    return found + _folders(settings) + await _telegram(settings, sample=sample)


def _templates(settings: Settings, *, sample: bool) -> Finding:
    """Return whether all of the settings can be used: templates are tried with an example."""
    try:
        values.post_styles(settings, sample=sample)
    except ConfigError as error:
        return Finding(what="settings", mend=str(error))
    return Finding(what="settings: readable and right")


def _queries(settings: Settings, *, sample: bool) -> list[Finding]:
    """Return what of the settings' queries is read otherwise than it was perhaps meant."""
    now = datetime.now(values.publication(settings, sample=sample).timezone)
    channels = values.destinations(settings, sample=sample)
    asked = [(f"channels: the query of {one.name}", one.query) for one in channels]
    asked += [
        (f"channels: the breaking news of {one.name}", one.timetable.breaking)
        for one in channels
        if one.timetable.breaking
    ]
    asked += [(f"feeds.named: the query of {one.slug}", one.query) for one in settings.feeds.named]
    return [
        Finding(what=f"{whose}, {query!r}", mend=ENGLISH.said_of(note), fails=False)
        for whose, query in asked
        for note in parse(query, now).notes
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
    found.append(Finding(what=f"search index: {behind} changes behind the journal"))
    return found + await meaning(settings, database)


async def meaning(settings: Settings, database: Database) -> list[Finding]:
    """Return how far the meaning of the articles is known; nothing where it is not to count."""
    try:
        known_of = meaning_of(settings)
    except ConfigError as error:
        return [Finding(what="meaning in searches", mend=str(error))]
    if known_of is None:
        return []
    known, behind = known_of.vectors.count(), await database.read(known_of.behind)
    told = f"meaning in searches: of {known} articles, {behind} changes behind the journal"
    return [Finding(what=told)]


def _source(health: SourceHealth) -> list[Finding]:
    """Return how a source is, from what is known of it: it is not visited for this."""
    what, again = f"source {health.name}", f"`barqiya refresh {shlex.quote(health.name)}`"
    found = [_condition(health, what, again)]
    if health.warning:
        mend = f"look at the source, then {again}"
        found.append(Finding(what=f"{what}: {health.warning}", mend=mend))
    if health.note:
        mend = "nothing, where you know of it and it is meant to be so"
        found.append(Finding(what=f"{what}: {health.note}", mend=mend, fails=False))
    if health.set_aside:
        items = "item" if health.set_aside == 1 else "items"
        told = f"{what}: {health.set_aside} {items} refused or taken without a part"
        mend = f"`barqiya sources {shlex.quote(health.name)}` tells which and why"
        found.append(Finding(what=told, mend=mend, fails=False))
    return found


def _condition(health: SourceHealth, what: str, again: str) -> Finding:
    match health.condition:
        case Condition.WELL:
            return Finding(what=f"{what}: well; articles held: {health.held}")
        case Condition.UNVISITED:
            mend = f"{again}, or `barqiya run`"
            return Finding(what=f"{what}: never visited", mend=mend, fails=False)
        case Condition.STOPPED:
            mend = f"take it out of the settings, or correct its address; {again} asks it once more"
            return Finding(what=f"{what}: not asked any more: {health.reason}", mend=mend)
        case Condition.FAILING | Condition.WAITING:
            mend = f"mend what it says, then {again}; nothing is retracted meanwhile"
            return Finding(what=f"{what}: failed {_times(health)}: {health.reason}", mend=mend)


def _times(health: SourceHealth) -> str:
    return "once" if health.failures == 1 else f"{health.failures} times in a row"


def _hub(state: HubState) -> Finding:
    what = f"hub {state.hub}: "
    if state.reason and state.since:
        waits = f"not told of {state.waits} feeds since {state.since:%Y-%m-%d %H:%M} UTC"
        mend = "if it is gone, take it out of feeds.hubs; else it is told when it answers again"
        return Finding(what=f"{what}{waits}: {state.reason}", mend=mend)
    return Finding(what=what + (f"{state.waits} feeds to be told" if state.waits else "well"))


def _reach_of_hubs(settings: Settings) -> list[Finding]:
    if not settings.feeds.hubs or not is_loopback(urlsplit(settings.public_url).hostname or ""):
        return []
    what = f"feeds.hubs: {settings.public_url} is this machine: no hub elsewhere can read the feeds"
    mend = "set http.public_url to the address at which others reach this server"
    return [Finding(what=what, mend=mend, fails=False)]


def _folders(settings: Settings) -> list[Finding]:
    return [
        Finding(
            what=f"source {source.name}: there is no folder or file {source.path.absolute()}",
            mend=f"make it, or correct sources.{number}.path",
        )
        for number, source in enumerate(settings.sources)
        if source.path is not None and not source.path.exists()
    ]


async def _telegram(settings: Settings, *, sample: bool) -> list[Finding]:
    if settings.sandboxed:
        return [Finding(what="telegram: no token, so our own Telegram serves at /sandbox/")]
    chats = [place.address for place in values.destinations(settings, sample=sample)]
    token, api = values.telegram_token(settings), values.telegram_api(settings)
    found = [_finding(right) for right in await rights(token, api, chats)]
    return [*found, *_reach(settings)]


def _reach(settings: Settings) -> list[Finding]:
    """Return whether what stands in posts leads readers anywhere."""
    if not is_loopback(urlsplit(settings.public_url).hostname or ""):
        return []
    what = f"http.public_url: {settings.public_url} is this machine, for readers of posts too"
    mend = "set http.public_url to the address at which readers reach this server"
    return [Finding(what=what, mend=mend, fails=False)]


def _finding(right: Right) -> Finding:
    return Finding(what=f"telegram: {right.subject}", mend=right.missing)
