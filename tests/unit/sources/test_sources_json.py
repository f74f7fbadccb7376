"""Promises of articles in JSON."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from barqiya.cli.as_json import whole
from barqiya.domain.article import (
    Article,
    Author,
    Content,
    Image,
    Label,
    Rejected,
    RelatedArticle,
    SourceItem,
    article_id,
)
from barqiya.domain.visible import content_hash
from barqiya.search import SeeAlso
from barqiya.sources import files

Write = Callable[[str, str | bytes], Path]
ReadOne = Callable[..., SourceItem]
NOW = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)


def _article() -> Article:
    content = Content(
        title="كيف يعمل الوسم <p> &amp; لماذا",
        content_html='<p dir="rtl">نص <a href="https://e.org/x" rel="noopener">وصلة</a></p>',
        summary="نص",
        language="ar-EG",
        authors=(Author(name="د. هدى المرساوي"),),
        categories=(Label(name="علوم"),),
        tags=(Label(name="وسوم"),),
        images=(Image(url="https://e.org/a.jpg", alt="بحر", width=10, height=5),),
        related=(
            RelatedArticle(
                title="آخر",
                author="مازن السراجي",
                category="رأي",
                published_on=date(2025, 1, 1),
                opening="كان",
            ),
        ),
        published_at=NOW,
        seen_on=date(2026, 1, 1),
    )
    made = article_id("files", "x")
    return Article(
        id=made,
        public_id=made.urn,
        source="files",
        revision=1,
        content=content,
        content_hash=content_hash(content),
        first_seen_at=NOW,
        updated_at=NOW,
    )


def test_our_own_output_read_back_is_the_same_article(write: Write, read_one: ReadOne) -> None:
    """Field by field, and known under the id it had."""
    article = _article()
    named = [SeeAlso(told=one) for one in article.content.related]
    item = read_one(write("a.json", json.dumps(whole(article, named))))
    assert item.content == article.content
    assert item.public_id == article.public_id
    assert f"id:{article.id}" in [key.key for key in item.identities if key.strong]


@pytest.mark.parametrize(
    "written",
    [
        '{"title": "T", "text": "One.\\n\\nTwo."}',
        '[{"title": "T", "content_text": "One.\\nTwo."}]',
        '{"articles": [{"title": "T", "content": "<p>One.</p><p>Two.</p>"}]}',
        '{"items": [{"id": "1", "title": "T", "content_html": "<p>One.</p><p>Two.</p>"}]}',
        '{"title": {"rendered": "T"}, "content": {"rendered": "<p>One.</p><p>Two.</p>"}}',
    ],
)
def test_every_shape_is_read(write: Write, read_one: ReadOne, written: str) -> None:
    """One article, an array, a named list, a JSON Feed, WordPress's own objects."""
    content = read_one(write("a.json", written)).content
    assert content.title == "T"
    assert content.content_html == "<p>One.</p>\n<p>Two.</p>"


def test_a_json_feed_is_read_with_all_it_has(write: Write, read_one: ReadOne) -> None:
    """Authors as objects, dates, picture, attachments."""
    record = {
        "id": "https://e.org/1",
        "url": "https://e.org/a",
        "title": "A & B",
        "content_text": "Text of it.",
        "date_published": "2024-01-02T03:04:05Z",
        "authors": [{"name": "Nora Halloway"}],
        "tags": ["fog"],
        "image": "https://e.org/a.jpg",
        "attachments": [
            {"url": "https://e.org/a.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 9}
        ],
    }
    content = read_one(write("a.json", json.dumps({"items": [record]}))).content
    assert content.title == "A & B"
    assert content.published_at == datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert [author.name for author in content.authors] == ["Nora Halloway"]
    assert [image.url for image in content.images] == ["https://e.org/a.jpg"]
    assert [enclosure.length for enclosure in content.enclosures] == [9]


def test_lines_of_json_are_read_each(write: Write) -> None:
    """What is bad among them is refused by its number; the rest is read."""
    lines = ['{"title": "A", "text": "One two."}', '{"title": "B"}', "[1]"]
    results = list(files.read([write("a.jsonl", "\n".join(lines))]))
    assert isinstance(results[0], SourceItem)
    refused = [result for result in results if isinstance(result, Rejected)]
    assert [one.origin.rpartition(", ")[2] for one in refused] == ["article 2", "article 3"]


def test_wrong_values_are_refused_not_guessed(write: Write) -> None:
    """A date that is none."""
    (refused,) = files.read([write("a.json", '{"title": "T", "text": "x y", "date": "soon"}')])
    assert isinstance(refused, Rejected)
    assert "'soon' is no date" in refused.reason


@pytest.mark.parametrize("tag", ["i-klingon", "123", "a", "ar--EG", "arabic", 'ar"><b', "ar-" * 20])
def test_what_is_no_language_tag_is_not_believed(write: Write, read_one: ReadOne, tag: str) -> None:
    """A tag begins with a code of ISO 639 (BCP 47, § 2.1); else the letters of the text decide."""
    record = {"title": "المرفأ", "text": "وصلت السفن.", "language": tag}
    assert read_one(write("a.json", json.dumps(record))).content.language == "ar"


def test_a_title_that_nobody_sees_is_none(write: Write, read_one: ReadOne) -> None:
    """The first words of the text stand in its place."""
    record = {"title": " \u200b\u200f\u2067\u2069 ", "text": "وصلت السفن."}
    assert read_one(write("a.json", json.dumps(record))).content.title == "وصلت السفن."
