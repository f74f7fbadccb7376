"""/search: what the archive holds for some words. Plain words in a private chat come here too."""

from dataclasses import dataclass, replace
from datetime import datetime

from telegram import ForceReply

from barqiya.domain.query import Query, parse
from barqiya.errors import QueryError
from barqiya.search import Hit, Instead, Results
from barqiya.store import Transaction
from bot.commands.actions import How, TurnSearch
from bot.commands.base import Ask, Command
from bot.commands.keyboards import list_keyboard, nothing_keyboard
from bot.commands.paging import PER_PAGE, clamped, page_count
from bot.commands.query_notes import said_of
from bot.commands.replies import Reply, say
from bot.context import Resources, Search
from bot.locale import LANGUAGES, Locale, locale_for
from bot.messages import Listed, Message, listing, note
from bot.messages.pages import shortened
from bot.messages.rich import Run, Style

_LONGEST_ECHO = 64
_LONGEST_LABEL = 32  # of a button's words
_MOST_NOTES = 2


async def search(ask: Ask) -> None:
    """Send the first page of what is found, as an answer to the message that has the words."""
    if not ask.words:
        await _ask_back(ask)
        return
    await say(
        ask,
        await search_page(ask.resources, ask.locale, ask.words, TurnSearch(page=0)),
        quoting=True,
    )


async def search_page(resources: Resources, locale: Locale, words: str, turn: TurnSearch) -> Reply:
    """Return the page of what *words* find that *turn* asks for, or the last there is.

    Where they find nothing, what is nearest, with a button to all of it; or a kind word.
    """
    now = datetime.now(resources.publication.timezone)
    try:
        query = parse(words, now, required=True)
    except QueryError:
        return Reply(message=note(locale.direction, locale.text("search.unclear")))
    found = await resources.database.read(_load, resources.search, query, turn)
    if found.results.hits and not found.results.alike:
        return _found(found, resources, locale)
    if found.results.instead:
        return _nearest(found, found.results.instead, resources, locale)
    if found.results.hits:
        return _found(found, resources, locale)
    return Reply(message=_nothing(found, locale), keyboard=nothing_keyboard(locale))


def asks_back(text: str) -> bool:
    """Return whether *text* is our own question for words, in any language of ours."""
    return any(locale_for(language).text("search.ask") in text for language in LANGUAGES)


