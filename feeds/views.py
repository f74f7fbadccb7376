"""Which articles stand under which slug. Owns the names of feeds; loads no article, writes none.

A slug is read spelling-blind: ``category/الاقتصاد`` and ``category/الإقتصاد`` are one feed.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from barqiya.domain import folding
from barqiya.domain.article import Article
from barqiya.domain.folding import label_key, name_key
from barqiya.domain.query import Author, Category, Query, Tag, parse
from barqiya.errors import NotFoundError
from barqiya.store import articles
from barqiya.store.arrivals import EVERYTHING, Line
from barqiya.store.database import Transaction
from barqiya.store.rows import NameKind
from feeds.history import Asked, asked_for
from feeds.site import NamedFeed, Site
from feeds.text import opening

ALL = "all"
SEARCH = "search"

Newest = Callable[[Transaction, Query, int], Sequence[Article]]
"""``(tx, query, limit)``: the newest articles that satisfy a query, its words too."""

_TITLE_LENGTH = 80

_LONGEST_NAME = 300

_MOST_TITLES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedView:
    """A feed by name: *limit* articles that *query* lets through, newest first.

    *asked* ends the address of a feed that has no name but a query: ``?q=…``, encoded. *line* is
    where the store keeps the order in which its articles came, ``None`` where only a search knows.
    """

    slug: str
    title: str
    query: Query
    limit: int
    asked: str = ""
    line: Line | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    name: NameKind
    key: Callable[[str], str]
    query: Callable[[str], Query]
    line: Callable[[str], Line | None]


_KINDS = {
    "category": _Kind(
        name="category",
        key=label_key,
        query=lambda key: Query(Category(key)),
        line=lambda key: Line("category", key),
    ),
    "author": _Kind(
        name="author",
        key=name_key,
        query=lambda key: Query(Author(key)),
        line=lambda _: None,
    ),
    "tag": _Kind(
        name="tag",
        key=label_key,
        query=lambda key: Query(Tag(key)),
        line=lambda key: Line("tag", key),
    ),
}


def resolve(tx: Transaction, site: Site, slug: str, now: datetime) -> FeedView:
    """Return the feed that *slug* names, asked for at *now* (aware).

    Raises :class:`~barqiya.errors.NotFoundError`.
    """
    if slug == ALL:
        title = site.publication.title
        return FeedView(slug=slug, title=title, query=Query(), limit=site.items, line=EVERYTHING)
    named = named_as(site, slug)
    if named is not None:
        return of_named(site, named, now)
    kind_slug, _, name_slug = slug.partition("/")
    kind = _KINDS.get(kind_slug)
    if kind is None:
        raise NotFoundError(f"there is no feed {slug!r}: {_there_are(site)}")
    key, name = _known(tx, kind, name_slug)
    return FeedView(
        # Not as asked for: however the name is spelled, the feed has one address and one id.
        slug=slug_of(kind.name, name),
        title=f"{name} — {site.publication.title}",
        query=kind.query(key),
        limit=site.items,
        line=kind.line(key),
    )


def key_of(site: Site, slug: str) -> Hashable | None:
    """Return what all spellings of *slug* have in common, ``None`` where there is no such feed.

    Asks no store, so it cannot know whether anybody bears the name.
    """
    if slug == ALL or named_as(site, slug) is not None:
        return slug
    kind_slug, _, name_slug = slug.partition("/")
    kind = _KINDS.get(kind_slug)
    if kind is None or len(name_slug) > _LONGEST_NAME:
        return None
    key = kind.key(name_slug.replace("-", " "))
    return (kind.name, key) if key else None


def named_as(site: Site, slug: str) -> NamedFeed | None:
    """Return the feed of the settings that has *slug*, ``None`` where none does."""
    return next((named for named in site.named if named.slug == slug), None)


def of_named(site: Site, named: NamedFeed, now: datetime) -> FeedView:
    """Return the feed *named* as its query is meant at *now*."""
    return FeedView(
        slug=named.slug,
        title=f"{named.title} — {site.publication.title}",
        query=parse(named.query, now.astimezone(site.publication.timezone)),
        limit=site.items,
    )


def moments(site: Site, slug: str, now: datetime) -> tuple[datetime, ...]:
    """Return what «أمس» and its like in the query of *slug* mean at *now*: another day, another."""
    named = named_as(site, slug)
    return of_named(site, named, now).query.moments if named else ()


def of_path(path: str) -> tuple[str, Asked | None]:
    """Return the slug of a feed in *path*, and which document of its history is named behind it.

    Raises :class:`~barqiya.errors.NotFoundError` for what no address of ours has.
    """
    parts = path.split("/")
    own = 2 if parts[0] in _KINDS else 1
    if len(parts) > own + 2:
        raise NotFoundError(f"there is no feed {path!r}")
    number, places = [*parts[own:], None, None][:2]
    return "/".join(parts[:own]), asked_for(number, places)


def is_lined(slug: str) -> bool:
    """Return whether the store alone knows the feed *slug* and its history: no search is needed."""
    kind, _, name = slug.partition("/")
    return slug == ALL or (bool(name) and kind in {"category", "tag"})


def of_search(site: Site, text: str, query: Query) -> FeedView:
    """Return the feed of what *query* wants; *text* is how a person typed it.

    However it was typed, queries that want the same have one address and one id.
    """
    typed = opening(" ".join(text.split()), _TITLE_LENGTH)
    return FeedView(
        slug=SEARCH,
        title=f"{typed} — {site.publication.title}",
        query=query,
        limit=site.items,
        asked=f"?q={quote(str(query), safe='')}",
    )


def _there_are(site: Site) -> str:
    named = "".join(f", {named.slug}" for named in site.named)
    return f"it is {ALL}{named}, or category/…, author/…, tag/…"


def _known(tx: Transaction, kind: _Kind, slug: str) -> tuple[str, str]:
    # A slug has lost its stops, so titles before a name («أ. م. د. …») are tried with and without.
    for titles in range(_MOST_TITLES + 1):
        spelling = slug.replace("-", ". ", titles).replace("-", " ")
        key = kind.key(spelling)
        name = articles.name_of(tx, kind.name, key) if key else None
        if name is not None:
            return key, name
    raise NotFoundError(f"there is no feed {kind.name}/{slug}: no article bears that {kind.name}")


def slug_of(kind: NameKind, name: str) -> str:
    """Return the slug of the feed of an author, a category or a tag."""
    return f"{kind}/{folding.slug(name)}"
