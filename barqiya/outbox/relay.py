"""From due deliveries to their destinations: whose turn it is, and when. Owns the turns.

What happens in a turn is the courier's. One relay alone may serve a store: whoever runs it holds
the lock of :mod:`barqiya.single`. So what is claimed at the start was claimed by a process that is
dead, and no claim has to wait for a lease to run out. All moments are those of the given clock.
"""

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from barqiya.domain.delivery import Destination, Turn
from barqiya.errors import TransportError
from barqiya.outbox import arranging, planner
from barqiya.outbox.courier import Courier
from barqiya.outbox.ledger import Ledger
from barqiya.outbox.settlement import Doubtful, Pace
from barqiya.outbox.transport import Transport
from barqiya.outbox.wishes import Wishes
from barqiya.store import Database, deliveries, destinations, queue, turns, waiting

_log = logging.getLogger(__name__)

_LONGEST_REST = 60.0  # seconds: somebody may set the clock meanwhile
_SMALL_STEP = timedelta(seconds=5)  # a clock that is kept right moves by less
_AHEAD = 4  # times as many turns as go abreast: looking for one costs nearly as much as for all
_ACQUAINTED_ABREAST = 8  # places, so that posts that are due elsewhere hardly wait for it
_PACE = Pace()


@dataclass(slots=True, kw_only=True)
class _Pause:
    """What cannot be used: not before *until*, then tried again; *length* is how long that was."""

    until: datetime
    length: timedelta


