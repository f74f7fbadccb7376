"""What is sent under an address: bytes with their tags, made once. Owns the making of feeds' bytes.

Never looks at a request: which representation an asker gets is decided in :mod:`feeds.answers`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from barqiya.domain.article import Article
from barqiya.domain.query import parse
from barqiya.errors import NotFoundError
from barqiya.store import articles
from barqiya.store.database import Transaction
from feeds import opml
from feeds.archives import Arriving, archived, links_of_feed
from feeds.codings import Codings
from feeds.document import FeedDocument, document
from feeds.formats import FORMATS, Format
from feeds.history import Asked
from feeds.holding import Reach, hold
from feeds.pages.words import Words
from feeds.site import Site
from feeds.views import ALL, SEARCH, FeedView, Newest, of_search, resolve, slug_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """The ways to the articles of any query: the newest, and all in the order in which they came.

    Where a query asks for words, only a search knows them.
    """

    newest: Newest
    arriving: Arriving


# A person in a browser is sent a page at the same address (feeds/accept.py).
BY_ACCEPT = ("vary", "Accept")
# Web pages of any origin may read it: without this, readers that live in a browser cannot.
_ANY_PAGE = (("access-control-allow-origin", "*"),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Representation:
    """A document ready to be sent, in any content coding.

    *media_type* has its charset; *modified* is when the document last became another (``None``
    where that is not known); *headers* are those that belong to it and to nothing else. *max_age*
    is for how many seconds it holds, *reach* which changes make it another; ``None`` where nobody
    measured.
    """

    media_type: str
    modified: datetime | None
    body: bytes
    codings: Codings
    headers: tuple[tuple[str, str], ...] = field(default=())
    max_age: int | None = None
    reach: Reach | None = None
    answers: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)


def represent(
    body: bytes,
    media_type: str,
    modified: datetime | None,
    headers: tuple[tuple[str, str], ...] = (),
) -> Representation:
    """Return *body* ready to be sent; the same bytes give the same tags."""
    return Representation(
        media_type=media_type,
        modified=modified,
        body=body,
        codings=Codings(body),
        headers=headers,
    )


def weight(made: Representation) -> int:
    """Return how many bytes *made* takes up, packed in every coding too."""
    # A feed packs to a sixth or less, and is asked for in three codings at most.
    return len(made.body) * 3 // 2


def holds(made: Representation, now: datetime) -> bool:
    """Return whether *made* is at *now* (aware) still what it was, if nothing was published."""
    return made.reach is None or made.reach.until is None or now < made.reach.until


def held(tx: Transaction, view: FeedView, ways: Ways) -> Sequence[Article]:
    """Return the articles that the feed *view* holds, the newest first."""
    return ways.newest(tx, view.query, view.limit)


def viewed(  # noqa: PLR0913, PLR0917 - what a feed depends on
    tx: Transaction,
    site: Site,
    view: FeedView,
    form: Format,
    ways: Ways,
    now: datetime,
    asked: Asked | None,
) -> Representation:
    """Return the feed *view* in *form* at *now* (aware), or of its history what is *asked* for.

    Raises :class:`~barqiya.errors.NotFoundError`.
    """
    if asked is not None:
        found = archived(tx, view, asked, ways.arriving)
        made = document(
            view,
            site.publication,
            found.articles,
            gone=found.gone,
            ending=found.ending,
            links=found.links,
            full_text=site.full_text,
        )
        ids = frozenset(article.id for article in (*found.articles, *found.gone))
        return _written(made, form, Reach(query=view.query, ids=ids, end=None, until=None))
    there = hold(tx, view, ways.newest, now, site.retraction_days)
    links, beside = links_of_feed(tx, view, there.articles, ways.arriving)
    made = document(
        view,
        site.publication,
        there.articles,
        links=links,
        hubs=site.hubs,
        full_text=site.full_text,
        left=there.left,
    )
    return _written(made, form, replace(there.reach, ids=there.reach.ids | beside))


def named_feed(  # noqa: PLR0913, PLR0917 - what a feed depends on
    tx: Transaction,
    site: Site,
    slug: str,
    form: Format,
    ways: Ways,
    now: datetime,
    asked: Asked | None = None,
) -> Representation:
    """Return the feed *slug*, or of its history what is *asked* for, as it is at *now* (aware).

    Raises :class:`~barqiya.errors.NotFoundError`.
    """
    return viewed(tx, site, resolve(tx, site, slug, now), form, ways, now, asked)


def _written(made: FeedDocument, form: Format, reach: Reach) -> Representation:
    links = [f'<{made.address_as(form.suffix)}>; rel="self"']
    links += [f'<{hub}>; rel="hub"' for hub in made.hubs]
    links += [f'<{href}>; rel="{rel}"' for rel, href in made.history_as(form.suffix)]
    written = represent(
        form.render(made),
        f"{form.media_type}; charset=utf-8",
        made.modified,
        # Who asked by ?page=3, or in other words for the same search, learns the address here
        # (RFC 9110, § 8.7); validators then know the document's own rel=self as right.
        (
            ("content-location", made.address_as(form.suffix)),
            ("link", ", ".join(links)),
            BY_ACCEPT,
            *_ANY_PAGE,
        ),
    )
    return replace(written, max_age=made.max_age, reach=reach)


def feed_bytes(  # noqa: PLR0913, PLR0917 - what a feed depends on
    tx: Transaction,
    site: Site,
    slug: str,
    format_name: str,
    ways: Ways,
    now: datetime,
    *,
    asked: Asked | None = None,
    query: str | None = None,
) -> bytes:
    """Return the bytes that HTTP serves of the feed *slug*, or of its history, at *now* (aware).

    *query* is what the feed of a search asks for. Raises
    :class:`~barqiya.errors.NotFoundError` where there is no such feed or format, and
    :class:`~barqiya.errors.QueryError` where nothing is asked for.
    """
    form = format_named(format_name)
    if slug == SEARCH:
        wanted = parse(query or "", now.astimezone(site.publication.timezone), required=True)
        view = of_search(site, (query or "").strip(), wanted)
    else:
        view = resolve(tx, site, slug, now)
    return viewed(tx, site, view, form, ways, now, asked).body


def format_named(name: str) -> Format:
    """Return the format *name*. Raises :class:`~barqiya.errors.NotFoundError`."""
    for form in FORMATS:
        if form.name == name:
            return form
    known = ", ".join(form.name for form in FORMATS)
    raise NotFoundError(f"there is no feed format {name!r}; there are {known}")


def outline(tx: Transaction, site: Site, words: Words) -> Representation:
    """Return the OPML of all feeds, its headings in *words*."""
    categories = articles.name_counts(tx, "category")
    authors = articles.name_counts(tx, "author")
    groups = [
        ("", [(site.publication.title, ALL), *((one.title, one.slug) for one in site.named)]),
        (words.categories, [(one.name, slug_of("category", one.name)) for one in categories]),
        (words.authors, [(one.name, slug_of("author", one.name)) for one in authors]),
    ]
    body = opml.render(site, [(heading, feeds) for heading, feeds in groups if feeds])
    return represent(body, f"{opml.MEDIA_TYPE}; charset=utf-8", None, _ANY_PAGE)
