"""What is sent under an address: bytes with their tags, made once. Owns the making of feeds' bytes.

Never looks at a request: which representation an asker gets is decided in :mod:`feeds.answers`.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from barqiya.errors import NotFoundError
from barqiya.store import articles
from barqiya.store.database import Transaction
from feeds import opml
from feeds.codings import Codings
from feeds.document import document
from feeds.formats import FORMATS, Format
from feeds.holding import Holding, Newest, Reach, hold
from feeds.pages.words import Words
from feeds.site import Site
from feeds.views import ALL, FeedView, resolve, slug_of

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


def feed(  # noqa: PLR0913, PLR0917 - what a feed depends on
    tx: Transaction, site: Site, slug: str, form: Format, newest: Newest, now: datetime
) -> Representation:
    """Return the feed *slug* in *form* as it is at *now* (aware).

    Raises :class:`~barqiya.errors.NotFoundError`.
    """
    return feed_of(tx, site, resolve(tx, site, slug, now), form, newest, now)


def feed_of(  # noqa: PLR0913, PLR0917 - what a feed depends on
    tx: Transaction, site: Site, view: FeedView, form: Format, newest: Newest, now: datetime
) -> Representation:
    """Return the feed *view* in *form* at *now*; *newest* finds its articles, by words too."""
    return _written(site, view, hold(tx, view, newest, now, site.retraction_days), form)


def _written(site: Site, view: FeedView, held: Holding, form: Format) -> Representation:
    made = document(view, site.publication, held.articles, full_text=site.full_text, left=held.left)
    link = f'<{made.address_as(form.suffix)}>; rel="self"'
    written = represent(
        form.render(made),
        f"{form.media_type}; charset=utf-8",
        made.modified,
        (("link", link), *_ANY_PAGE),
    )
    return replace(written, max_age=made.max_age, reach=held.reach)


def feed_bytes(  # noqa: PLR0913, PLR0917 - what a feed depends on
    tx: Transaction, site: Site, slug: str, format_name: str, newest: Newest, now: datetime
) -> bytes:
    """Return the bytes that HTTP serves of the feed *slug* at *now* (aware).

    Raises :class:`~barqiya.errors.NotFoundError` where there is no such feed or format.
    """
    return feed(tx, site, slug, format_named(format_name), newest, now).body


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
