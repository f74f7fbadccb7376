"""When a post is due, against a clock that is read minute by minute."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from barqiya.domain.timetable import AT_ONCE, Appointment, Timetable, appointment, opens_at, spacing

MINUTE = timedelta(minutes=1)
#: Clocks that change at midnight, at two, at half an hour, twice in a Ramadan, never.
ZONES = (
    "Africa/Cairo",
    "Africa/Casablanca",
    "Asia/Beirut",
    "Asia/Kathmandu",
    "Asia/Riyadh",
    "America/New_York",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Europe/Berlin",
)
NIGHT = (time(23), time(7))


def changes(zone: str) -> list[datetime]:
    """Return the hours of 2005 to 2026 at which the clock of *zone* is put forward or back."""
    here, found = ZoneInfo(zone), []
    moment = datetime(2005, 1, 1, tzinfo=UTC)
    while moment.year < 2027:
        later = moment + timedelta(days=1)
        if moment.astimezone(here).utcoffset() != later.astimezone(here).utcoffset():
            found.append(moment)
        moment = later
    return found


CHANGES = [(zone, moment) for zone in ZONES for moment in changes(zone)]
clocks = st.builds(time, st.integers(0, 23), st.integers(0, 59))
spans = st.tuples(clocks, clocks).filter(lambda span: span[0] != span[1])


@st.composite
def moments(draw: st.DrawFn) -> tuple[str, datetime]:
    """Draw a zone and a moment there, near a change of its clock as often as not."""
    if draw(st.booleans()):
        zone, day = draw(st.sampled_from(CHANGES))
    else:
        zone = draw(st.sampled_from(ZONES))
        day = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=draw(st.integers(0, 364)))
    return zone, day + MINUTE * draw(st.integers(-24 * 60, 48 * 60))


def minutes(now: datetime, zone: str, count: int) -> Iterator[tuple[datetime, datetime]]:
    """Yield the minutes from *now* on, each as a moment and as the clock shows it there."""
    for number in range(count):
        moment = now + MINUTE * number
        yield moment, moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def quiet_by_the_minute(span: tuple[time, time] | None, wall: datetime) -> bool:
    """Return whether the clock's hands stand in the quiet hours."""
    if span is None:
        return False
    hands, (begins, ends) = (wall.hour, wall.minute), [(t.hour, t.minute) for t in span]
    inside = begins <= hands < ends
    return inside if begins < ends else not ends <= hands < begins


def open_by_the_minute(table: Timetable, now: datetime) -> datetime:
    """Return the first minute from *now* on that is not quiet."""
    return next(
        moment
        for moment, wall in minutes(now, table.zone, 4 * 1440)
        if not quiet_by_the_minute(table.quiet, wall)
    )


def digests_by_the_minute(table: Timetable, since: datetime, days: int) -> set[datetime]:
    """Return the moments of digests: on each day, each hour when the clock first reaches it."""
    reached: dict[datetime, datetime] = {}
    latest = since.astimezone(ZoneInfo(table.zone)).replace(tzinfo=None)
    for moment, wall in minutes(since, table.zone, days * 1440):
        for hour in table.digest_at:
            for day in {latest.date(), wall.date()}:
                if latest < datetime.combine(day, hour) <= wall:
                    reached.setdefault(datetime.combine(day, hour), moment)
        latest = max(latest, wall)
    return {open_by_the_minute(table, moment) for moment in reached.values()}


@settings(max_examples=300, deadline=None)
@given(where=moments(), span=spans)
@example(
    where=("Europe/Berlin", datetime(2026, 10, 25, 0, 10, tzinfo=UTC)), span=(time(2), time(3))
)
@example(where=("Africa/Cairo", datetime(2026, 4, 23, 21, 30, tzinfo=UTC)), span=NIGHT)
def test_the_quiet_hours_end_when_the_clock_says_so(
    where: tuple[str, datetime], span: tuple[time, time]
) -> None:
    """In every zone, over midnight, over clocks put forward and back: as read by the minute."""
    zone, now = where
    table = Timetable(zone=zone, quiet=span)
    expected = open_by_the_minute(table, now)
    assert opens_at(table, now) == (None if expected == now else expected)
    assert appointment(table, now) == Appointment(at=expected)


@settings(max_examples=60, deadline=None)
@given(
    where=moments(),
    hours=st.lists(clocks, min_size=1, max_size=4, unique=True),
    span=st.none() | spans,
)
def test_a_digest_is_the_next_of_its_hours(
    where: tuple[str, datetime], hours: list[time], span: tuple[time, time] | None
) -> None:
    """After *now*, each hour once a day, and never in the quiet hours."""
    zone, now = where
    table = Timetable(zone=zone, digest_at=tuple(sorted(hours)), quiet=span)
    begun = now - timedelta(days=2)
    expected = min(one for one in digests_by_the_minute(table, begun, 5) if one > now)
    assert appointment(table, now) == Appointment(at=expected, gathered=True)


