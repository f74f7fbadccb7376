"""The editors' half of the chat: what only those named in the settings may see and do.

A new command is one entry in :data:`EDITOR_COMMANDS`; Telegram's menu for editors follows from it.
"""

from bot.commands.base import Command
from bot.editors.acting import HOLD, POST, PREVIEW, RELEASE, RESEND, RETRACT
from bot.editors.looking import AUDIT, QUEUE, STATUS

EDITOR_COMMANDS: tuple[Command, ...] = (
    STATUS,
    QUEUE,
    AUDIT,
    PREVIEW,
    POST,
    HOLD,
    RELEASE,
    RETRACT,
    RESEND,
)

__all__ = ["EDITOR_COMMANDS"]
