"""A small publication in a real store, and its application."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from barqiya.domain.article import (
    Article,
    ArticleId,
    Author,
    Content,
    Identity,
    Label,
    RelatedArticle,
    SourceItem,
    Status,
)
from barqiya.domain.decide import Ignore, decide
from barqiya.domain.publication import Publication
from barqiya.domain.query import Query
from barqiya.errors import QueryError
from barqiya.search import SeeAlso, matches
from barqiya.store import Database, Transaction, arrivals, articles
from feeds.asgi import build
from feeds.pages import SearchHit, SearchPage
from feeds.representation import Ways
from feeds.site import Place, Site

NOON = datetime(2026, 11, 20, 12, 0, 0, tzinfo=UTC)


def item(name: str, **changes: Any) -> SourceItem:
    """Return what a source claims of the article *name*."""
    content = {
        "title": "المدّ يصل قبل الساعة",
        "content_html": "<p>وصل المدّ اليوم قبل موعده بسبع دقائق.</p>",
        "summary": "سبع دقائق كاملة.",
        "language": "ar",
        "authors": (Author(name="هدى سالم"),),
        "categories": (Label(name="علوم"),),
        "published_at": NOON,
    }
    correction = changes.pop("correction", None)
    return SourceItem(
        identities=(Identity(key=f"test:{name}"),),
        origin=name,
        content=Content(**{**content, **changes}),
        correction=correction,
    )


def save(tx: Transaction, claimed: SourceItem, now: datetime = NOON) -> Article | None:
    """Put what a source claims into the store, as an import would."""
    known = articles.known_as(tx, [claimed.identities[0].key])
    current = articles.get(tx, next(iter(known.values()))[0]) if known else None
    decision = decide(current, claimed, "tests", now)
    if isinstance(decision, Ignore):
        return None
    articles.save(tx, [decision])
    articles.remember(tx, [(decision.article.id, claimed.identities[0])])
    return decision.article


def first_issue(tx: Transaction) -> None:
    """Fill the store: Arabic and English, with and without a date, corrected, with neighbours."""
    save(tx, item("tide", tags=(Label(name="بحر"),)))
    save(
        tx,
        item(
            "market",
            title="Friday market",
            content_html="<h1>Prices</h1><p>Figs are back.</p>",
            summary="Figs & dates.",
            language="en",
            authors=(Author(name="Nora Halloway"),),
            categories=(Label(name="City"),),
            published_at=NOON - timedelta(days=1),
        ),
    )
    neighbour = RelatedArticle(
        title="منارة بلا حارس", author="سليم عطية", category="مدينة", opening="أُطفئت المنارة ليلة"
    )
    save(tx, item("seen", title="بلا تاريخ", published_at=None, seen_on=NOON.date()))
    save(tx, item("wrong", title="سباق القوارب", published_at=NOON - timedelta(days=2)))
    save(
        tx,
        item(
            "wrong",
            title="سباق القوارب",
            content_html="<p>فاز القارب الأزرق.</p>",
            published_at=NOON - timedelta(days=2),
            correction="كان الفائز غير من ذكرناه.",
            related=(neighbour,),
            url="https://example.org/race",
        ),
        NOON + timedelta(hours=2),
    )


def search(tx: Transaction, text: str, limit: int, offset: int) -> SearchPage:
    """Find the articles whose title holds *text*; the index proper is tested elsewhere."""
    if text == "category:":
        raise QueryError("nothing", start=0, end=len(text))
    found = [a for a in articles.latest(tx, Query(), limit=100) if text in a.content.title]
    hits = tuple(
        SearchHit(article=a, snippet=(("قبل ", False), (text, True), (" <بعد>", False)))
        for a in found[offset : offset + limit]
    )
    mended: dict[str, Any] = {"repairs": (("الميناا", "الميناء"),), "exactly": '"الميناا"'}
    return SearchPage(total=len(found), hits=hits, **mended if text == "الميناا" else {})


def beside(tx: Transaction, article: Article) -> tuple[SeeAlso, ...]:
    """Return what the source names, and then the newest other article."""
    named = tuple(SeeAlso(told=one) for one in article.content.related)
    others = [one for one in articles.latest(tx, Query(), limit=2) if one.id != article.id]
    told = RelatedArticle(title=others[0].content.title, url="https://elsewhere.example/a")
    return (*named, SeeAlso(told=told, id=others[0].id))


def completed(tx: Transaction, text: str) -> list[dict[str, str]]:
    """Complete *text* with a title."""
    found = [a for a in articles.latest(tx, Query(), limit=100) if text in a.content.title]
    return [{"kind": "title", "text": a.content.title, "id": str(a.id)} for a in found]


def newest(tx: Transaction, query: Query, limit: int) -> list[Article]:
    """Return the newest articles that the matcher lets through; the index is tested elsewhere."""
    everything = articles.latest(tx, Query(), limit=100)
    return [article for article in everything if matches(query, article)][:limit]


class Arrived:
    """What satisfies a query, in the order in which it came; the index is tested elsewhere."""

    dense = False

    def __init__(self, tx: Transaction, query: Query) -> None:
        everything = arrivals.between(tx, arrivals.EVERYTHING, 1, 10**9)
        there = [
            (place, article)
            for place, one in enumerate(everything, start=1)
            for article in articles.get_many(tx, [one])
        ]
        self._there = [
            (place, article.id)
            for place, article in there
            if article.status is Status.PUBLISHED and matches(query, article)
        ]
        self.total = len(self._there)

    def place(self, rank: int) -> int:
        """Return the place at *rank*."""
        return self._there[rank - 1][0]

    def upto(self, place: int) -> int:
        """Return how many stand at *place* or before."""
        return sum(there <= place for there, _ in self._there)

    def ids(self, first: int, last: int) -> list[ArticleId]:
        """Return those at the places *first* to *last*."""
        return [one for place, one in self._there if first <= place <= last]


WAYS = Ways(newest=newest, arriving=Arrived)


@pytest.fixture(scope="session")
def ways() -> Ways:
    """Return the ways to the articles of feeds."""
    return WAYS


@pytest.fixture
def site() -> Site:
    """Return the site of an Arabic publication with a bot."""
    publication = Publication(
        title="جريدة الميناء",
        description="أخبار الساحل كل صباح.",
        language="ar",
        timezone=ZoneInfo("Africa/Cairo"),
        public_url="http://feeds.test",
    )
    return Site(
        publication=publication,
        bot=Place(title="@port_bot", url="https://t.me/port_bot"),
        channels=(Place(title="قناة الميناء", url="https://t.me/port"),),
    )


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of a store with the first issue in it: made once, copied for every test."""
    file = tmp_path_factory.mktemp("feeds") / "store.db"

    async def fill() -> None:
        opened = Database.open(f"sqlite:///{file}")
        await opened.write(first_issue)
        await opened.close()

    asyncio.run(fill())
    return file


