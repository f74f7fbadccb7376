"""What people can ask of the bot in a chat: one file a command.

A new command is one file with its :class:`~bot.commands.base.Command` and one entry in
:data:`COMMANDS`; Telegram's menu, ``/help`` and the words that do the same follow from it.
"""

from bot.commands.base import Command
from bot.commands.help import HELP
from bot.commands.latest import LATEST
from bot.commands.search import SEARCH
from bot.commands.start import START

COMMANDS: tuple[Command, ...] = (START, LATEST, SEARCH, HELP)

__all__ = ["COMMANDS", "Command"]
