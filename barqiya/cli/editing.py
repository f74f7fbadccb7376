"""The commands that change the store: deliveries and upgrade."""

import argparse
from datetime import UTC, datetime

from barqiya.app.opening import opened_store, upgrade_store
from barqiya.cli.speaking import out, say
from barqiya.domain.delivery import Delivery, DeliveryState
from barqiya.errors import NotFoundError
from barqiya.settings import Settings
from barqiya.store import Database
from barqiya.store import deliveries as ledger


async def deliveries(arguments: argparse.Namespace, settings: Settings) -> int:
    """List deliveries, try one again or give one up."""
    async with opened_store(settings) as database:
        if arguments.act == "retry":
            again = await database.write(ledger.retry, arguments.id, datetime.now(UTC))
            say(f"Delivery {again.id} will be tried again.")
        elif arguments.act == "drop":
            dropped = await database.write(ledger.drop, arguments.id, datetime.now(UTC))
            say(f"Delivery {dropped.id} is given up.")
        else:
            await _list(arguments, database)
    return 0


async def upgrade(arguments: argparse.Namespace, settings: Settings) -> int:
    """Bring the store to this program's schema."""
    del arguments
    name = upgrade_store(settings)
    say(f"The store {settings.store.url} has schema {name}.")
    return 0


async def _list(arguments: argparse.Namespace, database: Database) -> None:
    states = _states(getattr(arguments, "state", None))
    found = await database.read(ledger.listing, states=states, limit=getattr(arguments, "n", 20))
    for delivery in found:
        out(_line(delivery))
    counted = await database.read(ledger.counts)
    say(", ".join(f"{total} {state}" for state, total in counted.items() if total) or "None yet.")


def _states(name: str | None) -> tuple[DeliveryState, ...]:
    if name is None:
        return ()
    try:
        return (DeliveryState(name),)
    except ValueError:
        known = ", ".join(DeliveryState)
        raise NotFoundError(f"no delivery is ever {name!r}; the states are {known}") from None


def _line(delivery: Delivery) -> str:
    when = delivery.due_at.strftime("%Y-%m-%d %H:%M")
    ids = ",".join(str(i) for i in delivery.receipt.message_ids) if delivery.receipt else ""
    parts = (
        f"{delivery.id:>6}",
        f"{delivery.state:<10}",
        f"{delivery.kind:<4}",
        when,
        delivery.destination.name,
        f"{delivery.article_id.hex[:8]} r{delivery.revision}",
        f"message {ids}" if ids else "",
        delivery.reason or "",
        _wait(delivery),
    )
    return "  ".join(part for part in parts if part)


def _wait(delivery: Delivery) -> str:
    """Return why what is due stays so: a channel that is lost comes back with a retry in it."""
    waiting = delivery.state is DeliveryState.DUE and not delivery.destination.active
    return "waits: the channel takes no part; mend it, then retry what it rejected" * waiting
