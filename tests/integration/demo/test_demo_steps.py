"""The sample publication appears step by step, whatever becomes of a step."""

from datetime import UTC, datetime
from pathlib import Path

from barqiya.demo import steps
from barqiya.domain.query import Query
from barqiya.store import Database, articles, integrity

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
URL = "http://127.0.0.1:8080"


async def test_a_step_that_failed_is_taken_at_the_next_start(tmp_path: Path) -> None:
    """A store that was busy once costs no article: what is done is counted without gaps."""
    database = Database.open(f"sqlite:///{tmp_path}/store.db")
    first, second, third, *_ = steps.steps()
    for step in (first, third):
        await steps.take(database, step, URL, NOW)
    assert (await steps.remaining(database))[0].number == second.number
    for step in (second, third):
        await steps.take(database, step, URL, NOW)
    assert (await steps.remaining(database))[0].number == third.number + 1
    wanted = sum(len(step.paths) for step in (first, second, third))
    assert await database.read(articles.count, Query()) == wanted
    assert await database.read(integrity.faults) == []
    await database.close()
