"""Articles on hold: an editor wants them posted nowhere until they are let go. Owns the list alone.

What a hold does to posts that are planned already is the outbox's to say
(:mod:`barqiya.outbox.acts`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from barqiya.domain.article import ArticleId
from barqiya.store.database import Transaction
from barqiya.store.schema import holds


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """An article on hold: why, and since when."""

    article_id: ArticleId
    reason: str
    at: datetime


def hold(tx: Transaction, article_id: ArticleId, reason: str, now: datetime) -> None:
    """Put an article on hold; of one that is, the newer reason counts."""
    row = upsert(holds).values(article_id=article_id, reason=reason, at=now)
    tx.execute(row.on_conflict_do_update(index_elements=["article_id"], set_={"reason": reason}))


def release(tx: Transaction, article_id: ArticleId) -> bool:
    """Let an article go; return whether it was on hold."""
    return tx.execute(delete(holds).where(holds.c.article_id == article_id)).rowcount > 0


def held(tx: Transaction, article_ids: Sequence[ArticleId]) -> set[ArticleId]:
    """Return which of these articles are on hold. Up to a few hundred articles."""
    wanted = select(holds.c.article_id).where(holds.c.article_id.in_(article_ids))
    return {ArticleId(row.article_id) for row in tx.execute(wanted)}


def listing(tx: Transaction) -> list[Hold]:
    """Return all articles on hold, those that were put on hold first at the front."""
    return [
        Hold(article_id=ArticleId(row.article_id), reason=row.reason, at=row.at)
        for row in tx.execute(select(holds).order_by(holds.c.at, holds.c.article_id))
    ]
