"""Servers that misbehave: each ends in a response or in a FetchError with a sentence, in time."""

import asyncio
import gc
import gzip
import time
import zlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from barqiya.errors import FetchError, RefusedFetchError, TransientFetchError

OK = b"HTTP/1.1 200 OK\r\n"
PACKED = OK + b"Content-Encoding: gzip\r\nConnection: close\r\n\r\n"


async def trouble(asking: Any, address: str) -> FetchError:
    """Return the error with which *address* is given up."""
    async with asyncio.timeout(120):
        with pytest.raises(FetchError) as caught:
            await asking.response(address)
    assert str(caught.value).startswith(address)
    assert (caught.value.source, caught.value.url) == ("desk", address)
    return caught.value


@pytest.fixture
def no_collecting() -> Iterator[None]:
    """Have no garbage looked for meanwhile: among all that a suite keeps it takes its time."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


class TestTime:
    """Limits of time."""

    async def test_silence(self, server: Any, ask: Any) -> None:
        """A server that takes the request and says nothing."""

        async def silent(line: Any) -> None:
            await asyncio.sleep(60 + len(line.head))

        asking = await ask(idle=timedelta(seconds=0.2))
        error = await trouble(asking, server.on("/", silent))
        assert isinstance(error, TransientFetchError)
        assert str(error).endswith("was silent for 0.2 s")

    @pytest.mark.parametrize(
        ("head", "piece"),
        [
            (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
            (b"HTTP/1.1 200 OK\r\n", b"X-Drip: 1\r\n"),
            (b"HTTP/1.1 200 OK\r\nX-Long: ", b"a"),
            (b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", b"a"),
            (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
            (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;", b"x"),
        ],
    )
    async def test_drips(self, server: Any, ask: Any, head: bytes, piece: bytes) -> None:
        """Never silent for long, never done: the time for all of it runs out."""

        async def drip(line: Any) -> None:
            await line.say(head)
            await line.drip(piece, 0.02)

        asking = await ask(timeout=timedelta(seconds=0.4))
        error = await trouble(asking, server.on("/", drip))
        assert isinstance(error, TransientFetchError)
        assert str(error).endswith("took longer than 0.4 s in all")

    async def test_redirects_share_the_time(self, server: Any, ask: Any) -> None:
        """Ten slow redirects are as slow as one slow page."""

        def slow(to: int) -> Any:
            async def answer(line: Any) -> None:
                await asyncio.sleep(0.15)
                location = f"Location: /{to}\r\n\r\n".encode()
                await line.say(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n" + location)

            return answer

        for number in range(12):
            server.on(f"/{number}", slow(number + 1))
        asking = await ask(timeout=timedelta(seconds=0.5))
        with pytest.raises(TransientFetchError, match=r"took longer than 0\.5 s in all"):
            await asking.response(server.url("/0"))

    async def test_waiting_for_a_turn_is_not_counted(self, server: Any, ask: Any) -> None:
        """A queue that manners make is not the server's fault."""
        asking = await ask(timeout=timedelta(seconds=3), spacing=timedelta(seconds=1))
        await asyncio.gather(*(asking.response(server.url()) for _ in range(5)))
        assert len(server.heard) == 5


