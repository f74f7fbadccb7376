import dataclasses
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from babel.core import Locale
from lxml import etree

from barqiya.domain.query import Note, NoteKind
from feeds import opml
from feeds.pages.dates import day, results
from feeds.pages.words import ARABIC, ENGLISH, WORDS, Words, words_for
from feeds.site import Site

CAIRO = ZoneInfo("Africa/Cairo")


def test_a_day_is_that_of_the_publication() -> None:
    """Late evening in Greenwich is the next day in Cairo."""
    late = datetime(2026, 11, 19, 23, 30, tzinfo=UTC)
    assert day(late, ARABIC, CAIRO) == "20 نوفمبر 2026"
    assert day(late, ENGLISH, CAIRO) == "20 November 2026"
    assert day(date(2026, 1, 5), ARABIC, CAIRO) == "5 يناير 2026"


@pytest.mark.parametrize(
    ("count", "arabic", "english"),
    [
        (1, "نتيجة واحدة", "1 result"),
        (2, "نتيجتان", "2 results"),
        (7, "7 نتائج", "7 results"),
        (11, "11 نتيجة", "11 results"),
        (100, "100 نتيجة", "100 results"),
    ],
)
def test_counts_agree_with_their_noun(count: int, arabic: str, english: str) -> None:
    """Arabic has six forms; each is right."""
    assert results(count, ARABIC) == arabic
    assert results(count, ENGLISH) == english


@pytest.mark.parametrize("words", WORDS.values(), ids=lambda words: words.language)
def test_every_language_is_complete(words: Words) -> None:
    """No word is empty, and a form stands for every plural of the language."""
    for field in dataclasses.fields(words):
        assert getattr(words, field.name), field.name
    rules = Locale.parse(words.locale).plural_form
    assert {rules(n) for n in range(200)} <= set(words.results)


@pytest.mark.parametrize("words", WORDS.values(), ids=lambda words: words.language)
def test_every_oddity_of_a_query_has_a_sentence(words: Words) -> None:
    """Each kind of note is said in every language, with what was typed where that helps."""
    for kind in NoteKind:
        said = words.said_of(Note(kind=kind, text="{foo}:" + "x" * 100, start=0, end=5))
        assert said
        assert "{text}" not in said
        assert "x" * 60 not in said


@pytest.mark.parametrize(
    ("publication", "asked", "expected"),
    [
        ("ar", None, ARABIC),
        ("ar-EG", None, ARABIC),
        ("en-GB", None, ENGLISH),
        ("fr", None, ENGLISH),
        ("ar", "en", ENGLISH),
        ("en", "ar", ARABIC),
        ("ar", "xx", ARABIC),
    ],
)
def test_the_language_is_the_readers_else_the_publications(
    publication: str, asked: str | None, expected: Words
) -> None:
    """?lang= wins; a language that is not spoken here changes nothing."""
    assert words_for(publication, asked) is expected


def test_opml_names_every_feed(site: Site) -> None:
    """Readers import it: each outline has a kind, a name and an address."""
    written = opml.render(
        site, [("", [("الكل", "all")]), ("الأقسام", [("علوم & فنون\x00", "category/علوم-فنون")])]
    )
    outlines = etree.fromstring(written).findall(".//outline[@type='rss']")
    assert [o.get("text") for o in outlines] == ["الكل", "علوم & فنون"]
    assert outlines[1].get("xmlUrl") == (
        "https://feeds.example.org/feeds/category/"
        "%D8%B9%D9%84%D9%88%D9%85-%D9%81%D9%86%D9%88%D9%86.rss"
    )
    assert outlines[1].getparent().get("text") == "الأقسام"  # type: ignore[union-attr]
