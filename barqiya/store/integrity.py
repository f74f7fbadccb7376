"""Whether the store is whole. Owns the questions to the database; mends nothing."""

from sqlalchemy import func, select

from barqiya.store.database import Transaction
from barqiya.store.schema import articles, journal, journal_head


def faults(tx: Transaction) -> list[str]:
    """Return what is wrong with the store, one sentence each; an empty list for a sound one."""
    found = [
        f"the database file is damaged: {row[0]}"
        for row in tx.exec_driver_sql("PRAGMA integrity_check(10)")
        if row[0] != "ok"
    ]
    broken = tx.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    found += [f"a row of {row[0]} refers to a row of {row[2]} that is not there" for row in broken]
    return found + _journal_faults(tx)


def _journal_faults(tx: Transaction) -> list[str]:
    head = tx.execute(select(journal_head.c.seq)).scalar_one()
    lines = tx.execute(select(func.count(), func.max(journal.c.seq)).select_from(journal)).one()
    found = []
    if (lines[0], lines[1] or 0) != (head, head):
        found.append(f"the journal holds {lines[0]} changes up to {lines[1]}, but counts {head}")
    same = (journal.c.article_id == articles.c.id) & (journal.c.revision == articles.c.revision)
    lost = tx.execute(
        select(func.count())
        .select_from(articles.outerjoin(journal, same))
        .where(journal.c.seq.is_(None))
    ).scalar_one()
    if lost:
        found.append(f"{lost} articles stand in a revision that the journal does not know")
    return found
