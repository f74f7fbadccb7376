"""What becomes of feeds when an article changes, is withdrawn, or nothing happens but time."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import feedparser
import httpx
import pytest

from barqiya.domain.article import Article, Label
from barqiya.domain.decide import Retract, restore, withdraw
from barqiya.domain.query import Query
from barqiya.store import Database, articles
from feeds.asgi import build
from feeds.pages import SearchPage
from feeds.representation import Ways
from feeds.site import Site

NOON = datetime(2026, 11, 20, 12, 0, 0, tzinfo=UTC)
Publish = Callable[..., Any]


@dataclass(slots=True)
class Clock:
    """A clock that stands until it is set."""

    now: datetime = NOON + timedelta(days=2)

    def __call__(self) -> datetime:
        """Return what time it is."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """Return the clock of the application."""
    return Clock()


@pytest.fixture
async def client(
    watched: Any, site: Site, clock: Clock, ways: Ways
) -> AsyncIterator[httpx.AsyncClient]:
    """Return a client of an application that lives by *clock*."""
    app = build(watched, replace(site, items=3), lambda *_: SearchPage(total=0), ways, clock=clock)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app),
        base_url="http://feeds.test",
        headers={"accept-encoding": "identity"},
    ) as opened:
        yield opened


async def _tags(client: httpx.AsyncClient, *paths: str) -> list[str]:
    return [(await client.get(path)).headers["etag"] for path in paths]


async def _withdraw(database: Database, public_id: str, at: datetime) -> Article:
    def act(tx: Any) -> Article:
        article = articles.find_by_prefix(tx, public_id)
        decision = withdraw(article, "the editor", at)
        assert isinstance(decision, Retract)
        articles.save(tx, [decision])
        return decision.article

    return await database.write(act)


async def test_a_change_makes_only_the_feeds_anew_that_hold_the_article(
    client: httpx.AsyncClient, publish: Publish, watched: Any
) -> None:
    """The others keep their bytes and their tags, and the store is not asked for them."""
    theirs = ("/feeds/all.rss", "/feeds/category/علوم.atom", "/feeds/search.json?q=المدّ")
    others = ("/feeds/category/city.rss", "/feeds/author/nora-halloway.json")
    before, kept = await _tags(client, *theirs), await _tags(client, *others)
    await publish("tide", content_html="<p>بل بست دقائق وصل المدّ.</p>")
    reads = watched.reads
    assert await _tags(client, *others) == kept
    assert watched.reads == reads + 1  # which articles changed
    after = await _tags(client, *theirs)
    assert all(new != old for new, old in zip(after, before, strict=True))
    assert watched.reads == reads + 1 + len(theirs)
    watched.closed = True
    assert await _tags(client, *theirs) == after


async def test_what_does_not_reach_a_feed_leaves_it_alone(
    client: httpx.AsyncClient, publish: Publish, watched: Any
) -> None:
    """What is corrected behind the end of a full feed is none of its business; a new one is."""
    for number in range(4):
        await publish(f"ancient{number}", title="قديم", published_at=NOON - timedelta(days=900))
    await publish("last", title="آخر ما وصل", published_at=NOON - timedelta(days=800))
    before = await _tags(client, "/feeds/all.rss", "/feeds/all.atom")
    await publish("ancient0", title="أقدم", published_at=NOON - timedelta(days=900))
    reads = watched.reads
    assert await _tags(client, "/feeds/all.rss", "/feeds/all.atom") == before
    assert watched.reads == reads + 1
    await publish("fresh", title="جديد", published_at=NOON + timedelta(hours=1))
    read: Any = feedparser.parse((await client.get("/feeds/all.rss")).content)
    assert read.entries[0].title == "جديد"


async def test_an_article_that_moves_leaves_one_feed_and_enters_another(
    client: httpx.AsyncClient, publish: Publish
) -> None:
    """A correction of its category reaches both feeds."""
    await _tags(client, "/feeds/category/علوم.json", "/feeds/category/city.json")
    await publish("tide", categories=(Label(name="City"),))
    for path, there in (("/feeds/category/علوم.json", False), ("/feeds/category/city.json", True)):
        items = (await client.get(path)).json()["items"]
        assert ("المدّ يصل قبل الساعة" in [item["title"] for item in items]) is there


async def test_many_changes_at_once(client: httpx.AsyncClient, publish: Publish) -> None:
    """After an import every feed is made anew, without looking at each change."""
    await _tags(client, "/feeds/all.json", "/feeds/category/city.json")
    for number in range(210):
        await publish(
            f"n{number}", title=f"نشرة {number}", published_at=NOON + timedelta(hours=number)
        )
    items = (await client.get("/feeds/all.json")).json()["items"]
    assert [item["title"] for item in items] == ["نشرة 209", "نشرة 208", "نشرة 207"]


async def test_two_who_ask_at_once_have_it_made_once(
    client: httpx.AsyncClient, publish: Publish, watched: Any
) -> None:
    """At first and after a change: one reading of the changes, one making."""
    reads = watched.reads
    await asyncio.gather(*(client.get("/feeds/all.rss") for _ in range(9)))
    assert watched.reads == reads + 1
    await publish("tide", title="المدّ")
    reads = watched.reads
    got = await asyncio.gather(*(client.get("/feeds/all.rss") for _ in range(9)))
    assert watched.reads == reads + 2
    assert len({one.headers["etag"] for one in got}) == 1


async def test_other_spellings_of_a_feed_are_not_kept_beside_it(
    client: httpx.AsyncClient, watched: Any
) -> None:
    """However a name is spelled, one feed is made: nobody fills our memory with spellings."""
    (tag,) = await _tags(client, "/feeds/category/علوم.rss")
    watched.closed = True
    for spelling in ("عُلُوم", "علـوم", "%20علوم%20", "علوم-"):
        assert await _tags(client, f"/feeds/category/{spelling}.rss") == [tag]


@pytest.mark.parametrize(
    "path", ["/feeds/none.rss", "/feeds/category/-.rss", "/feeds/tag/" + "ا" * 301 + ".atom"]
)
async def test_what_cannot_be_a_feed_costs_no_reading(
    client: httpx.AsyncClient, watched: Any, path: str
) -> None:
    """404 without the store."""
    watched.closed = True
    assert (await client.get(path)).status_code == 404


async def test_a_withdrawal_is_told_for_its_days_and_then_leaves(
    client: httpx.AsyncClient, database: Database, clock: Clock, watched: Any
) -> None:
    """Every step is another tag and another date; nobody publishes anything for the last one."""
    paths = ("/feeds/all.rss", "/feeds/all.atom", "/feeds/all.json")
    first = await _tags(client, *paths)
    items = (await client.get("/feeds/all.json")).json()["items"]
    wrong = next(item for item in items if item["title"] == "المدّ يصل قبل الساعة")
    await _withdraw(database, wrong["id"], clock.now)
    told = await _tags(client, *paths)
    (item,) = [
        item
        for item in (await client.get("/feeds/all.json")).json()["items"]
        if item["id"] == wrong["id"]
    ]
    assert item["title"] == "سُحبت هذه المقالة"
    assert item["url"] == wrong["url"]
    assert item["date_published"] == wrong["date_published"]
    assert item["date_modified"] > wrong["date_modified"]
    dated = (await client.get("/feeds/all.rss")).headers["last-modified"]
    clock.now += timedelta(days=29, hours=23)
    watched.closed = True
    assert await _tags(client, *paths) == told
    watched.closed = False
    clock.now += timedelta(hours=2)
    left = await _tags(client, *paths)
    for one, other, third in zip(first, told, left, strict=True):
        assert len({one, other, third}) == 3
    assert wrong["id"] not in (await client.get("/feeds/all.atom")).text
    since = {"if-modified-since": dated}
    assert (await client.get("/feeds/all.rss", headers=since)).status_code == 200


async def test_what_is_back_is_the_same_entry(
    client: httpx.AsyncClient, database: Database, clock: Clock
) -> None:
    """An editor who undoes a withdrawal gives readers the article again, under its id."""
    (before,) = await _tags(client, "/feeds/all.json")
    items = (await client.get("/feeds/all.json")).json()["items"]
    gone = await _withdraw(database, items[0]["id"], clock.now)
    assert await _tags(client, "/feeds/all.json") != [before]
    decision = restore(gone, clock.now + timedelta(hours=1))
    await database.write(articles.save, [decision])
    again = (await client.get("/feeds/all.json")).json()["items"]
    assert [(i["id"], i["title"]) for i in again] == [(i["id"], i["title"]) for i in items]
    assert again[0]["date_modified"] > items[0]["date_modified"]


async def test_a_withdrawal_behind_the_end_of_a_feed_is_not_told(
    client: httpx.AsyncClient, database: Database, publish: Publish, clock: Clock
) -> None:
    """It had left the feed before."""
    await publish("ancient", title="قديم", published_at=NOON - timedelta(days=900))
    found = await database.read(articles.latest, Query(), limit=100)
    await _withdraw(database, found[-1].public_id, clock.now)
    assert found[-1].public_id not in (await client.get("/feeds/all.atom")).text


async def test_only_feeds_that_held_it_tell_of_a_withdrawal(
    client: httpx.AsyncClient, database: Database, clock: Clock
) -> None:
    """By category and by words: who never saw the article hears nothing of it."""
    found = await database.read(articles.latest, Query(), limit=100)
    tide = next(one for one in found if one.content.title == "المدّ يصل قبل الساعة")
    await _withdraw(database, tide.public_id, clock.now)
    for path, told in (
        ("/feeds/category/علوم.json", True),
        ("/feeds/search.json?q=المدّ", True),
        ("/feeds/category/city.json", False),
        ("/feeds/search.json?q=سباق", False),
    ):
        assert (tide.public_id in (await client.get(path)).text) is told


async def test_days_in_a_query_go_on_by_themselves(
    client: httpx.AsyncClient, publish: Publish, clock: Clock
) -> None:
    """«Since yesterday» holds another set tomorrow, at the same address."""
    await publish("late", title="متأخر", published_at=clock.now - timedelta(hours=3))
    path = "/feeds/search.json?q=after:yesterday"
    assert "متأخر" in (await client.get(path)).text
    assert "متأخر" in (await client.get(path)).text
    clock.now += timedelta(days=3)
    assert json.loads((await client.get(path)).content)["items"] == []
