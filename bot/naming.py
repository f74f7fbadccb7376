"""What people call the bot. Asks Telegram for the name; sends nothing to anybody."""

import asyncio
import logging

from telegram.error import InvalidToken, TelegramError

from bot.connection import connect, told

log = logging.getLogger(__name__)

_FIRST_PAUSE = 5.0
_LONGEST_PAUSE = 600.0


async def username(token: str, api_url: str) -> str:
    """Return the bot's username without ``@``, once Telegram tells it."""
    pause = _FIRST_PAUSE
    while (name := await _asked(token, api_url)) is None:
        await asyncio.sleep(pause)
        pause = min(pause * 2, _LONGEST_PAUSE)
    return name


async def _asked(token: str, api_url: str) -> str | None:
    bot = connect(token, api_url)
    try:
        await bot.initialize()
    except InvalidToken:
        # The library's own words for this hold the token. The chat half tells the operator.
        log.debug("the bot's name is not known yet: Telegram does not accept its token")
        return None
    except TelegramError as error:
        log.debug("the bot's name is not known yet: %s", told(error, token))
        return None
    else:
        return bot.username
    finally:
        await bot.release()
