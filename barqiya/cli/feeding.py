"""The command that writes a feed: feed."""

import argparse
import sys

from barqiya.app import values
from barqiya.app.opening import opened_store
from barqiya.settings import Settings
from feeds.representation import feed_bytes
from feeds.site import Site


async def feed(arguments: argparse.Namespace, settings: Settings) -> int:
    """Write a feed, the same bytes that HTTP serves, to standard output."""
    publication = values.publication(settings, sample=arguments.sample)
    site = Site(publication=publication, items=settings.feeds.items)
    async with opened_store(settings) as database:
        document = await database.read(feed_bytes, site, arguments.slug, arguments.format)
    sys.stdout.buffer.write(document)
    return 0
