"""Promises of refusing pages of a site that hold words, but no article."""

from collections.abc import Callable
from pathlib import Path

import pytest

from barqiya.domain.article import SourceItem
from barqiya.domain.normalize import plain_text

Write = Callable[[str, str | bytes], Path]
Reason = Callable[[Path], str]
Read = Callable[..., SourceItem]

_LOGIN = """تسجيل الدخول

اسم المستخدم أو البريد الإلكتروني

كلمة المرور

تذكرني

فقدت كلمة مرورك؟

→ الانتقال إلى صحيفة النهر
"""
_LOGIN_ENGLISH = """Log In

Username or Email Address
Password
Remember Me

Lost your password?
← Go to The River Gazette
"""
_MISSING_ENGLISH = """Skip to content
The River Gazette

Oops! That page can’t be found.

It looks like nothing was found at this location. Maybe try one of the links below or a search?

Recent Posts
A winter without snow
"""
_COMMENTS = """تعليقان

أبو خالد
6 يناير 2025 الساعة 9:12 ص
مقال رائع، وأتفق معك في كل ما قلت عن شبكات الصرف، فقد عشت التجربة بنفسي.
رد

منى
6 يناير 2025 الساعة 11:40 ص
أختلف معك.
رد

اترك تعليقاً
"""
_CATEGORY = """The River Gazette
Category: Features

Forty Tonnes of Seed Potatoes
Posted on September 14, 2023 by Mark Ellery
The harbour had been quiet for most of the summer … Continue reading Forty Tonnes of Seed Potatoes →

A winter without snow
Posted on March 3, 2022 by Sarah Holmes
The lifts stood still from December to March, and then … Continue reading A winter without snow →

Older posts
"""
_SAHIFA_CATEGORY = """الأحد , يناير 5 2025
الرئيسية / مقالات

أرشيف التصنيف: مقالات

المدينة والمطر والذاكرة
سامح عبد الغني 3 يناير، 2025 مقالات 0
لم تكن المدينة تعرف أن الشتاء سيأتي مبكرا هذا العام، فقد ظلت المقاهي مفتوحة …
أكمل القراءة »

حكاية جسر قديم على النيل
منى حافظ 2 يناير، 2025 مقالات 0
كان الجسر يصل بين ضفتين لا تتكلمان، ثم جاء يوم ورفعوه …
أكمل القراءة »

1 2 3 التالي »
"""
_TITLES_AND_DATES = """الأحد , يناير 5 2025
مقالات

المدينة والمطر والذاكرة
3 يناير، 2025

حكاية جسر قديم على النيل
2 يناير، 2025

القطار الذي لم يصل بعد
1 يناير، 2025
"""


@pytest.mark.parametrize(
    ("page", "why"),
    [
        (_LOGIN, "log in"),
        (_LOGIN_ENGLISH, "log in"),
        (_MISSING_ENGLISH, "nothing was found"),
        (_COMMENTS, "comments"),
        (_CATEGORY, "list of articles"),
        (_SAHIFA_CATEGORY, "list of articles"),
        (_TITLES_AND_DATES, "list of articles"),
    ],
    ids=["login", "login-en", "missing-en", "comments", "category-en", "category", "titles"],
)
def test_other_pages_of_a_site_are_refused(
    page: str, why: str, write: Write, reason: Reason
) -> None:
    """A login form, an error, comments alone and lists of articles are no articles."""
    assert why in reason(write("page.txt", page))


@pytest.mark.parametrize(
    ("mark", "why"),
    [
        ("rtl error404", "nothing was found"),
        ("search search-no-results", "nothing was found"),
        ("archive category category-3", "list of articles"),
        ("search search-results", "list of articles"),
    ],
)
def test_pages_that_say_what_they_are_are_believed(
    mark: str, why: str, write: Write, reason: Reason
) -> None:
    """Themes write into the page that it is an error, a search or an archive."""
    words = "نص طويل بما يكفي لكي يظنه من لا ينتبه مقالا من المقالات، وليس هو بمقال في شيء. " * 3
    page = f"<html><body class='{mark}'><h1>المدينة</h1><article><p>{words}</p></article></body>"
    assert why in reason(write("page.html", page))


def test_openings_of_several_articles_in_html_are_no_article(write: Write, reason: Reason) -> None:
    """A saved category page is refused, not read as its first opening."""
    opening = "لم تكن المدينة تعرف أن الشتاء سيأتي مبكرا، فقد ظلت المقاهي مفتوحة على الأرصفة حتى …"
    one = f"<article><h2>عنوان</h2><div class='entry'><p>{opening}</p></div></article>"
    page = f"<html><body>{one * 3}</body></html>"
    assert "list of articles" in reason(write("page.html", page))


@pytest.mark.parametrize(
    "body",
    [
        "لم يتم العثور على الطفل المفقود حتى مساء أمس، وما زال الأهالي يبحثون عنه في القرى.",
        "كان رقم الغرفة 404، ولم يكن في الفندق كله من يعرف لماذا تغلق أبوابها منذ ثلاثين عاما.",
        "سألني الحارس عن كلمة المرور فقلت له ما قاله لي أبي قبل أن يموت، ففتح الباب.",
    ],
)
def test_articles_that_speak_of_such_things_are_read(
    body: str, write: Write, read_one: Read
) -> None:
    """Words of an error or a form inside a sentence make no error and no form."""
    item = read_one(write("page.txt", f"خبر من القرية\n\n{body}\n"))
    assert plain_text(item.content.content_html) == body


def test_a_byline_under_the_heading_of_markdown_is_the_author(write: Write, read_one: Read) -> None:
    """The author's name is taken from the text where no front matter gives it, and only there."""
    text = "بقلم/ سامح عبد الغني\n\nلم تكن المدينة تعرف أن الشتاء سيأتي مبكرا هذا العام.\n"
    item = read_one(write("a.md", f"# المدينة\n\n{text}"))
    assert [author.name for author in item.content.authors] == ["سامح عبد الغني"]
    assert "بقلم" not in item.content.content_html
    item = read_one(write("b.md", f"---\ntitle: المدينة\nauthor: منى حافظ\n---\n{text}"))
    assert [author.name for author in item.content.authors] == ["منى حافظ"]
    assert "بقلم" in item.content.content_html
