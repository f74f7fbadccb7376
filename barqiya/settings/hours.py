"""Hours and schedules as people write them, turned into values. Knows no channel and no clock."""

import re
from dataclasses import dataclass
from datetime import time
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?(?:[:.]00)?(?:\s*([ap])\.?m\.?)?")
_BETWEEN_HOURS = re.compile(r"\s*(?:,|،|;|\band\b|&|\+)\s*|\s+")
_FROM_UNTIL = re.compile(r"\s*(?:[-–—]|\bto\b|\buntil\b|\btill\b)\s*")
_RATE = re.compile(r"(\d{1,4})\s*(?:per|an|a|every|/|x\s*/?)\s*(?:hour|hr|h)")
_EVERY = re.compile(r"every\s+(\d{1,2})\s*(?:m|min|mins|minutes)")
_AT_ONCE = frozenset({"at once", "immediate", "immediately", "now", "instant", "instantly"})
_PACED = frozenset({"paced", "pace", "spaced", "evenly"})
_HOURS_A_DAY = 24
_NOON = 12
_MINUTES = 60
_MOST_AN_HOUR = 1200  # Telegram takes twenty a minute into one group

Way = Literal["at once", "paced", "digest"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """How a channel is posted to, as far as one setting says it."""

    way: Way
    per_hour: int | None = None
    digest_at: tuple[time, ...] = ()


def _clock(value: Any) -> time:
    if isinstance(value, time):
        return value.replace(second=0, microsecond=0, tzinfo=None)
    found = _CLOCK.fullmatch(str(value).strip().lower())
    if found is None or isinstance(value, bool):
        raise ValueError("is not an hour of the day")
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3]:
        if not 1 <= hour <= _NOON:
            raise ValueError("is not an hour of the day")
        hour = hour % _NOON + (_NOON if found[3] == "p" else 0)
    if hour == _HOURS_A_DAY and minute == 0:
        hour = 0
    try:
        return time(hour, minute)
    except ValueError:
        raise ValueError("is not an hour of the day") from None


def _clocks(value: Any) -> tuple[time, ...]:
    """Return the hours in *value*, sorted, each once."""
    if isinstance(value, str):
        value = re.sub(r"\s+(?=[ap]\.?m\b)", "", value.strip().lower())
        value = [part for part in _BETWEEN_HOURS.split(value) if part]
    if not isinstance(value, list | tuple):
        value = [value]
    return tuple(sorted({_clock(one) for one in value}))


def _span(value: Any) -> tuple[time, time]:
    if isinstance(value, str):
        value = _FROM_UNTIL.split(re.sub(r"^from\s+", "", value.strip().lower()))
    if not isinstance(value, list | tuple) or len(value) != 2:  # noqa: PLR2004 - from, until
        raise ValueError("is not two hours, from and until")
    begins, ends = _clock(value[0]), _clock(value[1])
    if begins == ends:
        raise ValueError("begins where it ends")
    return begins, ends


def _schedule(value: Any) -> Schedule:
    text = " ".join(str(value).lower().replace("_", " ").split())
    words = text.replace("-", " ")
    if words in _AT_ONCE:
        return Schedule(way="at once")
    if words in _PACED:
        return Schedule(way="paced")
    rate = _RATE.fullmatch(re.sub(r"^(?:paced|at most)[\s:,]+", "", text))
    if rate is not None:
        return Schedule(way="paced", per_hour=_rate(rate[1]))
    every = _EVERY.fullmatch(text)
    if every is not None and int(every[1]) and _MINUTES % int(every[1]) == 0:
        return Schedule(way="paced", per_hour=_MINUTES // int(every[1]))
    digest = re.fullmatch(r"digests?(?:[\s:]+(?:at\s+)?(.+))?", text)
    if digest is None:
        raise ValueError("is not a schedule")
    return Schedule(way="digest", digest_at=_clocks(digest[1]) if digest[1] else ())


def _rate(value: Any) -> int:
    text = str(value).strip()
    if isinstance(value, bool) or not text.isdecimal() or not 1 <= int(text) <= _MOST_AN_HOUR:
        raise ValueError(f"is not a number from 1 to {_MOST_AN_HOUR}")
    return int(text)


def _spelled(value: Any) -> Any:
    """Return a choice of words as it is written here: with single spaces, in small letters."""
    return (
        " ".join(re.sub(r"[-_]", " ", value).lower().split()) if isinstance(value, str) else value
    )


Clocks = Annotated[tuple[time, ...], BeforeValidator(_clocks)]
Span = Annotated[tuple[time, time], BeforeValidator(_span)]
Rate = Annotated[int, BeforeValidator(_rate)]
Posting = Annotated[Schedule, BeforeValidator(_schedule)]
AfterQuietHours = Annotated[Literal["in order", "digest"], BeforeValidator(_spelled)]
