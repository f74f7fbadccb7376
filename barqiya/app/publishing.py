"""The site as an application: the same for a run, which serves it, as for an export."""

from collections.abc import Callable, Sequence

from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

from barqiya.app import values
from barqiya.app.feeding import for_feeds
from barqiya.app.searching import for_pages, related_for_all, suggest_for_pages
from barqiya.demo.sample import PICTURES, PICTURES_PATH
from barqiya.search import SearchIndex
from barqiya.settings import Settings
from barqiya.store import Database
from feeds import asgi
from feeds.cache import Settled, always
from feeds.front import Front
from feeds.site import Place, Site


def site(
    settings: Settings, *, sample: bool, introduced: Callable[[], Place | None] = lambda: None
) -> Site:
    """Return what the site is made for, with the places in Telegram that it offers."""
    bot = None
    if settings.sandboxed:
        title = values.publication(settings, sample=sample).title
        bot = Place(title=title, url=f"{settings.public_url}{values.SANDBOX_PATH}/")
    channels = () if settings.sandboxed else _channels(settings, sample=sample)
    return values.site(settings, sample=sample, bot=bot, channels=channels, introduced=introduced)


def application(  # noqa: PLR0913 - what the composition root gives
    database: Database,
    index: SearchIndex,
    made_for: Site,
    *,
    sample: bool,
    settled: Settled = always,
    extra: Sequence[BaseRoute] = (),
) -> Front:
    """Return the application that answers for the site; *extra* are routes beside its own.

    While the index is not *settled*, nothing that it finds is kept for later.
    """
    pictures = [Mount(PICTURES_PATH, StaticFiles(directory=PICTURES))] if sample else []
    return asgi.build(
        database,
        made_for,
        for_pages(index, made_for.publication),
        for_feeds(index),
        related=related_for_all(index),
        suggest=suggest_for_pages(index),
        settled=settled,
        extra=[*extra, *pictures],
    )


def _channels(settings: Settings, *, sample: bool) -> tuple[Place, ...]:
    """Return the channels that people can open: in our own Telegram all are on one page."""
    named = [one for one in values.destinations(settings, sample=sample) if "@" in one.address]
    return tuple(
        Place(title=channel.name, url=f"https://t.me/{channel.address.removeprefix('@')}")
        for channel in named
    )
