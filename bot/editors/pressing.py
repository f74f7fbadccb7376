"""What happens when an editor presses a button. Every press is answered, whatever comes of it."""

import contextlib
from datetime import UTC, datetime

from telegram import CallbackQuery
from telegram import Message as TelegramMessage
from telegram.error import BadRequest

from barqiya.domain.delivery import Delivery
from barqiya.errors import NotFoundError, RefusedError
from barqiya.outbox import acts
from barqiya.store import Transaction, deliveries
from bot.commands.base import Ask
from bot.editors.acting import perform
from bot.editors.actions import Act, Say, Word, decoded
from bot.editors.refusing import refusal

_LONGEST_ALERT = 200  # characters; core.telegram.org/bots/api#answercallbackquery


async def press_at_desk(query: CallbackQuery, ask: Ask) -> None:
    """Do what the button says, if it was pressed by an editor, and answer *query*."""
    word: str | None = None
    try:
        word = await _done(query, ask)
    finally:
        with contextlib.suppress(BadRequest):  # past its time nobody waits for the answer
            await query.answer(text=word and word[:_LONGEST_ALERT], show_alert=bool(word))


async def _done(query: CallbackQuery, ask: Ask) -> str | None:
    if ask.person_id not in ask.resources.editors:
        return ask.locale.text("desk.not_yours")
    match decoded(query.data or ""):
        case Act() as act:
            await perform(ask, act)
            return None
        case Say() as said:
            return await _said(query, ask, said)
    return ask.locale.text("list.old")


async def _said(query: CallbackQuery, ask: Ask, said: Say) -> str:
    """Record an editor's word on a delivery; the buttons that asked for it go."""
    try:
        await ask.resources.database.write(_take, said, datetime.now(UTC))
    except RefusedError as error:
        return refusal(error, ask.locale)
    except NotFoundError:
        return ask.locale.text("list.old")
    ask.resources.wake()
    if isinstance(query.message, TelegramMessage):
        with contextlib.suppress(BadRequest):  # pressed twice, or deleted meanwhile
            await query.edit_message_reply_markup(None)
    return ask.locale.text(f"desk.said_{said.word.name.lower()}")


def _take(tx: Transaction, said: Say, now: datetime) -> Delivery:
    match said.word:
        case Word.APPROVE:
            return acts.approve(tx, said.delivery_id, now)
        case Word.DROP:
            return deliveries.drop(tx, said.delivery_id, now)
        case Word.RETRY:
            return deliveries.retry(tx, said.delivery_id, now)
