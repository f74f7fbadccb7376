from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest
from lxml import etree

from barqiya.errors import NotFoundError
from barqiya.store import Database
from feeds.asgi import build
from feeds.formats import FORMATS
from feeds.representation import feed_bytes
from feeds.site import NamedFeed, Site
from tests.integration.feeds.conftest import NOON, WAYS, search

NAMED = (
    NamedFeed(slug="port", title="من الميناء", query="title:المدّ OR title:القوارب"),
    NamedFeed(slug="في-المدينة", title="في المدينة", query="category:City"),
    NamedFeed(slug="of-late", title="Of late", query="after:yesterday"),
)


@pytest.fixture
def site(site: Site) -> Site:
    """Return a site with three feeds that its operator named."""
    return replace(site, named=NAMED)


@pytest.fixture
async def client(database: Database, site: Site) -> AsyncIterator[httpx.AsyncClient]:
    """Return a client of the application, without a network."""
    transport = httpx.ASGITransport(build(database, site, search, WAYS))
    async with httpx.AsyncClient(transport=transport, base_url="http://feeds.test") as opened:
        yield opened


async def test_a_named_feed_holds_what_its_query_wants(client: httpx.AsyncClient) -> None:
    """Words are searched for and names are compared, in every format, under the given title."""
    for form in FORMATS:
        answer = await client.get(f"/feeds/port.{form.suffix}")
        assert answer.status_code == 200
        assert "من الميناء — جريدة الميناء" in answer.text
    titles = {item["title"] for item in answer.json()["items"]}
    assert titles == {"المدّ يصل قبل الساعة", "سباق القوارب"}
    city = (await client.get("/feeds/في-المدينة.json")).json()
    assert [item["title"] for item in city["items"]] == ["Friday market"]
    assert city["feed_url"].endswith(
        "/feeds/%D9%81%D9%8A-%D8%A7%D9%84%D9%85%D8%AF%D9%8A%D9%86%D8%A9.json"
    )


async def test_named_feeds_are_offered(client: httpx.AsyncClient) -> None:
    """They stand on the landing page and in the OPML, at its top level beside the whole."""
    page = (await client.get("/")).text
    outlines = etree.fromstring((await client.get("/feeds.opml")).content)
    top = [one.get("xmlUrl") for one in outlines.findall("./body/outline[@xmlUrl]")]
    assert "/feeds/port.rss" in page
    assert "من الميناء" in page
    assert len(top) == 1 + len(NAMED)
    assert "http://feeds.test/feeds/port.rss" in top


async def test_the_command_line_prints_named_feeds_too(
    client: httpx.AsyncClient, database: Database, site: Site
) -> None:
    """The same bytes as over HTTP; what nobody named is refused with the names there are."""
    printed = await database.read(feed_bytes, site, "port", "atom", WAYS, NOON)
    assert printed == (await client.get("/feeds/port.atom")).content
    with pytest.raises(NotFoundError, match="port"):
        await database.read(feed_bytes, site, "harbour", "rss", WAYS, NOON)


async def test_a_query_with_a_day_is_asked_anew_every_day(database: Database, site: Site) -> None:
    """«Since yesterday» holds today what it will not hold in a year, though nothing changes."""
    today = await database.read(feed_bytes, site, "of-late", "json", WAYS, NOON)
    later = await database.read(
        feed_bytes, site, "of-late", "json", WAYS, NOON.replace(year=NOON.year + 1)
    )
    assert b"date_published" in today
    assert b"date_published" not in later
