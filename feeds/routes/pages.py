"""The addresses of pages, for people, and the short pages that tell of errors.

Owns what is kept of pages between requests; never what a page says.
"""

from collections.abc import Awaitable, Callable, Mapping
from uuid import UUID

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from barqiya.domain.article import ArticleId
from barqiya.errors import NotFoundError, QueryError, RetractedError, StoreError
from barqiya.store.database import Database
from feeds import answers
from feeds.cache import JournalCache, Settled
from feeds.pages.rendering import Page, Pages, Search, SearchPage
from feeds.pages.words import Words
from feeds.representation import Representation, represent, weight
from feeds.routes.common import HTML, LONGEST_QUERY, PAGE_HEADERS, ROOM
from feeds.site import Site

_RESULTS = 10
_PAGES = 50


class PageRoutes:
    """Pages for people."""

    def __init__(
        self, database: Database, site: Site, search: Search, pages: Pages, settled: Settled
    ) -> None:
        self._database = database
        self._site = site
        self._search = search
        self._pages = pages
        self._kept = JournalCache[Representation](ROOM, weight, settled)

    async def landing(self, request: Request) -> Response:
        """Answer the page that offers every feed."""
        words = self._words(request)
        return await self._page(
            request, words, lambda: self._database.read(self._pages.landing, words)
        )

    async def article(self, request: Request) -> Response:
        """Answer the reading page of an article."""
        words, wanted = self._words(request), _article_id(request.path_params["id"])
        return await self._page(
            request, words, lambda: self._database.read(self._pages.article, wanted, words)
        )

    async def search(self, request: Request) -> Response:
        """Answer what a search finds."""
        words = self._words(request)
        text, page = request.query_params.get("q", "").strip(), _page_number(request)
        if len(text) > LONGEST_QUERY:
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
            return represent(page.html.encode(), HTML, page.modified, PAGE_HEADERS)

        # Telegram may tell the name of the bot that pages offer after they were first asked for.
        key = request.url.path, words.language, self._site.known_bot
        found = await self._kept.get(key, self._database.journal.seq, built)
        return await answers.respond(request, found, answers.PAGE_CACHE)

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

        def answer(request: Request, error: Exception) -> Response:
            if isinstance(error, HTTPException):
                return self.error(request, error.status_code, error.headers)
            status, kind = next(of for cls, of in kinds.items() if isinstance(error, cls))
            return self._error(request, status, kind, None)

        return dict.fromkeys((HTTPException, *kinds), answer)

    def error(
        self, request: Request, status: int, headers: Mapping[str, str] | None = None
    ) -> Response:
        """Return the short page that goes with *status* of HTTP."""
        by_status = {401: "locked", 404: "not_found", 405: "not_allowed"}
        return self._error(request, status, by_status.get(status, "bad_request"), headers)

    def _error(
        self, request: Request, status: int, kind: str, headers: Mapping[str, str] | None
    ) -> Response:
        told = {name.lower(): value for name, value in (headers or {}).items()}
        if "allow" in told:  # from a set: in another order at every start
            told["allow"] = ", ".join(sorted(told["allow"].split(", ")))
        if request.url.path.startswith("/feeds"):
            # Readers that live in a browser must be able to see that there is nothing.
            told["access-control-allow-origin"] = "*"
        return _html(self._pages.error(self._words(request), kind), status, told)


def _html(body: str, status: int, headers: Mapping[str, str] | None = None) -> Response:
    return Response(
        body,
        status_code=status,
        media_type="text/html",
        headers={
            **(headers or {}),
            **answers.EVERYWHERE,
            **dict(PAGE_HEADERS),
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