@pytest.fixture
async def database(filled: Path, tmp_path: Path) -> AsyncIterator[Database]:
    """Open a store with the first issue in it."""
    shutil.copyfile(filled, tmp_path / "store.db")
    opened = Database.open(f"sqlite:///{tmp_path}/store.db")
    await opened.poll()
    yield opened
    await opened.close()


@pytest.fixture
def publish(database: Database) -> Callable[..., Any]:
    """Return a coroutine function that puts an article into the store: ``publish(name, …)``."""

    async def put(name: str, **changes: Any) -> Article | None:
        now = NOON + timedelta(days=1)
        return await database.write(lambda tx: save(tx, item(name, **changes), now))

    return put


class WatchedDatabase:
    """The store, counting who reads it; while *closed*, any reading fails the test."""

    def __init__(self, inner: Database) -> None:
        self._inner = inner
        self.journal = inner.journal
        self.reads = 0
        self.closed = False

    async def read(self, fn: Any, *args: Any, **kwargs: Any) -> Any:
        """Pass the reading on, and count it."""
        assert not self.closed, f"the store was asked for {fn}"
        self.reads += 1
        return await self._inner.read(fn, *args, **kwargs)


@pytest.fixture
def watched(database: Database) -> WatchedDatabase:
    """Return the store as something that notices being read."""
    return WatchedDatabase(database)


@pytest.fixture
async def client(watched: Any, site: Site) -> AsyncIterator[httpx.AsyncClient]:
    """Return a client of the application, without a network; errors are answered, not raised."""
    transport = httpx.ASGITransport(
        build(watched, site, search, WAYS, related=beside, suggest=completed),
        raise_app_exceptions=False,
    )
    headers = {"accept-encoding": "identity"}
    async with httpx.AsyncClient(
        transport=transport, base_url="http://feeds.test", headers=headers
    ) as opened:
        yield opened
