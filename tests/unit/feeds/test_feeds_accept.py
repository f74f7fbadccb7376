import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.accept import wants_page

# What they send when a person opens an address, from their own documentation and sources.
BROWSERS = {
    "Chromium": (
        "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,"
        "*/*;q=0.8,application/signed-exchange;v=b3;q=0.7"
    ),
    "Firefox": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "older Firefox": (
        "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,"
        "image/png,image/svg+xml,*/*;q=0.8"
    ),
    "Safari": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Lynx": "text/html, text/plain, text/sgml, text/css, application/xhtml+xml, */*;q=0.01",
    "a person with curl": "text/html",
}
READERS = {
    "none": None,
    "empty": "",
    "curl, newsboat, Feedly, NetNewsWire": "*/*",
    "feedparser": (
        "application/atom+xml,application/rdf+xml,application/rss+xml,application/x-netcdf,"
        "application/xml;q=0.9,text/xml;q=0.2,*/*;q=0.1"
    ),
    "Miniflux": (
        "application/xml, application/atom+xml, application/rss+xml, application/rdf+xml, "
        "application/feed+json, text/html, */*;q=0.9"
    ),
    "FreshRSS": (
        "application/atom+xml, application/rss+xml, application/rdf+xml;q=0.9, "
        "application/xml;q=0.8, text/xml;q=0.8, text/html;q=0.7, unknown/unknown;q=0.1, "
        "application/unknown;q=0.1, */*;q=0.1"
    ),
    "NewsBlur": (
        "application/atom+xml, application/rss+xml, application/xml;q=0.8, text/xml;q=0.6, "
        "*/*;q=0.2"
    ),
    "rss-parser": "application/rss+xml",
    "JSON Feed": "application/feed+json, application/json;q=0.9",
    "Java": "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2",
    "newer Java": "text/html, image/gif, image/jpeg, */*; q=0.2",
    "Internet Explorer's engine": "text/html, application/xhtml+xml, */*",
    "old WebKit": "application/xml,application/xhtml+xml,text/html;q=0.9,*/*;q=0.5",
}


@pytest.mark.parametrize("accept", BROWSERS.values(), ids=BROWSERS)
def test_a_person_in_a_browser_gets_a_page(accept: str) -> None:
    """HTML stands before everything that a feed could be."""
    assert wants_page(accept)


@pytest.mark.parametrize("accept", READERS.values(), ids=READERS)
def test_a_feed_reader_gets_the_feed(accept: str | None) -> None:
    """Whatever takes feeds as gladly as pages, or says nothing, is a program."""
    assert not wants_page(accept)


@pytest.mark.parametrize(
    ("accept", "page"),
    [
        ("text/html;q=0.9, application/rss+xml;q=0.8", True),
        ("text/html;q=0.8, application/rss+xml;q=0.9", False),
        ("application/rss+xml, text/html", False),
        ("TEXT/HTML ; Q=1.0 , */* ; q=0.5", True),
        ("text/html;q=0", False),
        ("text/html;q=0, */*", False),
        ("text/*", False),
        ("text/*, text/xml;q=0.5", True),
        ("text/html;q=0.5, application/*;q=0.4", True),
        ("text/html;charset=utf-8", True),
        ("text/html;q=high", False),
        ("text/html;q=1.5", False),
        ("text/html;level=1", False),
        ("text/html," * 2000, False),
        (";;,,;q=1,", False),
    ],
)
def test_weights_decide(accept: str, page: bool) -> None:  # noqa: FBT001 - pytest passes parameters by name
    """RFC 9110, § 12.5.1: the most specific range that covers a type is the one that counts."""
    assert wants_page(accept) is page


@given(st.text(max_size=300))
def test_any_header_is_answered(accept: str) -> None:
    """Whatever is sent, the judgement is made."""
    assert wants_page(accept) in {True, False}
