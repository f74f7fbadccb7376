"""Dates as people write them, in Arabic and English. Owns no clock and no zone of its own.

Read are the month names of Egypt and the Gulf, the Levant and Iraq, the Maghreb, two side by side
(«كانون الأول / ديسمبر»), and English; the three kinds of digits that Arabic is written with.
A day of the Islamic calendar is not read as one of ours.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from email.utils import parsedate_to_datetime

_MONTHS = (
    ("يناير", "جانفي", "ينايير", "كانون الثاني", "كانون ثاني", "january", "jan"),
    ("فبراير", "فيفري", "شباط", "february", "feb"),
    ("مارس", "اذار", "آذار", "march", "mar"),
    ("ابريل", "افريل", "نيسان", "april", "apr"),
    ("مايو", "ماي", "ايار", "may"),
    ("يونيو", "يونيه", "جوان", "حزيران", "june", "jun"),
    ("يوليو", "يوليه", "يوليوز", "جويليه", "تموز", "july", "jul"),
    ("اغسطس", "غشت", "اوت", "آب", "اب", "august", "aug"),
    ("سبتمبر", "شتنبر", "ايلول", "september", "sept", "sep"),
    ("اكتوبر", "تشرين الاول", "تشرين اول", "october", "oct"),
    ("نوفمبر", "نونبر", "تشرين الثاني", "تشرين ثاني", "november", "nov"),
    ("ديسمبر", "دجنبر", "كانون الاول", "كانون اول", "december", "dec"),
)
_ISLAMIC = (
    *("محرم", "صفر", "ربيع", "جمادى", "جمادي", "رجب", "شعبان", "رمضان", "شوال", "القعده", "الحجه"),
)
_WEEKDAYS = (
    *("السبت", "الاحد", "الاثنين", "الاتنين", "الثلاثاء", "الثلاثا", "الاربعاء", "الاربعا"),
    *("الخميس", "الجمعه"),
    *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    *("mon", "tues", "tue", "wed", "thurs", "thur", "thu", "fri", "sat", "sun"),
)

# One character for one character, so that places in the flat text are places in the text itself.
_FLAT = str.maketrans(
    {
        **{ord(c): "ا" for c in "أإآٱ"},
        **{ord(c): "ي" for c in "ىی"},
        ord("ة"): "ه",
        ord("ک"): "ك",
        **{ord(c): " " for c in "\xa0\t\u200e\u200f"},
        **{0x0660 + n: str(n) for n in range(10)},
        **{0x06F0 + n: str(n) for n in range(10)},
        **{ord("A") + n: chr(ord("a") + n) for n in range(26)},
    }
)
_MONTH_NUMBERS = {
    name.translate(_FLAT): number for number, names in enumerate(_MONTHS, 1) for name in names
}


def _one_of(names: "tuple[str, ...] | list[str]") -> str:
    longest_first = sorted({name.translate(_FLAT) for name in names}, key=len, reverse=True)
    return "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in longest_first)


_MONTH = rf"(?P<month>{_one_of(list(_MONTH_NUMBERS))})\.?(?![a-zء-ي])"
# The same month in another tradition beside it, in brackets or behind a slash.
_OTHER = rf"(?:\s*[/\\(،-]\s*(?:{_one_of(list(_MONTH_NUMBERS))})\s*\)?)?"
_DAY = r"(?<!\d)(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
_GAP = r"\s*[،,.\-/]?\s*"
_WEEKDAY = rf"(?:(?:يوم\s+)?(?:{_one_of(_WEEKDAYS)})\.?\s*[،,:\-–|/]?\s*)?"
_OF = r"(?:\s+(?:من|of))?"
_ERA = r"(?:\s?م(?![ء-ي]))?"
_IN_YEAR = r"(?:(?:لعام|عام|سنه|من عام)\s+)?"
_DATES = (
    re.compile(rf"{_WEEKDAY}{_DAY}{_OF}{_GAP}{_MONTH}{_OTHER}{_GAP}{_IN_YEAR}{_YEAR}{_ERA}"),
    re.compile(rf"{_WEEKDAY}{_MONTH}{_OTHER}{_GAP}{_DAY}{_GAP}{_YEAR}{_ERA}"),
    re.compile(
        rf"{_WEEKDAY}{_YEAR}(?P<sep>[-/.])(?P<month>[01]?\d)(?P=sep)(?P<day>[0-3]?\d)(?!\d){_ERA}"
    ),
    re.compile(rf"{_WEEKDAY}{_DAY}(?P<sep>[-/.])(?P<month>[0-3]?\d)(?P=sep){_YEAR}{_ERA}"),
)
_CLOCK = re.compile(
    r"\s*(?:[-–—|،,@·•]|at|في|عند|علي)?\s*(?:تمام\s+)?(?:الساعه\s*:?\s*)?(?<!\d)(?P<hour>[0-2]?\d):(?P<minute>[0-5]\d)"
    r"(?::[0-5]\d)?(?:\s*(?P<half>صباحً?ا?ً?|مساءً?ا?|ص|م|a\.?m\.?|p\.?m\.?)(?![a-zء-ي]))?"
)
# «3:45 م - 12 سبتمبر 2023»: a time that stands before its date and touches it.
_BEFORE = re.compile(rf"{_CLOCK.pattern}\s*[-–—|،,@·•]?\s*$")
_ISLAMIC_DATE = re.compile(
    rf"{_WEEKDAY}\d{{1,2}}\s*[،,]?\s*(?:من\s+)?(?:ذو\s+|ذي\s+)?(?:{_one_of(_ISLAMIC)})"
    r"(?:\s*[\w]+)?\s*[،,]?\s*1[34]\d\d\s*(?:هـ|ه)?"
)
_RELATIVE = re.compile(
    r"(?:منذ|قبل)\s+(?:\d+\s+)?(?:ثانيه|ثوان[يٍ]?|دقيقه|دقيقتين|دقائق|ساعه|ساعتين|ساعات|يوم|يومين|ايام|اسبوع"
    r"|اسبوعين|اسابيع|شهر|شهرين|اشهر|شهور|سنه|سنتين|سنوات|عام|عامين|اعوام)(?:\s+واحده?)?"
    r"|\b(?:\d+|an?|one)\s+(?:second|minute|min|hour|day|week|month|year)s?\s+ago\b|^(?:اليوم|امس|today|yesterday)$"
)


# A year written with four digits that the library would take for one of two, of our times.
_YEAR_0 = re.compile(r"\s00\d\d\s")
_STRETCH = "\u0640"  # tatweel
_LONGEST_DATE = 120
_MONTHS_A_YEAR = 12
_NOON, _HOURS = 12, 24
_FIRST = datetime.min.replace(tzinfo=UTC) + timedelta(days=1)
_LAST = datetime.max.replace(tzinfo=UTC) - timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenDate:
    """A date found in a text: the day, the time where one follows it, and its place."""

    day: date
    clock: time | None
    start: int
    end: int


def find_date(text: str, *, after: int = 0) -> WrittenDate | None:
    """Return the first date written in *text* from place *after* on, with its weekday and time.

    «20/12/2024» is read day first. Where both numbers could be a month and the text is not Arabic,
    nobody can tell which is which, and nothing is read.
    """
    if _STRETCH in text:
        return _unstretched(text, after)
    flat = text.translate(_FLAT)
    found = [m for pattern in _DATES if (m := pattern.search(flat, after))]
    for match in sorted(found, key=lambda m: (m.start(), -m.end())):
        day = _day_of(match, flat)
        if day is not None:
            clock = _CLOCK.match(flat, match.end())
            end = clock.end() if clock else match.end()
            return WrittenDate(day=day, clock=_time_of(clock), start=match.start(), end=end)
    return None


def _unstretched(text: str, after: int) -> WrittenDate | None:
    """Find a date in *text* without the stretches («سبتـمبر») that only widen its letters."""
    places = [place for place, letter in enumerate(text) if letter != _STRETCH]
    start = bisect_left(places, after)
    found = find_date(text.replace(_STRETCH, ""), after=start)
    if found is None:
        return None
    return replace(found, start=places[found.start], end=places[found.end - 1] + 1)


def is_only_date(text: str) -> bool:
    """Return whether *text* is but a date or a time, of any calendar, or words like «منذ يومين»."""
    if len(text) > _LONGEST_DATE:
        return False
    text = text.replace(_STRETCH, "")
    rest = text.translate(_FLAT)
    for pattern in (*_DATES, _ISLAMIC_DATE, _RELATIVE, _CLOCK):
        rest = pattern.sub(" ", rest)
    rest = re.sub(_one_of(_WEEKDAYS), " ", rest) if rest != text.translate(_FLAT) else rest
    if rest == text.translate(_FLAT):
        return False
    return re.search(r"[^\W_]", re.sub(r"\b(?:هـ|ه|م|الموافق|gmt|utc|بتوقيت)\b", "", rest)) is None


def find_relative(text: str) -> tuple[int, int] | None:
    """Return the place of words such as «منذ يومين» or "3 days ago", which tell no day."""
    found = _RELATIVE.search(text.translate(_FLAT))
    return found.span() if found else None


def moment_of(written: WrittenDate, zone: tzinfo) -> datetime:
    """Return the aware moment of a date written in *zone*; without a time, the day's beginning."""
    return datetime.combine(written.day, written.clock or time(0), tzinfo=zone).astimezone(UTC)


