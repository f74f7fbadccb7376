"""The addresses of feeds: for programs the feed, for people a page that explains it.

Owns what is kept of feeds between requests.

Never what a feed says. As long as the journal has not moved, feeds are answered without the store.
"""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from barqiya.domain.query import parse
from barqiya.errors import NotFoundError, QueryError
from barqiya.store.database import Database, Transaction
from feeds import answers, representation, views
from feeds.accept import wants_page
from feeds.cache import JournalCache, Settled
from feeds.formats import FORMATS, Format
from feeds.history import Asked, asked_for
from feeds.pages.rendering import Page, Pages
from feeds.pages.words import Words
from feeds.representation import Representation, Ways, represent, weight
from feeds.routes.common import HTML, LONGEST_QUERY, PAGE_HEADERS, ROOM
from feeds.site import Site
from feeds.views import SEARCH, FeedView, moments, of_search


class FeedRoutes:
    """Feeds for programs."""

    def __init__(
        self, database: Database, site: Site, ways: Ways, pages: Pages, settled: Settled
    ) -> None:
        self._database = database
        self._site = site
        self._ways = ways
        self._pages = pages
        self._kept = JournalCache[Representation](ROOM, weight, settled)
        self._by_suffix = {form.suffix: form for form in FORMATS}

    async def feed(self, request: Request) -> Response:
        """Answer a feed that has a name."""
        if request.method == "OPTIONS":
            return answers.preflight()
        slug, of_path = views.of_path(request.path_params["slug"])
        form, now, asked = self._form(request), datetime.now(UTC), of_path or _of_history(request)
        if _by_a_person(request):
            words = self._words(request)
            return await self._explained(
                request,
                (slug, moments(self._site, slug, now), form.suffix, words.language),
                lambda: self._database.read(
                    self._pages.feed, slug, form, words, self._ways.newest, now
                ),
            )
        found = await self._kept.get(
            (slug, moments(self._site, slug, now), form.suffix, asked),
            self._database.journal.seq,
            lambda: self._database.read(
                representation.named_feed, self._site, slug, form, self._ways, now, asked
            ),
        )
        return answers.respond(request, found, answers.FEED_CACHE)

    async def search(self, request: Request) -> Response:
        """Answer the feed of what is asked for."""
        if request.method == "OPTIONS":
            return answers.preflight()
        form = self._form(request)
        text = request.query_params.get("q", "").strip()
        if len(text) > LONGEST_QUERY:
            raise HTTPException(400)
        try:
            query = parse(text, datetime.now(self._site.publication.timezone), required=True)
        except QueryError:
            raise HTTPException(400) from None
        view, asked = of_search(self._site, text, query), _of_history(request)
        if _by_a_person(request):
            words = self._words(request)
            return await self._explained(
                request,
                (view.title, view.asked, query.moments, form.suffix, words.language),
                lambda: self._database.read(self._explain_search, view, form, words),
            )
        found = await self._kept.get(
            # «أمس» is another day tomorrow, though nothing is published meanwhile.
            (SEARCH, view.title, view.asked, query.moments, form.suffix, asked),
            self._database.journal.seq,
            lambda: self._database.read(
                representation.viewed, self._site, view, form, self._ways, asked
            ),
        )
        return answers.respond(request, found, answers.FEED_CACHE)

    async def _explained(
        self, request: Request, key: tuple[object, ...], make: Callable[[], Awaitable[Page]]
    ) -> Response:
        """Return the page that a person sees at the address of a feed."""

        async def built() -> Representation:
            page = await make()
            headers = (*PAGE_HEADERS, representation.BY_ACCEPT)
            return represent(page.html.encode(), HTML, page.modified, headers)

        found = await self._kept.get(
            ("page", *key, self._site.known_bot), self._database.journal.seq, built
        )
        return answers.respond(request, found, answers.BESIDE_FEED_CACHE)

    def _explain_search(self, tx: Transaction, view: FeedView, form: Format, words: Words) -> Page:
        return self._pages.feed_of(view, self._ways.newest(tx, view.query, view.limit), form, words)

    def _words(self, request: Request) -> Words:
        return self._pages.words(request.query_params.get("lang"))

    def _form(self, request: Request) -> Format:
        suffix = request.path_params["suffix"]
        form = self._by_suffix.get(suffix)
        if form is None:
            raise NotFoundError(f"there is no feed format {suffix!r}")
        return form

    async def outline(self, request: Request) -> Response:
        """Answer the OPML of all feeds."""
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


def _by_a_person(request: Request) -> bool:
    """Whether a browser asks for a feed; ``raw`` in the query is for who wants it all the same."""
    if "raw" in request.query_params:
        return False
    return wants_page(",".join(request.headers.getlist("accept")))


def _of_history(request: Request) -> Asked | None:
    asked = request.query_params
    return asked_for(asked.get("page"), asked.get("places"))
