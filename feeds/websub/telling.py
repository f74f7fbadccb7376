"""Following the journal and telling the hubs. Owns when a hub is told; never what changed.

What is to be told lies in the store (:mod:`barqiya.store.tellings`), so a crash tells it still.
Each hub has a task of its own: one that is slow or down delays no other, and no reader.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from barqiya.errors import FetchError, StoreError, TransientFetchError
from barqiya.fetching import Access, Fetcher
from barqiya.sources.flow import Source
from barqiya.store import journal, tellings
from barqiya.store.database import Database
from feeds import text
from feeds.formats import FORMATS
from feeds.representation import Ways
from feeds.site import Site
from feeds.websub.changed import changed, unknown

_log = logging.getLogger(__name__)

_AT_ONCE = 5_000  # changes that one look takes in
_READ = 100  # tellings read from the store at once
_ACCESS = Access(allow_private=True)  # the operator wrote the address: it may be their own
_BUSY = frozenset({408, 425, 429})


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """*settle* lies between two looks at the journal, so that a burst of changes is told as one.

    After failures a hub is asked again in *back_off*, doubled each time up to *longest*; what could
    not be told for as long as *patience* is given up.
    """

    settle: timedelta = timedelta(seconds=2)
    back_off: timedelta = timedelta(seconds=30)
    longest: timedelta = timedelta(hours=1)
    patience: timedelta = timedelta(days=3)

    def rest(self, failures: int) -> timedelta:
        """Return how long to wait after so many *failures* (1 or more) in a row."""
        return min(self.back_off * (1 << min(failures - 1, 20)), self.longest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """For how long there is nothing to tell a hub: of what is known, or *whatever* comes."""

    time: timedelta
    whatever: bool = False


class Telling:
    """Tells the hubs of *site*. One for a store, in the process that serves the feeds.

    A feed is told of when this process knows the change itself, so that who then asks is shown it.
    *clock* gives now (aware UTC).
    """

    def __init__(  # noqa: PLR0913 - what the composition root gives
        self,
        *,
        database: Database,
        site: Site,
        ways: Ways,
        fetcher: Fetcher,
        clock: Callable[[], datetime],
        pace: Pace | None = None,
    ) -> None:
        self._database = database
        self._site = site
        self._ways = ways
        self._fetcher = fetcher
        self._clock = clock
        self._pace = pace or Pace()
        self._failures: dict[str, int] = {}
        self._planned = {hub: asyncio.Event() for hub in dict.fromkeys(site.hubs)}

    async def run(self) -> None:
        """Tell the hubs until cancelled."""
        await self.begin()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._follow(), name="websub")
            for hub in self._planned:
                tasks.create_task(self._serve(hub), name=f"websub {hub}")

    async def begin(self) -> None:
        """Take over what a run before left; what came before the store had hubs is told to none."""
        found = await self._database.read(unknown, self._site, self._ways, self._clock())
        await self._database.write(tellings.begin, tuple(self._planned), *found)

    async def look(self) -> bool:
        """Take in what changed; return whether there may be more."""
        upto = self._database.journal.seq
        after = await self._database.read(journal.cursor, tellings.CONSUMER) or 0
        if upto <= after:
            return False
        upto, now = min(upto, after + _AT_ONCE), self._clock()
        found = await self._database.read(changed, self._site, self._ways, after, upto, now)
        told = [(hub, topic) for hub in self._planned for topic in self._topics(found)]
        await self._database.write(
            tellings.plan, after=after, seq=upto, changed=found, told=told, now=now
        )
        for event in self._planned.values():
            event.set()
        return True

    async def tell(self, hub: str) -> "Rest":
        """Tell *hub* what is due; return how long there is nothing to be done then."""
        while due := await self._database.read(tellings.due, hub, self._clock(), _READ):
            for one in due:
                trouble = await self._post(one)
                if trouble is None:
                    self._failures.pop(hub, None)
                    await self._database.write(tellings.done, one)
                    continue
                rest = await self._put_off(one, trouble)
                if trouble.of_the_hub:
                    return Rest(time=rest, whatever=True)
        return Rest(time=await self._until_next(hub))

    async def _put_off(self, one: tellings.Telling, trouble: "_Trouble") -> timedelta:
        failures = one.attempts + 1
        if trouble.of_the_hub:
            failures = self._failures[one.hub] = self._failures.get(one.hub, 0) + 1
        rest = max(self._pace.rest(failures), trouble.wait)
        now = self._clock()
        await self._database.write(tellings.failed, one, now + rest, trouble.reason)
        lost = await self._database.write(tellings.give_up, one.hub, now - self._pace.patience)
        _log.warning("hub %s was not told of %s: %s", one.hub, one.topic, trouble.reason)
        if lost:
            _log.error(
                "hub %s could not be told of %d feeds for %s: given up; "
                "if it is gone, take it out of feeds.hubs",
                one.hub,
                lost,
                self._pace.patience,
            )
        return rest

    async def _follow(self) -> None:
        while True:
            seq = self._database.journal.seq
            try:
                while await self.look():  # noqa: ASYNC110 - it sets the pace, it waits for nothing
                    await asyncio.sleep(self._pace.settle.total_seconds())
            except StoreError as error:
                _log.warning("hubs are told later: %s", error)
                await asyncio.sleep(self._pace.back_off.total_seconds())
                continue
            await self._database.journal.beyond(seq)

    async def _serve(self, hub: str) -> None:
        planned = self._planned[hub]
        while True:
            planned.clear()
            try:
                rest = await self.tell(hub)
            except StoreError as error:
                _log.warning("hub %s is told later: %s", hub, error)
                rest = Rest(time=self._pace.back_off, whatever=True)
            await _wait(rest, planned)

    async def _until_next(self, hub: str) -> timedelta:
        following = await self._database.read(tellings.next_due, hub)
        if following is None:
            return self._pace.longest
        return max(following - self._clock(), timedelta(0))

    async def _post(self, one: tellings.Telling) -> "_Trouble | None":
        """Send what hubs take from publishers: the Recommendation leaves it open (§ 6)."""
        source = Source(name="feeds.hubs", kind="feed", address=one.hub)
        # One topic a request: a hub may take several, but not all do.
        form = {"hub.mode": "publish", "hub.url": one.topic}
        try:
            response = await self._fetcher.post(source, one.hub, form, _ACCESS)
        except FetchError as error:
            wait = error.retry_after if isinstance(error, TransientFetchError) else None
            return _Trouble(reason=str(error), of_the_hub=True, wait=wait or timedelta(0))
        response.body.close()
        status = response.status
        if 200 <= status < 300:  # noqa: PLR2004 - HTTP's own numbers
            return None
        return _Trouble(
            reason=f"{one.hub} answered {status}",
            of_the_hub=status in _BUSY or status >= 500,  # noqa: PLR2004 - HTTP's own numbers
            wait=response.retry_after or timedelta(0),
        )

    def _topics(self, slugs: Iterable[str]) -> list[str]:
        return [
            text.address(self._site.feed_url(slug, form.suffix))
            for slug in slugs
            for form in FORMATS
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trouble:
    """Why a hub was not told; whether it lies at the hub, which is then left alone for *wait*."""

    reason: str
    of_the_hub: bool
    wait: timedelta


async def _wait(rest: Rest, planned: asyncio.Event) -> None:
    seconds = rest.time.total_seconds()
    if rest.whatever:
        await asyncio.sleep(seconds)
        return
    with suppress(TimeoutError):
        await asyncio.wait_for(planned.wait(), seconds)
