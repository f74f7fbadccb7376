import asyncio
import gzip
import json
import socket
from collections.abc import Callable
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

import feedparser
import httpx
import pytest
import uvicorn
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from barqiya.domain.article import Author
from barqiya.errors import NotFoundError, StoreError
from barqiya.store import Database
from feeds.asgi import build
from feeds.formats import FORMATS
from feeds.pages import SearchPage
from feeds.representation import feed_bytes
from feeds.site import Site
from feeds.views import slug_of
from tests.integration.feeds.conftest import NOON, WAYS

FEEDS = [f"/feeds/all.{form.suffix}" for form in FORMATS]
CACHED = [*FEEDS, "/feeds.opml", "/"]


def _no_search(*_: object) -> SearchPage:
    return SearchPage(total=0)


def _titles(response: httpx.Response) -> list[str]:
    read: Any = feedparser.parse(response.content)
    assert not read.bozo
    return [entry.title for entry in read.entries]


@pytest.mark.parametrize("path", CACHED)
async def test_a_known_document_is_answered_without_the_store(
    client: httpx.AsyncClient, watched: Any, path: str
) -> None:
    """As long as the journal has not moved, neither 200 nor 304 asks the store anything."""
    first = await client.get(path)
    watched.closed = True
    second = await client.get(path)
    third = await client.get(path, headers={"if-none-match": first.headers["etag"]})
    assert (first.status_code, second.status_code, third.status_code) == (200, 200, 304)
    assert second.content == first.content
    assert third.content == b""


@pytest.mark.parametrize("path", CACHED)
async def test_a_new_article_is_seen_at_once(
    client: httpx.AsyncClient, publish: Callable[..., Any], path: str
) -> None:
    """The old tag is no longer good and the article is there."""
    first = await client.get(path)
    await publish("new", title="وصلت السفينة", authors=(), categories=())
    second = await client.get(path, headers={"if-none-match": first.headers["etag"]})
    if path == "/feeds.opml":
        assert second.status_code == 304  # no feed more, none less
    else:
        assert second.status_code == 200
        assert "وصلت السفينة" in second.text


async def test_a_burst_of_readers_costs_one_reading(
    client: httpx.AsyncClient, watched: Any
) -> None:
    """All who ask while a feed is being built wait for that one build."""
    answers = await asyncio.gather(*(client.get("/feeds/all.rss") for _ in range(25)))
    assert {answer.status_code for answer in answers} == {200}
    assert watched.reads == 1


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
async def test_feed_headers(client: httpx.AsyncClient, form: Any) -> None:
    """Type with charset, validators, caching, and leave for readers that live in a web page."""
    answer = await client.get(f"/feeds/all.{form.suffix}")
    headers = answer.headers
    assert headers["content-type"] == f"{form.media_type}; charset=utf-8"
    assert headers["etag"].startswith('"')
    assert "max-age=" in headers["cache-control"]
    assert headers["vary"] == "Accept, Accept-Encoding"
    assert headers["access-control-allow-origin"] == "*"
    assert "ETag" in headers["access-control-expose-headers"]
    assert headers["link"] == f'<http://feeds.test/feeds/all.{form.suffix}>; rel="self"'
    assert headers["content-location"] == f"http://feeds.test/feeds/all.{form.suffix}"
    assert headers["x-content-type-options"] == "nosniff"
    assert parsedate_to_datetime(headers["last-modified"]) == datetime.fromisoformat(
        "2026-11-20T14:00:00+00:00"
    )


async def test_304_says_what_it_must(client: httpx.AsyncClient) -> None:
    """RFC 9110, § 15.4.5: the headers that a cache updates, and none about a body."""
    full = await client.get("/feeds/all.atom")
    bare = await client.get("/feeds/all.atom", headers={"if-none-match": full.headers["etag"]})
    for name in ("etag", "cache-control", "vary", "last-modified", "link"):
        assert bare.headers[name] == full.headers[name]
    assert "content-type" not in bare.headers
    assert bare.headers.get("content-length", "0") == "0"


async def test_the_date_alone_is_enough_where_no_tag_is_sent(client: httpx.AsyncClient) -> None:
    """If-Modified-Since works by itself, and not against If-None-Match."""
    full = await client.get("/feeds/all.rss")
    since = {"if-modified-since": full.headers["last-modified"]}
    assert (await client.get("/feeds/all.rss", headers=since)).status_code == 304
    both = {**since, "if-none-match": '"other"'}
    assert (await client.get("/feeds/all.rss", headers=both)).status_code == 200


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
async def test_each_coding_has_a_tag_of_its_own(client: httpx.AsyncClient, coding: str) -> None:
    """A strong tag names bytes: those that are packed are others (RFC 9110, § 8.8.3.3)."""
    plain = await client.get("/feeds/all.rss")
    packed = await client.get("/feeds/all.rss", headers={"accept-encoding": coding})
    assert packed.headers["content-encoding"] == coding
    assert packed.content == plain.content
    assert packed.headers["etag"] != plain.headers["etag"]
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"])
    crossed = {"accept-encoding": coding, "if-none-match": plain.headers["etag"]}
    assert (await client.get("/feeds/all.rss", headers=crossed)).status_code == 200


