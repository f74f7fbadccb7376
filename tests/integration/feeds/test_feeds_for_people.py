"""What people are sent: a page under a feed's address, ways to subscribe, an article's history."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from lxml import html

from barqiya.domain.article import Author, Label
from barqiya.domain.decide import Retract, withdraw
from barqiya.domain.query import Query
from barqiya.store import Database, articles
from feeds.asgi import build
from feeds.formats import FORMATS
from feeds.pages import SearchHit, SearchPage
from feeds.pages.offers import FOLDED, OPEN
from feeds.pages.subscribing import READERS
from feeds.site import Place, Site
from tests.integration.feeds.conftest import NOON, WAYS

BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
READER = {"accept": "application/atom+xml,application/rss+xml;q=0.9,*/*;q=0.1"}
FEEDS = [
    *(f"/feeds/all.{form.suffix}" for form in FORMATS),
    "/feeds/category/علوم.rss",
    "/feeds/search.atom?q=المدّ",
]


@pytest.mark.parametrize("path", FEEDS)
async def test_one_address_two_readers(client: httpx.AsyncClient, path: str) -> None:
    """A browser is sent a page, a program the feed; caches are told by what they differ."""
    page, feed = await client.get(path, headers=BROWSER), await client.get(path, headers=READER)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert not feed.headers["content-type"].startswith("text/html")
    for answer in (page, feed):
        assert answer.status_code == 200
        assert answer.headers["vary"] == "Accept, Accept-Encoding"
    assert page.headers["etag"] != feed.headers["etag"]
    # A cache that ignores Vary keeps the feed at most.
    assert page.headers["cache-control"] == "private, no-cache"
    assert feed.headers["cache-control"].startswith("public")
    anybody = await client.get(path)
    assert anybody.content == feed.content


@pytest.mark.parametrize("path", FEEDS)
async def test_each_has_a_304_of_its_own(client: httpx.AsyncClient, path: str) -> None:
    """The tag of the one is not that of the other, in either direction and for HEAD too."""
    for mine, other in ((BROWSER, READER), (READER, BROWSER)):
        tag = (await client.get(path, headers=mine)).headers["etag"]
        known = {"if-none-match": tag}
        same = await client.get(path, headers={**mine, **known})
        assert (same.status_code, same.headers["vary"]) == (304, "Accept, Accept-Encoding")
        assert (await client.get(path, headers={**other, **known})).status_code == 200
        head = await client.head(path, headers=mine)
        assert (head.status_code, head.headers["etag"], head.content) == (200, tag, b"")


async def test_a_page_of_a_feed_is_never_fresh_by_the_feeds_date(
    client: httpx.AsyncClient,
) -> None:
    """Who has the feed since its last change does not have the page."""
    feed = await client.get("/feeds/all.rss", headers=READER)
    since = {"if-modified-since": feed.headers["last-modified"]}
    assert (await client.get("/feeds/all.rss", headers={**READER, **since})).status_code == 304
    assert (await client.get("/feeds/all.rss", headers={**BROWSER, **since})).status_code == 200


async def test_the_page_offers_the_feed_itself(client: httpx.AsyncClient) -> None:
    """A link leads a browser to the very bytes; the other formats are a click away."""
    page = await _page(client, "/feeds/author/هدى-سالم.atom")
    assert page.xpath("string(//h1)") == "هدى سالم"
    (raw,) = page.xpath("//a[@class='raw']/@href")
    feed = await client.get(raw, headers=BROWSER)
    assert feed.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert page.xpath("//*[@class='chips']/a[@aria-current]/text()") == ["Atom"]
    for link in page.xpath("//*[@class='chips']/a/@href"):
        assert (await client.get(link)).status_code == 200
    titles = page.xpath("//ol[@class='hits']/li//h3/a/text()")
    assert sorted(titles) == sorted(["بلا تاريخ", "المدّ يصل قبل الساعة", "سباق القوارب"])
    assert titles[-1] == "سباق القوارب"


async def test_the_feed_of_a_search_explains_itself(client: httpx.AsyncClient) -> None:
    """Its address keeps the query, in the field, in the raw link, in the other language."""
    page = await _page(client, "/feeds/search.rss?q=المدّ")
    (field,) = page.xpath("//input[@class='url']/@value")
    assert httpx.URL(field).params["q"] == "المدّ"
    for link in page.xpath("//a[@class='raw']/@href | //a[@hreflang='en']/@href"):
        assert httpx.URL(link).params["q"] == "المدّ"
        assert (await client.get(link, headers=BROWSER)).status_code == 200


async def test_no_feed_no_page(client: httpx.AsyncClient) -> None:
    """A person too is told that there is nothing."""
    assert (await client.get("/feeds/tag/nothing.rss", headers=BROWSER)).status_code == 404
    assert (await client.get("/feeds/all.xyz", headers=BROWSER)).status_code == 404
    assert (await client.get("/feeds/search.rss", headers=BROWSER)).status_code == 400


async def test_readers_are_given_the_public_address(client: httpx.AsyncClient) -> None:
    """Each button holds the whole address of the feed, encoded as that reader wants it."""
    for path, id_ in (("/", "address-of-all"), ("/feeds/category/علوم.rss", "address-of-feed")):
        page = await _page(client, path)
        (own,) = page.xpath(f"//input[@id='{id_}']/@value")
        assert own.startswith("http://feeds.test/feeds/")
        links = page.xpath("//ul[@class='readers']//a/@href")
        assert links[0] == f"feed:{own}"
        assert all(link.endswith(quote(own, safe="")) for link in links[1:])
        assert len({httpx.URL(link).host for link in links[1:]}) == len(READERS)


async def test_the_bot_and_its_code(client: httpx.AsyncClient) -> None:
    """The link of the bot, and as much as a drawing without style or script."""
    page = await _page(client, "/")
    (code,) = page.xpath("//div[@class='code']//svg")
    assert code.xpath(".//path/@d")
    assert not code.xpath("//svg//@style")
    assert "https://t.me/port_bot" in page.xpath("//div[@class='bot']//a/@href")


async def test_a_bot_that_introduces_itself_later(database: Database, site: Site) -> None:
    """A page that was kept without the bot is made anew once its name is known."""
    met: list[Place] = []
    late = replace(site, bot=None, introduced=lambda: met[0] if met else None)
    app = build(database, late, lambda *_: SearchPage(total=0), WAYS)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://feeds.test") as client:
        assert "t.me/late_bot" not in (await client.get("/")).text
        met.append(Place(title="@late_bot", url="https://t.me/late_bot"))
        assert "t.me/late_bot" in (await client.get("/")).text


async def test_many_names_are_folded(
    client: httpx.AsyncClient, publish: Callable[..., Any]
) -> None:
    """A few stand open, more are folded, the rest is said to be there; the page stays small."""
    tags = tuple(Label(name=f"وسم {number}") for number in range(OPEN + FOLDED + 30))
    await publish("tagged", tags=tags)
    answer = await client.get("/")
    page = html.fromstring(answer.text)
    panel = page.xpath("//div[@class='panel'][h3='الوسوم']")[0]
    assert len(panel.xpath(".//ul[@class='feeds']/li")) == OPEN
    assert len(panel.xpath(".//details//li")) == FOLDED
    assert "31" in panel.xpath("string(.//details/p)")  # the store had one tag before
    assert len(answer.content) < 250_000


async def test_history_of_an_article(
    client: httpx.AsyncClient, database: Database, publish: Callable[..., Any]
) -> None:
    """Each revision with its moment in the publication's zone, and with its own reason."""
    page = await _page(client, await _path(database, "سباق القوارب"))
    lines = [" ".join(li.text_content().split()) for li in page.xpath("//*[@class='history']//li")]
    assert lines == [
        "20 نوفمبر 2026، 16:00 صُحّح: كان الفائز غير من ذكرناه.",
        "18 نوفمبر 2026، 14:00 نُشر أول مرة",
    ]
    moments = page.xpath("//*[@class='history']//time/@datetime")
    assert moments[0] == "2026-11-20T16:00:00+02:00"
    assert not (await _page(client, await _path(database, "بلا تاريخ"))).xpath(
        "//*[@class='history']"
    )
    told = {"title": "سباق القوارب", "published_at": NOON - timedelta(days=2)}
    await publish("wrong", content_html="<p>فاز الأخضر.</p>", correction="بل الأخضر.", **told)
    page = await _page(client, await _path(database, "سباق القوارب"))
    said = page.xpath("//*[@class='history']//li/span/text()")
    assert said == ["صُحّح: بل الأخضر.", "صُحّح: كان الفائز غير من ذكرناه.", "نُشر أول مرة"]


