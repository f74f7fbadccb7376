"""The addresses of feeds, for programs. Owns what is kept of feeds between requests.

Never what a feed says. As long as the journal has not moved, feeds are answered without the store;
when it has, only those that the changes reach are made anew.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import datetime, timedelta

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Scope

from barqiya.domain.query import parse
from barqiya.errors import NotFoundError, QueryError
from barqiya.store.database import Database, Transaction
from feeds import answers, representation
from feeds.cache import JournalCache
from feeds.formats import FORMATS, Format
from feeds.holding import Newest, touched
from feeds.pages.rendering import Pages
from feeds.representation import Representation, holds, weight
from feeds.routes.doors import Doors
from feeds.routes.limits import LONGEST_QUERY, ROOM
from feeds.site import Site
from feeds.views import SEARCH, key_of, moments, of_search

Clock = Callable[[], datetime]
"""What time it is, aware."""


class FeedRoutes:
    """Feeds for programs."""

    def __init__(self, database: Database, site: Site, newest: Newest, clock: Clock) -> None:
        self._database = database
        self._site = site
        self._newest = newest
        self._clock = clock
        self._pages = Pages(site)
        self._kept = JournalCache[Representation](
            ROOM, weight, judge=self._touched, holds=lambda made: holds(made, clock())
        )
        self._doors = Doors(self._kept, database.journal)
        self._by_suffix = {form.suffix: form for form in FORMATS}

    def known(self, scope: Scope) -> answers.Answer | None:
        """Return the answer to a request like one that was answered before, if one is kept."""
        return self._doors.known(scope, self._clock())

    async def feed(self, request: Request) -> Response:
        """Answer a feed that has a name."""
        if request.method == "OPTIONS":
            return answers.preflight()
        slug, form = request.path_params["slug"], self._form(request)
        if form.suffix != request.path_params["suffix"]:
            return self._moved(request, slug, form)
        name, now = key_of(self._site, slug), self._clock()
        if name is None:
            raise NotFoundError(f"there is no feed {slug!r}")
        meant = moments(self._site, slug, now)
        return await self._answer(
            request,
            (name, meant, form.suffix),
            meant,
            lambda tx: representation.feed(tx, self._site, slug, form, self._newest, now),
        )

    async def search(self, request: Request) -> Response:
        """Answer the feed of what is asked for."""
        if request.method == "OPTIONS":
            return answers.preflight()
        form, now = self._form(request), self._clock()
        if form.suffix != request.path_params["suffix"]:
            return self._moved(request, SEARCH, form)
        text = request.query_params.get("q", "").strip()
        if len(text) > LONGEST_QUERY:
            raise HTTPException(400)
        try:
            query = parse(text, now.astimezone(self._site.publication.timezone), required=True)
        except QueryError:
            raise HTTPException(400) from None
        view = of_search(self._site, text, query)
        # «أمس» is another day tomorrow, though nothing is published meanwhile.
        return await self._answer(
            request,
            (SEARCH, view.title, view.asked, query.moments, form.suffix),
            query.moments,
            lambda tx: representation.feed_of(tx, self._site, view, form, self._newest, now),
        )

    async def outline(self, request: Request) -> Response:
        """Answer the OPML of all feeds."""
        if request.method == "OPTIONS":
            return answers.preflight()
        words = self._pages.words(None)
        return await self._answer(
            request, "opml", (), lambda tx: representation.outline(tx, self._site, words)
        )

    async def _answer(
        self,
        request: Request,
        key: Hashable,
        meant: Sequence[datetime],
        make: Callable[[Transaction], Representation],
    ) -> Response:
        """Answer what is kept under *key*, else what *make* makes; *meant* are the days in it."""
        found = await self._kept.get(
            key, self._database.journal.seq, lambda: self._database.read(make)
        )
        answer = await answers.respond(request, found, answers.feed_cache(found))
        # Days move at midnight, hours with every minute: then the address means something else.
        until = self._clock() + timedelta(minutes=1) if meant else None
        self._doors.remember(
            request.scope, key, until.replace(second=0, microsecond=0) if until else None
        )
        return answer

    async def _touched(
        self, seq: int, kept: Mapping[Hashable, Representation]
    ) -> tuple[set[Hashable], int]:
        """Tell which of *kept* the changes after *seq* reach: the others stay."""
        reaches = {key: made.reach for key, made in kept.items() if made.reach is not None}
        reached, last = await self._database.read(touched, seq, reaches)
        return reached | (kept.keys() - reaches.keys()), last

    def _moved(self, request: Request, slug: str, form: Format) -> Response:
        """Send who wrote ``all.RSS`` or ``all.rss/`` to the address that the feed has."""
        address = self._site.feed_path(slug, form.suffix)
        asked = request.url.query
        headers = {"access-control-allow-origin": "*", "cache-control": answers.FEED_CACHE}
        return RedirectResponse(address + (f"?{asked}" if asked else ""), 301, headers)

    def _form(self, request: Request) -> Format:
        suffix = request.path_params["suffix"].removesuffix("/")
        form = self._by_suffix.get(suffix.casefold())
        if form is None:
            raise NotFoundError(f"there is no feed format {suffix!r}")
        return form
