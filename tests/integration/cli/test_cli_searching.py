"""What the command line finds, and what of it stands in a feed: the same as over HTTP."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from barqiya.app import values
from barqiya.app.feeding import for_feeds
from barqiya.app.indexing import index_up_to_date
from barqiya.app.searching import for_pages
from barqiya.settings import load
from barqiya.store import Database
from feeds.asgi import build
from feeds.formats import FORMATS
from feeds.site import Site

Barqiya = Callable[..., Any]

PAGES = {
    "tide.md": "# المدّ يصل قبل الساعة\n\nوصل المدّ إلى الميناء قبل موعده بسبع دقائق كاملة.\n",
    "race.md": "# سباق القوارب\n\nفاز القارب الأزرق في الميناء، وصفّق له الناس طويلًا.\n",
    "walk.md": "# A walk by the harbour\n\nThe long way round is the better one, they say.\n",
}


@pytest.fixture
def archive(barqiya: Barqiya, tmp_path: Path) -> Path:
    """Import three articles; return the folder."""
    for name, text in PAGES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert barqiya("import", *PAGES).returncode == 0
    return tmp_path


async def served(folder: Path, path: str) -> bytes:
    """Return what HTTP serves of *path* from the store in *folder*."""
    settings = load(None)
    publication = values.publication(settings, sample=True)
    database = Database.open(f"sqlite:///{folder / 'var' / 'barqiya.db'}")
    try:
        index = await index_up_to_date(settings, database)
        site = Site(publication=publication, items=settings.feeds.items)
        asgi = build(database, site, for_pages(index, publication), for_feeds(index))
        transport = httpx.ASGITransport(asgi)
        async with httpx.AsyncClient(transport=transport, base_url="http://feeds.test") as client:
            answer = await client.get(path)
            assert answer.status_code == 200
            return answer.content
    finally:
        await database.close()


async def test_the_feed_of_a_search_is_what_http_serves(
    barqiya: Barqiya, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To the byte, in every format, the query as typed or as it stands in an address."""
    monkeypatch.chdir(archive)
    encoded = quote("الميناء -سباق")
    for form, typed in zip(FORMATS, ("الميناء -سباق", encoded, encoded), strict=True):
        expected = await served(archive, f"/feeds/search.{form.suffix}?q={encoded}")
        printed = barqiya("feed", f"search?q={typed}", "--format", form.name)
        assert (printed.returncode, printed.stdout.encode()) == (0, expected)
        assert "المد" in printed.stdout


@pytest.mark.parametrize("slug", ["search?q=", "search?q=؟!", "search?x=a"])
def test_a_feed_of_nothing_is_refused_with_a_sentence(barqiya: Barqiya, slug: str) -> None:
    """What a person is to do is said; nothing is written where the feed was expected."""
    refused = barqiya("feed", slug)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith("barqiya: there is nothing to search for: type a word")


@pytest.mark.usefixtures("archive")
def test_nothing_found_names_the_nearest(barqiya: Barqiya) -> None:
    """On standard error, for a person; a script gets an empty list."""
    nothing = barqiya("search", '"الناس القوارب"', "--json")
    assert json.loads(nothing.stdout) == []
    assert "Nothing was found." in nothing.stderr
    assert "The nearest that finds something: الناس القوارب (1)" in nothing.stderr
