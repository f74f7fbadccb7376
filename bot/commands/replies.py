"""Says things in a chat and changes what was said. Owns patience with Telegram's limits."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from telegram import ForceReply, InlineKeyboardMarkup, LinkPreviewOptions, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import RetryAfter, TelegramError
from telegram.ext import ExtBot

from bot.commands.base import Ask
from bot.messages import Message
from bot.outcomes import is_unchanged, wait_of

T = TypeVar("T")

_LONGEST_WAIT = 30.0  # seconds that somebody who pressed a button may still be waiting
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A message with its buttons; *picture* is the address of one to show above it."""

    message: Message
    keyboard: InlineKeyboardMarkup | ForceReply | None = None
    picture: str | None = None


async def say(ask: Ask, reply: Reply, *, quoting: bool = False) -> None:
    """Send *reply* to the chat; *quoting* makes it an answer to the message that asked.

    In groups it always is one: else nobody knows whom the bot talks to.
    """
    quoted = ask.message_id if quoting or not ask.private else None
    await _patiently(
        lambda: ask.bot.send_message(
            ask.chat_id,
            reply.message.html,
            parse_mode=ParseMode.HTML,
            reply_markup=reply.keyboard,
            link_preview_options=_preview(reply),
            reply_parameters=(
                ReplyParameters(quoted, allow_sending_without_reply=True) if quoted else None
            ),
        )
    )


async def change(bot: ExtBot[None], chat_id: int, message_id: int, reply: Reply) -> None:
    """Put *reply* in the place of a message; that it is the same already is no error."""
    keyboard = reply.keyboard if isinstance(reply.keyboard, InlineKeyboardMarkup) else None
    try:
        await _patiently(
            lambda: bot.edit_message_text(
                reply.message.html,
                chat_id,
                message_id,
                parse_mode=ParseMode.HTML,
                reply_markup=keyboard,
                link_preview_options=_preview(reply),
            )
        )
    except TelegramError as error:
        if not is_unchanged(error):
            raise


def _preview(reply: Reply) -> LinkPreviewOptions:
    if reply.picture is None:
        return _NO_PREVIEW
    return LinkPreviewOptions(url=reply.picture, prefer_large_media=True, show_above_text=True)


async def _patiently(call: Callable[[], Awaitable[T]]) -> T:
    """Call, and once more where Telegram asks to wait for no longer than a person does."""
    try:
        return await call()
    except RetryAfter as error:
        wait = wait_of(error).total_seconds()
        if wait > _LONGEST_WAIT:
            raise
        await asyncio.sleep(wait)
        return await call()
