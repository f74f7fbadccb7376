"""The command that writes a feed: feed."""

import argparse
import sys
from datetime import UTC, datetime
from urllib.parse import parse_qs

from barqiya.app import values
from barqiya.app.feeding import for_feeds
from barqiya.app.indexing import index_up_to_date, opened_index
from barqiya.app.opening import opened_store
from barqiya.cli.speaking import bar, told_on
from barqiya.search import SearchIndex
from barqiya.settings import Settings
from barqiya.store import Database
from feeds.history import asked_for
from feeds.representation import feed_bytes
from feeds.views import is_lined, of_path


async def feed(arguments: argparse.Namespace, settings: Settings) -> int:
    """Write a feed, the same bytes that HTTP serves, to standard output."""
    site = values.site(settings, sample=arguments.sample)
    path, told = _address(arguments.slug)
    slug, asked = of_path(path)
    page, places = arguments.page or told.get("page"), arguments.places or told.get("places")
    asked = asked or asked_for(page, places)
    async with opened_store(settings) as database:
        document = await database.read(
            feed_bytes,
            site,
            slug,
            arguments.format,
            for_feeds(await _index(settings, database, slug)),
            datetime.now(UTC),
            asked=asked,
            query=arguments.query or told.get("q"),
        )
    sys.stdout.buffer.write(document)
    return 0


def _address(slug: str) -> tuple[str, dict[str, str]]:
    """Return a feed as its address has it: the path, and what is asked of it, encoded or not."""
    path, _, asked = slug.partition("?")
    return path, {name: values_[0] for name, values_ in parse_qs(asked).items()}


async def _index(settings: Settings, database: Database, slug: str) -> SearchIndex:
    if is_lined(slug):
        return opened_index(settings)
    with bar() as shown:
        return await index_up_to_date(settings, database, told_on(shown, "indexing"))
