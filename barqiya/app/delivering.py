"""The deliveries of a run, as long as it lasts. Owns that they begin anew where they broke off."""

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Protocol

log = logging.getLogger(__name__)

_FIRST_PAUSE, _LONGEST_PAUSE = 5.0, 300.0  # seconds


class Delivering(Protocol):
    """What delivers until it is cancelled: a :class:`~barqiya.outbox.relay.Relay`."""

    def wake(self) -> None:
        """Have it look for work now."""
        ...

    async def run(self) -> None:
        """Deliver until cancelled. Usable once."""
        ...


class Deliveries:
    """What *make* makes, and makes again where it failed: no fault ends all deliveries for good.

    A new one finds out what the one before it had under way, as after a crash. *pause* is how many
    seconds are between them at first.
    """

    def __init__(self, make: Callable[[], Delivering], pause: float = _FIRST_PAUSE) -> None:
        self._make = make
        self._pause = pause
        self._now = make()

    def wake(self) -> None:
        """Have it look for work now."""
        self._now.wake()

    async def run(self) -> None:
        """Deliver until cancelled."""
        pause = self._pause
        while True:
            begun = time.monotonic()
            try:
                await self._now.run()
            except Exception:
                log.exception("deliveries broke off; they begin again in %.0f s", pause)
            await asyncio.sleep(pause)
            lasted = time.monotonic() - begun > _LONGEST_PAUSE
            pause = self._pause if lasted else min(2 * pause, _LONGEST_PAUSE)
            self._now = self._make()
