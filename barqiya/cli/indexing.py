"""The command that makes the search index anew: reindex."""

import argparse

from barqiya.app import indexing
from barqiya.app.opening import opened_store
from barqiya.cli.speaking import bar, say, told_on
from barqiya.settings import Settings


async def reindex(arguments: argparse.Namespace, settings: Settings) -> int:
    """Make the search index anew from the store, progress shown."""
    del arguments
    async with opened_store(settings) as database:
        with bar() as shown:
            taken = await indexing.reindex(settings, database, told_on(shown, "indexing"))
        say(f"The search index was made anew: {taken} changes taken in.")
        with bar() as shown:
            meant = await indexing.relearn(settings, database, told_on(shown, "learning"))
    if meant is not None:
        say(f"The meaning of {meant} articles was learned anew.")
    return 0
