"""Subscriptions at WebSub hubs (W3C Recommendation, 2018): asked for, renewed, given up.

Owns when a hub is asked. A source is visited in its turn whatever a hub does; nothing that a hub
sends is ever read.
"""

import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from barqiya.errors import FetchError
from barqiya.fetching import Access, Fetcher
from barqiya.ingest.refreshing import Refreshed, Watched
from barqiya.sources.flow import Hub, Source
from barqiya.store import Database, subscriptions
from barqiya.store.subscriptions import Subscription

_log = logging.getLogger(__name__)

LEASE = timedelta(days=10)
_LONGEST_LEASE = timedelta(days=30)  # what a hub gives beyond it is asked for anew all the same
_BACK_OFF, _LONGEST_BACK_OFF = timedelta(hours=1), timedelta(days=1)
_MOST_DOUBLINGS = 8
_LONGEST_REASON = 500


class Subscriptions:
    """The subscriptions for the sources *watched*. One for a process that visits and is called.

    *callback* is our public address, below which hubs reach us. *clock* gives now (aware UTC).
    """

    def __init__(
        self,
        *,
        database: Database,
        fetcher: Fetcher,
        watched: Sequence[Watched],
        callback: str,
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._fetcher = fetcher
        self._watched = {one.source.name: one for one in watched}
        self._callback = callback
        self._clock = clock
        self._held: dict[str, Subscription] = {}
        self._tries: dict[str, int] = {}

    async def begin(self) -> None:
        """Take over what was subscribed to before."""
        self._held = {one.id: one for one in await self._database.read(subscriptions.all_of)}

    async def heard(self, ended: Refreshed) -> None:
        """Subscribe to what a visit named. One that names no hub says nothing: it may be a 304."""
        hub = ended.hub
        if hub is None or ended.source not in self._watched:
            return
        before = self._of(ended.source)
        if before is not None:
            if (before.hub, before.topic) == (hub.url, hub.topic):
                return
            if before.asked_at + _BACK_OFF > self._clock():
                # A feed that names another one each time makes us ask no more often.
                await self._forget(before)
                await self._keep(replace(self._new(ended.source, hub), asked_at=before.asked_at))
                return
            await self._give_up(before)
        await self._ask(self._new(ended.source, hub))

    async def tend(self) -> None:
        """Ask again where it is time, and give up what no source of the settings has."""
        now = self._clock()
        for one in list(self._held.values()):
            if one.source not in self._watched:
                await self._give_up(one)
            elif self._due_at(one) <= now:
                await self._ask(replace(one, asked_at=now))

    def known(self, id: str) -> Subscription | None:  # noqa: A002 - its name everywhere else
        """Return the subscription of that id."""
        return self._held.get(id)

    async def agreed(self, one: Subscription, lease: timedelta | None) -> None:
        """Record that the hub verified and agreed, for as long as *lease*."""
        until = self._clock() + min(lease or LEASE, _LONGEST_LEASE)
        self._tries.pop(one.id, None)
        await self._keep(replace(one, lease_until=until, reason=None))
        _log.info("source %s: its hub tells of changes until %s", one.source, until.date())

    async def denied(self, one: Subscription, reason: str) -> None:
        """Record that the hub does not want us, which it may say at any time."""
        self._tries[one.id] = _MOST_DOUBLINGS
        why = f"the hub {one.hub} refused: {reason or 'it gave no reason'}"
        await self._keep(replace(one, lease_until=None, reason=why[:_LONGEST_REASON]))
        _log.warning("source %s: %s", one.source, why)

    def _of(self, source: str) -> Subscription | None:
        return next((one for one in self._held.values() if one.source == source), None)

    def _new(self, source: str, hub: Hub) -> Subscription:
        return Subscription(
            id=secrets.token_urlsafe(24),
            source=source,
            hub=hub.url,
            topic=hub.topic,
            secret=secrets.token_urlsafe(32),
            asked_at=self._clock(),
        )

    def _due_at(self, one: Subscription) -> datetime:
        """Return when the hub is asked again: when half of what is left of the lease is over."""
        tries = min(self._tries.get(one.id, 0), _MOST_DOUBLINGS)
        earliest = one.asked_at + min(_BACK_OFF * (1 << tries), _LONGEST_BACK_OFF)
        if one.lease_until is None:
            return earliest
        return max(earliest, one.asked_at + (one.lease_until - one.asked_at) / 2)

    async def _ask(self, one: Subscription) -> None:
        # Kept before it is asked for: the hub may call back before it answers.
        await self._keep(one)
        self._tries[one.id] = self._tries.get(one.id, 0) + 1
        why = await self._post(one, "subscribe")
        if why is not None and one.id in self._held:
            kept = self._held[one.id]
            await self._keep(replace(kept, reason=why[:_LONGEST_REASON]))
            _log.warning("source %s: its hub cannot be used: %s", one.source, why)

    async def _give_up(self, one: Subscription) -> None:
        # Forgotten first: a hub that asks whether we mean it is told so of any id unknown here.
        await self._forget(one)
        await self._post(one, "unsubscribe")

    async def _forget(self, one: Subscription) -> None:
        self._held.pop(one.id, None)
        self._tries.pop(one.id, None)
        await self._database.write(subscriptions.forget, one.id)

    async def _keep(self, one: Subscription) -> None:
        self._held[one.id] = one
        await self._database.write(subscriptions.save, one)

    async def _post(self, one: Subscription, mode: str) -> str | None:
        """Send the hub what we want; return why that did not work."""
        watched = self._watched.get(one.source)
        source = watched.source if watched else _left(one)
        access = watched.access if watched else Access()
        try:
            response = await self._fetcher.post(source, one.hub, self._form(one, mode), access)
        except FetchError as error:
            return str(error)
        response.body.close()
        if not 200 <= response.status < 300:  # noqa: PLR2004 - HTTP's own numbers
            return f"{one.hub} answered {response.status}"
        return None

    def _form(self, one: Subscription, mode: str) -> Mapping[str, str]:
        """Return what section 5.1 has a subscriber send."""
        form = {
            "hub.mode": mode,
            "hub.topic": one.topic,
            "hub.callback": f"{self._callback}/websub/{one.id}",
        }
        if mode == "subscribe":
            form["hub.secret"] = one.secret
            form["hub.lease_seconds"] = str(int(LEASE.total_seconds()))
        return form


def _left(one: Subscription) -> Source:
    """Return a source that has left the settings, as far as its hub must be told."""
    return Source(name=one.source, kind="feed", address=one.topic)
