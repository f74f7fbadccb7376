"""Golden pairs: a page as copied, and what a careful person takes out of it."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from barqiya.domain.article import SourceItem
from barqiya.domain.normalize import plain_text
from barqiya.sources import files

PAGES = Path(__file__).parents[2] / "data" / "pages"
CASES = sorted([*PAGES.glob("*.txt"), *PAGES.glob("*.html")])


def facts(item: SourceItem) -> dict[str, Any]:
    """Return what *item* claims, without what is empty."""
    content = item.content
    related = [
        {
            "title": one.title,
            "author": one.author,
            "category": one.category,
            "date": one.published_on.isoformat() if one.published_on else None,
            "opening": one.opening,
            "url": one.url,
        }
        for one in content.related
    ]
    found = {
        "title": content.title,
        "authors": [author.name for author in content.authors],
        "categories": [label.name for label in content.categories],
        "tags": [label.name for label in content.tags],
        "language": content.language,
        "url": content.url,
        "published_at": _iso(content.published_at),
        "updated_at": _iso(item.updated_at),
        "seen_on": content.seen_on.isoformat() if content.seen_on else None,
        "images": [image.url for image in content.images],
        "related": [{k: v for k, v in one.items() if v} for one in related],
        "paragraphs": plain_text(content.content_html).split("\n\n"),
    }
    return {name: value for name, value in found.items() if value}


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


@pytest.mark.parametrize("page", CASES, ids=lambda path: path.name)
def test_page_is_read_as_a_careful_person_reads_it(page: Path) -> None:
    """Title, people, dates, related articles and exactly the paragraphs of the article."""
    (item,) = files.read([page])
    assert isinstance(item, SourceItem), item
    expected = json.loads(page.with_suffix(".expected.json").read_text(encoding="utf-8"))
    assert facts(item) == expected


def test_every_page_has_its_expectation() -> None:
    """No page lies there unread, and no expectation without its page."""
    assert len(CASES) >= 20
    pages = {path.stem for path in CASES}
    assert pages == {path.name.removesuffix(".expected.json") for path in PAGES.glob("*.json")}


def test_direction_marks_before_lines_are_no_part_of_them(tmp_path: Path) -> None:
    """A page whose every line begins with a mark reads as the page without; others stay."""
    page = (PAGES / "sahifa-like-the-first.txt").read_text(encoding="utf-8")
    marked = tmp_path / "marked.txt"
    marked.write_text(page.replace("\n", "\n\u200f"), encoding="utf-8")
    (plain,) = files.read([PAGES / "sahifa-like-the-first.txt"])
    (found,) = files.read([marked])
    assert isinstance(plain, SourceItem)
    assert isinstance(found, SourceItem)
    assert facts(found) == facts(plain)
    latin_first = "\u200fRSS هي الطريقة التي يقرأ بها كثيرون ما تنشره المواقع من مقالات وأخبار."
    marked.write_text(f"عنوان\n\n{latin_first}\n", encoding="utf-8")
    (found,) = files.read([marked])
    assert isinstance(found, SourceItem)
    assert facts(found)["paragraphs"] == [latin_first]
