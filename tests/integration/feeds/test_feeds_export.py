"""The exported files are what HTTP serves, every link of a feed leads to one, and so it stays."""

import os
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import feedparser
import httpx
import pytest
from lxml import etree, html

from barqiya.domain.decide import Retract, withdraw
from barqiya.domain.query import Query
from barqiya.store import Database, Transaction, articles
from feeds.asgi import build
from feeds.export import Folder, Summary, export
from feeds.export.walking import SIDECARS, file_of
from feeds.site import NamedFeed, Site
from tests.integration.feeds.conftest import NOON, WAYS, item, save, search

URL = "http://feeds.test/below"
Exported = Callable[[], Awaitable[Summary]]


@pytest.fixture
def site(site: Site) -> Site:
    """Return a site below a path, with short feeds, so that there is a history."""
    publication = replace(site.publication, public_url=URL)
    named = NamedFeed(slug="races", title="سباقات", query="title:سباق OR title:قارب")
    return replace(site, publication=publication, items=3, named=(named,))


@pytest.fixture
def app(database: Database, site: Site) -> Any:
    """Return the application."""
    return build(database, site, search, WAYS)


@pytest.fixture
async def exported(app: Any, database: Database, site: Site, tmp_path: Path) -> Exported:
    """Return what exports the site, with more articles in it, into ``site``."""

    def more(tx: Transaction) -> None:
        for number in range(8):
            when = NOON - timedelta(days=number)
            save(tx, item(f"boat {number}", title=f"قارب {number}", published_at=when))

    await database.write(more)

    async def run() -> Summary:
        return await export(app, database, site, Folder(tmp_path / "site"))

    return run


def _files(root: Path) -> dict[str, Path]:
    ends = tuple(SIDECARS.values())
    return {
        str(file.relative_to(root)): file
        for file in root.rglob("*")
        if file.is_file() and not file.name.startswith(".") and not file.name.endswith(ends)
    }


async def test_every_file_is_what_http_serves(app: Any, exported: Exported, tmp_path: Path) -> None:
    """To the byte, packed too; nothing that has an address without a query is missing."""
    summary = await exported()
    assert summary.left_out == []
    files = _files(tmp_path / "site")
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://feeds.test") as client:
        for name, file in files.items():
            path = "/" + name.removesuffix("index.html").rstrip("/")
            plain = await client.get(path, headers={"accept-encoding": "identity"})
            assert plain.status_code == (404 if name == "404.html" else 200), name
            assert name == "404.html" or plain.content == file.read_bytes(), name
            for coding, end in SIDECARS.items():
                beside = file.with_name(file.name + end)
                async with client.stream("GET", path, headers={"accept-encoding": coding}) as sent:
                    packed = b"".join([part async for part in sent.aiter_raw()])
                    if sent.headers.get("content-encoding") == coding and name != "404.html":
                        assert beside.read_bytes() == packed, name
                    else:
                        assert not beside.exists()
    always = {"index.html", "404.html", "feeds.opml", "feeds/all.rss"}
    assert always | {"static/style.css", "favicon.ico"} <= set(files)
    for form in ("rss", "atom", "json"):
        assert f"feeds/races.{form}" in files
        assert f"feeds/category/علوم.{form}" in files
        assert f"feeds/author/هدى-سالم.{form}" in files
        assert f"feeds/tag/بحر.{form}" in files
        assert f"feeds/all/1.{form}" in files


async def test_the_history_is_whole_in_the_files(
    exported: Exported, database: Database, tmp_path: Path
) -> None:
    """Followed by files alone, the links of RSS lead to every article."""
    await exported()
    seen, link = set(), f"{URL}/feeds/all.rss"
    while link:
        assert link.startswith(URL)
        file = tmp_path / "site" / file_of(unquote(urlsplit(link).path.removeprefix("/below")))
        read = feedparser.parse(file.read_bytes())
        seen |= {entry.id for entry in read.entries}
        link = next((one.href for one in read.feed.links if one.rel == "prev-archive"), "")
    published = await database.read(articles.latest, Query(), limit=100)
    assert seen == {one.public_id for one in published}


async def test_links_of_pages_and_opml_lead_to_files(exported: Exported, tmp_path: Path) -> None:
    """What needs the program is a search or another language, and nothing else."""
    await exported()
    root = tmp_path / "site"
    links = set()
    for page in root.rglob("*.html"):
        links |= set(html.parse(page).xpath("//@href | //@src"))
    opml = etree.parse(root / "feeds.opml")
    links |= {
        one.get("xmlUrl").removeprefix("http://feeds.test")
        for one in opml.iter("outline")
        if one.get("xmlUrl")
    }
    ours = {link for link in links if link.startswith("/below/")}
    assert len(ours) > 20
    for link in ours:
        parts = urlsplit(link)
        dynamic = parts.path.endswith(("/search", "/suggest")) or "feeds/search." in parts.path
        if not dynamic:
            assert (root / file_of(unquote(parts.path.removeprefix("/below")))).is_file(), link


async def test_only_what_changed_is_rewritten(
    exported: Exported, database: Database, tmp_path: Path
) -> None:
    """A correction rewrites what shows it, a withdrawal takes its page away; the rest stays."""
    await exported()
    again = await exported()
    assert (again.written, again.deleted) == (0, 0)
    root = tmp_path / "site"
    for file in root.rglob("*"):
        if file.is_file():
            os.utime(file, (1, 1))

    def change(tx: Transaction) -> None:
        old = NOON - timedelta(days=7)
        save(tx, item("boat 7", title="قارب آخر", published_at=old), NOON + timedelta(days=1))
        (gone,) = [a for a in articles.latest(tx, Query(), limit=99) if a.content.title == "قارب 6"]
        decision = withdraw(gone, "gone", NOON + timedelta(days=1))
        assert isinstance(decision, Retract)
        articles.save(tx, [decision])

    await database.write(change)
    summary = await exported()
    assert summary.deleted >= 1
    assert (root / "static/style.css").stat().st_mtime == 1
    assert (root / "feeds/all/1.rss").stat().st_mtime == 1
    pages = [file.read_text(encoding="utf-8") for file in (root / "articles").rglob("*.html")]
    assert sum("<title>قارب آخر" in page for page in pages) == 1
    assert not any("<title>قارب 6 " in page for page in pages)
