"""/search: what the archive holds for some words. Plain words in a private chat come here too."""

from datetime import datetime

from telegram import ForceReply

from barqiya.domain.query import Query, parse
from barqiya.errors import QueryError
from barqiya.search import Hit, Results
from barqiya.store import Transaction
from bot.commands.actions import TurnSearch
from bot.commands.base import Ask, Command
from bot.commands.keyboards import list_keyboard
from bot.commands.paging import PER_PAGE, clamped, page_count
from bot.commands.query_notes import said_of
from bot.commands.replies import Reply, say
from bot.context import Resources, Search
from bot.locale import LANGUAGES, Locale, locale_for
from bot.messages import Listed, Message, listing, note
from bot.messages.pages import shortened
from bot.messages.rich import Run, Style

_LONGEST_ECHO = 64
_MOST_NOTES = 2


async def search(ask: Ask) -> None:
    """Send the first page of what is found, as an answer to the message that has the words."""
    if not ask.words:
        await _ask_back(ask)
        return
    await say(ask, await search_page(ask.resources, ask.locale, ask.words, 0), quoting=True)


async def search_page(resources: Resources, locale: Locale, words: str, page: int) -> Reply:
    """Return page *page*, counted from 0, of what *words* find; a kind word where it is nothing."""
    try:
        query = parse(words, datetime.now(resources.publication.timezone), required=True)
    except QueryError:
        return Reply(message=note(locale.direction, locale.text("search.unclear")))
    page, results = await resources.database.read(_load, resources.search, query, page)
    if not results.hits:
        return Reply(message=_nothing(locale, words, _read_as(query, locale)))
    pages = page_count(results.total)
    message = listing(
        locale.plural("search.found", results.total, query=_echo(words)),
        [Listed(article=hit.article, snippet=_snippet(hit)) for hit in results.hits],
        resources.publication,
        locale,
        remarks=[*_read_as(query, locale), *_remarks(results, locale, page, pages)],
    )
    found = [hit.article for hit in results.hits]
    keyboard = list_keyboard(found, locale, page, pages, lambda to: TurnSearch(page=to))
    return Reply(message=message, keyboard=keyboard)


def asks_back(text: str) -> bool:
    """Return whether *text* is our own question for words, in any language of ours."""
    return any(locale_for(language).text("search.ask") in text for language in LANGUAGES)


async def _ask_back(ask: Ask) -> None:
    """Ask for the words; the next message that answers has them."""
    locale = ask.locale
    answer = ForceReply(selective=True, input_field_placeholder=locale.text("search.placeholder"))
    message = note(locale.direction, locale.text("search.ask"))
    await say(ask, Reply(message=message, keyboard=answer), quoting=True)


def _load(tx: Transaction, find: Search, query: Query, page: int) -> tuple[int, Results]:
    results = find(tx, query, PER_PAGE, page * PER_PAGE)
    last = clamped(page, results.total)
    if last < page:  # there are fewer results than when the button was made
        results = find(tx, query, PER_PAGE, last * PER_PAGE)
    return last, results


def _remarks(results: Results, locale: Locale, page: int, pages: int) -> list[str]:
    remarks = [
        locale.text("search.repaired", asked=_echo(repair.typed), used=_echo(repair.used))
        for repair in results.repairs
    ]
    if pages > 1:
        remarks.append(locale.text("list.page", page=page + 1, pages=pages))
    return remarks


def _read_as(query: Query, locale: Locale) -> list[str]:
    return [said_of(locale, one) for one in query.notes[:_MOST_NOTES]]


def _nothing(locale: Locale, words: str, read_as: list[str]) -> Message:
    return note(
        locale.direction,
        locale.text("search.nothing", query=_echo(words)),
        *read_as,
        locale.text("search.advice"),
    )


def _snippet(hit: Hit) -> tuple[Run, ...]:
    found = frozenset({Style.BOLD})
    return tuple(
        Run(text=run.text, styles=found if run.marked else frozenset()) for run in hit.snippet
    )


def _echo(words: str) -> str:
    """Return *words* on one line, short enough to be said back."""
    return shortened(" ".join(words.split()), _LONGEST_ECHO)


SEARCH = Command(
    name="search",
    summary="command.search",
    words={"ar": ("بحث", "ابحث"), "en": ("search",)},
    handler=search,
    takes_words=True,
)
