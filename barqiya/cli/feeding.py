"""The command that writes a feed: feed."""

import argparse
import sys
from datetime import UTC, datetime

from barqiya.app import values
from barqiya.app.feeding import for_feeds
from barqiya.app.indexing import index_up_to_date
from barqiya.app.opening import opened_store
from barqiya.search import SearchIndex
from barqiya.settings import Settings
from feeds.history import asked_for
from feeds.representation import feed_bytes
from feeds.views import is_lined, of_path


async def feed(arguments: argparse.Namespace, settings: Settings) -> int:
    """Write a feed, the same bytes that HTTP serves, to standard output."""
    site = values.site(settings, sample=arguments.sample)
    slug, asked = of_path(arguments.slug)
    asked = asked or asked_for(arguments.page, arguments.places)
    async with opened_store(settings) as database:
        if is_lined(slug):
            index = SearchIndex.open(values.places(settings).index)
        else:
            index = await index_up_to_date(settings, database)
        document = await database.read(
            feed_bytes,
            site,
            slug,
            arguments.format,
            for_feeds(index),
            datetime.now(UTC),
            asked=asked,
            query=arguments.query,
        )
    sys.stdout.buffer.write(document)
    return 0
