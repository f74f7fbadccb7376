"""Promises of articles in Markdown."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from barqiya.domain.article import SourceItem
from barqiya.domain.normalize import plain_text

Write = Callable[[str, str | bytes], Path]
ReadOne = Callable[..., SourceItem]
SAMPLES = Path(__file__).parents[3] / "barqiya" / "samples" / "articles"

ARTICLE = """---
title: 'GPS & "the" <rest>'
authors: [ليلى الشناوي, ليلى الشناوى]
categories: ثقافة، مدينة
tags: [yes, 2024]
language: ar
published_at: 2026-10-15T22:10:00+02:00
updated_at: 2026-10-16
summary: In short.
image: ../pictures/a.jpg
image_alt: sea
id: gps
correction: A number was put right.
appears_after: 20s
---

Text with a [link](b) and ![a boat](c.png).

| a | b |
|---|---|
| 1 | 2 |
"""


def test_front_matter_is_read_whole(write: Write, read_one: ReadOne) -> None:
    """Every key; values are text as written, dates aware."""
    item = read_one(write("a.md", ARTICLE), base_url="https://e.org/articles/")
    content = item.content
    assert content.title == 'GPS & "the" <rest>'
    assert [author.name for author in content.authors] == ["ليلى الشناوي"]
    assert [label.name for label in content.categories] == ["ثقافة", "مدينة"]
    assert [label.name for label in content.tags] == ["yes", "2024"]
    assert content.published_at == datetime(2026, 10, 15, 20, 10, tzinfo=UTC)
    assert item.updated_at == datetime(2026, 10, 16, tzinfo=UTC)
    assert content.summary == "In short."
    assert item.correction == "A number was put right."
    assert [key.key for key in item.identities if key.strong] == ["id:gps"]
    images = [(image.url, image.alt) for image in content.images]
    assert images == [
        ("https://e.org/pictures/a.jpg", "sea"),
        ("https://e.org/articles/c.png", "a boat"),
    ]
    assert '<a href="https://e.org/articles/b"' in content.content_html
    assert "<table>" in content.content_html


def test_what_nobody_could_open_is_dropped(write: Write, read_one: ReadOne) -> None:
    """Relative addresses without a base: the words stay, the addresses go."""
    content = read_one(write("a.md", ARTICLE)).content
    assert content.images == ()
    assert "Text with a link and a boat." in plain_text(content.content_html)


def test_without_front_matter_the_first_heading_is_the_title(
    write: Write, read_one: ReadOne
) -> None:
    """Either form of it; without one the text gives a title."""
    first = read_one(write("a.md", "# A *bold* title #\n\nText of it.\n\n## More\n\nText."))
    assert first.content.title == "A bold title"
    assert first.content.content_html.startswith("<p>Text of it.</p>\n<h2>More</h2>")
    assert read_one(write("b.md", "Title\n=====\n\nText of it.")).content.title == "Title"
    assert read_one(write("c.md", "Text of it alone.")).content.title == "Text of it alone."


def test_a_date_without_a_zone_is_in_the_zone_given(write: Write, read_one: ReadOne) -> None:
    """The publication's, not the server's."""
    path = write("a.md", "---\ntitle: t\ndate: 2026-01-15 10:00\n---\n\ntext")
    item = read_one(path, timezone=ZoneInfo("Africa/Cairo"))
    assert item.content.published_at == datetime(2026, 1, 15, 8, 0, tzinfo=UTC)


def test_scripts_in_markdown_do_not_survive(write: Write, read_one: ReadOne) -> None:
    """HTML inside Markdown is cleaned as any HTML."""
    path = write(
        "a.md", '# t\n\n<script>x()</script>\n\n<p onclick="x">a</p>\n\n[b](javascript:x)\n'
    )
    assert read_one(path).content.content_html == "<p>a</p>\n<p>[b](javascript:x)</p>"


def test_the_sample_publication_is_read_whole(read_one: ReadOne) -> None:
    """Each article with its author, its language and, where it names one, its picture."""
    for path in sorted(SAMPLES.glob("*.md")):
        item = read_one(path, base_url="https://e.org/samples/articles/")
        content = item.content
        assert content.authors, path
        assert content.categories, path
        assert content.language in ("ar", "en"), path
        named = "\nimage:" in path.read_text(encoding="utf-8")
        assert bool(content.images) >= named, path
        for image in content.images:
            assert image.url.startswith("https://e.org/samples/pictures/"), path
            assert image.alt, path
