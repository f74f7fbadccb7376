import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from telegram import Bot
from telegram.error import BadRequest

from bot.sandbox import Sandbox

CHANNEL = "@barqiya_test"


class Pictures:
    """A small web server: pictures by path, and what else the world holds."""

    def __init__(self, answers: dict[str, tuple[int, bytes]]) -> None:
        self.answers = answers
        self.asked: list[str] = []

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request and close."""
        head = await reader.readuntil(b"\r\n\r\n")
        path = head.split(b" ")[1].decode()
        self.asked.append(path)
        status, content = self.answers[path]
        writer.write(f"HTTP/1.1 {status} x\r\nContent-Length: {len(content)}\r\n".encode())
        writer.write(b"Connection: close\r\n\r\n" + content)
        await writer.drain()
        writer.close()


@pytest.fixture
async def web(picture: bytes) -> AsyncIterator[tuple[str, Pictures]]:
    """Serve pictures and other things."""
    pictures = Pictures(
        {
            "/a.png": (200, picture),
            "/page.html": (200, b"<html></html>"),
            "/gone.png": (404, b""),
            "/huge.png": (200, picture + b"\0" * (5 * 1024 * 1024)),
        }
    )
    server = await asyncio.start_server(pictures.answer, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}", pictures


async def refusal(call: Any) -> str:
    """Return the text of the refusal, in lower case."""
    with pytest.raises(BadRequest) as caught:
        await call
    return caught.value.message.lower()


async def test_a_photo_is_fetched_kept_and_shown(
    bot: Bot, origin: str, sandbox: Sandbox, web: tuple[str, Pictures], picture: bytes
) -> None:
    """A photo by address is fetched once, has several sizes, and the page shows its bytes."""
    address, pictures = web
    sent = await bot.send_photo(
        CHANNEL, f"{address}/a.png", caption="<b>ميناء</b>", parse_mode="HTML"
    )
    assert [(size.width, size.height) for size in sent.photo][-1] == (640, 480)
    assert len({size.file_id for size in sent.photo}) == len(sent.photo) > 1
    assert (sent.caption, sent.caption_entities[0].type) == ("ميناء", "bold")
    message = sandbox.messages(CHANNEL)[-1]
    async with httpx.AsyncClient() as client:
        shown = await client.get(f"{origin}/sandbox/photos/{message.photo}")
    assert (shown.content, shown.headers["content-type"]) == (picture, "image/png")
    again = await bot.send_photo("@barqiya_other", sent.photo[0].file_id)
    assert again.photo[-1].file_unique_id == sent.photo[-1].file_unique_id
    assert pictures.asked == ["/a.png"]


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("/page.html", "wrong type of the web page content"),
        ("/gone.png", "failed to get http url content"),
        ("/huge.png", "failed to get http url content"),
    ],
)
async def test_addresses_without_a_picture(
    bot: Bot, web: tuple[str, Pictures], path: str, error: str
) -> None:
    """A page, a missing file and more than 5 MB are refused in Telegram's words."""
    assert await refusal(bot.send_photo(CHANNEL, web[0] + path)) == error


async def test_names_that_are_no_photo(bot: Bot) -> None:
    """An unknown file_id, an address that is none, an upload that is no picture."""
    assert "wrong remote file identifier specified" in await refusal(
        bot.send_photo(CHANNEL, "AgACnothing")
    )
    assert await refusal(bot.send_photo(CHANNEL, "ftp://a.b/x.png")) == (
        "wrong file identifier/http url specified"
    )
    assert await refusal(bot.send_photo(CHANNEL, b"not a picture")) == "image_process_failed"


async def test_nobody_listens_there(bot: Bot) -> None:
    """An address at which no server answers fails as content that cannot be had."""
    assert await refusal(bot.send_photo(CHANNEL, "http://127.0.0.1:1/a.png")) == (
        "failed to get http url content"
    )


async def test_captions_can_be_edited_and_moved(bot: Bot, picture: bytes) -> None:
    """A caption can be changed, emptied, and set above the picture."""
    sent = await bot.send_photo(CHANNEL, picture, caption="أول")
    edited = await bot.edit_message_caption(
        CHANNEL, sent.message_id, caption="ثانٍ", show_caption_above_media=True
    )
    assert not isinstance(edited, bool)
    assert (edited.caption, edited.show_caption_above_media) == ("ثانٍ", True)
    emptied = await bot.edit_message_caption(CHANNEL, sent.message_id, caption="")
    assert not isinstance(emptied, bool)
    assert emptied.caption is None


async def test_pictures_out_of_proportion(bot: Bot) -> None:
    """Sides that add up to more than 10,000, or a strip, are no photo for Telegram."""
    import zlib  # noqa: PLC0415 - only this test makes odd pictures

    def strip(width: int, height: int) -> bytes:
        header = width.to_bytes(4, "big") + height.to_bytes(4, "big")
        return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + header + zlib.compress(b"")

    for width, height in ((2100, 100), (6000, 4001), (0, 5)):
        got = await refusal(bot.send_photo(CHANNEL, strip(width, height)))
        assert got == "photo_invalid_dimensions"
