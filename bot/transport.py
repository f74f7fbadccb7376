"""Delivers articles to Telegram: one call a delivery, and what came of it.

Owns the calls; what they say is :mod:`bot.messages`', what an error means :mod:`bot.outcomes`'.
Keeps no record: the outbox does.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
)
from telegram.constants import ChatType, ParseMode
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

from barqiya.domain.delivery import (
    Deferred,
    DeliveryKind,
    Destination,
    Outcome,
    Receipt,
    Refused,
    Sent,
    Turn,
)
from barqiya.domain.publication import Publication
from barqiya.errors import TransportError
from barqiya.outbox.transport import Presence, Seen, Shape
from bot.connection import connect, told
from bot.locale import locale_for
from bot.messages import STANDARD, Part, Post, PostStyle, channel_post, form_of
from bot.outcomes import is_bad_picture, is_other_form, outcome_of, wait_of

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


def _utc_now() -> datetime:
    return datetime.now(UTC)


class TelegramTransport:
    """A :class:`~barqiya.outbox.transport.Transport` over a Bot API server.

    *api_url* is without the trailing ``/bot``; *styles* say how the posts of a destination look, by
    its id, where not in the standard way. Close it when done.
    """

    def __init__(
        self,
        token: str,
        api_url: str,
        publication: Publication,
        now: Callable[[], datetime] = _utc_now,
        *,
        styles: Mapping[str, PostStyle] | None = None,
    ) -> None:
        self._bot = connect(token, api_url)
        self._publication = publication
        self._styles = dict(styles or {})
        self._now = now
        self._kinds: dict[str, str] = {}

    async def close(self) -> None:
        """Let go of the connections."""
        await self._bot.release()

    def shape(self, turn: Turn) -> Shape:
        """Return ``photo`` where the article has a picture Telegram can take, else ``text``."""
        return Shape(form=form_of(turn.articles[0], self._style(turn.destination)))

    async def send(self, turn: Turn) -> Outcome:
        """Post the article of *turn*, or edit the post of it, or retract it."""
        posting = turn.kind is DeliveryKind.POST
        locale = locale_for(turn.destination.language)
        style = self._style(turn.destination)
        render = partial(channel_post, turn.articles[0], self._publication, locale, style)
        try:
            if posting:
                post, plain = render(), render(form="text")
                return Sent(receipt=await self._post(turn.destination.address, post, plain))
            return await self._edit(turn, partial(render, corrected=True))
        except TelegramError as error:
            return outcome_of(error, turn, self._now(), told(error, self._bot.token))

    def _style(self, destination: Destination) -> PostStyle:
        return replace(self._styles.get(destination.id, STANDARD), album=False)

    def private(self, destination: Destination) -> bool:
        """Return whether the address is a person's: theirs alone are numbers above nought."""
        return destination.address.isdigit()

    async def recognise(self, turn: Turn, message_id: int) -> bool | Deferred | None:
        """Return ``None``: what a message shows cannot be seen."""
        del turn, message_id
        return None

    async def look(self, destination: Destination, message_id: int) -> Seen:
        """Return what lies under *message_id* of a channel, changing nothing.

        ``None`` for anything but a channel, and where Telegram's answer says nothing about the
        message: the channel is gone, say. In private chats and small groups messages are numbered
        across all chats of the bot; in a large group our answers to people lie between the posts.
        """
        try:
            if not await self._numbers_posts_alone(destination.address):
                return None
            await self._bot.stop_message_live_location(
                chat_id=destination.address, message_id=message_id
            )
        except TelegramError as error:
            return self._seen(error)
        return Presence.OURS

    async def _numbers_posts_alone(self, address: str) -> bool:
        """Return whether *address* is a channel. What a chat is never changes: it is asked once."""
        if not address.startswith("@") and int(address) > _LAST_CHANNEL:
            return False
        if address not in self._kinds:
            try:
                self._kinds[address] = (await self._bot.get_chat(address)).type
            except (BadRequest, Forbidden, EndPointNotFound, TypeError):
                # TypeError: the library insists on fields that an older server does not send.
                return True  # most are; and where the chat is gone, the look itself says so
        return self._kinds[address] == ChatType.CHANNEL

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
            return next((found for text, found in _LOOKS.items() if text in said), None)
        return Deferred(until=None, reason=why)

    async def _post(self, address: str, post: Post, plain: Post) -> Receipt:
        part = post.parts[0]
        if part.photos:
            try:
                return await self._post_photo(address, part)
            except BadRequest as error:
                if not is_bad_picture(error):
                    raise
                log.warning("%s: picture %s refused: %s", address, part.photos[0], error.message)
        part = plain.parts[0]
        sent = await self._bot.send_message(
            address,
            part.message.html,
            parse_mode=ParseMode.HTML,
            link_preview_options=_preview(part),
            reply_markup=_keyboard(part),
        )
        return Receipt(message_ids=(sent.message_id,), form="text")

    async def _post_photo(self, address: str, part: Part) -> Receipt:
        sent = await self._bot.send_photo(
            address,
            part.photos[0],
            caption=part.message.html,
            parse_mode=ParseMode.HTML,
            reply_markup=_keyboard(part),
        )
        return Receipt(message_ids=(sent.message_id,), form="photo")

    async def _edit(self, turn: Turn, render: Callable[..., Post]) -> Outcome:
        receipt, address = turn.delivery.receipt, turn.destination.address
        if receipt is None or not receipt.message_ids:
            return Refused(reason="nothing is known of the post that was to be edited")
        try:
            await self._edit_as(receipt, address, render(form=receipt.form))
        except BadRequest as error:
            if not is_other_form(error):
                raise
            # The answer to the post was lost, and with it that the picture had been refused.
            receipt = replace(receipt, form="text" if receipt.form == "photo" else "photo")
            await self._edit_as(receipt, address, render(form=receipt.form))
        return Sent(receipt=receipt)

    async def _edit_as(self, receipt: Receipt, address: str, post: Post) -> None:
        part = post.parts[0]
        if receipt.form == "photo":
            await self._bot.edit_message_caption(
                address,
                receipt.message_ids[0],
                caption=part.message.html,
                parse_mode=ParseMode.HTML,
                reply_markup=_keyboard(part),
            )
            return
        await self._bot.edit_message_text(
            part.message.html,
            address,
            receipt.message_ids[0],
            parse_mode=ParseMode.HTML,
            link_preview_options=_preview(part),
            reply_markup=_keyboard(part),
        )


def _preview(part: Part) -> LinkPreviewOptions:
    if part.preview.url is None:
        return LinkPreviewOptions(is_disabled=True)
    size = part.preview.size
    return LinkPreviewOptions(
        url=part.preview.url,
        prefer_large_media=True if size in ("large", "above") else None,
        prefer_small_media=True if size == "small" else None,
        show_above_text=True if size == "above" else None,
    )


def _keyboard(part: Part) -> InlineKeyboardMarkup | None:
    rows = [[InlineKeyboardButton(one.text, url=one.url) for one in row] for row in part.buttons]
    return InlineKeyboardMarkup(rows) if rows else None
