"""One turn from its claim to its settlement, step by step. Owns the order of what happens.

Nothing is sent before it is written down that it will be, and nothing is sent again before it is
known that it was not. Never judges an outcome (:mod:`barqiya.outbox.settlement`), chooses no turn
(the relay) and says not what a message looks like (the transport).
"""

import asyncio
import logging
import traceback
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from barqiya.domain.delivery import (
    Deferred,
    DeliveryKind,
    DeliveryState,
    Destination,
    Gone,
    Outcome,
    Receipt,
    Refused,
    Turn,
    Uncertain,
)
from barqiya.domain.timetable import opens_at
from barqiya.errors import TransportError
from barqiya.outbox import arranging, planner, reconcile, settlement
from barqiya.outbox.gate import Gate
from barqiya.outbox.ledger import Ledger
from barqiya.outbox.looking import Paced
from barqiya.outbox.pacing import Pacer
from barqiya.outbox.settlement import Doubtful, Pace
from barqiya.outbox.surveys import End, Surveys
from barqiya.outbox.transport import Looking, Presence, Shape, Transport
from barqiya.store import Transaction, turns
from barqiya.store.turns import Settlement

_log = logging.getLogger(__name__)

_LONGEST_LOOK = 30.0  # seconds, even for one place
_QUIET_LEVELS = {
    DeliveryState.SENT: logging.INFO,
    DeliveryState.DUE: logging.INFO,
    DeliveryState.CLAIMED: logging.INFO,
    DeliveryState.UNCERTAIN: logging.INFO,
}


