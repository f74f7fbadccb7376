"""What editors do to an article from the chat: hold, let go, post, retract, resend, preview.

Owns how an article is named and what is answered; what an act means is
:mod:`barqiya.editorial`'s and :mod:`barqiya.outbox.acts`'. An article is named by the beginning of
its id, by its address, or by words: of several that fit, the editor chooses by a button.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from barqiya.domain.article import Article
from barqiya.domain.delivery import Delivery, DeliveryState, Destination
from barqiya.domain.query import parse
from barqiya.editorial import acts as articles_acts
from barqiya.errors import BarqiyaError, NotFoundError, QueryError, RefusedError
from barqiya.outbox import acts
from barqiya.store import Transaction, articles, deliveries, overview
from bot.commands.base import Ask, Command
from bot.commands.replies import Reply, say
from bot.editors.actions import Act, Verb, encoded, place_key
from bot.editors.refusing import refusal
from bot.messages import note
from bot.messages.article import title_of

_CHOICES = 5
_TITLE = 60
_AGAIN = (DeliveryState.HELD, DeliveryState.REJECTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """The article that an editor names, and the words that follow its name."""

    article: Article
    rest: str = ""


async def perform(ask: Ask, act: Act, reason: str = "") -> None:
    """Do *act*, and say what came of it; *reason* is the editor's, for the record."""
    try:
        answer = await _PERFORMED[act.verb](ask, act, reason)
    except RefusedError as error:
        answer = Reply(message=note(ask.locale.direction, refusal(error, ask.locale)))
    except NotFoundError:
        answer = Reply(message=note(ask.locale.direction, ask.locale.text("desk.no_article")))
    except BarqiyaError as error:
        # A trouble of the machine: an editor is told its cause as the operator is.
        answer = Reply(message=note(ask.locale.direction, f"⚠️ {error}"))
    if answer is not None:
        await say(ask, answer)


def _doing(verb: Verb) -> Callable[[Ask], Awaitable[None]]:
    async def handle(ask: Ask) -> None:
        if not ask.words.strip():
            await _hint(ask, verb)
            return
        found = await ask.resources.database.read(_named, ask)
        if isinstance(found, Meant):
            await perform(ask, Act(verb=verb, article_id=found.article.id), found.rest)
        else:
            await _choose(ask, verb, found)

    return handle


async def _hint(ask: Ask, verb: Verb) -> None:
    locale = ask.locale
    text = locale.text("desk.name_it", command=verb.name.lower())
    await say(ask, Reply(message=note(locale.direction, text)))


def _named(tx: Transaction, ask: Ask) -> Meant | list[Article]:
    """Return the article that the words name, or those that they may mean."""
    first, _, rest = ask.words.strip().partition(" ")
    try:
        return Meant(article=articles.find_by_prefix(tx, first), rest=rest.strip())
    except NotFoundError:
        pass
    try:
        query = parse(ask.words, datetime.now(ask.resources.publication.timezone), required=True)
    except QueryError:
        return []
    found = ask.resources.search(tx, query, _CHOICES, 0, exactly=False)
    return [hit.article for hit in found.hits]


async def _choose(ask: Ask, verb: Verb, found: list[Article]) -> None:
    locale = ask.locale
    if not found:
        await say(ask, Reply(message=note(locale.direction, locale.text("desk.no_article"))))
        return
    rows = [
        [_button(title_of(one, locale, _TITLE), Act(verb=verb, article_id=one.id))] for one in found
    ]
    message = note(locale.direction, locale.text(f"desk.which_{verb.name.lower()}"))
    await say(ask, Reply(message=message, keyboard=InlineKeyboardMarkup(rows)))


async def _hold(ask: Ask, act: Act, reason: str) -> Reply:
    why = reason or _by(ask)
    await ask.resources.database.write(acts.hold, act.article_id, why, _now())
    return await _done(ask, act, "desk.held", Verb.RELEASE)


async def _release(ask: Ask, act: Act, reason: str) -> Reply:
    del reason
    await ask.resources.database.write(acts.release, act.article_id, _now())
    ask.resources.wake()
    return await _done(ask, act, "desk.released", Verb.HOLD)


async def _retract(ask: Ask, act: Act, reason: str) -> Reply:
    def retract(tx: Transaction) -> None:
        article = articles.get(tx, act.article_id)
        articles_acts.retract(tx, article, reason or _by(ask), _now())

    await ask.resources.database.write(retract)
    return await _done(ask, act, "desk.retracted", Verb.BRING_BACK)


