"""A client that asks in every way that HTTP allows, and in some that it does not.

It speaks over a socket, so that nothing mends what it sends or what it gets.
"""

import asyncio
import gzip
import shutil
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import brotli
import pytest
import uvicorn
import zstandard

from barqiya.domain.publication import Publication
from barqiya.store import Database
from feeds.asgi import build
from feeds.pages import SearchPage
from feeds.representation import Ways
from feeds.site import Site

RSS, ATOM, JSON = "/feeds/all.rss", "/feeds/all.atom", "/feeds/all.json"
ARABIC = "/feeds/category/%D8%B9%D9%84%D9%88%D9%85.rss"
OPML, SEARCH = "/feeds.opml", "/feeds/search.rss?q=%D8%A7%D9%84%D9%85%D8%AF"
FEEDS = (RSS, ATOM, JSON, ARABIC, SEARCH)
UNPACK: dict[str, Any] = {
    "": bytes,
    "gzip": gzip.decompress,
    "br": brotli.decompress,
    "zstd": zstandard.ZstdDecompressor().decompress,
}


@dataclass(slots=True, kw_only=True)
class Got:
    """What came back."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def __getitem__(self, name: str) -> str:
        """Return all the values of a field as one list."""
        return ", ".join(value for key, value in self.headers if key == name)


@dataclass(slots=True)
class Served:
    """A server of its own thread, and the tags of what it serves."""

    port: int
    told: dict[str, str] = field(default_factory=dict)

    def ask(self, path: str, *fields: str, method: str = "GET", version: str = "1.1") -> Got:
        """Send one request, one connection, and read the answer to its end."""
        lines = [f"{method} {path} HTTP/{version}", "connection: close", *fields]
        if not any(line.casefold().startswith("host:") for line in fields) and version != "1.0":
            lines.append("host: feeds.test")
        return self.send("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n")

    def send(self, request: bytes) -> Got:
        """Send bytes as they are."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=60) as connection:
            connection.sendall(request)
            whole = b"".join(iter(lambda: connection.recv(65536), b""))
        head, _, body = whole.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        pairs = [line.partition(":") for line in lines]
        return Got(
            status=int(first.split()[1]),
            headers=[(name.casefold(), value.strip()) for name, _, value in pairs],
            body=body,
        )