class TestSize:
    """Limits of size."""

    async def test_a_body_without_end(self, server: Any, ask: Any) -> None:
        """Given up at the limit, not at the end of memory."""

        async def endless(line: Any) -> None:
            await line.say(OK + b"\r\n")
            await line.flood(b"a" * 60_000)

        error = await trouble(await ask(largest=500_000), server.on("/", endless))
        assert isinstance(error, RefusedFetchError)
        assert "answers with more than 500,000 bytes" in str(error)

    @pytest.mark.parametrize("coding", ["gzip", "deflate"])
    async def test_a_bomb(self, server: Any, ask: Any, coding: str) -> None:
        """Sixty thousand bytes that would be sixty million."""
        packer = zlib.compressobj(9, wbits=31 if coding == "gzip" else 15)
        bomb = b"".join(packer.compress(bytes(1_000_000)) for _ in range(60)) + packer.flush()
        head = f"Content-Encoding: {coding}\r\nContent-Length: {len(bomb)}\r\n\r\n".encode()
        error = await trouble(await ask(largest=5_000_000), server.on("/", OK + head + bomb))
        assert isinstance(error, RefusedFetchError)

    async def test_a_body_that_only_takes_room_packed(self, server: Any, ask: Any) -> None:
        """Padding behind a packed body, and members that hold nothing, count as they arrive."""
        asking = await ask(largest=200_000)
        for filling in (b"\0" * 60_000, gzip.compress(b"", mtime=0) * 3_000):

            async def pad(line: Any, filling: bytes = filling) -> None:
                await line.say(PACKED + gzip.compress(b"text", mtime=0))
                await line.flood(filling)

            assert isinstance(await trouble(asking, server.on("/", pad)), RefusedFetchError)

    @pytest.mark.parametrize(
        "head",
        [
            b"X-Many: 1\r\n" * 20_000,
            b"X-Long: " + b"a" * 300_000 + b"\r\n",
            b"X-Folded: a\r\n" + b" b\r\n" * 40_000,
        ],
    )
    async def test_headers_without_end(self, server: Any, ask: Any, head: bytes) -> None:
        """Many, long, and folded ones."""
        error = await trouble(await ask(), server.on("/", OK + head + b"\r\n"))
        assert "answered with broken HTTP" in str(error)

    async def test_others_go_on_meanwhile(self, server: Any, ask: Any, no_collecting: None) -> None:
        """A bomb, and a flood of the smallest chunks, do not stop the loop for others."""
        assert no_collecting is None
        packer = zlib.compressobj(9, wbits=31)
        bomb = b"".join(packer.compress(bytes(1_000_000)) for _ in range(60)) + packer.flush()

        async def chunks(line: Any) -> None:
            await line.say(OK + b"Transfer-Encoding: chunked\r\n\r\n")
            await line.flood(b"1\r\na\r\n" * 500)

        asking = await ask(timeout=timedelta(seconds=1))
        server.on("/bomb", PACKED + bomb)
        server.on("/chunks", chunks)
        clock = time.thread_time  # what the loop computes: beside other work it computes no more
        begun = clock()
        gzip.decompress(bomb)
        in_one_go = clock() - begun
        busy = [
            asyncio.create_task(asking.response(server.url(path))) for path in ("/bomb", "/chunks")
        ]
        longest = 0.0
        while not all(task.done() for task in busy):
            begun = clock()
            await asyncio.sleep(0)
            longest = max(longest, clock() - begun)
        await asyncio.gather(*busy, return_exceptions=True)
        assert longest < in_one_go / 2


