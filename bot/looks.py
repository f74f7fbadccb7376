"""What lies under the message ids of a chat: asked for without changing anything there.

Owns how it is asked and what the answers mean. Leaves a copy in the log chat only where Telegram
does not let it be deleted. With the right to edit the messages of others their posts answer as ours
do; then only what a message shows tells, and where there is no log chat an editor's chat is used.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from telegram import ChatMemberAdministrator
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
_RIGHT_KNOWN = timedelta(seconds=30)  # for so long a right is believed to be as it was


class Looks:
    """Looks through *bot*; what messages show is seen where there is a *log_chat* (an address).

    It takes forwards no faster than a group of *rates*. *witnesses* are the chats of editors, for
    messages of which numbers cannot tell whose they are.
    """

    def __init__(
        self,
        bot: QuietBot,
        now: Callable[[], datetime],
        log_chat: str | None = None,
        rates: Rates = UNBOUND,
        witnesses: Sequence[str] = (),
    ) -> None:
        self._bot = bot
        self._now = now
        self._log_chat = log_chat
        self._pacer = Pacer(rates)
        self._kinds: dict[str, str] = {}
        self._witnesses = tuple(witnesses)
        self._editing: dict[str, tuple[datetime, bool]] = {}
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
            seen = self._seen(error)
        else:
            seen = Presence.OURS
        if seen is not Presence.OURS:
            return seen
        try:
            edits_others = await self._edits_others(destination.address)
        except TelegramError as error:
            return self._seen(error)
        return Presence.SOMEBODYS if edits_others else seen

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
        for witness in self._eyes(chat) if mark else ():
            shown = await self._shown(turn, message_id, witness)
            if isinstance(shown, Deferred):
                return shown
            if shown is not None:
                return bool(shown) and (shown.startswith(mark) or mark.startswith(shown))
        return None

    def _eyes(self, address: str) -> tuple[str, ...]:
        """Return the chats in which messages of the chat at *address* can be seen."""
        _, edits_others = self._editing.get(address, (None, False))
        log_chat = () if self._log_chat in (None, address) else (self._log_chat,)
        return (*log_chat, *(self._witnesses if edits_others else ()))

    async def _shown(self, turn: Turn, message_id: int, witness: str) -> str | Deferred | None:
        """Return by what the message is known, as it is seen in the chat *witness*."""
        await self._rest(witness)
        try:
            copy = await self._bot.forward_message(
                witness, turn.destination.address, message_id, disable_notification=True
            )
        except (BadRequest, Forbidden) as error:
            log.warning(
                "message %d of %s cannot be seen in the chat %s: %s",
                message_id,
                turn.destination.name,
                witness,
                told(error, self._bot.token),
            )
            return None
        except TelegramError as error:
            seen = self._seen(error)
            return seen if isinstance(seen, Deferred) else None
        with contextlib.suppress(TelegramError):
            await self._bot.delete_message(witness, copy.message_id)
        return mark_of(copy.text or copy.caption or "")

    async def _edits_others(self, address: str) -> bool:
        """Return whether the bot may edit what others post in a channel: rights change."""
        now = self._now()
        asked_at, edits = self._editing.get(address, (None, False))
        if asked_at is not None and asked_at <= now < asked_at + _RIGHT_KNOWN:
            return edits
        try:
            member = await self._bot.get_chat_member(address, self._bot_id)
        except (BadRequest, Forbidden, EndPointNotFound, TypeError):
            edits = False  # a server that does not tell
        else:
            edits = isinstance(member, ChatMemberAdministrator) and bool(member.can_edit_messages)
        self._editing[address] = now, edits
        return edits

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
