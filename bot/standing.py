"""What becomes of a place when the bot's rights there change. Owns the hearing of such news.

Telegram tells it at once (https://core.telegram.org/bots/api#chatmemberupdated): blocked, removed,
rights taken or given. So nothing is sent where it cannot arrive, and what waited goes as soon as it
can. Sends nothing itself.
"""

import asyncio
import logging

from telegram import Chat, ChatMember, ChatMemberUpdated, Update
from telegram.constants import ChatType
from telegram.error import TelegramError

from barqiya.domain.delivery import Destination
from barqiya.store import Transaction, deliveries, destinations
from bot.connection import told
from bot.context import Context
from bot.outcomes import is_closed
from bot.rights import barred

log = logging.getLogger(__name__)

_TRANSPORT = "telegram"


class Standing:
    """Hears of changes one after another: two of one chat must not overtake each other."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()

    async def changed(self, update: Update, context: Context) -> None:
        """Lose or regain the places that *update* is about."""
        news = update.my_chat_member
        if news is None:
            return
        async with self._turn:
            reason = await _reason(news, context)
            await _put(news.chat, reason, context)

    async def heard(self, update: Update, context: Context) -> None:
        """Regain the place of a person who writes: nobody can to a bot that they have blocked."""
        chat = update.effective_chat
        if chat is None or chat.type != ChatType.PRIVATE or update.my_chat_member is not None:
            return
        async with self._turn:
            places = await context.resources.database.read(_at, chat)
            if any(gone is not None for _, gone in places):
                await _put(chat, None, context)


async def _put(chat: Chat, reason: str | None, context: Context) -> None:
    names = await context.resources.database.write(_put_down, chat, reason)
    for name in names:
        if reason is None:
            log.warning("%s takes posts again", name)
        else:
            log.warning("%s takes nothing from us any more: %s", name, reason)
    if names:
        context.resources.wake()


async def _reason(news: ChatMemberUpdated, context: Context) -> str | None:
    """Return why nothing can be posted in the chat, as it stands now.

    The news may be a day old. Of a private chat nothing newer can be asked.
    """
    member: ChatMember = news.new_chat_member
    if news.chat.type != ChatType.PRIVATE:
        try:
            member = await context.bot.get_chat_member(news.chat.id, context.bot.id)
        except TelegramError as error:
            if is_closed(error):
                return told(error, context.bot.token)
            log.info("taken as it was told: %s", told(error, context.bot.token))
    return barred(member, news.chat.type)


def _at(tx: Transaction, chat: Chat) -> list[tuple[Destination, str | None]]:
    """Return the places at the address of *chat*, and why each is gone."""
    addresses = [str(chat.id), *([f"@{chat.username}"] if chat.username else [])]
    return destinations.at_addresses(tx, _TRANSPORT, addresses)


def _put_down(tx: Transaction, chat: Chat, reason: str | None) -> list[str]:
    """Lose the places at *chat*, or regain them without a *reason*; return those changed.

    A place that is lost keeps its first reason: by it the posts that it refused are known.
    """
    changed = []
    for place, gone in _at(tx, chat):
        if reason is not None and gone is None:
            destinations.lose(tx, place, reason)
        elif reason is None and gone is not None:
            deliveries.regain(tx, place.id)
        else:
            continue
        changed.append(place.name)
    return changed
