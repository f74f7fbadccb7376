"""Pages as HTML: what each shows, read in one transaction. Owns no route, no header, no cache.

An article's HTML was cleaned when it was stored and goes in as it is; everything else is escaped.
"""

import hashlib
import html
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from barqiya.domain.article import Article, ArticleId, Image, Status
from barqiya.domain.language import direction_of
from barqiya.domain.query import Note, Query
from barqiya.errors import RetractedError
from barqiya.search import SeeAlso
from barqiya.store import articles
from barqiya.store.articles import NameCount
from barqiya.store.database import Transaction
from barqiya.store.rows import NameKind
from feeds.formats import FORMATS
from feeds.pages import dates
from feeds.pages.words import WORDS, Words, words_for
from feeds.site import Site
from feeds.views import ALL, SEARCH, slug_of

_HERE = Path(__file__).parent
_FRONT_PAGE = 25
_OPEN_ROWS = 8
_DESCRIPTION_LENGTH = 300
_MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_HEADING = re.compile(r"<(/?)h1\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchHit:
    """A found article. *snippet* is runs of plain text, each with whether it was asked for."""

    article: Article
    snippet: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """One page of results; *total* counts all. *note* is a sentence for the person who asked.

    *notes* tell what of the query was read otherwise than perhaps meant; *exactly*, where words
    were mended, is the text that searches for them as typed.
    """

    total: int
    hits: tuple[SearchHit, ...] = ()
    note: str | None = None
    notes: tuple[Note, ...] = ()
    exactly: str | None = None


Search = Callable[[Transaction, str, int, int], SearchPage]
"""``(tx, text, limit, offset) -> SearchPage``; QueryError where nothing can be searched for."""


Related = Callable[[Transaction, Article], Sequence[SeeAlso]]
"""``(tx, article) -> what to read beside it``."""


Suggest = Callable[[Transaction, str], Sequence[Mapping[str, str]]]
"""``(tx, text) -> completions``: each a JSON object with ``kind``, ``text`` and ``id``."""


def as_told(tx: Transaction, article: Article) -> tuple[SeeAlso, ...]:
    """Return what the source of *article* names, and no more: where there is no search."""
    del tx
    return tuple(SeeAlso(told=one) for one in article.content.related)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page and when what it shows last became another, ``None`` where that is not known."""

    html: str
    modified: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StaticFile:
    """A file that pages need."""

    body: bytes
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLink:
    """A feed offered to a person."""

    name: str
    slug: str
    count: int | None = None


def static_files() -> Mapping[str, StaticFile]:
    """Return the style, the script and the icon by name."""
    return {
        file.name: StaticFile(body=file.read_bytes(), media_type=_MEDIA_TYPES[file.suffix])
        for file in sorted((_HERE / "static").iterdir())
        if file.suffix in _MEDIA_TYPES
    }


class Pages:
    """Makes the pages of one site. Synchronous; to be run off the event loop."""

    def __init__(self, site: Site, related: Related = as_told) -> None:
        self._site = site
        self._related = related
        self._environment = _environment(site)

    def words(self, asked: str | None) -> Words:
        """Return the words of the language *asked* for, where it is spoken here."""
        return words_for(self._site.publication.language, asked)

    def landing(self, tx: Transaction, words: Words) -> Page:
        """Return the front page: the newest articles, every feed, the bot."""
        newest = articles.latest(tx, Query(), limit=_FRONT_PAGE)
        return Page(
            html=self.render(
                "landing.html",
                words,
                path="/",
                newest=newest,
                named=[FeedLink(name=one.title, slug=one.slug) for one in self._site.named],
                categories=_feed_links("category", articles.name_counts(tx, "category")),
                authors=_feed_links("author", articles.name_counts(tx, "author")),
                total=articles.count(tx, Query()),
                open_rows=_OPEN_ROWS,
            )
        )

    def article(self, tx: Transaction, wanted: ArticleId, words: Words) -> Page:
        """Return the reading page.

        Raises :class:`~barqiya.errors.NotFoundError`, and of a withdrawn article
        :class:`~barqiya.errors.RetractedError`.
        """
        article = articles.get(tx, wanted)
        if article.status is Status.RETRACTED:
            raise RetractedError(f"the article {wanted} was withdrawn: {article.evidence}")
        content = article.content
        return Page(
            html=self.render(
                "article.html",
                words,
                path=f"/articles/{article.id}",
                article=article,
                text=_below_title(content.content_html),
                lead=_lead_outside_text(article),
                description=content.summary[:_DESCRIPTION_LENGTH],
                own_feeds=_own_feeds(article),
                related=self._related(tx, article),
                theirs=dates.words_of(content.language, words),
            ),
            modified=max(article.updated_at, article.first_seen_at),
        )

    def search(
        self, words: Words, text: str, found: SearchPage | None, *, page: int, pages: int
    ) -> str:
        """Return the page of search: *found* is ``None`` where nothing was asked for."""
        return self.render(
            "search.html", words, path="/search", text=text, found=found, page=page, pages=pages
        )

    def error(self, words: Words, kind: str, note: str | None = None) -> str:
        """Return a short page that says what is wrong: *kind* as the words of it are named."""
        other = next(one for one in WORDS.values() if one is not words)
        return self.render("error.html", words, path="/", kind=kind, note=note, other=other)

    def render(self, template: str, words: Words, **values: Any) -> str:
        """Return *template* with *values*, in *words*."""
        return self._environment.get_template(template).render(
            words=words, languages=tuple(WORDS.values()), **values
        )


def _environment(site: Site) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    zone = site.publication.timezone
    environment.globals.update(
        site=site,
        publication=site.publication,
        formats=FORMATS,
        everything=ALL,
        of_a_search=SEARCH,
        slug_of=slug_of,
        direction_of=direction_of,
        results=dates.results,
        words_of=dates.words_of,
        static=_static_paths(site),
        day=lambda moment, words: dates.day(moment, words, zone),
    )
    return environment


def _static_paths(site: Site) -> dict[str, str]:
    """Return the link of each static file; it changes with the file, so that it can be kept."""
    return {
        name: f"{site.path('/static/' + name)}?v={hashlib.sha256(file.body).hexdigest()[:12]}"
        for name, file in static_files().items()
    }


def _feed_links(kind: NameKind, counts: list[NameCount]) -> list[FeedLink]:
    return [
        FeedLink(name=one.name, slug=slug_of(kind, one.name), count=one.count) for one in counts
    ]


def _own_feeds(article: Article) -> list[FeedLink]:
    content = article.content
    authors = [(one.name, slug_of("author", one.name)) for one in content.authors]
    categories = [(one.name, slug_of("category", one.name)) for one in content.categories]
    return [FeedLink(name=name, slug=slug) for name, slug in authors + categories]


def _lead_outside_text(article: Article) -> Image | None:
    images = article.content.images
    if not images:
        return None
    shown = html.unescape(article.content.content_html)
    return None if images[0].url in shown else images[0]


def _below_title(content_html: str) -> Markup:
    """Return an article's own HTML; the page has one first heading, and that is the title."""
    return Markup(_HEADING.sub(r"<\1h2", content_html))  # noqa: S704 - cleaned when stored