async def _bring_back(ask: Ask, act: Act, reason: str) -> Reply:
    del reason

    def bring_back(tx: Transaction) -> None:
        articles_acts.bring_back(tx, articles.get(tx, act.article_id), _now())

    await ask.resources.database.write(bring_back)
    return await _done(ask, act, "desk.brought_back")


async def _resend(ask: Ask, act: Act, reason: str) -> Reply:
    del reason

    def resend(tx: Transaction) -> list[Delivery]:
        newest = deliveries.newest_of(tx, [act.article_id])[act.article_id].values()
        stuck = [one for one in newest if one.state in _AGAIN]
        return [deliveries.retry(tx, one.id, _now()) for one in stuck]

    again = await ask.resources.database.write(resend)
    if not again:
        return await _done(ask, act, "desk.nothing_to_resend")
    ask.resources.wake()
    return await _done(ask, act, "desk.resent")


async def _post(ask: Ask, act: Act, reason: str) -> Reply | None:
    place = await _place_of(ask, act, reason)
    if place is None:
        return await _which_channel(ask, act)
    await ask.resources.database.write(acts.post_now, act.article_id, place.id, _now())
    ask.resources.wake()
    return await _done(ask, act, "desk.posted", channel=place.name)


async def _preview(ask: Ask, act: Act, reason: str) -> Reply | None:
    place = await _place_of(ask, act, reason)
    if place is None:
        return await _which_channel(ask, act)
    article = await ask.resources.database.read(articles.get, act.article_id)
    await ask.resources.show(ask.chat_id, place, article)
    locale = ask.locale
    again = Act(verb=Verb.POST, article_id=act.article_id, place=place_key(place.id))
    message = note(locale.direction, locale.text("desk.previewed", channel=place.name))
    rows = [[_button(locale.text("button.post_now", channel=place.name), again)]]
    return Reply(message=message, keyboard=InlineKeyboardMarkup(rows))


async def _place_of(ask: Ask, act: Act, words: str) -> Destination | None:
    """Return the channel meant: by button, by name, or the only one there is."""
    if words:
        return await ask.resources.database.read(overview.place_named, words)
    known = [one.place for one in await ask.resources.database.read(overview.standings)]
    if act.place is None:
        return known[0] if len(known) == 1 else None
    return next((place for place in known if place_key(place.id) == act.place), None)


async def _which_channel(ask: Ask, act: Act) -> Reply:
    locale = ask.locale
    known = [one.place for one in await ask.resources.database.read(overview.standings)]
    if not known:
        return Reply(message=note(locale.direction, locale.text("desk.no_channels")))
    rows = [
        [
            _button(
                place.name,
                Act(verb=act.verb, article_id=act.article_id, place=place_key(place.id)),
            )
        ]
        for place in known
    ]
    message = note(locale.direction, locale.text("desk.which_channel"))
    return Reply(message=message, keyboard=InlineKeyboardMarkup(rows))


async def _done(ask: Ask, act: Act, key: str, undo: Verb | None = None, **values: str) -> Reply:
    """Say what was done to which article, with a button that undoes it."""
    locale = ask.locale
    article = await ask.resources.database.read(articles.get, act.article_id)
    title = title_of(article, locale, _TITLE)
    message = note(locale.direction, locale.text(key, title=title, **values))
    if undo is None:
        return Reply(message=message)
    back = Act(verb=undo, article_id=act.article_id)
    label = locale.text(f"button.{undo.name.lower()}")
    return Reply(message=message, keyboard=InlineKeyboardMarkup([[_button(label, back)]]))


def _button(text: str, act: Act) -> InlineKeyboardButton:
    return InlineKeyboardButton(text, callback_data=encoded(act))


def _by(ask: Ask) -> str:
    return f"by editor {ask.person_id} in Telegram"


def _now() -> datetime:
    return datetime.now(UTC)


_PERFORMED: dict[Verb, Callable[[Ask, Act, str], Awaitable[Reply | None]]] = {
    Verb.HOLD: _hold,
    Verb.RELEASE: _release,
    Verb.RETRACT: _retract,
    Verb.BRING_BACK: _bring_back,
    Verb.RESEND: _resend,
    Verb.POST: _post,
    Verb.PREVIEW: _preview,
}


def _command(verb: Verb) -> Command:
    name = verb.name.lower()
    return Command(
        name=name,
        summary=f"command.{name}",
        words={},
        handler=_doing(verb),
        takes_words=True,
    )


HOLD = _command(Verb.HOLD)
RELEASE = _command(Verb.RELEASE)
POST = _command(Verb.POST)
RETRACT = _command(Verb.RETRACT)
RESEND = _command(Verb.RESEND)
PREVIEW = _command(Verb.PREVIEW)
