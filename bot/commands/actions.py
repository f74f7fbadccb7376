"""What a button does, as the at most 64 bytes that Telegram keeps with it. Pure.

Nothing is remembered between messages: a button says all it needs, so it works after a restart.
The words of a search do not fit; they are read from the message that the list replies to.
"""

import base64
import binascii
import re
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from barqiya.domain.article import ArticleId

_PAGE = re.compile(r"[0-9]{1,6}")
_NAME = re.compile(r"[a-z]{1,32}")


class How(StrEnum):
    """How the words of a search are taken; the value is that of its buttons."""

    MENDED = "s"  # words that no article holds become those that were meant
    EXACT = "x"  # as they were typed
    INSTEAD = "w"  # where nothing was found, as the nearest that finds something


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """Open an article in a message of its own."""

    article_id: ArticleId


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnArticle:
    """Turn the article in this message to *page*, counted from 0.

    *before* is the article that stood in the message before it, and can be gone back to.
    """

    article_id: ArticleId
    page: int
    before: ArticleId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnLatest:
    """Turn the list of the latest in this message to *page*."""

    page: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnSearch:
    """Turn the list of results in this message to *page*; *how* says of which search."""

    page: int
    how: How = How.MENDED


@dataclass(frozen=True, slots=True, kw_only=True)
class RunCommand:
    """Do what the command *name* does."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Nothing:
    """The button only says where one is."""


Action = Open | TurnArticle | TurnLatest | TurnSearch | RunCommand | Nothing


def encoded(action: Action) -> str:
    """Return *action* as callback data: at most 64 bytes of ASCII."""
    match action:
        case Open(article_id=article):
            return f"a:{_packed(article)}"
        case TurnArticle(article_id=article, page=page, before=before):
            return f"o:{_packed(article)}:{page}" + (f":{_packed(before)}" if before else "")
        case TurnLatest(page=page):
            return f"l:{page}"
        case TurnSearch(page=page, how=how):
            return f"{how}:{page}"
        case RunCommand(name=name):
            return f"c:{name}"
        case Nothing():
            return "n"


def decoded(data: str) -> Action | None:  # noqa: PLR0911  # one return for each kind of button
    """Return the action that *data* stands for, ``None`` where it stands for none of ours."""
    match data.split(":"):
        case ["a", packed] if (article := _unpacked(packed)) is not None:
            return Open(article_id=article)
        case ["o", packed, page] if (article := _unpacked(packed)) is not None and _is_page(page):
            return TurnArticle(article_id=article, page=int(page))
        case ["o", one, page, other] if _is_page(page) and (both := _both(one, other)):
            return TurnArticle(article_id=both[0], page=int(page), before=both[1])
        case ["l", page] if _is_page(page):
            return TurnLatest(page=int(page))
        case ["s" | "x" | "w" as how, page] if _is_page(page):
            return TurnSearch(page=int(page), how=How(how))
        case ["c", name] if _NAME.fullmatch(name):
            return RunCommand(name=name)
        case ["n"]:
            return Nothing()
    return None


def _packed(article: ArticleId) -> str:
    return base64.urlsafe_b64encode(article.bytes).decode().rstrip("=")


def _unpacked(packed: str) -> ArticleId | None:
    try:
        return ArticleId(UUID(bytes=base64.urlsafe_b64decode(f"{packed}==")))
    except (ValueError, binascii.Error):
        return None


def _both(one: str, other: str) -> tuple[ArticleId, ArticleId] | None:
    first, second = _unpacked(one), _unpacked(other)
    return None if first is None or second is None else (first, second)


def _is_page(text: str) -> bool:
    return _PAGE.fullmatch(text) is not None