class TestBrokenBodies:
    """Bodies that are cut, damaged or packed in another way."""

    @pytest.mark.parametrize(
        ("answer", "why"),
        [
            (OK + b"Content-Length: 100\r\n\r\nhalf", "broken HTTP"),
            (OK + b"Transfer-Encoding: chunked\r\n\r\n64\r\nhalf", "broken HTTP"),
            (OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nhalf", "broken HTTP"),
            (PACKED + gzip.compress(bytes(range(256)), mtime=0)[:200], "ends in the middle"),
            (PACKED + b"<rss></rss>", "it is no gzip stream"),
            (PACKED + gzip.compress(b"text", mtime=0)[:-4] + b"\0\0\0\0", "it is no gzip stream"),
        ],
    )
    async def test_half_a_body_is_no_body(
        self, server: Any, ask: Any, answer: bytes, why: str
    ) -> None:
        """What was cut off or damaged may be whole the next time."""

        async def cut(line: Any) -> None:
            await line.say(answer)
            line.hang_up()

        error = await trouble(await ask(), server.on("/", cut))
        assert isinstance(error, TransientFetchError)
        assert why in str(error)

    async def test_a_packing_that_was_not_offered(self, server: Any, ask: Any) -> None:
        """Nothing here can unpack it within bounds."""
        answer = OK + b"Content-Encoding: br\r\nContent-Length: 3\r\n\r\nabc"
        error = await trouble(await ask(), server.on("/", answer))
        assert isinstance(error, RefusedFetchError)
        assert "is packed as 'br'" in str(error)

    async def test_the_wait_is_told_though_the_body_is_broken(self, server: Any, ask: Any) -> None:
        """An overloaded server that cuts its answers still says when to come back."""
        answer = b"HTTP/1.1 503 Busy\r\nRetry-After: 90\r\nContent-Encoding: gzip\r\n"
        error = await trouble(
            await ask(), server.on("/", answer + b"Content-Length: 4\r\n\r\nbusy")
        )
        assert isinstance(error, TransientFetchError)
        assert error.retry_after == timedelta(seconds=90)


class TestBrokenHttp:
    """Answers that are no HTTP."""

    @pytest.mark.parametrize(
        "answer",
        [
            b"",
            b"\r\n\r\n",
            b"<html>no HTTP at all</html>\r\n\r\n",
            b"HTTP/1.1 20 Short\r\n\r\n",
            b"HTTP/1.1 2000 Long\r\n\r\n",
            b"HTTP/1.1 abc Words\r\n\r\n",
            b"ICY 200 OK\r\n\r\n",
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
            OK + b"No colon here\r\n\r\n",
            OK + b"Bad Name: 1\r\n\r\n",
            OK + b"X-Null: a\x00b\r\n\r\n",
            OK + b": empty\r\n\r\n",
            OK + b"Content-Length: -1\r\n\r\n",
            OK + b"Content-Length: 1e3\r\n\r\n",
            OK + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
            OK + b"Content-Length: " + b"9" * 400 + b"\r\n\r\n",
            OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n",
            b"\x16\x03\x01\x00\x05hello",
            b"SSH-2.0-OpenSSH_9.2\r\n",
            bytes(range(256)) * 20,
        ],
    )
    async def test_it_is_a_passing_trouble(self, server: Any, ask: Any, answer: bytes) -> None:
        """Never any other exception."""

        async def broken(line: Any) -> None:
            await line.say(answer)
            line.hang_up()

        error = await trouble(await ask(), server.on("/", broken))
        assert isinstance(error, TransientFetchError)
        assert len(str(error)) < 400

    async def test_odd_but_readable(self, server: Any, ask: Any) -> None:
        """Bytes beyond ASCII, no reason, a status of one's own: read as they are."""
        asking = await ask()
        answer = "HTTP/1.1 299 \r\nX-Name: خبر\r\n"
        address = server.on("/", answer.encode() + b"Content-Length: 0\r\n\r\n")
        response = await asking.response(address)
        assert (response.status, response.headers["x-name"]) == (299, "خبر")

    async def test_a_connection_torn_down(self, server: Any, ask: Any) -> None:
        """Reset in the middle of the body."""

        async def tear(line: Any) -> None:
            await line.say(OK + b"Content-Length: 9999\r\n\r\nhalf", every=0.05)
            line.writer.transport.abort()

        assert isinstance(await trouble(await ask(), server.on("/", tear)), TransientFetchError)


class TestLeaving:
    """Giving up, and not waiting for others."""

    async def test_a_cancelled_fetch_leaves_nothing_behind(self, server: Any, ask: Any) -> None:
        """Cancelled anywhere, its place is free, its connection closed, its body let go."""

        async def drip(line: Any) -> None:
            await line.say(OK + b"Content-Length: 9999\r\n\r\n")
            await line.drip(b"a", 0.005)

        asking = await ask(at_once=2)
        address = server.on("/drip", drip)
        for moment in range(20):
            tasks = [asyncio.create_task(asking.response(address)) for _ in range(3)]
            await asyncio.sleep(moment / 1000)
            for task in tasks:
                task.cancel()
            assert all(
                isinstance(end, asyncio.CancelledError)
                for end in await asyncio.gather(*tasks, return_exceptions=True)
            )
        async with asyncio.timeout(30):
            assert (await asking.response(server.url("/"))).status == 200

    async def test_one_slow_source_holds_up_nobody(self, server: Any, ask: Any) -> None:
        """While some drip, others are answered at once."""

        async def drip(line: Any) -> None:
            await line.drip(b"HTTP/1.1 100 Continue\r\n\r\n", 0.05)

        asking = await ask()
        server.on("/drip", drip)
        slow = [asyncio.create_task(asking.response(server.url("/drip"))) for _ in range(10)]
        await asyncio.sleep(0.05)
        async with asyncio.timeout(30):  # the dripping ones take a minute
            for _ in range(20):
                await asking.response(server.url("/"))
        for task in slow:
            task.cancel()
        await asyncio.gather(*slow, return_exceptions=True)
