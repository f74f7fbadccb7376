"""The command that looks whether all is well: settings, store, search index, bot, channels."""

import argparse

from barqiya.app.checking import Finding, findings
from barqiya.cli.speaking import out
from barqiya.settings import Settings


async def check(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print each finding, with its mend where it is not well; 1 if any failed."""
    found = await findings(settings, sample=arguments.sample)
    for finding in found:
        out(f"{_mark(finding):<6}  {finding.what}")
        if finding.mend is not None:
            out(f"        {finding.mend}")
    return 1 if any(finding.mend is not None and finding.fails for finding in found) else 0


def _mark(finding: Finding) -> str:
    if finding.mend is None:
        return "ok"
    return "FAILED" if finding.fails else "note"
