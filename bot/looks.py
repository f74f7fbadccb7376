"""What lies under the message ids of a chat: asked for without changing anything there.

Owns how it is asked and what the answers mean. Leaves a copy in the log chat only where Telegram
does not let it be deleted.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from datetime import datetime

from telegram.constants import ChatType
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from barqiya.domain.delivery import Deferred, Destination, Gone, Turn
from barqiya.errors import TransportError
from barqiya.outbox.pacing import UNBOUND, Pacer, Rates
from barqiya.outbox.transport import Presence, Seen
from bot.connection import QuietBot, told
from bot.outcomes import is_closed, wait_of
from bot.rendering import mark_of
from bot.rights import barred

log = logging.getLogger(__name__)

# stopMessageLiveLocation changes nothing in a message without a live location, and what it says
# depends on what lies there (order of the checks: telegram-bot-api, Client.cpp).
_LOOKS = {
    "message to edit not found": Presence.MISSING,
    "message can't be edited": Presence.FOREIGN,
    "there is no live location in the message to edit": Presence.OURS,
}
# Channels and large groups have numbers below this; core.telegram.org/api/bots/ids
_LAST_CHANNEL = -1_000_000_000_000


class Looks:
    """Looks through *bot*; what messages show is seen where there is a *log_chat* (an address).

    It takes forwards no faster than a group of *rates*.
    """

    def __init__(
        self,
        bot: QuietBot,
        now: Callable[[], datetime],
        log_chat: str | None = None,
        rates: Rates = UNBOUND,
    ) -> None:
        self._bot = bot
        self._now = now
        self._log_chat = log_chat
        self._pacer = Pacer(rates)
        self._kinds: dict[str, str] = {}
        self._bot_id = int(bot.token.partition(":")[0])

    async def look(self, destination: Destination, message_id: int) -> Seen:
        """Return what lies under *message_id*, changing nothing.

        ``None`` where the number says nothing: in private chats and small groups messages are
        numbered across all chats of the bot. In a large group our answers to people lie between the
        posts: there it says something only where we can see what a message shows.
        """
        try:
            if not await self._has_numbers(destination.address):
                return None
            await self._bot.stop_message_live_location(
                chat_id=destination.address, message_id=message_id
            )
        except TelegramError as error:
            return self._seen(error)
        return Presence.OURS

    async def takes_posts(self, destination: Destination) -> bool:
        """Return whether we may post there, by the rights that the chat gives us.

        Of a person nobody can ask it: they tell by themselves, when they open the chat again.
        """
        address = destination.address
        try:
            kind = await self._kind(address) or ChatType.CHANNEL
            if kind == ChatType.PRIVATE:
                return False
            member = await self._bot.get_chat_member(address, self._bot_id)
        except TelegramError as error:
            self._seen(error)
            return False
        return barred(member, kind) is None

    async def recognise(self, turn: Turn, message_id: int) -> bool | Deferred | None:
        """Return whether the message shows what the next step of *turn* would send.

        It is forwarded to the log chat for that, and deleted there. ``None`` where there is none,
        or where the chat lets nothing be forwarded.
        """
        mark, chat = _mark(turn), turn.destination.address
        if self._log_chat is None or not mark or self._log_chat == chat:
            return None
        await self._rest(self._log_chat)
        try:
            copy = await self._bot.forward_message(
                self._log_chat, chat, message_id, disable_notification=True
            )
        except (BadRequest, Forbidden) as error:
            log.warning(
                "message %d of %s cannot be seen in telegram.log_chat: %s",
                message_id,
                turn.destination.name,
                told(error, self._bot.token),
            )
            return None
        except TelegramError as error:
            seen = self._seen(error)
            return seen if isinstance(seen, Deferred) else None
        with contextlib.suppress(TelegramError):
            await self._bot.delete_message(self._log_chat, copy.message_id)
        shown = mark_of(copy.text or copy.caption or "")
        return bool(shown) and (shown.startswith(mark) or mark.startswith(shown))

    async def _rest(self, log_chat: str) -> None:
        """Wait until the log chat takes a message: it is one for all channels."""
        now = self._now()
        at = self._pacer.asked(log_chat, now, sends=True)
        await asyncio.sleep((at - now).total_seconds())

    async def _has_numbers(self, address: str) -> bool:
        """Return whether numbers tell of the posts there."""
        if not address.startswith("@") and int(address) > _LAST_CHANNEL:
            return False
        kind = await self._kind(address)
        if kind is None:
            return True  # most are; and where the chat is gone, the look itself says so
        seen = self._log_chat is not None and kind == ChatType.SUPERGROUP
        return seen or kind == ChatType.CHANNEL

    async def _kind(self, address: str) -> str | None:
        """Return what a chat is, which never changes; ``None`` where it does not say."""
        if address not in self._kinds:
            try:
                self._kinds[address] = (await self._bot.get_chat(address)).type
            except (BadRequest, Forbidden, EndPointNotFound, TypeError):
                # TypeError: the library insists on fields that an older server does not send.
                return None
        return self._kinds[address]

    def _seen(self, error: TelegramError) -> Seen:
        why = told(error, self._bot.token)
        if isinstance(error, InvalidToken | Conflict | EndPointNotFound):
            raise TransportError(f"Telegram does not let this bot work: {why}") from None
        if isinstance(error, RetryAfter):
            return Deferred(until=self._now() + wait_of(error), reason=why)
        if isinstance(error, ChatMigrated):
            return Deferred(until=self._now(), reason=why, address=str(error.new_chat_id))
        if isinstance(error, BadRequest | Forbidden):
            said = error.message.lower()
            found = next((seen for text, seen in _LOOKS.items() if text in said), None)
            return Gone(reason=why) if found is None and is_closed(error) else found
        return Deferred(until=None, reason=why)


def _mark(turn: Turn) -> str:
    """Return by what the next message of *turn* is known."""
    receipt = turn.delivery.receipt
    step = len(receipt.message_ids) if receipt is not None else 0
    return receipt.marks[step] if receipt is not None and step < len(receipt.marks) else ""
