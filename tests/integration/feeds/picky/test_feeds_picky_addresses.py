"""Every address, in every method and in every way to write it."""

import pytest

from tests.integration.feeds.picky.conftest import (
    ARABIC,
    FEEDS,
    JSON,
    OPML,
    RSS,
    SEARCH,
    Served,
)


@pytest.mark.parametrize("path", [*FEEDS, OPML])
def test_what_every_feed_tells(served: Served, path: str) -> None:
    """Type with charset, strong tag, dates, how long it holds, leave for any page, its address."""
    got = served.ask(path)
    assert got.status == 200
    assert "charset=utf-8" in got["content-type"]
    assert got["etag"].startswith('"')
    assert got["cache-control"].startswith("public, max-age=")
    assert got["access-control-allow-origin"] == "*"
    assert "ETag" in got["access-control-expose-headers"]
    assert got["x-content-type-options"] == "nosniff"
    names = [name for name, _ in got.headers]
    assert len(names) == len(set(names))
    if path != OPML:
        assert 'rel="self"' in got["link"]
        assert got["last-modified"].endswith(" GMT")


@pytest.mark.parametrize("path", [*FEEDS, OPML, "/", "/healthz", "/nothing", "/static/style.css"])
@pytest.mark.parametrize("coding", ["gzip", "identity"])
def test_head_is_get_without_the_body(served: Served, path: str, coding: str) -> None:
    """The same status and the same headers, to the letter."""
    fields = [f"accept-encoding: {coding}"]
    full, head = served.ask(path, *fields), served.ask(path, *fields, method="HEAD")
    assert head.status == full.status
    assert head.body == b""
    assert head.lasting == full.lasting


@pytest.mark.parametrize("path", [RSS, JSON, OPML, SEARCH])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "get"])
def test_other_methods(served: Served, path: str, method: str) -> None:
    """405 with what is allowed, in the same order at every start; nothing is echoed."""
    got = served.ask(path, "x-secret: mirror", method=method)
    assert got.status == 405
    assert got["allow"] == "GET, HEAD, OPTIONS"
    assert b"mirror" not in got.body


@pytest.mark.parametrize("path", [*FEEDS, OPML, "*"])
def test_options(served: Served, path: str) -> None:
    """A browser asks for leave before it sends a condition; anybody may ask what is allowed."""
    got = served.ask(
        path,
        "origin: https://reader.example",
        "access-control-request-method: GET",
        "access-control-request-headers: if-none-match, a-im",
        method="OPTIONS",
    )
    assert got.status == 204
    assert got.body == b""
    assert got["allow"] == "GET, HEAD, OPTIONS"
    allowed = got["access-control-allow-headers"].casefold()
    assert "if-none-match" in allowed
    assert "a-im" in allowed


@pytest.mark.parametrize(
    "path",
    [
        "/feeds/%61ll.rss",
        "/feeds/all%2Erss",
        "/feeds/all.rss?",
        "/feeds/all.rss?utm_source=x",
        "/feeds/all.rss?a=1&a=2&%00=%ff",
        "http://feeds.test/feeds/all.rss",
    ],
)
def test_other_ways_to_write_an_address(served: Served, path: str) -> None:
    """The same feed with the same tag."""
    got = served.ask(path)
    assert (got.status, got["etag"]) == (200, served.told["ETAG"])


@pytest.mark.parametrize(
    ("path", "home"),
    [
        ("/feeds/all.RSS", "/feeds/all.rss"),
        ("/feeds/all.rss/", "/feeds/all.rss"),
        ("/feeds/all.Json/?a=b", "/feeds/all.json?a=b"),
        ("/feeds/search.RSS?q=a%20b", "/feeds/search.rss?q=a%20b"),
        ("/feeds/category/%D8%B9%D9%84%D9%88%D9%85.rss/", ARABIC),
    ],
)
def test_a_slip_of_the_hand_is_led_home(served: Served, path: str, home: str) -> None:
    """301 to the address itself, within the site whatever host was asked for."""
    got = served.ask(path, "host: evil.example")
    assert (got.status, got["location"]) == (301, home)
    assert got["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    ("status", "path"),
    [
        (404, "/feeds/none.rss"),
        (404, "/feeds/all.xml"),
        (404, "/feeds/all"),
        (404, "/feeds/"),
        (404, "/feeds/.rss"),
        (404, "/feeds/category/.rss"),
        (404, "/feeds/category/none.rss"),
        (404, "/feeds/category/%00.rss"),
        (404, "/feeds/category/%FF%FE.rss"),
        (404, "/feeds/category/%ED%A0%80.rss"),
        (404, "/feeds/category/" + "%D8%A7" * 400 + ".rss"),
        (404, "/feeds/../feeds.opml"),
        (404, "/feeds//all.rss"),
        (404, "/feeds/ALL.rss"),
        (404, "/feeds/all.rss%00"),
        (404, "/feeds/all.rss;x=1"),
        (404, "/feeds.opml/x"),
        (404, "//feeds/all.rss"),
        (400, "/feeds/search.rss"),
        (400, "/feeds/search.rss?q="),
        (400, "/feeds/search.rss?q=%20"),
        (400, "/feeds/search.rss?q=" + "a" * 4097),
        (400, "/feeds/search.rss?q=%F0%9F%99%82"),
        (400, "/search?q=a&page=-1"),
        (400, "/search?q=a&page=1e9"),
        (414, "/feeds/" + "a" * 8192 + ".rss"),
        (414, "/feeds/all.rss?" + "a" * 30_000),
        (414, "/" + "%00" * 4000),
        (414, "/search?q=" + "%D8%A7" * 5000),
    ],
)
def test_what_is_not_there(served: Served, status: int, path: str) -> None:
    """A short page, kept by nobody, with nothing of what was asked in it."""
    got = served.ask(path)
    assert got.status == status
    assert got["content-type"].startswith("text/html")
    assert got["cache-control"] == "no-store"
    assert len(got.body) < 8000
    assert "etag" not in dict(got.headers)
