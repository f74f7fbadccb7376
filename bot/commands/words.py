"""Plain words that do what a command does, in any spelling. Pure."""

import re
from collections.abc import Iterable

from barqiya.domain.folding import fold
from bot.commands.base import Command

_COMMAND = re.compile(r"/\w+(?:@\w+)?(?:\s+|\Z)")


def meant(text: str, commands: Iterable[Command]) -> tuple[Command, str] | None:
    """Return the command that *text* stands for and the words that follow it, if it does."""
    first, _, rest = text.strip().partition(" ")
    for command in commands:
        known = {fold(word) for words in command.words.values() for word in words}
        if fold(text).strip(" .!؟?") in known:
            return command, ""
        if command.takes_words and fold(first).strip(":،") in known and rest.strip():
            return command, rest.strip()
    return None


def asked_for(text: str, command: Command) -> str:
    """Return what a message that asked for *command* asks for: «/search قمر» and «قمر» alike."""
    bare = _COMMAND.sub("", text.strip(), count=1) if text.startswith("/") else text.strip()
    found = None if text.startswith("/") else meant(bare, [command])
    return bare.strip() if found is None else found[1]
