"""The addresses: feeds, pages, OPML, health, over Starlette. The asynchronous edge of this output.

Owns the table of routes; what stands behind each is in :mod:`feeds.routes`.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime

from starlette.applications import Starlette
from starlette.convertors import StringConvertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from barqiya.store.database import Database
from feeds.cache import Settled, always
from feeds.front import Front
from feeds.pages.rendering import Pages, Related, Search, Suggest, as_told
from feeds.representation import Ways
from feeds.routes.feeds import Clock, FeedRoutes
from feeds.routes.machines import Health, StaticFiles, Suggesting
from feeds.routes.pages import PageRoutes
from feeds.site import Site
from feeds.slashes import Slashes
from feeds.views import SEARCH


class _Suffix(StringConvertor):
    """The ending of a feed's address, with what a hand may have left behind it."""

    regex = "[^./]+/?"


register_url_convertor("suffix", _Suffix())


def build(  # noqa: PLR0913 - what the composition root gives
    database: Database,
    site: Site,
    search: Search,
    ways: Ways,
    *,
    related: Related = as_told,
    suggest: Suggest | None = None,
    settled: Settled = always,
    extra: Sequence[BaseRoute] = (),
    clock: Clock = lambda: datetime.now(UTC),
) -> Front:
    """Return the application that serves *site* from *database*.

    *search* answers ``/search`` and *suggest* ``/suggest``; *ways* lead to the articles of feeds;
    *related* is what stands below an article; *extra* routes are mounted beside the site's own.
    While not *settled*, what these find is not kept for later. *clock* tells when a day or a
    withdrawal is over.
    """
    pages = Pages(site, related, completes=suggest is not None)
    feeds = FeedRoutes(database, site, ways, pages, settled=settled, clock=clock)
    people = PageRoutes(database, site, search, pages, settled)
    files = StaticFiles(site)
    routes = [
        *_of_pages(people),
        *_of_feeds(feeds),
        Route("/static/{name}", files.file, name="static"),
        Route("/favicon.ico", files.icon, name="icon"),
        Route("/healthz", Health(database).check, name="health"),
        *([Route("/suggest", Suggesting(database, suggest).answer)] if suggest else []),
        *extra,
    ]
    app = Starlette(routes=routes, exception_handlers=people.errors())
    app.router.redirect_slashes = False
    app.router.default = Slashes(app.router, site)
    return Front(app, feeds.known, people.error)


def _of_pages(people: PageRoutes) -> list[Route]:
    return [
        Route("/", people.landing, name="landing"),
        Route("/articles/{id}", people.article, name="article"),
        Route("/search", people.search, name="search"),
    ]


def _of_feeds(feeds: FeedRoutes) -> list[Route]:
    def route(path: str, answer: Callable[[Request], Awaitable[Response]], name: str) -> Route:
        return Route(path, answer, methods=["GET", "HEAD", "OPTIONS"], name=name)

    return [
        route(f"/feeds/{SEARCH}.{{suffix:suffix}}", feeds.search, "feed of a search"),
        route("/feeds/{slug:path}.{suffix:suffix}", feeds.feed, "feed"),
        route("/feeds.opml", feeds.outline, "outline"),
    ]
