"""Articles in the store. The only writer of articles, and so the only one to add to the journal.

Owns saving and finding by id, name and time; finding by words is the search index's.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Select, delete, func, insert, literal, select
from sqlalchemy.dialects.sqlite import insert as upsert

from barqiya.domain.article import Article, ArticleId, Identity, Status
from barqiya.domain.change import ChangeKind
from barqiya.domain.decide import Amend, Change, Correct, Publish, Retract
from barqiya.domain.query import Query
from barqiya.errors import NotFoundError
from barqiya.store import arrivals, journal, rows
from barqiya.store.database import Transaction
from barqiya.store.filtering import condition
from barqiya.store.schema import article_names, articles, identities, names

T = TypeVar("T")

_MANY = 500  # values in one IN (…): well below every database's limit
_PUBLISHED = articles.c.status == Status.PUBLISHED
# Written out, not bound: only so can an index of these few be known to do.
_RETRACTED = articles.c.status == literal(Status.RETRACTED, literal_execute=True)
_KINDS: dict[type[Change], ChangeKind] = {
    Publish: ChangeKind.PUBLISHED,
    Correct: ChangeKind.CORRECTED,
    Amend: ChangeKind.AMENDED,
    Retract: ChangeKind.RETRACTED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NameCount:
    """An author, category or tag, and how many articles bear it."""

    name: str
    key: str
    count: int


def save(tx: Transaction, decisions: Sequence[Change]) -> None:
    """Write the articles decided on and append their changes to the journal, in this order."""
    if not decisions:
        return
    new = [d.article for d in decisions if isinstance(d, Publish)]
    changed = [d.article for d in decisions if not isinstance(d, Publish)]
    if new:
        tx.execute(insert(articles), [rows.from_article(article) for article in new])
    for article in changed:
        row = rows.from_article(article)
        tx.execute(articles.update().where(articles.c.id == article.id).values(**row))
    _save_names(tx, new, changed)
    journal.append(tx, [_entry(decision) for decision in decisions])


def announce(tx: Transaction, wanted: Sequence[Article]) -> None:
    """Tell those who follow of articles that were taken in quietly, in this order."""
    journal.append(
        tx,
        [
            journal.Entry(
                kind=ChangeKind.PUBLISHED,
                article_id=article.id,
                revision=article.revision,
                at=article.updated_at,
                announce=True,
            )
            for article in wanted
        ],
    )


def public_ids_known(tx: Transaction, wanted: Iterable[str]) -> set[str]:
    """Return those of the *wanted* public ids that articles bear already."""
    found: set[str] = set()
    for part in _parts(wanted):
        asked = select(articles.c.public_id).where(articles.c.public_id.in_(part))
        found.update(tx.execute(asked).scalars())
    return found


def remember(tx: Transaction, known: Iterable[tuple[ArticleId, Identity]]) -> None:
    """Record under which names articles are known; names known already stay."""
    values = [{"key": identity.key, "article_id": article} for article, identity in known]
    if values:
        tx.execute(upsert(identities).on_conflict_do_nothing(), values)


def known_as(tx: Transaction, keys: Iterable[str]) -> dict[str, list[ArticleId]]:
    """Return which articles are known under each of *keys*; a key nobody knows is left out."""
    found: dict[str, list[ArticleId]] = {}
    for part in _parts(keys):
        wanted = select(identities).where(identities.c.key.in_(part)).order_by("article_id")
        for row in tx.execute(wanted):
            found.setdefault(row.key, []).append(ArticleId(row.article_id))
    return found


def names_known(tx: Transaction, wanted: Iterable[ArticleId]) -> dict[ArticleId, set[str]]:
    """Return under which keys each of the *wanted* articles is known."""
    found: dict[ArticleId, set[str]] = {}
    for part in _parts(wanted):
        asked = select(identities).where(identities.c.article_id.in_(part))
        for row in tx.execute(asked):
            found.setdefault(ArticleId(row.article_id), set()).add(row.key)
    return found


def get(tx: Transaction, wanted: ArticleId) -> Article:
    """Return one article. Raises :class:`~barqiya.errors.NotFoundError`."""
    found = get_many(tx, [wanted])
    if not found:
        raise NotFoundError(f"no article has the id {wanted}")
    return found[0]


def get_many(tx: Transaction, wanted: Sequence[ArticleId]) -> list[Article]:
    """Return the articles with the given ids, in the order asked for; unknown ids are left out."""
    found: dict[UUID, Article] = {}
    for part in _parts(wanted):
        loaded = _load(tx, select(articles).where(articles.c.id.in_(part)))
        found.update((article.id, article) for article in loaded)
    return [found[one] for one in wanted if one in found]


def find_by_prefix(tx: Transaction, prefix: str) -> Article:
    """Return the one article whose id begins with *prefix* (hex digits, dashes ignored).

    Also takes a whole ``public_id`` or address. Raises :class:`~barqiya.errors.NotFoundError`
    where none or several fit.
    """
    bare = prefix.strip().removeprefix("urn:uuid:").replace("-", "").casefold()
    by_name = (articles.c.public_id == prefix.strip()) | (articles.c.url == prefix.strip())
    wanted = select(articles).where(by_name).limit(2)
    found = _load(tx, wanted)
    if not found and re.fullmatch("[0-9a-f]{1,32}", bare):
        lowest, highest = UUID(bare.ljust(32, "0")), UUID(bare.ljust(32, "f"))
        found = _load(tx, select(articles).where(articles.c.id.between(lowest, highest)).limit(2))
    if not found:
        raise NotFoundError(f"no article is known as {prefix!r}")
    if len(found) > 1:
        raise NotFoundError(f"{prefix!r} stands for several articles: give more of the id")
    return found[0]


def latest(tx: Transaction, query: Query, *, limit: int, offset: int = 0) -> list[Article]:
    """Return the published articles that *query*, which asks for no words, lets through.

    The newest come first. Raises ``ValueError`` as :func:`barqiya.store.filtering.condition` does.
    """
    newest_first = articles.c.ordered_at.desc(), articles.c.id.desc()
    wanted = select(articles).where(_PUBLISHED, condition(tx, query)).order_by(*newest_first)
    return _load(tx, wanted.limit(limit).offset(offset))


def retracted_since(
    tx: Transaction, moment: datetime, place: datetime | None = None
) -> list[Article]:
    """Return the articles that were retracted after *moment* and still are, the last one first.

    With *place*, only those that stand at it or nearer to the newest.
    """
    wanted = select(articles).where(_RETRACTED, articles.c.updated_at > moment)
    if place is not None:
        wanted = wanted.where(articles.c.ordered_at >= place)
    return _load(tx, wanted.order_by(articles.c.updated_at.desc(), articles.c.id.desc()))


def retracted_ids(tx: Transaction, *, limit: int) -> list[ArticleId]:
    """Return which articles are retracted, those withdrawn last first."""
    gone = select(articles.c.id).where(_RETRACTED).order_by(articles.c.updated_at.desc())
    return [ArticleId(one) for one in tx.execute(gone.limit(limit)).scalars()]


def retracted(tx: Transaction, *, limit: int) -> list[Article]:
    """Return the articles that are retracted, those withdrawn last first."""
    gone = select(articles).where(articles.c.status == Status.RETRACTED)
    return _load(tx, gone.order_by(articles.c.updated_at.desc(), articles.c.id).limit(limit))


def count(tx: Transaction, query: Query) -> int:
    """Return how many published articles *query*, which asks for no words, lets through."""
    # Not one by one whether it is published: of a large article that is on no index.
    counted = select(func.count()).select_from(articles).where(condition(tx, query))
    every: int = tx.execute(counted).scalar_one()
    retracted: int = tx.execute(counted.where(_RETRACTED)).scalar_one()
    return every - retracted


def name_counts(tx: Transaction, kind: rows.NameKind) -> list[NameCount]:
    """Return every author, category or tag with its number of published articles, most first."""
    # All are counted along the index, and the few that were withdrawn taken off: asking of each
    # of a hundred thousand articles whether it is published takes seconds.
    borne = (
        select(article_names.c.key, func.count().label("total"))
        .where(article_names.c.kind == kind)
        .group_by(article_names.c.key)
        .subquery()
    )
    named = select(names.c.name, names.c.key, borne.c.total).join(borne, borne.c.key == names.c.key)
    gone = _retracted_names(tx, kind)
    counts = [
        NameCount(name=row.name, key=row.key, count=row.total - gone[row.key])
        for row in tx.execute(named.where(names.c.kind == kind))
    ]
    return sorted((one for one in counts if one.count), key=lambda one: (-one.count, one.key))


def _retracted_names(tx: Transaction, kind: rows.NameKind) -> Counter[str]:
    ids = tx.execute(select(articles.c.id).where(_RETRACTED)).scalars()
    found: Counter[str] = Counter()
    for part in _parts(ids):
        theirs = article_names.c.article_id.in_(part) & (article_names.c.kind == kind)
        found.update(tx.execute(select(article_names.c.key).where(theirs)).scalars())
    return found


def keys_of(tx: Transaction, kind: rows.NameKind) -> list[str]:
    """Return the key of every author, category or tag that an article bears or bore."""
    return list(tx.execute(select(names.c.key).where(names.c.kind == kind)).scalars())


def newest_of(tx: Transaction, source: str, limit: int) -> list[Article]:
    """Return the *limit* newest published articles of *source*, the oldest of them first."""
    newest_first = articles.c.ordered_at.desc(), articles.c.id.desc()
    theirs = select(articles).where((articles.c.source == source) & _PUBLISHED)
    return _load(tx, theirs.order_by(*newest_first).limit(limit))[::-1]


def name_of(tx: Transaction, kind: rows.NameKind, key: str) -> str | None:
    """Return the name that is shown for *key*, ``None`` where no such name is known."""
    wanted = select(names.c.name).where((names.c.kind == kind) & (names.c.key == key))
    return tx.execute(wanted).scalar_one_or_none()


def _entry(decision: Change) -> journal.Entry:
    article = decision.article
    return journal.Entry(
        kind=_KINDS[type(decision)],
        article_id=article.id,
        revision=article.revision,
        at=article.updated_at,
        announce=decision.announce if isinstance(decision, Publish) else True,
        reason=article.correction if isinstance(decision, Correct) else None,
    )


def _save_names(tx: Transaction, new: Sequence[Article], changed: Sequence[Article]) -> None:
    for article in changed:
        tx.execute(delete(article_names).where(article_names.c.article_id == article.id))
    # An article may be published and corrected in one go: its last state has the word.
    last = {article.id: article for article in (*new, *changed)}
    borne = [row for article in last.values() for row in rows.names_of(article)]
    if borne:
        _save_borne(tx, borne)
    arrivals.take(tx, [article.id for article in new], borne)


def _save_borne(tx: Transaction, borne: Sequence[rows.BorneName]) -> None:
    # First sight decides the spelling shown: a name must not change with every import.
    known = [{"kind": b.kind, "key": b.key, "name": b.name} for b in borne]
    tx.execute(upsert(names).on_conflict_do_nothing(), known)
    placed = [
        {"article_id": b.article_id, "kind": b.kind, "position": b.position, "key": b.key}
        for b in borne
    ]
    tx.execute(insert(article_names), placed)


def _load(tx: Transaction, wanted: Select[Any]) -> list[Article]:
    found = tx.execute(wanted).all()
    borne: dict[UUID, list[rows.BorneName]] = {row.id: [] for row in found}
    for part in _parts(borne):
        same = (names.c.kind == article_names.c.kind) & (names.c.key == article_names.c.key)
        for row in tx.execute(
            select(article_names, names.c.name)
            .join(names, same)
            .where(article_names.c.article_id.in_(part))
            .order_by(article_names.c.position)
        ):
            borne[row.article_id].append(rows.to_borne(row))
    return [rows.to_article(row, borne[row.id]) for row in found]


def _parts(values: Iterable[T]) -> Iterator[list[T]]:
    ordered = list(dict.fromkeys(values))
    for start in range(0, len(ordered), _MANY):
        yield ordered[start : start + _MANY]
