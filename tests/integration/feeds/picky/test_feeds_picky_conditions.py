"""Conditions, wishes and codings: what is sent, and whether anything is."""

import gzip
from typing import Any

import brotli
import pytest
import zstandard

from tests.integration.feeds.picky.conftest import RSS, Served, filled_in

UNPACK: dict[str, Any] = {
    "": bytes,
    "gzip": gzip.decompress,
    "br": brotli.decompress,
    "zstd": zstandard.ZstdDecompressor().decompress,
}


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
    got = served.ask(RSS, *(filled_in(served, line) for line in fields))
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
