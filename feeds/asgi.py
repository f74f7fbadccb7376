"""The addresses: feeds, pages, OPML, health, over Starlette. The asynchronous edge of this output.

Owns the table of routes; what stands behind each is in :mod:`feeds.routes`.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from starlette.applications import Starlette
from starlette.convertors import StringConvertor, register_url_convertor
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
from feeds.views import SEARCH


class _Suffix(StringConvertor):
    """The ending of a feed's address, with what a hand may have left behind it."""

    regex = "[^./]+/?"


register_url_convertor("suffix", _Suffix())

_FEED_METHODS = ["GET", "HEAD", "OPTIONS"]


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
    app = Starlette(
        routes=[
            Route("/", people.landing, name="landing"),
            Route("/articles/{id}", people.article, name="article"),
            Route("/search", people.search, name="search"),
            Route(
                f"/feeds/{SEARCH}.{{suffix:suffix}}",
                feeds.search,
                methods=_FEED_METHODS,
                name="feed of a search",
            ),
            Route(
                "/feeds/{slug:path}.{suffix:suffix}",
                feeds.feed,
                methods=_FEED_METHODS,
                name="feed",
            ),
            Route("/feeds.opml", feeds.outline, methods=_FEED_METHODS, name="outline"),
            Route("/static/{name}", StaticFiles().file, name="static"),
            Route("/healthz", Health(database).check, name="health"),
            *([Route("/suggest", Suggesting(database, suggest).answer)] if suggest else []),
            *extra,
        ],
        exception_handlers=people.errors(),
    )
    return Front(app, feeds.known, people.error)
