"""The addresses of feeds, for programs. Owns what is kept of feeds between requests.

Never what a feed says. As long as the journal has not moved, feeds are answered without the store.
"""

from datetime import UTC, datetime

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from barqiya.domain.query import parse
from barqiya.errors import NotFoundError, QueryError
from barqiya.store.database import Database
from feeds import answers, representation
from feeds.cache import JournalCache
from feeds.formats import FORMATS, Format
from feeds.pages.rendering import Pages
from feeds.representation import Newest, Representation, weight
from feeds.routes.limits import LONGEST_QUERY, ROOM
from feeds.site import Site
from feeds.views import SEARCH, moments, of_search


class FeedRoutes:
    """Feeds for programs."""

    def __init__(self, database: Database, site: Site, newest: Newest) -> None:
        self._database = database
        self._site = site
        self._newest = newest
        self._pages = Pages(site)
        self._kept = JournalCache[Representation](ROOM, weight)
        self._by_suffix = {form.suffix: form for form in FORMATS}

    async def feed(self, request: Request) -> Response:
        """Answer a feed that has a name."""
        if request.method == "OPTIONS":
            return answers.preflight()
        slug, form, now = request.path_params["slug"], self._form(request), datetime.now(UTC)
        found = await self._kept.get(
            (slug, moments(self._site, slug, now), form.suffix),
            self._database.journal.seq,
            lambda: self._database.read(
                representation.feed, self._site, slug, form, self._newest, now
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
        view = of_search(self._site, text, query)
        found = await self._kept.get(
            # «أمس» is another day tomorrow, though nothing is published meanwhile.
            (SEARCH, view.title, view.asked, query.moments, form.suffix),
            self._database.journal.seq,
            lambda: self._database.read(
                representation.feed_of, self._site, view, form, self._newest
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
