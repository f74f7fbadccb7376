"""A publication behind a real server, and a real browser to look at it."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import uvicorn
from selenium import webdriver

from barqiya.domain.article import Author, Content, Identity, Image, Label, SourceItem
from barqiya.domain.decide import Publish, decide
from barqiya.domain.publication import Publication
from barqiya.domain.query import Query
from barqiya.domain.source_health import Condition, SourceHealth
from barqiya.domain.source_state import SetAside
from barqiya.store import Database, Transaction, articles
from feeds.asgi import build
from feeds.operator import Door, operator_route
from feeds.pages import SearchHit, SearchPage
from feeds.pages.operator import Overview
from feeds.site import Place, Site
from tests.integration.feeds.conftest import WAYS

NOON = datetime(2026, 11, 20, 12, 0, 0, tzinfo=UTC)
HOSTILE = "مقال خبيث"


def _item(number: int, **changes: Any) -> SourceItem:
    content = {
        "title": f"نشرة الصباح رقم {number}",
        "content_html": "<p>هدأت الريح قبل الفجر.</p><h2>البحر</h2><p>موج خفيف (light swell).</p>",
        "summary": "ريح هادئة وموج خفيف، والمراكب تخرج في السادسة.",
        "language": "ar",
        "authors": (Author(name="هدى سالم"),),
        "categories": (Label(name="طقس"),),
        "published_at": NOON - timedelta(hours=number),
    }
    return SourceItem(
        identities=(Identity(key=f"test:{number}"),),
        origin=str(number),
        content=Content(**{**content, **changes}),
    )


def _fill(tx: Transaction, address: str) -> None:
    picture = Image(url=f"{address}/static/icon.svg", alt="برق", width=64, height=64)
    hostile = (
        "<p onclick=\"document.title='ran'\">نص</p><script>document.title='ran'</script>"
        "<img src=x onerror=\"document.title='ran'\"><iframe srcdoc='x'></iframe>"
        "<p style='position:fixed;inset:0'>غطاء</p>"
        "<form action='https://example.org/'><input name=q></form>"
    )
    endless = "ب" * 120
    english = {
        "title": "The harbour at six",
        "content_html": "<p>Six boats went out. «المدّ» was early.</p><pre><code>x = 1</code></pre>",
        "summary": "Six boats and an early tide.",
        "language": "en",
        "authors": (Author(name="Nora Halloway"),),
        "categories": (Label(name="City"),),
    }
    items = [
        _item(1, images=(picture,)),
        _item(2, **english),
        _item(3, title="GPS في جيبك", content_html="<p>GPS لا يسأل أحدًا.</p>"),
        *(_item(number) for number in range(4, 14)),
        _item(14, title=HOSTILE, content_html=hostile),
        _item(
            15,
            title="اسم بلا نهاية",
            authors=(Author(name=endless),),
            categories=(Label(name=endless),),
            tags=(Label(name=endless),),
        ),
    ]
    for item in items:
        decision = decide(None, item, "tests", NOON)
        assert isinstance(decision, Publish)
        articles.save(tx, [decision])


def _search(tx: Transaction, text: str, limit: int, offset: int) -> SearchPage:
    found = [a for a in articles.latest(tx, Query(), limit=100) if text in a.content.title]
    hits = tuple(
        SearchHit(article=a, snippet=((text, True), (" في النص", False)))
        for a in found[offset : offset + limit]
    )
    return SearchPage(total=len(found), hits=hits)


def _complete(tx: Transaction, text: str) -> list[dict[str, str]]:
    """Complete as the index would, blind to one spelling: a name first, then titles."""
    asked = text.strip().replace("ه", "ة")
    newest = articles.latest(tx, Query(), limit=100)
    titled = [a for a in newest if asked in a.content.title or text in a.content.title]
    named = [{"kind": "author", "text": "هدى سالم", "id": ""}] if text.startswith("هد") else []
    return named + [{"kind": "title", "text": a.content.title, "id": str(a.id)} for a in titled[:5]]


def _overview(tx: Transaction) -> Overview:
    del tx
    aside = SetAside(
        origin=f"https://example.org/{'a' * 200}",
        refused=True,
        reason="this page holds no article, only a list of links to others",
        at=NOON,
    )
    well = SourceHealth(
        name="صحيفة المدينة",
        kind="wordpress",
        address="https://example.org",
        condition=Condition.WELL,
        held=5012,
        set_aside=1,
        newest=(aside,),
        checked_at=NOON,
        succeeded_at=NOON,
        due_at=NOON + timedelta(minutes=7),
    )
    failing = SourceHealth(
        name="ب" * 100,
        kind="feed",
        address=f"https://feeds.example.org/{'long/' * 40}",
        condition=Condition.FAILING,
        failures=11,
        reason="https://feeds.example.org/ answered 500",
        checked_at=NOON,
    )
    return Overview(now=NOON + timedelta(hours=3), sources=(well, failing), journal=8123, behind=0)


class Served:
    """The server, running in a thread of its own until stopped."""

    def __init__(self, folder: Path) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self._folder = folder
        self._server: uvicorn.Server | None = None
        self.paths: dict[str, str] = {}
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()))

    def start(self) -> None:
        """Return once the server can be asked."""
        self._thread.start()
        assert self._ready.wait(60)

    def stop(self) -> None:
        """End the server and close its store."""
        assert self._server is not None
        self._server.should_exit = True
        self._thread.join(60)
        assert not self._thread.is_alive()
        self._listening.close()

    async def _run(self) -> None:
        database = Database.open(f"sqlite:///{self._folder}/store.db")
        await database.write(_fill, self.address)
        for article in await database.read(articles.latest, Query(), limit=100):
            self.paths[article.content.title] = f"/articles/{article.id}"
        site = self._site()
        operator = operator_route(database, site, _overview, Door(at_home=True))
        app = build(database, site, _search, WAYS, suggest=_complete, extra=[operator])
        config = uvicorn.Config(app, log_level="error", ws="none", lifespan="off")
        self._server = uvicorn.Server(config)
        # The socket listens already: whoever asks from now on is answered.
        self._ready.set()
        await self._server.serve([self._listening])
        await database.close()

    def _site(self) -> Site:
        publication = Publication(
            title="جريدة الميناء",
            description="أخبار الساحل كل صباح.",
            language="ar",
            timezone=ZoneInfo("Africa/Cairo"),
            public_url=self.address,
        )
        bot = Place(title="@port_bot", url=f"{self.address}/#bot")
        return Site(publication=publication, bot=bot)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Return the running server of a publication of fifteen articles, one of them hostile."""
    server = Served(tmp_path_factory.mktemp("pages"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def visit(chromium: webdriver.Chrome, served: Served) -> Callable[..., webdriver.Chrome]:
    """Return a way to open a page: ``visit(path, width=390, dark=True, script=False)``."""

    def go(path: str, *, width: int = 1280, dark: bool = False, script: bool = True) -> Any:
        screen = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600}
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        chromium.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
        # A page that glides to where it is asked to scroll cannot be clicked meanwhile.
        still = {"name": "prefers-reduced-motion", "value": "reduce"}
        chromium.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme, still]})
        chromium.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not script})
        chromium.get_log("browser")  # type: ignore[no-untyped-call] # forget what earlier pages said
        chromium.get(served.address + path)
        return chromium

    return go
