"""The calls that put, change and take away the messages of posts. Owns how, and the pictures' ids.

What they say is :mod:`bot.rendering`'s; the library's errors pass through, but those that another
form of the same call mends.
"""

import contextlib
import logging
from collections.abc import Sequence
from functools import lru_cache

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    LinkPreviewOptions,
    Message,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError

from bot.connection import QuietBot
from bot.file_ids import FileIds
from bot.messages.post import Button, LinkPreview, Part
from bot.outcomes import is_bad_picture, is_unchanged

log = logging.getLogger(__name__)

_KEPT = 256  # of the same post to many chats


class Calls:
    """Calls of *bot*; *pictures* are sent by the ids they were given, where there are any.

    *paid*: beyond Telegram's free limits (https://core.telegram.org/bots/api#sendmessage,
    allow_paid_broadcast).
    """

    def __init__(self, bot: QuietBot, pictures: FileIds | None = None, *, paid: bool) -> None:
        self._bot = bot
        self._pictures = pictures
        self._paid = paid or None

    async def put(self, address: str, part: Part) -> tuple[int, ...]:
        """Send *part*; return the ids of its messages."""
        if not part.photos:
            return (await self._put_text(address, part),)
        names = await self._names(part.photos)
        try:
            return await self._put_photos(address, part, names)
        except BadRequest as error:
            if not names or not is_bad_picture(error):
                raise
            # Surely not sent: a picture is no more known by its id, the address may do.
            await self._forget(names)
        return await self._put_photos(address, part, {})

    async def change(self, address: str, message_id: int, part: Part, *, captioned: bool) -> bool:
        """Change a message into *part*, its picture left as it is; return whether it is there.

        *captioned*: it is a picture's.
        """
        keyboard = _keyboard(part.buttons)
        try:
            if captioned:
                await self._bot.edit_message_caption(
                    address,
                    message_id,
                    caption=part.message.html,
                    parse_mode=ParseMode.HTML,
                    reply_markup=keyboard,
                )
            else:
                await self._bot.edit_message_text(
                    part.message.html,
                    address,
                    message_id,
                    parse_mode=ParseMode.HTML,
                    link_preview_options=_preview(part.preview),
                    reply_markup=keyboard,
                )
        except BadRequest as error:
            return _is_there(error)
        return True

    async def change_photo(
        self, address: str, message_id: int, photo: str, part: Part | None
    ) -> bool:
        """Give a message another picture, with the caption of *part*; return whether it is there.

        Where the new picture is refused, the old one stays and the caption alone is changed.
        """
        names = await self._names([photo])
        for name in (*names.values(), photo):
            try:
                changed = await self._bot.edit_message_media(
                    _media(name, part),
                    address,
                    message_id,
                    reply_markup=_keyboard(part.buttons) if part else None,
                )
            except BadRequest as error:
                if not is_bad_picture(error):
                    return _is_there(error)
                log.warning("%s: picture %s refused: %s", address, photo, error.message)
                await self._forget(names)
            else:
                if isinstance(changed, Message):
                    await self._keep({photo: changed})
                return True
        return part is None or await self.change(address, message_id, part, captioned=True)

    async def take_away(self, address: str, message_ids: Sequence[int]) -> None:
        """Delete messages; those that are gone already are no error."""
        if len(message_ids) > 1:
            await self._bot.delete_messages(address, message_ids)
            return
        try:
            await self._bot.delete_message(address, message_ids[0])
        except BadRequest as error:
            if "message to delete not found" not in error.message.lower():
                raise

    async def try_to_take_away(self, address: str, message_ids: Sequence[int]) -> None:
        """Delete messages that nobody needs, where that is allowed."""
        with contextlib.suppress(TelegramError):
            await self.take_away(address, message_ids)

    async def _put_text(self, address: str, part: Part) -> int:
        sent = await self._bot.send_message(
            address,
            part.message.html,
            parse_mode=ParseMode.HTML,
            link_preview_options=_preview(part.preview),
            reply_markup=_keyboard(part.buttons),
            allow_paid_broadcast=self._paid,
        )
        return sent.message_id

    async def _put_photos(self, address: str, part: Part, names: dict[str, str]) -> tuple[int, ...]:
        photos = [names.get(url, url) for url in part.photos]
        if len(photos) == 1:
            message = await self._bot.send_photo(
                address,
                photos[0],
                caption=part.message.html,
                parse_mode=ParseMode.HTML,
                reply_markup=_keyboard(part.buttons),
                allow_paid_broadcast=self._paid,
            )
            sent: Sequence[Message] = [message]
        else:
            album = [_media(name, None if index else part) for index, name in enumerate(photos)]
            sent = await self._bot.send_media_group(address, album, allow_paid_broadcast=self._paid)
        await self._keep(dict(zip(part.photos, sent, strict=False)))
        return tuple(message.message_id for message in sent)

    async def _names(self, photos: Sequence[str]) -> dict[str, str]:
        return {} if self._pictures is None else await self._pictures.of(photos)

    async def _forget(self, names: dict[str, str]) -> None:
        if self._pictures is not None and names:
            await self._pictures.forget(list(names))

    async def _keep(self, sent: dict[str, Message]) -> None:
        if self._pictures is None:
            return
        names = {url: one.photo[-1].file_id for url, one in sent.items() if one.photo}
        await self._pictures.keep(names)


def _is_there(error: BadRequest) -> bool:
    """Return whether a message that could not be changed is there; raise what is no such answer."""
    if is_unchanged(error):
        return True
    if "message to edit not found" in error.message.lower():
        return False
    raise error


def _media(name: str, part: Part | None) -> InputMediaPhoto:
    if part is None:
        return InputMediaPhoto(name)
    return InputMediaPhoto(name, caption=part.message.html, parse_mode=ParseMode.HTML)


@lru_cache(maxsize=_KEPT)
def _preview(preview: LinkPreview) -> LinkPreviewOptions:
    if preview.url is None:
        return LinkPreviewOptions(is_disabled=True)
    size = preview.size
    return LinkPreviewOptions(
        url=preview.url,
        prefer_large_media=True if size in ("large", "above") else None,
        prefer_small_media=True if size == "small" else None,
        show_above_text=True if size == "above" else None,
    )


@lru_cache(maxsize=_KEPT)
def _keyboard(buttons: tuple[tuple[Button, ...], ...]) -> InlineKeyboardMarkup | None:
    rows = [[InlineKeyboardButton(one.text, url=one.url) for one in row] for row in buttons]
    return InlineKeyboardMarkup(rows) if rows else None