@pytest.mark.parametrize("path", [*CACHED, "/healthz", "/search?q=المدّ"])
async def test_head_is_get_without_the_body(client: httpx.AsyncClient, path: str) -> None:
    """The same headers, length and tag."""
    full, head = await client.get(path), await client.head(path)
    assert head.status_code == 200
    names = ("content-type", "content-length", "etag")
    assert [head.headers.get(n) for n in names] == [full.headers.get(n) for n in names]


@pytest.mark.parametrize("path", [*CACHED, "/search", "/healthz"])
async def test_other_methods_are_refused(client: httpx.AsyncClient, path: str) -> None:
    """405 names what is allowed (RFC 9110, § 15.5.6)."""
    answer = await client.post(path, content=b"x")
    assert answer.status_code == 405
    allowed = {method.strip() for method in answer.headers["allow"].split(",")}
    assert {"GET", "HEAD"} <= allowed
    assert "POST" not in allowed


@pytest.mark.parametrize("path", [*FEEDS, "/feeds.opml"])
async def test_a_web_page_may_ask_with_a_condition(client: httpx.AsyncClient, path: str) -> None:
    """If-None-Match needs leave from a preflight before a browser sends it."""
    answer = await client.options(
        path,
        headers={
            "origin": "https://reader.example",
            "access-control-request-method": "GET",
            "access-control-request-headers": "if-none-match",
        },
    )
    assert answer.status_code == 204
    assert "If-None-Match" in answer.headers["access-control-allow-headers"]


async def test_feeds_by_name_are_spelling_blind(client: httpx.AsyncClient) -> None:
    """A category, an author or a tag in any spelling is one feed."""
    assert _titles(await client.get("/feeds/category/city.rss")) == ["Friday market"]
    assert _titles(await client.get("/feeds/tag/بحر.atom")) == ["المدّ يصل قبل الساعة"]
    usual = await client.get("/feeds/author/هدى-سالم.rss")
    other = await client.get("/feeds/author/هدي-سالم.rss")
    assert _titles(usual) == _titles(other)
    assert len(_titles(usual)) == 3
    read: Any = feedparser.parse(usual.content)
    assert read.feed.title == "هدى سالم — جريدة الميناء"


@pytest.mark.parametrize("title", ["د.", "أ.د.", "أ. م. د.", "- د.", "الأستاذ الدكتور"])
async def test_an_authors_title_does_not_hide_the_feed(
    client: httpx.AsyncClient, publish: Callable[..., Any], title: str
) -> None:
    """A slug has no stops, yet «د. …» is found under the slug that its page links."""
    author = Author(name=f"{title} سليم عطية")
    await publish("doctor", title="طبيب الميناء", authors=(author,))
    for slug in (slug_of("author", author.name), "author/سليم-عطية"):
        assert _titles(await client.get(f"/feeds/{slug}.rss")) == ["طبيب الميناء"]


async def test_a_correction_moves_updated_and_nothing_else(
    client: httpx.AsyncClient, publish: Callable[..., Any]
) -> None:
    """Id and publication date stay; JSON Feed's date_modified moves."""

    async def entry() -> dict[str, Any]:
        items = (await client.get("/feeds/all.json")).json()["items"]
        found: dict[str, Any] = next(i for i in items if i["title"] == "المدّ يصل قبل الساعة")
        return found

    before = await entry()
    await publish("tide", content_html="<p>بل بست دقائق.</p>")
    after = await entry()
    assert after["id"] == before["id"]
    assert after["date_published"] == before["date_published"]
    assert after["date_modified"] > before["date_modified"]


