"""The places that articles are sent to, and what is known of each. Owns who is told; sends nothing.

A place takes part while the settings name it *and* it takes something from us. Leaving the settings
only pauses it: what was due waits for its return. Being gone (blocked, kicked) is not undone by a
restart, for nothing would have changed: it ends when the settings give another address, when
Telegram says that posts are taken again, or when a person retries a delivery there. What is
published meanwhile waits with the rest.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import bindparam, case, func, null, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from barqiya.domain.delivery import Destination
from barqiya.domain.timetable import Timetable
from barqiya.store import queue
from barqiya.store.database import Transaction
from barqiya.store.schema import destinations

_AT_ONCE = 500  # ids in one statement
_FRESH = {name: null() for name in ("gone", "quiet_until", "posts_after", "last_known_id")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """A destination that takes nothing from us any more, and why."""

    destination: Destination
    reason: str


def set_destinations(tx: Transaction, named: Sequence[Destination]) -> None:
    """Make *named* the places that take part, by their ids; all others are paused.

    A new place gets what the planner comes to from now on, nothing older; so does one that was
    paused, or asks for other articles now. Where the address changed, nothing is known of the place
    any more.
    """
    for place in named:
        values = {**asdict(place), "timetable": _from_timetable(place.timetable)}
        del values["lost"]  # the settings know nothing of that
        row = upsert(destinations).values(**values)
        moved = destinations.c.address != row.excluded.address
        anew = ~destinations.c.active | (destinations.c.query != row.excluded.query)
        known = {
            name: case((moved, empty), else_=destinations.c[name]) for name, empty in _FRESH.items()
        }
        known["news_after"] = case((anew, null()), else_=destinations.c.news_after)
        given = {name: row.excluded[name] for name in values if name != "id"}
        tx.execute(row.on_conflict_do_update(index_elements=["id"], set_={**given, **known}))
    gone_from_settings = destinations.c.id.not_in([place.id for place in named])
    tx.execute(update(destinations).where(gone_from_settings).values(active=False, next_at=None))
    queue.refresh(tx, [place.id for place in named])


def queries(tx: Transaction) -> dict[str, str]:
    """Return the text of the query of every place ever named, by the place's id."""
    wanted = select(destinations.c.id, destinations.c.query)
    return dict(tx.execute(wanted).all())


def begin(tx: Transaction, seq: int) -> None:
    """Record of the places that are new that news begins for them after the change *seq*."""
    new = update(destinations).where(destinations.c.news_after.is_(None))
    tx.execute(new.values(news_after=seq))


def beginnings(tx: Transaction) -> dict[str, int]:
    """Return the number of the change after which news begins, by the place's id."""
    return dict(iter(tx.execute(select(destinations.c.id, destinations.c.news_after))))


def some(tx: Transaction, place_ids: Iterable[str]) -> list[Destination]:
    """Return the places of these ids, by id."""
    ids = sorted(place_ids)
    return [
        to_destination(row)
        for first in range(0, len(ids), _AT_ONCE)
        for row in tx.execute(
            select(destinations)
            .where(destinations.c.id.in_(ids[first : first + _AT_ONCE]))
            .order_by(destinations.c.id)
        )
    ]


def lost(tx: Transaction, transports: Iterable[str]) -> list[Lost]:
    """Return the places named in the settings that take nothing from us any more."""
    theirs = destinations.c.transport.in_(list(transports))
    wanted = select(destinations).where(
        destinations.c.gone.is_not(None), destinations.c.active, theirs
    )
    return [
        Lost(destination=to_destination(row), reason=row.gone)
        for row in tx.execute(wanted.order_by(destinations.c.id))
    ]


def end_of(tx: Transaction, place: Destination) -> int | None:
    """Return the highest message id known in *place*, 0 where it is empty, ``None`` if unknown."""
    known = tx.execute(select(destinations.c.last_known_id).where(_at(place)))
    message_id: int | None = known.scalar_one_or_none()
    return message_id


def unknown(
    tx: Transaction, transports: Iterable[str], after: str = "", limit: int = _AT_ONCE
) -> list[Destination]:
    """Return places that take part and of which it is not known where their messages end.

    At most *limit*, by their ids, those after the id *after*.
    """
    wanted = select(destinations).where(
        destinations.c.last_known_id.is_(None),
        destinations.c.gone.is_(None),
        destinations.c.active,
        destinations.c.transport.in_(list(transports)),
    )
    some_of_them = wanted.where(destinations.c.id > after).order_by(destinations.c.id).limit(limit)
    return [to_destination(row) for row in tx.execute(some_of_them)]


