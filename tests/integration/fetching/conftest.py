"""A server that answers byte by byte as a script says, and a fetcher to be tried on it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

import pytest

from barqiya.fetching import Access, Fetcher, Terms, guard
from barqiya.sources.flow import Request, Response, Source, Validators

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

Script = Callable[["Line"], Awaitable[None]]


@dataclass(slots=True)
class Line:
    """One request on one connection, and the hand that answers it."""

    head: bytes
    writer: asyncio.StreamWriter

    async def say(self, *pieces: bytes, every: float = 0.0) -> None:
        """Send *pieces*, waiting *every* seconds after each."""
        for piece in pieces:
            self.writer.write(piece)
            await self.writer.drain()
            await asyncio.sleep(every)

    async def drip(self, piece: bytes, every: float) -> None:
        """Send *piece* again and again, until the other side hangs up."""
        while True:
            await self.say(piece, every=every)

    async def flood(self, piece: bytes) -> None:
        """Send *piece* as fast as it goes, until the other side hangs up."""
        await self.drip(piece, 0.0)

    def hang_up(self) -> None:
        """Close the connection after what was said."""
        self.writer.close()


@dataclass(slots=True)
class Misbehaving:
    """Answers each path as scripted: with bytes as they are, or by a function of the line.

    *heard* are the heads of all requests, *lines* counts connections. A path without a script is
    answered with "ok".
    """

    port: int = 0
    heard: list[bytes] = field(default_factory=list)
    lines: int = 0
    _scripts: dict[str, bytes | Script] = field(default_factory=dict)
    _tasks: set["asyncio.Task[Any] | None"] = field(default_factory=set)

    def on(self, path: str, script: bytes | Script) -> str:
        """Have *path* answered by *script*, and return its address."""
        self._scripts[path] = script
        return self.url(path)

    def redirect(self, path: str, to: str | bytes, status: int = 301) -> str:
        """Have *path* redirect to an address, which may be raw bytes, and return its address."""
        location = to if isinstance(to, bytes) else to.encode()
        head = f"HTTP/1.1 {status} Moved\r\nContent-Length: 0\r\nLocation: ".encode()
        return self.on(path, head + location + b"\r\n\r\n")

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        """Return the address of *path* under a name of this server."""
        return f"http://{host}:{self.port}{path}"

    def said(self, name: str, which: int = -1) -> str | None:
        """Return a header of a request that was heard, the last one by default."""
        for line in self.heard[which].decode("latin-1").split("\r\n")[1:]:
            key, _, value = line.partition(":")
            if key.casefold() == name:
                return value.strip()
        return None

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection, one after another."""
        self._tasks.add(asyncio.current_task())
        self.lines += 1
        try:
            while not writer.is_closing():
                head = await reader.readuntil(b"\r\n\r\n")
                self.heard.append(head)
                path = head.split(b" ", 2)[1].decode("ascii")
                script = self._scripts.get(path, OK)
                line = Line(head, writer)
                await (line.say(script) if isinstance(script, bytes) else script(line))
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        except asyncio.CancelledError:
            pass  # the end of the test; asyncio's streams report it as an error otherwise
        finally:
            writer.close()

    async def stop(self) -> None:
        """Leave every connection, in the middle of whatever is being said."""
        for task in self._tasks:
            if task is not None:
                task.cancel()
        await asyncio.gather(*(task for task in self._tasks if task), return_exceptions=True)


@pytest.fixture
async def server() -> AsyncIterator[Misbehaving]:
    """Start a misbehaving server on loopback."""
    misbehaving = Misbehaving()
    listening = await asyncio.start_server(misbehaving.serve, "127.0.0.1", 0)
    misbehaving.port = listening.sockets[0].getsockname()[1]
    async with listening:
        yield misbehaving
        await misbehaving.stop()


@dataclass(slots=True)
class Resolver:
    """A resolver of made-up names. Each look-up takes the next of a name's answers; the last stays.

    A number as answer is how many seconds it hangs.
    """

    names: dict[str, list[tuple[str, ...] | float]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def __call__(self, host: str, port: int) -> Sequence[str]:  # noqa: ARG002 - the protocol
        """Answer, or say that there is no such name."""
        self.asked.append(host)
        answers = self.names.get(host)
        if not answers:
            raise OSError(-2, "Name or service not known")
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, float):
            await asyncio.sleep(answer)
            return ()
        return answer


@pytest.fixture
def resolver() -> Resolver:
    """Return a resolver that knows no name yet."""
    return Resolver()


@dataclass(slots=True)
class Asking:
    """Asks with one fetcher. The source is at *home*; its bodies are read and closed."""

    fetcher: Fetcher
    home: str

    async def response(self, url: str, access: Access | None = None, **asked: Any) -> Response:
        """Return the response to a request for *url*."""
        source = Source(name="desk", kind="feed", address=self.home)
        request = Request(url=url, **asked)
        response = await self.fetcher.fetch(source, request, access or Access(allow_private=True))
        self.body = response.body.read()
        response.body.close()
        return response

    async def conditional(self, url: str, etag: str | None, modified: str | None) -> Response:
        """Return the response to a conditional request."""
        return await self.response(url, validators=Validators(etag=etag, last_modified=modified))

    body: bytes = b""


@pytest.fixture
async def ask(
    server: Misbehaving, resolver: Resolver
) -> AsyncIterator[Callable[..., Awaitable[Asking]]]:
    """Make fetchers with terms of a test's choice, patient where the test does not choose."""
    async with AsyncExitStack() as stack:

        async def make(**terms: Any) -> Asking:
            fetcher = Fetcher(Terms(**terms), resolve=resolver)
            return Asking(await stack.enter_async_context(fetcher), server.url())

        yield make


@pytest.fixture
def loopback_is_public(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take this machine for a host of the internet: there is no other that a test may reach."""
    closed = tuple(entry for entry in guard._CLOSED_4 if entry[1] != "a loopback")
    monkeypatch.setattr(guard, "_CLOSED_4", closed)
