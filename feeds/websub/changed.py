"""Which feeds hold something else after some changes of the journal. Reads only; tells nobody.

Looked at are the feeds that an article stands in, or ever stood in: the whole, those of its
categories, authors and tags, and those that the operator named. Nobody can know who asked a hub for
a search, so searches are not told of.
"""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime

from barqiya.domain.article import Article, ArticleId
from barqiya.domain.change import ChangeKind
from barqiya.errors import NotFoundError
from barqiya.store import arrivals, articles, journal, tellings
from barqiya.store.arrivals import Line
from barqiya.store.database import Transaction
from feeds.representation import Ways, held
from feeds.site import Site
from feeds.views import ALL, resolve, slug_of


def changed(  # noqa: PLR0913, PLR0917 - what it depends on
    tx: Transaction, site: Site, ways: Ways, after: int, upto: int, now: datetime
) -> dict[str, str]:
    """Return the slugs of the feeds that changed with the changes *after* to *upto*.

    Each with a digest of what it holds at *now* (aware).
    """
    slugs = list(dict.fromkeys(_touched(tx, site, after, upto)))
    before = tellings.digests(tx, slugs)
    news = _new_only(tx, after, upto)
    found: dict[str, str] = {}
    for slug in slugs:
        try:
            there = held(tx, resolve(tx, site, slug, now), ways)
        except NotFoundError:
            continue
        digest, known = _digest(there), before.get(slug)
        # A feed that was never looked at changed, unless all that came is too old to stand in it.
        hidden = known is None and news is not None and news.isdisjoint(one.id for one in there)
        if digest != known and not hidden:
            found[slug] = digest
    return found


def unknown(tx: Transaction, site: Site, ways: Ways, now: datetime) -> tuple[int, dict[str, str]]:
    """Return the number of the last change, and digests of feeds of the settings without one."""
    slugs = [ALL, *(named.slug for named in site.named)]
    known = tellings.digests(tx, slugs)
    found = {
        slug: _digest(held(tx, resolve(tx, site, slug, now), ways))
        for slug in slugs
        if slug not in known
    }
    return journal.head(tx), found


def _digest(there: Sequence[Article]) -> str:
    return hashlib.sha256(repr(list(there)).encode("utf-8", "surrogatepass")).hexdigest()


def _touched(tx: Transaction, site: Site, after: int, upto: int) -> Iterator[str]:
    yield ALL
    yield from (named.slug for named in site.named)
    lines = arrivals.lines_touched(tx, after, upto)
    authors = [line.key for line in lines if line.kind == "author"]
    lines += [Line("author", key) for key in _called_so_too(tx, authors)]
    for line in lines:
        name = articles.name_of(tx, line.kind, line.key) if line.kind else None
        if line.kind and name:
            yield slug_of(line.kind, name)


def _called_so_too(tx: Transaction, authors: list[str]) -> Iterator[str]:
    """Yield the authors all of whose names one of *authors* has: their feeds hold these too."""
    wanted = [frozenset(key.split()) for key in authors]
    if not wanted:
        return
    for key in articles.keys_of(tx, "author"):
        parts = frozenset(key.split())
        if any(parts < names for names in wanted):
            yield key


def _new_only(tx: Transaction, after: int, upto: int) -> set[ArticleId] | None:
    """Return the articles that came, ``None`` where others changed or left as well."""
    found: set[ArticleId] = set()
    for change in journal.changes_after(tx, after, upto - after):
        if change.kind is not ChangeKind.PUBLISHED:
            return None
        found.add(change.article_id)
    return found
