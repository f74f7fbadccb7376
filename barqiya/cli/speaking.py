"""Where the command line's words go: results to standard output, sentences to standard error."""

import json
import sys
from collections.abc import Callable
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


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


def bar() -> Progress:
    """Return a bar that is drawn on a terminal and leaves nothing behind."""
    shown = Console(stderr=True)
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=shown,
        transient=True,
        disable=not shown.is_terminal,
        redirect_stdout=False,
    )


def told_on(shown: Progress, doing: str) -> Callable[[int, int], None]:
    """Return what draws on *shown* how many are done, of how many; nothing before the first."""
    task = shown.add_task(doing, total=None, visible=False)

    def tell(done: int, total: int) -> None:
        shown.update(task, completed=done, total=total, visible=True)

    return tell