@pytest.fixture(scope="module")
def served(filled: Path, ways: Ways, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve the first issue, for all that the picky client asks."""
    store = tmp_path_factory.mktemp("picky") / "store.db"
    shutil.copyfile(filled, store)
    listening = socket.create_server(("127.0.0.1", 0))
    loop = asyncio.new_event_loop()
    servers: list[uvicorn.Server] = []

    async def run() -> None:
        database = Database.open(f"sqlite:///{store}")
        await database.poll()
        publication = Publication(
            title="جريدة الميناء",
            description="أخبار الساحل كل صباح.",
            language="ar",
            timezone=ZoneInfo("Africa/Cairo"),
            public_url="http://feeds.test",
        )
        app = build(database, Site(publication=publication), lambda *_: SearchPage(total=0), ways)
        config = uvicorn.Config(app, log_level="critical", ws="none", lifespan="off")
        servers.append(uvicorn.Server(config))
        await servers[0].serve([listening])
        await database.close()

    thread = threading.Thread(target=lambda: loop.run_until_complete(run()))
    thread.start()
    opened = Served(listening.getsockname()[1])
    plain, packed = opened.ask(RSS), opened.ask(RSS, "accept-encoding: gzip")
    opened.told = {
        "ETAG": plain["etag"],
        "GZIP": packed["etag"],
        "BARE": plain["etag"].strip('"'),
        "DATE": plain["last-modified"],
    }
    yield opened
    servers[0].should_exit = True
    thread.join()
    loop.close()
    listening.close()


def _filled(served: Served, text: str) -> str:
    for name, value in served.told.items():
        text = text.replace(name, value)
    return text


@pytest.mark.parametrize(
    ("status", "fields"),
    [
        (304, ["if-none-match: ETAG"]),
        (304, ["if-none-match: W/ETAG"]),
        (304, ["if-none-match: *"]),
        (304, ['if-none-match: "a", "b", ETAG']),
        (304, ['if-none-match: "a",W/"b",W/ETAG,"c"']),
        (304, ['if-none-match: "a"', "if-none-match: ETAG"]),
        (304, ['if-none-match: "comma, within", ETAG']),
        (304, ["If-NONE-Match:ETAG"]),
        (304, ["if-none-match:    ETAG   "]),
        (304, ["if-none-match: GZIP", "accept-encoding: gzip"]),
        (304, ["if-none-match: ETAG, GZIP", "accept-encoding: gzip"]),
        (304, ["if-none-match: ETAG", "if-modified-since: Thu, 01 Jan 1970 00:00:00 GMT"]),
        (304, ["if-none-match: ETAG", "range: bytes=0-10"]),
        (304, ["if-none-match: ETAG", "cache-control: no-cache", "pragma: no-cache"]),
        (304, ["if-none-match: ETAG", "a-im: feed"]),
        (304, ["if-modified-since: DATE"]),
        (304, ["if-modified-since: Fri, 31 Dec 2100 23:59:59 GMT"]),
        (304, ["if-modified-since: Friday, 31-Dec-49 23:59:59 GMT"]),
        (304, ["if-modified-since: Fri Dec 31 23:59:59 2100"]),
        (200, ["if-none-match: GZIP"]),
        (200, ["if-none-match: ETAG", "accept-encoding: gzip"]),
        (200, ["if-none-match: BARE"]),
        (200, ['if-none-match: "BARE', "x: y"]),
        (200, ['if-none-match: ""']),
        (200, ["if-none-match:"]),
        (200, ['if-none-match: "*"']),
        (200, ["if-none-match: \xff\xfe"]),
        (200, ["if-none-match: " + '"x", ' * 2000]),
        (200, ['if-none-match: "other"', "if-modified-since: DATE"]),
        (200, ["if-none-match: ", "if-modified-since: DATE"]),
        (200, ["if-modified-since: Thu, 01 Jan 1970 00:00:00 GMT"]),
        (200, ["if-modified-since: yesterday"]),
        (200, ["if-modified-since: 0"]),
        (200, ["if-modified-since: -1"]),
        (200, ["if-modified-since: 2100-12-31"]),
        (200, ["if-modified-since: " + "9" * 5000]),
        (200, ["if-match: ETAG"]),
        (200, ["if-match: *"]),
        (200, ['if-match: "a", ETAG']),
        (200, ["if-match: ETAG", "if-unmodified-since: Thu, 01 Jan 1970 00:00:00 GMT"]),
        (200, ["if-unmodified-since: DATE"]),
        (200, ["if-unmodified-since: whenever"]),
        (412, ['if-match: "other"']),
        (412, ["if-match: W/ETAG"]),
        (412, ['if-match: "other"', "if-none-match: ETAG"]),
        (412, ["if-unmodified-since: Thu, 01 Jan 1970 00:00:00 GMT"]),
        (200, ["range: bytes=0-99"]),
        (200, ["range: bytes=0-99", "if-range: ETAG"]),
        (200, ["range: bytes=0-99", 'if-range: "other"']),
        (200, ["range: bytes=99999999-"]),
        (200, ["range: bytes=-0"]),
        (200, ["range: bytes=0-1,2-3,4-5"]),
        (200, ["range: lines=1-2"]),
        (200, ["a-im: feed"]),
        (200, ["a-im: feed, gzip", 'if-none-match: "unknown"']),
        (200, ["accept: application/rss+xml"]),
        (200, ["accept: image/png"]),
        (200, ["accept:"]),
        (200, ["accept: */*;q=0"]),
        (200, ["accept-language: zz", "accept-charset: utf-7"]),
        (200, ["cookie: a=b", "authorization: Basic eDp5"]),
        (200, ["expect: nothing"]),
        (200, ["origin: https://reader.example"]),
        (200, ["content-length: 0"]),
        (200, ["host: evil.example"]),
        (200, ["host: [::1]:80"]),
        (200, ["x-forwarded-for: " + "1," * 4000]),
        (200, ["x-http-method-override: DELETE"]),
        (200, [f"x-{number}: y" for number in range(80)]),
    ],
)
def test_conditions_and_wishes(served: Served, status: int, fields: list[str]) -> None:
    """200, 304 or 412, as RFC 9110 has it; a 304 has no body and all that it must repeat."""
    got = served.ask(RSS, *(_filled(served, line) for line in fields))
    assert got.status == status
    if status == 200:
        assert got.body.startswith((b"<?xml", b"\x1f\x8b"))
        assert got["accept-ranges"] == "none"
    if status == 304:
        assert got.body == b""
        for name in ("etag", "cache-control", "vary", "date"):
            assert got[name]
        assert not got["content-type"]
        assert not got["content-encoding"]
    if status == 412:
        assert got["content-type"].startswith("text/html")


@pytest.mark.parametrize(
    ("field", "coding"),
    [
        ("gzip", "gzip"),
        ("x-gzip", "gzip"),
        ("GZip", "gzip"),
        ("br", "br"),
        ("zstd", "zstd"),
        ("gzip, deflate", "gzip"),
        ("gzip, deflate, br", "br"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("br;q=0.5, gzip;q=0.9", "gzip"),
        ("zstd;q=0, br;q=0, gzip", "gzip"),
        ("gzip;q=0", ""),
        ("identity", ""),
        ("identity, *;q=0", ""),
        ("identity;q=1, gzip;q=0.5", ""),
        ("deflate, compress, exi", ""),
        ("", ""),
        ("*", "gzip"),
        ("*;q=0, gzip;q=0.001", "gzip"),
        ("gzip;q=1.5", ""),
        ("gzip;q=-1", ""),
        ("gzip;q=1e3", ""),
        ("gzip;;;q", ""),
        ("gzip;;q=0.5;", "gzip"),
        (";,;=,q=1", ""),
        ("gzip," * 3000, "gzip"),
        ("ﾟ".encode().decode("latin-1"), ""),
    ],
)
def test_codings(served: Served, field: str, coding: str) -> None:
    """The coding that the asker likes best of ours; packed or not, the same bytes."""
    plain = served.ask(RSS)
    got = served.ask(RSS, f"accept-encoding: {field}")
    assert got.status == 200
    assert got["content-encoding"] == coding
    assert got["vary"].casefold().count("accept-encoding") == 1
    assert int(got["content-length"]) == len(got.body)
    assert UNPACK[coding](got.body) == plain.body
    assert (got["etag"] == plain["etag"]) is (coding == "")


@pytest.mark.parametrize("field", ["identity;q=0", "*;q=0", "identity;q=0, deflate", "*;q=0.0, x"])
def test_who_takes_nothing_gets_nothing(served: Served, field: str) -> None:
    """406 where even plain bytes are refused: a short page, and caches know on what it hangs."""
    got = served.ask(RSS, f"accept-encoding: {field}")
    assert got.status == 406
    assert "accept-encoding" in got["vary"].casefold()
    assert len(got.body) < 8000


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
    assert _lasting(head) == _lasting(full)


def _lasting(got: Got) -> list[tuple[str, str]]:
    return [(name, value) for name, value in got.headers if name != "date"]


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


@pytest.mark.parametrize(
    "request_",
    [
        b"GET /feeds/all.rss HTTP/1.1\r\n\r\n",
        b"GET /feeds/all.rss HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n",
        b"GET /feeds/all.rss HTTP/1.1\r\nhost: a\r\n folded\r\nx\r\n\r\n",
        b"GET /feeds/all.rss\xd8\xb9 HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n",
        b"GET  /feeds/all.rss HTTP/1.1\r\nhost: a\r\n\r\n",
        b"GET /feeds/all.rss HTTP/1.1\r\nhost: a\r\nbad name: x\r\n\r\n",
        b"GET /feeds/all.rss HTTP/1.1\r\nhost: a\r\nx: \x00\r\n\r\n",
        b"GET /feeds/all.rss HTTP/1.1\r\nhost: a\r\ncontent-length: -5\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"hello\r\n\r\n",
    ],
)
def test_what_is_no_http_is_refused(served: Served, request_: bytes) -> None:
    """400 at once, and the next who asks is answered."""
    assert served.send(request_).status == 400
    assert served.ask(RSS).status == 200


def test_http_of_the_last_century(served: Served) -> None:
    """HTTP/1.0 without a host: the whole feed, its length told, the connection closed."""
    got = served.ask(RSS, version="1.0")
    assert got.status == 200
    assert int(got["content-length"]) == len(got.body)


def test_a_body_that_nobody_asked_for(served: Served) -> None:
    """A GET with a body is a GET."""
    head = f"GET {RSS} HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: 5\r\n\r\n"
    got = served.send(head.encode() + b"hello")
    assert (got.status, got["etag"]) == (200, served.told["ETAG"])


def test_several_requests_on_one_connection(served: Served) -> None:
    """Sent at once, they are answered in their order, each with its own body."""
    asked = [RSS, "/feeds/none.rss", JSON, OPML]
    lines = [f"GET {path} HTTP/1.1\r\nhost: feeds.test\r\n\r\n" for path in asked]
    lines[-1] = lines[-1].replace("\r\n\r\n", "\r\nconnection: close\r\n\r\n")
    with socket.create_connection(("127.0.0.1", served.port), timeout=60) as connection:
        connection.sendall("".join(lines).encode())
        whole = b"".join(iter(lambda: connection.recv(65536), b""))
    assert [part[:3] for part in whole.split(b"HTTP/1.1 ")[1:]] == [b"200", b"404", b"200", b"200"]
