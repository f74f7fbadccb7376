"""One HTTP server in our own event loop. Owns the listening socket and the server's life."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn

from barqiya.app.repeating import repeating
from barqiya.errors import ConfigError
from feeds.front import Front

_BACKLOG = 512
_GRACE_SECONDS = 3


class _Server(uvicorn.Server):
    """Says when it answers, and leaves the signals of the process to the composition root."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.answers = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.answers.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens. Raises :class:`~barqiya.errors.ConfigError` if it cannot.

    Done before anything else starts, so that a second Barqiya on one port fails at once.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With the protocol left open asyncio would not switch Nagle's algorithm off, and every answer
    # on a kept connection would wait 40 ms for the asker's acknowledgement.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise ConfigError(
            f"http.port: cannot listen on {host}:{port} ({error.strerror or error}); "
            "choose another with BARQIYA_HTTP__PORT"
        ) from error
    return listener


@asynccontextmanager
async def serving(site: Front, listener: socket.socket) -> AsyncIterator[None]:
    """Answer on *listener* for as long as the block lasts; raise what keeps it from starting."""
    config = uvicorn.Config(
        site,
        http=repeating(site.known),
        log_level="warning",
        access_log=False,
        lifespan="off",
        server_header=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    server = _Server(config)
    running = asyncio.create_task(server.serve(sockets=[listener]), name="http")
    answers = asyncio.create_task(server.answers.wait())
    await asyncio.wait({running, answers}, return_when=asyncio.FIRST_COMPLETED)
    answers.cancel()
    try:
        if running.done():
            raise RuntimeError("the HTTP server ended before it answered")
        yield
    finally:
        server.should_exit = True
        await running
