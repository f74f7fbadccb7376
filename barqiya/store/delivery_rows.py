"""A row of the ledger and the delivery it stands for. Owns the translation, both ways; no rule."""

from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Select, select, update

from barqiya.domain.article import ArticleId
from barqiya.domain.delivery import Delivery, DeliveryKind, DeliveryState, Receipt
from barqiya.store import destinations as places
from barqiya.store.database import Transaction
from barqiya.store.schema import deliveries, destinations


def wanted() -> Select[Any]:
    """Return the question for deliveries, each with its destination."""
    theirs = [column.label(f"at_{column.name}") for column in destinations.c]
    return select(deliveries, *theirs).join(destinations)


def load(tx: Transaction, question: Select[Any]) -> list[Delivery]:
    """Return what *question*, a narrower :func:`wanted`, asks for."""
    return [to_delivery(row) for row in tx.execute(question)]


def put(tx: Transaction, delivery_id: int, **values: Any) -> None:
    """Write *values* into one row."""
    tx.execute(update(deliveries).where(deliveries.c.id == delivery_id).values(**values))


def to_delivery(row: Any) -> Delivery:
    """Return the delivery in a row of :func:`wanted`."""
    place = places.to_destination(row, prefix="at_")
    return Delivery(
        id=row.id,
        destination=place if row.address is None else replace(place, address=row.address),
        article_id=ArticleId(row.article_id),
        revision=row.revision,
        kind=DeliveryKind(row.kind),
        state=DeliveryState(row.state),
        attempts=row.attempts,
        due_at=row.due_at,
        created_at=row.created_at,
        settled_at=row.settled_at,
        last_known_id=row.last_known_id,
        receipt=to_receipt(row.receipt),
        reason=row.reason,
        urgent=row.urgent,
        gathered=row.gathered,
        bundle=row.bundle,
    )


def from_receipt(receipt: Receipt | None) -> dict[str, Any] | None:
    """Return *receipt* in JSON's types."""
    return None if receipt is None else asdict(receipt)


def to_receipt(row: dict[str, Any] | None) -> Receipt | None:
    """Return the receipt that :func:`from_receipt` made *row* of."""
    if row is None:
        return None
    return Receipt(
        message_ids=tuple(row["message_ids"]),
        form=row["form"],
        count=row.get("count", 1),
        marks=tuple(row.get("marks", ())),
        pictures=tuple(row.get("pictures", ())),
    )