class Courier:
    """Takes turns to their destinations. *here* gives the present, in the zone of the queries.

    *doubtful* is the rule for posts of which nobody can ever say whether they were sent.
    *make_room* is called where a turn begins to wait for nothing but looks (:attr:`looking`).
    """

    def __init__(
        self,
        ledger: Ledger,
        here: Callable[[], datetime],
        pace: Pace,
        doubtful: Doubtful,
        make_room: Callable[[], None],
    ) -> None:
        self._ledger = ledger
        self._here = here
        self._pace = pace
        self._pacer = Pacer(pace.rates)
        self._gate = Gate(self._pacer, here)
        self._doubtful = doubtful
        self._make_room = make_room
        self._seen_there: dict[object, dict[int, Presence]] = {}  # by searches that go on
        self._surveys = Surveys(ledger, here, pace.doubt, self._rest)
        self._looking = 0
        self._closing = False

    @property
    def looking(self) -> int:
        """How many turns wait for nothing but to know where the messages of their place end."""
        return self._looking

    def close(self) -> None:
        """Begin nothing more, and look no further where messages end."""
        self._closing = True
        self._surveys.close()

    def forget_pace(self) -> None:
        """Begin the pace anew: it was counted by a clock that was wrong."""
        self._pacer = Pacer(self._pace.rates)
        self._gate.keep(self._pacer)

    async def attend(self, turn: Turn, transport: Transport) -> None:
        """Do what *turn* needs next: find out, go on or begin.

        Raises :class:`~barqiya.errors.TransportError` where the transport cannot be used at all;
        the turn is left as it was.
        """
        if turn.delivery.state is DeliveryState.UNCERTAIN:
            await self._resolve(turn, transport)
            return
        begun = turn.delivery.state is DeliveryState.CLAIMED
        claimed = await (self._go_on if begun else self._claim)(turn, transport)
        if claimed is not None:
            await self._send(claimed, transport)

    async def _claim(self, turn: Turn, transport: Transport) -> Turn | None:
        intent = None
        if turn.kind is DeliveryKind.POST:
            if await self._is_quiet(turn):
                return None
            if turn.known_id is None and not await self._is_hidden(turn, transport):
                return None
            shape = await self._shape(turn, transport)
            if shape is None:
                return None
            turn, intent = _taken(turn, shape), _intent(shape)
        await self._gate.enter(_calls(turn, intent))
        if self._closing:
            return None
        claim = turns.Claim(turn=turn, intent=intent, known_id=turn.known_id)
        return await self._ledger.write_one(turns.claim, claim)

    async def _is_quiet(self, turn: Turn) -> bool:
        """Return whether a post has to wait for the end of quiet hours that it has met."""
        opens = opens_at(turn.destination.timetable, self._here())
        if turn.delivery.urgent or opens is None:
            return False
        await self._ledger.write(arranging.keep_quiet, turn.destination, opens)
        return True

    async def _go_on(self, turn: Turn, transport: Transport) -> Turn | None:
        """Return *turn*, begun earlier, ready for its next step."""
        await self._gate.enter()
        if self._closing:
            return None
        newest = {article.id: article.revision for article in turn.articles}
        if all(one.revision == newest[one.article_id] for one in turn.deliveries):
            return turn
        shape = await self._shape(turn, transport)
        if shape is None:
            return None
        return await self._ledger.write(turns.renew, turn, shape.count, shape.marks)

    async def _shape(self, turn: Turn, transport: Transport) -> Shape | None:
        try:
            return transport.shape(turn)
        except Exception as error:  # noqa: BLE001 - an article nobody can render stops no other
            await self._judged(turn, Refused(reason=_broken(error)))
            return None

    async def acquaint(self, place: Destination, transport: Transport) -> End:
        """Find out, and write down, where the messages of a place end; return what was found.

        Raises :class:`~barqiya.errors.TransportError` where the transport cannot be used at all.
        """
        search = place.id, place.address
        found = await self._surveys.end_of(place, lambda: self._paced(transport, search))
        if not isinstance(found, Deferred):
            self._seen_there.pop(search, None)
        return found

    async def _is_hidden(self, turn: Turn, transport: Transport) -> bool:
        """Find out where the messages end at the place of *turn*; return whether nobody can say.

        Else this turn is over: others may go before the one that knows it.
        """
        if transport.private(turn.destination):
            return (
                True  # whatever is asked there: to a million people that would be a million tasks
            )
        self._looking += 1
        self._make_room()
        try:
            found = await self.acquaint(turn.destination, transport)
        finally:
            self._looking -= 1
        if isinstance(found, Gone):
            await self._judged(turn, found)
        return found is None

    async def _send(self, claimed: Turn, transport: Transport) -> None:
        try:
            outcome = await self._outcome(claimed, transport)
        except TransportError:
            await self._settle(claimed, settlement.untouched(claimed))
            raise
        await self._judged(claimed, outcome, transport)

    async def _outcome(self, claimed: Turn, transport: Transport) -> Outcome:
        lease = self._pace.lease.total_seconds()
        try:
            async with asyncio.timeout(lease):
                return await transport.send(claimed)
        except TransportError:
            raise
        except TimeoutError:
            return Uncertain(reason=f"no answer within {lease:.0f} s")
        except Exception as error:  # noqa: BLE001 - a fault in one message stops no other
            reason = _broken(error)
            _log.error("sending article %s: %s", claimed.delivery.article_id, reason)
            return Uncertain(reason=reason)

    async def _judged(
        self, turn: Turn, outcome: Outcome, transport: Transport | None = None
    ) -> None:
        now = self._here()
        settled = settlement.judge(turn, outcome, now, self._pace)
        if transport is not None:
            rests = self._rests(turn, outcome, transport, now)
            settled = replace(settled, quiet_until=max(settled.quiet_until or rests, rests))
        await self._settle(turn, settled)

    def _rests(self, turn: Turn, outcome: Outcome, transport: Transport, now: datetime) -> datetime:
        """Count what was called at the turn's place; return when it may be called again."""
        place = turn.destination
        if isinstance(outcome, Deferred) and outcome.until is not None:
            self._pacer.refused(place.id, now)
        # Changes of several messages come one by one, at the pace of the place.
        calls = _calls(turn, turn.delivery.receipt) if turn.kind is DeliveryKind.POST else 1
        return self._pacer.sent(place.id, now, private=transport.private(place), calls=calls)

    def _paced(self, transport: Transport, search: object) -> Looking:
        """Return *transport* as it is asked at our pace, with what *search* has seen already."""
        return Paced(
            transport=transport,
            wait=self._wait_for,
            refused=lambda place_id: self._pacer.refused(place_id, self._here()),
            memory=self._seen_there.setdefault(search, {}),
        )

    async def _wait_for(self, place_id: str) -> None:
        """Wait until *place_id* may be asked something, and count that."""
        await self._rest(place_id)
        await self._gate.enter(looks=True)

    async def _rest(self, place_id: str) -> None:
        now = self._here()
        at = self._pacer.asked(place_id, now)
        if at > now:
            await asyncio.sleep(min((at - now).total_seconds(), _LONGEST_LOOK))

    async def _resolve(self, turn: Turn, transport: Transport) -> None:
        """Find out whether a post in doubt was sent; believe that it was not only in the end."""
        delivery = turn.delivery
        believed = self._here() >= delivery.due_at
        gap = reconcile.WIDE_GAP if believed else reconcile.GAP
        finding: reconcile.Finding = reconcile.Hidden()
        if delivery.last_known_id is not None:
            search = delivery.id, delivery.due_at, believed
            if not believed:
                self._seen_there.pop(search, None)  # what was missing may have come since
            paced = self._paced(transport, search)
            finding = await reconcile.search(paced, turn, delivery.last_known_id, gap)
            if not isinstance(finding, reconcile.Interrupted):
                self._seen_there.pop(search, None)
        await self._settle(turn, await self._learned(turn, finding, believed=believed))

    async def _learned(
        self, turn: Turn, finding: reconcile.Finding, *, believed: bool
    ) -> Settlement:
        now, delivery = self._here(), turn.delivery
        until = delivery.due_at
        if isinstance(finding, reconcile.Hidden):
            return self._untold(turn, finding)
        if isinstance(finding, reconcile.Unclear):
            return settlement.held(turn, f"{delivery.reason}: {_unclear(finding)}")
        if isinstance(finding, reconcile.Shut):
            return settlement.shut(turn, finding.reason)
        if isinstance(finding, reconcile.Found):
            return await self._seen(turn, finding, believed=believed)
        if isinstance(finding, reconcile.Absent) and believed:
            return settlement.unsent(turn, now, self._pace)
        look_at = self._next_look(finding, until, now)
        passed = finding.passed
        return settlement.doubted(turn, delivery.reason, until, look_at=look_at, passed=passed)

    def _untold(self, turn: Turn, finding: reconcile.Hidden) -> Settlement:
        if turn.delivery.last_known_id is not None and finding.moved_to is None:
            # It has told before, and may show a person more than it shows us.
            why = "it may have been sent, and the chat does not say; look, then retry or drop"
            return settlement.held(turn, f"{turn.delivery.reason}: {why}")
        hidden = settlement.hidden(turn, self._doubtful, self._here(), self._pace)
        return replace(hidden, moved_to=finding.moved_to)

    async def _seen(self, turn: Turn, finding: reconcile.Found, *, believed: bool) -> Settlement:
        delivery = turn.delivery
        wanted = delivery.receipt.missing if delivery.receipt else 1
        if len(finding.message_ids) < wanted and not believed:
            until = delivery.due_at
            return settlement.doubted(turn, delivery.reason, until, look_at=until)
        rival = None if finding.certain else await self._ledger.read(turns.rival, delivery)
        return settlement.found(turn, finding.message_ids, rival, self._here())

    def _next_look(
        self, finding: reconcile.Absent | reconcile.Interrupted, until: datetime, now: datetime
    ) -> datetime:
        if isinstance(finding, reconcile.Absent):
            return until
        if finding.wait is None:
            return now
        return max(until, finding.wait.until or now + self._pace.doubt)

    async def _settle(self, turn: Turn, settled: Settlement) -> None:
        at = self._here()
        await self._gate.next_beat()  # and be written down together with what goes then
        await self._ledger.write_one(self._write_settled, (turn, settled, at))
        _tell(turn, settled)

    def _write_settled(
        self, tx: Transaction, settled: Sequence[tuple[Turn, Settlement, datetime]]
    ) -> Sequence[None]:
        # Those who meet in a transaction were a moment apart.
        now = max(at for _, _, at in settled)
        turns.settle(tx, [(turn, one) for turn, one, _ in settled], now)
        ended = [
            delivery
            for turn, one, _ in settled
            if one.state in (DeliveryState.SENT, DeliveryState.REJECTED)
            for delivery in turn.deliveries
        ]
        newest = turns.revisions(tx, list({one.article_id: None for one in ended}))
        for delivery in ended:
            if newest[delivery.article_id] != delivery.revision:
                planner.catch_up(tx, delivery, now, self._pace.gather)
        return [None] * len(settled)


