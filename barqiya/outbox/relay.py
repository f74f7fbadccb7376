"""From due deliveries to their destinations: claim, send, settle. Owns the order and the turns.

Never judges an outcome (:mod:`barqiya.outbox.settlement`) nor says what a message looks like (the
transport). Nothing is sent before it is written down that it will be, and nothing is sent again
before it is known that it was not. One relay alone may serve a store: whoever runs it holds the
lock of :mod:`barqiya.single`. So what is claimed at the start was claimed by a process that is
dead, and no claim has to wait for a lease to run out.
"""

import asyncio
import contextlib
import logging
import traceback
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import partial
from typing import TypeVar

from barqiya.domain.article import Article
from barqiya.domain.delivery import (
    Deferred,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Destination,
    Outcome,
    Receipt,
    Refused,
    Uncertain,
)
from barqiya.errors import StoreError, TransportError
from barqiya.outbox import planner, reconcile, settlement
from barqiya.outbox.settlement import Pace
from barqiya.outbox.transport import Transport
from barqiya.outbox.wishes import Wishes
from barqiya.store import Database, Transaction, deliveries, destinations
from barqiya.store.deliveries import Settlement, Turn

T = TypeVar("T")

_log = logging.getLogger(__name__)

_LONGEST_REST = 60.0  # seconds: somebody may set the clock meanwhile
_STORE_PAUSES = (0.2, 1.0, 5.0)  # seconds; the last one again and again
_PACE = Pace()
_QUIET_LEVELS = {
    DeliveryState.SENT: logging.INFO,
    DeliveryState.DUE: logging.INFO,
    DeliveryState.UNCERTAIN: logging.INFO,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """What may be done now, and the next moment at which there may be more."""

    doubtful: list[Delivery]
    turns: list[Turn]
    next_at: datetime | None


class Relay:
    """Delivers, through *transports* by their names, what the planner plans.

    *clock* gives aware UTC; *zone* is the one whose days the queries of destinations mean.
    Destinations are served side by side, each one delivery at a time in the order of the journal;
    what one waits for, no other does.
    """

    def __init__(
        self,
        database: Database,
        transports: Mapping[str, Transport],
        *,
        clock: Callable[[], datetime],
        pace: Pace = _PACE,
        zone: tzinfo = UTC,
    ) -> None:
        self._database = database
        self._transports = dict(transports)
        self._clock = clock
        self._pace = pace
        self._zone = zone
        self._wishes = Wishes()
        self._steps: dict[str, asyncio.Task[None]] = {}
        self._looked: set[int] = set()
        self._stir = asyncio.Event()
        self._failure: BaseException | None = None
        self._closing = False

    def wake(self) -> None:
        """Have the relay look for work now: somebody changed something behind its back."""
        self._stir.set()

    async def run(self) -> None:
        """Deliver until cancelled; then let what is in flight come to its end, and settle it.

        A transport that cannot be used at all is left alone until the next start; the others go on.
        """
        follower = asyncio.create_task(self._follow())
        try:
            await self._begin()
            while True:
                self._stir.clear()
                if self._failure is not None:
                    raise self._failure
                await self._plan()
                await self._rest(await self._dispatch())
        finally:
            follower.cancel()
            await self._farewell()

    async def _begin(self) -> None:
        now = self._clock()
        await self._stored(lambda: self._database.read(planner.learn, self._here(), self._wishes))
        moments = now + self._pace.doubt, now + self._pace.picture_doubt
        in_doubt = await self._stored(lambda: self._database.write(deliveries.recover, *moments))
        if in_doubt:
            _log.warning("%d posts were under way when the process ended: looking", in_doubt)
        lost = await self._stored(
            lambda: self._database.read(destinations.lost, list(self._transports))
        )
        for one in lost:
            _log.warning(
                "%s takes nothing from us (%s); mend it, then run `barqiya deliveries retry`",
                one.destination.name,
                one.reason,
            )

    async def _follow(self) -> None:
        seq = 0
        while True:
            seq = await self._database.journal.beyond(seq)
            self._stir.set()

    async def _plan(self) -> None:
        while await self._stored(lambda: self._database.read(planner.behind)):
            await self._stored(
                lambda: self._database.write(planner.plan, self._here(), self._wishes)
            )

    async def _dispatch(self) -> datetime | None:
        """Start what may be done now; return when there may be more."""
        now = self._clock()
        busy, free = tuple(self._steps), self._pace.abreast - len(self._steps)
        agenda = await self._stored(
            lambda: self._database.read(_agenda, now, tuple(self._transports), busy, free)
        )
        looks = [one for one in agenda.doubtful if one.due_at <= now or one.id not in self._looked]
        for delivery in looks[:free]:
            self._start(delivery, partial(self._resolve, delivery))
        for turn in agenda.turns[: max(free - len(looks), 0)]:
            self._start(turn.delivery, partial(self._deliver, turn))
        return agenda.next_at

    def _start(self, delivery: Delivery, work: Callable[[Transport], Awaitable[None]]) -> None:
        task = asyncio.create_task(self._step(delivery, work))
        self._steps[delivery.destination.id] = task
        task.add_done_callback(lambda done: self._ended(delivery, done))

    def _ended(self, delivery: Delivery, task: asyncio.Task[None]) -> None:
        del self._steps[delivery.destination.id]
        if not task.cancelled() and task.exception() is not None:
            self._failure = task.exception()
        self._stir.set()

    async def _step(self, delivery: Delivery, work: Callable[[Transport], Awaitable[None]]) -> None:
        name = delivery.destination.transport
        if name not in self._transports:
            return
        try:
            await work(self._transports[name])
        except TransportError as error:
            if self._transports.pop(name, None) is not None:
                _log.error("%s: nothing is delivered until the next start: %s", name, error)

    async def _rest(self, until: datetime | None) -> None:
        wait = _LONGEST_REST
        if until is not None:
            wait = min(wait, max((until - self._clock()).total_seconds(), 0))
        # Not asyncio.wait_for: before Python 3.12 it can swallow a cancellation.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(wait):
                await self._stir.wait()

    async def _farewell(self) -> None:
        self._closing = True
        steps = list(self._steps.values())
        if not steps:
            return
        _, late = await asyncio.wait(steps, timeout=self._pace.farewell.total_seconds())
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _deliver(self, turn: Turn, transport: Transport) -> None:
        known_id, intent = turn.known_id, None
        if turn.delivery.kind is DeliveryKind.POST:
            if known_id is None:
                found = await self._survey(transport, turn.delivery)
                if isinstance(found, Deferred):
                    return
                known_id = found
            try:
                form = transport.form(turn.delivery.destination, turn.article)
            except Exception as error:  # noqa: BLE001 - an article nobody can render stops no other
                await self._judged(turn.delivery, Refused(reason=_broken(error)))
                return
            intent = Receipt(message_ids=(), form=form)
        if self._closing:
            return
        claimed = await self._stored(
            lambda: self._database.write(deliveries.claim, turn, intent, known_id)
        )
        if claimed is not None:
            await self._send(transport, claimed, turn.article)

    async def _survey(self, transport: Transport, delivery: Delivery) -> int | Deferred | None:
        """Find out where the messages of a place end that we have never posted to."""
        place = delivery.destination
        found = await reconcile.survey(transport, place)
        if isinstance(found, Deferred):
            until = found.until or self._clock() + self._pace.doubt
            _log.info("%s: waits until %s: %s", place.name, until, found.reason)
            await self._stored(lambda: self._database.write(_put_off, place, until, found.address))
        elif found is not None:
            await self._stored(lambda: self._database.write(destinations.know, place, found))
        return found

    async def _send(self, transport: Transport, claimed: Delivery, article: Article) -> None:
        try:
            outcome = await self._outcome(transport, claimed, article)
        except TransportError:
            await self._settle(claimed, settlement.untouched(claimed, self._clock()))
            raise
        await self._judged(claimed, outcome)

    async def _outcome(self, transport: Transport, claimed: Delivery, article: Article) -> Outcome:
        lease = self._pace.lease.total_seconds()
        try:
            async with asyncio.timeout(lease):
                return await transport.send(claimed, article)
        except TransportError:
            raise
        except TimeoutError:
            return Uncertain(reason=f"no answer within {lease:.0f} s")
        except Exception as error:  # noqa: BLE001 - a fault in one message stops no other
            reason = _broken(error)
            _log.error("sending article %s: %s", claimed.article_id, reason)
            return Uncertain(reason=reason)

    async def _judged(self, delivery: Delivery, outcome: Outcome) -> None:
        now = self._clock()
        await self._settle(delivery, settlement.judge(delivery, outcome, now, self._pace))

    async def _resolve(self, delivery: Delivery, transport: Transport) -> None:
        """Find out whether a post in doubt was sent; believe that it was not only in the end."""
        believed = self._clock() >= delivery.due_at
        self._looked.add(delivery.id)
        if delivery.last_known_id is None:
            finding: reconcile.Finding = reconcile.Hidden()
        else:
            known_id = delivery.last_known_id
            finding = await reconcile.search(transport, delivery.destination, known_id)
        settled = await self._found(delivery, finding, believed=believed)
        if settled.state is not DeliveryState.UNCERTAIN:
            self._looked.discard(delivery.id)
        await self._settle(delivery, settled)

    async def _found(
        self, delivery: Delivery, finding: reconcile.Finding, *, believed: bool
    ) -> Settlement:
        now = self._clock()
        if isinstance(finding, reconcile.Hidden):
            why = "it may have been sent, and the chat does not say; look there, then retry or drop"
            return settlement.held(delivery, f"{delivery.reason}: {why}")
        if isinstance(finding, reconcile.Found):
            rival = await self._stored(lambda: self._database.read(deliveries.rival, delivery))
            return settlement.found(delivery, finding.message_id, rival, now, self._pace)
        if isinstance(finding, reconcile.Absent):
            if believed:
                return settlement.unsent(delivery, now, self._pace)
            until = delivery.due_at
        elif finding.wait is None:
            self._looked.discard(delivery.id)
            until = delivery.due_at
        else:
            until = max(delivery.due_at, finding.wait.until or now + self._pace.doubt)
        return settlement.doubted(delivery, delivery.reason, until, passed=finding.passed)

    async def _settle(self, delivery: Delivery, settled: Settlement) -> None:
        now = self._here()
        await self._stored(lambda: self._database.write(_settled, delivery, settled, now))
        _tell(delivery, settled)

    def _here(self) -> datetime:
        return self._clock().astimezone(self._zone)

    async def _stored(self, call: Callable[[], Awaitable[T]]) -> T:
        """Call the store until it answers: what was sent must be written down, however late."""
        pauses = iter(_STORE_PAUSES)
        pause = 0.0
        while True:
            try:
                return await call()
            except StoreError as error:
                pause = next(pauses, pause)
                _log.warning("deliveries wait %.1f s for the store: %s", pause, error)
                await asyncio.sleep(pause)


def _agenda(
    tx: Transaction, now: datetime, transports: Collection[str], busy: Collection[str], free: int
) -> Agenda:
    return Agenda(
        doubtful=deliveries.doubtful(tx, transports=transports, busy=busy),
        turns=deliveries.ready(tx, now, transports=transports, busy=busy, limit=free),
        next_at=deliveries.next_time(tx, now),
    )


def _put_off(tx: Transaction, place: Destination, until: datetime, address: str | None) -> None:
    destinations.hush(tx, place, until)
    if address is not None:
        destinations.move(tx, place, address)


def _settled(tx: Transaction, delivery: Delivery, settled: Settlement, now: datetime) -> None:
    deliveries.settle(tx, delivery, settled, now)
    if settled.state in (DeliveryState.SENT, DeliveryState.REJECTED):
        planner.catch_up(tx, delivery, now)


def _tell(delivery: Delivery, settled: Settlement) -> None:
    ids = settled.receipt.message_ids if settled.receipt else ()
    _log.log(
        _QUIET_LEVELS.get(settled.state, logging.WARNING),
        "%s of article %s to %s (delivery %d): %s%s%s",
        delivery.kind,
        delivery.article_id,
        delivery.destination.name,
        delivery.id,
        settled.state,
        f", message {', '.join(map(str, ids))}" if settled.state is DeliveryState.SENT else "",
        f": {settled.reason}" if settled.reason else "",
    )
    if settled.gone:
        _log.warning(
            "%s takes nothing from us any more; mend it, then run `barqiya deliveries retry %d`",
            delivery.destination.name,
            delivery.id,
        )


def _broken(error: Exception) -> str:
    """Name a fault of our own by its place: its text may hold an address with the token in it."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" in {frames[-1].name}, line {frames[-1].lineno}" if frames else ""
    return f"a fault of Barqiya: {type(error).__name__}{where}"
