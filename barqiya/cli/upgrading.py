"""The command that brings an older store to this program's schema: upgrade."""

import argparse

from barqiya.app.opening import upgrade_store
from barqiya.cli.speaking import say
from barqiya.settings import Settings


async def upgrade(arguments: argparse.Namespace, settings: Settings) -> int:
    """Bring the store to this program's schema."""
    del arguments
    name = upgrade_store(settings)
    say(f"The store {settings.store.url} has schema {name}.")
    return 0
