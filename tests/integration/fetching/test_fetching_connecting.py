"""Where connections go: names looked up, what was found checked, and that connected to."""

import asyncio
import socket
from datetime import timedelta
from typing import Any

import pytest

from barqiya.errors import RefusedFetchError, TransientFetchError
from barqiya.fetching import Access, Fetcher
from barqiya.sources.flow import Request, Source


class TestClosedAddresses:
    """Addresses that are not of the public internet."""

    @pytest.mark.parametrize(
        "host",
        ["127.0.0.1", "[::1]", "[::ffff:7f00:1]", "10.0.0.1", "0.0.0.0", "[fe80::1]"],  # noqa: S104
    )
    async def test_literal_ones_are_refused(self, ask: Any, server: Any, host: str) -> None:
        """With a sentence that says how to allow it."""
        with pytest.raises(RefusedFetchError) as caught:
            await (await ask()).response(f"http://{host}:{server.port}/", Access())
        assert str(caught.value).endswith("allow_private = true in the [[sources]] table of desk")
        assert server.lines == 0

    @pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "127.1", "0"])
    async def test_other_spellings_end_in_the_same_check(self, server: Any, host: str) -> None:
        """Whatever the system's own resolver makes of them."""
        source = Source(name="desk", kind="feed", address="http://example.org/")
        request = Request(url=f"http://{host}:{server.port}/")
        async with Fetcher() as fetcher:
            with pytest.raises(RefusedFetchError, match="allow_private"):
                await fetcher.fetch(source, request, Access())
        assert server.lines == 0

    async def test_a_name_that_leads_inside(self, ask: Any, server: Any, resolver: Any) -> None:
        """One closed address among public ones is enough."""
        resolver.names["news.example"] = [("8.8.8.8", "127.0.0.1")]
        with pytest.raises(RefusedFetchError, match=r"lies at 127\.0\.0\.1, a loopback address"):
            await (await ask()).response(server.url("/", host="news.example"), Access())
        assert server.lines == 0

    async def test_a_name_that_changes_its_mind(self, ask: Any, server: Any, resolver: Any) -> None:
        """What was checked is what is connected to: there is one look-up for both, and no more."""
        resolver.names["news.example"] = [("10.0.0.1",), ("127.0.0.1",)]
        asking = await ask()
        with pytest.raises(RefusedFetchError, match=r"lies at 10\.0\.0\.1"):
            await asking.response(server.url("/", host="news.example"), Access())
        assert resolver.asked == ["news.example"]
        assert server.lines == 0

    async def test_an_open_connection_is_no_way_round(
        self, ask: Any, server: Any, resolver: Any
    ) -> None:
        """A connection that one source may use is closed to those that may not."""
        resolver.names["news.example"] = [("127.0.0.1",)]
        asking = await ask()
        address = server.url("/", host="news.example")
        await asking.response(address)
        with pytest.raises(RefusedFetchError):
            await asking.response(address, Access())
        assert len(server.heard) == 1


