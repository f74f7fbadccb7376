"""What an article is: ids, people, order."""

from dataclasses import FrozenInstanceError, replace
from datetime import UTC, datetime, timedelta

import pytest

from barqiya.domain.article import Article, Author, Content, Label, article_id

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
ARTICLE = Article(
    id=article_id("site", "url:https://example.org/a"),
    public_id="urn:x:a",
    source="site",
    revision=1,
    content=Content(title="أ", content_html="<p>أ</p>", summary="أ", language="ar"),
    content_hash="",
    first_seen_at=NOW,
    updated_at=NOW,
)


def test_an_id_is_the_same_in_every_rebuild() -> None:
    """It comes from source and identity alone, and must never change in any version."""
    assert str(article_id("site", "url:https://example.org/a")) == (
        "e1a3bcf6-5261-5aa9-9d25-e4a47aa66f97"
    )
    assert article_id("site", "url:b") != article_id("other", "url:b")
    assert article_id("site", "a\nb") != article_id("site\na", "b c")


def test_two_spellings_are_one_person() -> None:
    """Final ي or ى, hamza or none, a title before the name, vowel marks."""
    spellings = ("د. فؤاد مصطفى", "فؤاد مصطفي", "فواد مصطفى", "فُؤاد مصطفى", "بقلم: فؤاد مصطفى")
    assert len({Author(name=name).key for name in spellings}) == 1
    assert Author(name="فؤاد مصطفى").key != Author(name="فؤاد منصور").key


def test_two_spellings_are_one_label() -> None:
    """A category is one, however it is typed."""
    assert Label(name="الثقافة").key == Label(name="الثقافه ").key


def test_an_article_takes_its_place_by_publication_else_by_first_sight() -> None:
    """A date that nobody told is never made up."""
    assert ARTICLE.ordered_at == NOW
    told = NOW - timedelta(days=9)
    dated = replace(ARTICLE, content=replace(ARTICLE.content, published_at=told))
    assert dated.ordered_at == told


@pytest.mark.parametrize(
    ("language", "direction"),
    [("ar", "rtl"), ("ar-EG", "rtl"), ("AR", "rtl"), ("fa", "rtl"), ("en", "ltr"), ("arn", "ltr")],
)
def test_a_text_runs_as_its_language_does(language: str, direction: str) -> None:
    """Direction is the language's, whatever its subtags and case."""
    assert replace(ARTICLE.content, language=language).direction == direction


def test_an_article_is_a_value() -> None:
    """Nothing changes it; equal fields make equal articles."""
    with pytest.raises(FrozenInstanceError):
        ARTICLE.revision = 2  # type: ignore[misc] # that is the fault
    assert replace(ARTICLE, revision=1) == ARTICLE
