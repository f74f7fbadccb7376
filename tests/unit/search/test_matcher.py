from dataclasses import replace
from datetime import UTC, datetime

import pytest

from barqiya.domain.article import Article, Author, Content, Label, article_id
from barqiya.domain.query import parse
from barqiya.search import matches

NOW = datetime(2026, 1, 10, 12, tzinfo=UTC)
ARTICLE = Article(
    id=article_id("tests", "1"),
    public_id="urn:x",
    source="tests",
    revision=1,
    content=Content(
        title="سوق المدينة القديمة",
        content_html="<p>في السوق <b>كتبٌ</b> نادرة، ومدرسةٌ لتعليم الخط.</p><p>A quiet café.</p>",
        summary="",
        language="ar-EG",
        authors=(Author(name="أحمد الكومى"),),
        categories=(Label(name="ثقافة"),),
        tags=(Label(name="أسواق"),),
    ),
    content_hash="",
    first_seen_at=datetime(2026, 1, 1, tzinfo=UTC),
    updated_at=datetime(2026, 1, 1, tzinfo=UTC),
)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "السوق",
        "بالسوق كتب والمدرسه",
        "CAFE سوق",
        '"المدينه القديمة"',
        '"السوق كتب نادرة"',
        "الكومي",
        'كاتب:"د. احمد الكومي"',
        "قسم:ثقافه lang:ar وسم:اسواق سوق",
        "قسم:رياضة قسم:ثقافة",
        "سوق -زرافة",
        "في",
        "في سوق",
        '-"القديمة في"',
    ],
)
def test_an_article_that_is_wanted(text: str) -> None:
    """All words in any spelling, phrases in a row, filters by key, nothing excluded."""
    assert matches(parse(text, NOW), ARTICLE)


@pytest.mark.parametrize(
    "text",
    [
        "سوق زرافة",
        "مدارس",
        '"القديمة المدينة"',
        '"القديمة في السوق"',
        "سوق -مدرسة",
        '-"المدينة القديمة"',
        "سوق قسم:رياضة",
        'كاتب:"منى سالم"',
        "lang:en",
        "من",
    ],
)
def test_an_article_that_is_not_wanted(text: str) -> None:
    """One word, phrase or filter that fails is enough; another form of a word is another word."""
    assert not matches(parse(text, NOW), ARTICLE)


NAMED = replace(
    ARTICLE,
    content=replace(
        ARTICLE.content,
        title="حوار مع عبد الرحمن الحكيم",
        content_html="<p>زار وعبدُ الله معه أبو ظبي بـ 1,250 درهماً، ثم عبدالناصر.</p>",
        authors=(Author(name="عبد الكريم سالم"),),
    ),
)


@pytest.mark.parametrize(
    "text",
    [
        "عبدالرحمن",
        "عبد الرحمن",
        "عبد الرَّحمن الحكيم",
        "عبد الر*",
        "عبدالر*",
        "عنوان:عبد الرحمن",
        '"عبدالرحمن الحكيم"',
        "عبدالله",
        '"عبد الله معه ابوظبي"',
        "عبد الناصر",
        "كاتب:عبد الكريم",
        "كاتب:عبدالكريم حوار",
        "ابوظبي",
        "أبو ظبي 1250",
        "١٬٢٥٠",
        "-عبد الحليم",
    ],
)
def test_a_name_in_one_word_or_in_two_is_one(text: str) -> None:
    """So is a number, with its thousands parted or not."""
    assert matches(parse(text, NOW), NAMED)


@pytest.mark.parametrize("text", ["عبد الحليم", "-عبدالله", "-عبد الرحمن", "عبد", "الله", "250"])
def test_half_of_a_name_is_not_the_name(text: str) -> None:
    """Whoever looks for one of God's names looks for no bearer's."""
    assert not matches(parse(text, NOW), NAMED)
