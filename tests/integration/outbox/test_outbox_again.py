"""Deliveries that broke off begin anew by themselves."""

import asyncio
import logging

import pytest

from barqiya.app.delivering import Deliveries


class Delivering:
    """Fails at once, or goes on until it is cancelled."""

    def __init__(self, *, fails: bool) -> None:
        self._fails = fails
        self.begun = asyncio.Event()
        self.woken = 0

    def wake(self) -> None:
        """Count that."""
        self.woken += 1

    async def run(self) -> None:
        """Fail, or go on."""
        self.begun.set()
        if self._fails:
            raise KeyError("something nobody thought of")
        await asyncio.Event().wait()


async def test_a_fault_that_ends_them_ends_them_for_a_moment_only(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Made anew after each fault, said each time; whoever wakes them wakes the newest."""
    made = [Delivering(fails=True), Delivering(fails=True), Delivering(fails=False)]
    waiting = iter(made)
    deliveries = Deliveries(lambda: next(waiting), pause=0.01)
    task = asyncio.create_task(deliveries.run())
    async with asyncio.timeout(20):
        await made[-1].begun.wait()
    deliveries.wake()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert [one.woken for one in made] == [0, 0, 1]
    said = [r for r in caplog.records if r.levelno >= logging.ERROR]
    assert len(said) == 2
