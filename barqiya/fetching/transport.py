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


class CheckedBackend(httpcore.AsyncNetworkBackend):
    """Connects to public addresses only, or, where *private*, to any."""

    def __init__(self, names: Names, *, private: bool) -> None:
        self._names = names
        self._private = private
        self._sockets = httpcore.AnyIOBackend()

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
                return await self._sockets.connect_tcp(address, port, share, local_address)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return await self._sockets.connect_tcp(last, port, share, local_address)


class CheckedTransport(httpx.AsyncBaseTransport):
    """Two pools of connections: one for requests that may go anywhere, one for the others.

    They are kept apart so that a connection opened for a source that may reach a private address
    is never used for one that may not. What the client would act on by itself, cookies and
    redirects, does not reach it.
    """

    def __init__(self, names: Names, context: ssl.SSLContext) -> None:
        self._public = _pool(CheckedBackend(names, private=False), context)
        self._any = _pool(CheckedBackend(names, private=True), context)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send *request*; the errors are httpcore's and those of the look-up and of the guard."""
        pool = self._any if request.extensions.get(PRIVATE) else self._public
        url = request.url
        answer = await pool.handle_async_request(
            httpcore.Request(
                request.method,
                httpcore.URL(
                    scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
                ),
                headers=request.headers.raw,
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            answer.status,
            headers=[pair for pair in answer.headers if pair[0].lower() not in _OURS],
            stream=_Stream(answer),
            extensions={**answer.extensions, LOCATION: _location(answer)},
        )

    async def aclose(self) -> None:
        """Close all connections."""
        await self._public.aclose()
        await self._any.aclose()


class _Stream(httpx.AsyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._answer.aiter_stream()

    async def aclose(self) -> None:
        await self._answer.aclose()


def _location(answer: httpcore.Response) -> bytes | None:
    return next((value for name, value in answer.headers if name.lower() == b"location"), None)


def _pool(backend: CheckedBackend, context: ssl.SSLContext) -> httpcore.AsyncConnectionPool:
    return httpcore.AsyncConnectionPool(
        ssl_context=context,
        max_connections=None,  # turns are given out before: see manners
        max_keepalive_connections=_KEPT,
        keepalive_expiry=_KEPT_FOR,
        network_backend=backend,
    )
