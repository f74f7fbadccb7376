"""The command that writes a feed: feed."""

import argparse
import sys
from datetime import UTC, datetime

from barqiya.app import values
from barqiya.app.feeding import for_feeds
from barqiya.app.indexing import index_up_to_date
from barqiya.app.opening import opened_store
from barqiya.settings import Settings
from feeds.representation import feed_bytes


async def feed(arguments: argparse.Namespace, settings: Settings) -> int:
    """Write a feed, the same bytes that HTTP serves, to standard output."""
    site = values.site(settings, sample=arguments.sample)
    now = datetime.now(UTC)
    async with opened_store(settings) as database:
        index = await index_up_to_date(settings, database)
        document = await database.read(
            feed_bytes, site, arguments.slug, arguments.format, for_feeds(index), now
        )
    sys.stdout.buffer.write(document)
    return 0
