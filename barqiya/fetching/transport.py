"""Connections to addresses that were checked. Owns those that are kept open.

A host is looked up, what was found is checked, and *that* is connected to: a second look-up could
give another answer. The check stands here, beneath the client, for only here is known which IP
address a request goes to. TLS is spoken with the host's name, as always.
"""

import ssl
from collections.abc import AsyncIterator, Iterable
from typing import Any

import httpcore
import httpx

from barqiya.fetching import guard
from barqiya.fetching.names import Names

PRIVATE = "barqiya.private"  # the extension of a request that may go to an address of any kind
LOCATION = "barqiya.location"  # the extension of a response that holds its first Location, raw

_TRIED = 4  # addresses of one host
_KEPT = 32  # connections
_KEPT_FOR = 4.0  # seconds: less than the five after which Apache, Node and uvicorn hang up
_OURS = frozenset({b"set-cookie", b"location"})


class CheckedTransport(httpx.AsyncBaseTransport):
    """Sends each request on a connection that no other request holds, and keeps it for the next.

    A connection opened for a source that may reach private addresses is never used for one that may
    not. What the client would act on by itself, cookies and redirects, does not reach it.
    """

    def __init__(self, names: Names, context: ssl.SSLContext) -> None:
        self._names = names
        self._context = context
        self._idle: list[_Connection] = []  # those that were used last at the end

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send *request*; the errors are httpcore's and those of the look-up and of the guard."""
        asked = _asked(request)
        connection = await self._taken(asked.url.origin, private=request.extensions[PRIVATE])
        try:
            answer = await connection.http.handle_async_request(asked)
        except BaseException:
            await connection.aclose()
            raise
        return httpx.Response(
            answer.status,
            headers=[pair for pair in answer.headers if pair[0].lower() not in _OURS],
            stream=_Stream(answer, connection, self),
            extensions={**answer.extensions, LOCATION: _location(answer)},
        )

    async def aclose(self) -> None:
        """Close all connections that are kept."""
        while self._idle:
            await self._idle.pop().aclose()

    async def keep(self, connection: "_Connection") -> None:
        """Keep *connection* for the next request; close one whose answer was not read whole."""
        if not connection.http.is_idle():
            await connection.aclose()
            return
        self._idle.append(connection)
        while len(self._idle) > _KEPT or self._idle[0].http.has_expired():
            await self._idle.pop(0).aclose()
            if not self._idle:
                return

    async def _taken(self, origin: httpcore.Origin, *, private: bool) -> "_Connection":
        for connection in reversed(self._idle):
            if connection.origin == origin and connection.private == private:
                self._idle.remove(connection)
                if not connection.http.has_expired():
                    return connection
                await connection.aclose()
                return await self._taken(origin, private=private)
        return _Connection(origin, self._names, self._context, private=private)


class _Connection:
    """One connection, opened with its first request."""

    def __init__(
        self, origin: httpcore.Origin, names: Names, context: ssl.SSLContext, *, private: bool
    ) -> None:
        self.origin = origin
        self.private = private
        self._backend = CheckedBackend(names, private=private)
        self.http = httpcore.AsyncHTTPConnection(
            origin,
            ssl_context=context,
            keepalive_expiry=_KEPT_FOR,
            network_backend=self._backend,
        )

    async def aclose(self) -> None:
        """Close it, in whatever state it is: httpcore lets go of one cut off in its handshake."""
        await self.http.aclose()
        await self._backend.aclose()


class _Stream(httpx.AsyncByteStream):
    """The body of an answer; gives its connection back when it is closed."""

    def __init__(
        self, answer: httpcore.Response, connection: _Connection, transport: CheckedTransport
    ) -> None:
        self._answer = answer
        self._connection = connection
        self._transport = transport

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._answer.aiter_stream()

    async def aclose(self) -> None:
        """Give the connection back. The client calls this once."""
        try:
            await self._answer.aclose()
        except BaseException:
            await self._connection.aclose()
            raise
        await self._transport.keep(self._connection)


class CheckedBackend(httpcore.AsyncNetworkBackend):
    """Opens one connection, to a public address, or, where *private*, to any."""

    def __init__(self, names: Names, *, private: bool) -> None:
        self._names = names
        self._private = private
        self._sockets = httpcore.AnyIOBackend()
        self._opened: httpcore.AsyncNetworkStream | None = None

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the name is httpcore's
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002 - none are ever given
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first address of *host* that answers; they share the time."""
        addresses = await self._names.addresses(host, port)
        if not self._private:
            guard.check(host, addresses)
        *others, last = addresses[:_TRIED]
        share = None if timeout is None else timeout / (len(others) + 1)
        for address in others:
            try:
                self._opened = await self._sockets.connect_tcp(address, port, share, local_address)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
            return self._opened
        self._opened = await self._sockets.connect_tcp(last, port, share, local_address)
        return self._opened

    async def aclose(self) -> None:
        """Close the socket that was opened, if any."""
        if self._opened is not None:
            await self._opened.aclose()


def _asked(request: httpx.Request) -> httpcore.Request:
    url = request.url
    return httpcore.Request(
        request.method,
        httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
        headers=request.headers.raw,
        content=request.stream,
        extensions=request.extensions,
    )


def _location(answer: httpcore.Response) -> bytes | None:
    return next((value for name, value in answer.headers if name.lower() == b"location"), None)
