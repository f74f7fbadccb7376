"""The entity type, its kinds and the classes of kinds that nesting rules speak of."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

SPLITTABLE: Final = ("bold", "italic", "underline", "strikethrough", "spoiler")
"""Styles: these may overlap anything, and are cut where they do. The order is that of cutting."""

QUOTES: Final = frozenset({"blockquote", "expandable_blockquote"})
VERBATIM: Final = frozenset({"pre", "code", "date_time"})
"""Nothing stands inside these, and these stand inside nothing but a quote."""

CONTINUOUS: Final = frozenset(
    {
        "mention",
        "hashtag",
        "cashtag",
        "bot_command",
        "url",
        "email",
        "text_link",
        "text_mention",
        "custom_emoji",
    }
)
USER_MADE: Final = frozenset(
    {*SPLITTABLE, *QUOTES, *VERBATIM, "text_link", "text_mention", "custom_emoji"}
)
"""What a sender may ask for; everything else is found in the text by Telegram."""

_PRIORITY: Final = {
    "blockquote": 0,
    "expandable_blockquote": 0,
    "pre": 11,
    "code": 20,
    "date_time": 30,
    "text_link": 49,
    "text_mention": 49,
    "bold": 90,
    "italic": 91,
    "underline": 92,
    "strikethrough": 93,
    "spoiler": 94,
    "custom_emoji": 99,
}
_FOUND_PRIORITY: Final = 50
_PRE_WITH_LANGUAGE: Final = 10
_BASIC_PLANE_END: Final = 0xFFFF


class EntityError(ValueError):
    """Telegram refuses this text; the message is Telegram's own, without its prefix."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """One run of text with a meaning. Offsets and lengths count UTF-16 units.

    `type` is the Bot API's name. `argument` is the link of a text_link, the language of a
    pre, the user id of a text_mention, the emoji's id, or the format of a date_time;
    `date` is the unix time of a date_time.
    """

    type: str
    offset: int
    length: int
    argument: str = ""
    date: int = 0

    @property
    def end(self) -> int:
        """The offset just after the last unit."""
        return self.offset + self.length


def order(entity: Entity) -> tuple[int, int, int]:
    """Sort key: earlier first, then longer, then the outer kind."""
    if entity.type == "pre" and entity.argument:
        return entity.offset, -entity.length, _PRE_WITH_LANGUAGE
    return entity.offset, -entity.length, _PRIORITY.get(entity.type, _FOUND_PRIORITY)


def in_order(entities: Iterable[Entity]) -> list[Entity]:
    """Return the entities sorted as Telegram sorts them."""
    return sorted(entities, key=order)


def utf16_length(text: str) -> int:
    """How many UTF-16 units the text takes: two for characters beyond the basic plane."""
    return len(text) + sum(ord(character) > _BASIC_PLANE_END for character in text)
