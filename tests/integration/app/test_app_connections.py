"""Requests that are written oddly are answered, and those that never end cost nothing."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import quote

import pytest
from starlette.requests import Request
from starlette.responses import Response

from barqiya.app import connections
from barqiya.app.serving import listen, serving
from feeds.front import Front

Ask = Callable[..., Awaitable[bytes]]


async def _echo(
    scope: Mapping[str, Any], receive: Callable[[], Awaitable[Any]], send: Callable[..., Any]
) -> None:
    """Answer with the address that was asked for, once the whole request is there."""
    while (await receive()).get("more_body"):
        pass
    body = scope["raw_path"] + b"?" + scope["query_string"]
    start = {"type": "http.response.start", "status": 200}
    await send({**start, "headers": [(b"content-length", str(len(body)).encode())]})
    await send({"type": "http.response.body", "body": body})


def _fronted(app: Any) -> Front:
    """Return *app* as a site that knows no answer beforehand."""

    def no_page(request: Request, status: int) -> Response:
        raise AssertionError((request.url, status))

    return Front(app, lambda _: None, no_page)


@asynccontextmanager
async def _connected() -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    listener = listen("127.0.0.1", 0)
    port = listener.getsockname()[1]
    async with serving(_fronted(_echo), listener):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        yield reader, writer
        writer.close()
        await writer.wait_closed()


async def _answer_to(*parts: bytes) -> bytes:
    """Return what comes back until the server closes the connection."""
    async with _connected() as (reader, writer):
        for part in parts:
            writer.write(part)
            await writer.drain()
        return await reader.read()


def _request(target: bytes, method: bytes = b"GET") -> bytes:
    return method + b" " + target + b" HTTP/1.1\r\nHost: example.org\r\nConnection: close\r\n"


@pytest.mark.parametrize("written", ["/feeds/category/ثقافة.rss", "/feeds/search.rss?q=المدّ"])
async def test_an_address_may_come_in_the_letters_that_a_person_typed(written: str) -> None:
    """It means what it would mean percent-encoded."""
    answer = await _answer_to(_request(written.encode()) + b"\r\n")
    path, _, query = written.partition("?")
    expected = quote(path) + "?" + quote(query, safe="=")
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert answer.endswith(expected.encode())


async def test_what_was_percent_encoded_stays_as_it_is() -> None:
    """Only what RFC 3986 has no letter for is written anew."""
    answer = await _answer_to(_request(b"/%d8%ab/\xd8\xab+%2F?a=b&c=%25") + b"\r\n")
    assert answer.endswith(b"\r\n\r\n/%d8%ab/%D8%AB+%2F?a=b&c=%25")


@pytest.mark.parametrize("lines", [(b"\r\n",), (b"\r\n\r\n",), (b"\r\n", b"\r\n")])
async def test_empty_lines_before_a_request_are_passed_over(lines: tuple[bytes, ...]) -> None:
    """RFC 9112, § 2.2: old programs send one behind a body."""
    answer = await _answer_to(*lines, _request(b"/here") + b"\r\n")
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert answer.endswith(b"/here?")


async def test_letters_elsewhere_in_a_request_are_left_alone() -> None:
    """Fields may hold any bytes, and a body that looks like a request is none."""
    body = "POST /قسم HTTP/1.1\r\n".encode()
    fields = f"User-Agent: قارئ\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    answer = await _answer_to(_request(b"/here", b"POST") + fields + body)
    assert answer.startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize(
    "begun",
    [
        b"",
        b"\r\n",
        b"GET /feeds/all.rss HTT",
        _request(b"/here"),
        _request(b"/here", b"POST") + b"Content-Length: 9\r\n\r\nhalf",
    ],
    ids=["nothing", "an empty line", "half a line", "half a head", "half a body"],
)
async def test_who_never_ends_a_request_is_hung_up_on(
    monkeypatch: pytest.MonkeyPatch, begun: bytes
) -> None:
    """Else a few hundred of them would keep every reader out."""
    monkeypatch.setattr(connections, "PATIENCE", 0.2)
    assert await asyncio.wait_for(_answer_to(begun), timeout=60) == b""


async def test_the_time_runs_from_the_first_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    """A byte now and then buys no more of it."""
    monkeypatch.setattr(connections, "PATIENCE", 0.5)
    async with _connected() as (reader, writer):
        ended = asyncio.create_task(reader.read())
        async with asyncio.timeout(60):
            while not ended.done():
                writer.write(b"G")
                await asyncio.wait({ended}, timeout=0.05)
        assert isinstance(ended.exception(), ConnectionError) or ended.result() == b""


async def test_who_is_answered_slowly_is_not_hung_up_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """The time is theirs that ask, not ours that answer."""
    patience = 4.0
    monkeypatch.setattr(connections, "PATIENCE", patience)

    async def slow(scope: Any, receive: Any, send: Any) -> None:
        await asyncio.sleep(1.5 * patience)
        await _echo(scope, receive, send)

    listener = listen("127.0.0.1", 0)
    async with serving(_fronted(slow), listener):
        reader, writer = await asyncio.open_connection(*listener.getsockname())
        writer.write(_request(b"/here") + b"\r\n")
        answer = await reader.read()
        writer.close()
        await writer.wait_closed()
    assert answer.endswith(b"/here?")
