"""What is asked, and what an ordinary answer becomes."""

import asyncio
import base64
import gzip
import zlib
from collections.abc import Awaitable, Callable
from datetime import timedelta
from importlib.metadata import version
from typing import Any

import pytest

from barqiya.fetching import Access
from barqiya.sources.flow import Response


def answer(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    """Return an answer with a body of a told length."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


class TestAsking:
    """What a request says."""

    async def test_a_request_says_who_asks_for_what(self, server: Any, ask: Any) -> None:
        """With the contact; only packings that can be unpacked within bounds are offered."""
        asking = await ask(contact="https://example.org/about")
        await asking.response(server.url("/feed/"), accept="application/rss+xml")
        ours = version("barqiya")
        assert server.said("user-agent") == f"Barqiya/{ours} (+https://example.org/about)"
        assert server.said("accept") == "application/rss+xml"
        assert server.said("accept-encoding") == "gzip, deflate"
        assert server.said("host") == f"127.0.0.1:{server.port}"
        assert server.said("authorization") is None

    @pytest.mark.parametrize(
        ("contact", "comment"),
        [
            (None, "(feed reader)"),
            ("desk@example.org", "(+desk@example.org)"),
            ("a)\r\nX-Evil: 1", "(+aX-Evil:1)"),
        ],
    )
    async def test_a_contact_is_a_comment_and_no_more(
        self, server: Any, ask: Any, contact: str | None, comment: str
    ) -> None:
        """None, a mail address, and one that would end the header."""
        await (await ask(contact=contact)).response(server.url())
        assert server.said("user-agent").endswith(f" {comment}")
        assert server.said("x-evil") is None

    async def test_connections_are_kept(self, server: Any, ask: Any) -> None:
        """Whole answers of every kind leave their connection to the next request."""
        asking = await ask()
        server.on("/none", b"HTTP/1.1 204 No Content\r\n\r\n")
        server.on("/same", b"HTTP/1.1 304 Not Modified\r\n\r\n")
        server.on("/packed", answer(gzip.compress(b"x"), "Content-Encoding: gzip"))
        server.on("/lost", answer(b"lost", status="404 Not Found"))
        for path in ("/", "/none", "/same", "/packed", "/lost", "/"):
            await asking.response(server.url(path))
        assert server.lines == 1

    async def test_a_connection_that_was_closed_meanwhile_is_replaced(
        self, server: Any, ask: Any
    ) -> None:
        """A server that hangs up after its answer, unannounced, costs nothing."""
        left = asyncio.Semaphore(0)

        async def leave(line: Any) -> None:
            await line.say(answer(b"ok"))
            line.hang_up()
            await line.writer.wait_closed()
            left.release()

        asking = await ask()
        for _ in range(3):
            await asking.response(server.on("/", leave))
            await left.acquire()
            await asyncio.sleep(0.02)  # the news of it comes with the next look at the sockets
        assert server.lines == 3

    async def test_cookies_are_not_kept(self, server: Any, ask: Any) -> None:
        """Nobody is recognised by us at the next visit."""
        asking = await ask()
        address = server.on("/", answer(b"ok", "Set-Cookie: seen=1; Path=/"))
        response = await asking.response(address)
        await asking.response(address)
        assert server.said("cookie") is None
        assert "set-cookie" not in response.headers


class TestConditions:
    """Conditional requests."""

    DATE = "Sun, 01 Mar 2026 10:00:00 GMT"

    async def test_validators_go_back_as_they_came(self, server: Any, ask: Any) -> None:
        """Even a date that is none, and a tag without quotes."""
        asking = await ask()
        await asking.conditional(server.url(), '"a,b"', self.DATE)
        assert server.said("if-none-match") == '"a,b"'
        assert server.said("if-modified-since") == self.DATE
        await asking.conditional(server.url(), "bare", "yesterday")
        assert server.said("if-none-match") == "bare"
        assert server.said("if-modified-since") == "yesterday"

    async def test_a_weak_tag_goes_back_bare_beside_a_date(self, server: Any, ask: Any) -> None:
        """WordPress behind a packing server knows only the bare one (the same by RFC 9110)."""
        await (await ask()).conditional(server.url(), 'W/"abc"', self.DATE)
        assert server.said("if-none-match") == '"abc"'

    async def test_a_weak_tag_alone_goes_back_as_it_came(self, server: Any, ask: Any) -> None:
        """Frameworks that make weak tags compare them literally, too."""
        await (await ask()).conditional(server.url(), 'W/"abc"', None)
        assert server.said("if-none-match") == 'W/"abc"'
        assert server.said("if-modified-since") is None

    @pytest.mark.parametrize("etag", ['"a\r\nX-Evil: 1"', '"a\x00"', '"' + "a" * 5000 + '"', ""])
    async def test_a_validator_that_is_none_is_not_sent(
        self, server: Any, ask: Any, etag: str
    ) -> None:
        """What was stored cannot add a header, nor break the request."""
        await (await ask()).conditional(server.url(), etag, None)
        assert server.said("if-none-match") is None
        assert server.said("x-evil") is None

    async def test_a_tag_in_arabic(self, server: Any, ask: Any) -> None:
        """A tag is opaque bytes."""
        asking = await ask()
        server.on("/", answer(b"ok", 'ETag: "خبر"'))
        etag = (await asking.response(server.url())).validators.etag
        await asking.conditional(server.url(), etag, None)
        assert server.said("if-none-match").encode("latin-1").decode() == '"خبر"'

    async def test_not_modified(self, server: Any, ask: Any) -> None:
        """An answer without a body, whatever its headers promise; freshness counts all the same."""
        asking = await ask()
        head = b"HTTP/1.1 304 Not Modified\r\nContent-Encoding: br\r\nContent-Length: 99\r\n"
        server.on("/", head + b"Cache-Control: max-age=60\r\n\r\n")
        response = await asking.conditional(server.url(), '"a"', None)
        assert (response.status, asking.body) == (304, b"")
        assert response.fresh_for == timedelta(seconds=60)


class TestCredentials:
    """User and password of a source."""

    ACCESS = Access(user="desk", password="qalam-7", allow_private=True)

    async def test_they_go_to_the_origin_of_the_source(self, server: Any, ask: Any) -> None:
        """HTTP Basic, in UTF-8."""
        await (await ask()).response(server.url("/feed"), self.ACCESS)
        assert server.said("authorization") == "Basic " + base64.b64encode(b"desk:qalam-7").decode()

    async def test_they_go_nowhere_else(self, server: Any, ask: Any, resolver: Any) -> None:
        """Neither to a page elsewhere that the flow asks for, nor along a redirect."""
        resolver.names["other.example"] = [("127.0.0.1",)]
        asking = await ask()
        other = server.url("/page", host="other.example")
        await asking.response(other, self.ACCESS)
        assert server.said("authorization") is None
        await asking.response(server.redirect("/moved", other), self.ACCESS)
        assert [server.said("authorization", n) is not None for n in (1, 2)] == [True, False]

    async def test_they_stay_with_the_address_in_the_settings(
        self, server: Any, ask: Any, resolver: Any
    ) -> None:
        """A source that moved for good does not take them along."""
        resolver.names["old.example"] = [("127.0.0.1",)]
        access = Access(
            user="desk",
            password="qalam-7",
            allow_private=True,
            address=server.url("/", host="old.example"),
        )
        asking = await ask()
        await asking.response(server.url("/"), access)
        assert server.said("authorization") is None
        await asking.response(server.url("/", host="old.example"), access)
        assert server.said("authorization") is not None

    def test_they_are_not_shown(self) -> None:
        """Not by accident, in a log or a traceback."""
        assert "qalam" not in repr(self.ACCESS)


class TestAnswers:
    """What an answer becomes."""

    @pytest.mark.parametrize("status", [200, 203, 300, 400, 401, 403, 404, 410, 429, 451, 500, 503])
    async def test_every_status_is_a_response(self, server: Any, ask: Any, status: int) -> None:
        """What it means is the flow's to judge."""
        asking = await ask()
        address = server.on("/", answer(b"words", "Retry-After: 30", status=f"{status} So"))
        response: Response = await asking.response(address)
        assert (response.status, asking.body) == (status, b"words")
        assert response.retry_after == timedelta(seconds=30)
        assert response.url == address

    @pytest.mark.parametrize(
        ("coding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress), ("", bytes)]
    )
    async def test_bodies_are_unpacked(
        self, server: Any, ask: Any, coding: str, pack: Callable[[bytes], bytes]
    ) -> None:
        """In chunks or whole, small or on disk."""
        text = "برقية ".encode() * 300_000
        asking = await ask()
        address = server.on("/", answer(pack(text), f"Content-Encoding: {coding}"))
        response = await asking.response(address)
        assert asking.body == text
        assert response.body.size == len(text)

    async def test_a_body_without_length_ends_with_the_connection(
        self, server: Any, ask: Any
    ) -> None:
        """HTTP/1.0 is still spoken."""

        async def old(line: Any) -> None:
            await line.say(b"HTTP/1.0 200 OK\r\n\r\n", b"old ", b"words")
            line.hang_up()

        asking = await ask()
        await asking.response(server.on("/", old))
        assert asking.body == b"old words"


async def test_one_fetcher_serves_many_at_once(
    server: Any, ask: Callable[..., Awaitable[Any]]
) -> None:
    """Each gets its own answer, many on a connection that another used before."""
    asking = await ask()
    for number in range(100):
        server.on(f"/{number}", answer(str(number).encode()))

    async def one(number: int) -> bool:
        response = await asking.response(server.url(f"/{number}"))
        return bool(response.url.endswith(f"/{number}")) and response.body.size == len(str(number))

    assert all(await asyncio.gather(*(one(number) for number in range(100))))
    assert server.lines < 100