class TestNames:
    """The look-up of hosts."""

    async def test_the_host_keeps_its_name(self, ask: Any, server: Any, resolver: Any) -> None:
        """The address is the checked one; the Host header is the source's."""
        resolver.names["news.example"] = [("127.0.0.1",)]
        await (await ask()).response(server.url("/", host="news.example"))
        assert server.said("host") == f"news.example:{server.port}"

    async def test_the_next_address_is_tried(self, ask: Any, server: Any, resolver: Any) -> None:
        """Where a host has several and the first is dead."""
        resolver.names["news.example"] = [("127.0.0.2", "127.0.0.3", "127.0.0.1")]
        response = await (await ask()).response(server.url("/", host="news.example"))
        assert response.status == 200

    @pytest.mark.parametrize("host", ["gone.example", "a..b", "a" * 70 + ".example"])
    async def test_no_such_name(self, ask: Any, host: str) -> None:
        """The DNS may know it tomorrow."""
        with pytest.raises(TransientFetchError, match="could not be reached: its host"):
            await (await ask()).response(f"http://{host}/", Access())

    @pytest.mark.parametrize("host", ["a..b", "a" * 70 + ".example"])
    async def test_a_name_that_cannot_be_one(self, host: str) -> None:
        """The system's resolver raises something else for these."""
        source = Source(name="desk", kind="feed", address="http://example.org/")
        async with Fetcher() as fetcher:
            with pytest.raises(TransientFetchError, match="is no name that can be looked up"):
                await fetcher.fetch(source, Request(url=f"http://{host}/"), Access())

    async def test_a_resolver_that_hangs(self, ask: Any, resolver: Any) -> None:
        """Given up like a connection."""
        resolver.names["slow.example"] = [60.0]
        asking = await ask(connecting=timedelta(seconds=0.1))
        with pytest.raises(TransientFetchError, match=r"was not found within 0\.1 s"):
            await asking.response("http://slow.example/", Access())

    async def test_nobody_listens(self, ask: Any) -> None:
        """A port that is closed."""
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            address = f"http://127.0.0.1:{taken.getsockname()[1]}/"
            with pytest.raises(TransientFetchError, match="refuses connections"):
                await (await ask()).response(address)


class TestTls:
    """Secure connections."""

    async def test_the_name_is_told_to_the_server(self, ask: Any, resolver: Any) -> None:
        """SNI carries the host's name, though the connection goes to a checked address."""
        hello = bytearray()

        async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            hello.extend(await reader.read(4096))
            writer.close()

        server = await asyncio.start_server(listen, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        resolver.names["news.example"] = [("127.0.0.1",)]
        async with server:
            with pytest.raises(TransientFetchError):
                await (await ask()).response(f"https://news.example:{port}/")
        assert b"news.example" in hello

    async def test_no_tls_at_all(self, ask: Any, server: Any) -> None:
        """A sentence that says so, not the library's."""
        address = f"https://127.0.0.1:{server.port}/"

        async def plain(line: Any) -> None:
            await line.say(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        server.on("/", plain)
        asking = await ask(connecting=timedelta(seconds=0.3))
        with pytest.raises(TransientFetchError, match=r"reached within|TLS that can be used"):
            await asking.response(address)

    async def test_a_handshake_that_is_cut_off(self, ask: Any, server: Any) -> None:
        """Cancelled in the middle of it, the socket is closed."""
        asking = await ask()
        task = asyncio.create_task(asking.response(f"https://127.0.0.1:{server.port}/"))
        async with asyncio.timeout(30):
            while not server.lines:  # noqa: ASYNC110 - a connection sets no event
                await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert task.cancelled()
        assert server.lines == 1


class TestManners:
    """Spacing, for whom it is meant."""

    async def test_others_hosts_are_spaced(
        self, ask: Any, server: Any, loopback_is_public: None
    ) -> None:
        """A second between the starts of two requests to one host, by default."""
        assert loopback_is_public is None
        asking = await ask()
        clock = asyncio.get_running_loop().time
        begun = clock()
        await asyncio.gather(*(asking.response(server.url(), Access()) for _ in range(2)))
        assert clock() - begun >= 1

    async def test_own_hosts_are_not(self, ask: Any, server: Any) -> None:
        """What is private and allowed is the operator's."""
        asking = await ask()
        async with asyncio.timeout(30):  # a second apart they would take longer
            await asyncio.gather(*(asking.response(server.url()) for _ in range(40)))

    async def test_allowing_private_ones_does_not_make_others_own(
        self, ask: Any, server: Any, loopback_is_public: None
    ) -> None:
        """A public host stays somebody else's, whatever its source may."""
        assert loopback_is_public is None
        asking = await ask()
        clock = asyncio.get_running_loop().time
        begun = clock()
        await asyncio.gather(*(asking.response(server.url()) for _ in range(2)))
        assert clock() - begun >= 1
