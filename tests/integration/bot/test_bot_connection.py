"""What the bot hears of a Bot API server, or of a proxy before it, that says things its own way."""

import asyncio
from datetime import timedelta

import pytest
from telegram.error import NetworkError, RetryAfter, TelegramError

from bot.connection import connect
from bot.outcomes import wait_of

HEAD = "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n"
IN_WORDS = '{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 17"}'
OF_NOTHING = (
    '{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 0",'
    '"parameters":{"retry_after":0}}'
)


async def heard(status: str, body: str, kind: str = "application/json") -> TelegramError:
    """Return what a call raises that is answered so."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write((HEAD.format(status=status, kind=kind, length=len(body)) + body).encode())
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    bot = connect("700001:AAE", f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    try:
        with pytest.raises(TelegramError) as raised:
            await bot.send_message("@news", "خبر")
    finally:
        await bot.release()
        server.close()
        await server.wait_closed()
    return raised.value


@pytest.mark.parametrize(
    ("body", "kind", "seconds"),
    [
        (IN_WORDS, "application/json", 17),
        (OF_NOTHING, "application/json", 0),
        ("<html><h1>429 Too Many Requests</h1></html>", "text/html", 5),
    ],
)
async def test_a_wait_that_is_asked_for_in_words_alone_is_kept(
    body: str, kind: str, seconds: int
) -> None:
    """Whoever answers 429 has sent nothing: there is no doubt about the message, only a wait."""
    error = await heard("429 Too Many Requests", body, kind)
    assert isinstance(error, RetryAfter)
    assert wait_of(error) == timedelta(seconds=seconds)


async def test_another_failure_of_the_server_is_none_of_that() -> None:
    """What broke down behind a proxy may have been sent."""
    error = await heard("502 Bad Gateway", "<html>retry after 17</html>", "text/html")
    assert isinstance(error, NetworkError)
    assert not isinstance(error, RetryAfter)
