"""Where nothing answers: the nearest question that something does, as a person would type it."""

from typing import Any

import pytest

NEWS = [
    ("سوق المدينة القديمة", "في السوق كتبٌ نادرة ومدارسُ كثيرة.", "سلمى النوري", "ثقافة"),
    ("مدرسة جديدة في القرية", "افتُتحت اليوم وبها مكتبة.", "أحمد سالم", "تعليم"),
    ("The night train", "A slow train runs between two quiet cities.", "Mona Adel", "Travel"),
]


@pytest.fixture
async def news(archive: Any) -> Any:
    """Give the archive three articles by three authors."""
    await archive.publish_all(
        archive.content(title, text, authors=[author], categories=[category])
        for title, text, author, category in NEWS
    )
    return archive


@pytest.mark.parametrize(
    ("typed", "instead", "first"),
    [
        ('"المدينة السوق"', "المدينة السوق", NEWS[0][0]),
        ("عنوان:كتب", "كتب", NEWS[0][0]),
        ("كاتب:سلما سوق", 'كاتب:"سلمى النوري" سوق', NEWS[0][0]),
        ("كاتب:زينب سوق", "سوق", NEWS[0][0]),
        ("قسم:ثقافات", "قسم:ثقافة", NEWS[0][0]),
        ("author:mina train", 'author:"Mona Adel" train', NEWS[2][0]),
        ("مدرسة بعد:2031", "مدرسة", NEWS[1][0]),
        ("train -slow", "train", NEWS[2][0]),
        ('"night city" category:nowhere', "night city", NEWS[2][0]),
    ],
)
async def test_what_must_hold_is_let_go_of(news: Any, typed: str, instead: str, first: str) -> None:
    """A name becomes the likest that is known; then rows, days, names, exclusions go."""
    found = await news.ask(typed)
    assert (found.total, found.hits) == (0, ())
    assert found.instead.text == instead
    assert found.instead.hits[0].article.content.title == first
    again = await news.ask(instead)
    assert again.total == found.instead.total > 0


async def test_a_word_known_to_nobody_becomes_one_that_begins_so(news: Any) -> None:
    """Not spelled as the index folds it, but as the article does."""
    found = await news.ask("مكتبخخخخ")
    assert (found.total, found.repairs) == (0, ())
    assert found.instead.text == "مكتبة"


@pytest.mark.parametrize("typed", ["زرافة", "author:nobody", "qqqq", "-zzzz after:2031"])
async def test_where_nothing_is_near_nothing_is_made_up(news: Any, typed: str) -> None:
    """No everything in the place of nothing."""
    found = await news.ask(typed)
    assert (found.total, found.instead) == (0, None)


async def test_what_is_meant_exactly_is_not_mended(news: Any) -> None:
    """Nothing is found then, and the mended word is the nearest."""
    mended = await news.ask("trian")
    assert (mended.total, mended.instead) == (1, None)
    exactly = await news.ask("trian", exactly=True)
    assert (exactly.total, exactly.repairs) == (0, ())
    assert exactly.instead.text == "train"
    assert exactly.instead.hits == mended.hits


async def test_only_whole_words_are_put_in_quotation_marks(news: Any) -> None:
    """The mended word may be the beginning of another one."""
    found = await news.ask("trian trians")
    assert found.as_typed("trian trianslow") == '"trian" trianslow'


async def test_what_has_only_the_letters_is_called_alike(news: Any) -> None:
    """A word that is nowhere, nor anything that it was meant for: the hits are no answer to it."""
    found = await news.ask("مدرسةةجديييدةةقريية")
    assert found.alike or not found.hits
    assert not (await news.ask("مدرسة")).alike


@pytest.mark.parametrize("typed", ['"السوق كتب"', "مكتبة OR سوق", "مكت*", "عنوان:مدرسة", "-قطار"])
async def test_what_satisfies_conditions_is_an_answer(news: Any, typed: str) -> None:
    """Phrases, alternatives and beginnings are found or not: never merely alike."""
    found = await news.ask(typed)
    assert found.total > 0
    assert (found.alike, found.instead) == (False, None)
