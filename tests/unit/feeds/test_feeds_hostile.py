import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import feedparser
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from barqiya.domain.article import Article, Author, Image, Label, Status
from feeds.document import FeedDocument
from feeds.formats import FORMATS, Format

RSS, ATOM, JSON = FORMATS
ROUGH = "\x00\x08\x0b\x1f\x7f\x85\ud800\udfff\ufffe\uffff\ufffd]]>&<!-\"'\u202e\u2066\u2069\r\n اA"
TEXT = st.one_of(st.text(), st.text(alphabet=ROUGH), st.sampled_from(["]]>", "<![CDATA[", "&#0;"]))


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
@given(
    title=TEXT, body=TEXT, summary=TEXT, name=TEXT, url=TEXT, language=st.sampled_from(["ar", "en"])
)
@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_whatever_an_article_holds_the_feed_can_be_read(
    form: Format,
    article: Callable[..., Article],
    feed_of: Callable[..., FeedDocument],
    **held: str,
) -> None:
    """One bad article must not cost the readers the feed: the good one beside it is there."""
    bad = article(
        "bad",
        title=held["title"],
        content_html=f"<p>{held['body']}</p>",
        summary=held["summary"],
        language=held["language"],
        url=f"https://example.org/{held['url']}",
        authors=(Author(name=held["name"]),),
        categories=(Label(name=held["name"]),),
        images=(Image(url=f"https://example.org/{held['url']}.png", alt=held["title"]),),
    )
    ids = _ids_in(form, form.render(feed_of(bad, article("good"))))
    assert sorted(ids) == sorted([bad.public_id, article("good").public_id])


def _ids_in(form: Format, written: bytes) -> list[Any]:
    """Return the ids of a feed, read by a parser that forgives nothing."""
    if form is JSON:
        feed = json.loads(written)
        _is_json_feed(feed)
        return [item["id"] for item in feed["items"]]
    read: Any = feedparser.parse(written)
    assert not read.bozo, read.bozo_exception
    assert all(entry.id and "title" in entry for entry in read.entries)
    strict = etree.XMLParser(recover=False, resolve_entities=False, huge_tree=True)
    root = etree.fromstring(written, strict)
    if form is RSS:
        return [guid.text for guid in root.iter("guid")]
    return [entry.findtext("{*}id") for entry in root.iter("{http://www.w3.org/2005/Atom}entry")]


def _is_json_feed(feed: dict[str, Any]) -> None:
    """Hold *feed* against what jsonfeed.org/version/1.1 asks of a feed and its items."""
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert isinstance(feed["title"], str)
    assert feed.keys() <= _FEED_KEYS
    for name in feed.keys() & {"home_page_url", "feed_url", "next_url", "icon", "favicon"}:
        assert feed[name].startswith(("http://", "https://"))
    for item in feed["items"]:
        assert item.keys() <= _ITEM_KEYS
        assert isinstance(item["id"], str)
        assert item["id"]
        assert isinstance(item.get("content_html", item.get("content_text")), str)
        assert all(isinstance(tag, str) for tag in item.get("tags", []))
        assert all(author.keys() & {"name", "url", "avatar"} for author in item.get("authors", []))
        for name in item.keys() & {"date_published", "date_modified"}:
            assert datetime.fromisoformat(item[name]).tzinfo is not None
        for one in item.get("attachments", []):
            assert {"url", "mime_type"} <= one.keys()


_FEED_KEYS = frozenset(
    (
        "version",
        "title",
        "home_page_url",
        "feed_url",
        "description",
        "next_url",
        "icon",
        "favicon",
        "authors",
        "language",
        "hubs",
        "items",
    )
)
_ITEM_KEYS = frozenset(
    (
        "id",
        "url",
        "external_url",
        "title",
        "content_html",
        "content_text",
        "summary",
        "image",
        "banner_image",
        "date_published",
        "date_modified",
        "authors",
        "tags",
        "language",
        "attachments",
    )
)


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_size_is_no_matter(
    form: Format, article: Callable[..., Article], feed_of: Callable[..., FeedDocument]
) -> None:
    """A megabyte of text and three hundred categories are written whole."""
    labels = tuple(Label(name=f"قسم {n}") for n in range(300))
    huge = article(content_html="<p>" + "كلمة " * 200_000 + "</p>", categories=labels)
    written = form.render(feed_of(huge))
    assert _ids_in(form, written) == [huge.public_id]
    assert written.count("كلمة".encode()) == 200_000
    assert written.count("قسم ".encode()) == 300


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
@given(text=TEXT, status=st.sampled_from(Status), full_text=st.booleans())
@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_corrections_and_withdrawals_of_anything_can_be_read(  # noqa: PLR0913, PLR0917 - what is drawn
    form: Format,
    article: Callable[..., Article],
    feed_of: Callable[..., FeedDocument],
    text: str,
    status: Status,
    full_text: bool,  # noqa: FBT001 - a setting, drawn
) -> None:
    """Whatever an editor gave as the reason, and whatever stands in what was withdrawn."""
    bad = article(
        "bad", title=text, content_html=text, summary=text, correction=text, status=status
    )
    made = feed_of(bad, article("good"), full_text=full_text)
    assert form.render(made) == form.render(feed_of(bad, article("good"), full_text=full_text))
    ids = _ids_in(form, form.render(made))
    assert sorted(ids) == sorted([bad.public_id, article("good").public_id])


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_an_article_of_enormous_size_is_one_entry(
    form: Format, article: Callable[..., Article], feed_of: Callable[..., FeedDocument]
) -> None:
    """A megabyte of text under three hundred categories, no title and no date."""
    huge = article(
        "huge",
        title="",
        content_html="<p>" + "كلمة و <b>أخرى</b> ]]> " * 30_000 + "</p>",
        categories=tuple(Label(name=f"قسم {number} <&>") for number in range(300)),
        published_at=None,
    )
    made = feed_of(huge, article("good"))
    assert len(made.entries[0].title + made.entries[1].title) < 300
    assert {len(entry.categories) for entry in made.entries} == {0, 300}
    assert len(_ids_in(form, form.render(made))) == 2
