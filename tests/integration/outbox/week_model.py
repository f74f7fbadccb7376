"""What each channel of a week must have got, and when.

Found by going through the week moment by moment, with hours read off the clock. Shares nothing with
the code that it judges.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from tests.integration.outbox.week_story import WEEK, Channel, Happening, Story

BETWEEN = 3.0  # seconds between two messages to one channel
TAKES = 12  # articles in one message of a digest
_STEP = timedelta(minutes=1)
_DAY = timedelta(days=1)
_DELETES = 2 * _DAY  # no message can be deleted later


@dataclass(slots=True, kw_only=True)
class Waiting:
    """A post that waits in the model."""

    number: int
    due: datetime
    order: int
    planned: datetime
    urgent: bool = False
    gathered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message that a channel got at *at* seconds: the numbers of its articles."""

    at: float
    numbers: tuple[int, ...]
    urgent: bool = False


@dataclass(slots=True, kw_only=True)
class Fact:
    """An article as it is now, and when it was announced."""

    categories: tuple[str, ...]
    announced: datetime
    there: bool = True


@dataclass(slots=True, kw_only=True)
class Follower:
    """One channel, gone through the week."""

    story: Story
    channel: Channel
    waiting: list[Waiting] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    standing: dict[int, str] = field(default_factory=dict)
    sent: dict[int, tuple[datetime, tuple[int, ...]]] = field(default_factory=dict)
    free_at: datetime
    posts_after: datetime
    last_digest: datetime | None = None
    order: int = 0

    def planned(self, at: float, number: int, fact: Fact, *, fresh: bool) -> None:
        """Let the planner come to an article that changed."""
        now, state = self.story.wall(at), self.standing.get(number)
        wanted = fact.there and self.channel.is_wanted(fact.categories)
        if state is None:
            if wanted and (fresh or now - fact.announced < _DAY):
                self._wait(now, number, urgent=self.channel.is_breaking(fact.categories))
        elif state == "waiting":
            self._reconsider(now, number, fact, wanted=wanted)
        elif state == "out":
            if wanted:
                self._wait(now, number, urgent=False)
        elif state == "posted" and not fact.there:
            self._withdraw(now, number)
        elif state == "notice" and fact.there:
            self.standing[number] = "posted"
        elif state == "gone" and wanted:
            self._wait(now, number, urgent=False)

    def send_until(self, at: float, until: float) -> None:
        """Send what can be sent from *at* seconds until *until*."""
        while self.waiting:
            now = self.story.wall(at)
            head = self._head(now)
            if head is None:
                return
            free_at = self.free_at if head.urgent else max(self.free_at, self.posts_after)
            begins = at + max((free_at - now).total_seconds(), 0)
            if begins >= until:
                return
            self._send(begins, head)
            at = begins

    def set_back(self, at: float, by: timedelta) -> None:
        """Let the clock be set back: what was planned in a future that was none is planned anew."""
        now = self.story.wall(at)
        for moment in ("free_at", "posts_after"):
            if getattr(self, moment) > now:
                setattr(self, moment, getattr(self, moment) - by)
        for one in self.waiting:
            if one.planned > now:
                one.due, one.gathered = (now, False) if one.urgent else self._hour(now)
                one.planned = now

    def _withdraw(self, now: datetime, number: int) -> None:
        """Put a notice in the place of an article; a message without any other is deleted."""
        self.standing[number] = "notice"
        sent, together = self.sent[number]
        nothing_left = all(self.standing[one] == "notice" for one in together)
        if nothing_left and now - sent < _DELETES:
            self.standing.update(dict.fromkeys(together, "gone"))

    def _reconsider(self, now: datetime, number: int, fact: Fact, *, wanted: bool) -> None:
        (earlier,) = [one for one in self.waiting if one.number == number]
        self.waiting.remove(earlier)
        if not wanted:
            self.standing[number] = "out"
            return
        self._wait(now, number, urgent=earlier.urgent)
        latest = self.waiting[-1]
        if self.channel.is_breaking(fact.categories) and not earlier.urgent:
            latest.due, latest.urgent, latest.gathered = now, True, False
        else:
            latest.due, latest.gathered = earlier.due, earlier.gathered

    def _wait(self, now: datetime, number: int, *, urgent: bool) -> None:
        due, gathered = (now, False) if urgent else self._hour(now)
        self.order += 1
        self.waiting.append(
            Waiting(
                number=number,
                due=due,
                order=self.order,
                planned=now,
                urgent=urgent,
                gathered=gathered,
            )
        )
        self.standing[number] = "waiting"

    def _hour(self, now: datetime) -> tuple[datetime, bool]:
        table = self.channel.timetable
        if table.digest_at:
            after = now
            if self.last_digest is not None and now < self.last_digest < now + _DAY:
                after = self.last_digest
            return next(one for one in self._digests() if one > after), True
        if self._is_quiet(now):
            return self._end_of_quiet(now), table.after_quiet == "digest"
        return now, False

    def _head(self, now: datetime) -> Waiting | None:
        due = [one for one in self.waiting if one.due <= now]
        urgent = [one for one in due if one.urgent]
        if urgent:
            return min(urgent, key=_turn)
        if not due or self._is_quiet(now):
            return None
        return min(due, key=_turn)

    def _send(self, at: float, head: Waiting) -> None:
        now = self.story.wall(at)
        together = [head]
        if head.gathered:
            gathered = [one for one in self.waiting if one.gathered and one.due <= now]
            together = sorted(gathered, key=_turn)[:TAKES]
            self.last_digest = max(one.due for one in together)
        for one in together:
            self.waiting.remove(one)
            self.standing[one.number] = "posted"
        numbers = tuple(one.number for one in together)
        self.sent.update(dict.fromkeys(numbers, (now, numbers)))
        self.messages.append(Message(at=at, numbers=numbers, urgent=head.urgent))
        self.free_at = now + timedelta(seconds=BETWEEN)
        if self.channel.timetable.per_hour:
            self.posts_after = now + timedelta(hours=1) / self.channel.timetable.per_hour

    def _is_quiet(self, now: datetime) -> bool:
        if self.channel.timetable.quiet is None:
            return False
        begins, ends = self.channel.timetable.quiet
        hands = now.astimezone(ZoneInfo(self.channel.timetable.zone)).time()
        return begins <= hands < ends if begins < ends else not ends <= hands < begins

    def _end_of_quiet(self, now: datetime) -> datetime:
        moment = now.replace(second=0, microsecond=0)
        while self._is_quiet(moment):
            moment += _STEP
        return moment

    def _digests(self) -> tuple[datetime, ...]:
        table = self.channel.timetable
        return digests_by_the_minute(self.story.start, table.zone, table.digest_at)


