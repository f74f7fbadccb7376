"""Pages as HTML: what each shows, read in one transaction. Owns no route, no header, no cache.

An article's HTML was cleaned when it was stored and goes in as it is; everything else is escaped.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from barqiya.domain.article import Article, ArticleId, Status
from barqiya.domain.language import direction_of
from barqiya.domain.query import Note, Query
from barqiya.errors import RetractedError
from barqiya.search import SeeAlso
from barqiya.store import articles, journal
from barqiya.store.database import Transaction
from feeds.formats import FORMATS, Format
from feeds.pages import dates, offers, reading, subscribing
from feeds.pages.words import WORDS, Words, words_for
from feeds.site import Site
from feeds.views import ALL, SEARCH, FeedView, Newest, resolve, slug_of

_HERE = Path(__file__).parent
_FRONT_PAGE = 25
_OF_A_FEED = 20
_DESCRIPTION_LENGTH = 300
_MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".png": "image/png",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchHit:
    """A found article. *snippet* is runs of plain text, each with whether it was asked for."""

    article: Article
    snippet: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """One page of results; *total* counts all. *note* is a sentence for the person who asked.

    *notes* tell what of the query was read otherwise than perhaps meant. *repairs* are the words
    that were mended, as typed and as used; *exactly* is then the text that searches for them as
    typed. Where nothing was found, *nearest* are articles that come close and *instead* texts to
    search for. *preparing* says that there may be more once the index holds all of the archive.
    """

    total: int
    hits: tuple[SearchHit, ...] = ()
    note: str | None = None
    notes: tuple[Note, ...] = ()
    repairs: tuple[tuple[str, str], ...] = ()
    exactly: str | None = None
    nearest: tuple[SearchHit, ...] = ()
    instead: tuple[str, ...] = ()
    preparing: bool = False


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


def static_files() -> Mapping[str, StaticFile]:
    """Return the style, the script and the icon by name."""
    return {
        file.name: StaticFile(body=file.read_bytes(), media_type=_MEDIA_TYPES[file.suffix])
        for file in sorted((_HERE / "static").iterdir())
        if file.suffix in _MEDIA_TYPES
    }


class Pages:
    """Makes the pages of one site. Synchronous; to be run off the event loop.

    *completes* says whether ``/suggest`` answers, so that the box of search may ask it.
    """

    def __init__(self, site: Site, related: Related = as_told, *, completes: bool = False) -> None:
        self._site = site
        self._related = related
        self._environment = _environment(site, completes=completes)

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
                groups=offers.groups(tx, self._site, words),
                total=articles.count(tx, Query()),
            )
        )

    def feed(  # noqa: PLR0913, PLR0917 - what the address and the reader say, and how words are found
        self,
        tx: Transaction,
        slug: str,
        form: Format,
        words: Words,
        newest: Newest,
        now: datetime,
    ) -> Page:
        """Return what a person sees at the address of the feed *slug* in *form*.

        Raises :class:`~barqiya.errors.NotFoundError`.
        """
        view = resolve(tx, self._site, slug, now)
        found = newest(tx, view.query, min(view.limit, _OF_A_FEED))
        return self.feed_of(view, found, form, words)

    def feed_of(
        self, view: FeedView, newest: Sequence[Article], form: Format, words: Words
    ) -> Page:
        """Return the page of the feed *view* in *form*, of which *newest* are the articles."""
        return Page(
            html=self.render(
                "feed.html",
                words,
                path=f"/feeds/{view.slug}.{form.suffix}",
                kept=dict(parse_qsl(view.asked.removeprefix("?"))),
                view=view,
                form=form,
                name=self._name_of(view, words),
                newest=newest[:_OF_A_FEED],
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
        content, publication = article.content, self._site.publication
        title = content.title or content.summary or publication.title
        theirs = dates.words_of(content.language, words)
        return Page(
            html=self.render(
                "article.html",
                words,
                path=f"/articles/{article.id}",
                article=article,
                text=reading.below_title(content.content_html),
                lead=reading.lead_outside_text(article),
                description=content.summary[:_DESCRIPTION_LENGTH],
                own_feeds=offers.own_feeds(article),
                related=self._related(tx, article),
                history=reading.history(journal.changes_of(tx, article.id), theirs),
                linked_data=reading.linked_data(article, publication, title),
                theirs=theirs,
            ),
            modified=max(article.updated_at, article.first_seen_at),
        )

    def search(
        self, words: Words, text: str, found: SearchPage | None, *, page: int, pages: int
    ) -> str:
        """Return the page of search: *found* is ``None`` where nothing was asked for."""
        kept = {"q": text} if text else {}
        return self.render(
            "search.html",
            words,
            path="/search",
            kept=kept,
            text=text,
            found=found,
            page=page,
            pages=pages,
        )

    def error(self, words: Words, kind: str, note: str | None = None) -> str:
        """Return a short page that says what is wrong: *kind* as the words of it are named."""
        other = next(one for one in WORDS.values() if one is not words)
        return self.render("error.html", words, path="/", kind=kind, note=note, other=other)

    def render(self, template: str, words: Words, **values: Any) -> str:
        """Return *template* with *values*, in *words*."""
        return self._environment.get_template(template).render(
            {
                "kept": {},
                "words": words,
                "languages": tuple(WORDS.values()),
                "bot": self._site.known_bot,
                **values,
            }
        )

    def _name_of(self, view: FeedView, words: Words) -> str:
        """Return the name of a feed where the publication's stands beside it already."""
        if view.slug == ALL:
            return words.everything
        return view.title.removesuffix(f" — {self._site.publication.title}")


def _environment(site: Site, *, completes: bool) -> Environment:
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
        completes=completes,
        only_here=subscribing.only_here(site.publication.public_url),
        readers=subscribing.READERS,
        for_device=subscribing.for_device,
        qr_code=lru_cache(maxsize=4)(subscribing.qr_code),
        slug_of=slug_of,
        direction_of=direction_of,
        results=dates.results,
        counted=dates.counted,
        words_of=dates.words_of,
        static=_static_paths(site),
        link=_linking(site),
        day=lambda moment, words: dates.day(moment, words, zone),
        minute=lambda moment, words: dates.minute(moment, words, zone),
        in_zone=lambda moment: moment.astimezone(zone).isoformat(),
    )
    return environment


def _linking(site: Site) -> Callable[..., str]:
    """Return how pages link to one another: who chose another language keeps it."""
    usual = words_for(site.publication.language, None)

    def link(path: str, words: Words, **asked: str | int) -> str:
        chosen = {} if words is usual else {"lang": words.language}
        query = urlencode({**asked, **chosen})
        return site.path(path) + (f"?{query}" if query else "")

    return link


def _static_paths(site: Site) -> dict[str, str]:
    """Return the link of each static file; it changes with the file, so that it can be kept."""
    return {
        name: f"{site.path('/static/' + name)}?v={hashlib.sha256(file.body).hexdigest()[:12]}"
        for name, file in static_files().items()
    }
