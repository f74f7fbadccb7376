"""Whether the bot can do its work: its token, and its rights in each channel. Sends nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import ChatMemberAdministrator, ChatMemberOwner
from telegram.constants import ChatMemberStatus
from telegram.error import InvalidToken, TelegramError

from bot.connection import QuietBot, connect, told


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """Something the bot must be able to do; *missing* says what to do where it is not."""

    subject: str
    missing: str | None = None


async def rights(token: str, api_url: str, chats: Sequence[str]) -> list[Right]:
    """Return whether the token is accepted and what the bot may do in each of *chats*."""
    bot = connect(token, api_url)
    try:
        await bot.initialize()
    except InvalidToken:
        return [Right(subject="token", missing="not accepted: get it from @BotFather again")]
    except TelegramError as error:
        missing = (
            f"cannot be reached ({told(error, token)}): check telegram.api_url and the network"
        )
        return [Right(subject=api_url, missing=missing)]
    else:
        return [Right(subject=f"token of @{bot.username}"), *[await _right(bot, c) for c in chats]]
    finally:
        await bot.release()


async def _right(bot: QuietBot, chat: str) -> Right:
    address = int(chat) if chat.lstrip("-").isdigit() else chat
    try:
        member = await bot.get_chat_member(address, bot.id)
    except TelegramError as error:
        missing = (
            f"{told(error, bot.token)}: check the name, and add @{bot.username} to the channel"
        )
        return Right(subject=f"channel {chat}", missing=missing)
    may_post = isinstance(member, ChatMemberOwner) or (
        isinstance(member, ChatMemberAdministrator) and member.can_post_messages is not False
    )
    if may_post:
        return Right(subject=f"channel {chat}: @{bot.username} may post")
    standing = ChatMemberStatus(member.status).value
    return Right(
        subject=f"channel {chat}: @{bot.username} is {standing}",
        missing="make it an administrator with the right to post messages",
    )
