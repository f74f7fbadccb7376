"""What is typed, in Arabic and English, and the tree it is read into."""

from datetime import UTC, date, datetime

import pytest

from barqiya.domain.folding import label_key, name_key
from barqiya.domain.query import (
    MAX_DEPTH,
    MAX_PARTS,
    After,
    Ago,
    All,
    Author,
    Before,
    Category,
    Either,
    Expression,
    Language,
    Not,
    NoteKind,
    On,
    Phrase,
    Prefix,
    Query,
    Source,
    Tag,
    Titled,
    Unit,
    Word,
    leaves,
    parse,
    primary_language,
)
from barqiya.errors import QueryError

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
A, B, C = Word("a"), Word("b"), Word("c")
SPORT, CULTURE = Category(label_key("رياضة")), Category(label_key("ثقافة"))


def tree(text: str) -> Expression:
    """Return what *text* is read into."""
    return parse(text, NOW).wanted


def notes(text: str) -> list[tuple[NoteKind, str]]:
    """Return what was odd about *text*, each with the place that it names, cut out of the text."""
    return [(note.kind, text[note.start : note.end]) for note in parse(text, NOW).notes]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("سوق", Word("سوق")),
        ("سوق كتب", All((Word("سوق"), Word("كتب")))),
        ("سوق سوق كتب سوق", All((Word("سوق"), Word("كتب")))),
        ('"المدينة القديمة"', Phrase("المدينة القديمة")),
        ("«كتب نادرة»", Phrase("كتب نادرة")),
        ("“third  one”", Phrase("third one")),
        ("-سيارات", Not(Word("سيارات"))),
        ("−a –b", All((Not(A), Not(B)))),
        ('-"كرة القدم"', Not(Phrase("كرة القدم"))),
        ("-(a b)", Not(All((A, B)))),
        ("-(-a)", A),
        ("a OR b", Either((A, B))),
        ("a أو b", Either((A, B))),
        ("a او b", Either((A, B))),
        ("a | b|c", Either((A, B, C))),
        ("a b OR c", All((A, Either((B, C))))),
        ("(a b) OR c", Either((All((A, B)), C))),
        ("a OR -b", Either((A, Not(B)))),
        ("a or b", All((A, Word("or"), B))),
        ("((a)) (b (c))", All((A, B, C))),
        ("كتا*", Prefix("كتا")),
        ("كِتَا*", Prefix("كِتَا")),
        ("title:سوق", Titled(Word("سوق"))),
        ("عنوان:«سوق قديم»", Titled(Phrase("سوق قديم"))),
        ("العنوان:سو*", Titled(Prefix("سو"))),
        ("title:(a OR b)", Either((Titled(A), Titled(B)))),
        ("-title:a", Not(Titled(A))),
        ("مصدر:الموقع", Source(label_key("الموقع"))),
        ("source:Files", Source("files")),
        ("وسم:شعر", Tag("شعر")),
        ('tag:"كرة القدم"', Tag(label_key("كرة القدم"))),
        ("lang:EN-us", Language("en")),
        ("لغة:عربي", Language("ar")),
        ("language:English", Language("en")),
        ("اللغة:الفرنسية", Language("fr")),
        ("category:ثقافة قسم:رياضة", Either((CULTURE, SPORT))),
        ("القسم:ثقافة a تصنيف:رياضة", All((Either((CULTURE, SPORT)), A))),
        ("قسم:(ثقافة OR رياضة) a", All((Either((CULTURE, SPORT)), A))),
        ("-قسم:ثقافة -قسم:رياضة", All((Not(CULTURE), Not(SPORT)))),
        ('-كاتب:"منى سالم"', Not(Author(name_key("منى سالم")))),
    ],
)
def test_what_is_typed_is_what_is_meant(text: str, expected: Expression) -> None:
    """Words, phrases, exclusions, alternatives, groups, beginnings and fields, without a note."""
    assert tree(text) == expected
    assert not notes(text)


