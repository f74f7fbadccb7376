import pytest
from hypothesis import given
from hypothesis import strategies as st

from barqiya.domain.language import direction_of, first_strong, guess_language, known_language


@pytest.mark.parametrize("tag", ["ar", "AR", "ar-EG", "ar_EG", "he", "fa-IR", "ur", "ckb"])
def test_right_to_left_languages(tag: str) -> None:
    """A tag with region, case or underscore has the direction of its language."""
    assert direction_of(tag) == "rtl"


@pytest.mark.parametrize("tag", ["en", "en-GB", "fr", "arn", "", "tr"])
def test_left_to_right_languages(tag: str) -> None:
    """Whatever is not known to run from the right runs from the left; «arn» is not Arabic."""
    assert direction_of(tag) == "ltr"


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("ar", "ar"),
        ("AR-eg", "AR-eg"),
        ("en_US", "en-US"),
        ("ckb", "ckb"),
        ("iw", "he"),
        ("zh-Hant-TW", "zh-Hant-TW"),
        ("zz", None),
        ("xx-YY", None),
        ("x-klingon", None),
        ("arabic", None),
        ("ar-", None),
        ('en"><b>', None),
        ("ar" + "-abcdefgh" * 9, None),
        ("", None),
    ],
)
def test_only_tags_of_languages_stand_in_feeds(written: str, known: str | None) -> None:
    """Validators know the codes; what a source made up tells no reader anything."""
    assert known_language(written) == known


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("في السوق القديمة كتب كثيرة", "ar"),
        ("The old market has many books", "en"),
        ("شركة Example تفتتح فرعها الجديد في المدينة", "ar"),
        ("A review of «السوق» by a visitor from abroad", "en"),
        ("2024 – 17", "ar"),
        ("", "ar"),
    ],
)
def test_the_language_is_that_of_most_letters(text: str, language: str) -> None:
    """Foreign names do not decide; where no letter speaks, the publication's language does."""
    assert guess_language(text) == language
    assert guess_language("123", default="en") == "en"


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("«خبر»", "rtl"),
        ("2024: خبر", "rtl"),
        ("(BBC) خبر", "ltr"),
        ("123 …", None),
        ("", None),
        ("\u200fabc", "rtl"),
    ],
)
def test_the_first_strong_letter_decides(text: str, direction: str | None) -> None:
    """Digits and marks are weak: they decide nothing."""
    assert first_strong(text) == direction


@given(st.text())
def test_any_text_has_an_answer(text: str) -> None:
    """No text, however strange, raises."""
    assert guess_language(text) in {"ar", "en"}
    assert first_strong(text) in {"rtl", "ltr", None}
