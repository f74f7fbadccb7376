"""What came before, byte for byte, is answered from what was read then, and never with what was."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from barqiya.app import connections
from barqiya.app.repeating import Repeats
from barqiya.app.serving import listen, serving
from feeds.answers import Answer
from feeds.front import Front


@dataclass(slots=True)
class Shown:
    """A site of one document, counting who goes the long way to it."""

    ready: Answer | None = None
    long_ways: int = 0
    asked: list[Mapping[str, Any]] = field(default_factory=list)

    def known(self, scope: Mapping[str, Any]) -> Answer | None:
        """Return the answer that is ready."""
        self.asked.append(scope)
        return self.ready if scope["path"] == "/" else None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer the long way."""
        self.long_ways += 1
        await answer("the long way")(scope, receive, send)


def answer(text: str) -> Answer:
    """Return an answer whose body is *text*."""
    body = text.encode()
    return Answer(200, [("etag", f'"{text}"'), ("content-length", str(len(body)))], body)


def no_page(*_: Any) -> Any:
    """Stand for the page of an error, which nobody sees here."""
    raise AssertionError


@pytest.fixture
async def shown() -> AsyncIterator[tuple[Shown, httpx.AsyncClient]]:
    """Serve a document, and open a client for it."""
    site, listener = Shown(), listen("127.0.0.1", 0)
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    async with (
        serving(Front(site, site.known, no_page), listener),
        httpx.AsyncClient(base_url=address, timeout=30) as client,
    ):
        yield site, client
    listener.close()


async def test_what_is_ready_now_is_sent_and_nothing_older(
    shown: tuple[Shown, httpx.AsyncClient],
) -> None:
    """A known request gets the answer of this moment; where there is none, the long way."""
    site, client = shown
    for _ in range(3):
        assert (await client.get("/")).text == "the long way"
    for text in ("one", "one", "one", "two", "three"):
        site.ready = answer(text)
        got = await client.get("/")
        assert (got.text, got.headers["etag"]) == (text, f'"{text}"')
        assert got.headers["date"]
    assert site.long_ways == 3
    site.ready = None
    assert (await client.get("/")).text == "the long way"


async def test_other_words_are_read_anew(shown: tuple[Shown, httpx.AsyncClient]) -> None:
    """What differs in one byte is another request, and is told apart by all that it says."""
    site, client = shown
    site.ready = answer("it")
    for _ in range(3):
        await client.get("/", headers={"x-word": "a"})
    await client.get("/", headers={"x-word": "b"})
    words = [dict(scope["headers"])[b"x-word"] for scope in site.asked]
    assert words[-1] == b"b"
    assert set(words[:-1]) == {b"a"}
    assert (await client.get("/elsewhere")).text == "the long way"


async def test_a_body_is_never_passed_over(shown: tuple[Shown, httpx.AsyncClient]) -> None:
    """A request that has a body is read each time, whatever is ready."""
    site, client = shown
    site.ready = answer("it")
    for number in range(5):
        await client.request("GET", "/", content=b"body")
        assert len(site.asked) == number + 1
        assert dict(site.asked[-1]["headers"])[b"content-length"] == b"4"


def test_what_comes_once_is_not_kept() -> None:
    """Only what came twice and is known takes up room, and there is an end to that."""
    site = Shown(ready=answer("it"))
    repeats = Repeats(site.known)
    scope = {"path": "/"}
    for number in range(20_000):
        repeats.remember(b"%d" % number, scope, stays=True)
    assert not site.asked
    repeats.remember(b"19999", scope, stays=False)
    assert repeats.answer(b"19999") == (site.ready, False)
    assert repeats.answer(b"1") is None
    long = b"x" * 2000
    for _ in range(3):
        repeats.remember(long, scope, stays=True)
    assert repeats.answer(long) is None
    for number in range(5000):
        for _ in range(2):
            repeats.remember(b"again %d" % number, scope, stays=True)
    kept = sum(repeats.answer(b"again %d" % number) is not None for number in range(5000))
    assert 0 < kept <= 2048


async def test_who_polls_on_one_connection_keeps_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The time for a request to come whole runs from its beginning, not from the connection's."""
    site = Shown(ready=answer("it"))
    request = b"GET / HTTP/1.1\r\nhost: feeds.test\r\n\r\n"

    async def ask() -> bytes:
        reader, writer = streams
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        return head + await reader.readexactly(2)

    listener = listen("127.0.0.1", 0)
    async with serving(Front(site, site.known, no_page), listener):
        for _ in range(2):  # from then on it is known
            streams = await asyncio.open_connection(*listener.getsockname())
            assert (await ask()).startswith(b"HTTP/1.1 200")
            streams[1].close()
        monkeypatch.setattr(connections, "PATIENCE", 0.5)
        streams = await asyncio.open_connection(*listener.getsockname())
        for _ in range(4):
            assert (await ask()).endswith(b"\r\n\r\nit")
            await asyncio.sleep(0.3)
        streams[1].close()
