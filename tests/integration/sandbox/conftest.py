import asyncio
import struct
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.sandbox import Sandbox, SandboxChannel, serve

TOKEN = "7000001:made-up-token"


def png(width: int, height: int) -> bytes:
    """Return a plain grey picture of that size."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + checksum

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x80" * width) * height)
    chunks = chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


class Clock:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        """Return unix seconds."""
        return self.now


@pytest.fixture
def until() -> Callable[[Callable[[], bool]], Awaitable[None]]:
    """Return a wait for a condition, which fails after a deadline."""

    async def wait(condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(60):
            while not condition():  # noqa: ASYNC110 - the conditions have no event
                await asyncio.sleep(0.01)

    return wait


@pytest.fixture
def clock() -> Clock:
    """Stand still until the test moves it."""
    return Clock()


@pytest.fixture
def sandbox(clock: Clock) -> Sandbox:
    """Open two channels, in memory."""
    return Sandbox(
        None,
        token=TOKEN,
        bot_name="برقية",
        bot_username="barqiya_bot",
        channels=[
            SandboxChannel(username="barqiya_test", title="قناة التجربة"),
            SandboxChannel(username="barqiya_other", title="Another channel"),
        ],
        clock=clock,
    )


@pytest.fixture
async def origin(sandbox: Sandbox) -> AsyncIterator[str]:
    """Serve the sandbox."""
    async with serve(sandbox) as address:
        yield address
    sandbox.close()


def new_bot(origin: str) -> Bot:
    """PTB's bot; reading the certificates of the world takes longer than most tests here."""
    plain = {"verify": False}
    return Bot(
        TOKEN,
        base_url=f"{origin}/sandbox/bot",
        request=HTTPXRequest(connection_pool_size=16, httpx_kwargs=plain),
        get_updates_request=HTTPXRequest(httpx_kwargs=plain),
    )


@pytest.fixture
async def bot(origin: str) -> AsyncIterator[Bot]:
    """Talk to it with the real library."""
    async with new_bot(origin) as made:
        yield made


@pytest.fixture
def second_bot(origin: str) -> Bot:
    """Another process of the same bot; not initialised."""
    return new_bot(origin)


@pytest.fixture
def picture() -> bytes:
    """Make a photo."""
    return png(640, 480)
