"""What is known of a source between two visits, and when the next one is due. Pure.

A source is asked as often as its settings say while it publishes; one that says nothing new is
asked ever less often, one that fails is left alone ever longer. What a server asks for
(Retry-After, max-age) counts as "not before".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

_QUIET = 10  # a source quiet for so many intervals is asked half as often
_SLOWEST = 6  # times the interval of the settings: no quiet source is asked less often
_LONGEST_BACK_OFF = timedelta(hours=4)
_MOST_DOUBLINGS = 16
_JITTER = 0.1
_LONGEST_REASON = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """The state of one source. All moments are aware UTC.

    *address* is the one in the settings, *adopted* where it has moved for good. *memory* is the
    flow's own. *settled* says that it was visited whole once. *checked_at* is the last try,
    *succeeded_at* the last good one, *changed_at* when it last brought anything new. *due_at* is
    when it is visited next; nothing but a person's word visits it before *not_before*. *failures*
    counts those in a row, *reason* is that of the last. *stopped* is why it is not asked any more.
    *note* is what its operator should know of it, by its own word; *warning* what the last visit
    told and was not believed.
    """

    name: str
    kind: str
    address: str
    adopted: str | None = None
    memory: Mapping[str, Any] = field(default_factory=dict)
    settled: bool = False
    checked_at: datetime | None = None
    succeeded_at: datetime | None = None
    changed_at: datetime | None = None
    due_at: datetime | None = None
    not_before: datetime | None = None
    failures: int = 0
    reason: str | None = None
    stopped: str | None = None
    note: str | None = None
    warning: str | None = None

    def is_due(self, now: datetime) -> bool:
        """Whether it is to be visited at *now* by itself."""
        return self.stopped is None and (self.due_at is None or self.due_at <= now)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """An item of a source that was *refused*, or taken without a part of it, and why."""

    origin: str
    refused: bool
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """How often a source is asked: *every* as in the settings, *lot* drawn from 0 to 1."""

    every: timedelta
    lot: float


def after_success(  # noqa: PLR0913 # what a visit brought, by name
    state: SourceState,
    rhythm: Rhythm,
    now: datetime,
    *,
    changed: bool,
    fresh_for: timedelta | None = None,
    revisit_at: datetime | None = None,
) -> SourceState:
    """Return the state after a whole visit that ended well at *now*.

    *revisit_at* is when something in the source that lies in the future is due: it is not missed
    for any interval, but for what the server asks.
    """
    changed_at = now if changed or state.changed_at is None else state.changed_at
    not_before = now + fresh_for if fresh_for else None
    due_at = now + _jittered(_interval(rhythm.every, now - changed_at), rhythm.lot)
    if revisit_at is not None:
        due_at = min(due_at, max(revisit_at, now))
    return replace(
        state,
        settled=True,
        checked_at=now,
        succeeded_at=now,
        changed_at=changed_at,
        due_at=max(due_at, not_before) if not_before else due_at,
        not_before=not_before,
        failures=0,
        reason=None,
        stopped=None,
    )


def after_failure(
    state: SourceState,
    rhythm: Rhythm,
    now: datetime,
    reason: str,
    *,
    retry_after: timedelta | None = None,
) -> SourceState:
    """Return the state after a visit that failed at *now*: left alone twice as long each time."""
    doublings = min(state.failures, _MOST_DOUBLINGS)
    back_off = min(rhythm.every * 2**doublings, max(_LONGEST_BACK_OFF, rhythm.every))
    not_before = now + retry_after if retry_after else None
    due_at = now + _jittered(back_off, rhythm.lot)
    return replace(
        state,
        checked_at=now,
        due_at=max(due_at, not_before) if not_before else due_at,
        not_before=not_before,
        failures=state.failures + 1,
        reason=reason[:_LONGEST_REASON],
    )


def after_end(state: SourceState, now: datetime, reason: str) -> SourceState:
    """Return the state of a source that said at *now* that it is gone for good."""
    why = reason[:_LONGEST_REASON]
    return replace(state, checked_at=now, due_at=None, reason=why, stopped=why)


def _interval(every: timedelta, quiet: timedelta) -> timedelta:
    """Return how long to wait for a source that has brought nothing new for as long as *quiet*."""
    return min(max(every, quiet / _QUIET), every * _SLOWEST)


def _jittered(interval: timedelta, lot: float) -> timedelta:
    """Return *interval* moved by up to a tenth: sources of one rhythm part by themselves."""
    return interval * (1 + _JITTER * (2 * lot - 1))
