"""The journal: every change to the articles, numbered in commit order. Owns numbering and cursors.

Only :mod:`barqiya.store.articles` appends. Every consumer (search index, planner, …) has a cursor
of its own and can replay.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from barqiya.domain.article import ArticleId
from barqiya.domain.change import Change, ChangeKind
from barqiya.store.database import Transaction
from barqiya.store.schema import cursors, journal, journal_head


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A change that has no number yet."""

    kind: ChangeKind
    article_id: ArticleId
    revision: int
    at: datetime
    announce: bool
    reason: str | None = None


def append(tx: Transaction, entries: Sequence[Entry]) -> None:
    """Add *entries* under the next numbers; they are seen once the transaction commits."""
    if not entries:
        return
    grown = journal_head.c.seq + len(entries)
    last = tx.execute(update(journal_head).values(seq=grown).returning(journal_head.c.seq))
    first = last.scalar_one() - len(entries) + 1
    rows = [
        {
            "seq": first + offset,
            "kind": entry.kind,
            "article_id": entry.article_id,
            "revision": entry.revision,
            "at": entry.at,
            "announce": entry.announce,
            "reason": entry.reason,
        }
        for offset, entry in enumerate(entries)
    ]
    tx.execute(insert(journal), rows)


def head(tx: Transaction) -> int:
    """Return the number of the newest change, 0 where there is none."""
    seq: int = tx.execute(select(journal_head.c.seq)).scalar_one()
    return seq


def changes_after(tx: Transaction, seq: int, limit: int) -> list[Change]:
    """Return up to *limit* changes that follow number *seq*, oldest first."""
    wanted = select(journal).where(journal.c.seq > seq).order_by(journal.c.seq).limit(limit)
    return [_to_change(row) for row in tx.execute(wanted)]


def changes_of(tx: Transaction, article: ArticleId) -> list[Change]:
    """Return all that happened to *article*, oldest first."""
    wanted = select(journal).where(journal.c.article_id == article).order_by(journal.c.seq)
    return [_to_change(row) for row in tx.execute(wanted)]


def announcements(tx: Transaction, article_ids: Sequence[ArticleId]) -> dict[ArticleId, Change]:
    """Return the change that announced each of these articles, of those that were announced."""
    wanted = select(journal).where(
        journal.c.article_id.in_(article_ids),
        journal.c.kind == ChangeKind.PUBLISHED,
        journal.c.announce,
    )
    return {ArticleId(row.article_id): _to_change(row) for row in tx.execute(wanted)}


def cursor(tx: Transaction, consumer: str) -> int | None:
    """Return how far *consumer* has come, ``None`` if it has never begun."""
    wanted = select(cursors.c.seq).where(cursors.c.consumer == consumer)
    return tx.execute(wanted).scalar_one_or_none()


def move_cursor(tx: Transaction, consumer: str, seq: int) -> None:
    """Record that *consumer* has dealt with every change up to *seq*."""
    row = upsert(cursors).values(consumer=consumer, seq=seq)
    tx.execute(row.on_conflict_do_update(index_elements=["consumer"], set_={"seq": seq}))


def _to_change(row: Any) -> Change:
    return Change(
        seq=row.seq,
        kind=ChangeKind(row.kind),
        article_id=ArticleId(row.article_id),
        revision=row.revision,
        at=row.at,
        announce=row.announce,
        reason=row.reason,
    )