@settings(max_examples=40, deadline=None)
@given(change=st.sampled_from(CHANGES), hour=clocks)
def test_a_digest_goes_exactly_once_a_day(change: tuple[str, datetime], hour: time) -> None:
    """From one digest to the next: as many as there are days, though the clock is changed."""
    zone, day = change
    table = Timetable(zone=zone, digest_at=(hour,))
    start = datetime.combine(day.date() - timedelta(days=3), time(12), tzinfo=ZoneInfo(zone))
    end = datetime.combine(day.date() + timedelta(days=4), time(12), tzinfo=ZoneInfo(zone))
    at, found = start.astimezone(UTC), []
    while (at := appointment(table, at).at) <= end.astimezone(UTC):
        found.append(at)
    assert len(found) == 7


@pytest.mark.parametrize(
    ("hour", "day", "moment"),
    [
        # Put forward from 02:00 to 03:00, back from 03:00 to 02:00.
        (time(2, 30), date(2026, 3, 29), datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
        (time(2, 30), date(2026, 10, 25), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (time(3, 0), date(2026, 3, 29), datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
        (time(3, 0), date(2026, 10, 25), datetime(2026, 10, 25, 2, 0, tzinfo=UTC)),
    ],
)
def test_the_hour_that_is_left_out_and_the_hour_that_comes_twice(
    hour: time, day: date, moment: datetime
) -> None:
    """The first is passed when the clock is put forward; of the second the first counts."""
    table = Timetable(zone="Europe/Berlin", digest_at=(hour,))
    midnight = datetime.combine(day, time(0), tzinfo=ZoneInfo(table.zone))
    assert appointment(table, midnight).at == moment
    assert appointment(table, moment).at > moment + timedelta(hours=22)


def test_a_day_that_a_zone_leaves_out_has_no_digest() -> None:
    """Samoa went from Thursday to Saturday."""
    table = Timetable(zone="Pacific/Apia", digest_at=(time(8),))
    thursday = appointment(table, datetime(2011, 12, 29, 0, tzinfo=UTC)).at
    here = ZoneInfo(table.zone)
    assert thursday.astimezone(here).date() == date(2011, 12, 29)
    assert appointment(table, thursday).at.astimezone(here).date() == date(2011, 12, 31)


def test_at_once_is_now() -> None:
    """Whoever has no hours posts at once; a pace is kept at the send."""
    now = datetime(2026, 3, 1, 9, 0, 0, 5, tzinfo=UTC)
    assert appointment(AT_ONCE, now) == Appointment(at=now)
    assert appointment(Timetable(per_hour=4), now) == Appointment(at=now)
    assert opens_at(AT_ONCE, now) is None


def test_what_is_urgent_waits_for_no_hour() -> None:
    """Neither for the quiet hours nor for a digest."""
    now = datetime(2026, 3, 1, 1, 0, tzinfo=UTC)
    for table in (Timetable(quiet=NIGHT), Timetable(digest_at=(time(8),))):
        assert appointment(table, now, urgent=True) == Appointment(at=now, urgent=True)


def test_what_waited_for_the_end_of_the_quiet_hours_may_be_a_digest() -> None:
    """By setting; what comes by day goes by itself all the same."""
    table = Timetable(quiet=NIGHT, after_quiet="digest")
    night, day = (datetime(2026, 3, 1, hour, tzinfo=UTC) for hour in (1, 12))
    assert appointment(table, night) == Appointment(at=night.replace(hour=7), gathered=True)
    assert appointment(table, day) == Appointment(at=day)
    in_order = replace(table, after_quiet="in order")
    assert appointment(in_order, night) == Appointment(at=night.replace(hour=7))


def test_a_clock_that_was_set_back_brings_no_digest_a_second_time() -> None:
    """The digest of eight is sent; then it is five to eight again, and the next article comes."""
    table = Timetable(digest_at=(time(8), time(18)))
    eight = datetime(2026, 3, 1, 8, tzinfo=UTC)
    again = eight - timedelta(minutes=5)
    assert appointment(table, again).at == eight
    assert appointment(table, again, last_digest=eight).at == eight.replace(hour=18)
    # A clock that was wrong by a year silences nobody for a year.
    assert appointment(table, again, last_digest=eight + timedelta(days=365)).at == eight


@given(rate=st.integers(1, 1200))
def test_no_hour_holds_more_posts_than_the_pace_allows(rate: int) -> None:
    """Wherever the hour begins; and they lie evenly."""
    pause = spacing(Timetable(per_hour=rate))
    assert pause * rate >= timedelta(hours=1)
    assert pause * rate < timedelta(hours=1, milliseconds=2)
    assert spacing(AT_ONCE) == timedelta(0)
