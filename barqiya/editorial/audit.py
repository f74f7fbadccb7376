"""Which articles are in the feed and not in a channel, and why; which stand there and should not.

Owns the comparison; changes nothing. The ledger says what was done, the journal what was to be
told, the channel's query what it asks for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from barqiya.domain.article import Article, ArticleId, Status
from barqiya.domain.delivery import Delivery, DeliveryKind, DeliveryState, Destination
from barqiya.domain.query import Query, parse
from barqiya.search.matcher import matches
from barqiya.store import Transaction, articles, deliveries, journal, overview

_PLANNER = "planner"  # the cursor of barqiya.outbox.planner


class Cause(StrEnum):
    """Why a channel does not hold what the feed holds."""

    QUIET = "quiet"
    """It was taken in with an archive, and not announced."""
    UNPLANNED = "unplanned"
    """The planner has not come to it yet."""
    EARLIER = "earlier"
    """It was announced before the channel was there, or read otherwise then."""
    WAITING = "waiting"
    """It is due, or will be."""
    UNDER_WAY = "under way"
    """It is being sent, or it is being found out whether it was."""
    AWAITING = "awaiting"
    """It waits for an editor's word."""
    HELD = "held"
    """Only a person can say whether it was sent."""
    REJECTED = "rejected"
    """Telegram did not take it."""
    DROPPED = "dropped"
    """A person gave it up, or it was wanted no more."""
    OUTDATED = "outdated"
    """It stands there, but not yet as it reads now."""
    STANDS = "stands"
    """It stands there though it is retracted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One article that *place* lacks, or has otherwise than it should, and the *cause*.

    *delivery* is the newest of this article there, where there is one.
    """

    place: Destination
    article: Article
    cause: Cause
    delivery: Delivery | None = None


_CAUSES = {
    DeliveryState.AWAITING: Cause.AWAITING,
    DeliveryState.DUE: Cause.WAITING,
    DeliveryState.CLAIMED: Cause.UNDER_WAY,
    DeliveryState.UNCERTAIN: Cause.UNDER_WAY,
    DeliveryState.HELD: Cause.HELD,
    DeliveryState.REJECTED: Cause.REJECTED,
    DeliveryState.SUPERSEDED: Cause.DROPPED,
    DeliveryState.DROPPED: Cause.DROPPED,
}


def audit(tx: Transaction, now: datetime, *, limit: int, place_id: str | None = None) -> list[Gap]:
    """Return what the channels lack of the *limit* newest articles, newest first, by channel.

    *now* is aware, in the zone whose days queries mean. Only of the channel *place_id*, if given.
    """
    newest = [*articles.latest(tx, Query(), limit=limit), *_standing(tx, limit)]
    ids = [article.id for article in newest]
    told = set(journal.announcements(tx, ids))
    behind = {
        change.article_id
        for change in journal.changes_after(tx, journal.cursor(tx, _PLANNER) or 0, limit)
    }
    last = deliveries.newest_of(tx, ids)
    return [
        gap
        for place in (standing.place for standing in overview.standings(tx))
        if place_id in (None, place.id)
        for gap in _gaps_of(place, newest, last, _Told(announced=told, behind=behind), now)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """Of which articles those who follow were told, and which the planner has still before it."""

    announced: set[ArticleId]
    behind: set[ArticleId]


def _standing(tx: Transaction, limit: int) -> list[Article]:
    """Return the articles retracted last: their posts may still stand."""
    return articles.retracted(tx, limit=limit)


def _gaps_of(
    place: Destination,
    newest: Sequence[Article],
    last: Mapping[ArticleId, Mapping[str, Delivery]],
    told: _Told,
    now: datetime,
) -> list[Gap]:
    query = parse(place.query, now)
    found = []
    for article in newest:
        delivery = last.get(article.id, {}).get(place.id)
        cause = _cause(article, delivery, query, told)
        if cause is not None:
            found.append(Gap(place=place, article=article, cause=cause, delivery=delivery))
    return found


def _cause(article: Article, delivery: Delivery | None, query: Query, told: _Told) -> Cause | None:
    if article.status is Status.RETRACTED:
        return _cause_of_retracted(article, delivery)
    if delivery is not None:
        return _cause_of_published(article, delivery)
    if not matches(query, article):
        return None
    if article.id in told.behind:
        return Cause.UNPLANNED
    return Cause.EARLIER if article.id in told.announced else Cause.QUIET


def _cause_of_published(article: Article, delivery: Delivery) -> Cause | None:
    if delivery.kind is not DeliveryKind.POST and delivery.state is not DeliveryState.SENT:
        return Cause.OUTDATED
    if delivery.state is DeliveryState.SENT:
        return Cause.OUTDATED if delivery.revision < article.revision else None
    return _CAUSES[delivery.state]


def _cause_of_retracted(article: Article, delivery: Delivery | None) -> Cause | None:
    if delivery is None or (
        delivery.kind is DeliveryKind.POST and delivery.state is not DeliveryState.SENT
    ):
        return None
    settled = delivery.state is DeliveryState.SENT and delivery.revision >= article.revision
    return None if settled else Cause.STANDS
