"""Periodic jobs as data, on APScheduler's AsyncIOScheduler. The only importer of apscheduler.

It only wakes: what is due lives in tables, so a job that was missed loses nothing.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

_log = logging.getLogger(__name__)

# APScheduler's default of one second silently skips what a busy loop made late.
_GRACE_SECONDS = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Every:
    """Call *run* again and again, *period* apart; one call at a time, missed ones made up once."""

    name: str
    period: timedelta
    run: Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Once:
    """Call *run* once, *after* so long from the start."""

    name: str
    after: timedelta
    run: Callable[[], Awaitable[None]]


class Schedule:
    """The jobs of one process. Usable once; :meth:`start` needs a running loop."""

    def __init__(self, jobs: Iterable[Every | Once]) -> None:
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            job_defaults={
                "coalesce": True,
                "max_instances": 1,
                "misfire_grace_time": _GRACE_SECONDS,
            },
        )
        self._jobs = tuple(jobs)

    def start(self) -> None:
        """Begin to call the jobs."""
        # One call at a time is meant: that one takes longer than its period is nobody's concern.
        logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
        now = datetime.now(UTC)
        for job in self._jobs:
            run = _guarded(job.name, job.run)
            if isinstance(job, Every):
                self._scheduler.add_job(
                    run, "interval", seconds=job.period.total_seconds(), id=job.name
                )
            else:
                self._scheduler.add_job(run, "date", run_date=now + job.after, id=job.name)
        self._scheduler.start()

    def stop(self) -> None:
        """Call no job any more; one that runs is not waited for."""
        self._scheduler.shutdown(wait=False)


def _guarded(name: str, run: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
    async def guarded() -> None:
        try:
            await run()
        except asyncio.CancelledError:
            return  # stopped in the middle, which is no failure of the job's
        except Exception:  # noqa: BLE001 - the edge of the scheduler: see below
            # A job that failed is called again in its time; the reason must not be lost.
            _log.exception("the scheduled job %r failed", name)

    return guarded
