"""Tells editors what stands in the way, each thing once. Owns the messages; decides nothing.

A message that does not arrive is sent again at the next look: twice is better than never here. They
follow one another at the pace of a person's chat, however many things go wrong at once. An
editor who has not started the bot, or has blocked it, is passed over until they do.
"""

import asyncio
import logging
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, Forbidden, TelegramError

from barqiya.editorial import notices
from barqiya.editorial.notices import Matter, Notice
from bot.commands.base import Ask
from bot.commands.replies import Reply, say
from bot.connection import QuietBot, told
from bot.context import Resources
from bot.editors.actions import Say, Word, encoded
from bot.locale import Locale, locale_for
from bot.messages import Message, note
from bot.messages.article import title_of
from bot.messages.pages import shortened
from bot.messages.rich import bold

log = logging.getLogger(__name__)

_TITLE = 120
_REASON = 300
_WORDS = {
    Matter.LOST: (),
    Matter.REGAINED: (),
    Matter.AWAITING: (Word.APPROVE, Word.DROP),
    Matter.HELD: (Word.RETRY, Word.DROP),
    Matter.REJECTED: (Word.RETRY, Word.DROP),
}


class Teller:
    """Tells every editor of *resources*, through *bot*, what they were not told of yet.

    *apart* is how far from each other the messages to one of them are.
    """

    def __init__(self, bot: QuietBot, resources: Resources, apart: timedelta) -> None:
        self._bot = bot
        self._resources = resources
        self._apart = apart.total_seconds()
        self._deaf: set[int] = set()
        self._late = False

    async def tell(self) -> None:
        """Tell what there is to tell; call it now and again."""
        database, editors = self._resources.database, sorted(self._resources.editors)
        await database.write(notices.settle, editors)
        for editor in editors:
            try:
                for notice in await database.read(notices.untold, editor):
                    await self._tell_of(editor, notice)
                    await database.write(notices.tell, editor, notice, datetime.now(UTC))
                    self._deaf.discard(editor)
            except (Forbidden, BadRequest) as error:
                self._take_note(editor, error)
            except TelegramError as error:
                level = logging.DEBUG if self._late else logging.WARNING
                log.log(level, "editors are told later: %s", told(error, self._bot.token))
                self._late = True
                return
            else:
                self._late = False

    async def _tell_of(self, editor: int, notice: Notice) -> None:
        locale = locale_for(self._resources.publication.language)
        if notice.matter is Matter.AWAITING and notice.article is not None:
            await self._resources.show(editor, notice.place, notice.article)
            await asyncio.sleep(self._apart)
        ask = Ask(
            bot=self._bot,
            resources=self._resources,
            locale=locale,
            chat_id=editor,
            person_id=editor,
        )
        await say(ask, Reply(message=_message(notice, locale), keyboard=_keyboard(notice, locale)))
        await asyncio.sleep(self._apart)

    def _take_note(self, editor: int, error: TelegramError) -> None:
        """Log once that an editor cannot be reached: they are tried again and again."""
        if editor not in self._deaf:
            why = told(error, self._bot.token)
            log.warning("editor %d takes no messages; they must start the bot: %s", editor, why)
        self._deaf.add(editor)


def _message(notice: Notice, locale: Locale) -> Message:
    heading = locale.text(f"notice.{notice.matter}", channel=notice.place.name)
    title = title_of(notice.article, locale, _TITLE) if notice.article else ""
    reason = shortened(notice.reason, _REASON)
    lines = (title, reason, locale.text(f"notice.{notice.matter}_mend"))
    return note(locale.direction, bold(heading), *filter(None, lines))


def _keyboard(notice: Notice, locale: Locale) -> InlineKeyboardMarkup | None:
    if notice.delivery is None:
        return None
    row = [_button(word, notice.delivery.id, locale) for word in _laid(notice, locale)]
    return InlineKeyboardMarkup([row])


def _laid(notice: Notice, locale: Locale) -> Iterable[Word]:
    """Return the words in the order in which Telegram lays buttons out: from the left."""
    words = _WORDS[notice.matter]
    return reversed(words) if locale.direction == "rtl" else words


def _button(word: Word, delivery_id: int, locale: Locale) -> InlineKeyboardButton:
    data = encoded(Say(word=word, delivery_id=delivery_id))
    return InlineKeyboardButton(locale.text(f"button.{word.name.lower()}"), callback_data=data)
