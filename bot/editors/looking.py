"""What editors look at: /status, /queue and /audit. Changes nothing."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from barqiya.domain.article import Article, ArticleId
from barqiya.domain.delivery import Delivery, DeliveryState
from barqiya.editorial.audit import Gap, audit
from barqiya.errors import NotFoundError
from barqiya.store import Transaction, articles, deliveries, overview
from barqiya.store.overview import Standing
from bot.commands.base import Ask, Command
from bot.commands.replies import Reply, say
from bot.locale import Locale
from bot.messages import note
from bot.messages.article import title_of
from bot.messages.pages import shortened
from bot.messages.rich import Run, bold

_LISTED = 12  # lines that one message of a phone can bear
_AUDITED = 50
_LOOKED_AT = 500
_TITLE = 70
_REASON = 120
_SHORT_ID = 8
_WAITING = (
    DeliveryState.HELD,
    DeliveryState.REJECTED,
    DeliveryState.UNCERTAIN,
    DeliveryState.AWAITING,
    DeliveryState.CLAIMED,
    DeliveryState.DUE,
)


async def status(ask: Ask) -> None:
    """Tell of every channel how it stands."""
    locale, zone = ask.locale, ask.resources.publication.timezone
    found = await ask.resources.database.read(overview.standings)
    lines = [_standing(one, locale, zone) for one in found]
    await _tell(ask, "desk.status", lines or [locale.text("desk.no_channels")])


async def queue(ask: Ask) -> None:
    """Tell what waits, in one channel or in all: what needs a person first, then what is next."""
    locale, zone = ask.locale, ask.resources.publication.timezone
    try:
        waiting, known = await ask.resources.database.read(_waiting, ask.words)
    except NotFoundError:
        await _tell(ask, "desk.queue", [locale.text("desk.no_such_channel")])
        return
    lines = [_waits(one, known[one.article_id], locale, zone) for one in waiting[:_LISTED]]
    if len(waiting) > _LISTED:
        lines.append(locale.plural("desk.more", len(waiting) - _LISTED))
    await _tell(ask, "desk.queue", lines or [locale.text("desk.nothing_waits")])


async def look_over(ask: Ask) -> None:
    """Tell what is in the feed and not in a channel, and why."""
    locale, now = ask.locale, datetime.now(ask.resources.publication.timezone)
    try:
        found = await ask.resources.database.read(_audited, ask.words, now)
    except NotFoundError:
        await _tell(ask, "desk.audit", [locale.text("desk.no_such_channel")])
        return
    lines = [_gap(one, locale) for one in found[:_LISTED]]
    if len(found) > _LISTED:
        lines.append(locale.plural("desk.more", len(found) - _LISTED))
    await _tell(ask, "desk.audit", lines or [locale.text("desk.no_gap")])


async def _tell(ask: Ask, heading: str, lines: Sequence[str | Run]) -> None:
    message = note(ask.locale.direction, bold(ask.locale.text(heading)), *lines)
    await say(ask, Reply(message=message))


def _waiting(tx: Transaction, channel: str) -> tuple[list[Delivery], dict[ArticleId, Article]]:
    found = deliveries.listing(
        tx, states=_WAITING, destination_id=_place_id(tx, channel), limit=_LOOKED_AT
    )
    found.sort(key=lambda one: (_WAITING.index(one.state), one.due_at, one.id))
    ids = list({one.article_id for one in found})
    return found, {article.id: article for article in articles.get_many(tx, ids)}


def _audited(tx: Transaction, channel: str, now: datetime) -> list[Gap]:
    return audit(tx, now, limit=_AUDITED, place_id=_place_id(tx, channel))


def _place_id(tx: Transaction, channel: str) -> str | None:
    return overview.place_named(tx, channel).id if channel.strip() else None


def _standing(one: Standing, locale: Locale, zone: ZoneInfo) -> str:
    if one.gone is not None:
        why = shortened(one.gone, _REASON)
        return locale.text("desk.lost", channel=one.place.name, reason=why)
    parts = [
        locale.plural(f"desk.count_{state}", one.counts[state])
        for state in _WAITING
        if one.counts.get(state)
    ]
    if one.sent_at is not None:
        parts.append(locale.text("desk.sent_at", when=locale.moment(one.sent_at, zone)))
    if one.due_at is not None:
        parts.append(locale.text("desk.due_at", when=locale.moment(one.due_at, zone)))
    told = locale.text("list.separator").join(parts) or locale.text("desk.idle")
    return locale.text("desk.channel", channel=one.place.name, told=told)


def _waits(one: Delivery, article: Article, locale: Locale, zone: ZoneInfo) -> str:
    values: dict[str, Any] = {
        "channel": one.destination.name,
        "title": title_of(article, locale, _TITLE),
        "id": article.id.hex[:_SHORT_ID],
        "number": one.id,
        "when": locale.moment(one.due_at, zone),
        "reason": shortened(one.reason or "", _REASON),
    }
    return locale.text(f"desk.waits_{one.state}", **values)


def _gap(gap: Gap, locale: Locale) -> str:
    return locale.text(
        "desk.gap",
        channel=gap.place.name,
        title=title_of(gap.article, locale, _TITLE),
        id=gap.article.id.hex[:_SHORT_ID],
        cause=locale.text(f"desk.cause_{gap.cause.name.lower()}"),
    )


STATUS = Command(name="status", summary="command.status", words={}, handler=status)
QUEUE = Command(name="queue", summary="command.queue", words={}, handler=queue, takes_words=True)
AUDIT = Command(
    name="audit", summary="command.audit", words={}, handler=look_over, takes_words=True
)
