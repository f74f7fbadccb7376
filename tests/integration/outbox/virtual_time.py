"""An event loop whose time passes only when nobody has anything to do. Owns no test.

Whoever sleeps a week in it is woken at once; whoever waits for a thread waits for real.
"""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from typing import Any

_LONGEST_REAL_WAIT = 5.0  # seconds; a thread's answer wakes the loop before


class _Selector(selectors.DefaultSelector):
    """Waits for threads, and turns the clock on instead of waiting for a timer."""

    def __init__(self) -> None:
        super().__init__()
        self.elapsed = 0.0
        self.working = 0

    def select(self, timeout: float | None = None) -> Any:
        """Return what is ready; where nothing is and no thread works, let *timeout* pass."""
        ready = super().select(0)
        if ready or (timeout is not None and timeout <= 0):
            return ready
        if self.working or timeout is None:
            return super().select(_LONGEST_REAL_WAIT)
        self.elapsed += timeout
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """The loop of a simulation; :meth:`time` begins with 0."""

    def __init__(self) -> None:
        self._clockwork = _Selector()
        super().__init__(self._clockwork)

    def time(self) -> float:
        """Return the seconds that have passed in the simulation."""
        return self._clockwork.elapsed

    def stand_still(self, seconds: float) -> None:
        """Let time pass in which nothing is done, as in a process that gets no processor."""
        self._clockwork.elapsed += seconds

    def run_in_executor(  # type: ignore[override] - what asyncio calls, and no more
        self, executor: Any, func: Callable[..., Any], *args: Any
    ) -> asyncio.Future[Any]:
        """Run *func* in a thread; time stands still until it is done."""
        self._clockwork.working += 1
        future = super().run_in_executor(executor, func, *args)
        future.add_done_callback(self._worked)
        return future

    def _worked(self, future: asyncio.Future[Any]) -> None:
        del future
        self._clockwork.working -= 1


def simulate(story: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run *story* to its end in a loop of its own."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        runner.run(story())
