"""Our subscriptions at hubs that tell of sources' changes (WebSub). Owns their table."""

from dataclasses import asdict, dataclass, field
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from barqiya.store.database import Transaction
from barqiya.store.schema import subscriptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A subscription to *topic* at *hub* for *source*; a source has one at most.

    *id* stands in the address that the hub calls, *secret* signs what it sends there. *asked_at* is
    when the hub was asked last; *lease_until* is until when it agreed, ``None`` where it never
    did; *reason* is why it does not. Moments are aware UTC.
    """

    id: str
    source: str
    hub: str
    topic: str
    secret: str = field(repr=False)
    asked_at: datetime
    lease_until: datetime | None = None
    reason: str | None = None


def all_of(tx: Transaction) -> list[Subscription]:
    """Return every subscription."""
    rows = tx.execute(select(subscriptions).order_by(subscriptions.c.source))
    return [Subscription(**row._mapping) for row in rows]  # noqa: SLF001 - SQLAlchemy's public name for a row by names


def save(tx: Transaction, subscription: Subscription) -> None:
    """Write a subscription in place of the one that its source had."""
    values = asdict(subscription)
    row = upsert(subscriptions).values(**values)
    given = {name: row.excluded[name] for name in values if name != "source"}
    tx.execute(row.on_conflict_do_update(index_elements=["source"], set_=given))


def forget(tx: Transaction, id: str) -> None:  # noqa: A002 - its name everywhere else
    """Forget a subscription."""
    tx.execute(delete(subscriptions).where(subscriptions.c.id == id))
