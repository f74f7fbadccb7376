"""Promises of judging a page: links to articles told from menus, and hostile pages ended soon."""

import contextlib
from time import process_time

import pytest

from barqiya.domain.normalize import absolute
from barqiya.errors import UnreadableError
from barqiya.sources.draft import Reading
from barqiya.sources.pages.answers import item_of
from barqiya.sources.pages.links import articles_in
from barqiya.sources.webpage.tree import parsed

SITE = "https://example.org"
PARAGRAPHS = "<p>كان السوق يفتح قبل الفجر، ويغلق قبل أن تشتد الشمس على سقوف القماش.</p>" * 5
LISTS = {
    "sahifa": '<div class="content"><article class="item-list"><h2 class="post-box-title">{a}</h2>'
    '<p class="post-meta"><a href="/author/x/">سلمى الحداد الكاتبة</a></p></article></div>',
    "jannah": '<div class="main-content"><ul class="posts-items"><li class="post-item"><h2 '
    'class="post-title">{a}</h2><a class="more-link button" href="{u}">أكمل القراءة »</a></li></ul>'
    '</div><aside class="sidebar"><h3><a href="/most-read-of-all/">أكثر ما قرئ هذا الأسبوع</a></h3>'
    "</aside>",
    "newspaper": '<div class="td-ss-main-content"><div class="td_module_1"><h3 class="entry-title '
    'td-module-title">{a}</h3></div></div><div class="widget"><h3><a href="/x-y-z/">من الشريط '
    "الجانبي</a></h3></div>",
    "blogger": '<div class="widget Blog" id="Blog1"><h3 class="post-title">{a}</h3><a '
    'href="{u}#more">قراءة المزيد »</a><a href="/search/label/مدينة">مدينة وناس وأسواق</a></div>',
    "elementor": '<div class="elementor-widget elementor-widget-posts"><article><h3 class='
    '"elementor-post__title">{a}</h3></article></div>',
    "cards": '<section><a href="{u}"><img src="/a.jpg"><h3>حكاية السوق القديم</h3></a></section>',
    "plain": '<table><tr><td><a href="{u}">حكاية السوق القديم في المدينة</a></td></tr></table>',
    "header": '<header class="site-header"><a href="/a-b-c-d/">عنوان في رأس الصفحة</a></header>'
    '<main><header class="page-header"><h1>مقالات</h1></header><article><header>'
    "<h2>{a}</h2></header></article></main>",
}
ADDRESSES = [
    "/2024/05/old-market/",
    "/2024/05/12/s/",
    "/?p=123",
    "/%d8%b3%d9%88%d9%82-%d8%a7%d9%84%d9%81%d8%ac%d8%b1-%d8%a7%d9%84%d9%82%d8%af%d9%8a%d9%85/",
    "/سوق-الفجر-القديم/",
    "/news/123456",
    "/2024/05/old-market.html",
    "/story/2024/5/1/name/7001",
]


@pytest.mark.parametrize("layout", LISTS)
@pytest.mark.parametrize("address", ADDRESSES)
def test_links_to_articles_are_told_from_menus(layout: str, address: str) -> None:
    """Whatever the layout and the habit of addresses: the article, once, and nothing else."""
    link = f'<a href="{address}" rel="bookmark">حكاية السوق القديم</a>'
    body = LISTS[layout].format(a=link, u=address)
    tree = parsed(
        '<html><body class="rtl"><nav><ul class="menu"><li><a href="/city-and-people-news/">مدينة '
        f"وناس وأسواق</a></li></ul></nav>{body}"
        '<div class="pagination"><a href="/page/2/">الصفحة التالية</a></div>'
        '<footer><a href="/privacy-policy-of-site/">سياسة الخصوصية في الموقع</a></footer>'
    )
    assert articles_in(tree, f"{SITE}/") == [absolute(address, f"{SITE}/")]


@pytest.mark.parametrize(
    "address",
    [
        *("/tag/a-b-c/", "/category/city-and-people/", "/author/salma-the-writer/", "/page/2/"),
        *("/2024/05/", "/2024/", "/?s=market+of+dawn", "/?cat=5", "/wp-login.php", "/feed/"),
        *("/a-b-c-d.pdf", "/wp-content/uploads/2024/05/a-b-c.jpg", "/search/label/a-b-c"),
        *(
            "https://other.example/2024/05/a-b-c/",
            "mailto:a@example.org",
            "#top",
            "/",
            "javascript:x",
        ),
        *("/ar/tag/a-b-c-d/", "/%D9%88%D8%B3%D9%85/a-b-c-d/", "/2024/05/a-b-c/?replytocom=5"),
        *("/p/about-this-blog.html", "/2024/05/a-b-c/feed/", "/2024/05/a-b-c/?share=twitter"),
        *("http://[bad", "/2024/05/a-b-c/amp/"),
    ],
)
def test_what_is_no_address_of_an_article_is_not_followed(address: str) -> None:
    """Not even where it stands in a heading."""
    tree = parsed(f'<html><body><h2><a href="{address}">حكاية السوق القديم</a></h2></body></html>')
    assert articles_in(tree, f"{SITE}/") == []


HOSTILE = {
    "nested": "<div>" * 100_000 + PARAGRAPHS,
    "nested boxes": '<div class="related"><a href="/a">اقرأ أيضا</a>' * 20_000 + PARAGRAPHS,
    "attributes": "<p " + " ".join(f"a{n}=1" for n in range(50_000)) + f">{PARAGRAPHS}",
    "a long attribute": f'<p title="{"a" * 5_000_000}">{PARAGRAPHS}',
    "null bytes": "\x00" * 10_000 + PARAGRAPHS,
    "deep json": f'<script type="application/ld+json">{"[" * 100_000}</script>{PARAGRAPHS}',
    "json without end": f'<script type="application/ld+json">{{"a": "{PARAGRAPHS * 1000}',
    "many links": "<p>اقرأ أيضا</p>" + '<p><a href="/a">حكاية السوق</a></p>' * 20_000 + PARAGRAPHS,
    "many headings": "<h1>س</h1>" * 50_000 + PARAGRAPHS,
    "a wide text": "<p>" + "كلمة " * 500_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_ends_soon(name: str) -> None:
    """In an article or a reason, and not in an error of the program."""
    page = f'<!DOCTYPE html><html><body><article class="entry-content">{HOSTILE[name]}'
    started = process_time()
    with contextlib.suppress(UnreadableError):
        item_of(page, f"{SITE}/a-b-c/", Reading())
    articles_in(parsed(page), f"{SITE}/")
    assert process_time() - started < 60  # a guard against an explosion, on any machine
