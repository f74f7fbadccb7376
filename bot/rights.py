"""Whether the bot can do its work: its token, and its rights in each channel. Sends nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import (
    ChatMember,
    ChatMemberAdministrator,
    ChatMemberBanned,
    ChatMemberLeft,
    ChatMemberOwner,
    ChatMemberRestricted,
)
from telegram.constants import ChatMemberStatus, ChatType
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


def barred(member: ChatMember, kind: str) -> str | None:
    """Return why somebody who is *member* of a chat of this *kind* cannot post there, else None.

    *kind* is one of Telegram's (https://core.telegram.org/bots/api#chat). In channels only
    administrators with that right post, in groups everybody who is not restricted.
    """
    channel = kind == ChatType.CHANNEL
    if isinstance(member, ChatMemberOwner):
        return None
    if isinstance(member, ChatMemberBanned):
        private = kind == ChatType.PRIVATE
        return "the person has blocked the bot" if private else "the bot was removed from the chat"
    if isinstance(member, ChatMemberLeft):
        return "the bot is no member of the chat"
    if isinstance(member, ChatMemberAdministrator):
        denied = channel and member.can_post_messages is False
    elif isinstance(member, ChatMemberRestricted):
        denied = channel or not (member.is_member and member.can_send_messages)
    else:
        denied = channel
    return "the bot has no right to post messages there" if denied else None


async def _right(bot: QuietBot, chat: str) -> Right:
    address = int(chat) if chat.lstrip("-").isdigit() else chat
    try:
        member = await bot.get_chat_member(address, bot.id)
    except TelegramError as error:
        missing = (
            f"{told(error, bot.token)}: check the name, and add @{bot.username} to the channel"
        )
        return Right(subject=f"channel {chat}", missing=missing)
    if barred(member, ChatType.CHANNEL) is None:
        return Right(subject=f"channel {chat}: @{bot.username} may post")
    standing = ChatMemberStatus(member.status).value
    return Right(
        subject=f"channel {chat}: @{bot.username} is {standing}",
        missing="make it an administrator with the right to post messages",
    )
