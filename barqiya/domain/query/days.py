"""Days as people name them in a query: of the calendar, or counted back from today. No clock.

A day stays as it was meant («أمس»), so that a saved query goes with the time; :func:`begins` says
which moment it is for one who asks now.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from barqiya.domain.dates import find_date
from barqiya.domain.folding import fold

#: So many characters of a date are read: the longest way to write one is shorter.
LONGEST_DAY = 60

_MONTHS_A_YEAR = 12
_FIRST = datetime.min.replace(tzinfo=UTC)
_LAST = datetime.max.replace(tzinfo=UTC, microsecond=0)


class Unit(StrEnum):
    """What is counted back."""

    HOUR = "h"
    DAY = "d"
    WEEK = "w"
    MONTH = "m"
    YEAR = "y"


@dataclass(frozen=True, slots=True)
class On:
    """A day of the calendar."""

    date: date

    def __str__(self) -> str:
        return self.date.isoformat()


@dataclass(frozen=True, slots=True)
class Ago:
    """So many days, weeks, months or years before today; so many hours before now."""

    count: int
    unit: Unit

    def __str__(self) -> str:
        return f"{self.count}{self.unit}"


Day = On | Ago


def begins(day: Day, now: datetime) -> datetime:
    """Return the UTC moment at which *day* begins in the zone of *now* (aware).

    Hours are counted from *now* itself, to the minute. What no calendar holds is its first or last
    moment.
    """
    try:
        if isinstance(day, Ago) and day.unit is Unit.HOUR:
            return now.astimezone(UTC).replace(second=0, microsecond=0) - timedelta(hours=day.count)
        date_ = day.date if isinstance(day, On) else _back(now.date(), day)
        return datetime.combine(date_, time(0), tzinfo=now.tzinfo).astimezone(UTC)
    except (OverflowError, ValueError):  # before the first year or after the last
        late = isinstance(day, On) and day.date > now.date()
        return _LAST if late else _FIRST


def read_day(text: str) -> Day | None:
    """Return the day that the whole of *text* names, ``None`` where it names none.

    ``2025-03-01``, ``2025-03`` and ``2025`` (their first day), ``1/3/2025`` (day first), dates as
    :func:`~barqiya.domain.dates.find_date` reads them, ``مارس 2025``, ``أمس``, ``last week``,
    ``منذ 3 أيام``, ``3 days ago``, ``7d``; digits of any kind.
    """
    if len(text) > LONGEST_DAY:
        return None
    flat = " ".join(fold(text).strip(" .،,").split())
    return _NAMED.get(flat) or _counted(flat) or _numbers(flat) or _written(flat)


def _back(today: date, ago: Ago) -> date:
    if ago.unit in _DAYS_OF:
        return today - timedelta(days=ago.count * _DAYS_OF[ago.unit])
    months = today.year * _MONTHS_A_YEAR + today.month - 1
    months -= ago.count * (_MONTHS_A_YEAR if ago.unit is Unit.YEAR else 1)
    year, month = divmod(months, _MONTHS_A_YEAR)
    if year < 1:
        raise OverflowError
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(today.day, last))


_DAYS_OF = {Unit.DAY: 1, Unit.WEEK: 7}
_NAMED: dict[str, Day] = {
    fold(name): Ago(count, unit)
    for (count, unit), names in {
        (0, Unit.DAY): ("today", "اليوم", "النهارده"),
        (1, Unit.DAY): ("yesterday", "أمس", "امبارح", "البارحة"),
        (2, Unit.DAY): ("the day before yesterday", "أول أمس", "أمس الأول", "أول من أمس"),
        (1, Unit.WEEK): ("last week", "a week ago", "الأسبوع الماضي", "الأسبوع الفائت"),
        (1, Unit.MONTH): ("last month", "a month ago", "الشهر الماضي", "الشهر الفائت"),
        (1, Unit.YEAR): (
            *("last year", "a year ago", "العام الماضي", "السنة الماضية", "العام الفائت"),
        ),
    }.items()
    for name in names
}
_UNITS = {
    fold(name): unit
    for unit, names in {
        Unit.HOUR: ("h", "hour", "hours", "ساعة", "ساعات"),
        Unit.DAY: ("d", "day", "days", "يوم", "يوما", "أيام"),
        Unit.WEEK: ("w", "week", "weeks", "أسبوع", "أسبوعا", "أسابيع"),
        Unit.MONTH: ("m", "month", "months", "شهر", "شهرا", "أشهر", "شهور"),
        Unit.YEAR: ("y", "year", "years", "سنة", "سنوات", "سنين", "عام", "عاما", "أعوام"),
    }.items()
    for name in names
}
_TWO = {
    fold(name): unit
    for unit, name in (
        *((Unit.HOUR, "ساعتين"), (Unit.DAY, "يومين"), (Unit.WEEK, "أسبوعين")),
        *((Unit.MONTH, "شهرين"), (Unit.YEAR, "سنتين"), (Unit.YEAR, "عامين")),
    )
}
_AGO = re.compile(
    r"(?:(?:منذ|قبل|اخر|last|past) )?(?:(?P<count>\d{1,4}|an?|one) ?)?(?P<unit>[^\W\d]+)(?: ago)?"
)
_ISO = re.compile(r"(?P<year>\d{4})(?:[-/.](?P<month>\d{1,2})(?:[-/.](?P<day>\d{1,2}))?)?")
_DAY_FIRST = re.compile(r"(?:(?P<day>\d{1,2})[-/.])?(?P<month>\d{1,2})[-/.](?P<year>\d{4})")


def _counted(flat: str) -> Day | None:
    found = _AGO.fullmatch(flat)
    if found is None:
        return None
    unit, count = found["unit"], found["count"] or ""
    if unit in _TWO:
        return Ago(2, _TWO[unit])
    # A unit alone («day») names no day: a number stands before it, or a word for "before".
    if unit not in _UNITS or (found.end("unit") == len(flat) and found.start("unit") == 0):
        return None
    return Ago(int(count) if count.isdecimal() else 1, _UNITS[unit])


def _numbers(flat: str) -> Day | None:
    found = _ISO.fullmatch(flat) or _DAY_FIRST.fullmatch(flat)
    if found is None:
        return None
    try:
        return On(date(int(found["year"]), int(found["month"] or 1), int(found["day"] or 1)))
    except ValueError:
        return None


def _written(flat: str) -> Day | None:
    # «مارس 2025» is its first day.
    for text in (flat, f"1 {flat}"):
        found = find_date(text)
        if found and found.start == 0 and found.end == len(text):
            return On(found.day)
    return None
