"""How fast is fast enough: our own pace, so that nobody has to ask us to slow down. Pure.

Owns the rates of one chat, of one group or channel, and of all together, and what a refusal teaches
of them. Knows no transport and no clock: moments come in. Telegram publishes about one message a
second in a chat, twenty a minute in a group or channel, thirty a second in all, edits among them
(https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this); the true numbers
are its own, and differ. What a chat waits for after a send is written down by the caller, so a new
process knows it too.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

_SLOWER, _SLOWEST = 1.5, 8.0  # times the interval, after each refusal and at most
_RECOVERY = 0.97  # of what is slower, after each success
_HALVED = timedelta(minutes=2)  # in which what is slower is half of it, where nobody refuses
_SLOWEST_LOOK = 2.0  # a look changes nothing, and a post in doubt waits for very many of them
_CROWD = 3  # places that refuse within that time: it is all of them together that are too fast
_CROWD_SPAN = timedelta(seconds=10)
_FORGET = 10_000  # places whose pace is remembered


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """One message each *interval*; *burst* at once after a rest, but *gap* between any two."""

    interval: timedelta
    burst: int = 1
    gap: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """The rates of a person's chat, of a group or channel, and of everything together.

    Of everything together *burst* go side by side once they have waited for as many intervals.
    *look* is for questions that change nothing: Telegram publishes no limit of them. In a group,
    three at once and then one each 3.6 s are at most twenty in any minute. All together are
    twenty-seven a second, and no second sees more than thirty, its first and last moment included.
    """

    private: Rate = Rate(interval=timedelta(seconds=1.05))
    group: Rate = Rate(interval=timedelta(seconds=3.6), burst=3, gap=timedelta(seconds=1.05))
    overall: Rate = Rate(interval=timedelta(seconds=1) / 27, burst=3)
    look: Rate = Rate(interval=timedelta(seconds=1.05), burst=3)


#: Where Telegram is paid for broadcasts it takes a thousand messages a second from one bot
#: (https://core.telegram.org/bots/api#sendmessage, allow_paid_broadcast).
PAID = Rate(interval=timedelta(seconds=1) / 900, burst=16)

#: No pace at all: for a transport that needs none.
UNBOUND = Rates(
    private=Rate(interval=timedelta(0)),
    group=Rate(interval=timedelta(0)),
    overall=Rate(interval=timedelta(0)),
    look=Rate(interval=timedelta(0)),
)

_LONGEST_RUN = timedelta(seconds=90)  # for all changes of one post: they must end within its lease


def apart(rates: Rates, calls: int, *, private: bool) -> timedelta:
    """Return how far apart *calls* to one place are made that belong together.

    The whole interval, for nobody knows how much of the burst is left there.
    """
    rate = rates.private if private else rates.group
    return min(rate.interval, _LONGEST_RUN / max(calls, 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Slower:
    """How many *times* the interval is kept since the moment *at*: what a refusal teaches fades."""

    times: float = 1.0
    at: datetime

    def now(self, now: datetime) -> float:
        passed = max(now - self.at, timedelta(0))
        return max(1.0, self.times * 0.5 ** (passed / _HALVED)) if self.times > 1.0 else 1.0

    def refused(self, now: datetime) -> "_Slower":
        return _Slower(times=min(self.now(now) * _SLOWER, _SLOWEST), at=now)

    def succeeded(self, now: datetime) -> "_Slower":
        return _Slower(times=max(1.0, self.now(now) * _RECOVERY), at=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Beat:
    """*full_at*: when the burst of a place is whole again. *slower*: what it has learned."""

    full_at: datetime
    slower: _Slower


class Pacer:
    """Keeps the pace of every place and of all together."""

    def __init__(self, rates: Rates) -> None:
        self._rates = rates
        self._beats: dict[str, _Beat] = {}
        self._next: datetime | None = None
        self._slower: _Slower | None = None
        self._refusals: list[tuple[datetime, str]] = []
        self._asked: dict[str, datetime] = {}

    @property
    def abreast(self) -> int:
        """How many calls may go side by side, whatever their places."""
        return self._rates.overall.burst

    def free_at(self, now: datetime, calls: int = 1) -> datetime:
        """Return when *calls* may go side by side, whatever their places.

        More than :attr:`abreast` wait for as many intervals more as they are too many.
        """
        if self._next is None:
            return now
        return max(self._next + self._interval(now) * max(calls - self.abreast, 0), now)

    def start(self, now: datetime, calls: int = 1) -> None:
        """Count *calls* that go now."""
        self._next = now + self._interval(now) * calls

    def _interval(self, now: datetime) -> timedelta:
        slower = self._slower.now(now) if self._slower else 1.0
        return self._rates.overall.interval * slower

    def sent(self, place_id: str, now: datetime, *, private: bool, calls: int = 1) -> datetime:
        """Count *calls* to a place, done by now; return when the next may go there.

        Counted when they end, so that they reach the server no faster than they are counted.
        """
        rate = self._rates.private if private else self._rates.group
        beat = self._beat(place_id, now)
        beat = replace(beat, slower=beat.slower.succeeded(now))
        interval = rate.interval * beat.slower.times
        # Who knows nothing of a place does not know what an earlier process sent there.
        known = beat.full_at if place_id in self._beats else now + interval * (rate.burst - 1)
        full_at = max(known, now) + interval * calls
        self._remember(place_id, replace(beat, full_at=full_at), now)
        self._slower = self._slower and self._slower.succeeded(now)
        return max(full_at - interval * (rate.burst - 1), now + max(rate.gap, timedelta(0)))

    def asked(
        self, place_id: str, now: datetime, *, sends: bool = False, private: bool = False
    ) -> datetime:
        """Count a question to a place; return when it may go there.

        *sends*: it is a message, to a person's chat where *private*.
        """
        sending = self._rates.private if private else self._rates.group
        rate = sending if sends else self._rates.look
        beat = self._beats.get(place_id)
        slower = beat.slower.now(now) if beat else 1.0
        interval = rate.interval * (slower if sends else min(slower, _SLOWEST_LOOK))
        # What an earlier process sent there nobody knows.
        unknown = now + interval * (rate.burst - 1) if sends else now
        full_at = max(self._asked.get(place_id, unknown), now)
        at = max(now, full_at - interval * (rate.burst - 1))
        self._asked[place_id] = full_at + interval
        if len(self._asked) > _FORGET:
            self._asked = {place: until for place, until in self._asked.items() if until > now}
        return at

    def refused(self, place_id: str, now: datetime) -> None:
        """Learn from a place that asked us to wait; where several do, from all of them."""
        beat = self._beat(place_id, now)
        slower = beat.slower.refused(now)
        self._remember(place_id, _Beat(full_at=max(beat.full_at, now), slower=slower), now)
        recent = [one for one in self._refusals if one[0] > now - _CROWD_SPAN]
        self._refusals = [*recent, (now, place_id)]
        if len({place for _, place in self._refusals}) >= _CROWD:
            self._slower = (self._slower or _Slower(at=now)).refused(now)
            self._refusals = []

    def _beat(self, place_id: str, now: datetime) -> _Beat:
        return self._beats.get(place_id) or _Beat(full_at=now, slower=_Slower(at=now))

    def _remember(self, place_id: str, beat: _Beat, now: datetime) -> None:
        self._beats[place_id] = beat
        if len(self._beats) > _FORGET:
            self._beats = {
                place: kept
                for place, kept in self._beats.items()
                if kept.full_at > now or kept.slower.now(now) > 1.0
            }
