import json
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest
from lxml import etree, html

from barqiya.domain.article import Author, Label
from barqiya.domain.decide import Retract, withdraw
from barqiya.domain.query import Query
from barqiya.store import Database, articles
from feeds.asgi import build
from feeds.formats import FORMATS
from feeds.pages import SearchPage
from feeds.site import Site
from tests.integration.feeds.conftest import WAYS, search


async def _page(client: httpx.AsyncClient, path: str) -> Any:
    answer = await client.get(path)
    assert answer.status_code == 200
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    return html.fromstring(answer.text)


async def _article_path(database: Database, title: str) -> str:
    found = await database.read(articles.latest, Query(), limit=50)
    return next(f"/articles/{a.id}" for a in found if a.content.title == title)


async def test_landing_offers_every_feed_in_every_format(client: httpx.AsyncClient) -> None:
    """All, each category, author and tag, and each link leads to a feed."""
    page = await _page(client, "/")
    links = {href for href in page.xpath("//main//a/@href") if href.startswith("/feeds/")}
    assert len(links) == len(FORMATS) * (1 + 2 + 2 + 1)
    for link in links:
        assert (await client.get(link)).status_code == 200, link
    assert "/feeds.opml" in page.xpath("//a/@href")


async def test_opml_holds_the_same_feeds(client: httpx.AsyncClient) -> None:
    """Every address in it answers."""
    answer = await client.get("/feeds.opml")
    assert answer.headers["content-type"] == "text/x-opml; charset=utf-8"
    urls: Any = etree.fromstring(answer.content).xpath("//outline/@xmlUrl")
    assert len(urls) == 5
    for url in urls:
        assert (await client.get(str(url))).status_code == 200, url


async def test_landing_names_bot_and_channels(client: httpx.AsyncClient) -> None:
    """A follower finds the way into Telegram."""
    links = (await _page(client, "/")).xpath("//main//a/@href")
    assert "https://t.me/port_bot" in links
    assert "https://t.me/port" in links


async def test_an_article_speaks_its_own_language_in_any_list(client: httpx.AsyncClient) -> None:
    """An English article on an Arabic page is English and left to right, its date too."""
    page = await _page(client, "/")
    (teaser,) = [a for a in page.xpath("//article") if "Friday market" in a.text_content()]
    assert (teaser.get("lang"), teaser.get("dir")) == ("en", "ltr")
    assert "19 November 2026" in teaser.text_content()


async def test_no_date_is_made_up(client: httpx.AsyncClient, database: Database) -> None:
    """Where only the day of sight is known, that is what the page says."""
    page = await _page(client, await _article_path(database, "بلا تاريخ"))
    assert "شوهد في 20 نوفمبر 2026" in " ".join(page.text_content().split())
    assert not page.xpath("//meta[@property='article:published_time']")


async def test_reading_page(client: httpx.AsyncClient, database: Database) -> None:
    """Title, author, date, correction with its reason, neighbours, canonical link."""
    page = await _page(client, await _article_path(database, "سباق القوارب"))
    text = " ".join(page.text_content().split())
    assert page.xpath("string(//h1)") == "سباق القوارب"
    assert "بقلم هدى سالم" in text
    assert "18 نوفمبر 2026" in text
    assert "صُحّح في 20 نوفمبر 2026: كان الفائز غير من ذكرناه." in text
    assert "منارة بلا حارس" in text
    assert "أُطفئت المنارة ليلة" in text
    assert page.xpath("//link[@rel='canonical']/@href") == ["https://example.org/race"]
    assert page.xpath("//meta[@property='og:title']/@content") == ["سباق القوارب"]


async def test_a_page_leads_to_its_own_feeds_first(
    client: httpx.AsyncClient, database: Database
) -> None:
    """Autodiscovery: category and author before everything, and each address answers."""
    page = await _page(client, await _article_path(database, "سباق القوارب"))
    feeds = page.xpath("//link[@rel='alternate']/@href")
    assert feeds[0].startswith("/feeds/category/")
    assert feeds[1].startswith("/feeds/author/")
    assert feeds[2:] == [f"/feeds/all.{form.suffix}" for form in FORMATS]
    for feed in feeds:
        assert (await client.get(feed)).status_code == 200, feed


