"""One visit to a source, from its first request to its last commit: the driver of flows.

Owns the order of things: a step's answer goes back into the flow, what was found is committed
before the flow goes on. Nothing a source does makes this module raise: how a visit ended is in what
it returns, and in the source's state.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

from barqiya.domain.article import Rejected
from barqiya.domain.source_state import (
    Rhythm,
    SourceState,
    after_end,
    after_failure,
    after_success,
)
from barqiya.errors import FetchError, GoneFetchError, TransientFetchError, UnreadableError
from barqiya.fetching import Access, Fetcher
from barqiya.ingest import visiting
from barqiya.ingest.committing import Made
from barqiya.ingest.turns import Reader, Turns
from barqiya.sources.flow import (
    Answer,
    Census,
    Flow,
    Found,
    Hub,
    Pause,
    Request,
    Response,
    Roll,
    Source,
    Step,
    Validators,
    Visit,
)
from barqiya.sources.kinds import SOURCE_KINDS
from barqiya.store import Database, Transaction, sightings, source_states

_log = logging.getLogger(__name__)

_NOT_MODIFIED = 304
_TOLD = 1000  # refusals kept of one visit; the others are counted
_COPIES = frozenset({"files"})  # kinds in which one article may lie under several keys


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A source that is visited *every* so often.

    *access* is what is needed to fetch from it, *announce* how many of its articles are announced
    at first sight.
    """

    source: Source
    every: timedelta
    access: Access
    announce: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitProgress:
    """How far a visit has come: *items* looked at of *total*, and what was made since last told."""

    source: str
    items: int
    total: int | None
    made: tuple[Made, ...]
    rejected: tuple[Rejected, ...]


