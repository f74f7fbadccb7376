"""Builds the chat half of the bot. Owns which updates go to which handler, and the bot's menu.

What commands do is :mod:`bot.commands`', how it is kept going :mod:`bot.listening`'s. Never sees
settings; never logs the token.
"""

import contextlib
import logging
from collections.abc import Callable, Coroutine, Iterable
from typing import Any

from telegram import BotCommand, BotCommandScopeChat, Message, Update
from telegram.constants import ChatType
from telegram.error import BadRequest, Forbidden, TelegramError
from telegram.ext import (
    ApplicationBuilder,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot.commands import COMMANDS, Command
from bot.commands.base import Ask
from bot.commands.buttons import press
from bot.commands.replies import Reply, say
from bot.commands.search import SEARCH, asks_back
from bot.commands.words import meant
from bot.connection import QuietBot, connect, told, traced
from bot.context import ChatBot, Context, Resources, equip, resources_of
from bot.editors import EDITOR_COMMANDS
from bot.editors.actions import PREFIX
from bot.editors.pressing import press_at_desk
from bot.locale import ELSEWHERE, LANGUAGES, Locale, locale_for, reader_locale
from bot.messages import note
from bot.standing import Standing

log = logging.getLogger(__name__)

_AT_ONCE = 16  # updates; beyond some thirty calls in flight httpcore spends its time on its pool


def build(token: str, api_url: str, resources: Resources) -> ChatBot:
    """Return the bot, not started. *api_url* is a Bot API server, without the trailing ``/bot``."""
    application = (
        ApplicationBuilder()
        .bot(connect(token, api_url))
        .context_types(ContextTypes(context=Context))
        .concurrent_updates(_AT_ONCE)
        .job_queue(None)  # what is due lies in the store; barqiya.schedule wakes
        .build()
    )
    equip(application, resources)
    new = filters.UpdateType.MESSAGE
    for command in COMMANDS:
        application.add_handler(CommandHandler(command.name, _handling(command), filters=new))
    editors = filters.User(user_id=sorted(resources.editors))
    for command in EDITOR_COMMANDS if resources.editors else ():
        handler = CommandHandler(command.name, _handling(command), filters=new & editors)
        application.add_handler(handler)
    private, words = new & filters.ChatType.PRIVATE, filters.TEXT & ~filters.COMMAND
    application.add_handler(MessageHandler(private & filters.COMMAND, _unknown_command))
    application.add_handler(MessageHandler(private & words, _plain_words))
    application.add_handler(MessageHandler(private & ~filters.StatusUpdate.ALL, _no_words))
    application.add_handler(MessageHandler(new & filters.REPLY & words, _answer_in_group))
    application.add_handler(CallbackQueryHandler(_pressed_at_desk, pattern=f"^{PREFIX}"))
    application.add_handler(CallbackQueryHandler(_pressed))
    standing = Standing()
    ours = ChatMemberHandler(standing.changed, ChatMemberHandler.MY_CHAT_MEMBER)
    application.add_handler(ours)
    application.add_handler(TypeHandler(Update, standing.heard), group=-1)
    application.add_error_handler(_failed)
    return application


async def introduce(application: ChatBot, bot: QuietBot) -> None:
    """Set the menu of commands and the descriptions; idempotent, and not worth failing for."""
    name = resources_of(application).publication.title
    try:
        for language in LANGUAGES:
            locale = locale_for(language)
            # What is set for no language is what everybody gets for whom nothing else is set.
            code = None if language == ELSEWHERE else language
            await bot.set_my_commands(_menu(locale), language_code=code)
            await bot.set_my_description(
                locale.text("bot.description", publication=name)[:512],
                language_code=code,
            )
            await bot.set_my_short_description(
                locale.text("bot.short", publication=name)[:120], language_code=code
            )
        await _introduce_to_editors(bot, resources_of(application).editors)
    except TelegramError as error:
        log.warning("the bot's menu could not be set: %s", told(error, bot.token))


async def _introduce_to_editors(bot: QuietBot, editors: Iterable[int]) -> None:
    """Set the longer menu of editors; of one who never wrote to the bot, Telegram knows no chat."""
    for editor in sorted(editors):
        for language in LANGUAGES:
            with contextlib.suppress(BadRequest, Forbidden):
                await bot.set_my_commands(
                    _menu(locale_for(language), (*COMMANDS, *EDITOR_COMMANDS)),
                    scope=BotCommandScopeChat(editor),
                    language_code=None if language == ELSEWHERE else language,
                )


def _menu(locale: Locale, commands: Iterable[Command] = COMMANDS) -> list[BotCommand]:
    return [BotCommand(command.name, locale.text(command.summary)) for command in commands]


def _handling(command: Command) -> Callable[[Update, Context], Coroutine[Any, Any, None]]:
    async def handle(update: Update, context: Context) -> None:
        text = (update.effective_message and update.effective_message.text) or ""
        words = text.split(maxsplit=1)[1:]
        await command.handler(_ask(update, context, "".join(words).strip()))

    return handle


async def _plain_words(update: Update, context: Context) -> None:
    """In private: a word that stands for a command, else something to look for."""
    text = (update.effective_message and update.effective_message.text) or ""
    command, words = meant(text, COMMANDS) or (SEARCH, text.strip())
    await command.handler(_ask(update, context, words))


async def _answer_in_group(update: Update, context: Context) -> None:
    """In groups plain words are not for us, unless they answer our question what to look for."""
    message = update.effective_message
    replied = message.reply_to_message if message else None
    ours = replied and replied.from_user and replied.from_user.id == context.bot.id
    if message and replied and ours and asks_back(replied.text or ""):
        await SEARCH.handler(_ask(update, context, (message.text or "").strip()))


async def _unknown_command(update: Update, context: Context) -> None:
    await _note(update, context, "unknown_command")


async def _no_words(update: Update, context: Context) -> None:
    await _note(update, context, "only_words")


async def _pressed(update: Update, context: Context) -> None:
    if update.callback_query is not None:
        await press(update.callback_query, _ask(update, context), COMMANDS)


async def _pressed_at_desk(update: Update, context: Context) -> None:
    if update.callback_query is not None:
        await press_at_desk(update.callback_query, _ask(update, context))


async def _failed(update: object, context: Context) -> None:
    """Tell the operator what broke, and the reader that it was not their fault."""
    error, token = context.error, context.bot.token
    if error is None:
        return
    if isinstance(error, Forbidden):
        log.info("a reader does not take messages any more: %s", told(error, token))
        return
    if isinstance(error, TelegramError):
        log.warning("a reply failed: %s", told(error, token))
    else:
        log.error("a reply failed: %s", traced(error, token))
    if isinstance(update, Update) and update.effective_chat is not None:
        with contextlib.suppress(TelegramError):
            await _note(update, context, "sorry")


async def _note(update: Update, context: Context, key: str) -> None:
    ask = _ask(update, context)
    await say(ask, Reply(message=note(ask.locale.direction, ask.locale.text(key))))


def _ask(update: Update, context: Context, words: str = "") -> Ask:
    chat, user = update.effective_chat, update.effective_user
    if chat is None:
        raise ValueError(f"update {update.update_id} has no chat to answer in")
    resources = context.resources
    asking: Message | None = update.message
    return Ask(
        bot=context.bot,
        resources=resources,
        locale=reader_locale(user.language_code if user else None, resources.publication.language),
        chat_id=chat.id,
        words=words,
        message_id=asking.message_id if asking else None,
        private=chat.type == ChatType.PRIVATE,
        person_id=user.id if user else None,
    )
