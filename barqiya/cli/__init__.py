"""The command line: parses, calls the composition root, prints. Owns exit statuses and streams.

What was asked for goes to standard output; everything said to a person goes to standard error.
Exit status: 0 done, 1 the thing asked for failed, 2 wrong usage.
"""

import argparse
import asyncio
import os
import sys
from collections.abc import Callable, Coroutine, Sequence
from importlib import import_module
from typing import Any

from barqiya import logs
from barqiya.cli.arguments import parser
from barqiya.cli.speaking import say
from barqiya.errors import BarqiyaError
from barqiya.settings import DEFAULT_FILE, Settings, load

Command = Callable[[argparse.Namespace, Settings], Coroutine[Any, Any, int]]

#: The module below barqiya.cli, and the function in it, that a command is. Imported when asked
#: for: a command that only reads the store does not wait for Telegram's library.
COMMANDS = {
    "run": ("running", "run"),
    "import": ("importing", "import_files"),
    "refresh": ("refreshing", "refresh"),
    "sources": ("sourcing", "sources"),
    "latest": ("reading", "latest"),
    "search": ("searching", "search"),
    "show": ("reading", "show"),
    "feed": ("feeding", "feed"),
    "export": ("exporting", "export"),
    "deliveries": ("delivering", "deliveries"),
    "retract": ("editing", "retract"),
    "correct": ("editing", "correct"),
    "hold": ("editing", "hold"),
    "post": ("editing", "post"),
    "check": ("checking", "check"),
    "reindex": ("indexing", "reindex"),
    "upgrade": ("upgrading", "upgrade"),
}

_INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return its exit status."""
    arguments = parser().parse_args(argv)
    try:
        return _run(arguments)
    except BarqiyaError as error:
        say(f"barqiya: {error}")
        return 1
    except BrokenPipeError:
        # Whoever read us, head for example, has enough; Python must not complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return _INTERRUPTED


def _run(arguments: argparse.Namespace) -> int:
    file = arguments.config or (DEFAULT_FILE if DEFAULT_FILE.exists() else None)
    arguments.sample = file is None
    settings = load(file)
    logs.configure(secrets=settings.secrets)
    return asyncio.run(command_of(arguments.command)(arguments, settings))


def command_of(name: str) -> Command:
    """Return what runs the command *name*."""
    module, function = COMMANDS[name]
    command: Command = getattr(import_module(f"barqiya.cli.{module}"), function)
    return command
