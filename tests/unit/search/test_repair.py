import pytest

from barqiya.search.analysis import words
from barqiya.search.repair import repaired

KNOWN = {
    ("surface", "المدرسه"): 4,
    ("clitic", "مدرسه"): 9,
    ("surface", "المدينه"): 50,
    ("surface", "train"): 2,
}


def frequency(channel: str, term: str) -> int:
    """Return how many articles of a small archive hold *term*."""
    return KNOWN.get((channel, term), 0)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("المدرصة", "المدرسه"),
        ("المدرة", "المدرسه"),
        ("المدررسة", "المدرسه"),
        ("المردسة", "المدرسه"),
        ("بالمدرصة", "مدرسه"),
        ("trian", "train"),
        ("tain", "train"),
    ],
)
def test_one_slip_is_mended(typed: str, meant: str) -> None:
    """A letter wrong, missing, doubled or two swapped: the known word is found."""
    mended = repaired(words(typed)[0], frequency)
    assert mended is not None
    assert mended.surface == meant


@pytest.mark.parametrize("typed", ["زرافة", "مدر", "2024", "x" * 60, "المردصة"])
def test_what_is_not_near_is_left_alone(typed: str) -> None:
    """Two slips, short words, numbers and monsters are not guessed at."""
    assert repaired(words(typed)[0], frequency) is None


def test_likelier_slips_come_first() -> None:
    """ص for س is a likelier slip than any other letter, unless another word is far commoner."""
    known = {("surface", "سبحان"): 3, ("surface", "مبحان"): 5}
    mended = repaired(words("صبحان")[0], lambda channel, term: known.get((channel, term), 0))
    assert mended is not None
    assert mended.surface == "سبحان"