async def _ask_back(ask: Ask) -> None:
    """Ask for the words; the next message that answers has them."""
    locale = ask.locale
    answer = ForceReply(selective=True, input_field_placeholder=locale.text("search.placeholder"))
    message = note(locale.direction, locale.text("search.ask"))
    await say(ask, Reply(message=message, keyboard=answer), quoting=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """One page of an answer: to *typed*, by way of *query*, of which *turn* is a page."""

    typed: str
    query: Query
    turn: TurnSearch
    results: Results


def _load(tx: Transaction, find: Search, query: Query, turn: TurnSearch) -> _Found:
    typed = query.typed
    if turn.how is How.INSTEAD:
        asked = find(tx, query, 1, 0, exactly=False).instead
        # Something may be found by now, and then there is nothing in its stead.
        query = parse(asked.text, query.now, required=True) if asked and query.now else query
    results, page = _page(tx, find, query, turn)
    return _Found(typed=typed, query=query, turn=replace(turn, page=page), results=results)


def _page(tx: Transaction, find: Search, query: Query, turn: TurnSearch) -> tuple[Results, int]:
    exactly = turn.how is How.EXACT
    results = find(tx, query, PER_PAGE, turn.page * PER_PAGE, exactly=exactly)
    last = clamped(turn.page, results.total)
    if last < turn.page:  # there are fewer results than when the button was made
        results = find(tx, query, PER_PAGE, last * PER_PAGE, exactly=exactly)
    return results, last


def _found(found: _Found, resources: Resources, locale: Locale) -> Reply:
    results, turn = found.results, found.turn
    pages = page_count(results.total)
    asked = _echo(found.query.typed)
    heading = locale.plural("search.found", results.total, query=asked)
    message = listing(
        locale.text("search.nothing", query=asked) if results.alike else heading,
        [Listed(article=hit.article, snippet=_snippet(hit)) for hit in results.hits],
        resources.publication,
        locale,
        remarks=_remarks(found, locale, pages),
    )
    keyboard = list_keyboard(
        [hit.article for hit in results.hits],
        locale,
        turn.page,
        pages,
        lambda to: replace(turn, page=to),
        below=_other_ways(found, locale),
    )
    return Reply(message=message, keyboard=keyboard)


def _nearest(found: _Found, near: Instead, resources: Resources, locale: Locale) -> Reply:
    """Say that there is nothing, show the best of what is near, and offer all of that."""
    how = How.MENDED if found.turn.how is How.EXACT else How.INSTEAD
    text = _echo(near.text, _LONGEST_LABEL)
    label = locale.plural("search.found", near.total, query=text)
    message = listing(
        locale.text("search.nothing", query=_echo(found.typed)),
        [Listed(article=hit.article, snippet=_snippet(hit)) for hit in near.hits],
        resources.publication,
        locale,
        remarks=[*_read_as(found, locale), locale.text("search.nearest", query=_echo(near.text))],
    )
    keyboard = list_keyboard(
        [hit.article for hit in near.hits],
        locale,
        0,
        1,
        lambda to: replace(found.turn, page=to),
        below=[(locale.text("button.instead", found=label), TurnSearch(page=0, how=how))],
    )
    return Reply(message=message, keyboard=keyboard)


def _other_ways(found: _Found, locale: Locale) -> list[tuple[str, TurnSearch]]:
    """Return the buttons that take the words otherwise: as typed, or with their slips mended."""
    typed = _echo(found.typed, _LONGEST_LABEL)
    if found.turn.how is How.EXACT:
        return [(locale.text("button.mended"), TurnSearch(page=0))]
    if found.results.repairs and found.turn.how is How.MENDED:
        exact = TurnSearch(page=0, how=How.EXACT)
        return [(locale.text("button.exactly", query=typed), exact)]
    return []


def _remarks(found: _Found, locale: Locale, pages: int) -> list[str]:
    results = found.results
    remarks = _read_as(found, locale)
    if found.query.typed != found.typed:
        used = _echo(found.query.typed)
        remarks.append(locale.text("search.repaired", asked=_echo(found.typed), used=used))
    remarks += [
        locale.text("search.repaired", asked=_echo(repair.typed), used=_echo(repair.used))
        for repair in results.repairs
    ]
    if results.alike:
        remarks.append(locale.text("search.alike"))
    if pages > 1:
        remarks.append(locale.text("list.page", page=found.turn.page + 1, pages=pages))
    return remarks


def _read_as(found: _Found, locale: Locale) -> list[str]:
    """Return what is to be known of the answer: how the words were read, that more may come."""
    sentences = dict.fromkeys(said_of(locale, one) for one in found.query.notes)
    read = list(sentences)[:_MOST_NOTES]
    return [*read, locale.text("search.preparing")] if found.results.behind else read


def _nothing(found: _Found, locale: Locale) -> Message:
    return note(
        locale.direction,
        locale.text("search.nothing", query=_echo(found.typed)),
        *_read_as(found, locale),
        locale.text("search.advice"),
    )


def _snippet(hit: Hit) -> tuple[Run, ...]:
    found = frozenset({Style.BOLD})
    return tuple(
        Run(text=run.text, styles=found if run.marked else frozenset()) for run in hit.snippet
    )


def _echo(words: str, longest: int = _LONGEST_ECHO) -> str:
    """Return *words* on one line, short enough to be said back."""
    return shortened(" ".join(words.split()), longest)


SEARCH = Command(
    name="search",
    summary="command.search",
    words={"ar": ("بحث", "ابحث"), "en": ("search",)},
    handler=search,
    takes_words=True,
)
