import random
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import feedparser
import httpx
import pytest
from lxml import etree

from barqiya.app.feeding import for_feeds
from barqiya.domain.article import Article, Author, Label
from barqiya.domain.decide import Correct, Retract, restore, withdraw
from barqiya.domain.query import Query
from barqiya.search import SearchIndex
from barqiya.store import Database, Transaction, articles
from feeds.asgi import build
from feeds.formats import FORMATS
from feeds.history import Asked
from feeds.representation import Ways, feed_bytes
from feeds.site import NamedFeed, Site
from tests.integration.feeds.conftest import NOON, item, save, search

FH = "{http://purl.org/syndication/history/1.0}archive"
AT = "{http://purl.org/atompub/tombstones/1.0}"
ATOM = "{http://www.w3.org/2005/Atom}"
FEEDS = [
    "/feeds/all.{}",
    "/feeds/category/موانئ.{}",
    "/feeds/author/ليلى-منصور.{}",
    "/feeds/tag/قوارب.{}",
    "/feeds/named.{}",
    "/feeds/search.{}?q=قارب",
    "/feeds/search.{}?q=category:موانئ",
]
Publish = Callable[..., Awaitable[None]]


@pytest.fixture
def site(site: Site) -> Site:
    """Return a site whose feeds hold five articles."""
    named = NamedFeed(slug="named", title="قوارب", query="قارب -title:غائب")
    return replace(site, items=5, named=(named,))


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """Open an empty store."""
    opened = Database.open(f"sqlite:///{tmp_path}/store.db")
    yield opened
    await opened.close()


@pytest.fixture
def ways(tmp_path: Path) -> Ways:
    """Return the ways through a search index of our own."""
    return for_feeds(SearchIndex.open(tmp_path / "index"))


@pytest.fixture
async def client(database: Database, site: Site, ways: Ways) -> AsyncIterator[httpx.AsyncClient]:
    """Return a client of the application, without a network."""
    transport = httpx.ASGITransport(build(database, site, search, ways))
    async with httpx.AsyncClient(transport=transport, base_url="http://feeds.test") as opened:
        yield opened


@pytest.fixture
def publish(database: Database) -> Publish:
    """Return what publishes articles that stand in every feed, the *number*-th and on."""
    days = random.Random(5)  # noqa: S311 - dates to test with

    async def put(first: int, last: int, **changes: Any) -> None:
        def fill(tx: Transaction) -> None:
            for number in range(first, last + 1):
                told = {
                    "title": f"قارب رقم {number}",
                    "authors": (Author(name="ليلى منصور"),),
                    "categories": (Label(name="موانئ"),),
                    "tags": (Label(name="قوارب"),),
                    "published_at": NOON - timedelta(hours=days.randrange(5000)),
                    **changes,
                }
                save(tx, item(f"boat {number}", **told), NOON + timedelta(minutes=number))

        await database.write(fill)

    return put


def _read(answer: httpx.Response) -> tuple[list[str], str | None]:
    """Return the ids in a document of any format and the link to what is older."""
    if "json" in answer.headers["content-type"]:
        told = answer.json()
        return [one["id"] for one in told["items"]], told.get("next_url")
    root = etree.fromstring(answer.content)
    older = [
        one.get("href") for one in root.iter(f"{ATOM}link") if one.get("rel") == "prev-archive"
    ]
    read = feedparser.parse(answer.content)
    return [entry.id for entry in read.entries], next(iter(older), None)


async def _walk(
    client: httpx.AsyncClient, path: str, between: Callable[[], Awaitable[None]] | None = None
) -> list[list[str]]:
    """Follow a feed back to its first document; return the ids of each."""
    seen, link = [], str(path)
    while link:
        answer = await client.get(link)
        assert answer.status_code == 200, link
        ids, older = _read(answer)
        seen.append(ids)
        link = older or ""
        if between is not None:
            await between()
    return seen


async def _all_ids(database: Database) -> set[str]:
    return {one.public_id for one in await database.read(articles.latest, Query(), limit=1000)}


