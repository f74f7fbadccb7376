"""Promises of articles in HTML: pages that declare much, little or nothing, and fragments."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from barqiya.domain.article import Rejected, SourceItem
from barqiya.domain.normalize import plain_text
from barqiya.sources import files
from barqiya.sources.draft import Reading
from barqiya.sources.webpage import read_fragment

Write = Callable[[str, str | bytes], Path]
ReadOne = Callable[..., SourceItem]

TEXT = (
    "<p>كان السوق يفتح قبل الفجر، ويغلق قبل أن تشتد الشمس على سقوف القماش القديمة.</p>"
    "<p>أما اليوم فيفتح حين يشاء صاحبه، ويغلق حين تنتهي الحكايات.</p>"
)


def _page(head: str = "", before: str = "", after: str = "", text: str = TEXT) -> str:
    return (
        f'<!DOCTYPE html><html lang="ar" dir="rtl"><head>{head}</head><body>'
        '<div id="top-nav"><span class="today-date">الجمعة , ديسمبر 20 2024</span></div>'
        f'<article id="the-post">{before}<div class="entry">{text}</div></article>{after}'
        "</body></html>"
    )


def test_a_declared_article_is_believed(write: Write, read_one: ReadOne) -> None:
    """JSON-LD and Open Graph: headline, people, both dates with their time, picture, section."""
    declared = {
        "@graph": [
            {"@type": "WebSite", "name": "x"},
            {"@type": "Person", "@id": "#p", "name": "هدى المرساوي"},
            {
                "@type": ["NewsArticle"],
                "headline": "سوق الفجر",
                "author": {"@id": "#p"},
                "datePublished": "2023-09-12T10:30:00+03:00",
                "dateModified": "2023-09-13T10:30:00+03:00",
                "articleSection": ["مدينة"],
                "keywords": "سوق, فجر",
            },
        ]
    }
    head = (
        '<title>سوق الفجر - موقع المثال</title><link rel="canonical" href="https://e.org/a/">'
        '<meta property="og:title" content="سوق الفجر - موقع المثال">'
        '<meta property="og:image" content="/a.jpg">'
        f'<script type="application/ld+json">{json.dumps(declared)}</script>'
    )
    item = read_one(write("a.html", _page(head)))
    content = item.content
    assert content.title == "سوق الفجر"
    assert [author.name for author in content.authors] == ["هدى المرساوي"]
    assert content.published_at == datetime(2023, 9, 12, 7, 30, tzinfo=UTC)
    assert item.updated_at == datetime(2023, 9, 13, 7, 30, tzinfo=UTC)
    assert [label.name for label in content.categories] == ["مدينة"]
    assert [label.name for label in content.tags] == ["سوق", "فجر"]
    assert [image.url for image in content.images] == ["https://e.org/a.jpg"]
    assert item.identities[0].key == "url:e.org/a"


def test_the_clock_of_a_page_is_never_a_publication_date(write: Write, read_one: ReadOne) -> None:
    """A page without dates of its own has none; the clock is the day of the visit."""
    page = _page(before='<h1 class="entry-title">سوق الفجر</h1>')
    content = read_one(write("a.html", page)).content
    assert content.published_at is None
    assert content.seen_on == date(2024, 12, 20)


def test_a_page_of_no_known_theme_takes_no_date_from_its_header(
    write: Write, read_one: ReadOne
) -> None:
    """Where trafilatura finds the text, its guess of the date is not asked for."""
    paragraphs = TEXT * 3
    page = (
        "<html><head><title>سوق الفجر | موقع المثال</title></head><body>"
        f"<header>الجمعة , ديسمبر 20 2024</header><h1>سوق الفجر</h1><div>{paragraphs}</div>"
        "</body></html>"
    )
    content = read_one(write("a.html", page)).content
    assert content.title == "سوق الفجر"
    assert content.published_at is None
    assert "كان السوق يفتح قبل الفجر" in plain_text(content.content_html)


def test_a_date_after_now_is_not_believed(write: Write, read_one: ReadOne) -> None:
    """What can be read was not published tomorrow."""
    page = _page(before='<h1 class="entry-title">س</h1><span class="tie-date">1 مايو 2030</span>')
    now = datetime(2025, 1, 1, tzinfo=UTC)
    assert read_one(write("a.html", page), now=now).content.published_at is None


def test_what_pages_put_into_texts_is_left_out(write: Write, read_one: ReadOne) -> None:
    """Byline, share bar, advertisement, «read also», forms; the article named there is related."""
    text = (
        "<p><strong>بقلم: مازن السراجي</strong></p>"
        f'<div class="share-post">شارك</div>{TEXT}<p>إعلان: اشترك الآن</p>'
        '<p>اقرأ أيضاً: <a href="/b">سوق السمك القديم</a></p><form><input></form>'
    )
    page = _page('<base href="https://e.org/">', '<h1 class="post-title">سوق الفجر</h1>', text=text)
    content = read_one(write("a.html", page)).content
    assert plain_text(content.content_html) == plain_text(TEXT)
    assert [author.name for author in content.authors] == ["مازن السراجي"]
    related = [(one.title, one.url) for one in content.related]
    assert related == [("سوق السمك القديم", "https://e.org/b")]


def test_a_fragment_is_an_article(write: Write, read_one: ReadOne) -> None:
    """With a heading, or without one."""
    titled = read_one(write("a.html", f"<h1>سوق &amp; فجر</h1>{TEXT}")).content
    assert titled.title == "سوق & فجر"
    assert plain_text(titled.content_html) == plain_text(TEXT)
    bare = read_one(write("b.html", TEXT)).content
    assert bare.title.startswith("كان السوق يفتح قبل الفجر")
    assert plain_text(bare.content_html) == plain_text(TEXT)


def test_a_fragment_is_read_under_the_title_that_its_source_gave() -> None:
    """Byline and «read also» are told apart, the repeated title goes, addresses are absolute."""
    markup = (
        "<h2>سوق الفجر</h2><p>بقلم/ هدى المرساوي</p>"
        f'{TEXT}<p>اقرأ أيضاً: <a href="/b/">حكاية الميناء</a></p><p><a href="/c/">الخريطة</a></p>'
    )
    found = read_fragment(markup, "سوق الفجر", Reading(base_url="https://example.org/a/"))
    assert found.authors == ("هدى المرساوي",)
    assert [(r.title, r.url) for r in found.related] == [
        ("حكاية الميناء", "https://example.org/b/")
    ]
    assert "سوق الفجر" not in found.markup
    assert 'href="https://example.org/c/"' in found.markup
    assert read_fragment("", "", Reading()).markup == ""


ARTICLE = {
    "@type": "NewsArticle",
    "headline": "سوق الفجر",
    "author": {"@type": "Person", "name": "هدى المرساوي"},
    "datePublished": "2023-09-12T10:30:00",
}
AUTHORS: list[object] = [
    "هدى المرساوي",
    ["هدى المرساوي"],
    [{"name": "هدى المرساوي"}],
    {"@type": "Person", "name": ["هدى المرساوي"]},
]
WRAPPED: dict[str, str] = {
    "alone": json.dumps(ARTICLE),
    "array": json.dumps([{"@type": "Organization", "name": "س"}, ARTICLE]),
    "graph": json.dumps({"@graph": [{"@type": "WebSite", "name": "س"}, ARTICLE]}),
    "main entity": json.dumps({"@type": "WebPage", "mainEntity": ARTICLE}),
    "full name of the type": json.dumps(ARTICLE | {"@type": "https://schema.org/NewsArticle"}),
    "comment": f"<!-- {json.dumps(ARTICLE)} -->",
    "cdata": f"//<![CDATA[\n{json.dumps(ARTICLE)}\n//]]>",
    "semicolon": f"{json.dumps(ARTICLE)};",
    "loose comma": json.dumps(ARTICLE)[:-1] + ",}",
    "raw line break": json.dumps(ARTICLE)[:-1] + ', "description": "سطر\nوآخر"}',
    **{f"author {n}": json.dumps(ARTICLE | {"author": a}) for n, a in enumerate(AUTHORS)},
}


@pytest.mark.parametrize("written", WRAPPED.values(), ids=WRAPPED)
def test_json_ld_is_read_as_plugins_leave_it(write: Write, read_one: ReadOne, written: str) -> None:
    """Whatever it is wrapped in; a date without a zone is in that of the source."""
    head = f'<script type="application/ld+json">{written}</script>'
    page = write("a.html", _page(head))
    content = read_one(page, timezone=timezone(timedelta(hours=3))).content
    assert content.title == "سوق الفجر"
    assert [author.name for author in content.authors] == ["هدى المرساوي"]
    assert content.published_at == datetime(2023, 9, 12, 7, 30, tzinfo=UTC)


def test_json_ld_that_is_none_is_passed_over(write: Write, read_one: ReadOne) -> None:
    """The page is read by its own places."""
    script = '<script type="application/ld+json">{"@type": "Article", </script>'
    content = read_one(write("a.html", _page(f"<title>سوق الفجر</title>{script}"))).content
    assert content.title == "سوق الفجر"


READ_ALSO = [
    '<p>اقرأ أيضاً: <a href="/b">سوق السمك القديم</a></p>',
    '<p><strong>إقرأ أيضا :</strong> <a href="/b">سوق السمك القديم</a></p>',
    '<p>اقرأ أيضًا <a href="/b">سوق السمك القديم</a></p>',
    '<p>شاهد أيضا | <a href="/b">سوق السمك القديم</a></p>',
    '<p>مقالات ذات صلة<br><a href="/b">سوق السمك القديم</a></p>',
    '<h3>طالع أيضاً</h3><ul><li><a href="/b">سوق السمك القديم</a></li></ul>',
    '<p>قد يهمك أيضاً</p><p><a href="/b">سوق السمك القديم</a></p>',
    '<div class="box"><span>اقرأ أيضا</span><a href="/b">سوق السمك القديم</a></div>',
    '<div class="x"><h4>مواضيع ذات صلة</h4><div><a href="/b">سوق السمك القديم</a></div></div>',
    '<blockquote><p>اقرأ أيضا: <a href="/b">سوق السمك القديم</a></p></blockquote>',
    '<p>Read also: <a href="/b">سوق السمك القديم</a></p>',
    '<div class="rp4wp-related-posts"><ul><li><a href="/b">سوق السمك القديم</a></li></ul></div>',
    '<ul><li>اقرأ أيضا: <a href="/b">سوق السمك القديم</a></li></ul>',
    '<p>للمزيد: <a href="/b">سوق السمك القديم</a></p>',
]


@pytest.mark.parametrize("box", READ_ALSO)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_ways_to_other_articles_leave_the_text(
    write: Write, read_one: ReadOne, box: str, place: int
) -> None:
    """Whatever the wording, the form and the place: told as related, and not as text."""
    parts = [f"{paragraph}</p>" for paragraph in TEXT.split("</p>")[:2]]
    parts.insert(place, box)
    base, heading = '<base href="https://e.org/">', '<h1 class="post-title">سوق الفجر</h1>'
    content = read_one(write("a.html", _page(base, heading, text="".join(parts)))).content
    assert plain_text(content.content_html) == plain_text(TEXT)
    related = [(one.title, one.url) for one in content.related]
    assert related == [("سوق السمك القديم", "https://e.org/b")]


def test_sentences_that_hold_links_stay(write: Write, read_one: ReadOne) -> None:
    """A list of links under a heading of the article's own, a sentence that begins as a label."""
    text = (
        f'{TEXT}<h2>ما قيل عن السوق</h2><ul><li><a href="/b">سوق السمك القديم</a></li></ul>'
        '<p>اقرأ أيضا ما كتبه جدي عن <a href="/b">السوق القديم</a>، فهو أصدق مني قولا.</p>'
    )
    page = _page(before='<h1 class="post-title">سوق الفجر</h1>', text=text)
    content = read_one(write("a.html", page)).content
    assert plain_text(content.content_html) == plain_text(text)
    assert content.related == ()


@pytest.mark.parametrize(
    "body",
    [
        '<body class="home blog">{}</body>',
        '<body class="archive category category-x">{}</body>',
        "<body><main>{}</main></body>",
    ],
)
def test_a_list_of_articles_is_none(write: Write, body: str) -> None:
    """Marked by the theme or not: titles that are links, with openings below."""
    teaser = "كان السوق يفتح قبل الفجر، ويغلق قبل أن تشتد الشمس على سقوف القماش …"
    items = "".join(
        f'<div><h2><a href="/a-b-{n}/">حكاية السوق رقم {n}</a></h2><p>{teaser}</p></div>'
        for n in range(8)
    )
    page = f"<!DOCTYPE html><html><title>الموقع</title>{body.format(items)}</html>"
    (refused,) = files.read([write("a.html", page)])
    assert isinstance(refused, Rejected)
    assert "a list of articles" in refused.reason
