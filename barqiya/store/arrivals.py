"""In which order articles first came: into the store, and under each name. Owns these places.

A place is a number from 1, without gaps, and is never taken back or given to another: not when an
article is withdrawn, nor when it bears the name no more. Whatever is cut by places stays cut so,
and an article that comes late, however old, takes the next place of all.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, insert, select

from barqiya.domain.article import ArticleId
from barqiya.store.database import Transaction
from barqiya.store.rows import BorneName, NameKind
from barqiya.store.schema import arrivals, journal, names

_MANY = 500  # values in one IN (…)


@dataclass(frozen=True, slots=True)
class Line:
    """What articles come under: an author, a category or a tag by its key; without, the store."""

    kind: NameKind | None = None
    key: str = ""

    @property
    def stored_kind(self) -> str:
        """How the table names the kind."""
        return self.kind or "all"


EVERYTHING = Line()


def take(tx: Transaction, new: Sequence[ArticleId], borne: Iterable[BorneName]) -> None:
    """Give *new* articles places in the store, and what bears a name for the first time in it.

    In the order given.
    """
    wanted = [(EVERYTHING, article) for article in new]
    wanted += [(Line(one.kind, one.key), ArticleId(one.article_id)) for one in borne]
    held = _held(tx, {article for _, article in wanted} - set(new))
    missing = list(dict.fromkeys(one for one in wanted if one not in held))
    highest = _highest(tx, {line for line, _ in missing})
    rows = []
    for line, article in missing:
        highest[line] = highest.get(line, 0) + 1
        rows.append(
            {
                "kind": line.stored_kind,
                "key": line.key,
                "place": highest[line],
                "article_id": article,
            }
        )
    if rows:
        tx.execute(insert(arrivals), rows)


def count(tx: Transaction, line: Line) -> int:
    """Return how many places of *line* are taken."""
    last = select(func.max(arrivals.c.place)).where(_of(line))
    return tx.execute(last).scalar_one() or 0


def between(tx: Transaction, line: Line, first: int, last: int) -> list[ArticleId]:
    """Return the articles at the places *first* to *last* of *line*, both included, in order."""
    wanted = (
        select(arrivals.c.article_id)
        .where(_of(line), arrivals.c.place.between(first, last))
        .order_by(arrivals.c.place)
    )
    return [ArticleId(one) for one in tx.execute(wanted).scalars()]


def places(tx: Transaction, wanted: Sequence[ArticleId]) -> dict[ArticleId, int]:
    """Return the place of each of *wanted* in the store."""
    found: dict[ArticleId, int] = {}
    for start in range(0, len(wanted), _MANY):
        part = arrivals.c.article_id.in_(wanted[start : start + _MANY])
        rows = tx.execute(
            select(arrivals.c.article_id, arrivals.c.place).where(_of(EVERYTHING), part)
        )
        found.update((ArticleId(row.article_id), row.place) for row in rows)
    return found


def lines_touched(tx: Transaction, after: int, upto: int) -> list[Line]:
    """Return all that an article came under, now or ever, which changed after *after*.

    *upto* is the last of these changes.
    """
    changed = select(journal.c.article_id).where(journal.c.seq > after, journal.c.seq <= upto)
    wanted = (
        select(arrivals.c.kind, arrivals.c.key)
        .where(arrivals.c.article_id.in_(changed), arrivals.c.kind != EVERYTHING.stored_kind)
        .distinct()
        .order_by(arrivals.c.kind, arrivals.c.key)
    )
    return [Line(row.kind, row.key) for row in tx.execute(wanted)]


def _of(line: Line) -> ColumnElement[bool]:
    return (arrivals.c.kind == line.stored_kind) & (arrivals.c.key == line.key)


def _held(tx: Transaction, wanted: set[ArticleId]) -> set[tuple[Line, ArticleId]]:
    """Return the places that the articles *wanted* have under names already."""
    found: set[tuple[Line, ArticleId]] = set()
    ids = list(wanted)
    for start in range(0, len(ids), _MANY):
        part = arrivals.c.article_id.in_(ids[start : start + _MANY])
        for row in tx.execute(select(arrivals).where(part)):
            kind = None if row.kind == EVERYTHING.stored_kind else row.kind
            found.add((Line(kind, row.key), ArticleId(row.article_id)))
    return found


def _highest(tx: Transaction, lines: set[Line]) -> dict[Line, int]:
    found = {EVERYTHING: count(tx, EVERYTHING)}
    by_kind: dict[NameKind, list[str]] = {}
    for line in lines:
        if line.kind is not None:
            by_kind.setdefault(line.kind, []).append(line.key)
    for kind, keys in by_kind.items():
        for start in range(0, len(keys), _MANY):
            found.update(_highest_of(tx, kind, keys[start : start + _MANY]))
    return found


def _highest_of(tx: Transaction, kind: NameKind, keys: list[str]) -> dict[Line, int]:
    # One step in the index for each key; grouped, every place of every key would be read.
    highest = (
        select(func.max(arrivals.c.place))
        .where((arrivals.c.kind == names.c.kind) & (arrivals.c.key == names.c.key))
        .correlate(names)
        .scalar_subquery()
    )
    wanted = select(names.c.key, highest.label("place")).where(
        (names.c.kind == kind) & names.c.key.in_(keys)
    )
    return {Line(kind, row.key): row.place or 0 for row in tx.execute(wanted)}
