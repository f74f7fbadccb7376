"""Keeps the chat half hearing people, whatever Telegram says meanwhile. Owns the start and the end.

A refused token, a second program that fetches the same updates, a network that is away: each is
said once, tried again by itself, and its end is said. None of it stops feeds or deliveries.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from telegram import Update
from telegram.error import Conflict, InvalidToken, TelegramError

from bot.application import introduce
from bot.connection import LONG_POLL, QuietBot, told
from bot.context import ChatBot

log = logging.getLogger(__name__)

ALLOWED_UPDATES = (Update.MESSAGE, Update.CALLBACK_QUERY, Update.MY_CHAT_MEMBER)
_FIRST_PAUSE, _LONGEST_PAUSE = 2.0, 60.0  # seconds between attempts
# Two programs that fetch by turns each get through now and again: only a whole poll and more
# without the other shows that it is gone.
_ALONE = LONG_POLL.total_seconds() + 5
_REFUSED = (
    "Telegram does not accept the bot's token: set telegram.token to the one of @BotFather and "
    "start Barqiya again; until then the bot does not answer, and tries this one again and again"
)
_RIVAL = "another program fetches this bot's updates: stop it, or give it its own bot (%s)"


class _Trouble:
    """What stands between us and the updates: said when it begins and when it is over."""

    def __init__(self) -> None:
        self._kind: type[TelegramError] | None = None
        self._at = 0.0

    def met(self, error: TelegramError, token: str) -> None:
        """Say what is wrong, once for as long as it is the same."""
        before, self._kind, self._at = self._kind, type(error), time.monotonic()
        if before is self._kind:
            log.debug("still no updates: %s", told(error, token))
        elif isinstance(error, InvalidToken):
            log.error(_REFUSED)
        elif isinstance(error, Conflict):
            log.error(_RIVAL, told(error, token))
        else:
            log.warning("cannot reach Telegram, trying again: %s", told(error, token))

    def heard(self) -> None:
        """Say that updates come again."""
        calm = time.monotonic() - self._at
        if self._kind is None or (self._kind is Conflict and calm < _ALONE):
            return
        log.warning("Telegram answers again: the bot hears people")
        self._kind = None


async def run(make: Callable[[], ChatBot], on_ready: Callable[[], None] | None = None) -> None:
    """Talk to people until cancelled; what waits at Telegram is answered, never dropped.

    *make* returns a new chat half for each attempt: between them is a pause, longer and longer up
    to a minute. *on_ready* is called each time the bot begins to hear.
    """
    trouble, pause = _Trouble(), _FIRST_PAUSE
    while True:
        application = make()
        try:
            await _begin(application, trouble)
            pause = _FIRST_PAUSE
            if on_ready is not None:
                on_ready()
            await application.bot.refused.wait()
            trouble.met(InvalidToken(), application.bot.token)
        except TelegramError as error:
            trouble.met(error, application.bot.token)
        finally:
            await _end(application, application.bot)
        await asyncio.sleep(pause)
        pause = min(pause * 2, _LONGEST_PAUSE)


async def _begin(application: ChatBot, trouble: _Trouble) -> None:
    bot, updater = application.bot, application.updater
    if updater is None:
        raise RuntimeError("the bot was built without a way to fetch updates")
    await application.initialize()
    await introduce(application, bot)
    await application.start()
    bot.when_heard(trouble.heard)
    await updater.start_polling(
        timeout=LONG_POLL,
        bootstrap_retries=-1,
        allowed_updates=ALLOWED_UPDATES,
        error_callback=lambda error: trouble.met(error, bot.token),
    )
    log.info("the bot listens as @%s", bot.username)


async def _end(application: ChatBot, bot: QuietBot) -> None:
    """Stop hearing, finish what was begun, let go; each step whatever became of the others."""
    updater = application.updater
    steps: list[tuple[bool, Callable[[], Awaitable[None]]]] = [
        (updater is not None and updater.running, updater.stop if updater else bot.release),
        (application.running, application.stop),
        (True, application.shutdown),
        (True, bot.release),
    ]
    for needed, step in steps:
        if needed:
            try:
                await step()
            except (TelegramError, RuntimeError) as error:
                log.warning("while stopping the bot: %s", told(error, bot.token))
