"""The command that keeps going: run."""

import argparse

from barqiya.app import running
from barqiya.cli.speaking import say
from barqiya.settings import Settings


async def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Serve until told to stop."""
    await running.run(settings, roles=arguments.only, sample=arguments.sample, on_ready=_tell_where)
    return 0


def _tell_where(addresses: running.Addresses) -> None:
    lines = [
        "",
        "  Barqiya · برقية",
        "",
        f"  landing page   {addresses.landing}",
        f"  a feed         {addresses.feed}",
    ]
    if addresses.chat:
        lines.append(f"  the chat       {addresses.chat}")
    say("\n".join([*lines, "", "  Ctrl-C stops it.", ""]))
