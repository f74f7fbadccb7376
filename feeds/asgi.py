"""The addresses: feeds, pages, OPML, health, over Starlette. The asynchronous edge of this output.

Owns routes and what is kept between requests; never what a feed or a page says. As long as the
journal has not moved, feeds and pages are answered without touching the store.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from barqiya.domain.article import ArticleId
from barqiya.domain.query import MAX_LENGTH, parse
from barqiya.errors import NotFoundError, QueryError, RetractedError, StoreError
from barqiya.store import journal
from barqiya.store.database import Database
from feeds import answers, representation
from feeds.cache import JournalCache
from feeds.formats import FORMATS, Format
from feeds.pages.rendering import (
    Page,
    Pages,
    Related,
    Search,
    SearchPage,
    Suggest,
    as_told,
    static_files,
)
from feeds.pages.words import Words
from feeds.representation import Newest, Representation, represent, weight
from feeds.site import Site
from feeds.views import SEARCH, of_search

_HTML = "text/html; charset=utf-8"
_RESULTS = 10
_PAGES = 50
_LONGEST_QUERY = MAX_LENGTH  # as long as what people paste into the chat
_ROOM = 32_000_000  # bytes kept of feeds, and as many of pages

Settled = Callable[[], bool]
"""Whether the search index holds all that the store does, or will within a moment."""

_PAGE_HEADERS = (("content-security-policy", answers.PAGE_POLICY),)


def _always() -> bool:
    return True


def build(  # noqa: PLR0913 - what the composition root gives
    database: Database,
    site: Site,
    search: Search,
    newest: Newest,
    *,
    related: Related = as_told,
    suggest: Suggest | None = None,
    settled: Settled = _always,
    extra: Sequence[BaseRoute] = (),
) -> Starlette:
    """Return the application that serves *site* from *database*.

    *search* answers ``/search``, *newest* ``/feeds/search`` and *suggest* ``/suggest``; *related*
    is what stands below an article; *extra* routes are mounted beside the site's own. While not
    *settled*, what these find is not kept for later.
    """
    feeds = _Feeds(database, site, newest, settled)
    people = _People(database, site, search, related, settled)
    return Starlette(
        routes=[
            Route("/", people.landing, name="landing"),
            Route("/articles/{id}", people.article, name="article"),
            Route("/search", people.search, name="search"),
            Route(
                f"/feeds/{SEARCH}.{{suffix}}",
                feeds.search,
                methods=["GET", "HEAD", "OPTIONS"],
                name="feed of a search",
            ),
            Route(
                "/feeds/{slug:path}.{suffix}",
                feeds.feed,
                methods=["GET", "HEAD", "OPTIONS"],
                name="feed",
            ),
            Route("/feeds.opml", feeds.outline, methods=["GET", "HEAD", "OPTIONS"], name="outline"),
            Route("/static/{name}", _Static().file, name="static"),
            Route("/healthz", _Health(database).check, name="health"),
            *([Route("/suggest", _Suggesting(database, suggest).answer)] if suggest else []),
            *extra,
        ],
        exception_handlers=people.errors(),
    )


class _Feeds:
    """Feeds for programs."""

    def __init__(self, database: Database, site: Site, newest: Newest, settled: Settled) -> None:
        self._database = database
        self._settled = settled
        self._site = site
        self._newest = newest
        self._pages = Pages(site)
        self._kept = JournalCache[Representation](_ROOM, weight)
        self._by_suffix = {form.suffix: form for form in FORMATS}

    async def feed(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return answers.preflight()
        slug, form = request.path_params["slug"], self._form(request)
        found = await self._kept.get(
            (slug, form.suffix),
            self._database.journal.seq,
            lambda: self._database.read(representation.feed, self._site, slug, form),
        )
        return answers.respond(request, found, answers.FEED_CACHE)

    async def search(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return answers.preflight()
        form = self._form(request)
        text = request.query_params.get("q", "").strip()
        if len(text) > _LONGEST_QUERY:
            raise HTTPException(400)
        try:
            query = parse(text, datetime.now(self._site.publication.timezone), required=True)
        except QueryError:
            raise HTTPException(400) from None
        view = of_search(self._site, text, query)
        found = await self._kept.get(
            # «أمس» is another day tomorrow, though nothing is published meanwhile.
            (SEARCH, view.title, view.asked, query.moments, form.suffix, self._settled()),
            self._database.journal.seq,
            lambda: self._database.read(
                representation.feed_of_search, self._site, view, form, self._newest
            ),
        )
        return answers.respond(request, found, answers.FEED_CACHE)

    def _form(self, request: Request) -> Format:
        suffix = request.path_params["suffix"]
        form = self._by_suffix.get(suffix)
        if form is None:
            raise NotFoundError(f"there is no feed format {suffix!r}")
        return form

    async def outline(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return answers.preflight()
        found = await self._kept.get(
            "opml",
            self._database.journal.seq,
            lambda: self._database.read(
                representation.outline, self._site, self._pages.words(None)
            ),
        )
        return answers.respond(request, found, answers.FEED_CACHE)


class _People:
    """Pages for people."""

    def __init__(
        self, database: Database, site: Site, search: Search, related: Related, settled: Settled
    ) -> None:
        self._database = database
        self._settled = settled
        self._search = search
        self._pages = Pages(site, related)
        self._kept = JournalCache[Representation](_ROOM, weight)

    async def landing(self, request: Request) -> Response:
        words = self._words(request)
        return await self._page(
            request, words, lambda: self._database.read(self._pages.landing, words)
        )

    async def article(self, request: Request) -> Response:
        words, wanted = self._words(request), _article_id(request.path_params["id"])
        return await self._page(
            request, words, lambda: self._database.read(self._pages.article, wanted, words)
        )

    async def search(self, request: Request) -> Response:
        words = self._words(request)
        text, page = request.query_params.get("q", "").strip(), _page_number(request)
        if len(text) > _LONGEST_QUERY:
            raise HTTPException(400)
        found, status = None, 200
        if text:
            found, status = await self._found(text, page, words)
        pages = min(-(-found.total // _RESULTS), _PAGES) if found else 0
        body = self._pages.search(words, text, found, page=page, pages=pages)
        return _html(body, status)

    async def _found(self, text: str, page: int, words: Words) -> tuple[SearchPage, int]:
        try:
            offset = (page - 1) * _RESULTS
            return await self._database.read(self._search, text, _RESULTS, offset), 200
        except QueryError:
            return SearchPage(total=0, note=words.nothing_asked), 400

    async def _page(
        self, request: Request, words: Words, make: Callable[[], Awaitable[Page]]
    ) -> Response:
        async def built() -> Representation:
            page = await make()
            return represent(page.html.encode(), _HTML, page.modified, _PAGE_HEADERS)

        key = request.url.path, words.language, self._settled()
        found = await self._kept.get(key, self._database.journal.seq, built)
        return answers.respond(request, found, answers.PAGE_CACHE)

    def _words(self, request: Request) -> Words:
        return self._pages.words(request.query_params.get("lang"))

    def errors(self) -> Mapping[type[Exception], Callable[[Request, Exception], Response]]:
        """Return what answers each error: a short page, never the operator's text."""
        kinds: dict[type[Exception], tuple[int, str]] = {
            RetractedError: (410, "withdrawn"),
            NotFoundError: (404, "not_found"),
            StoreError: (503, "unavailable"),
            Exception: (500, "failed"),
        }
        by_status = {400: "bad_request", 401: "locked", 404: "not_found", 405: "not_allowed"}

        def answer(request: Request, error: Exception) -> Response:
            if isinstance(error, HTTPException):
                kind = by_status.get(error.status_code, "bad_request")
                return self._error(request, error.status_code, kind, error.headers)
            status, kind = next(of for cls, of in kinds.items() if isinstance(error, cls))
            return self._error(request, status, kind, None)

        return dict.fromkeys((HTTPException, *kinds), answer)

    def _error(
        self, request: Request, status: int, kind: str, headers: Mapping[str, str] | None
    ) -> Response:
        return _html(self._pages.error(self._words(request), kind), status, headers)


