"""A slash too many or too few: whoever typed it is sent to the page, wherever the site stands."""

from dataclasses import replace

import httpx
import pytest

from barqiya.store import Database
from feeds.asgi import build
from feeds.representation import Ways
from feeds.site import Site
from tests.integration.feeds.conftest import search


def _client(database: Database, site: Site, ways: Ways) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(build(database, site, search, ways))
    return httpx.AsyncClient(transport=transport, base_url="http://10.0.0.5:8080")


@pytest.mark.parametrize(
    ("asked", "there"),
    [
        ("/search/", "/search"),
        ("/search/?q=%D8%A7%D9%84%D9%85%D8%AF", "/search?q=%D8%A7%D9%84%D9%85%D8%AF"),
        ("/feeds.opml/", "/feeds.opml"),
        ("/articles/5f5fb6a0-0000-4000-8000-000000000000/", None),
        ("/feeds/all.rss/", "/feeds/all.rss"),
        ("/search///", "/search"),
    ],
)
async def test_a_slash_at_the_end_leads_to_the_page_below_the_public_address(
    database: Database, site: Site, ways: Ways, asked: str, there: str | None
) -> None:
    """Never to the host and scheme under which a proxy or a stranger asked for it."""
    public = replace(site.publication, public_url="https://feeds.example.org/news")
    async with _client(database, replace(site, publication=public), ways) as client:
        answer = await client.get(asked, headers={"host": "elsewhere.example.org"})
    assert answer.status_code == 301
    assert answer.headers["location"] == "/news" + (there or asked.rstrip("/"))


async def test_what_is_not_there_either_way_is_not_found(
    database: Database, site: Site, ways: Ways
) -> None:
    """Nobody is sent on to a page that does not exist, or off the site."""
    async with _client(database, site, ways) as client:
        for asked in ("/nothing/", "/nothing", "//elsewhere.example.org/", "/feeds/"):
            answer = await client.get(f"http://10.0.0.5:8080{asked}")
            assert (answer.status_code, answer.headers.get("location")) == (404, None), asked


async def test_what_is_sent_is_sent_again_with_the_same_method(
    database: Database, site: Site, ways: Ways
) -> None:
    """A redirect that turned a POST into a GET would hide that it is not allowed."""
    async with _client(database, site, ways) as client:
        answer = await client.post("/search/")
    assert (answer.status_code, answer.headers["location"]) == (308, "/search")
