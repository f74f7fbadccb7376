"""What Telegram makes of incoming text before it stores it.

Bidirectional embeddings and line separators go, control characters become spaces, runs of
direction marks are defused, outer space is trimmed; entities move along. Isolates and
single direction marks stay.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.sandbox.entities.arrange import arranged, merged, shifted
from bot.sandbox.entities.detect import find_entities
from bot.sandbox.entities.kinds import Entity, EntityError, in_order, utf16_length

_REMOVED: Final = re.compile("[\r\u2028-\u202e\u0333\u033f\u030a]")
_CONTROL: Final = re.compile("[\0-\t\v-\x1f]")
_MARK_BEFORE_MARK: Final = re.compile("[\u200e\u200f](?=[\u200e\u200f])")
_BLANK: Final = " \n"
_INVISIBLE: Final = re.compile(
    "[ \n\t\r\v\0\u1680\u180e\u2000-\u200f\u202e\u202f\u205f\u2800\u3000\ufffc\ufeff\u00a0"
    "\U000e0000-\U000e007f]*"
)
_LONGEST_OFFSET: Final = 1_000_000
NON_EMPTY: Final = "Text must be non-empty"


def clean(text: str) -> str:
    """Text of buttons, names and the like: cleaned, not trimmed."""
    return _MARK_BEFORE_MARK.sub("\u200c", _CONTROL.sub(" ", _REMOVED.sub("", text)))


def formatted(
    text: str, entities: Sequence[Entity], *, may_be_empty: bool
) -> tuple[str, list[Entity]]:
    """Return the text and all its entities as stored: cleaned, trimmed, nested, links found.

    Raises EntityError in Telegram's words.
    """
    cleaned, kept = _clean_with(text, entities)
    kept = arranged(_positive(kept))
    cleaned, kept = _trim(cleaned, kept)
    if not cleaned or _INVISIBLE.fullmatch(cleaned):
        if not may_be_empty:
            raise EntityError(NON_EMPTY)
        return "", []
    return cleaned, merged(kept, find_entities(cleaned))


def _positive(entities: Sequence[Entity]) -> list[Entity]:
    return [entity for entity in entities if entity.length > 0]


def _clean_with(text: str, entities: Sequence[Entity]) -> tuple[str, list[Entity]]:
    for entity in entities:
        if not 0 <= entity.offset <= _LONGEST_OFFSET:
            raise EntityError(f"Receive an entity with incorrect offset {entity.offset}")
        if not 0 <= entity.length <= _LONGEST_OFFSET:
            raise EntityError(f"Receive an entity with incorrect length {entity.length}")
    ordered = arranged(_positive(entities))
    if ordered:
        _check_edges(text, ordered)
    removed = [utf16_length(text[: found.start()]) for found in _REMOVED.finditer(text)]
    moved = []
    for entity in ordered:
        before = bisect_left(removed, entity.offset)
        inside = bisect_left(removed, entity.end) - before
        moved.append(replace(shifted(entity, before), length=entity.length - inside))
    return clean(text), moved


def _check_edges(text: str, entities: Sequence[Entity]) -> None:
    """Refuse entities that end outside of the text or inside a surrogate pair."""
    bytes_at = {0: 0}
    units = size = 0
    for character in text:
        units += utf16_length(character)
        size += len(character.encode())
        bytes_at[units] = size
    halves = [
        *((one.end, one, "end") for one in reversed(entities)),
        *((one.offset, one, "begin") for one in entities),
    ]
    inside = [half for half in halves if half[0] < units and half[0] not in bytes_at]
    for place, entity, edge in sorted(inside, key=lambda half: half[0]):
        where = f"a middle of a UTF-16 symbol at byte offset {bytes_at[place + 1]}"
        if edge == "end":
            raise EntityError(f"Entity beginning at UTF-16 offset {entity.offset} ends in {where}")
        raise EntityError(f"Entity begins in {where}")
    _check_end(entities, units)


def _check_end(entities: Sequence[Entity], units: int) -> None:
    for entity in entities:
        if entity.offset > units:
            raise EntityError(
                f"Entity begins after the end of the text at UTF-16 offset {entity.offset}"
            )
    for entity in reversed(entities):
        if entity.end > units:
            raise EntityError(
                f"Entity beginning at UTF-16 offset {entity.offset} ends after the end of the "
                f"text at UTF-16 offset {entity.end}"
            )


def _trim(text: str, entities: Sequence[Entity]) -> tuple[str, list[Entity]]:
    text = text.rstrip(_BLANK)
    length = utf16_length(text)
    kept = in_order(
        replace(entity, length=min(entity.end, length) - entity.offset)
        for entity in entities
        if entity.offset < length
    )
    # Blanks that open an entity stay, as Telegram lets them.
    room = kept[0].offset if kept else len(text)
    lead = 0
    while lead < room and text[lead] in _BLANK:
        lead += 1
    return text[lead:], [shifted(entity, lead) for entity in kept]
