"""The command that looks whether all is well: settings, store, search index, bot, channels."""

import argparse

from barqiya import app
from barqiya.cli.speaking import out
from barqiya.settings import Settings


async def check(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print each finding, a failing one with its mend; 1 if any failed."""
    findings = await app.findings(settings, sample=arguments.sample)
    for finding in findings:
        out(f"{'ok    ' if finding.mend is None else 'FAILED'}  {finding.what}")
        if finding.mend is not None:
            out(f"        {finding.mend}")
    return 1 if any(finding.mend is not None for finding in findings) else 0