@dataclass(slots=True, kw_only=True)
class Refreshed:
    """How a visit ended: the new *state* of the source, numbers of articles, and why it failed."""

    source: str
    state: SourceState
    counts: dict[str, int] = field(default_factory=dict)
    refused: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    failure: str | None = None
    hub: Hub | None = None

    def count(self, outcome: str) -> int:
        """Return how many items came to *outcome*."""
        return self.counts.get(outcome, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """Why a source is visited: because it is due, was *pushed* to us, or a *person* asked.

    A person's visit looks at everything that cheap signs do not show; one for the *whole* reads all
    that the source holds anew.
    """

    by: Literal["schedule", "push", "person"] = "schedule"
    whole: bool = False

    def may_visit(self, state: SourceState, now: datetime) -> bool:
        """Return whether a source in *state* is to be visited on this errand at *now*."""
        if self.by == "person":
            return True
        if self.by == "schedule":
            return state.is_due(now)
        # Where a visit failed, it is the server that asked for the wait; else it told of its cache.
        asked = state.not_before if state.failures else None
        return state.stopped is None and (asked is None or asked <= now)


class Refreshing:
    """Visits sources with one fetcher and one store.

    *alone* keeps every other process from the source of that name, and raises
    :class:`~barqiya.errors.StoreBusyError` where another is there. *clock* gives now (aware UTC),
    *lot* a number from 0 to 1.
    """

    def __init__(  # noqa: PLR0913 - the edges of the world, each by name
        self,
        *,
        database: Database,
        fetcher: Fetcher,
        ranks: Mapping[str, int],
        alone: Callable[[str], AbstractContextManager[None]],
        clock: Callable[[], datetime],
        lot: Callable[[], float],
    ) -> None:
        self._database = database
        self._fetcher = fetcher
        self._ranks = ranks
        self._alone = alone
        self._clock = clock
        self._lot = lot
        self._turns = Turns()

    async def visit(
        self,
        watched: Watched,
        errand: Errand = Errand(),
        tell: Callable[[VisitProgress], None] = lambda _: None,
    ) -> Refreshed:
        """Visit *watched* once; return how it ended. *tell* is called after each commit.

        A visit that nobody asked for is not made where the source is not due after all.
        """
        with self._alone(watched.source.name):
            return await self._visit(watched, errand, tell)

    async def _visit(
        self, watched: Watched, errand: Errand, tell: Callable[[VisitProgress], None]
    ) -> Refreshed:
        source = watched.source
        state = await self._database.read(
            source_states.get, source.name, source.kind, source.address
        )
        source = replace(source, address=state.adopted or source.address)
        run = _Run(
            database=self._database,
            fetcher=self._fetcher,
            watched=replace(watched, source=source),
            ranks=self._ranks,
            clock=self._clock,
            tell=tell,
            turns=self._turns,
            result=Refreshed(source=source.name, state=state),
        )
        if errand.may_visit(state, self._clock()):
            run.result.state = replace(state, warning=None)
            await self._driven(run, errand)
        return run.result

    async def _driven(self, run: "_Run", errand: Errand) -> None:
        before = run.result.state
        try:
            await run.drive(errand)
        except GoneFetchError as error:
            run.fail(after_end(run.result.state, self._clock(), str(error)), str(error))
        except (FetchError, UnreadableError) as error:
            run.fail(self._failed(run, error), str(error))
        except Exception as error:  # noqa: BLE001 - one source's bad day is not the others'
            _log.exception("the visit to source %r failed", before.name)
            run.fail(self._failed(run, error), f"unexpected: {error!r}")
        else:
            run.result.state = self._succeeded(run, before)
            await self._database.write(_finish, run.result.state, before, run.watched.announce)
            return
        await self._database.write(source_states.save, run.result.state)

    def _rhythm(self, run: "_Run") -> Rhythm:
        return Rhythm(every=run.watched.every, lot=self._lot())

    def _failed(self, run: "_Run", error: Exception) -> SourceState:
        retry_after = error.retry_after if isinstance(error, TransientFetchError) else None
        return after_failure(
            run.result.state, self._rhythm(run), self._clock(), str(error), retry_after=retry_after
        )

    def _succeeded(self, run: "_Run", before: SourceState) -> SourceState:
        return after_success(
            run.result.state,
            self._rhythm(run),
            self._clock(),
            changed=run.result.state.changed_at != before.changed_at,
            fresh_for=run.fresh_for,
            revisit_at=run.revisit_at,
        )


@dataclass(slots=True, kw_only=True)
class _Run:
    """One visit under way."""

    database: Database
    fetcher: Fetcher
    watched: Watched
    ranks: Mapping[str, int]
    clock: Callable[[], datetime]
    tell: Callable[[VisitProgress], None]
    turns: Turns
    result: Refreshed
    fresh_for: timedelta | None = None
    revisit_at: datetime | None = None
    items: int = 0
    total: int | None = None
    reader: Reader = field(default_factory=Reader)
    early: dict[str, asyncio.Task[Response]] = field(default_factory=dict)

    async def drive(self, errand: Errand) -> None:
        """Take the flow from step to step until it ends; raise what it raises."""
        source = self.watched.source
        visit = Visit(
            now=self.clock(),
            memory=self.result.state.memory,
            thorough=errand.by == "person",
            whole=errand.whole,
        )
        flow = SOURCE_KINDS[source.kind](source, visit)
        try:
            step = await self._advanced(flow, None)
            while step is not None:
                step = await self._advanced(flow, await self._answer(step))
        finally:
            await self._drop_early()
            await asyncio.to_thread(flow.close)

    async def _advanced(self, flow: Flow, answer: "Answer | FetchError") -> Step | None:
        return await self.turns.read(self.reader, _advance, flow, answer)

    def fail(self, state: SourceState, why: str) -> None:
        """Take note that the visit failed, and *why*."""
        self.result.state = state
        self.result.failure = why

    async def _answer(self, step: Step) -> "Answer | FetchError":
        match step:
            case Request():
                return await self._response(step)
            case Found():
                await self._commit(step)
                return None
            case Pause():
                return None
            case Census():
                return await self.database.read(sightings.count, self.result.source)
            case Roll():
                name = visiting.voice(self.result.source, secondhand=step.secondhand)
                return await self.database.read(sightings.published, name, step.since)

    async def _response(self, request: Request) -> "Response | FetchError":
        early = self.early.pop(request.url, None)
        await self._drop_early()
        try:
            response = await (early or self._fetch(request))
        except FetchError as error:
            return error
        if request.ahead is not None:
            following = replace(request, url=request.ahead, ahead=None)
            self.early[request.ahead] = asyncio.create_task(self._fetch(following))
        return response

    async def _fetch(self, request: Request) -> Response:
        response = await self.fetcher.fetch(self.watched.source, request, self.watched.access)
        if response.status == _NOT_MODIFIED and request.validators == Validators():
            raise TransientFetchError(
                f"{response.url} answered that nothing has changed, though it was asked for all",
                source=self.result.source,
                url=response.url,
            )
        return response

    async def _drop_early(self) -> None:
        """Let go of what was fetched ahead and not asked for after all."""
        dropped, self.early = list(self.early.values()), {}
        for task in dropped:
            task.cancel()
            with suppress(asyncio.CancelledError, FetchError):
                await task

    async def _commit(self, found: Found) -> None:
        step = visiting.Step(
            state=self.result.state,
            found=found,
            now=self.clock(),
            ranks=self.ranks,
            one_key=self.watched.source.kind not in _COPIES,
        )
        if visiting.holds_nothing(found):
            taken = visiting.Taken(state=visiting.after(step), made=())
        else:
            taken = await self.database.write(visiting.take_step, step)
        self.result.state = taken.state
        self._take_note(found, taken.made)

    def _take_note(self, found: Found, made: tuple[Made, ...]) -> None:
        result = self.result
        for one in made:
            result.counts[one.outcome] = result.counts.get(one.outcome, 0) + 1
        result.refused += len(found.rejected)
        result.rejected += found.rejected[: _TOLD - len(result.rejected)]
        result.hub = found.hub or result.hub
        self.fresh_for = found.fresh_for or self.fresh_for
        waits = [at for at in (self.revisit_at, found.revisit_at) if at is not None]
        self.revisit_at = min(waits, default=None)
        self.items += len(found.items) + len(found.rejected) + len(found.seen)
        self.total = found.total if found.total is not None else self.total
        self.tell(
            VisitProgress(
                source=result.source,
                items=self.items,
                total=self.total,
                made=made,
                rejected=found.rejected,
            )
        )


def _advance(flow: Flow, answer: Answer | FetchError) -> Step | None:
    """Give *answer* to the flow; return its next step, ``None`` where it has ended."""
    try:
        return flow.throw(answer) if isinstance(answer, FetchError) else flow.send(answer)
    except StopIteration:
        return None


def _finish(tx: Transaction, state: SourceState, before: SourceState, announce: int) -> None:
    """Save the state after a whole visit; after the first, announce what is newest."""
    if not before.settled:
        visiting.settle(tx, state, announce)
    source_states.save(tx, state)