@pytest.mark.parametrize(
    "text",
    [
        'author:"أحمد الكومى"',
        "كاتب:«احمد الكومي»",
        "كاتب: “د. أحمد الكومي”",
        "AUTHOR:أحمد_الكومي",
        "الكاتب :احمد_الكومي",
        "كاتبة:أحمد_الكومي",
        "كاتِب：أحمد_الكومي",
        "\u200fكاتب\u200e:\u200fأحمد_الكومي",
    ],
)
def test_an_author_is_meant_in_any_spelling(text: str) -> None:
    """The filter takes English and Arabic names, any quotes, and spelling does not count."""
    assert parse(text, NOW) == Query(Author(name_key("أحمد الكومي")))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025-03-01", On(date(2025, 3, 1))),
        ("2025-3", On(date(2025, 3, 1))),
        ("2025", On(date(2025, 1, 1))),
        ("2025/03/01", On(date(2025, 3, 1))),
        ("1/3/2025", On(date(2025, 3, 1))),
        ("١/٣/٢٠٢٥", On(date(2025, 3, 1))),
        ("3/2025", On(date(2025, 3, 1))),
        ("1 مارس 2025", On(date(2025, 3, 1))),
        ("1 آذار / مارس ٢٠٢٥", On(date(2025, 3, 1))),
        ("مارس 2025", On(date(2025, 3, 1))),
        ("March 1, 2025", On(date(2025, 3, 1))),
        ("اليوم", Ago(0, Unit.DAY)),
        ("today", Ago(0, Unit.DAY)),
        ("أمس", Ago(1, Unit.DAY)),
        ("امس", Ago(1, Unit.DAY)),
        ("Yesterday", Ago(1, Unit.DAY)),
        ("أول أمس", Ago(2, Unit.DAY)),
        ("الأسبوع الماضي", Ago(1, Unit.WEEK)),
        ("last week", Ago(1, Unit.WEEK)),
        ("الشهر الماضي", Ago(1, Unit.MONTH)),
        ("last month", Ago(1, Unit.MONTH)),
        ("العام الماضي", Ago(1, Unit.YEAR)),
        ("منذ 3 أيام", Ago(3, Unit.DAY)),
        ("منذ ٣ أيام", Ago(3, Unit.DAY)),
        ("قبل يومين", Ago(2, Unit.DAY)),
        ("منذ أسبوع", Ago(1, Unit.WEEK)),
        ("منذ 24 ساعة", Ago(24, Unit.HOUR)),
        ("3 days ago", Ago(3, Unit.DAY)),
        ("a month ago", Ago(1, Unit.MONTH)),
        ("last 7 days", Ago(7, Unit.DAY)),
        ("7d", Ago(7, Unit.DAY)),
        ("2w", Ago(2, Unit.WEEK)),
        ("12h", Ago(12, Unit.HOUR)),
    ],
)
def test_days_as_people_name_them(text: str, day: On | Ago) -> None:
    """In quotes or not, before other words or not, in every field of dates."""
    for field, bound in (("after", After), ("بعد", After), ("before", Before), ("قبل", Before)):
        assert tree(f'{field}:"{text}"') == bound(day)
        assert tree(f"{field}:{text}") == bound(day)
        assert tree(f"{field}: {text} سوق") == All((bound(day), Word("سوق")))


@pytest.mark.parametrize(
    "text", ["31/2/2025", "0000", "9999999", "day", "يوم", "سوق", "13/13/2025"]
)
def test_what_is_no_day(text: str) -> None:
    """A date that no calendar has, or another word: searched as words, and said so."""
    assert not list(set(map(type, leaves(tree(f"after:{text}")))) - {Word})
    assert notes(f"x after:{text}") == [(NoteKind.DATE, "after:")]


