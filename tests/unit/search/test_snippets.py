import pytest
from hypothesis import given
from hypothesis import strategies as st

from barqiya.search.analysis import words
from barqiya.search.likeness import Shown
from barqiya.search.snippets import LENGTH, Run, marked, snippet

FILLER = "وكان الناس يمرون بالشارع الطويل كل صباح، " * 12


def shown(query: str) -> Shown:
    """Return the words of *query*, to be marked in any form and where letters are alike."""
    return Shown(words(query), words(query))


def as_text(runs: tuple[Run, ...]) -> str:
    """Return *runs* with marks as brackets."""
    return "".join(f"[{run.text}]" if run.marked else run.text for run in runs)


def test_a_short_text_is_shown_whole() -> None:
    """Nothing is cut from a text that fits, and the word found is marked as it is written."""
    assert as_text(snippet("افتُتِحت المَدْرَسَةُ اليوم", shown("مدرسه"))) == "افتُتِحت [المَدْرَسَةُ] اليوم"


@pytest.mark.parametrize(
    ("text", "query", "shown_so"),
    [
        ("زار الوفدُ المدارسَ القديمة", "مدرسة", "زار الوفدُ [المدارسَ] القديمة"),
        ("كتب عن الـBBC مقالا", "bbc", "كتب عن الـ[BBC] مقالا"),
        ("عام ٢٠٢٤ كان", "2024", "عام [٢٠٢٤] كان"),
        ("Two Cities, one café", "city cafe", "Two [Cities], one [café]"),
        ("مدرستُه في الحيّ", "مدرصته", "[مدرستُه] في الحيّ"),
        ("ﻣﺪﺭﺳﺔ قديمة", "مدرسة", "[ﻣﺪﺭﺳﺔ] قديمة"),
        ("کتاب قديم", "كتاب", "[کتاب] قديم"),
        ("سأل عبدُ الله عبدالله عن الله", "عبدالله", "سأل [عبدُ الله] [عبدالله] عن الله"),
        ("سأل عبد الله عن الله", "الله", "سأل عبد الله عن [الله]"),
        ("دفع 1,250 درهماً", "1250", "دفع [1,250] درهماً"),
    ],
)
def test_words_are_marked_in_any_form(text: str, query: str, shown_so: str) -> None:
    """Spelling, clitics, inflection, digits, letter forms, a slip: the original is marked."""
    assert as_text(marked(text, shown(query))) == shown_so


def test_the_best_place_of_a_long_text_is_shown() -> None:
    """Where both words stand together, not where one stands first."""
    text = f"السوق {FILLER} اشتريت من السوق كتابا نادرا {FILLER}"
    seen = as_text(snippet(text, shown("كتاب السوق")))
    assert "[السوق] [كتابا] نادرا" in seen
    assert seen.startswith("…")
    assert seen.endswith("…")


def test_without_a_word_found_the_beginning_is_shown() -> None:
    """A hit through its title shows how its text begins."""
    seen = as_text(snippet(FILLER, shown("زرافة")))
    assert seen.startswith("وكان الناس")
    assert seen.endswith("…")


def test_nothing_wanted_marks_nothing() -> None:
    """The latest articles have no marks."""
    assert snippet("نص قصير", Shown(())) == (Run(text="نص قصير"),)
    assert snippet("", Shown(())) == ()


@given(
    st.lists(st.sampled_from(["كتاب", "في", "a", "٣", "x" * 200]), max_size=120),
    st.integers(min_value=0, max_value=120),
)
def test_a_snippet_is_a_piece_of_the_text_with_the_word(others: list[str], place: int) -> None:
    """Short, cut at the ends only, and the one word that was searched for is in it, marked."""
    text = " ".join([*others[:place], "المدينة", *others[place:]])
    runs = snippet(text, shown("مدينه"))
    inner = "".join(run.text for run in runs).removeprefix("…").removesuffix("…")
    assert inner in text
    assert len(inner) <= LENGTH
    assert [run.text for run in runs if run.marked] == ["المدينة"]


@given(st.text(max_size=400), st.text(max_size=30))
def test_runs_are_the_text(text: str, query: str) -> None:
    """Whatever the text and the words, marking adds and loses nothing."""
    assert "".join(run.text for run in marked(text, shown(query))) == text
    snippet(text, shown(query))