@pytest.mark.parametrize("path", FEEDS)
@pytest.mark.parametrize("count", [5, 6, 23])
async def test_the_chain_holds_every_article(
    client: httpx.AsyncClient, database: Database, publish: Publish, path: str, count: int
) -> None:
    """In every format and for every kind of feed; no archive shares an entry with another."""
    await publish(1, count)
    for form in FORMATS:
        feed, *archives = await _walk(client, path.format(form.suffix))
        assert len(feed) == min(count, 5)
        archived = [one for ids in archives for one in ids]
        assert len(archived) == len(set(archived))
        assert {*feed, *archived} == await _all_ids(database)
        assert bool(archives) == (count > 5)


@pytest.mark.parametrize("path", FEEDS)
@pytest.mark.parametrize("count", [10, 15])
async def test_no_reader_is_sent_first_to_what_the_feed_has_shown_whole(
    client: httpx.AsyncClient, database: Database, publish: Publish, path: str, count: int
) -> None:
    """A document of the archive that is wholly in the feed is passed over until more has come."""
    for number in range(1, count + 1):
        await publish(number, number, published_at=NOON + timedelta(minutes=number))
    for form in FORMATS:
        walked = await _walk(client, path.format(form.suffix))
        assert [len(ids) for ids in walked] == [5] * (count // 5)
        assert {one for ids in walked for one in ids} == await _all_ids(database)


@pytest.mark.parametrize("path", FEEDS)
async def test_a_walk_while_articles_come_misses_none_and_doubles_none(
    client: httpx.AsyncClient, database: Database, publish: Publish, path: str
) -> None:
    """Whatever their dates: what was there at the start is seen, in one archive each."""
    await publish(1, 23)
    there, last = await _all_ids(database), 23

    async def more() -> None:
        nonlocal last
        late = NOON - timedelta(days=900 + last)
        await publish(last + 1, last + 2, published_at=late)
        last += 2

    feed, *archives = await _walk(client, path.format("atom"), more)
    archived = [one for ids in archives for one in ids]
    assert len(archived) == len(set(archived))
    assert there <= {*feed, *archived}


@pytest.mark.parametrize("path", FEEDS)
async def test_a_full_page_keeps_its_articles(
    client: httpx.AsyncClient, publish: Publish, path: str
) -> None:
    """However many come later, and however old: page 2 is page 2, and page 1 what came first."""
    await publish(1, 13)
    address = path.format("json") + ("&" if "?" in path else "?")
    before = [await client.get(f"{address}page={number}") for number in (1, 2)]
    await publish(14, 31, published_at=NOON - timedelta(days=4000))
    after = [await client.get(f"{address}page={number}") for number in (1, 2)]
    for one, other in zip(before, after, strict=True):
        assert sorted(_read(one)[0]) == sorted(_read(other)[0])
        assert len(_read(one)[0]) == 5


async def test_a_comment_more_changes_the_feed_and_no_archive(
    client: httpx.AsyncClient, publish: Publish
) -> None:
    """Readers of the feed see how many there are; what was archived stays as it was."""
    await publish(1, 13, comment_count=4)
    paths = ("/feeds/all.rss", "/feeds/all/1.rss", "/feeds/all/2.rss")
    before = [(await client.get(path)).content for path in paths]
    await publish(1, 13, comment_count=5)
    after = [(await client.get(path)).content for path in paths]
    assert before[0].replace(b"<slash:comments>4<", b"<slash:comments>5<") == after[0] != before[0]
    assert before[1:] == after[1:]


async def test_an_archive_says_what_it_is(client: httpx.AsyncClient, publish: Publish) -> None:
    """It is marked, and leads to the feed, the one before and the one behind; the feed is not."""
    await publish(1, 17)
    for form in (one for one in FORMATS if one.name != "json"):
        base, url = "http://feeds.test/feeds/all", f"http://feeds.test/feeds/all.{form.suffix}"
        page, feed = await client.get(f"{url}?page=2"), await client.get(url)
        assert (await client.get(f"{base}/2.{form.suffix}")).content == page.content
        for answer, links, marked in (
            (
                page,
                {
                    "self": f"{base}/2.{form.suffix}",
                    "current": url,
                    "prev-archive": f"{base}/1.{form.suffix}",
                    "next-archive": f"{base}/3.{form.suffix}",
                },
                1,
            ),
            (feed, {"self": url, "prev-archive": f"{base}/4/16-17.{form.suffix}"}, 0),
        ):
            root = etree.fromstring(answer.content)
            top = root if form.name == "atom" else root[0]
            found = {one.get("rel"): one.get("href") for one in top.findall(f"{ATOM}link")}
            found.pop("alternate", None)
            assert found == links
            assert len(list(root.iter(FH))) == marked
            assert answer.links.keys() == links.keys()
            assert {rel: link["url"] for rel, link in answer.links.items()} == links
    assert feedparser.parse(page.content).feed.id == feedparser.parse(feed.content).feed.id


async def test_an_archive_without_neighbours_is_not_marked(
    client: httpx.AsyncClient, publish: Publish
) -> None:
    """A mark that leads to no other archive document is one that validators warn of."""
    await publish(1, 3)
    for form in (one for one in FORMATS if one.name != "json"):
        page = await client.get(f"/feeds/all.{form.suffix}?page=1")
        assert page.links["current"]["url"] == f"http://feeds.test/feeds/all.{form.suffix}"
        assert not list(etree.fromstring(page.content).iter(FH))


async def test_what_is_not_full_yet_has_an_address_that_says_so(
    client: httpx.AsyncClient, publish: Publish
) -> None:
    """The number alone leads to what is there; its own link names what that is, for good."""
    await publish(1, 12)
    bare = await client.get("/feeds/all.json?page=3")
    pinned = bare.links["self"]["url"]
    assert pinned.endswith("/all/3/11-12.json")
    assert bare.headers["content-location"] == pinned
    assert (await client.get(pinned)).content == bare.content
    await publish(13, 19)
    assert _read(await client.get(pinned)) == _read(bare)
    assert len(_read(await client.get("/feeds/all.json?page=3"))[0]) == 5


@pytest.mark.parametrize("path", FEEDS)
async def test_what_is_withdrawn_leaves_its_page_and_moves_no_other(
    client: httpx.AsyncClient, database: Database, publish: Publish, path: str
) -> None:
    """The next walk holds the rest, each once; a page of a category is one shorter."""
    await publish(1, 23)
    await database.write(_retract, "قارب رقم 3")
    feed, *archives = await _walk(client, path.format("rss"))
    archived = [one for ids in archives for one in ids]
    assert len(archived) == len(set(archived))
    assert {*feed, *archived} == await _all_ids(database)
    if path.startswith(("/feeds/all", "/feeds/category", "/feeds/tag")):
        assert [len(ids) for ids in reversed(archives)][:2] == [4, 5]


@pytest.mark.parametrize("path", FEEDS)
async def test_whoever_follows_the_archive_learns_what_was_withdrawn(
    client: httpx.AsyncClient, database: Database, publish: Publish, path: str
) -> None:
    """One document says so, once, as other bytes with another date, until an editor undoes it."""
    await publish(1, 23)
    before = await _documents(client, path.format("atom"))
    gone = await database.write(_retract, "قارب رقم 3")
    after = await _documents(client, path.format("atom"))
    buried = {address: _buried(answer) for address, answer in after.items()}
    assert [ids for ids in buried.values() if ids] == [[gone.public_id]]
    (address,) = (one for one, ids in buried.items() if ids)
    assert ">قارب رقم 3<" not in after[address].text
    if address in before:
        for field in ("etag", "last-modified"):
            assert before[address].headers[field] != after[address].headers[field]
    undone = restore(gone, gone.updated_at + timedelta(days=1))
    assert isinstance(undone, Correct)
    await database.write(articles.save, [undone])
    again = await _documents(client, path.format("atom"))
    assert not any(_buried(answer) for answer in again.values())


def _retract(tx: Transaction, title: str) -> Article:
    """Withdraw the article of this *title*."""
    found = articles.latest(tx, Query(), limit=99)
    (article,) = [one for one in found if one.content.title == title]
    decision = withdraw(article, "gone", NOON + timedelta(days=1))
    assert isinstance(decision, Retract)
    articles.save(tx, [decision])
    return decision.article


async def _documents(client: httpx.AsyncClient, path: str) -> dict[str, httpx.Response]:
    """Return every document of a feed's archive, by its address."""
    found: dict[str, httpx.Response] = {}
    answer = await client.get(path)
    while older := answer.links.get("prev-archive"):
        answer = found[older["url"]] = await client.get(older["url"])
        assert answer.status_code == 200
    return found


def _buried(answer: httpx.Response) -> list[str | None]:
    """Return the ids of what the document says is no more (RFC 6721)."""
    tombstones = etree.fromstring(answer.content).iter(f"{AT}deleted-entry")
    return [one.get("ref") for one in tombstones]


async def test_a_correction_changes_its_page_and_its_etag(
    client: httpx.AsyncClient, publish: Publish
) -> None:
    """The entry keeps its place and its id; another page keeps its bytes."""
    await publish(1, 12)
    before = [await client.get(f"/feeds/all.atom?page={number}") for number in (1, 2)]
    await publish(2, 2, content_html="<p>القارب أخضر.</p>", published_at=NOON)
    after = [await client.get(f"/feeds/all.atom?page={number}") for number in (1, 2)]
    assert before[0].headers["etag"] != after[0].headers["etag"]
    assert "القارب أخضر" in after[0].text
    assert sorted(_read(before[0])[0]) == sorted(_read(after[0])[0])
    assert before[1].content == after[1].content


async def test_what_joins_a_category_late_stands_at_its_end(
    client: httpx.AsyncClient, database: Database, publish: Publish
) -> None:
    """Else readers who keep what is full would never see it."""
    await publish(1, 1, categories=())
    await publish(2, 8)
    full = (await client.get("/feeds/category/موانئ.json?page=1")).content
    await publish(1, 1)
    feed, *archives = await _walk(client, "/feeds/category/موانئ.json")
    assert {*feed, *(one for ids in archives for one in ids)} == await _all_ids(database)
    assert (await client.get("/feeds/category/موانئ.json?page=1")).content == full


@pytest.mark.parametrize(
    "asked",
    [
        "page=0",
        "page=-1",
        "page=99",
        "page=x",
        "places=1-2",
        "page=1&places=1-9",
        "page=2&places=6-99",
    ],
)
@pytest.mark.parametrize("path", ["/feeds/all.rss?", "/feeds/search.rss?q=قارب&"])
async def test_pages_that_are_not_there(
    client: httpx.AsyncClient, publish: Publish, path: str, asked: str
) -> None:
    """404, short, whatever was asked; nothing of it is a fault of ours."""
    await publish(1, 7)
    answer = await client.get(path + asked)
    assert answer.status_code == 404
    assert len(answer.content) < 20_000


@pytest.mark.parametrize(
    ("slug", "query"),
    [("all", None), ("named", None), ("author/ليلى-منصور", None), ("search", "قارب")],
)
async def test_the_command_line_writes_the_same_bytes(  # noqa: PLR0913, PLR0917 - fixtures
    client: httpx.AsyncClient,
    database: Database,
    site: Site,
    ways: Ways,
    publish: Publish,
    slug: str,
    query: str | None,
) -> None:
    """Of archives too."""
    await publish(1, 12)
    for form in FORMATS:
        params = {"page": "2"} | ({"q": query} if query else {})
        answer = await client.get(f"/feeds/{slug}.{form.suffix}", params=params)
        printed = await database.read(
            feed_bytes, site, slug, form.name, ways, NOON, asked=Asked(number=2), query=query
        )
        assert printed == answer.content
