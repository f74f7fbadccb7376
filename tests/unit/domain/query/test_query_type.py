"""The query itself: what is asked of it, its days, and its canonical text."""

import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from barqiya.domain.query import After, Category, Query, Word, leaves, parse
from barqiya.errors import QueryError

CAIRO = ZoneInfo("Africa/Cairo")
NOW = datetime(2026, 11, 25, 1, 30, tzinfo=CAIRO)
PIECES = st.sampled_from(
    [
        *('"', "«", "»", "“", "”", "„", "-", "–", ":", "：", "(", ")", "-(", "|", "*", " ", "\n"),
        *(
            "OR",
            "أو",
            "author:",
            "كاتب:",
            "category:",
            "after:",
            "بعد:",
            "أمس",
            "last week",
            "2025",
        ),
        *(
            "lang:",
            "ar",
            "title:",
            "foo:",
            "د.",
            "عبد ",
            "الله",
            "كتابٌ",
            "x",
            "سوق",
            "#",
            "https://",
        ),
        *("\u200f", "\u202e", "\x00", "\ud800", "_", "ـ", "½", "أ.", "10:30", "by", "dr", "İ", "ß"),
    ]
)
TYPED = st.lists(PIECES | st.text(max_size=3), max_size=14).map("".join) | st.text(max_size=200)


@given(TYPED)
def test_anything_typed_is_a_query(text: str) -> None:
    """The parser never raises, and says "nothing" exactly when it found nothing."""
    query = parse(text, NOW)
    assert all(0 <= note.start <= note.end <= len(text) for note in query.notes)
    if query.is_everything:
        with pytest.raises(QueryError):
            parse(text, NOW, required=True)
    else:
        assert parse(text, NOW, required=True) == query


@settings(max_examples=500)
@given(TYPED)
@example("author:أو# #كتابٌ:OR -OR")
@example("(category:a category:b) category:c -(-category:d)")
@example("a OR (b c) -(d OR e) title:f* (g OR h i) after:أمس")
def test_the_canonical_text_means_the_same(text: str) -> None:
    """Printed and parsed again, a query is the same, and so is its text."""
    query = parse(text, NOW)
    again = parse(str(query), NOW)
    assert again == query
    assert str(again) == str(query)


def test_many_ways_to_type_it_have_one_text() -> None:
    """Names of fields, quotes and days are written in one way."""
    ways = ("بعد:أمس قسم:ثقافة «سوق قديم» أو خبر", 'after:yesterday category:ثقافه "سوق قديم"|خبر')
    assert {str(parse(way, NOW)) for way in ways} == {'after:1d category:ثقافه "سوق قديم" OR خبر'}


@pytest.mark.parametrize(
    "text",
    [
        *('"' * 4096, "a:" * 2048, "(" * 4096, "-(" * 2048, "كاتب:" * 900, "after:1 " * 600),
        *(
            "after:" + "1 " * 2000,
            "a OR " * 900,
            "*" * 4096,
            "«" * 5000,
            "x-" * 2000,
            "\u200f" * 9000,
        ),
    ],
)
def test_hostile_texts_are_read_at_once(text: str) -> None:
    """No text makes the parser think for long: each takes less than a tenth of a second."""
    begun = time.process_time()
    assert len(parse(text, NOW).notes) <= 10
    assert time.process_time() - begun < 10  # a guard against an explosion, on any machine


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("today", datetime(2026, 11, 25, tzinfo=CAIRO)),
        ("yesterday", datetime(2026, 11, 24, tzinfo=CAIRO)),
        ("last week", datetime(2026, 11, 18, tzinfo=CAIRO)),
        ("last month", datetime(2026, 10, 25, tzinfo=CAIRO)),
        ("9m", datetime(2026, 2, 25, tzinfo=CAIRO)),
        ("1y", datetime(2025, 11, 25, tzinfo=CAIRO)),
        ("3h", NOW - timedelta(hours=3)),
        ("2025-03", datetime(2025, 3, 1, tzinfo=CAIRO)),
    ],
)
def test_days_begin_in_the_zone_of_the_asker(text: str, begins: datetime) -> None:
    """Half past one in Cairo is the day before in Greenwich; it is Cairo's day that counts."""
    (leaf,) = leaves(parse(f"after:{text}", NOW).wanted)
    assert isinstance(leaf, After)
    assert Query().at(NOW).begins(leaf.day) == begins


def test_the_last_day_of_a_shorter_month() -> None:
    """A month before the 31st is the last day of a month that has no 31st."""
    (leaf,) = leaves(parse("after:1m", NOW).wanted)
    assert isinstance(leaf, After)
    asked = Query().at(datetime(2026, 3, 31, 12, tzinfo=UTC))
    assert asked.begins(leaf.day) == datetime(2026, 2, 28, tzinfo=UTC)


@pytest.mark.parametrize("text", ["9999y", "9999w", "0001", "9999-12-31"])
def test_days_beyond_the_calendar_are_its_ends(text: str) -> None:
    """However far away, a day has a moment, in any zone."""
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"):
        query = parse(f"after:{text}", NOW.astimezone(ZoneInfo(zone)))
        (leaf,) = leaves(query.wanted)
        assert isinstance(leaf, After)
        assert query.begins(leaf.day).tzinfo is UTC


def test_a_query_with_days_must_be_asked_at_a_moment() -> None:
    """A query made by hand has no moment until it is given one."""
    (leaf,) = leaves(parse("after:today", NOW).wanted)
    assert isinstance(leaf, After)
    with pytest.raises(ValueError, match="asked at a moment"):
        Query(leaf).begins(leaf.day)


def test_what_an_engine_asks_of_a_query() -> None:
    """Words and phrases wanted anywhere; the plain words that may be missed; all the rest."""
    query = parse('a b (c OR "d e") -f -"g h" title:i jj* title:"k l" tag:m', NOW)
    assert query.words == ("a", "b", "c", "i", "jj")
    assert query.phrases == ("d e", "k l")
    assert query.loose == ("a", "b")
    assert query.firm == parse('c OR "d e" -f -"g h" title:i jj* title:"k l" tag:m', NOW)
    assert query.firm.now == NOW
    assert parse("a", NOW).firm == Query()


def test_which_queries_look_at_words() -> None:
    """Also those that only exclude some: the store alone could not answer them."""
    assert parse("-a", NOW).has_text
    assert parse("tag:b OR title:a", NOW).has_text
    assert not parse("-tag:b after:today lang:ar", NOW).has_text
    assert not Query(Category("a")).has_text
    assert Query(Word("a")).has_text
    assert Query().is_everything
