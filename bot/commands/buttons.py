"""What happens when a button is pressed. Every press is answered, whatever comes of it."""

import contextlib
from collections.abc import Iterable

from telegram import CallbackQuery
from telegram import Message as TelegramMessage
from telegram.error import BadRequest

from bot.commands.actions import (
    Action,
    Nothing,
    Open,
    RunCommand,
    TurnArticle,
    TurnLatest,
    TurnSearch,
    decoded,
)
from bot.commands.base import Ask, Command
from bot.commands.latest import latest_page
from bot.commands.reading import article_page
from bot.commands.replies import Reply, change, say
from bot.commands.search import SEARCH, search_page
from bot.commands.words import asked_for

# What Telegram says of a message that was deleted meanwhile, or is not ours to change any more.
_OUT_OF_REACH = ("message to edit not found", "message can't be edited", "message_id_invalid")
_LONGEST_ALERT = 200  # characters; core.telegram.org/bots/api#answercallbackquery


async def press(query: CallbackQuery, ask: Ask, commands: Iterable[Command]) -> None:
    """Do what the button says and answer *query*; a kind word where it cannot be done."""
    word: str | None = None
    try:
        word = await _done(query, ask, commands)
    finally:
        # Past its time a press cannot be answered any more; nobody waits for it then.
        with contextlib.suppress(BadRequest):
            await query.answer(text=word and word[:_LONGEST_ALERT], show_alert=bool(word))


async def _done(query: CallbackQuery, ask: Ask, commands: Iterable[Command]) -> str | None:
    """Do it; return what the person is to be told where it could not be done."""
    match decoded(query.data or ""):
        case Nothing():
            return None
        case RunCommand(name=name):
            return await _run(name, ask, commands)
        case Open(article_id=article_id):
            first = TurnArticle(article_id=article_id, page=0)
            opened = await article_page(ask.resources, ask.locale, first)
            if opened is None:
                return ask.locale.text("article.gone")
            await say(ask, opened)
            return None
        case None:
            return ask.locale.text("list.old")
        case TurnArticle() | TurnLatest() | TurnSearch() as turn:
            return await _turned(query, ask, turn)


async def _run(name: str, ask: Ask, commands: Iterable[Command]) -> str | None:
    for command in commands:
        if command.name == name:
            await command.handler(ask)
            return None
    return ask.locale.text("list.old")


async def _turned(query: CallbackQuery, ask: Ask, turn: Action) -> str | None:
    message = query.message
    if not isinstance(message, TelegramMessage):
        return ask.locale.text("list.old")
    reply = await _page(message, ask, turn)
    if isinstance(reply, str):
        return reply
    try:
        await change(ask.bot, message.chat.id, message.message_id, reply)
    except BadRequest as error:
        if not any(said in error.message.lower() for said in _OUT_OF_REACH):
            raise
        return ask.locale.text("list.old")
    return None


async def _page(message: TelegramMessage, ask: Ask, turn: Action) -> Reply | str:
    match turn:
        case TurnArticle():
            found = await article_page(ask.resources, ask.locale, turn)
            return found or ask.locale.text("article.gone")
        case TurnSearch():
            replied = message.reply_to_message
            words = asked_for(replied.text, SEARCH) if replied and replied.text else ""
            if not words:
                return ask.locale.text("search.words_gone")
            return await search_page(ask.resources, ask.locale, words, turn)
        case TurnLatest(page=page):
            return await latest_page(ask.resources, ask.locale, page)
    return ask.locale.text("list.old")
