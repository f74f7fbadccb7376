"""When items were published: what of a date is believed, and what has to wait. Owns no clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from barqiya.domain.article import SourceItem

#: Clocks differ, and a piece scheduled within a minute is published at once with its later date.
AHEAD = timedelta(minutes=2)
_LONGEST_WAIT = timedelta(days=366)
_FIRST_YEAR = 1900
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_ZONES = timedelta(hours=14)  # midnight of 1970-01-01 in any zone: a zero, not a date


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """The *items* that may be published now, and when the first of the others may."""

    items: tuple[SourceItem, ...]
    revisit_at: datetime | None


def believed(published_at: datetime | None, now: datetime) -> tuple[datetime | None, str | None]:
    """Return the date where it makes sense, else ``None`` and what was wrong with it.

    Nothing on the web was published before 1900 or at the zero of a computer's clock, and nobody
    schedules more than a year ahead.
    """
    if published_at is None:
        return None, None
    if published_at.year < _FIRST_YEAR or abs(published_at - _EPOCH) <= _EPOCH_ZONES:
        return None, _aside(published_at, "lies too far back")
    if published_at > now + _LONGEST_WAIT:
        return None, _aside(published_at, "lies more than a year ahead")
    return published_at, None


def due(items: Iterable[SourceItem], now: datetime) -> Due:
    """Part *items* into those to be published and those whose date is still to come."""
    ready: list[SourceItem] = []
    waiting: list[datetime] = []
    for item in items:
        published_at = item.content.published_at
        if published_at is not None and published_at > now + AHEAD:
            waiting.append(published_at)
        else:
            ready.append(item)
    return Due(items=tuple(ready), revisit_at=min(waiting, default=None))


def _aside(moment: datetime, why: str) -> str:
    return (
        f"its date {moment.date().isoformat()} makes no sense ({why}); "
        "the moment it was first seen stands instead"
    )
