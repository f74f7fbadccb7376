"""An export asks the application as a program over a network would, and hears the whole answer."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from feeds.export.asking import ask


async def _parts() -> AsyncIterator[bytes]:
    for part in (b"one ", b"by ", b"one"):
        await asyncio.sleep(0)
        yield part


async def _streamed(request: Request) -> StreamingResponse:
    assert await request.body() == b""
    return StreamingResponse(_parts())


async def test_an_answer_that_comes_in_parts_is_heard_to_its_end(tmp_path: Path) -> None:
    """Who sends it listens meanwhile for the asker to hang up, which never happens here."""
    (tmp_path / "picture.txt").write_bytes(b"a picture")
    app = Starlette(
        routes=[Route("/streamed", _streamed), Mount("/files", StaticFiles(directory=tmp_path))]
    )
    async with asyncio.timeout(30):
        streamed = await ask(app, "/streamed")
        file = await ask(app, "/files/picture.txt")
    assert (streamed.status, streamed.body) == (200, b"one by one")
    assert (file.status, file.body) == (200, b"a picture")
