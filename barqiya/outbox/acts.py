"""An editor's word on posts: hold, let go, approve, post now. Owns what it does to the plan.

Each act is one transaction's; whoever calls it says afterwards that the relay is to look. Sends
nothing.
"""

from datetime import datetime

from barqiya.domain.article import ArticleId, Status
from barqiya.domain.delivery import Delivery, DeliveryKind, DeliveryState, Destination
from barqiya.domain.timetable import Appointment
from barqiya.errors import Refusal, RefusedError
from barqiya.outbox.planner import appointment_at
from barqiya.store import Transaction, articles, deliveries, destinations, holds, queue, waiting

_NOT_THERE = (
    DeliveryState.DUE,
    DeliveryState.AWAITING,
    DeliveryState.REJECTED,
    DeliveryState.SUPERSEDED,
    DeliveryState.DROPPED,
)


def hold(tx: Transaction, article_id: ArticleId, reason: str, now: datetime) -> int:
    """Have the article posted nowhere until it is let go; return how many posts that stops.

    What is sent, or on its way, is not called back. Raises
    :class:`~barqiya.errors.NotFoundError` where there is no such article.
    """
    articles.get(tx, article_id)
    holds.hold(tx, article_id, reason, now)
    due = [one for one in _posts(tx, article_id) if one.state is DeliveryState.DUE]
    for post in due:
        deliveries.stop(tx, post.id)
    return len(due)


def release(tx: Transaction, article_id: ArticleId, now: datetime) -> int:
    """Let an article that is on hold be posted; return how many posts are due by that.

    They go by the hours of their places, and where a place asks for approval they await it still.
    Raises :class:`~barqiya.errors.RefusedError` where the article is not on hold.
    """
    if not holds.release(tx, article_id):
        raise RefusedError(f"article {article_id} is not on hold", why=Refusal.NOT_ON_HOLD)
    awaiting = [one for one in _posts(tx, article_id) if one.state is DeliveryState.AWAITING]
    free = [one for one in awaiting if not one.destination.approval]
    for post in free:
        _let_go(tx, post, now)
    return len(free)


def approve(tx: Transaction, delivery_id: int, now: datetime) -> Delivery:
    """Let a post go that awaits an editor's word, by the hours of its place; return it.

    Raises :class:`~barqiya.errors.RefusedError` where it awaits none (any more): a correction
    takes the place of a post with one of another number.
    """
    post = deliveries.get(tx, delivery_id)
    if post.state is not DeliveryState.AWAITING:
        raise RefusedError(
            f"delivery {delivery_id} is {post.state}: it awaits no editor's word",
            why=Refusal.AWAITS_NO_WORD,
        )
    return _let_go(tx, post, now)


def post_now(tx: Transaction, article_id: ArticleId, place_id: str, now: datetime) -> Delivery:
    """Have an article posted at a place at once, whatever its query, its hours and holds say.

    Raises :class:`~barqiya.errors.NotFoundError` where there is no such article,
    :class:`~barqiya.errors.RefusedError` where it was withdrawn, where no such place takes posts,
    or where the post is there already or on its way.
    """
    article = articles.get(tx, article_id)
    if article.status is Status.RETRACTED:
        raise RefusedError(
            f"article {article_id} was withdrawn: it is not posted", why=Refusal.WITHDRAWN
        )
    place = _taking_part(tx, place_id)
    last = deliveries.newest_of(tx, [article_id])[article_id].get(place_id)
    if last is not None and last.kind is DeliveryKind.POST and last.state in _NOT_THERE:
        waiting.appoint(tx, last.id, Appointment(at=now, urgent=True))
        queue.expect(tx, [place_id], now)
        return deliveries.get(tx, last.id)
    if last is not None and not _was_deleted(last):
        raise RefusedError(
            f"the article is in {place.name} already, or on its way: delivery {last.id} is "
            f"{last.state}",
            why=Refusal.THERE_ALREADY,
            channel=place.name,
        )
    urgent = deliveries.Planned(place=place, due_at=now, urgent=True)
    deliveries.post(tx, [urgent], article_id, article.revision, now)
    return deliveries.newest_of(tx, [article_id])[article_id][place_id]


def _posts(tx: Transaction, article_id: ArticleId) -> list[Delivery]:
    newest = deliveries.newest_of(tx, [article_id])[article_id].values()
    return [one for one in newest if one.kind is DeliveryKind.POST]


def _let_go(tx: Transaction, post: Delivery, now: datetime) -> Delivery:
    when = appointment_at(tx, post.destination, now, urgent=post.urgent)
    waiting.appoint(tx, post.id, when)
    queue.expect(tx, [post.destination.id], when.at)
    return deliveries.get(tx, post.id)


def _taking_part(tx: Transaction, place_id: str) -> Destination:
    places = destinations.some(tx, [place_id])
    if not places:
        raise RefusedError(
            f"no channel has the id {place_id!r}", why=Refusal.NO_CHANNEL, channel=place_id
        )
    if not places[0].takes_part:
        raise RefusedError(
            f"{places[0].name} takes no posts: the settings do not name it any more, or the bot "
            "has no rights there",
            why=Refusal.TAKES_NO_POSTS,
            channel=places[0].name,
        )
    return places[0]


def _was_deleted(last: Delivery) -> bool:
    done = last.kind is DeliveryKind.RETRACT and last.state is DeliveryState.SENT
    return done and (last.receipt is None or not last.receipt.message_ids)