@pytest.mark.parametrize(
    ("text", "expected", "said"),
    [
        ('"never closed', All((Word("never"), Word("closed"))), [(NoteKind.QUOTE, '"')]),
        ("«مفتوحة بلا", All((Word("مفتوحة"), Word("بلا"))), [(NoteKind.QUOTE, "«")]),
        ("نهاية»", Word("نهاية"), [(NoteKind.QUOTE, "»")]),
        ("(a b", All((A, B)), [(NoteKind.PARENTHESIS, "(")]),
        ("a) b", All((A, B)), [(NoteKind.PARENTHESIS, ")")]),
        ("foo:bar", All((Word("foo"), Word("bar"))), [(NoteKind.FIELD, "foo:")]),
        ("#a:b", All((A, B)), []),
        ("author:", Word("author"), [(NoteKind.EMPTY, "author:")]),
        ("كاتب:؟! a", All((Word("كاتب"), A)), [(NoteKind.EMPTY, "كاتب:")]),
        ("(tag:) a", All((Word("tag"), A)), [(NoteKind.EMPTY, "tag:")]),
        ("lang:x1", Word("x1"), [(NoteKind.LANGUAGE, "x1")]),
        ("OR a", A, [(NoteKind.EITHER, "OR")]),
        ("a أو", A, [(NoteKind.EITHER, "أو")]),
        ("a OR OR b", Either((A, B)), [(NoteKind.EITHER, "OR")]),
        ("OR", Word("OR"), [(NoteKind.EITHER, "OR")]),
        ("a*", A, [(NoteKind.STAR, "a*")]),
        ("ال*", Word("ال"), [(NoteKind.STAR, "ال*")]),
        ("*", All(()), [(NoteKind.STAR, "*")]),
        ("\u200fwo*rd", Word("wo*rd"), [(NoteKind.STAR, "wo*rd")]),
        ("the end - of it", All((*map(Word, ("the", "end", "of", "it")),)), []),
        ("covid-19", Word("covid-19"), []),
        ("https://example.org/a", Word("https://example.org/a"), []),
        ("عاجل: خبر", All((Word("عاجل"), Word("خبر"))), []),
        ("10:30", Word("10:30"), []),
        ("كل\u200fمة مخ\u202eفية", All((Word("كلمة"), Word("مخفية"))), []),
        ("سطر\nآخر\x07", All((Word("سطر"), Word("آخر"))), []),
        ("() a", A, []),
    ],
)
def test_what_is_nearly_an_operator_is_words(
    text: str, expected: Expression, said: list[tuple[NoteKind, str]]
) -> None:
    """Nothing is refused; what was read otherwise than perhaps meant is noted with its place."""
    assert tree(text) == expected
    assert notes(text) == said


@pytest.mark.parametrize(
    "text", ["", "   ", "؟!", "🙂🙂", '"', "-", "«»", '- "" :', "\x00\u202e", "*"]
)
def test_where_something_is_required_marks_are_refused(text: str) -> None:
    """What holds nothing to search for is refused with a sentence, only where it must be there."""
    assert parse(text, NOW) == Query()
    with pytest.raises(QueryError, match="nothing to search for") as refused:
        parse(text, NOW, required=True)
    assert (refused.value.start, refused.value.end) == (0, len(text))


def test_a_thousand_parts_are_cut() -> None:
    """However much is pasted, a query stays small, and says where it was cut."""
    text = " ".join(f"w{n} author:a{n}" for n in range(200))
    long = parse(text, NOW)
    assert len(list(leaves(long.wanted))) == MAX_PARTS
    assert [note.kind for note in long.notes] == [NoteKind.PARTS]
    assert text[long.notes[0].start :].startswith(f"w{MAX_PARTS // 2} ")
    assert long.beyond == text[long.notes[0].start :]


def test_the_words_of_a_phrase_count() -> None:
    """Many long phrases would be as slow as many words."""
    phrases = " ".join(f'"{n} b c d e f g h"' for n in range(100))
    assert len(list(leaves(parse(phrases, NOW).wanted))) == MAX_PARTS // 8


def test_a_beginning_counts_as_several_words() -> None:
    """Each stands for all words that begin so: many of them would be as slow as very many words."""
    beginnings = parse(" ".join(f"w{n}*" for n in range(100)), NOW)
    assert len(list(leaves(beginnings.wanted))) == MAX_PARTS // 4
    assert [note.kind for note in beginnings.notes] == [NoteKind.PARTS]


def test_depth_and_length_are_bounded() -> None:
    """Parentheses beyond measure are passed over; characters beyond it are left out."""
    deep = parse("(" * 200 + "a" + ")" * 200, NOW)
    assert deep == Query(A)
    assert deep.notes[0].kind is NoteKind.DEPTH
    assert deep.notes[0].start == MAX_DEPTH
    long = parse("a" + " " * 4096 + "zebra", NOW)
    assert long == Query(A)
    assert [note.kind for note in long.notes] == [NoteKind.LENGTH]


def test_primary_language() -> None:
    """Regions and scripts are left off."""
    found = [primary_language(tag) for tag in ("ar-EG", "EN", "zh_Hans", "ckb")]
    assert found == ["ar", "en", "zh", "ckb"]
