"""What an editor's button does, as the at most 64 bytes that Telegram keeps with it. Pure."""

import base64
import binascii
import re
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2s
from uuid import UUID

from barqiya.domain.article import ArticleId

_NUMBER = re.compile(r"[0-9]{1,18}")
_PLACE = re.compile(r"[0-9a-f]{12}")
#: With these letters the callback data of editors' buttons begin.
PREFIX = "e:"


class Verb(StrEnum):
    """What is done to an article; the value is that of its buttons."""

    HOLD = "h"
    RELEASE = "l"
    RETRACT = "x"
    BRING_BACK = "b"
    RESEND = "s"
    POST = "p"
    PREVIEW = "v"


class Word(StrEnum):
    """What an editor says of one delivery."""

    APPROVE = "y"
    DROP = "n"
    RETRY = "r"


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Do *verb* to an article; *place* is :func:`place_key` of a channel, where one is meant."""

    verb: Verb
    article_id: ArticleId
    place: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """Say *word* of a delivery."""

    word: Word
    delivery_id: int


def place_key(place_id: str) -> str:
    """Return a short name for a channel: 12 hex digits."""
    return blake2s(place_id.encode(), digest_size=6).hexdigest()


def encoded(action: Act | Say) -> str:
    """Return *action* as callback data: at most 64 bytes of ASCII."""
    if isinstance(action, Say):
        return f"{PREFIX}{action.word}:{action.delivery_id}"
    article = base64.urlsafe_b64encode(action.article_id.bytes).decode().rstrip("=")
    return f"{PREFIX}{action.verb}:{article}" + (f":{action.place}" if action.place else "")


def decoded(data: str) -> Act | Say | None:
    """Return the action that *data* stands for, ``None`` where it stands for none of ours."""
    match data.removeprefix(PREFIX).split(":"):
        case [word, number] if word in set(Word) and _NUMBER.fullmatch(number):
            return Say(word=Word(word), delivery_id=int(number))
        case [verb, packed, *place] if verb in set(Verb) and len(place) <= 1:
            article, key = _unpacked(packed), "".join(place)
            if article is None or (key and not _PLACE.fullmatch(key)):
                return None
            return Act(verb=Verb(verb), article_id=article, place=key or None)
    return None


def _unpacked(packed: str) -> ArticleId | None:
    try:
        return ArticleId(UUID(bytes=base64.urlsafe_b64decode(f"{packed}==")))
    except (ValueError, binascii.Error):
        return None
