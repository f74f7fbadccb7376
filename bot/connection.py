"""Makes the library's Bot: timeouts, and the token kept out of sight. The only maker of one.

The token is part of every address that is called; so the client's own log lines and the library's
``repr`` would show it. Owns that they do not.
"""

import asyncio
import logging
import re
import traceback
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.request import getproxies

from telegram import Update
from telegram.error import InvalidToken, NetworkError, RetryAfter
from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

from bot.lanes import Lanes
from bot.membership import made_whole

# Telegram sleeps waits of up to 8 s through and then sends (td, total_timeout_limit): who gives up
# before that takes a message for lost that people read.
READ_SECONDS = 30.0
_CONNECT_SECONDS = 10.0
_WRITE_SECONDS = 20.0
_POOL_SECONDS = 5.0
_POOL = 32
# At INFO httpx writes the address of each call, at DEBUG the library its own; the token is in them.
_QUIETED = {
    "httpx": logging.WARNING,
    "httpcore": logging.WARNING,
    "telegram.Bot": logging.INFO,
    "telegram.ext.ExtBot": logging.INFO,
}
LONG_POLL = timedelta(seconds=25)
_TOO_MANY = re.compile(
    r"too many requests\b(?:.*?retry after (?P<seconds>\d+))?", re.IGNORECASE | re.DOTALL
)
_SOME_SECONDS = 5  # where nobody says how many


class QuietBot(ExtBot[None]):
    """The library's bot, which does not show its token.

    :attr:`refused` is set once Telegram refuses the token while updates are fetched: the library
    would stop fetching and tell nobody.
    """

    __slots__ = ("_heard", "_refused")

    def __init__(self, token: str, **connection: Any) -> None:
        super().__init__(token, **connection)
        self._refused = asyncio.Event()
        self._heard: Callable[[], None] | None = None

    @property
    def refused(self) -> asyncio.Event:
        """Set once Telegram refuses the token."""
        return self._refused

    def when_heard(self, call: Callable[[], None]) -> None:
        """Have *call* called after each fetch of updates that went well."""
        self._heard = call

    async def get_updates(self, *args: Any, **kwargs: Any) -> tuple[Update, ...]:
        """Fetch updates, as the library does; none once the token was refused."""
        if self._refused.is_set():
            return ()
        try:
            updates = await super().get_updates(*args, **kwargs)
        except InvalidToken:
            self._refused.set()  # whoever waits for that stops the fetching
            return ()
        if self._heard is not None:
            self._heard()
        return updates

    async def _post(self, endpoint: str, *args: Any, **kwargs: Any) -> Any:
        try:
            answer = await super()._post(endpoint, *args, **kwargs)
        except NetworkError as error:
            wait = _asked_wait(error)
            if wait is None:
                raise
            raise RetryAfter(wait) from error
        return made_whole(endpoint, answer)

    def __repr__(self) -> str:
        return f"{type(self).__name__}[{self.base_url_shown}]"

    @property
    def base_url_shown(self) -> str:
        """Where the bot calls, without the token."""
        return hidden(self.base_url, self.token)

    async def release(self) -> None:
        """Let go of the connections, also where the bot never got as far as ``initialize``."""
        for request in self._request:
            await request.shutdown()


def connect(token: str, api_url: str) -> QuietBot:
    """Return a bot that calls the Bot API server at *api_url*, without a trailing ``/bot``."""
    for name, level in _QUIETED.items():
        logging.getLogger(name).setLevel(level)
    server = api_url.rstrip("/")
    return QuietBot(
        token,
        base_url=f"{server}/bot",
        base_file_url=f"{server}/file/bot",
        request=_request(_POOL),
        get_updates_request=_request(1),
    )


def hidden(text: str, token: str) -> str:
    """Return *text* with every trace of *token* blotted out."""
    secret = token.partition(":")[2]
    blotted = text.replace(token, "<token>")
    return blotted.replace(secret, "<token>") if secret else blotted


def told(error: BaseException, token: str) -> str:
    """Return what *error* says of itself, for the operator, without the token."""
    kind, said = type(error).__name__, str(error)
    return hidden(said if said.startswith(f"{kind}: ") else f"{kind}: {said}", token)


def traced(error: BaseException, token: str) -> str:
    """Return the whole trace of *error*, for the log, without the token."""
    return hidden("".join(traceback.format_exception(error)), token)


def _asked_wait(error: NetworkError) -> int | None:
    """Return for how many seconds *error* asks in words alone, ``None`` where it does not.

    The library knows a refusal of that kind (429) by its parameters; a proxy on the way may give
    none, and surely nothing was sent all the same.
    """
    said = _TOO_MANY.match(error.message)
    return None if said is None else int(said["seconds"] or _SOME_SECONDS)


def _request(pool: int) -> HTTPXRequest:
    # Where the environment names a proxy, the client's own pool finds the way through it.
    lanes = {} if getproxies() else {"transport": Lanes(pool)}
    return HTTPXRequest(
        connection_pool_size=pool,
        httpx_kwargs=lanes,
        read_timeout=READ_SECONDS,
        write_timeout=_WRITE_SECONDS,
        connect_timeout=_CONNECT_SECONDS,
        pool_timeout=_POOL_SECONDS,
    )
