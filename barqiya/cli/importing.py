"""The command that takes files in: import."""

import argparse
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from barqiya import ingest
from barqiya.app.opening import opened_store
from barqiya.cli.listing import print_made
from barqiya.cli.speaking import bar, say
from barqiya.settings import Settings
from barqiya.sources import files

#: What files belong to that are imported by hand.
SOURCE = "import"


async def import_files(arguments: argparse.Namespace, settings: Settings) -> int:
    """Take files into the store; say what was made of each, and what was refused, with why."""
    total = files.count(arguments.paths)
    async with opened_store(settings) as database:
        with bar() as shown:
            task = shown.add_task("importing", total=total)

            def tell(progress: ingest.Progress) -> None:
                print_made(progress.made, progress.rejected)
                shown.update(task, completed=progress.files)

            summary = await ingest.import_files(
                database,
                SOURCE,
                arguments.paths,
                kind=arguments.kind,
                url=arguments.url,
                default_language=settings.publication.language,
                timezone=ZoneInfo(settings.publication.timezone),
                now=lambda: datetime.now(UTC),
                progress=tell,
            )
    say(_sentence(summary))
    return 1 if summary.rejected else 0


def _sentence(summary: ingest.Summary) -> str:
    text = (
        f"{summary.published} published, {summary.corrected} corrected, "
        f"{summary.unchanged} unchanged, {len(summary.rejected)} refused."
    )
    if summary.published > ingest.NEWS_AT_MOST:
        text += " So many at once are an archive: only the newest goes to the channels."
    return text
