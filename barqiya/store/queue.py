"""The queue of what is due: where its front is, and what stands first at each place.

Owns ``destinations.next_at`` and the questions that keep it true: it is never later than the first
moment at which there is something to do at that place, and null where there is nothing. So the next
turns are found by an index, whatever waits behind them. Chooses nothing and sends nothing.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    ScalarSelect,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    null,
    select,
    update,
)

from barqiya.domain.article import Status
from barqiya.domain.delivery import DeliveryKind, DeliveryState
from barqiya.store.database import Transaction
from barqiya.store.schema import UtcDateTime, articles, deliveries, destinations

_AT_ONCE = 500  # ids in one statement
_NEVER = datetime(9999, 1, 1, tzinfo=UTC)
_LANES = {
    "edit": (DeliveryKind.EDIT, False),
    "retract": (DeliveryKind.RETRACT, False),
    "urgent": (DeliveryKind.POST, True),
    "post": (DeliveryKind.POST, False),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """What a call taught of its place; ``None`` where nothing."""

    place_id: str
    address: str
    quiet_until: datetime | None
    posts_after: datetime | None
    highest_id: int | None


def heads(
    tx: Transaction,
    now: datetime,
    transports: Collection[str],
    busy: Collection[str],
    limit: int,
) -> Sequence[Any]:
    """Return what stands first at each of the *limit* places that have waited longest at *now*.

    A row a place, with the number and the time of each: what is ``begun``, what is in ``doubt``,
    and of the lanes (``edit``, ``retract``, ``urgent``, ``post``) the first that is due.
    """
    values = {"now": now, "transports": list(transports), "busy": list(busy), "most": limit}
    return tx.execute(_asking_for_heads(), values).all()


@lru_cache(maxsize=1)
def _asking_for_heads() -> Select[Any]:
    now = bindparam("now", type_=UtcDateTime)
    places = (
        select(destinations)
        .where(
            destinations.c.next_at <= now,
            destinations.c.transport.in_(bindparam("transports", expanding=True)),
            destinations.c.id.not_in(bindparam("busy", expanding=True)),
        )
        .order_by(destinations.c.next_at, destinations.c.id)
        .limit(bindparam("most", type_=Integer))
        .subquery("front")
    )
    begun = _first(places.c.id, deliveries.c.state == DeliveryState.CLAIMED)
    doubt = _first(places.c.id, deliveries.c.state == DeliveryState.UNCERTAIN)
    columns: list[Any] = [places.c.id, places.c.quiet_until, places.c.posts_after]
    for name, question in (("begun", begun), ("doubt", doubt)):
        columns += [_scalar(question, "id", name), _scalar(question, "due_at", f"{name}_at")]
    for name, lane in _LANES.items():
        question = _due(places.c.id, *lane).where(deliveries.c.due_at <= now)
        columns += [_scalar(question, "id", name), _scalar(question, "due_at", f"{name}_at")]
    return select(*columns).order_by(places.c.next_at, places.c.id)


def later(tx: Transaction, now: datetime, transports: Collection[str]) -> datetime | None:
    """Return the next moment after *now* at which something may be due."""
    known = destinations.c.transport.in_(list(transports))
    moment: datetime | None = tx.execute(
        select(func.min(destinations.c.next_at)).where(destinations.c.next_at > now, known)
    ).scalar_one()
    return moment


def expect(tx: Transaction, place_ids: Iterable[str], at: datetime) -> None:
    """Record that there is something to do at these places from *at* on."""
    quiet = func.coalesce(destinations.c.quiet_until, at)
    sooner = func.max(literal(at, UtcDateTime), quiet, type_=UtcDateTime)
    later_yet = destinations.c.next_at.is_(None) | (destinations.c.next_at > sooner)
    for some in _portions(place_ids):
        place = update(destinations).where(destinations.c.id.in_(some), _takes_part(), later_yet)
        tx.execute(place.values(next_at=sooner))


def look_now(tx: Transaction, place_ids: Iterable[str], now: datetime) -> None:
    """Record that there is something to do at these places at once, however quiet they are."""
    for some in _portions(place_ids):
        place = update(destinations).where(destinations.c.id.in_(some), _takes_part())
        tx.execute(place.values(next_at=now))


def refresh(tx: Transaction, place_ids: Iterable[str]) -> None:
    """Work out anew, from all that lies there, when there is something to do at these places."""
    one, several = _refreshing()
    for some in _portions(place_ids):
        if len(some) == 1:
            tx.execute(one, {"place": some[0]})
        else:
            tx.execute(several, {"places": some})


def refresh_after(tx: Transaction, learned: Sequence[Learned]) -> None:
    """Write down what calls taught of their places, and work out anew when there is more to do."""
    values = [
        {
            "place": one.place_id,
            "at": one.address,
            "quiet": one.quiet_until,
            "posts": one.posts_after,
            "message": one.highest_id,
        }
        for one in learned
    ]
    tx.execute(_refreshing_after(), values)


@lru_cache(maxsize=1)
def _refreshing_after() -> Any:
    quiet = func.coalesce(bindparam("quiet", type_=UtcDateTime), destinations.c.quiet_until)
    posts = func.coalesce(bindparam("posts", type_=UtcDateTime), destinations.c.posts_after)
    # Ids of one chat only grow; where the address is another, those of this one say nothing.
    message = bindparam("message", type_=Integer)
    known = destinations.c.last_known_id
    grown = (destinations.c.address == bindparam("at")) & (message > func.coalesce(known, -1))
    place = update(destinations).where(destinations.c.id == bindparam("place"))
    return place.values(
        quiet_until=quiet,
        posts_after=posts,
        last_known_id=case((grown, message), else_=known),
        next_at=_next_at(quiet, posts),
    )


@lru_cache(maxsize=1)
def _refreshing() -> tuple[Any, Any]:
    """Return the statements for one place and for several: making them costs more than running."""
    anew = update(destinations).values(
        next_at=_next_at(destinations.c.quiet_until, destinations.c.posts_after)
    )
    several = destinations.c.id.in_(bindparam("places", expanding=True))
    return anew.where(destinations.c.id == bindparam("place")), anew.where(several)


def not_withdrawn() -> ColumnElement[bool]:
    """Return the condition that the article of a delivery was not retracted."""
    its_own = articles.c.id == deliveries.c.article_id
    return ~exists().where(its_own, articles.c.status == Status.RETRACTED)


def _next_at(quiet_until: Any, posts_after: Any) -> ColumnElement[Any]:
    here = destinations.c.id
    doubt = _scalar(_first(here, deliveries.c.state == DeliveryState.UNCERTAIN), "due_at")
    begun = _scalar(_first(here, deliveries.c.state == DeliveryState.CLAIMED), "due_at")
    lanes = {name: _scalar(_due(here, *lane), "due_at") for name, lane in _LANES.items()}
    ordinary = func.max(lanes.pop("post"), func.coalesce(posts_after, _EARLY))
    first = func.min(*(func.coalesce(at, _LATE) for at in (*lanes.values(), ordinary)))
    unquiet = func.max(
        func.coalesce(begun, func.nullif(first, _LATE)),
        func.coalesce(quiet_until, _EARLY),
    )
    when = func.coalesce(doubt, unquiet, type_=UtcDateTime)
    return case((_takes_part(), when), else_=null())


def _first(place_id: Any, which: ColumnElement[bool]) -> Select[Any]:
    question = select(deliveries.c.id, deliveries.c.due_at)
    return question.where(deliveries.c.destination_id == place_id, which).order_by(deliveries.c.id)


def _due(place_id: Any, kind: DeliveryKind, urgent: bool) -> Select[Any]:  # noqa: FBT001 - a lane
    """Return the question for what is due in one lane of a place, first things first."""
    question = select(deliveries.c.id, deliveries.c.due_at).where(
        deliveries.c.destination_id == place_id,
        deliveries.c.state == DeliveryState.DUE,
        deliveries.c.kind == kind,
        deliveries.c.urgent.is_(urgent),
    )
    if kind is DeliveryKind.POST:
        question = question.where(not_withdrawn())
    return question.order_by(deliveries.c.due_at, deliveries.c.id)


def _scalar(question: Select[Any], column: str, name: str | None = None) -> Any:
    one: ScalarSelect[Any] = (
        question.with_only_columns(deliveries.c[column]).limit(1).scalar_subquery()
    )
    return one if name is None else one.label(name)


def _takes_part() -> ColumnElement[bool]:
    return and_(destinations.c.active, destinations.c.gone.is_(None))


def _portions(ids: Iterable[str]) -> Iterable[list[str]]:
    known = list(ids)
    return (known[first : first + _AT_ONCE] for first in range(0, len(known), _AT_ONCE))


_LATE = literal(_NEVER, UtcDateTime)
_EARLY = literal(datetime(1, 1, 1, tzinfo=UTC), UtcDateTime)
