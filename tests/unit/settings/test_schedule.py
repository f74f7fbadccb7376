import asyncio
import logging
from datetime import timedelta

import pytest

from barqiya.schedule import Every, Once, Schedule

SOON = timedelta(seconds=0.02)


async def test_a_job_is_called_again_and_again_though_it_fails(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """What fails is logged with its name, and called again in its time."""
    called = asyncio.Semaphore(0)

    async def fail() -> None:
        called.release()
        raise RuntimeError("no ink")

    with caplog.at_level(logging.ERROR):
        schedule = Schedule([Every(name="print", period=SOON, run=fail)])
        schedule.start()
        for _ in range(3):
            await asyncio.wait_for(called.acquire(), 30)
        schedule.stop()
    assert "the scheduled job 'print' failed" in caplog.text
    assert "no ink" in caplog.text


async def test_a_loop_that_was_busy_makes_a_job_late_not_lost() -> None:
    """APScheduler's own default would skip a job that is over a second late."""
    came = asyncio.Event()

    async def come() -> None:
        came.set()

    schedule = Schedule([Once(name="come", after=SOON, run=come)])
    schedule.start()
    # The loop is held, as a long computation would hold it.
    import time  # noqa: PLC0415 - blocking on purpose, here only

    time.sleep(1.3)  # noqa: ASYNC251 - see above
    await asyncio.wait_for(came.wait(), 30)
    schedule.stop()
