"""The command that looks whether all is well: settings, store, search index, bot, channels."""

import argparse

from barqiya.app.checking import findings
from barqiya.cli.speaking import out
from barqiya.settings import Settings


async def check(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print each finding, a failing one with its mend; 1 if any failed."""
    found = await findings(settings, sample=arguments.sample)
    for finding in found:
        out(f"{'ok    ' if finding.mend is None else 'FAILED'}  {finding.what}")
        if finding.mend is not None:
            out(f"        {finding.mend}")
    return 1 if any(finding.mend is not None for finding in found) else 0