def _turn(one: Waiting) -> tuple[datetime, int]:
    return one.due, one.order


@lru_cache
def digests_by_the_minute(
    start: datetime, zone: str, hours: tuple[time, ...]
) -> tuple[datetime, ...]:
    """Return when the clock in *zone* first shows each of these hours on each day."""
    found: dict[tuple[date, time], datetime] = {}
    begun = start - _DAY
    latest = begun.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    for minute in range(1, 10 * 1440):
        moment = begun + minute * _STEP
        shown = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        for hour in hours:
            if latest < datetime.combine(shown.date(), hour) <= shown:
                found.setdefault((shown.date(), hour), moment)
        latest = max(latest, shown)
    return tuple(sorted(found.values()))


def follow(story: Story) -> tuple[dict[str, list[Message]], dict[str, dict[int, str]]]:
    """Return the messages that each channel must have got, and what stands there in the end."""
    followers = [
        Follower(
            story=story, channel=channel, free_at=story.start - _DAY, posts_after=story.start - _DAY
        )
        for channel in story.channels
    ]
    facts: dict[int, Fact] = {}
    pending: list[Happening] = []
    for at, until, happened, back in _moments(story):
        pending += happened
        for happening in happened:
            _learn(facts, happening, story.wall(at))
        if story.is_down(at):
            continue
        for follower in followers:
            if back:
                follower.set_back(at, back)
            for number in dict.fromkeys(one.number for one in pending):
                fresh = any(one.number == number and one.kind == "publish" for one in pending)
                follower.planned(at, number, facts[number], fresh=fresh)
            follower.send_until(at, until)
        pending.clear()
    return (
        {one.channel.name: one.messages for one in followers},
        {one.channel.name: one.standing for one in followers},
    )


def _learn(facts: dict[int, Fact], happening: Happening, now: datetime) -> None:
    if happening.kind == "publish":
        facts[happening.number] = Fact(categories=happening.categories, announced=now)
        return
    facts[happening.number].categories = happening.categories
    facts[happening.number].there = happening.kind != "retract"


def _moments(story: Story) -> Iterator[tuple[float, float, list[Happening], timedelta | None]]:
    """Yield each moment at which something may change, the next, what happens, and how far back.

    The last is how far the clock is set back then: by the machine's own lights, so not while it
    rests.
    """
    by_time: dict[float, list[Happening]] = {}
    for one in story.happenings:
        by_time.setdefault(one.at, []).append(one)
    ticks = {float(second) for second in range(0, WEEK, 60)} | set(by_time)
    ticks |= {one.at for one in story.shifts} | {end for _, end in story.outages}
    ordered = sorted(ticks)
    for at, until in zip(ordered, [*ordered[1:], float(WEEK)], strict=True):
        skews = story.skew(at - 0.001), story.skew(at)
        back = timedelta(seconds=skews[0] - skews[1]) if skews[1] < skews[0] else None
        yield at, until, by_time.get(at, []), back
