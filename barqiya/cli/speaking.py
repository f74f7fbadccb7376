"""Where the command line's words go: results to standard output, sentences to standard error."""

import json
import sys
from typing import Any

from rich.console import Console


def out(text: str) -> None:
    """Write a result. Always UTF-8: what a terminal can show is not known here."""
    sys.stdout.buffer.write(f"{text}\n".encode())
    sys.stdout.buffer.flush()


def out_json(objects: list[dict[str, Any]]) -> None:
    """Write a result for scripts."""
    out(json.dumps(objects, ensure_ascii=False, indent=2))


def say(text: str) -> None:
    """Tell a person something."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def console() -> Console:
    """Return where progress is drawn."""
    return Console(stderr=True)
