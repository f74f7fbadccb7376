"""A client that asks in every way that HTTP allows, and in some that it does not.

It speaks over a socket, so that nothing mends what it sends or what it gets; and it asks for
everything three times over, for what came before is answered in another way.
"""

import asyncio
import shutil
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo

import pytest

from barqiya.app.serving import listen, serving
from barqiya.domain.publication import Publication
from barqiya.store import Database
from feeds.asgi import build
from feeds.pages import SearchPage
from feeds.representation import Ways
from feeds.site import Site

RSS, ATOM, JSON = "/feeds/all.rss", "/feeds/all.atom", "/feeds/all.json"
ARABIC = "/feeds/category/%D8%B9%D9%84%D9%88%D9%85.rss"
OPML, SEARCH = "/feeds.opml", "/feeds/search.rss?q=%D8%A7%D9%84%D9%85%D8%AF"
FEEDS = (RSS, ATOM, JSON, ARABIC, SEARCH)


@dataclass(slots=True, kw_only=True)
class Got:
    """What came back."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def __getitem__(self, name: str) -> str:
        """Return all the values of a field as one list."""
        return ", ".join(value for key, value in self.headers if key == name)

    @property
    def lasting(self) -> list[tuple[str, str]]:
        """All fields but the date."""
        return [(name, value) for name, value in self.headers if name != "date"]

    @classmethod
    def read(cls, whole: bytes) -> Self:
        """Read an answer that ends with its connection."""
        head, _, body = whole.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        pairs = [line.partition(":") for line in lines]
        return cls(
            status=int(first.split()[1]),
            headers=[(name.casefold(), value.strip()) for name, _, value in pairs],
            body=body,
        )


@dataclass(slots=True)
class Served:
    """A server of its own thread, and the tags of what it serves."""

    port: int
    told: dict[str, str] = field(default_factory=dict)

    def ask(self, path: str, *fields: str, method: str = "GET", version: str = "1.1") -> Got:
        """Send one request, one connection, and read the answer to its end."""
        lines = [f"{method} {path} HTTP/{version}", "connection: close", *fields]
        if not any(line.casefold().startswith("host:") for line in fields) and version != "1.0":
            lines.append("host: feeds.test")
        return self.send("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n")

    def send(self, request: bytes) -> Got:
        """Send bytes as they are, three times: whatever comes back comes back again."""
        first, *others = [self._send(request) for _ in range(3)]
        for other in others:
            assert (other.status, other.lasting, other.body) == (
                first.status,
                first.lasting,
                first.body,
            )
        return first

    def _send(self, request: bytes) -> Got:
        with socket.create_connection(("127.0.0.1", self.port), timeout=60) as connection:
            connection.sendall(request)
            whole = b"".join(iter(lambda: connection.recv(65536), b""))
        return Got.read(whole)


@pytest.fixture(scope="module")
def served(filled: Path, ways: Ways, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve the first issue, for all that the picky client asks."""
    store = tmp_path_factory.mktemp("picky") / "store.db"
    shutil.copyfile(filled, store)
    listening = listen("127.0.0.1", 0)
    loop = asyncio.new_event_loop()
    enough = asyncio.Event()

    async def run() -> None:
        database = Database.open(f"sqlite:///{store}")
        await database.poll()
        publication = Publication(
            title="جريدة الميناء",
            description="أخبار الساحل كل صباح.",
            language="ar",
            timezone=ZoneInfo("Africa/Cairo"),
            public_url="http://feeds.test",
        )
        app = build(database, Site(publication=publication), lambda *_: SearchPage(total=0), ways)
        async with serving(app, listening):
            await enough.wait()
        await database.close()

    thread = threading.Thread(target=lambda: loop.run_until_complete(run()))
    thread.start()
    opened = Served(listening.getsockname()[1])
    plain, packed = opened.ask(RSS), opened.ask(RSS, "accept-encoding: gzip")
    opened.told = {
        "ETAG": plain["etag"],
        "GZIP": packed["etag"],
        "BARE": plain["etag"].strip('"'),
        "DATE": plain["last-modified"],
    }
    yield opened
    loop.call_soon_threadsafe(enough.set)
    thread.join()
    loop.close()
    listening.close()


def filled_in(served: Served, text: str) -> str:
    """Return *text* with the tags and dates of what is served in the place of their names."""
    for name, value in served.told.items():
        text = text.replace(name, value)
    return text
