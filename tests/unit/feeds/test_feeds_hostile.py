import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from barqiya.domain.article import Article, Author, Image, Label
from feeds.document import FeedDocument
from feeds.formats import FORMATS, Format

RSS, ATOM, JSON = FORMATS
ROUGH = "\x00\x08\x0b\x1f\x7f\x85\ud800\udfff\ufffe\uffff\ufffd]]>&<!-\"'\u202e\u2066\u2069\r\n اA"
TEXT = st.one_of(st.text(), st.text(alphabet=ROUGH), st.sampled_from(["]]>", "<![CDATA[", "&#0;"]))


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
@given(
    title=TEXT, body=TEXT, summary=TEXT, name=TEXT, url=TEXT, language=st.sampled_from(["ar", "en"])
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
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
        return [item["id"] for item in json.loads(written)["items"]]
    strict = etree.XMLParser(recover=False, resolve_entities=False)
    root = etree.fromstring(written, strict)
    if form is RSS:
        return [guid.text for guid in root.iter("guid")]
    return [entry.findtext("{*}id") for entry in root.iter("{http://www.w3.org/2005/Atom}entry")]


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
