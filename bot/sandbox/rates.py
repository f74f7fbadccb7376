"""How many messages a chat takes: Telegram's published rates, when switched on.

About one message a second in a private chat, twenty a minute in a channel, thirty a second
overall; short bursts pass. Waits of a few seconds Telegram sleeps through itself; longer
ones it answers with 429 (https://core.telegram.org/bots/faq).
"""

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bot.sandbox.errors import too_many_requests

_REMEMBERED: Final = 100  # moments of each chat


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """Seconds between messages once a burst is used up, and how long the server waits itself.

    *channel_minute* and *overall_second* are how many messages any minute, any second may see.
    """

    private_interval: float = 1.0
    private_burst: int = 5
    channel_interval: float = 3.0
    channel_burst: int = 20
    overall_interval: float = 1 / 30
    overall_burst: int = 30
    patience: float = 8.0
    channel_minute: int | None = None
    overall_second: int | None = None


STRICT = Rates(
    private_burst=3,
    channel_interval=1.0,
    channel_burst=3,
    patience=0.0,
    channel_minute=20,
    overall_second=30,
)
"""The published limits to the letter, each call beyond them refused at once."""


class Pacer:
    """Keeps the time at which each chat may be written to again (a leaky bucket)."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.rates: Rates | None = None
        self._clock = clock
        self._free_at: dict[int, float] = {}
        self._moments: dict[int, deque[float]] = {}

    def claim(self, chat_id: int, messages: int = 1) -> float:
        """Seconds to wait before a call that makes so many messages; counts them.

        Raises ApiError 429.
        """
        if self.rates is None:
            return 0.0
        rates = self.rates
        mine = (rates.private_interval, rates.private_burst)
        if chat_id < 0:
            mine = (rates.channel_interval, rates.channel_burst)
        everybody = (rates.overall_interval, rates.overall_burst)
        wait = max(self._wait(chat_id, *mine), self._wait(0, *everybody))
        if chat_id < 0:
            wait = max(wait, self._crowded(chat_id, rates.channel_minute, 60.0))
        wait = max(wait, self._crowded(0, rates.overall_second, 1.0))
        if wait > rates.patience:
            raise too_many_requests(math.ceil(wait))
        self._count(chat_id, messages, mine[0])
        self._count(0, messages, everybody[0])
        return wait

    def _wait(self, key: int, interval: float, burst: int) -> float:
        ahead = self._free_at.get(key, 0.0) - self._clock()
        return max(0.0, ahead - (burst - 1) * interval)

    def _crowded(self, key: int, most: int | None, seconds: float) -> float:
        """Return how long until fewer than *most* messages lie within the last *seconds*."""
        moments = self._moments.get(key, ())
        if most is None or len(moments) < most:
            return 0.0
        return max(0.0, moments[-most] + seconds - self._clock())

    def _count(self, key: int, messages: int, interval: float) -> None:
        now = self._clock()
        self._free_at[key] = max(now, self._free_at.get(key, 0.0)) + messages * interval
        kept = self._moments.setdefault(key, deque(maxlen=_REMEMBERED))
        kept.extend([now] * messages)
