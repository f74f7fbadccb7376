"""The command about what was sent, what waits, what is held and what is missing: deliveries."""

import argparse
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from barqiya.app.opening import opened_store
from barqiya.cli import as_json
from barqiya.cli.speaking import out, out_json, say
from barqiya.domain.delivery import Delivery, DeliveryState
from barqiya.editorial.audit import Cause, Gap, audit
from barqiya.errors import NotFoundError
from barqiya.settings import Settings
from barqiya.store import Database, overview
from barqiya.store import deliveries as ledger


async def deliveries(arguments: argparse.Namespace, settings: Settings) -> int:
    """List deliveries, try one again or give one up, or say what channels lack."""
    async with opened_store(settings) as database:
        match arguments.act:
            case "retry":
                again = await database.write(ledger.retry, arguments.id, datetime.now(UTC))
                say(f"Delivery {again.id} will be tried again.")
            case "drop":
                dropped = await database.write(ledger.drop, arguments.id, datetime.now(UTC))
                say(f"Delivery {dropped.id} is given up.")
            case "audit":
                await _audit(arguments, settings, database)
            case _:
                await _list(arguments, database)
    return 0


async def _list(arguments: argparse.Namespace, database: Database) -> None:
    found = await database.read(
        ledger.listing,
        states=_states(arguments.state),
        destination_id=await _place(arguments.channel, database),
        limit=arguments.n,
    )
    if arguments.json:
        out_json([as_json.delivery(one) for one in found])
        return
    for one in found:
        out(_line(one))
    counted = await database.read(ledger.counts)
    say(", ".join(f"{total} {state}" for state, total in counted.items() if total) or "None yet.")


async def _audit(arguments: argparse.Namespace, settings: Settings, database: Database) -> None:
    now = datetime.now(ZoneInfo(settings.publication.timezone))
    place_id = await _place(arguments.channel, database)
    found = await database.read(audit, now, limit=arguments.n, place_id=place_id)
    if arguments.json:
        out_json([as_json.gap(one) for one in found])
        return
    for one in found:
        out(_gap(one))
    say(
        f"{len({one.article.id for one in found})} of the newest articles (-n {arguments.n}) "
        "are not in every channel as they should be."
        if found
        else "Every channel holds what it asks for, as it reads now."
    )


async def _place(name: str | None, database: Database) -> str | None:
    if name is None:
        return None
    return (await database.read(overview.place_named, name)).id


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
    waiting = delivery.state is DeliveryState.DUE and not delivery.destination.takes_part
    return "waits: the channel takes no part; mend it, then retry what it rejected" * waiting


_CAUSES = {
    Cause.QUIET: "taken in with an archive, not announced; `barqiya post` posts it",
    Cause.UNPLANNED: "not planned yet: `barqiya run` does that",
    Cause.EARLIER: "announced before the channel was there; `barqiya post` posts it",
    Cause.WAITING: "waits for its turn",
    Cause.UNDER_WAY: "is being sent, or it is being found out whether it was",
    Cause.AWAITING: "waits for an editor's word",
    Cause.HELD: "held: look there, then retry or drop",
    Cause.REJECTED: "rejected: mend it, then retry or drop",
    Cause.DROPPED: "given up",
    Cause.OUTDATED: "stands there, not yet as it reads now",
    Cause.STANDS: "stands there though it is retracted",
}


def _gap(gap: Gap) -> str:
    parts = (
        gap.place.name,
        gap.article.id.hex[:8],
        f"«{gap.article.content.title}»",
        _CAUSES[gap.cause],
        _of(gap.delivery) if gap.delivery else "",
    )
    return "  ".join(part for part in parts if part)


def _of(delivery: Delivery) -> str:
    waits = delivery.state is DeliveryState.DUE
    when = f" at {delivery.due_at:%Y-%m-%d %H:%M} UTC" if waits else ""
    reason = f": {delivery.reason}" if delivery.reason else ""
    return f"(delivery {delivery.id}, {delivery.state}{when}{reason})"
