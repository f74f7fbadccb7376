"""Promises of reading dates as people write them."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barqiya.domain.dates import find_date, find_relative, is_only_date, parse_moment

CAIRO = ZoneInfo("Africa/Cairo")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("الجمعة , ديسمبر 20 2024", date(2024, 12, 20)),
        ("١٩ ديسمبر، ٢٠٢٤", date(2024, 12, 19)),
        ("۱۹ دیسمبر ۲۰۲۴".replace("دی", "دي"), date(2024, 12, 19)),
        ("19 كانون الأول / ديسمبر 2024", date(2024, 12, 19)),
        ("5 تشرين الثاني (نوفمبر) 2021", date(2021, 11, 5)),
        ("السبت، 5 آب/أغسطس 2023", date(2023, 8, 5)),
        ("3 شباط 2024", date(2024, 2, 3)),
        ("12 حزيران، 2022", date(2022, 6, 12)),
        ("3 غشت 2022", date(2022, 8, 3)),
        ("14 جويلية 2020", date(2020, 7, 14)),
        ("1 نونبر 2019", date(2019, 11, 1)),
        ("5 من مارس عام 2024م", date(2024, 3, 5)),
        ("20th December, 2024", date(2024, 12, 20)),
        ("Fri, Dec 20, 2024", date(2024, 12, 20)),
        ("2024-12-20", date(2024, 12, 20)),
        ("٢٠/١٢/٢٠٢٤", date(2024, 12, 20)),
        ("04/02/2026", date(2026, 2, 4)),
        ("12/25/2024", date(2024, 12, 25)),
        ("7 رجب 1446 هـ الموافق 7 يناير 2025م", date(2025, 1, 7)),
    ],
)
def test_dates_are_read_in_every_tradition(text: str, day: date) -> None:
    """Egypt, the Levant, the Maghreb, two names side by side, three kinds of digits, English."""
    written = find_date(text)
    assert written is not None
    assert written.day == day


@pytest.mark.parametrize(
    "text",
    [
        "15 جمادى الآخرة 1446 هـ",
        "31 فبراير 2024",
        "خلال الحرب (1950-1953)",
        "في ماي",
        "By someone on 04/02/2026",
        "منذ ساعتين",
        "12 2024",
        "",
    ],
)
def test_what_tells_no_day_is_not_read(text: str) -> None:
    """The Islamic calendar, days that do not exist, years alone, and what nobody can tell."""
    assert find_date(text) is None


def test_a_glued_teaser_comes_apart_at_its_date() -> None:
    """Author, weekday and date without a blank between them."""
    text = "ليلى الشناوىالخميس 19 ديسمبر 2024 القرار الذي"
    written = find_date(text)
    assert written is not None
    assert (text[: written.start], text[written.end :]) == ("ليلى الشناوى", " القرار الذي")


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("12 سبتمبر 2023 - 10:30 صباحًا", time(10, 30)),
        ("12 سبتمبر 2023 الساعة 7:05 مساءً", time(19, 5)),
        ("١٢ سبتمبر ٢٠٢٣ ١٢:١٥ ص", time(0, 15)),
        ("September 12, 2023 at 3:05 pm", time(15, 5)),
        ("12 سبتمبر 2023 على الساعة 10:30", time(10, 30)),
        ("12 سبتمبر 2023 في تمام الساعة 9:15 صباحا", time(9, 15)),
        ("12 سبتمبر 2023", None),
    ],
)
def test_the_time_beside_a_date_is_read(text: str, clock: time | None) -> None:
    """In both halves of the day, in Arabic and English."""
    written = find_date(text)
    assert written is not None
    assert written.clock == clock


@pytest.mark.parametrize(
    ("text", "only"),
    [
        ("الجمعة , ديسمبر 20 2024", True),
        ("الخميس 9 رجب 1446 هـ", True),
        ("3 days ago", True),
        ("منذ 3 أيام", True),
        ("السبت 21 ديسمبر 2024 - 10:15", True),
        ("حصاد 12 سبتمبر 2023", False),
        ("في عام 2023", False),
        ("السبت", False),
    ],
)
def test_a_line_of_nothing_but_a_date_is_known(text: str, *, only: bool) -> None:
    """A date of any calendar or age is one; a sentence that holds a date is not."""
    assert is_only_date(text) is only


def test_the_place_of_an_age_is_found() -> None:
    """Words such as «منذ يومين» end a name as a date does."""
    text = "مازن السراجي منذ يومين"
    place = find_relative(text)
    assert place is not None
    assert text[: place[0]].strip() == "مازن السراجي"
    assert find_relative("قبل الفجر") is None


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-10-15T22:10:00+02:00", datetime(2026, 10, 15, 20, 10, tzinfo=UTC)),
        ("2026-07-15 22:10", datetime(2026, 7, 15, 19, 10, tzinfo=UTC)),
        ("2026-01-15", datetime(2026, 1, 14, 22, 0, tzinfo=UTC)),
        ("Sat, 07 Sep 2024 10:00:00 GMT", datetime(2024, 9, 7, 10, 0, tzinfo=UTC)),
        ("7 سبتمبر 2024", datetime(2024, 9, 6, 21, 0, tzinfo=UTC)),
        ("0001-01-01", None),
        ("9999-12-31T23:59:59-05:00", None),
        ("soon", None),
    ],
)
def test_moments_are_aware_and_utc(text: str, moment: datetime | None) -> None:
    """What programs and people write becomes a moment; without a zone, in the zone given."""
    assert parse_moment(text, CAIRO) == moment


@given(st.text())
def test_no_text_breaks_the_reading(text: str) -> None:
    """Any text is read or not, and the place found lies within it."""
    written = find_date(text)
    assert written is None or 0 <= written.start < written.end <= len(text)
    assert is_only_date(text) in (True, False)
    parse_moment(text, UTC)


@pytest.mark.parametrize("zone", [ZoneInfo("Pacific/Kiritimati"), ZoneInfo("Pacific/Pago_Pago")])
def test_a_moment_can_be_shown_in_every_zone(zone: ZoneInfo) -> None:
    """No date is taken in that a page or a post would later stumble over."""
    for text in ("9999-12-31T23:59:59Z", "9999-12-31T00:30:00Z", "0001-01-01T23:00:00Z"):
        assert parse_moment(text, UTC) is None
    for text in ("9999-12-30T23:59:59Z", "0001-01-02T00:00:01Z"):
        moment = parse_moment(text, UTC)
        assert moment is not None
        assert moment.astimezone(zone) == moment


def test_a_stretched_date_is_read_at_its_place() -> None:
    """«سبتـمبر» is September; the place of the date is that in the text as it is written."""
    text = "نُشـر يوم الثـلاثاء 12 سبتـــمبر 2023 في المدينة"
    written = find_date(text)
    assert written is not None
    assert written.day == date(2023, 9, 12)
    assert text[written.end :] == " في المدينة"
    assert is_only_date("الثـلاثاء 12 سبتـــمبر 2023")


def test_a_time_before_its_date_is_read() -> None:
    """Where the two touch."""
    moment = datetime(2023, 9, 12, 15, 45, tzinfo=UTC)
    assert parse_moment("3:45 م - 12 سبتمبر 2023", UTC) == moment
    assert parse_moment("5:10 كان الموعد، ثم 12 سبتمبر 2023", UTC) == moment.replace(
        hour=0, minute=0
    )
