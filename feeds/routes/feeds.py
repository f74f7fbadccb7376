"""The addresses of feeds: for programs the feed, for people a page that explains it.

Owns what is kept of feeds between requests; never what a feed says. As long as the journal has not
moved, feeds are answered without the store; when it has, only those that the changes reach are made
anew.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from barqiya.domain.query import parse
from barqiya.errors import NotFoundError, QueryError
from barqiya.store.database import Database, Transaction
from feeds import answers, representation, views
from feeds.accept import wants_page
from feeds.cache import JournalCache, Settled
from feeds.formats import FORMATS, Format
from feeds.history import Asked, asked_for
from feeds.holding import touched
from feeds.pages.rendering import Page, Pages
from feeds.pages.words import Words
from feeds.representation import Representation, Ways, holds, represent, weight
from feeds.routes.common import HTML, LONGEST_QUERY, PAGE_HEADERS, ROOM
from feeds.routes.doors import Doors
from feeds.site import Site
from feeds.views import SEARCH, FeedView, key_of, moments, of_search

Clock = Callable[[], datetime]
"""What time it is, aware."""


class FeedRoutes:
    """Feeds for programs, and pages that explain them."""

    def __init__(  # noqa: PLR0913 - what feeds are made of
        self,
        database: Database,
        site: Site,
        ways: Ways,
        pages: Pages,
        *,
        settled: Settled,
        clock: Clock,
    ) -> None:
        self._database = database
        self._site = site
        self._ways = ways
        self._pages = pages
        self._clock = clock
        self._kept = JournalCache[Representation](
            ROOM,
            weight,
            settled,
            judge=self._touched,
            holds=lambda made: holds(made, clock()),
        )
        self._doors = Doors(self._kept, database.journal)
        self._by_suffix = {form.suffix: form for form in FORMATS}

    def known(self, scope: Mapping[str, Any]) -> answers.Answer | None:
        """Return the answer to a request like one that was answered before, if one is kept."""
        return self._doors.known(scope, self._clock())

    async def feed(self, request: Request) -> Response:
        """Answer a feed that has a name."""
        if request.method == "OPTIONS":
            return answers.preflight()
        written, form = request.path_params["slug"], self._form(request)
        if form.suffix != request.path_params["suffix"]:
            return self._moved(request, written, form)
        slug, of_path = views.of_path(written)
        asked, now = of_path or _of_history(request), self._clock()
        name, meant = key_of(self._site, slug), moments(self._site, slug, now)
        if name is None:
            raise NotFoundError(f"there is no feed {slug!r}")
        if _by_a_person(request):
            words, newest = self._words(request), self._ways.newest
            return await self._explained(
                request,
                (name, meant, form.suffix, words.language),
                lambda tx: self._pages.feed(tx, slug, form, words, newest, now),
            )
        return await self._answer(
            request,
            (name, meant, form.suffix, asked),
            meant,
            lambda tx: representation.named_feed(
                tx, self._site, slug, form, self._ways, now, asked
            ),
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
        view, asked = of_search(self._site, text, query), _of_history(request)
        # «أمس» is another day tomorrow, though nothing is published meanwhile.
        meant, key = query.moments, (view.title, view.asked, query.moments, form.suffix)
        if _by_a_person(request):
            words = self._words(request)
            return await self._explained(
                request,
                (SEARCH, *key, words.language),
                lambda tx: self._explain_search(tx, view, form, words),
            )
        return await self._answer(
            request,
            (SEARCH, *key, asked),
            meant,
            lambda tx: representation.viewed(tx, self._site, view, form, self._ways, now, asked),
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

    async def _explained(
        self, request: Request, key: tuple[object, ...], make: Callable[[Transaction], Page]
    ) -> Response:
        """Return the page that a person sees at the address of a feed."""

        def made(tx: Transaction) -> Representation:
            page = make(tx)
            headers = (*PAGE_HEADERS, representation.BY_ACCEPT)
            return represent(page.html.encode(), HTML, page.modified, headers)

        found = await self._kept.get(
            ("page", *key, self._site.known_bot),
            self._database.journal.seq,
            lambda: self._database.read(made),
        )
        return await answers.respond(request, found, answers.BESIDE_FEED_CACHE)

    def _explain_search(self, tx: Transaction, view: FeedView, form: Format, words: Words) -> Page:
        return self._pages.feed_of(view, self._ways.newest(tx, view.query, view.limit), form, words)

    def _words(self, request: Request) -> Words:
        return self._pages.words(request.query_params.get("lang"))

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


def _by_a_person(request: Request) -> bool:
    """Whether a browser asks for a feed; ``raw`` in the query is for who wants it all the same."""
    if "raw" in request.query_params:
        return False
    return wants_page(",".join(request.headers.getlist("accept")))


def _of_history(request: Request) -> Asked | None:
    asked = request.query_params
    return asked_for(asked.get("page"), asked.get("places"))
