"""The command that writes the site as files: export."""

import argparse

from barqiya.app.exporting import export_site
from barqiya.cli.speaking import bar, say
from barqiya.settings import Settings


async def export(arguments: argparse.Namespace, settings: Settings) -> int:
    """Write the site into a folder, progress shown; say what was done, and what was left out."""
    with bar() as shown:
        task = shown.add_task("exporting", total=None)
        summary = await export_site(
            settings,
            arguments.folder,
            sample=arguments.sample,
            progress=lambda done, total: shown.update(task, completed=done, total=total),
        )
    for name, why in summary.left_out:
        say(f"{name}: left out: {why}")
    say(
        f"{summary.written} files written, {summary.unchanged} unchanged, "
        f"{summary.deleted} deleted. Searches have no files: see docs/export.md."
    )
    return 1 if summary.left_out else 0