def parse_moment(text: str, zone: tzinfo) -> datetime | None:
    """Return the aware UTC moment that a program or a person wrote, ``None`` where none is read.

    RFC 3339, RFC 5322, or as :func:`find_date` reads. Without a zone of its own it is in *zone*.
    """
    trimmed = text.strip()
    for read in (_iso, _mail):
        moment = read(trimmed)
        if moment is not None:
            return _in_utc(moment, zone)
    written = find_date(trimmed)
    if written is None:
        return None
    before = _BEFORE.search(trimmed[: written.start].translate(_FLAT))
    if written.clock is None and before is not None:
        written = replace(written, clock=_time_of(before))
    return moment_of(written, zone)


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text.replace(" UTC", "Z"))
    except ValueError:
        return None


def _mail(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text) if ":" in text and not _YEAR_0.search(text) else None
    except (ValueError, IndexError, TypeError, OverflowError):
        return None


def _in_utc(moment: datetime, zone: tzinfo) -> datetime | None:
    try:
        utc = (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except OverflowError:
        return None
    # On the first and the last day that can be counted, no zone but UTC could show the moment.
    return utc if _FIRST < utc < _LAST else None


def _day_of(match: re.Match[str], flat: str) -> date | None:
    written = re.sub(r"\s+", " ", match["month"])
    day, year = int(match["day"]), int(match["year"])
    month = int(written) if written.isdecimal() else _MONTH_NUMBERS[written]
    numbers_only = written.isdecimal() and match.start("day") < match.start("year")
    if numbers_only and month > _MONTHS_A_YEAR >= day:
        day, month = month, day
    elif numbers_only and day <= _MONTHS_A_YEAR and day != month and re.search("[a-z]", flat):
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _time_of(match: re.Match[str] | None) -> time | None:
    if match is None:
        return None
    hour, half = int(match["hour"]), match["half"] or ""
    if half[:1] in ("م", "p") and hour < _NOON:
        hour += 12
    elif half[:1] in ("ص", "a") and hour == _NOON:
        hour = 0
    return time(hour, int(match["minute"])) if hour < _HOURS else None
