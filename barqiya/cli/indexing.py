"""The command that makes the search index anew: reindex."""

import argparse

from barqiya.app import indexing
from barqiya.app.opening import opened_store
from barqiya.cli.progress import progress_bar
from barqiya.cli.speaking import say
from barqiya.settings import Settings


async def reindex(arguments: argparse.Namespace, settings: Settings) -> int:
    """Make the search index anew from the store, progress shown."""
    del arguments
    async with opened_store(settings) as database:
        with progress_bar() as bar:
            task = bar.add_task("indexing", total=None)
            taken = await indexing.reindex(
                settings,
                database,
                lambda done, total: bar.update(task, completed=done, total=total),
            )
    say(f"The search index was made anew: {taken} changes taken in.")
    return 0
