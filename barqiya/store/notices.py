"""What editors were told of, each thing once. Owns the list; says nothing itself."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import delete, select, true
from sqlalchemy.dialects.sqlite import insert as upsert

from barqiya.store.database import Transaction
from barqiya.store.schema import notices

_AT_ONCE = 500  # subjects in one statement


def told(tx: Transaction, editor: int) -> set[str]:
    """Return the subjects that *editor* (a Telegram user id) was told of and that still stand."""
    wanted = select(notices.c.subject).where(notices.c.editor == editor)
    return set(tx.execute(wanted).scalars())


def tell(tx: Transaction, editor: int, subject: str, now: datetime) -> None:
    """Record that *editor* was told of *subject*."""
    row = upsert(notices).values(subject=subject, editor=editor, at=now)
    tx.execute(row.on_conflict_do_nothing())


def forget(tx: Transaction, subjects: Collection[str], editor: int | None = None) -> None:
    """Record that *subjects* are over: whoever was told of them (or *editor*) is told anew."""
    whose = notices.c.editor == editor if editor is not None else true()
    for part in _parts(subjects):
        tx.execute(delete(notices).where(notices.c.subject.in_(part), whose))


def _parts(subjects: Iterable[str]) -> Iterable[list[str]]:
    ordered = sorted(subjects)
    for first in range(0, len(ordered), _AT_ONCE):
        yield ordered[first : first + _AT_ONCE]