async def test_the_command_line_prints_the_same_bytes(
    client: httpx.AsyncClient, database: Database, site: Site
) -> None:
    """``feed_bytes`` is what HTTP serves, to the byte."""
    for form in FORMATS:
        printed = await database.read(feed_bytes, site, "category/علوم", form.name, WAYS, NOON)
        assert printed == (await client.get(f"/feeds/category/علوم.{form.suffix}")).content
    with pytest.raises(NotFoundError, match="xml"):
        await database.read(feed_bytes, site, "all", "xml", WAYS, NOON)
    with pytest.raises(NotFoundError, match="category/nothing"):
        await database.read(feed_bytes, site, "category/nothing", "rss", WAYS, NOON)


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/feeds/nothing.rss",
        "/feeds/all.xml",
        "/feeds/all",
        "/feeds/.rss",
        "/feeds/category/.rss",
        "/feeds/category/none.rss",
        "/feeds/author/all.rss.rss",
        "/feeds/" + "a" * 6000 + ".rss",
        "/feeds/category/" + "a" * 301 + ".rss",
        "/feeds/category/%00%ff.rss",
        "/articles/1",
        "/articles/00000000-0000-0000-0000-000000000000",
        "/articles/../../etc/passwd",
        "/static/none.css",
        "/static/..%2fwords.py",
    ],
)
async def test_what_is_not_there_is_a_short_page(client: httpx.AsyncClient, path: str) -> None:
    """404 in both languages, never kept, and nothing of the operator's text in it."""
    answer = await client.get(path)
    assert answer.status_code == 404
    assert answer.headers["cache-control"] == "no-store"
    assert "لا شيء في هذا العنوان" in answer.text
    assert "There is nothing at this address" in answer.text
    assert "no feed" not in answer.text
    assert len(answer.content) < 6000


@pytest.mark.parametrize(
    "query",
    ["q=a&page=-1", "q=a&page=0", "q=a&page=x", "q=a&page=٢", "q=a&page=9999", f"q={'a' * 4097}"],
)
async def test_absurd_searches_are_refused_without_the_store(
    client: httpx.AsyncClient, watched: Any, query: str
) -> None:
    """400, and the index is not asked."""
    watched.closed = True
    assert (await client.get(f"/search?{query}")).status_code == 400


async def test_health(client: httpx.AsyncClient, watched: Any) -> None:
    """For machines: well, and how far the journal is; 503 where the store is not."""
    answer = await client.get("/healthz")
    assert answer.json() == {"status": "ok", "journal": 5}

    async def fail(*_: Any) -> Any:
        raise StoreError("the disk is gone")

    watched.read = fail
    broken = await client.get("/healthz")
    assert broken.status_code == 503
    assert "disk" not in broken.text


async def test_a_store_that_fails_is_a_kind_page(client: httpx.AsyncClient, watched: Any) -> None:
    """503 with a sentence for the reader; the operator's text stays out; and it heals."""
    read = watched.read

    async def fail(*_: Any) -> Any:
        raise StoreError("the store refused: secret table")

    watched.read = fail
    answer = await client.get("/")
    assert answer.status_code == 503
    assert "نعود بعد لحظات" in answer.text
    assert "secret" not in answer.text
    watched.read = read
    assert (await client.get("/")).status_code == 200


async def test_an_unforeseen_error_is_a_kind_page(client: httpx.AsyncClient, watched: Any) -> None:
    """500 without a word of what broke."""

    async def fail(*_: Any) -> Any:
        raise ZeroDivisionError("inner matters")

    watched.read = fail
    answer = await client.get("/")
    assert answer.status_code == 500
    assert "inner matters" not in answer.text


async def test_extra_routes_are_served_beside_ours(database: Database, site: Site) -> None:
    """The composition root mounts what else there is."""

    async def pong(request: Request) -> PlainTextResponse:
        del request
        return PlainTextResponse("pong")

    app = build(database, site, _no_search, WAYS, extra=[Route("/ping", pong)])
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://feeds.test"
    ) as client:
        assert (await client.get("/ping")).text == "pong"


async def test_over_a_real_server(database: Database, site: Site) -> None:
    """What uvicorn sends is what we meant: HEAD without a body, 304 without one, gzip whole."""
    app = build(database, site, _no_search, WAYS)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", ws="none", lifespan="off"))
    listening = socket.create_server(("127.0.0.1", 0))
    serving = asyncio.ensure_future(server.serve([listening]))
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    try:
        async with httpx.AsyncClient(base_url=address, timeout=60) as client:
            full = await client.get("/feeds/all.json")
            assert json.loads(full.content)["items"]
            assert full.headers["content-encoding"] in {"gzip", "zstd"}
            head = await client.head("/feeds/all.json")
            assert head.content == b""
            assert head.headers["content-length"] == full.headers["content-length"]
            tag = {"if-none-match": full.headers["etag"]}
            assert (await client.get("/feeds/all.json", headers=tag)).status_code == 304
            asked = client.build_request(
                "GET", "/feeds/all.json", headers={"accept-encoding": "gzip"}
            )
            raw = await client.send(asked, stream=True)
            packed = b"".join([part async for part in raw.aiter_raw()])
            assert gzip.decompress(packed) == full.content
    finally:
        server.should_exit = True
        await serving
        listening.close()
