"""Whose turn it is: how many requests are under way in all and at one host, and how far apart.

Knows hosts by name only; sends nothing.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from barqiya.fetching.terms import Terms

_SPACING = timedelta(seconds=1)
_REMEMBERED = 1_000  # hosts; beyond it those that nobody waits for are forgotten


@dataclass(slots=True)
class _Host:
    places: asyncio.Semaphore
    next_start: float = 0.0
    guests: int = 0


class Manners:
    """Gives out turns. One for each fetcher, in one event loop."""

    def __init__(self, terms: Terms) -> None:
        self._all = asyncio.Semaphore(terms.at_once)
        self._at_a_host = terms.at_a_host
        self._spacing = (_SPACING if terms.spacing is None else terms.spacing).total_seconds()
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def turn(self, host: str, *, own: bool) -> AsyncIterator[None]:
        """Wait for the turn of a request to *host* and hold it; *own* hosts need no spacing.

        A place among all is taken last, when the request can start: who waits for one host keeps
        nobody from another.
        """
        if own:
            async with self._all:
                yield
            return
        place = self._place(host)
        place.guests += 1
        try:
            async with place.places:
                await self._started(place)
                try:
                    yield
                finally:
                    self._all.release()
        finally:
            place.guests -= 1

    async def _started(self, place: _Host) -> None:
        clock = asyncio.get_running_loop().time
        while True:
            await asyncio.sleep(max(0.0, place.next_start - clock()))
            await self._all.acquire()
            now = clock()
            if now >= place.next_start:
                place.next_start = now + self._spacing
                return
            self._all.release()  # another request to this host started while we waited

    def _place(self, host: str) -> _Host:
        if host not in self._hosts and len(self._hosts) >= _REMEMBERED:
            now = asyncio.get_running_loop().time()
            self._hosts = {
                name: place
                for name, place in self._hosts.items()
                if place.guests or place.next_start > now
            }
        return self._hosts.setdefault(host, _Host(asyncio.Semaphore(self._at_a_host)))
