from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from barqiya.domain.folding import fold
from barqiya.search.analysis import Word, channels, keeps_beginning, letters_in, sign, words

ARABIC = st.text(
    alphabet=st.one_of(
        st.characters(min_codepoint=0x0600, max_codepoint=0x06FF),
        st.characters(min_codepoint=0xFB50, max_codepoint=0xFEFF),
        st.sampled_from(" .-_\u200c\u200f\u0300abß1ﬁ"),
    )
)


def word(text: str) -> Word:
    """Return the one word of *text*."""
    (found,) = words(text)
    return found


@pytest.mark.parametrize(
    "spellings",
    [
        (
            "مدرسة",
            "مدرسه",
            "المدرسة",
            "والمدرسة",
            "بالمدرسة",
            "للمدرسة",
            "فالمدرسه",
            "مَدْرَسَة",
            "مـدرسة",
        ),
        ("كتاب", "الكتاب", "والكتاب", "بكتاب", "وبكتاب", "للكتاب", "كالكتاب"),
        ("مصطفى", "مصطفي", "ومصطفى"),
        ("إسلام", "اسلام", "الإسلام", "والاسلام"),
        ("مسؤول", "المسوول", "المسؤول"),
        ("ماء", "الماء", "وماء", "بالماء"),
        ("وزارة", "الوزارة", "ووزارة", "بالوزارة"),
        ("ابن", "بن", "وابن"),
        ("فلسطين", "لفلسطين", "وفلسطين"),
        ("٢٠٢٤", "2024", "۲۰۲۴"),
        ("BBC", "bbc", "Bbc"),
        ("Résumé", "resume"),
    ],
)
def test_spelling_and_clitics_meet(spellings: tuple[str, ...]) -> None:
    """However a word is spelled and whatever is written onto its front, it is the same word."""
    assert len({word(spelling).clitic for spelling in spellings}) == 1


@pytest.mark.parametrize(
    "forms",
    [
        ("كتاب", "كتب", "الكتب", "كتابات", "مكتوب", "كتابها"),
        ("مدرسة", "مدارس", "المدرسون"),
        ("سيارة", "سيارتان", "السيارتين", "سيارات"),
        ("وزير", "الوزيرة", "وزيرتان", "ووزيرات"),
        ("صحفي", "الصحفيين", "صحافة"),
        ("فلسطين", "الفلسطيني", "الفلسطينية"),
        ("خبر", "أخبار", "الأخبار"),
        ("سيارة", "سيارات", "وسياراتهم"),
        ("city", "cities"),
        ("book", "books", "booked", "booking"),
        ("run", "running", "runs"),
    ],
)
def test_inflections_meet(forms: tuple[str, ...]) -> None:
    """Plurals, endings and forms of derivation lead to one skeleton."""
    assert len({word(form).skeleton for form in forms}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("كتاب", "تاب"),
        ("بلد", "لد"),
        ("فريق", "ريق"),
        ("ماء", "ما"),
        ("الله", "له"),
        ("2024", "2025"),
    ],
)
def test_first_letters_of_a_word_are_not_clitics(one: str, other: str) -> None:
    """What only looks like a clitic stays."""
    assert word(one).clitic != word(other).clitic


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("الـBBC", ["ال", "bbc"]),
        ("كوفيد19", ["كوفيد", "19"]),
        ("covid-19", ["covid", "19"]),
        ("5G", ["5g"]),
        ("أهلاً،وسهلاً!", ["اهلا", "وسهلا"]),
        ("مي\u200cروم", ["ميروم"]),
        ("snake_case", ["snake", "case"]),
        ("ﷺ", ["صلي", "الله", "عليه", "وسلم"]),
        ("!؟ ... 🙂", []),
        ("\u064b\u0651", []),
        ("", []),
    ],
)
def test_where_words_begin_and_end(text: str, cut: list[str]) -> None:
    """Scripts part words, vowel marks and hidden characters do not; marks alone are no words."""
    assert [found.surface for found in words(text)] == cut


def test_stop_words_are_known_in_both_languages() -> None:
    """Function words say nothing, also after «و»; words that merely begin alike do."""
    assert all(found.stop for found in words("في على إلى وفي ومن التي the of and"))
    assert not any(found.stop for found in words("كتاب وهم فهم theory office"))


def test_one_slip_leaves_letters_in_common() -> None:
    """A word with a wrong letter still shares trigrams with the right one; numbers share none."""
    assert set(word("مدرسة").grams.split()) & set(word("مدرصة").grams.split())
    assert word("2024").grams == ""


def test_a_word_of_a_thousand_letters_is_cut() -> None:
    """What no person types as a word makes no long terms."""
    assert len(word("ا" * 1000).surface) < 50
    assert len(word("1" * 1000).clitic) < 50


@given(st.text() | ARABIC)
@example("ء")
def test_the_analysis_is_whole_and_repeatable(text: str) -> None:
    """Any text is cut, twice the same, into words of letters and digits that are folded."""
    cut = words(text)
    assert cut == words(text)
    for found in cut:
        assert found.surface == fold(found.surface)
        assert found.surface
        assert found.clitic
        assert found.skeleton
        assert not any(letter.isspace() for letter in found.surface + found.clitic + found.skeleton)


@given(st.text() | ARABIC)
def test_pieces_lead_to_the_words(text: str) -> None:
    """The pieces stand in the text in order, and their words are the text's, no more, no less."""
    at = 0
    for piece in letters_in(text):
        at = text.index(piece, at) + len(piece)
    assert [word for piece in letters_in(text) for word in words(piece)] == words(text)


@given(st.text() | ARABIC)
def test_channels_are_the_words_joined(text: str) -> None:
    """The fast way to all four channels says what the words say."""
    cut, joined = words(text), channels(text)
    telling = [found for found in cut if not found.stop]
    assert joined.surface.split() == [found.surface for found in cut]
    assert joined.clitic.split() == [found.clitic for found in cut]
    assert joined.skeleton.split() == [found.skeleton for found in telling]
    assert joined.grams.split() == [gram for found in telling for gram in found.grams.split()]


@given(st.text("ابتلوفكيءؤئسمن", min_size=1, max_size=8), st.integers(1, 4))
def test_a_beginning_that_is_kept(word: str, length: int) -> None:
    """Where it says so, whoever begins with the letters does without clitics: no word is lost."""
    for one in words(word):
        begun = one.surface[:length]
        if keeps_beginning(begun):
            assert one.clitic.startswith(begun)


def test_neighbours_leave_their_sign() -> None:
    """For each two words in a row, stop words too, and in this order."""
    told = channels("كتاب في المدينة covid-19").pairs.split()
    cut = [word.clitic for word in words("كتاب في المدينة covid-19")]
    assert told == [sign(one, other) for one, other in pairwise(cut)]
    assert sign("كتاب", "في") != sign("في", "كتاب")
