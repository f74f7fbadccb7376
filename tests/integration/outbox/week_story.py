"""A week of a newspaper, made of one seed. Owns no expectation.

What it publishes, corrects and withdraws, into which channels, and what its machine goes through
meanwhile.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta

from barqiya.domain.delivery import Destination
from barqiya.domain.timetable import Timetable

WEEK = 7 * 24 * 3600
SECTIONS = (
    "سياسة",
    "ثقافة",
    "رياضة",
    "علوم",
    "اقتصاد",
    "مدينة",
    "رأي",
    "صحة",
    "سفر",
    "بيئة",
    "تقنية",
    "فن",
)
BREAKING = "عاجل"
_MINUTE = 60
_HOUR = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """At *at* seconds of the week (true time), something happens to an article.

    *kind* is publish, correct, retract or restore; *categories* are those that it has then.
    """

    at: float
    kind: str
    number: int
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """From *at* seconds on, the machine's clock is wrong by *skew* seconds."""

    at: float
    skew: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A channel as the test knows it: *wants* are categories, empty for all."""

    name: str
    wants: frozenset[str]
    timetable: Timetable
    breaking: bool = False

    @property
    def destination(self) -> Destination:
        """The channel as the settings would name it."""
        asked = sorted(self.wants | ({BREAKING} if self.breaking and self.wants else set()))
        table = self.timetable
        if self.breaking:
            table = replace(table, breaking=f"category:{BREAKING}")
        return Destination(
            id=self.name,
            name=self.name,
            transport="wire",
            address=f"@{self.name}",
            query=" OR ".join(f"category:{one}" for one in asked),
            timetable=table,
        )

    def is_wanted(self, categories: tuple[str, ...]) -> bool:
        """Return whether the channel asks for an article with these categories."""
        if not self.wants or self.wants & set(categories):
            return True
        return self.breaking and BREAKING in categories

    def is_breaking(self, categories: tuple[str, ...]) -> bool:
        """Return whether an article with these categories waits for no hour here."""
        return self.breaking and BREAKING in categories


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A week that begins at *start*; *outages* are from and until when the machine rests."""

    start: datetime
    channels: tuple[Channel, ...]
    happenings: tuple[Happening, ...]
    outages: tuple[tuple[float, float], ...]
    shifts: tuple[Shift, ...]
    titles: dict[int, str] = field(default_factory=dict)

    def skew(self, at: float) -> float:
        """Return by how much the clock is wrong at *at* seconds."""
        return next((one.skew for one in reversed(self.shifts) if one.at <= at), 0.0)

    def wall(self, at: float) -> datetime:
        """Return what the machine takes for the present, in UTC."""
        return self.start + timedelta(seconds=at + self.skew(at))

    def is_down(self, at: float) -> bool:
        """Return whether the machine rests."""
        return any(begins <= at < ends for begins, ends in self.outages)


def a_story(start: datetime, seed: int, articles: int) -> Story:
    """Return a week with so many articles; the same for the same seed."""
    dice = random.Random(seed)  # noqa: S311 - a story, no secret
    return Story(
        start=start,
        channels=tuple(_channels()),
        happenings=_apart(sorted(_happenings(dice, articles), key=lambda one: one.at)),
        outages=(
            (1 * 24 * _HOUR + 7.5 * _HOUR, 1 * 24 * _HOUR + 9.25 * _HOUR),  # over a digest
            (4 * 24 * _HOUR + 21 * _HOUR, 5 * 24 * _HOUR + 2 * _HOUR),  # into the night
        ),
        shifts=(
            Shift(at=2 * 24 * _HOUR + 10.75 * _HOUR, skew=2 * _HOUR),  # forward, and right again
            Shift(at=2 * 24 * _HOUR + 15.25 * _HOUR, skew=0),
            Shift(at=5 * 24 * _HOUR + 18.25 * _HOUR, skew=-40 * _MINUTE),  # back over a digest
            Shift(at=6 * 24 * _HOUR + 5.25 * _HOUR, skew=0),
        ),
    )


def _channels() -> Iterator[Channel]:
    night, siesta = (time(23), time(7)), (time(1, 30), time(2, 45))
    zones = ("Europe/Berlin", "Asia/Beirut", "Asia/Riyadh", "Australia/Sydney")
    tables = (
        Timetable(),
        Timetable(quiet=night),
        Timetable(quiet=night, after_quiet="digest"),
        Timetable(per_hour=2, quiet=siesta),
        Timetable(digest_at=(time(2, 30), time(8), time(18))),
    )
    for number in range(20):
        table = replace(tables[number % 5], zone=zones[number // 5])
        wants = frozenset({SECTIONS[number % 12]})
        if number % 5 == 4 and number > 10:
            wants = frozenset(SECTIONS[:4])
        yield Channel(
            name=f"channel{number:02}", wants=wants, timetable=table, breaking=number % 2 == 0
        )


def _happenings(dice: random.Random, articles: int) -> Iterator[Happening]:
    for number in range(articles):
        at = dice.uniform(0, WEEK - 3 * _HOUR)
        if dice.random() < 0.2:
            at = dice.choice((1, 2, 4, 5)) * 24 * _HOUR + dice.uniform(7, 24) * _HOUR
            at = min(at, WEEK - 3 * _HOUR)
        categories: tuple[str, ...] = (dice.choice(SECTIONS),)
        if dice.random() < 0.05:
            categories += (BREAKING,)
        yield Happening(at=at, kind="publish", number=number, categories=categories)
        yield from _later(dice, at, number, categories)


def _later(
    dice: random.Random, at: float, number: int, categories: tuple[str, ...]
) -> Iterator[Happening]:
    if dice.random() < 0.1:
        for _ in range(dice.randint(1, 2)):
            at += dice.choice((3, 90, 3000, 20_000)) * dice.uniform(1, 2)
            if dice.random() < 0.3:
                categories = (dice.choice(SECTIONS), *categories[1:])
            yield Happening(at=at, kind="correct", number=number, categories=categories)
    if dice.random() < 0.04:
        at += dice.choice((90, 3000, 40_000, 200_000)) * dice.uniform(1, 2)
        yield Happening(at=at, kind="retract", number=number, categories=categories)
        if dice.random() < 0.5:
            at += dice.choice((90, 3000, 20_000)) * dice.uniform(1, 2)
            yield Happening(at=at, kind="restore", number=number, categories=categories)


def _apart(happenings: list[Happening]) -> tuple[Happening, ...]:
    """Return those of this week, each at a moment of its own that is no full minute nor second."""
    found: list[Happening] = []
    latest = 0.0
    for one in happenings:
        at = max(round(one.at) + 0.5, latest + 1)
        if at < WEEK - _HOUR:
            found.append(replace(one, at=at))
            latest = at
    return tuple(found)
