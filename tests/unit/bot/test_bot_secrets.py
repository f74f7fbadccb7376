"""The bot's token is a secret wherever things are shown."""

import logging

import pytest
from telegram.error import Forbidden, InvalidToken

from bot.connection import connect, hidden, told, traced

TOKEN = "4242:AAF-x9"


async def test_the_token_is_not_shown_by_the_bot(caplog: pytest.LogCaptureFixture) -> None:
    """Neither repr nor log of a bot shows its token, though every address has it."""
    caplog.set_level(logging.DEBUG)
    made = connect(TOKEN, "http://127.0.0.1:1/")
    assert "AAF-x9" not in caplog.text
    try:
        assert made.base_url == f"http://127.0.0.1:1/bot{TOKEN}"
        assert "AAF-x9" not in f"{made!r} {made} {made.base_url_shown}"
        assert logging.getLogger("httpx").getEffectiveLevel() >= logging.WARNING
    finally:
        await made.release()


def test_the_token_is_blotted_out_of_errors() -> None:
    """The library's own words for a refused token hold it; ours do not."""

    def fail() -> None:
        # As the library words it.
        raise InvalidToken(f"The token `{TOKEN}` was rejected by the server.")

    with pytest.raises(InvalidToken) as caught:
        fail()
    assert "AAF-x9" not in told(caught.value, TOKEN)
    assert "AAF-x9" not in traced(caught.value, TOKEN)
    assert told(InvalidToken("x"), TOKEN) == "InvalidToken: x"
    assert told(Forbidden("Forbidden: bot was kicked"), TOKEN) == "Forbidden: bot was kicked"
    assert hidden("/bot4242:AAF-x9/getMe and AAF-x9", TOKEN) == ("/bot<token>/getMe and <token>")
