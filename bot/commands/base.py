"""What a command is, and what it is asked with. Owns the types; does nothing itself."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from telegram.ext import ExtBot

from bot.context import Resources
from bot.locale import Locale


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Somebody asks for something in a chat.

    *words* are what follows the command, as typed. *message_id* is the message that asks, ``None``
    where a button does. *private* is false in groups. *person_id* is who asks, where known.
    """

    bot: ExtBot[None]
    resources: Resources
    locale: Locale
    chat_id: int
    words: str = ""
    message_id: int | None = None
    private: bool = True
    person_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command of the bot.

    *summary* is the key of a message in the catalogues. *words* do the same as the command when
    they are all that is written to the bot in private, by language. Where *takes_words*, more may
    follow them, and that is what is asked for.
    """

    name: str
    summary: str
    words: Mapping[str, tuple[str, ...]]
    handler: Callable[[Ask], Awaitable[None]]
    takes_words: bool = False
