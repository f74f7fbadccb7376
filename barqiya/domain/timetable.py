"""When a destination gets its posts. Owns the rule; reads no clock and knows no message.

A post goes at once, or evenly paced, or in a digest at set hours; none of them in the quiet hours.
Breaking news goes at once whatever the hour. Edits and retractions are nobody's alarm: they are
never bound by it.

Hours are those of the wall clock in the destination's zone. It is quiet whenever that clock shows a
quiet hour, twice where it shows it twice. A digest goes once a day for each of its hours: the first
time where the clock shows the hour twice, and when the clock passes it where it never shows it.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

#: What becomes of the posts that waited for the end of the quiet hours.
AfterQuiet = Literal["in order", "digest"]

_DAY = timedelta(days=1)
_HOUR_IN_MICROSECONDS = 3_600_000_000
_DAYS_AHEAD = 4  # a zone may leave out a day, and the quiet hours may swallow a digest of the next


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """The hours of one destination, in the zone *zone* (an IANA name).

    *per_hour* posts at most, evenly; *digest_at* are the hours of digests, in order (a timetable
    has one of the two, or neither: at once). *quiet* are the hours from and until which nothing is
    posted; over midnight where the second is the earlier. *breaking* is the text of a
    :class:`~barqiya.domain.query.Query`: what it wants is posted at once in any case.
    """

    zone: str = "UTC"
    per_hour: int | None = None
    digest_at: tuple[time, ...] = ()
    quiet: tuple[time, time] | None = None
    after_quiet: AfterQuiet = "in order"
    breaking: str = ""


AT_ONCE = Timetable()


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """When a post may go at the earliest (aware UTC), and how.

    *urgent*: it waits for no hour and no pace. *gathered*: it goes into one message with the others
    that are due there.
    """

    at: datetime
    urgent: bool = False
    gathered: bool = False


def appointment(
    timetable: Timetable,
    now: datetime,
    *,
    urgent: bool = False,
    last_digest: datetime | None = None,
) -> Appointment:
    """Return when a post that is planned at *now* (aware) is due.

    *last_digest* is the moment of the digest that was sent last: where the clock has been set back
    since, by less than a day, the same digest does not come a second time.
    """
    here = now.astimezone(UTC)
    if urgent:
        return Appointment(at=here, urgent=True)
    if timetable.digest_at:
        after = here
        if last_digest is not None and here < last_digest < here + _DAY:
            after = last_digest.astimezone(UTC)
        return Appointment(at=_next_digest(timetable, after), gathered=True)
    opens = opens_at(timetable, here)
    if opens is None:
        return Appointment(at=here)
    return Appointment(at=opens, gathered=timetable.after_quiet == "digest")


def opens_at(timetable: Timetable, now: datetime) -> datetime | None:
    """Return when the quiet hours end in which *now* lies (aware UTC), ``None`` outside of them.

    That is the earliest moment at which an ordinary post may go.
    """
    if timetable.quiet is None:
        return None
    zone, (begins, ends) = ZoneInfo(timetable.zone), timetable.quiet
    moment = now.astimezone(UTC)
    while between(begins, _wall(moment, zone), ends):
        # Where the clock is put forward or back before the end, look again from there.
        end = moment + _until(_wall(moment, zone), ends)
        moment = _shift(zone, moment, end) or end
    return moment if moment > now else None


def between(begins: time, hour: time, ends: time) -> bool:
    """Return whether *hour* lies in the hours from *begins*, until *ends*, maybe over midnight."""
    if begins < ends:
        return begins <= hour < ends
    return hour >= begins or hour < ends


def spacing(timetable: Timetable) -> timedelta:
    """Return what lies at least between two ordinary posts; nothing where they are not paced.

    Never less than the *per_hour* th part of an hour: so no hour, wherever it begins, holds more.
    """
    if timetable.per_hour is None:
        return timedelta(0)
    return timedelta(microseconds=-(-_HOUR_IN_MICROSECONDS // timetable.per_hour))


def _next_digest(timetable: Timetable, after: datetime) -> datetime:
    zone = ZoneInfo(timetable.zone)
    today = after.astimezone(zone).date()
    days = [today + _DAY * number for number in range(-1, _DAYS_AHEAD)]
    moments = [
        opens_at(timetable, moment) or moment
        for day in days
        if _first(day, time.min, zone).astimezone(zone).date() == day  # some zones left out a day
        for moment in (_first(day, hour, zone) for hour in timetable.digest_at)
    ]
    return min(moment for moment in moments if moment > after)


def _first(day: date, hour: time, zone: ZoneInfo) -> datetime:
    """Return the first moment at which the clock of *zone* shows that day and hour, or later."""
    wall = datetime.combine(day, hour, tzinfo=zone)
    moment = wall.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return moment
    # The hour is left out: it has a moment by the offset before, and one by that after (PEP 495).
    return _shift(zone, wall.replace(fold=1).astimezone(UTC), moment) or moment


def _shift(zone: ZoneInfo, begins: datetime, ends: datetime) -> datetime | None:
    """Return when the clock is put forward or back after *begins*, until *ends*."""
    first, last = int(begins.timestamp()), -int(-ends.timestamp() // 1)
    before = begins.astimezone(zone).utcoffset()
    if ends.astimezone(zone).utcoffset() == before:
        return None
    while last - first > 1:
        middle = (first + last) // 2
        if datetime.fromtimestamp(middle, zone).utcoffset() == before:
            first = middle
        else:
            last = middle
    return datetime.fromtimestamp(last, UTC)


def _wall(moment: datetime, zone: ZoneInfo) -> time:
    return moment.astimezone(zone).time()


def _until(hour: time, ends: time) -> timedelta:
    """Return how long a clock that shows *hour* goes until it shows *ends*."""
    day = date(2000, 1, 1)
    gap = datetime.combine(day, ends) - datetime.combine(day, hour)
    return gap if gap > timedelta(0) else gap + _DAY