def at_addresses(
    tx: Transaction, transport: str, addresses: Iterable[str]
) -> list[tuple[Destination, str | None]]:
    """Return the places that have one of *addresses*, whatever its case, and why each is gone.

    The reason is ``None`` where a place takes something from us.
    """
    wanted = func.lower(destinations.c.address).in_([one.lower() for one in addresses])
    found = select(destinations).where(destinations.c.transport == transport, wanted)
    return [
        (to_destination(row), row.gone) for row in tx.execute(found.order_by(destinations.c.id))
    ]


def lose(tx: Transaction, place: Destination, reason: str) -> None:
    """Record that *place* takes nothing from us any more, unless it has moved meanwhile."""
    tx.execute(update(destinations).where(_at(place)).values(gone=reason, next_at=None))


def revive(tx: Transaction, place_id: str) -> None:
    """Record that somebody has mended the place: it takes part again, at once."""
    mended = update(destinations).where(destinations.c.id == place_id)
    tx.execute(mended.values(gone=None, quiet_until=None))
    queue.refresh(tx, [place_id])


def move(tx: Transaction, place: Destination, address: str) -> None:
    """Record that *place* has moved to *address*, of which nothing is known."""
    tx.execute(update(destinations).where(_at(place)).values(address=address, **_FRESH))
    queue.refresh(tx, [place.id])


def put_off(tx: Transaction, place: Destination, until: datetime, address: str | None) -> None:
    """Record that nothing goes to *place* before *until*, and where it has moved to."""
    hush(tx, place, until)
    if address is not None:
        move(tx, place, address)


def know(tx: Transaction, place: Destination, message_id: int) -> None:
    """Record that messages up to *message_id* lie in *place* (0: none), and nothing of it shrinks.

    Ids of one chat only grow, so the highest known one divides what was there from what came after.
    """
    tx.execute(_KNOWING, {"place": place.id, "at": place.address, "message": message_id})


def hush(tx: Transaction, place: Destination, until: datetime) -> None:
    """Record that nothing is to be sent to *place* before *until*; a restart keeps to it."""
    rest(tx, place, until, None)
    queue.refresh(tx, [place.id])


def rest(
    tx: Transaction, place: Destination, until: datetime | None, posts_after: datetime | None
) -> None:
    """Record that nothing goes to *place* before *until*, no ordinary post before *posts_after*.

    ``None`` leaves what is known. Who calls it brings the queue up to date.
    """
    moments = {"quiet_until": until, "posts_after": posts_after}
    values = {name: moment for name, moment in moments.items() if moment is not None}
    tx.execute(update(destinations).where(destinations.c.id == place.id).values(**values))


_KNOWING = (
    update(destinations)
    .where(
        destinations.c.id == bindparam("place"),
        destinations.c.address == bindparam("at"),
        destinations.c.last_known_id.is_(None)
        | (destinations.c.last_known_id < bindparam("message")),
    )
    .values(last_known_id=bindparam("message"))
)


def set_back(tx: Transaction, now: datetime, by: timedelta) -> None:
    """Bring the waits of all places down to a clock that was set back *by* that much, to *now*."""
    waits = (destinations.c.quiet_until, destinations.c.posts_after)
    for wait in waits:
        ahead = select(destinations.c.id, wait.label("until")).where(wait > now)
        for row in tx.execute(ahead).all():
            place = update(destinations).where(destinations.c.id == row.id)
            tx.execute(place.values({wait: max(row.until - by, now)}))


def to_destination(row: Any, prefix: str = "") -> Destination:
    """Return the place in *row*, whose columns of ``destinations`` begin with *prefix*."""
    column = row._mapping  # noqa: SLF001 - SQLAlchemy's public name for a row by column names
    return Destination(
        id=column[f"{prefix}id"],
        name=column[f"{prefix}name"],
        transport=column[f"{prefix}transport"],
        address=column[f"{prefix}address"],
        query=column[f"{prefix}query"],
        language=column[f"{prefix}language"],
        timetable=_to_timetable(column[f"{prefix}timetable"]),
        approval=column[f"{prefix}approval"],
        active=column[f"{prefix}active"],
        lost=column[f"{prefix}gone"] is not None,
    )


def _at(place: Destination) -> Any:
    return (destinations.c.id == place.id) & (destinations.c.address == place.address)


def _from_timetable(timetable: Timetable) -> dict[str, Any]:
    """Return *timetable* in JSON's types."""
    values = asdict(timetable)
    hours = {
        "digest_at": [hour.isoformat() for hour in timetable.digest_at],
        "quiet": [hour.isoformat() for hour in timetable.quiet] if timetable.quiet else None,
    }
    return {**values, **hours}


def _to_timetable(row: Mapping[str, Any]) -> Timetable:
    values = dict(row)
    values["digest_at"] = tuple(map(time.fromisoformat, row.get("digest_at", ())))
    quiet = row.get("quiet")
    if quiet:
        values["quiet"] = (time.fromisoformat(quiet[0]), time.fromisoformat(quiet[1]))
    return Timetable(**values)
