"""Where all calls pass, whatever their place: one by one while there is time, else a few abreast.

Owns that no second sees more calls than it may, however late the process is at times: they are
counted when they go. Those who waited go in beats, so that what is written down for each of them,
before the call and after, meets in one transaction. One of each beat may be a look, so that posts
wait for no thousand looks, nor a look for a million posts. What the pace is, is the pacer's to say.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta

from barqiya.outbox.pacing import Pacer

_Call = tuple[int, asyncio.Future[None]]

_LONGEST_WAIT = 1.0  # seconds without a look at the clock: somebody may have set it back
_LONGEST_DELAY = timedelta(seconds=0.25)  # of what is written down together with the next beat


class Gate:
    """Lets calls pass at the pace of *pacer*; *here* gives the present."""

    def __init__(self, pacer: Pacer, here: Callable[[], datetime]) -> None:
        self._pacer = pacer
        self._here = here
        self._posts: deque[_Call] = deque()
        self._looks: deque[_Call] = deque()
        self._joining: list[asyncio.Future[None]] = []
        self._timer: asyncio.TimerHandle | None = None

    def keep(self, pacer: Pacer) -> None:
        """Go by another pacer from now on."""
        self._pacer = pacer
        self._beat()

    async def enter(self, calls: int = 1, *, looks: bool = False) -> None:
        """Wait until *calls* that belong together may go, in the order of arrival; count them.

        *looks*: they change nothing, and go in an order of their own.
        """
        now = self._here()
        if self._next is None and self._pacer.free_at(now, calls) <= now:
            self._pacer.start(now, calls)
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        (self._looks if looks else self._posts).append((calls, turn))
        self._arm()
        await turn

    async def next_beat(self) -> None:
        """Wait for those who pass next, if it is not for long; at once where nobody waits."""
        if self._next is None:
            return
        now = self._here()
        if self._pacer.free_at(now, self._next[0]) - now > _LONGEST_DELAY:
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._joining.append(turn)
        await turn

    @property
    def _next(self) -> _Call | None:
        """Who goes first in the next beat; ``None`` where nobody waits."""
        return next((line[0] for line in (self._looks, self._posts) if line), None)

    def _arm(self) -> None:
        """See that the next beat comes, wherever there is one to wait for."""
        if self._timer is not None or self._next is None:
            return
        now = self._here()
        wait = (self._pacer.free_at(now, self._next[0]) - now).total_seconds()
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(min(max(wait, 0.0), _LONGEST_WAIT), self._beat)

    def _beat(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        now = self._here()
        passing = self._pass(now)
        going = passing
        if passing or self._next is None:
            going, self._joining = passing + self._joining, []
        for turn in going:
            if not turn.done():  # or cancelled
                turn.set_result(None)
        self._arm()

    def _pass(self, now: datetime) -> list[asyncio.Future[None]]:
        """Return those who may go now, counted: a few, or one that counts for more than those."""
        passing: list[asyncio.Future[None]] = []
        counted = 0
        while self._next is not None:
            line = self._posts if self._posts and (counted or not self._looks) else self._looks
            calls, turn = line[0]
            if counted and counted + calls > self._pacer.abreast:
                break
            if not counted and self._pacer.free_at(now, calls) > now:
                break
            line.popleft()
            if not turn.done():  # or cancelled meanwhile
                passing.append(turn)
                counted += calls
        if counted:
            self._pacer.start(now, counted)
        return passing
