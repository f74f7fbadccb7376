"""How well a source is, told to its operator. Pure; judges nothing that a visit would.

Whatever stands in here may be shown: addresses are without keys and passwords.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from barqiya.domain.normalize import without_secrets, without_secrets_in
from barqiya.domain.source_state import SetAside, SourceState


class Condition(StrEnum):
    """What a source's last visits came to."""

    WELL = "well"
    FAILING = "failing"
    WAITING = "waiting"  # it fails, and its server asked to be left alone for a while
    STOPPED = "stopped"
    UNVISITED = "unvisited"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceHealth:
    """The health of one source. All moments are aware UTC.

    *held* is how many of its articles are published here, *set_aside* how many of its items were
    refused or taken without a part, *newest* the newest of those. *reason* says why it fails or is
    not asked any more, *warning* what of its last visit was not believed, *note* what else its
    operator should know. The others are those of :class:`~barqiya.domain.source_state.SourceState`.
    """

    name: str
    kind: str
    address: str
    condition: Condition
    held: int = 0
    set_aside: int = 0
    newest: tuple[SetAside, ...] = ()
    failures: int = 0
    reason: str | None = None
    warning: str | None = None
    note: str | None = None
    checked_at: datetime | None = None
    succeeded_at: datetime | None = None
    changed_at: datetime | None = None
    due_at: datetime | None = None


def asks_for_rest(state: SourceState, now: datetime) -> bool:
    """Return whether the source failed, and asked to be left alone for longer than until *now*."""
    return bool(state.failures) and state.not_before is not None and state.not_before > now


def condition_of(state: SourceState, now: datetime) -> Condition:
    """Return what *state* means at *now*."""
    if state.stopped is not None:
        return Condition.STOPPED
    if state.failures:
        return Condition.WAITING if asks_for_rest(state, now) else Condition.FAILING
    return Condition.UNVISITED if state.checked_at is None else Condition.WELL


def health_of(
    state: SourceState, now: datetime, *, held: int, set_aside: int, newest: Sequence[SetAside]
) -> SourceHealth:
    """Return the health of the source in *state* at *now*."""
    return SourceHealth(
        name=state.name,
        kind=state.kind,
        address=without_secrets(state.adopted or state.address),
        condition=condition_of(state, now),
        held=held,
        set_aside=set_aside,
        newest=tuple(_fit_to_show(one) for one in newest),
        failures=state.failures,
        reason=_shown(state.stopped or state.reason),
        warning=_shown(state.warning),
        note=_shown(state.note),
        checked_at=state.checked_at,
        succeeded_at=state.succeeded_at,
        changed_at=state.changed_at,
        due_at=state.due_at,
    )


def _fit_to_show(one: SetAside) -> SetAside:
    return replace(
        one,
        origin=without_secrets_in(one.origin),
        reason=without_secrets_in(one.reason),
    )


def _shown(text: str | None) -> str | None:
    return without_secrets_in(text) if text else None
