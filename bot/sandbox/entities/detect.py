"""Entities that Telegram finds by itself: @mentions, /commands, #hashtags, $cashtags, links.

Bank cards and phone numbers, which the Bot API also reports at times, are not looked for.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from bot.sandbox.entities.arrange import without_overlaps
from bot.sandbox.entities.kinds import Entity, utf16_length
from bot.sandbox.entities.urls import find_urls

_MENTION: Final = re.compile(r"@([a-zA-Z0-9_]+)")
_COMMAND: Final = re.compile(r"/([a-zA-Z0-9_]+)(@[a-zA-Z0-9_]*)?")
_CASHTAG: Final = re.compile(r"\$(1INCH|[A-Z]{1,8})(?:@([a-zA-Z0-9_]{3,32}))?")
_AT_NAME: Final = re.compile(r"@[a-zA-Z0-9_]{3,32}")
_SHORT_MENTIONS: Final = frozenset({"gif", "nft", "pic", "ufc", "vid"})
_MENTION_MIN, _MENTION_MAX = 4, 32
_COMMAND_MAX: Final = 64
_COMMAND_NAME_MIN: Final = 3
_HASHTAG_MAX: Final = 256

_Ranges = Iterator[tuple[str, int, int]]
"""(entity type, begin, end) in code points."""


def find_entities(text: str) -> list[Entity]:
    """All entities found in a text, none overlapping, in order."""
    found = [
        *_mentions(text),
        *_commands(text),
        *_hashtags(text),
        *_cashtags(text),
        *find_urls(text),
    ]
    units = _Units(text)
    return without_overlaps(
        [
            Entity(type=kind, offset=units[begin], length=units[end] - units[begin])
            for kind, begin, end in found
        ]
    )


class _Units:
    """UTF-16 offset of every position of a text."""

    def __init__(self, text: str) -> None:
        self._offsets = [0]
        for character in text:
            self._offsets.append(self._offsets[-1] + utf16_length(character))

    def __getitem__(self, position: int) -> int:
        return self._offsets[position]


def is_letter(character: str) -> bool:
    """Tell whether this is a letter of any script; vowel marks are none."""
    return unicodedata.category(character).startswith("L")


def is_word(character: str) -> bool:
    """Tell whether this is a letter, a digit of any script, or an underscore; '' is none."""
    return character == "_" or (
        character != "" and unicodedata.category(character) in _WORD_CATEGORIES
    )


_WORD_CATEGORIES: Final = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Nd", "Nl", "No"})


def is_hashtag_letter(character: str) -> bool:
    """Tell whether this may stand in a hashtag: letters, digits, underscore, ZWNJ, middle dot."""
    if character in ("_", "\u200c", "\u00b7") or "\u0d80" <= character <= "\u0dff":
        return character != ""
    return character != "" and (is_letter(character) or unicodedata.category(character) == "Nd")


def _mentions(text: str) -> _Ranges:
    for found in _MENTION.finditer(text):
        name = found[1]
        fits = _MENTION_MIN <= len(name) <= _MENTION_MAX or name.lower() in _SHORT_MENTIONS
        around = (text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1])
        if fits and not any(map(is_word, around)):
            yield "mention", found.start(), found.end()


def _commands(text: str) -> _Ranges:
    for found in _COMMAND.finditer(text):
        before = text[found.start() - 1 : found.start()]
        after = text[found.end() : found.end() + 1]
        name = found[2]
        if name is not None and not _COMMAND_NAME_MIN <= len(name) - 1 <= _MENTION_MAX:
            continue
        edges_are_free = not any(
            is_word(edge) or edge in ("/", "<", ">") for edge in (before, after)
        )
        if len(found[1]) <= _COMMAND_MAX and edges_are_free:
            yield "bot_command", found.start(), found.end()


def _hashtags(text: str) -> _Ranges:
    position = text.find("#")
    while position != -1:
        end, found = _hashtag(text, position)
        if found:
            yield "hashtag", position, found
        position = text.find("#", max(end, position + 1))


def _hashtag(text: str, begin: int) -> tuple[int, int]:
    """Where the run after `#` ends, and where the tag ends (0 if it is none)."""
    if begin and is_hashtag_letter(text[begin - 1]):
        return begin + 1, 0
    stop = begin + 1
    while stop < len(text) and is_hashtag_letter(text[stop]):
        stop += 1
    size = stop - begin - 1
    end = stop if size < _HASHTAG_MAX else begin + 1 + _HASHTAG_MAX
    if not size:
        return stop, 0
    name = _AT_NAME.match(text, stop) if end == stop else None
    if name:
        stop = end = name.end()
    letters = text[begin + 1 : begin + 1 + _HASHTAG_MAX]
    tag = letters[: min(size, _HASHTAG_MAX)]
    if text[stop : stop + 1] == "#" or not any(map(is_letter, tag)):
        return stop, 0
    return stop, end


def _cashtags(text: str) -> _Ranges:
    for found in _CASHTAG.finditer(text):
        around = (text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1])
        if not any(edge == "$" or is_hashtag_letter(edge) for edge in around):
            yield "cashtag", found.start(), found.end()
