"""The bar that long work draws."""

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from barqiya.cli.speaking import console


def progress_bar() -> Progress:
    """Return a bar that is drawn on a terminal and leaves nothing behind."""
    shown = console()
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=shown,
        transient=True,
        disable=not shown.is_terminal,
        redirect_stdout=False,
    )