class _Suggesting:
    """Completions of what is being typed, for scripts anywhere."""

    def __init__(self, database: Database, suggest: Suggest) -> None:
        self._database, self._suggest = database, suggest

    async def answer(self, request: Request) -> Response:
        text = request.query_params.get("q", "")[:_LONGEST_QUERY]
        found = await self._database.read(self._suggest, text)
        headers = {
            "access-control-allow-origin": "*",
            "cache-control": answers.FEED_CACHE,
            **answers.EVERYWHERE,
        }
        return JSONResponse({"q": text, "suggestions": list(found)}, headers=headers)


class _Static:
    """Style, script and icon; few and small, so they are held."""

    def __init__(self) -> None:
        self._files = {
            name: represent(file.body, file.media_type, None)
            for name, file in static_files().items()
        }

    async def file(self, request: Request) -> Response:
        found = self._files.get(request.path_params["name"])
        if found is None:
            raise HTTPException(404)
        return answers.respond(request, found, answers.STATIC_CACHE)


class _Health:
    """For machines that look whether we are well."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def check(self, request: Request) -> Response:
        del request
        headers = {"cache-control": "no-store", **answers.EVERYWHERE}
        try:
            seq = await self._database.read(journal.head)
        except StoreError:
            return JSONResponse({"status": "failing"}, status_code=503, headers=headers)
        return JSONResponse({"status": "ok", "journal": seq}, headers=headers)


def _html(body: str, status: int, headers: Mapping[str, str] | None = None) -> Response:
    return Response(
        body,
        status_code=status,
        media_type="text/html",
        headers={
            **(headers or {}),
            **answers.EVERYWHERE,
            **dict(_PAGE_HEADERS),
            "cache-control": "no-store" if status >= 400 else "no-cache",  # noqa: PLR2004 - HTTP's line between answers and errors
        },
    )


def _article_id(text: str) -> ArticleId:
    try:
        return ArticleId(UUID(text))
    except ValueError:
        raise NotFoundError(f"{text!r} is no id of an article") from None


def _page_number(request: Request) -> int:
    text = request.query_params.get("page", "1")
    page = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0  # noqa: PLR2004 - digits
    if not 1 <= page <= _PAGES:
        raise HTTPException(400)
    return page