async def test_history_across_a_retraction(
    client: httpx.AsyncClient, database: Database, publish: Callable[..., Any]
) -> None:
    """Withdrawn and back again: both are told."""
    article = await database.read(articles.get, (await _one(database, "بلا تاريخ")).id)
    gone = withdraw(article, "the source answers 404", article.updated_at)
    assert isinstance(gone, Retract)
    await database.write(articles.save, [gone])
    await publish("seen", title="بلا تاريخ", published_at=None)
    page = await _page(client, f"/articles/{article.id}")
    said = page.xpath("//*[@class='history']//li/span/text()")
    assert said == ["نُشر من جديد", "سُحب", "نُشر أول مرة"]


async def test_an_article_is_described_for_programs(
    client: httpx.AsyncClient, publish: Callable[..., Any], database: Database
) -> None:
    """JSON-LD and OpenGraph with dates in the zone; what could end a script element cannot."""
    bad = "</script><script>alert(1)</script>&\u2028"
    await publish(
        "bad", title="عنوان", summary=bad, authors=(Author(name=bad),), tags=(Label(name="بحر"),)
    )
    page = await _page(client, await _path(database, "عنوان"))
    (said,) = [json.loads(t) for t in page.xpath("//script[@type='application/ld+json']/text()")]
    assert said["@type"] == "NewsArticle"
    assert said["datePublished"] == "2026-11-20T14:00:00+02:00"
    assert said["author"][0]["name"].startswith("</script>")
    assert said["inLanguage"] == "ar"
    assert page.xpath("//meta[@property='article:tag']/@content") == ["بحر"]
    (published,) = page.xpath("//meta[@property='article:published_time']/@content")
    assert published == "2026-11-20T14:00:00+02:00"


