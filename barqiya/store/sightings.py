"""What each source was seen to hold: which of its items is which article. Owns the table of it.

Written in the transaction that takes a batch of a source in; judges nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from barqiya.domain.article import ArticleId, Status
from barqiya.domain.sighting import Sighting
from barqiya.store.database import Transaction
from barqiya.store.schema import articles, sightings

T = TypeVar("T")

_MANY = 500  # values in one IN (…): well below every database's limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An item seen just now: *claim* is the hash of what was said of it."""

    key: str
    article_id: ArticleId
    claim: str


def of_keys(tx: Transaction, source: str, keys: Iterable[str]) -> dict[str, Sighting]:
    """Return the sightings of *keys* in *source*; a key never seen is left out."""
    found: dict[str, Sighting] = {}
    for part in _parts(keys):
        for row in tx.execute(_joined(source).where(sightings.c.key.in_(part))):
            found[row.key] = _to_sighting(row)
    return found


def published(tx: Transaction, source: str, since: datetime | None) -> tuple[Sighting, ...]:
    """Return what *source* holds of the published articles, the newest first.

    With *since*, only those that take their place at that moment or after it.
    """
    wanted = _joined(source).where(articles.c.status == Status.PUBLISHED)
    if since is not None:
        wanted = wanted.where(articles.c.ordered_at >= since)
    ordered = wanted.order_by(articles.c.ordered_at.desc(), sightings.c.key)
    return tuple(_to_sighting(row) for row in tx.execute(ordered))


def count(tx: Transaction, source: str) -> int:
    """Return how many items of *source* are published articles."""
    wanted = (
        select(func.count())
        .select_from(sightings.join(articles, articles.c.id == sightings.c.article_id))
        .where((sightings.c.source == source) & (articles.c.status == Status.PUBLISHED))
    )
    total: int = tx.execute(wanted).scalar_one()
    return total


def held(tx: Transaction, sources: Sequence[str]) -> int:
    """Return how many published articles any of *sources* shows."""
    shown_by = sightings.join(articles, articles.c.id == sightings.c.article_id)
    theirs = sightings.c.source.in_(sources) & (articles.c.status == Status.PUBLISHED)
    wanted = select(func.count(sightings.c.article_id.distinct())).select_from(shown_by)
    total: int = tx.execute(wanted.where(theirs)).scalar_one()
    return total


def see(tx: Transaction, source: str, seen: Sequence[Seen]) -> None:
    """Record what was seen in *source* just now."""
    if not seen:
        return
    row = upsert(sightings)
    given = {name: row.excluded[name] for name in ("article_id", "claim", "missing")}
    values = [
        {
            "source": source,
            "key": one.key,
            "article_id": one.article_id,
            "claim": one.claim,
            "missing": 0,
        }
        for one in seen
    ]
    tx.execute(row.on_conflict_do_update(index_elements=["source", "key"], set_=given), values)


def there(tx: Transaction, source: str, keys: Iterable[str]) -> None:
    """Record that *keys* are there, whatever is said of them."""
    for part in _parts(keys):
        tx.execute(
            update(sightings).where(_of(source, part) & (sightings.c.missing > 0)).values(missing=0)
        )


def miss(tx: Transaction, source: str, keys: Iterable[str]) -> None:
    """Record that *keys* were missing from one more complete sighting."""
    for part in _parts(keys):
        once_more = sightings.c.missing + 1
        tx.execute(update(sightings).where(_of(source, part)).values(missing=once_more))


def forget(tx: Transaction, source: str, keys: Iterable[str]) -> None:
    """Forget *keys*: should they come back, what is said of them is new."""
    for part in _parts(keys):
        tx.execute(delete(sightings).where(_of(source, part)))


def forget_others(tx: Transaction, source: str, seen: Mapping[str, ArticleId]) -> None:
    """Forget other keys of the articles that are *seen* now: an article has one key at a time."""
    for part in _parts(seen):
        theirs = sightings.c.article_id.in_([seen[key] for key in part])
        others = (sightings.c.source == source) & theirs & sightings.c.key.not_in(part)
        tx.execute(delete(sightings).where(others))


def shown(tx: Transaction, source: str, wanted: Sequence[ArticleId]) -> set[ArticleId]:
    """Return those of the *wanted* articles that *source* shows, under whatever key."""
    found: set[ArticleId] = set()
    for part in _parts(wanted):
        there = (sightings.c.source == source) & (sightings.c.missing == 0)
        asked = select(sightings.c.article_id).where(there & sightings.c.article_id.in_(part))
        found.update(ArticleId(one) for one in tx.execute(asked).scalars())
    return found


def _joined(source: str) -> Select[Any]:
    return (
        select(sightings, articles.c.url, articles.c.ordered_at)
        .join(articles, articles.c.id == sightings.c.article_id)
        .where(sightings.c.source == source)
    )


def _of(source: str, keys: Sequence[str]) -> Any:
    return (sightings.c.source == source) & sightings.c.key.in_(keys)


def _to_sighting(row: Any) -> Sighting:
    return Sighting(
        key=row.key,
        article_id=ArticleId(row.article_id),
        claim=row.claim,
        missing=row.missing,
        url=row.url,
        ordered_at=row.ordered_at,
    )


def _parts(values: Iterable[T]) -> Iterator[list[T]]:
    ordered = list(dict.fromkeys(values))
    for start in range(0, len(ordered), _MANY):
        yield ordered[start : start + _MANY]