async def test_one_first_heading(client: httpx.AsyncClient, database: Database) -> None:
    """A first heading inside a text steps below the title, and no level is left out."""
    page = await _page(client, await _article_path(database, "Friday market"))
    assert page.xpath("//h1/text()") == ["Friday market"]
    assert page.xpath("//div[@class='text']/h2/text()") == ["Prices"]


@pytest.mark.parametrize("path", ["/", "/search?q=a", "/search", "/nothing"])
async def test_landmarks_and_headings(client: httpx.AsyncClient, path: str) -> None:
    """One main, one first heading, levels that never skip, and every field named."""
    page: Any = html.fromstring((await client.get(path)).text)
    assert len(page.xpath("//main")) == 1
    levels = [int(h.tag[1]) for h in page.xpath("//h1|//h2|//h3|//h4")]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    for field in page.xpath("//input[not(@type='hidden')]"):
        assert field.get("aria-label") or page.xpath(f"//label[@for='{field.get('id')}']")
    assert all(image.get("alt") is not None for image in page.xpath("//img"))


async def test_english_on_request(client: httpx.AsyncClient) -> None:
    """?lang=en turns the page's words, not the articles'; it is another page to caches."""
    arabic, english = await client.get("/"), await client.get("/?lang=en")
    page = html.fromstring(english.text)
    assert (page.get("lang"), page.get("dir")) == ("en", "ltr")
    assert "Latest articles" in english.text
    assert "المدّ يصل قبل الساعة" in english.text
    assert arabic.headers["etag"] != english.headers["etag"]


async def test_hostile_words_are_text(
    client: httpx.AsyncClient, publish: Callable[..., Any], database: Database
) -> None:
    """Title, summary and names are escaped wherever they stand."""
    bad = "<script>alert('x')</script>\"'"
    await publish(
        "bad", title=bad, summary=bad, authors=(Author(name=bad),), categories=(Label(name=bad),)
    )
    for path in ("/", await _article_path(database, bad)):
        page = await _page(client, path)
        scripts = page.xpath("//script[not(@type='application/ld+json')]")
        names = [script.get("src").partition("?v=")[0] for script in scripts]
        assert names == ["/static/copy.js", "/static/suggest.js"]
        for said in page.xpath("//script[@type='application/ld+json']/text()"):
            assert json.loads(said)["headline"] == bad
        assert bad in page.text_content()


async def test_static_files_are_kept_for_good(client: httpx.AsyncClient) -> None:
    """Their address changes with them, so that they need never be asked for again."""
    page = await _page(client, "/")
    for href in (*page.xpath("//link[@rel='stylesheet']/@href"), *page.xpath("//script/@src")):
        answer = await client.get(href)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]


async def test_an_empty_publication_is_welcoming(tmp_path: Path, site: Site) -> None:
    """Before the first article the page still says what this is and how to subscribe."""
    empty = Database.open(f"sqlite:///{tmp_path}/empty.db")
    transport = httpx.ASGITransport(build(empty, site, _no_search, WAYS))
    async with httpx.AsyncClient(transport=transport, base_url="http://feeds.test") as client:
        page = await _page(client, "/")
        assert "لا مقالات بعد" in page.text_content()
        assert page.xpath("//a[@href='/feeds/all.rss']")
        assert (await client.get("/feeds/all.atom")).status_code == 200
    await empty.close()


async def test_three_hundred_categories_leave_the_title_where_it_is(
    client: httpx.AsyncClient, publish: Callable[..., Any]
) -> None:
    """A few stand above it and in lists; each is linked to its feed, below the text."""
    named = tuple(Label(name=f"قسم {number}") for number in range(300))
    written = tuple(Author(name=f"كاتب {number}") for number in range(40))
    article = await publish("many", title="أقسام كثيرة", categories=named, authors=written)
    page = await _page(client, f"/articles/{article.id}")
    assert len(page.xpath("//article/header/p[@class='label']/a")) == 6
    assert len(page.xpath("//article//p[@class='label' or @class='tags']/a/bdi")) == 300
    card = (await _page(client, "/")).xpath("//article[.//a[.='أقسام كثيرة']]")[0]
    assert len(card.xpath(".//p[@class='label']/bdi")) == 5
    assert len(card.xpath(".//p[@class='byline']//bdi")) == 5


