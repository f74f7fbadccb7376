"""Which hubs are still to be told of which feeds. Owns these tables; asks nobody.

What a feed held when it was last looked at is kept as a digest. That it became another, that hubs
are to be told so, and how far the journal was followed for it, is written in one transaction: a
crash before leaves all of it to be done, a crash after leaves the telling.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from barqiya.store import journal
from barqiya.store.database import Transaction
from barqiya.store.schema import tellings, told_feeds

CONSUMER = "websub"

_MANY = 500  # values in one statement
_LONGEST_REASON = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """That *hub* is to be told of *topic* (a whole address), which changed with the change *seq*.

    *due_at* (aware UTC) is when it is told, or told again after so many *attempts*.
    """

    hub: str
    topic: str
    seq: int
    due_at: datetime
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HubState:
    """How a hub is: how much *waits* for it, since when (aware UTC), and why, where it failed."""

    hub: str
    waits: int
    since: datetime | None = None
    reason: str | None = None


def digests(tx: Transaction, slugs: Sequence[str]) -> dict[str, str]:
    """Return what is known of each of *slugs*; one never looked at is left out."""
    found: dict[str, str] = {}
    for start in range(0, len(slugs), _MANY):
        part = told_feeds.c.slug.in_(slugs[start : start + _MANY])
        found.update((row.slug, row.digest) for row in tx.execute(select(told_feeds).where(part)))
    return found


def remember(tx: Transaction, held: Mapping[str, str]) -> None:
    """Record the digests of what feeds hold, by their slugs."""
    rows = [{"slug": slug, "digest": digest} for slug, digest in held.items()]
    if rows:
        row = upsert(told_feeds)
        given = {"digest": row.excluded.digest}
        tx.execute(row.on_conflict_do_update(index_elements=["slug"], set_=given), rows)


def begin(tx: Transaction, hubs: Collection[str], seq: int, held: Mapping[str, str]) -> None:
    """Follow the journal from *seq* on, where that has not begun; forget all hubs but *hubs*.

    *held* are the digests of what feeds hold that were never looked at.
    """
    tx.execute(delete(tellings).where(tellings.c.hub.not_in(hubs)))
    remember(tx, held)
    if journal.cursor(tx, CONSUMER) is None:
        journal.move_cursor(tx, CONSUMER, seq)


def plan(  # noqa: PLR0913 - one whole step
    tx: Transaction,
    *,
    after: int,
    seq: int,
    changed: Mapping[str, str],
    told: Collection[tuple[str, str]],
    now: datetime,
) -> bool:
    """Record that the journal was followed from *after* to *seq*, and what came of it.

    *changed* are the feeds that hold something else now, with their digests; *told* the (hub,
    topic) that follow from it. Does nothing, and returns false, where another process did it.
    """
    if journal.cursor(tx, CONSUMER) != after:
        return False
    remember(tx, changed)
    waiting = [
        {"hub": hub, "topic": topic, "seq": seq, "since": now, "due_at": now, "attempts": 0}
        for hub, topic in told
    ]
    if waiting:
        row = upsert(tellings)
        # What waits after a failure goes on waiting: a hub that is down is asked no more often.
        given = {"seq": row.excluded.seq}
        tx.execute(row.on_conflict_do_update(index_elements=["hub", "topic"], set_=given), waiting)
    journal.move_cursor(tx, CONSUMER, seq)
    return True


def due(tx: Transaction, hub: str, now: datetime, limit: int) -> list[Telling]:
    """Return up to *limit* that *hub* is to be told at *now*, the longest due first."""
    wanted = (
        select(tellings)
        .where((tellings.c.hub == hub) & (tellings.c.due_at <= now))
        .order_by(tellings.c.due_at, tellings.c.seq, tellings.c.topic)
        .limit(limit)
    )
    return [
        Telling(hub=row.hub, topic=row.topic, seq=row.seq, due_at=row.due_at, attempts=row.attempts)
        for row in tx.execute(wanted)
    ]


def next_due(tx: Transaction, hub: str) -> datetime | None:
    """Return when *hub* is to be told next, ``None`` where nothing waits."""
    first = select(func.min(tellings.c.due_at)).where(tellings.c.hub == hub)
    moment: datetime | None = tx.execute(first).scalar_one()
    return moment


def done(tx: Transaction, telling: Telling) -> None:
    """Record that the hub was told; where the feed changed again meanwhile, it is told again."""
    row = (tellings.c.hub == telling.hub) & (tellings.c.topic == telling.topic)
    tx.execute(delete(tellings).where(row & (tellings.c.seq == telling.seq)))
    tx.execute(update(tellings).where(row).values(attempts=0, due_at=tellings.c.since, reason=None))


def failed(tx: Transaction, telling: Telling, due_at: datetime, reason: str) -> None:
    """Record that the hub was not told, for *reason*, and is to be told at *due_at*."""
    row = (tellings.c.hub == telling.hub) & (tellings.c.topic == telling.topic)
    values = {"attempts": telling.attempts + 1, "due_at": due_at}
    tx.execute(update(tellings).where(row).values(**values, reason=reason[:_LONGEST_REASON]))


def give_up(tx: Transaction, hub: str, before: datetime) -> int:
    """Forget what *hub* could not be told since *before* (aware UTC); return how much that was."""
    old = (tellings.c.hub == hub) & (tellings.c.since < before)
    return tx.execute(delete(tellings).where(old)).rowcount


def states(tx: Transaction, hubs: Sequence[str]) -> list[HubState]:
    """Return how each of *hubs* is."""
    wanted = select(
        tellings.c.hub,
        func.count().label("waits"),
        func.min(tellings.c.since).label("since"),
        func.max(tellings.c.reason).label("reason"),
    ).group_by(tellings.c.hub)
    found = {
        row.hub: HubState(hub=row.hub, waits=row.waits, since=row.since, reason=row.reason)
        for row in tx.execute(wanted)
    }
    return [found.get(hub, HubState(hub=hub, waits=0)) for hub in hubs]
