"""Text and its entities by Telegram's rules: markup, cleaning, nesting, automatic links.

Pure: no state, no clock, no network. The rules are those of TDLib, the library that the
Bot API server is built on; tests hold each step to TDLib itself.
"""

from bot.sandbox.entities.clean import NON_EMPTY, clean, formatted
from bot.sandbox.entities.detect import find_entities
from bot.sandbox.entities.kinds import Entity, EntityError, utf16_length
from bot.sandbox.entities.markup import parse_html

__all__ = [
    "NON_EMPTY",
    "Entity",
    "EntityError",
    "clean",
    "find_entities",
    "formatted",
    "parse_html",
    "utf16_length",
]
