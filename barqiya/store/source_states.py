"""The states of the sources, and what of them was set aside. Owns those tables; visits nothing."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.sqlite import insert as upsert

from barqiya.domain.source_state import SetAside, SourceState
from barqiya.store.database import Transaction
from barqiya.store.schema import set_aside, source_states

_KEPT = 1000  # items set aside of one source: the newest tell enough
_MANY = 500


def get(tx: Transaction, name: str, kind: str, address: str) -> SourceState:
    """Return what is known of a source. One that the settings changed is a new one."""
    row = tx.execute(select(source_states).where(source_states.c.name == name)).one_or_none()
    if row is None or (row.kind, row.address) != (kind, address):
        return SourceState(name=name, kind=kind, address=address)
    return _to_state(row)


def all_of(tx: Transaction) -> dict[str, SourceState]:
    """Return the state of every source that was ever visited, by name."""
    return {row.name: _to_state(row) for row in tx.execute(select(source_states))}


def save(tx: Transaction, state: SourceState) -> None:
    """Write what is known of a source now."""
    values = asdict(state) | {"memory": dict(state.memory)}
    row = upsert(source_states).values(**values)
    given = {name: row.excluded[name] for name in values if name != "name"}
    tx.execute(row.on_conflict_do_update(index_elements=["name"], set_=given))


def put_aside(tx: Transaction, source: str, items: Sequence[SetAside]) -> None:
    """Record what was set aside; of one origin the newest reason counts."""
    if not items:
        return
    row = upsert(set_aside)
    given = {name: row.excluded[name] for name in ("refused", "reason", "at")}
    values = [asdict(item) | {"source": source} for item in items]
    tx.execute(row.on_conflict_do_update(index_elements=["source", "origin"], set_=given), values)
    newest = (
        select(set_aside.c.origin)
        .where(set_aside.c.source == source)
        .order_by(set_aside.c.at.desc(), set_aside.c.origin)
        .limit(_KEPT)
    )
    too_old = (set_aside.c.source == source) & set_aside.c.origin.not_in(newest)
    tx.execute(delete(set_aside).where(too_old))


def take_back(tx: Transaction, source: str, origins: Sequence[str]) -> None:
    """Forget what was set aside of *origins*: they are well now."""
    for start in range(0, len(origins), _MANY):
        part = origins[start : start + _MANY]
        well = (set_aside.c.source == source) & set_aside.c.origin.in_(part)
        tx.execute(delete(set_aside).where(well))


def aside(tx: Transaction, source: str, limit: int) -> list[SetAside]:
    """Return what was set aside of *source*, the newest first."""
    wanted = select(set_aside).where(set_aside.c.source == source)
    newest = wanted.order_by(set_aside.c.at.desc(), set_aside.c.origin).limit(limit)
    return [
        SetAside(origin=row.origin, refused=row.refused, reason=row.reason, at=row.at)
        for row in tx.execute(newest)
    ]


def counts_aside(tx: Transaction) -> dict[str, int]:
    """Return how many items of each source are set aside."""
    counted = select(set_aside.c.source, func.count()).group_by(set_aside.c.source)
    return {row[0]: row[1] for row in tx.execute(counted)}


def _to_state(row: Any) -> SourceState:
    return SourceState(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for a row by names
