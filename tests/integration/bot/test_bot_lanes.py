"""Connections to the Bot API server: as many as calls go side by side, and a broken one is left."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from bot.lanes import Lanes

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"


class Server:
    """Answers with the path it was asked for; counts its connections, and may fall silent."""

    def __init__(self) -> None:
        self.asked = asyncio.Semaphore(0)
        self.connections = 0
        self.drops = False
        self.gate = asyncio.Event()
        self.gate.set()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.asked.release()
        try:
            while not self.drops:
                head = await reader.readuntil(b"\r\n\r\n")
                await self.gate.wait()
                body = head.split()[1]
                writer.write((HEAD % len(body) + body) if not self.drops else b"")
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def serving(most: int) -> AsyncIterator[tuple[Server, httpx.AsyncClient]]:
    """Open a server and a client that keeps up to *most* connections to it."""
    server = Server()
    listening = await asyncio.start_server(server._serve, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    client = httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{port}",
        transport=Lanes(most),
        timeout=httpx.Timeout(60, pool=0.2),
        trust_env=False,
    )
    async with client:
        yield server, client
    listening.close()
    await listening.wait_closed()


async def test_calls_one_after_another_share_a_connection() -> None:
    """A connection that is free is taken again."""
    async with serving(4) as (server, client):
        said = [(await client.get(f"/{number}")).text for number in range(5)]
    assert said == ["/0", "/1", "/2", "/3", "/4"]
    assert server.connections == 1


async def test_calls_side_by_side_get_each_their_own_answer() -> None:
    """Each goes over a connection of its own."""
    async with serving(8) as (server, client):
        server.gate.clear()
        calls = [asyncio.create_task(client.get(f"/{number}")) for number in range(6)]
        for _ in calls:
            await server.asked.acquire()
        server.gate.set()
        answers = await asyncio.gather(*calls)
    assert [answer.text for answer in answers] == [f"/{number}" for number in range(6)]


async def test_who_finds_no_connection_free_in_time_has_sent_nothing() -> None:
    """It is the one error that says so: nothing needs to be looked for."""
    async with serving(1) as (server, client):
        server.gate.clear()
        first = asyncio.create_task(client.get("/first"))
        await server.asked.acquire()
        with pytest.raises(httpx.PoolTimeout):
            await client.get("/second")
        server.gate.set()
        assert (await first).text == "/first"


async def test_after_a_lost_answer_and_after_a_cancelled_call_the_next_one_goes_through() -> None:
    """A connection that failed is closed, and its place is free."""
    async with serving(1) as (server, client):
        server.drops = True
        with pytest.raises(httpx.TransportError):
            await client.get("/lost")
        await server.asked.acquire()
        server.drops = False
        server.gate.clear()
        given_up = asyncio.create_task(client.get("/given-up"))
        await server.asked.acquire()
        given_up.cancel()
        await asyncio.wait([given_up])
        server.gate.set()
        assert (await client.get("/next")).text == "/next"