def _taken(turn: Turn, shape: Shape) -> Turn:
    """Return the part of *turn* that goes into the first message."""
    takes = max(shape.takes, 1)
    return replace(turn, deliveries=turn.deliveries[:takes], articles=turn.articles[:takes])


def _calls(turn: Turn, receipt: Receipt | None) -> int:
    """Return for how many messages the next step of *turn* counts."""
    if receipt is None:
        return 1
    return max(receipt.missing if turn.kind is DeliveryKind.POST else len(receipt.message_ids), 1)


def _intent(shape: Shape) -> Receipt:
    return Receipt(
        message_ids=(),
        form=shape.form,
        count=shape.count,
        marks=shape.marks,
        pictures=shape.pictures,
    )


def _unclear(finding: reconcile.Unclear) -> str:
    return (
        f"message {finding.message_id} is it, or somebody else's: the bot may edit those too, so "
        "Telegram does not say whose it is; look there, then retry or drop, and set "
        "telegram.log_chat or take that right away"
    )


def _tell(turn: Turn, settled: Settlement) -> None:
    ids = settled.receipt.message_ids if settled.receipt else ()
    sent = settled.state is DeliveryState.SENT
    level = _QUIET_LEVELS.get(settled.state, logging.WARNING)
    for delivery in turn.deliveries:
        _log.log(
            level,
            "%s of article %s to %s (delivery %d): %s%s%s",
            delivery.kind,
            delivery.article_id,
            delivery.destination.name,
            delivery.id,
            settled.state,
            f", message {', '.join(map(str, ids))}" if sent and ids else "",
            f": {settled.reason}" if settled.reason else "",
        )
    if settled.gone:
        _log.warning(
            "%s takes nothing from us any more; mend it, then run `barqiya deliveries retry %d`",
            turn.destination.name,
            turn.delivery.id,
        )


def _broken(error: Exception) -> str:
    """Name a fault of our own by its place: its text may hold an address with the token in it."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" in {frames[-1].name}, line {frames[-1].lineno}" if frames else ""
    return f"a fault of Barqiya: {type(error).__name__}{where}"
