"""While the index is being made: answers from what there is, feeds from the store, word of it."""

import asyncio
import logging
from typing import Any

import pytest

from barqiya.app import indexing
from barqiya.domain.query import parse
from barqiya.search import abreast, newest
from tests.integration.search.conftest import ASKED


async def abreast_of(follower: indexing.Follower) -> None:
    """Wait until the index holds all that the store does."""
    async with asyncio.timeout(60):
        while await follower.database.read(follower.index.behind) or not follower.settled:  # noqa: ASYNC110 - nobody sets an event there
            await asyncio.sleep(0.01)


@pytest.fixture
async def unready(archive: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Give an archive of which the index holds the first article, and is far behind."""
    await archive.publish("سوق المدينة")
    await archive.follow()
    await archive.publish_all(archive.content(f"سوق القرية {n}") for n in range(4))
    monkeypatch.setattr(abreast, "_FAR_BEHIND", 1)
    return archive


async def test_a_search_finds_what_is_there_and_says_so(unready: Any) -> None:
    """At once, with what is indexed and how much is not: more than a second could bring."""
    found = await unready.ask("سوق")
    assert ([hit.article.content.title for hit in found.hits], found.behind) == (["سوق المدينة"], 4)
    assert await unready.behind() == 4


async def test_a_feed_holds_the_newest_of_the_store(unready: Any) -> None:
    """No feed falls silent while the index is made: the newest articles are looked at."""
    query = parse("السوق -المدينة", ASKED)
    found = await unready.database.read(newest, unready.index, query, limit=3)
    titles = [one.content.title for one in found]
    assert titles == ["سوق القرية 3", "سوق القرية 2", "سوق القرية 1"]


async def test_the_way_is_told_in_the_log(
    unready: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """How much there is to do, how far it has come, that it is done; then it goes on in silence."""
    monkeypatch.setattr(indexing, "_LONG_WAY", 3)
    monkeypatch.setattr(indexing, "_AT_ONCE", 2)
    monkeypatch.setattr(indexing, "_TOLD_EVERY", 0)
    caplog.set_level(logging.INFO, "barqiya.app.indexing")
    follower = indexing.Follower(unready.database, unready.index)
    assert not follower.settled
    running = asyncio.create_task(follower.run())
    try:
        await abreast_of(follower)
        await unready.publish("سوق أخير")
        await abreast_of(follower)
    finally:
        running.cancel()
        await asyncio.wait([running])
    told = [record.getMessage() for record in caplog.records]
    assert told[0].startswith("the search index has 4 changes to take in")
    assert told[1:3] == [
        "search index: 3 of 5 changes (60 %)",
        "search index: 5 of 5 changes (100 %)",
    ]
    assert told[3].startswith("searches find all of it after")
    assert len(told) == 4
