"""Promises of reading what is no proper feed: nothing escapes, no entry is lost to another."""

import contextlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from barqiya.errors import FetchError
from barqiya.sources.syndication import discover

Make = Callable[..., Any]
TEXT = "نص يقرأ كما ينبغي له أن يقرأ، من أوله إلى آخره."
_SCRAPS = st.sampled_from(
    [
        *("<rss>", "<channel>", "<item>", "</item>", "<title>", "</title>", "<feed>", "<entry>"),
        *("<rdf:RDF>", "<![CDATA[", "]]>", "<!--", "-->", "&", "&#xD800;", "&amp;", "<link", "/>"),
        *('{"items":[', '{"id":', "1", '"', "}", "]", "\x00", "\ufeff", TEXT, "<", ">", "\u202e"),
        *("<guid>", "<pubDate>", "0001-01-01", "9999-12-31T23:59:59-14:00", ' xml:base="http://["'),
    ]
)


def _item(text: str, number: int) -> str:
    return f"<item><title>عنوان {number}</title><description>{text}</description></item>"


@given(content=st.binary(max_size=200) | st.lists(_SCRAPS, max_size=25).map("".join))
@settings(
    max_examples=300,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_bytes_are_a_feed_or_a_reason(site: Make, content: bytes | str) -> None:
    """Whatever a server sends, a visit ends, or says as a FetchError why it cannot."""
    with contextlib.suppress(FetchError):
        site(content).visit()


_FIELDS = (
    *("id", "url", "external_url", "title", "content_html", "content_text", "summary", "image"),
    *("authors", "author", "tags", "attachments", "date_published", "date_modified", "language"),
)
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10) | _SCRAPS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "url", "mime_type", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(
    items=st.lists(st.dictionaries(st.sampled_from(_FIELDS), _VALUES, max_size=6), max_size=3),
    head=st.dictionaries(
        st.sampled_from(["home_page_url", "next_url", "hubs", "language"]), _VALUES
    ),
)
@settings(
    max_examples=200,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_fields_of_json_may_hold_anything(
    site: Make, items: list[dict[str, object]], head: dict[str, object]
) -> None:
    """A field of another type than it should be is a field not told."""
    visited = site(json.dumps({"title": "x", **head, "items": items}))
    with contextlib.suppress(FetchError):
        visited.visit()


@given(scraps=st.lists(_SCRAPS, max_size=20).map("".join))
@settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_no_entry_harms_those_before_it(site: Make, rss: Make, scraps: str) -> None:
    """Whatever stands in an entry, the one before it is read."""
    visited = site(rss(_item(TEXT, 1), _item(scraps, 2), _item(TEXT, 3))).visit()
    assert visited.items[0].content.title == "عنوان 1"


@pytest.mark.parametrize(
    "text",
    [
        "&#xD800;&#0;",
        "\x03\x0b",
        "<p " + " ".join(f'a{n}="x"' for n in range(5000)) + ">نص</p>",
        "<b>" * 5000,
        "<b>" * 5000 + TEXT + "</b>" * 5000,
        f"<![CDATA[{'<div>' * 5000}{TEXT}]]>",
        "ا" * 2_100_000,
        "<![CDATA[",
        "<!-- ",
        "&lol;",
        "<" * 1000,
        "<x:y:z w:v='1'/>",
    ],
    ids=lambda text: str(text[:12]),
)
def test_a_bad_entry_is_one_entry(site: Make, rss: Make, text: str) -> None:
    """It is read as far as it goes or refused with a reason; its neighbours are read."""
    visited = site(rss(_item(TEXT, 1), _item(text, 2), _item(TEXT, 3))).visit()
    titles = [item.content.title for item in visited.items]
    assert {"عنوان 1", "عنوان 3"} <= set(titles)
    assert len(visited.items) + len(visited.rejected) == 3


def test_entities_of_a_document_are_not_expanded(site: Make) -> None:
    """Neither a file nor a billion laughs comes out of a DTD."""
    feed = (
        '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/hostname">'
        '<!ENTITY b "&a;&a;">]><rss version="2.0"><channel>'
        f"{_item(f'{TEXT} &a; &b;', 1)}</channel></rss>"
    )
    (item,) = site(feed).visit().items
    assert "&amp;a; &amp;b;" in item.content.content_html


@pytest.mark.parametrize(
    ("encoding", "media_type"),
    [
        ("cp1256", "application/rss+xml; charset=utf-8"),
        ("cp1256", "application/rss+xml"),
        ("utf-8", "application/rss+xml; charset=windows-1256"),
        ("utf-8", "text/xml; charset=iso-8859-1"),
        ("utf-16", "application/rss+xml"),
        ("utf-16-le", "application/rss+xml; charset=utf-8"),
        ("utf-8-sig", "text/html"),
    ],
)
def test_letters_are_read_whatever_is_said_of_them(
    site: Make, rss: Make, encoding: str, media_type: str
) -> None:
    """A wrong charset in the header or in the declaration makes no letter another."""
    feed = rss(_item(TEXT, 1)).encode(encoding)
    (item,) = site(feed, media_type=media_type).visit().items
    assert TEXT in item.content.content_html


def test_one_bad_byte_is_one_bad_letter(site: Make, rss: Make) -> None:
    """The rest of the feed is as readable as it was."""
    feed = rss(_item(f"{TEXT} #", 1)).encode().replace(b"#", b"\xff")
    (item,) = site(feed).visit().items
    assert TEXT in item.content.content_html


def test_dates_that_make_no_sense_are_set_aside(site: Make, rss: Make) -> None:
    """The year 1 and the zero of a clock are no dates; what was wrong is noted."""
    items = [
        f"<item><title>يوم</title><guid>urn:x:{n}</guid><pubDate>{date}</pubDate>"
        f"<description>{TEXT}</description></item>"
        for n, date in enumerate(
            ("0001-01-01T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 GMT", "٣ شباط ٢٠٢٥", "never")
        )
    ]
    read = site(rss(*items)).visit().items
    dates = [item.content.published_at for item in read]
    assert dates == [None, None, datetime(2025, 2, 3, tzinfo=UTC), None]
    assert "makes no sense" in read[1].notes[0]


def test_a_page_offers_its_own_feed_first_and_comments_last() -> None:
    """The order for a category: its own, the site's, then comments; REST is no feed."""
    links = (
        ("application/rss+xml", "تعليقات المجلة", "/comments/feed/"),
        ("application/json", "JSON", "/wp-json/wp/v2/categories/3"),
        ("application/rss+xml", "المجلة", "/feed/"),
        ("application/rss+xml", "بحر", "/category/sea/feed/"),
        ("application/feed+json", "المجلة", "feed.json"),
    )
    page = "".join(
        f'<link rel="alternate" type="{kind}" title="{title}" href="{href}">'
        for kind, title, href in links
    )
    base = "https://example.org"
    assert discover(f"<html><head>{page}</head></html>", f"{base}/category/sea/") == [
        f"{base}/category/sea/feed/",
        f"{base}/category/sea/feed.json",
        f"{base}/feed/",
        f"{base}/comments/feed/",
    ]
    assert discover("", base) == []
