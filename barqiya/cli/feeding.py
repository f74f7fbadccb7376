"""The command that writes a feed: feed."""

import argparse
import sys
from datetime import datetime
from urllib.parse import parse_qs

from barqiya.app import values
from barqiya.app.indexing import index_up_to_date
from barqiya.app.opening import opened_store
from barqiya.app.searching import for_feeds
from barqiya.cli.speaking import bar, told_on
from barqiya.settings import Settings
from barqiya.store import Database
from feeds.representation import feed_bytes, search_feed_bytes
from feeds.site import Site
from feeds.views import SEARCH


async def feed(arguments: argparse.Namespace, settings: Settings) -> int:
    """Write a feed, the same bytes that HTTP serves, to standard output."""
    publication = values.publication(settings, sample=arguments.sample)
    site = Site(publication=publication, items=settings.feeds.items)
    slug, form = arguments.slug, arguments.format
    async with opened_store(settings) as database:
        name, asked, query = slug.partition("?")
        if name == SEARCH and asked:
            document = await _of_search(settings, database, site, query, form)
        else:
            document = await database.read(feed_bytes, site, slug, form)
    sys.stdout.buffer.write(document)
    return 0


async def _of_search(
    settings: Settings, database: Database, site: Site, query: str, form: str
) -> bytes:
    """Return the feed of a search, asked for as in its address: ``q=…``, encoded or not."""
    text = parse_qs(query).get("q", [""])[0].strip()
    now = datetime.now(site.publication.timezone)
    with bar() as shown:
        index = await index_up_to_date(settings, database, told_on(shown, "indexing"))
    return await database.read(search_feed_bytes, site, text, now, form, for_feeds(index))
