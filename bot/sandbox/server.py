"""The sandbox as a real server on this machine, for tests and experiments."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Final

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount

from bot.sandbox.sandbox import Sandbox

_STEP: Final = 0.005
_GRACE_SECONDS: Final = 2


class _QuietServer(uvicorn.Server):
    """Leaves the signals of the process to whoever runs it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def serve(sandbox: Sandbox, *, port: int = 0) -> AsyncIterator[str]:
    """Serve on 127.0.0.1 under /sandbox; yields the origin, such as http://127.0.0.1:40123.

    A bot's `base_url` is then `f"{origin}/sandbox/bot"`. Port 0 takes any free one.
    """
    app = Starlette(routes=[Mount("/sandbox", sandbox.asgi())])
    config = uvicorn.Config(
        app, log_level="critical", lifespan="off", timeout_graceful_shutdown=_GRACE_SECONDS
    )
    server = _QuietServer(config)
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        running = asyncio.create_task(server.serve(sockets=[listener]))
        while not server.started and not running.done():  # noqa: ASYNC110 - uvicorn has no event
            await asyncio.sleep(_STEP)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            sandbox.stop()
            server.should_exit = True
            await running