class Relay:
    """Delivers, through *transports* by their names, what the planner plans.

    *clock* gives aware UTC; *zone* is the one whose days the queries of destinations mean.
    *doubtful* is the rule for posts of which nobody can ever say whether they were sent.
    Destinations are served side by side, each one turn at a time; what one waits for, no other
    does.
    """

    def __init__(  # noqa: PLR0913 - what a relay is made of
        self,
        database: Database,
        transports: Mapping[str, Transport],
        *,
        clock: Callable[[], datetime],
        pace: Pace = _PACE,
        zone: tzinfo = UTC,
        doubtful: Doubtful = "at_most_once",
    ) -> None:
        self._ledger = Ledger(database)
        self._journal = database.journal
        self._transports = dict(transports)
        self._clock = clock
        self._pace = pace
        self._zone = zone
        self._wishes = Wishes()
        self._stock: deque[Turn] = deque()
        self._changed = True
        self._steps: dict[str, asyncio.Task[None]] = {}
        self._pauses: dict[str, _Pause] = {}
        self._asks_at: datetime | None = None
        self._lost: dict[str, _Pause] = {}
        self._stir = asyncio.Event()
        self._courier = Courier(self._ledger, self._here, pace, doubtful, self._stir.set)
        self._seen: tuple[datetime, float] | None = None
        self._failure: BaseException | None = None

    def wake(self) -> None:
        """Have the relay look for work now: somebody changed something behind its back."""
        self._changed = True
        self._stir.set()

    async def run(self) -> None:
        """Deliver until cancelled; then let what is in flight come to its end, and settle it.

        A transport that cannot be used at all is tried again after a while; the others go on.
        """
        beside = [self._beside(self._follow())]
        try:
            await self._begin()
            beside.append(self._beside(self._acquaint()))
            while True:
                self._stir.clear()
                if self._failure is not None:
                    raise self._failure
                await self._mind_the_clock()
                if self._changed:
                    self._changed = False
                    await self._plan()
                await self._ask_the_lost()
                await self._rest(await self._dispatch())
        finally:
            for task in beside:
                task.cancel()
            await self._farewell()

    async def _begin(self) -> None:
        now = self._clock()
        await self._ledger.read(planner.learn, self._here(), self._wishes)
        moments = now, now + self._pace.doubt, now + self._pace.picture_doubt
        in_doubt = await self._ledger.write(turns.recover, *moments)
        if in_doubt:
            _log.warning("%d posts were under way when the process ended: looking", in_doubt)
        for one in await self._ledger.read(destinations.lost, list(self._transports)):
            _log.warning(
                "%s takes nothing from us (%s); mend it, then run `barqiya deliveries retry`",
                one.destination.name,
                one.reason,
            )

    def _beside(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Do *work* beside the turns; where it fails, the relay does."""
        task = asyncio.create_task(work)
        task.add_done_callback(self._failed)
        return task

    def _failed(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and task.exception() is not None:
            self._failure = task.exception()
        self._stir.set()

    async def _follow(self) -> None:
        seq = 0
        while True:
            seq = await self._journal.beyond(seq)
            self.wake()

    async def _acquaint(self) -> None:
        """Find out where messages end before there is something to post: then nothing waits."""
        for name, transport in self._transports.items():
            after = ""
            while places := await self._ledger.read(destinations.unknown, [name], after):
                after = places[-1].id
                told = [place for place in places if not transport.private(place)]
                portions = [
                    told[first::_ACQUAINTED_ABREAST] for first in range(_ACQUAINTED_ABREAST)
                ]
                await asyncio.gather(*(self._acquaint_some(one, transport) for one in portions))

    async def _acquaint_some(self, places: Sequence[Destination], transport: Transport) -> None:
        for place in places:
            try:
                await self._courier.acquaint(place, transport)
            except TransportError:
                return  # the turns will find that out, and tell

    async def _mind_the_clock(self) -> None:
        """Where the clock was set back, wait for no moment of a future that is none now."""
        now, passed = self._here(), asyncio.get_running_loop().time()
        if self._seen is None:
            expected = await self._ledger.read(waiting.newest_moment) or now
        else:
            expected = self._seen[0] + timedelta(seconds=passed - self._seen[1])
        if expected - now > _SMALL_STEP:
            _log.warning(
                "the clock was set back by %s: what waits is arranged anew", expected - now
            )
            await self._ledger.write(arranging.set_back, now, expected - now)
            self._stock.clear()
            self._courier.forget_pace()
            self._pauses.clear()
            self._asks_at = None
            self._lost.clear()
        self._seen = now, passed

    async def _plan(self) -> None:
        self._stock.clear()  # what has changed may go before it
        while await self._ledger.read(planner.behind):
            await self._ledger.write(planner.plan, self._here(), self._wishes, self._pace.gather)

    async def _ask_the_lost(self) -> None:
        """Now and again, look whether a channel that took nothing from us does so again."""
        now = self._clock()
        if self._asks_at is not None and now < self._asks_at:
            return
        self._asks_at = now + self._pace.first_asking
        usable = [name for name in self._transports if self._usable(name, now)]
        lost = await self._ledger.read(destinations.lost, usable)
        before, self._lost = self._lost, {}
        for place in (one.destination for one in lost):
            pause = before.get(place.id)
            if pause is not None and pause.until > now:
                self._lost[place.id] = pause
                continue
            self._lost[place.id] = self._asking_at(now, pause)
            if await self._takes_posts(place):
                await self._ledger.write(deliveries.regain, place.id)
                _log.warning("%s can be reached again", place.name)

    async def _takes_posts(self, place: Destination) -> bool:
        try:
            return await self._transports[place.transport].takes_posts(place)
        except TransportError:
            return False
        except Exception as error:  # noqa: BLE001 - a fault in one question stops nothing else
            fault = type(error).__name__  # its text may hold an address with the token in it
            _log.error("%s: whether it takes posts cannot be asked: %s", place.name, fault)
            return False

    def _asking_at(self, now: datetime, before: _Pause | None) -> _Pause:
        length = self._pace.first_asking if before is None else 2 * before.length
        length = min(length, self._pace.asking)
        return _Pause(until=now + length, length=length)

    async def _dispatch(self) -> datetime | None:
        """Start what may be done now; return when there may be more."""
        now = self._clock()
        later = None
        if len(self._stock) < self._free:
            later = await self._look_ahead(now)
        while self._stock and self._free > 0:
            self._start(self._stock.popleft())
        pauses = [pause.until for pause in self._pauses.values() if pause.until > now]
        return min((at for at in (later, *pauses) if at is not None), default=None)

    @property
    def _free(self) -> int:
        """How many more turns may go abreast; who but looks where messages end counts for none."""
        return self._pace.abreast + self._courier.looking - len(self._steps)

    async def _look_ahead(self, now: datetime) -> datetime | None:
        """Take the next turns into stock, many at once; return when there may be more.

        Until they are claimed nothing is promised: a claim looks whether each is due still.
        """
        known = (*self._steps, *(turn.destination.id for turn in self._stock))
        ahead = len(known) - self._courier.looking
        usable = [name for name in self._transports if self._usable(name, now)]
        limit = _AHEAD * self._pace.abreast - ahead
        agenda = await self._ledger.read(
            turns.ready, now, transports=usable, busy=known, limit=limit
        )
        if agenda.idle:
            await self._ledger.write(queue.refresh, agenda.idle)
            self._stir.set()
        self._stock += agenda.turns
        return agenda.next_at

    def _usable(self, name: str, now: datetime) -> bool:
        return name not in self._pauses or self._pauses[name].until <= now

    def _start(self, turn: Turn) -> None:
        task = asyncio.create_task(self._step(turn))
        place_id = turn.destination.id
        self._steps[place_id] = task
        task.add_done_callback(lambda done: self._ended(place_id, done))

    def _ended(self, place_id: str, task: asyncio.Task[None]) -> None:
        del self._steps[place_id]
        self._failed(task)

    async def _step(self, turn: Turn) -> None:
        name = turn.destination.transport
        now = self._clock()
        if not self._usable(name, now):
            return  # another of the same round has found that out
        try:
            await self._courier.attend(turn, self._transports[name])
        except TransportError as error:
            self._put_aside(name, error)
        else:
            if self._pauses.pop(name, None) is not None:
                _log.warning("%s can be used again: deliveries go on", name)

    def _put_aside(self, name: str, error: TransportError) -> None:
        now, known = self._clock(), self._pauses.get(name)
        if known is None:
            _log.error("%s: nothing is delivered until this is mended: %s", name, error)
            length = self._pace.first_pause
        elif known.until > now:
            return  # one pause for all that met it
        else:
            length = min(2 * known.length, self._pace.longest_pause)
        self._pauses[name] = _Pause(until=now + length, length=length)

    async def _rest(self, until: datetime | None) -> None:
        wait = _LONGEST_REST
        if until is not None:
            wait = min(wait, max((until - self._clock()).total_seconds(), 0))
        # Not asyncio.wait_for: before Python 3.12 it can swallow a cancellation.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(wait):
                await self._stir.wait()

    async def _farewell(self) -> None:
        self._courier.close()
        steps = list(self._steps.values())
        if steps:
            _, late = await asyncio.wait(steps, timeout=self._pace.farewell.total_seconds())
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await self._ledger.close()

    def _here(self) -> datetime:
        return self._clock().astimezone(self._zone)