async def test_another_language_is_kept_from_page_to_page(client: httpx.AsyncClient) -> None:
    """Who reads in English goes on in English; addresses to take along stay as they are."""
    page = await _page(client, "/?lang=en")
    assert all("lang=en" in href for href in page.xpath("//article//a/@href"))
    assert all("lang=en" in href for href in page.xpath("//*[@class='chips']/a/@href"))
    for url in page.xpath("//@data-copy | //input[@class='url']/@value"):
        assert "lang=" not in url
    assert not [h for h in (await _page(client, "/")).xpath("//main//a/@href") if "lang=" in h]


async def test_nothing_found_offers_what_is_near(database: Database, site: Site) -> None:
    """The nearest articles, texts to search for instead, and the feed of what was asked."""
    (newest,) = await database.read(articles.latest, Query(), limit=1)
    page = SearchPage(total=0, nearest=(SearchHit(article=newest),), instead=("المدّ", "ميناء"))
    app = build(database, site, lambda *_: page, WAYS)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://feeds.test"
    ) as client:
        shown = await _page(client, "/search?q=xyz")
    assert "لم نجد شيئًا" in shown.text_content()
    assert shown.xpath("//*[@class='instead']/a/bdi/text()") == ["المدّ", "ميناء"]
    assert shown.xpath("string(//section//h3)").strip() == newest.content.title
    assert "/feeds/search.rss?q=xyz" in shown.xpath("//aside//a/@href")


async def test_below_a_path_of_another_server(database: Database, site: Site) -> None:
    """Behind a prefix every link of a page keeps it."""
    public = replace(site.publication, public_url="https://example.org/news")
    app = build(database, replace(site, publication=public), lambda *_: SearchPage(total=0), WAYS)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://feeds.test"
    ) as client:
        for path in ("/", "/feeds/all.rss"):
            page = await _page(client, path)
            for link in page.xpath("//a/@href[starts-with(., '/')] | //link/@href | //@action"):
                assert link.startswith(("/news/", "https://example.org/news/")), link


async def _page(client: httpx.AsyncClient, path: str) -> Any:
    answer = await client.get(path, headers=BROWSER)
    assert answer.status_code == 200
    return html.fromstring(answer.text)


async def _one(database: Database, title: str) -> Any:
    found = await database.read(articles.latest, Query(), limit=50)
    return next(a for a in found if a.content.title == title)


async def _path(database: Database, title: str) -> str:
    return f"/articles/{(await _one(database, title)).id}"
