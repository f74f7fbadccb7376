import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from barqiya.domain.folding import label_key, name_key
from barqiya.domain.query import MAX_PARTS, Query, parse, primary_language
from barqiya.errors import QueryError

SYNTAX = st.text(
    alphabet=st.sampled_from("\"«»“”„-–:：'()*_ \n\u200f\u202e\x00ab كاتبقسم🙂:authorlang\ud800")
)


def test_words_phrases_and_exclusions() -> None:
    """Words, phrases in any quotation marks, and what is not wanted are told apart."""
    found = parse('سوق "المدينة القديمة" «كتب نادرة» “third one” -سيارات -"كرة القدم"')
    assert found.words == ("سوق",)
    assert found.phrases == ("المدينة القديمة", "كتب نادرة", "third one")
    assert found.excluded == ("سيارات", "كرة القدم")


@pytest.mark.parametrize(
    "text",
    [
        'author:"أحمد الكومى"',
        "كاتب:«احمد الكومي»",
        "كاتب: “د. أحمد الكومي”",
        "AUTHOR:أحمد_الكومي",
        "الكاتب :احمد_الكومي",
    ],
)
def test_an_author_is_meant_in_any_spelling(text: str) -> None:
    """The filter takes English and Arabic names, any quotes, and spelling does not count."""
    assert parse(text) == Query(authors=(name_key("أحمد الكومي"),))


def test_the_other_filters() -> None:
    """Category, tag and language have names in both languages."""
    assert parse("category:ثقافة قسم:رياضة").categories == (label_key("ثقافة"), label_key("رياضه"))
    assert parse('tag:"كرة القدم" وسم:شعر').tags == (label_key("كرة القدم"), label_key("شعر"))
    assert parse("lang:EN-us لغة:ar").languages == ("en", "ar")


def test_nothing_typed_wants_everything() -> None:
    """An empty text is the empty query."""
    assert parse("") == parse(" \n\u200f ") == Query()
    assert not parse("").has_text


@pytest.mark.parametrize("text", ["", "   ", "؟!", "🙂🙂", '"', "-", "«»", '- "" :', "\x00\u202e"])
def test_where_something_is_required_marks_are_refused(text: str) -> None:
    """What holds nothing to search for is refused with a sentence, only where it must be there."""
    assert parse(text) == Query()
    with pytest.raises(QueryError, match="nothing to search for"):
        parse(text, required=True)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('"never closed here', ("never", "closed", "here")),
        ("«مفتوحة بلا نهاية", ("مفتوحة", "بلا", "نهاية")),
        ("نهاية بلا بداية»", ("نهاية", "بلا", "بداية")),
        ("covid-19", ("covid-19",)),
        ("the end - of it", ("the", "end", "of", "it")),
        ("https://example.org/a", ("https", "//example.org/a")),
        ("عاجل: خبر", ("عاجل", "خبر")),
        ("10:30", ("10:30",)),
        ("كل\u200fمة مخ\u202eفية", ("كلمة", "مخفية")),
        ("سطر\nآخر\x07", ("سطر", "آخر")),
    ],
)
def test_what_is_no_operator_is_words(text: str, words: tuple[str, ...]) -> None:
    """Unbalanced quotes, addresses, times, headings and hidden characters are read as words."""
    assert parse(text) == Query(words=words)


def test_an_unwanted_author_is_an_unwanted_name() -> None:
    """A filter with a minus excludes the articles that bear the name."""
    assert parse('-كاتب:"منى سالم"') == Query(excluded=("منى سالم",))


def test_the_same_part_twice_counts_once() -> None:
    """Repeating a word changes nothing."""
    assert parse("سوق سوق سوق كتب") == Query(words=("سوق", "كتب"))


def test_a_thousand_parts_are_cut() -> None:
    """However much is pasted, a query stays small."""
    long = parse(" ".join(f"w{n} author:a{n}" for n in range(1000)))
    assert len(long.words) + len(long.authors) == MAX_PARTS


@given(st.text(max_size=300) | SYNTAX)
@example('"' * 4096)
@example("a:" * 2048)
@example("«" * 5000)
@example("كاتب:" * 900)
def test_anything_typed_is_a_query(text: str) -> None:
    """The parser never raises; it says "nothing to search for" exactly when it found nothing."""
    found = parse(text)
    if found == Query():
        with pytest.raises(QueryError):
            parse(text, required=True)
    else:
        assert parse(text, required=True) == found


def test_primary_language() -> None:
    """Regions and scripts are left off."""
    assert [primary_language(tag) for tag in ("ar-EG", "EN", "zh_Hans", "ckb")] == [
        "ar",
        "en",
        "zh",
        "ckb",
    ]