def _no_search(*_: object) -> SearchPage:
    return SearchPage(total=0)


async def test_an_icon_for_who_looks_at_no_page(client: httpx.AsyncClient) -> None:
    """A picture that programs without SVG can show, in the page and at the usual address."""
    page = html.fromstring((await client.get("/")).content)
    icons = {one.get("type"): one.get("href") for one in page.xpath("//link[@rel='icon']")}
    assert set(icons) == {"image/png", "image/svg+xml"}
    # Programs that judge by the ending find nothing behind ?v=.
    assert icons["image/png"] == "/favicon.ico"
    picture = await client.get("/favicon.ico")
    assert picture.headers["content-type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")


async def test_a_logo_is_the_icon(database: Database, site: Site) -> None:
    """Where the publication has a logo, that is what stands beside its name."""
    logo = "https://example.org/logo.png"
    branded = replace(site, publication=replace(site.publication, logo_url=logo))
    transport = httpx.ASGITransport(build(database, branded, search, WAYS))
    async with httpx.AsyncClient(transport=transport, base_url="http://feeds.test") as client:
        assert (await client.get("/favicon.ico")).headers["location"] == logo
        page = html.fromstring((await client.get("/")).content)
        assert page.xpath("//link[@rel='icon']/@href") == [logo]


async def test_a_withdrawn_article_says_so_everywhere(
    client: httpx.AsyncClient, database: Database
) -> None:
    """Its page answers 410 with a kind word, feeds hold a notice; no page or count holds it."""
    (article, *_) = await database.read(articles.latest, Query(), limit=1)
    held = await database.read(articles.count, Query())
    decision = withdraw(article, "the source answers 404", article.updated_at)
    assert isinstance(decision, Retract)
    await database.write(articles.save, [decision])
    gone = await client.get(f"/articles/{article.id}")
    assert gone.status_code == 410
    assert "سُحبت هذه المقالة" in gone.text
    assert article.content.title not in gone.text
    assert "404" not in gone.text
    feed = (await client.get("/feeds/all.atom")).text
    assert article.public_id in feed
    assert article.content.title not in feed
    assert article.content.title not in (await client.get("/")).text
    assert await database.read(articles.count, Query()) == held - 1


async def test_related_articles_lead_to_our_own_pages(
    client: httpx.AsyncClient, database: Database
) -> None:
    """What we hold opens here, whatever its own address; what we do not leads to its source."""
    newest, *_ = await database.read(articles.latest, Query(), limit=2)
    found = await database.read(articles.latest, Query(), limit=50)
    article = next(one for one in found if one.content.related)
    page = await _page(client, f"/articles/{article.id}")
    links = page.xpath("//ul[@class='related']//h3/a/@href")
    other = next(one for one in found if one.id != article.id)
    assert f"/articles/{other.id}" in links
    assert "https://elsewhere.example/a" not in links
    titles = [h3.text_content() for h3 in page.xpath("//ul[@class='related']//h3")]
    assert titles == [article.content.related[0].title, other.content.title]
    assert newest.id in {article.id, other.id}


async def test_a_repair_can_be_undone(client: httpx.AsyncClient) -> None:
    """The page says what was mended and leads to the search for exactly what was typed."""
    page = await _page(client, "/search?q=الميناا")
    (note,) = page.xpath("//p[@class='note']")
    assert note.text_content().startswith("بحثنا عن «الميناء» بدل «الميناا».")
    (link,) = note.xpath("a/@href")
    assert httpx.URL(link).params["q"] == '"الميناا"'
    assert not (await _page(client, "/search?q=الميناء")).xpath("//p[@class='note']")


async def test_completions_are_for_scripts_anywhere(
    client: httpx.AsyncClient, database: Database
) -> None:
    """JSON that any page may read and caches may keep; nothing typed, nothing suggested of note."""
    newest, *_ = await database.read(articles.latest, Query(), limit=1)
    title = newest.content.title
    answer = await client.get("/suggest", params={"q": title[:6]})
    assert answer.json()["suggestions"][0] == {
        "kind": "title",
        "text": title,
        "id": str(newest.id),
    }
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "max-age" in answer.headers["cache-control"]
    assert (await client.get("/suggest", params={"q": "\u0000" * 2000})).status_code == 200
