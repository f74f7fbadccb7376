"""Whether two texts are one article in two states."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barqiya.domain.article import Content
from barqiya.domain.visible import alike

TEXT = (
    "في الصباح الباكر خرج الصيادون إلى البحر ومعهم شباك جديدة نسجوها في ليالي الشتاء الطويلة "
    "ثم عادوا عند الغروب بسمك قليل وحكايات كثيرة عن موج لم يروا مثله منذ سنين"
)


def content(text: str, title: str = "خبر") -> Content:
    """Return an article of one paragraph."""
    return Content(title=title, content_html=f"<p>{text}</p>", summary="", language="ar")


def test_a_mended_text_is_the_same_article() -> None:
    """A word mended, a sentence added, other marks: still the article it was."""
    mended = TEXT.replace("قليل", "وفير").replace("الطويلة", "الطَّويلة") + " وهذه جملة زيدت في آخره"
    assert alike(content(TEXT), content(mended))
    assert alike(content(TEXT), content(TEXT.replace("ج", "<b>ج</b>").replace("<b>ج</b>", "ج")))


def test_another_text_of_the_same_title_is_another_article() -> None:
    """Two columns of one name are two articles."""
    other = (
        "اجتمع المجلس أمس وناقش ميزانية العام المقبل "
        "وأرجأ التصويت عليها إلى جلسة تعقد الأسبوع القادم"
    )
    assert not alike(content(TEXT), content(other))


def test_an_opening_is_the_same_article_as_the_whole() -> None:
    """A feed may hold the beginning only."""
    assert alike(content(TEXT), content(" ".join(TEXT.split()[:12])))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("", "", True),
        ("", TEXT, False),
        ("كلمة", "كلمة", True),
        ("كلمة", "أخرى", False),
        ("ثلاث كلمات فقط", "ثلاث كلمات فقط", True),
    ],
)
def test_short_texts_are_alike_only_if_they_are_equal(one: str, other: str, *, same: bool) -> None:
    """Below four words there is nothing to weigh."""
    assert alike(content(one), content(other)) is same


def test_how_alike_they_must_be_can_be_said() -> None:
    """A text that changed in its half is alike at a third, not at nine tenths."""
    words = TEXT.split()
    half = " ".join([*words[:15], *("شيء" for _ in words[15:])])
    assert alike(content(TEXT), content(half), 0.3)
    assert not alike(content(TEXT), content(half), 0.9)


@given(one=st.text("ابج د", max_size=60), other=st.text("ابج د", max_size=60))
def test_being_alike_goes_both_ways(one: str, other: str) -> None:
    """Whichever was first, and every text is like itself."""
    assert alike(content(one), content(other)) == alike(content(other), content(one))
    assert alike(content(one), content(one))
