"""What is sent under an address: bytes with their tags, made once. Owns the making of feeds' bytes.

Never looks at a request: which representation an asker gets is decided in :mod:`feeds.answers`.
"""

import gzip
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from barqiya.domain.article import Article
from barqiya.domain.query import Query, parse
from barqiya.errors import NotFoundError
from barqiya.store import articles
from barqiya.store.database import Transaction
from feeds import opml
from feeds.conditional import strong_etag
from feeds.document import document
from feeds.formats import FORMATS, Format
from feeds.pages.words import Words
from feeds.site import Site
from feeds.views import ALL, FeedView, of_search, resolve, slug_of

Newest = Callable[[Transaction, Query, int], Sequence[Article]]
"""``(tx, query, limit)``: the newest articles that satisfy a query, its words too."""

_LEVEL = 6
# Web pages of any origin may read it: without this, readers that live in a browser cannot.
_ANY_PAGE = (("access-control-allow-origin", "*"),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """Bytes in one content coding (``None`` is plain) and their strong entity tag."""

    coding: str | None
    body: bytes
    etag: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Representation:
    """A document ready to be sent, plain and compressed.

    *media_type* has its charset; *modified* is when the document last became another (``None``
    where that is not known); *headers* are those that belong to it and to nothing else.
    """

    media_type: str
    modified: datetime | None
    plain: Coded
    compressed: Coded
    headers: tuple[tuple[str, str], ...] = field(default=())


def represent(
    body: bytes,
    media_type: str,
    modified: datetime | None,
    headers: tuple[tuple[str, str], ...] = (),
) -> Representation:
    """Return *body* ready to be sent; the same bytes give the same tags."""
    # No time in the gzip header: it would be another body at every making.
    packed = gzip.compress(body, compresslevel=_LEVEL, mtime=0)
    return Representation(
        media_type=media_type,
        modified=modified,
        plain=Coded(coding=None, body=body, etag=strong_etag(body)),
        compressed=Coded(coding="gzip", body=packed, etag=strong_etag(packed)),
        headers=headers,
    )


def weight(made: Representation) -> int:
    """Return how many bytes *made* takes up."""
    return len(made.plain.body) + len(made.compressed.body)


def feed(tx: Transaction, site: Site, slug: str, form: Format) -> Representation:
    """Return the feed *slug* in *form*. Raises :class:`~barqiya.errors.NotFoundError`."""
    view = resolve(tx, site, slug)
    return _written(site, view, articles.latest(tx, view.query, limit=view.limit), form)


def feed_of_search(
    tx: Transaction, site: Site, view: FeedView, form: Format, newest: Newest
) -> Representation:
    """Return the feed of a query that may ask for words, which *newest* knows to find."""
    return _written(site, view, newest(tx, view.query, view.limit), form)


def _written(site: Site, view: FeedView, found: Sequence[Article], form: Format) -> Representation:
    made = document(view, site.publication, found)
    link = f'<{made.address_as(form.suffix)}>; rel="self"'
    return represent(
        form.render(made),
        f"{form.media_type}; charset=utf-8",
        made.modified,
        (("link", link), *_ANY_PAGE),
    )


def feed_bytes(tx: Transaction, site: Site, slug: str, format_name: str) -> bytes:
    """Return the bytes that HTTP serves of the feed *slug*.

    Raises :class:`~barqiya.errors.NotFoundError` where there is no such feed or format.
    """
    return feed(tx, site, slug, format_named(format_name)).plain.body


def search_feed_bytes(  # noqa: PLR0913, PLR0917 - what feed_bytes is given, and how to find
    tx: Transaction, site: Site, text: str, now: datetime, format_name: str, newest: Newest
) -> bytes:
    """Return the bytes that HTTP serves of the feed of what *text* asks for at *now*.

    Raises :class:`~barqiya.errors.NotFoundError` where there is no such format and
    :class:`~barqiya.errors.QueryError` where nothing is asked for.
    """
    view = of_search(site, text, parse(text, now, required=True))
    return feed_of_search(tx, site, view, format_named(format_name), newest).plain.body


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
        ("", [(site.publication.title, ALL)]),
        (words.categories, [(one.name, slug_of("category", one.name)) for one in categories]),
        (words.authors, [(one.name, slug_of("author", one.name)) for one in authors]),
    ]
    body = opml.render(site, [(heading, feeds) for heading, feeds in groups if feeds])
    return represent(body, f"{opml.MEDIA_TYPE}; charset=utf-8", None, _ANY_PAGE)
