"""What the handlers may reach: the store, the search and the publication. Owns no state."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from telegram.ext import Application, CallbackContext

from barqiya.domain.article import Article
from barqiya.domain.delivery import Destination
from barqiya.domain.publication import Publication
from barqiya.domain.query import Query
from barqiya.search import Results, SeeAlso
from barqiya.store import Database, Transaction
from bot.connection import QuietBot


class Search(Protocol):
    """What of the store a query finds, best first; *exactly* as typed, or its slips mended."""

    def __call__(
        self, tx: Transaction, query: Query, limit: int, offset: int, *, exactly: bool
    ) -> Results:
        """Return the page of *limit* articles from *offset*."""


#: ``related(tx, article)``: what to read beside an article, the likest first.
Related = Callable[[Transaction, Article], Sequence[SeeAlso]]


#: ``show(chat_id, place, article)``: send to a chat the very post that *place* would get.
Show = Callable[[int, Destination, Article], Awaitable[None]]


async def _show_nothing(chat_id: int, place: Destination, article: Article) -> None:
    del chat_id, place, article


def _wake_nobody() -> None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resources:
    """Made by the composition root, handed to every handler.

    *editors* are the Telegram ids of those who may more than read; *show* and *wake* (the relay)
    are for what they do.
    """

    database: Database
    publication: Publication
    search: Search
    related: Related
    editors: frozenset[int] = frozenset()
    show: Show = _show_nothing
    wake: Callable[[], None] = _wake_nobody


_KEY = "resources"


class Context(CallbackContext[QuietBot, dict[Any, Any], dict[Any, Any], dict[Any, Any]]):
    """The library's context, with typed access to :class:`Resources`."""

    @property
    def resources(self) -> Resources:
        """What the handlers may reach."""
        resources: Resources = self.bot_data[_KEY]
        return resources


#: The library's application as we build it: a bot that hides its token, no job queue.
ChatBot = Application[QuietBot, Context, dict[Any, Any], dict[Any, Any], dict[Any, Any], None]


def equip(application: ChatBot, resources: Resources) -> None:
    """Give every handler of *application* its *resources*."""
    application.bot_data[_KEY] = resources


def resources_of(application: ChatBot) -> Resources:
    """Return what the handlers of *application* may reach."""
    resources: Resources = application.bot_data[_KEY]
    return resources
