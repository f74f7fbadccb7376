"""What editors are to be told of: a channel that is lost, a post that waits for their word.

Owns what is worth a message; each is told once, and anew where it is mended and happens again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import blake2s

from barqiya.domain.article import Article, ArticleId
from barqiya.domain.delivery import Delivery, DeliveryKind, DeliveryState, Destination
from barqiya.store import Transaction, articles, deliveries, notices, overview

_MOST = 50  # deliveries of one kind in one go; the rest follows when these are dealt with


class Matter(StrEnum):
    """What a notice is about."""

    LOST = "lost"
    """A channel takes nothing from us any more."""
    REGAINED = "regained"
    """A channel of which that was told takes posts again."""
    AWAITING = "awaiting"
    """A post waits for approval."""
    HELD = "held"
    """Only a person can say whether a post was sent."""
    REJECTED = "rejected"
    """Telegram did not take a post, or an edit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something to tell editors. *subject* is the same for as long as it is the same thing.

    A lost channel has a *reason* and no delivery, one regained neither; everything else has
    *delivery* and *article*.
    """

    matter: Matter
    subject: str
    place: Destination
    reason: str = ""
    delivery: Delivery | None = None
    article: Article | None = None


_MATTERS = {
    DeliveryState.AWAITING: Matter.AWAITING,
    DeliveryState.HELD: Matter.HELD,
    DeliveryState.REJECTED: Matter.REJECTED,
}


def pending(tx: Transaction) -> list[Notice]:
    """Return what stands now and is worth a message, lost channels first."""
    lost = [
        Notice(matter=Matter.LOST, subject=_lost(one.place), place=one.place, reason=one.gone)
        for one in overview.standings(tx)
        if one.gone is not None
    ]
    gone = {one.place.id for one in lost}
    waiting = deliveries.listing(tx, states=tuple(_MATTERS), limit=_MOST)[::-1]
    # In a lost channel the channel is what is to be mended, not each post.
    told = [one for one in waiting if _is_worth_telling(one, gone)]
    found = {one.id: one for one in articles.get_many(tx, [each.article_id for each in told])}
    return lost + [_of(one, found) for one in told]


def untold(tx: Transaction, editor: int) -> list[Notice]:
    """Return what *editor* (a Telegram user id) was not told of yet: what is well again, first."""
    known = notices.told(tx, editor)
    well = [one for one in _well(tx) if one.subject in known]
    return well + [one for one in pending(tx) if one.subject not in known]


def settle(tx: Transaction, editors: Sequence[int]) -> None:
    """Forget what is over, so that it is told anew should it happen again."""
    standing = {one.subject for one in (*pending(tx), *_well(tx))}
    known = {subject for editor in editors for subject in notices.told(tx, editor)}
    notices.forget(tx, known - standing)


def tell(tx: Transaction, editor: int, notice: Notice, now: datetime) -> None:
    """Record that *editor* was told of *notice*."""
    if notice.matter is Matter.REGAINED:
        notices.forget(tx, [notice.subject], editor)
        return
    notices.tell(tx, editor, notice.subject, now)


def _well(tx: Transaction) -> list[Notice]:
    """Return of every place that takes posts that it does, under the subject of its loss."""
    return [
        Notice(matter=Matter.REGAINED, subject=_lost(one.place), place=one.place)
        for one in overview.standings(tx)
        if one.gone is None
    ]


def _lost(place: Destination) -> str:
    return _subject("lost", f"{place.id} {place.address}")


def _is_worth_telling(delivery: Delivery, lost: set[str]) -> bool:
    if delivery.destination.id in lost:
        return False
    # A post stopped by a hold waits for the editor who stopped it, and needs no reminder.
    awaits = delivery.state is DeliveryState.AWAITING
    return not awaits or delivery.destination.approval or delivery.kind is not DeliveryKind.POST


def _of(delivery: Delivery, found: dict[ArticleId, Article]) -> Notice:
    matter = _MATTERS[delivery.state]
    return Notice(
        matter=matter,
        subject=f"{matter} {delivery.id} {delivery.revision} {delivery.attempts}",
        place=delivery.destination,
        reason=delivery.reason or "",
        delivery=delivery,
        article=found[delivery.article_id],
    )


def _subject(matter: str, of: str) -> str:
    return f"{matter} {blake2s(of.encode(), digest_size=16).hexdigest()}"
