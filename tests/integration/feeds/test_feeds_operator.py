"""Who may open the operator's page, and what it says."""

import base64
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from lxml import html

from barqiya.domain.source_health import Condition, SourceHealth
from barqiya.domain.source_state import SetAside
from barqiya.store import Database
from barqiya.store.tellings import HubState
from feeds.asgi import build
from feeds.operator import Door, operator_route
from feeds.pages import SearchPage
from feeds.pages.operator import Overview
from feeds.site import Site
from tests.integration.feeds.conftest import WAYS

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
PASSWORD = "كلمة: with a colon"
ASIDE = SetAside(
    origin="https://example.org/?p=3", refused=True, reason="no <title>", at=NOW - timedelta(days=2)
)
SOURCES = (
    SourceHealth(
        name="المدينة",
        kind="wordpress",
        address="https://example.org",
        condition=Condition.WELL,
        held=41,
        set_aside=2,
        newest=(ASIDE,),
        note="its REST is closed",
        checked_at=NOW - timedelta(minutes=3),
        succeeded_at=NOW - timedelta(minutes=3),
        due_at=NOW + timedelta(minutes=7),
    ),
    SourceHealth(
        name="<b>bold</b>",
        kind="feed",
        address="https://example.org/feed?key=***",
        condition=Condition.FAILING,
        failures=3,
        reason="it answered <500>",
        checked_at=NOW,
    ),
    SourceHealth(name="new", kind="files", address="/srv/a", condition=Condition.UNVISITED),
)

HUBS = (
    HubState(hub="https://hub.example.org/", waits=0),
    HubState(
        hub="https://down.example.org/",
        waits=12,
        since=NOW - timedelta(hours=2),
        reason="it answered <503>",
    ),
)

Opened = Callable[..., AbstractAsyncContextManager[httpx.AsyncClient]]


@pytest.fixture
def opened(database: Database, site: Site) -> Opened:
    """Return a way to open the page behind a door of a test's choice."""

    @asynccontextmanager
    async def make(
        host: str = "127.0.0.1:8080", client: str = "127.0.0.1", **door: Any
    ) -> AsyncIterator[httpx.AsyncClient]:
        seen = Overview(now=NOW, sources=SOURCES, journal=7, behind=2, hubs=HUBS)
        route = operator_route(database, site, lambda _: seen, Door(**door))
        app = build(database, site, lambda *_: SearchPage(total=0), WAYS, extra=[route])
        transport = httpx.ASGITransport(app, client=(client, 1))
        async with httpx.AsyncClient(
            transport=transport, base_url="http://x", headers={"host": host}
        ) as asking:
            yield asking

    return make


def _basic(pair: str) -> dict[str, str]:
    return {"authorization": "Basic " + base64.b64encode(pair.encode()).decode()}


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost", "[::1]:8080", "a.localhost:1"])
async def test_at_home_a_browser_on_this_machine_needs_no_password(
    opened: Opened, host: str
) -> None:
    """By any name that only this machine has."""
    async with opened(host=host, at_home=True) as client:
        assert (await client.get("/operator")).status_code == 200


@pytest.mark.parametrize(
    ("host", "client", "headers"),
    [
        ("rebound.example:8080", "127.0.0.1", {}),
        ("127.0.0.1.example", "127.0.0.1", {}),
        ("", "127.0.0.1", {}),
        ("[", "127.0.0.1", {}),
        ("127.0.0.1", "192.0.2.7", {}),
        ("127.0.0.1", "127.0.0.1", {"x-forwarded-for": "192.0.2.7"}),
        ("127.0.0.1", "127.0.0.1", {"forwarded": "for=192.0.2.7"}),
    ],
)
async def test_nobody_else_sees_that_there_is_a_page(
    opened: Opened, host: str, client: str, headers: dict[str, str]
) -> None:
    """Neither by a name that leads here (DNS rebinding), nor from elsewhere, nor passed on."""
    async with opened(host=host, client=client, at_home=True) as asking:
        assert (await asking.get("/operator", headers=headers)).status_code == 404


async def test_without_a_password_there_is_no_page_elsewhere(opened: Opened) -> None:
    """A server that others reach shows nothing that was not locked."""
    async with opened() as client:
        assert (await client.get("/operator", headers=_basic(":"))).status_code == 404


@pytest.mark.parametrize("name", ["", "operator", "أيّ اسم"])
async def test_the_password_opens_whatever_the_name(opened: Opened, name: str) -> None:
    """From anywhere; a colon in it is a part of it."""
    async with opened(host="feeds.example.org", client="192.0.2.7", password=PASSWORD) as client:
        answer = await client.get("/operator", headers=_basic(f"{name}:{PASSWORD}"))
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        _basic(""),
        _basic(":"),
        _basic("operator:wrong"),
        _basic(PASSWORD),
        {"authorization": "Basic"},
        {"authorization": "Basic !!!"},
        {"authorization": "Basic é"},
        {"authorization": f"Bearer {base64.b64encode(PASSWORD.encode()).decode()}"},
    ],
)
async def test_whoever_does_not_know_it_is_asked_for_it(
    opened: Opened, headers: dict[str, str]
) -> None:
    """On this machine too; the answer holds nothing of the page."""
    encoded = {name: value.encode() for name, value in headers.items()}
    async with opened(password=PASSWORD, at_home=True) as client:
        answer = await client.get("/operator", headers=encoded)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Basic ")
    assert answer.headers["cache-control"] == "no-store"
    assert "المدينة" not in answer.text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ar", ["قبل 3 دقائق", "خلال 7 دقائق", "متعثر", "3 محاولات", "متأخر بتغييرين", "مرفوض"]),
        (
            "en",
            ["3 minutes ago", "in 7 minutes", "failing", "3 tries", "2 changes behind", "refused"],
        ),
    ],
)
async def test_the_page_tells_all_in_both_languages(
    opened: Opened, language: str, words: list[str]
) -> None:
    """Times as people say them; whatever a source told stays text."""
    async with opened(at_home=True) as client:
        answer = await client.get("/operator", params={"lang": language})
    page = html.fromstring(answer.text)
    text = page.text_content()
    for word in (*words, "المدينة", "<b>bold</b>", "it answered <500>", "no <title>", "41"):
        assert word in text, word
    assert page.get("lang") == language
    assert not page.xpath("//script")
    assert "script-src" not in answer.headers["content-security-policy"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    for link in page.xpath("//table//a/@href"):
        assert page.xpath(f"//*[@id='{link.removeprefix('#')}']")


async def test_the_page_tells_of_the_hubs(opened: Opened) -> None:
    """How much waits for each, since when, and why; nothing of it is markup."""
    async with opened(at_home=True) as client:
        page = html.fromstring((await client.get("/operator?lang=en")).text)
    rows = page.xpath("//section[@aria-labelledby='hubs']//tbody/tr")
    said = [" ".join(row.text_content().split()) for row in rows]
    assert said[0] == "https://hub.example.org/ 0 –"
    assert said[1].startswith("https://down.example.org/it answered <503> 12 2 hours")


async def test_a_door_does_not_show_its_password() -> None:
    """Not even where it is printed."""
    assert PASSWORD not in repr(Door(password=PASSWORD))
