"""The command that visits sources now: refresh."""

import argparse
from collections import Counter
from datetime import UTC, datetime

from rich.progress import Progress, TaskID

from barqiya.app import refreshing
from barqiya.app.opening import opened_store
from barqiya.cli.listing import print_made
from barqiya.cli.speaking import bar, say
from barqiya.domain.normalize import without_secrets_in
from barqiya.ingest.refreshing import Refreshed, VisitProgress
from barqiya.settings import Settings

_TOLD = ("published", "corrected", "moved", "retracted")


async def refresh(arguments: argparse.Namespace, settings: Settings) -> int:
    """Visit the sources; say what came of each article and how each visit ended; 1 if any failed.

    What is as it was before is counted, not told.
    """
    async with opened_store(settings) as database:
        name, now = arguments.source, datetime.now(UTC)
        wanted = await refreshing.wanted(settings, database, name, now)
        with bar() as shown:
            ended = await refreshing.refresh(
                settings,
                database,
                wanted.watched,
                whole=arguments.whole,
                tell=_Telling(shown).tell,
            )
    for one in ended:
        say(_sentence(one))
    for left, why in wanted.left.items():
        say(f"{left}: left alone, as it {why}; named, it is asked all the same.")
    return 1 if any(one.failure is not None for one in ended) else 0


class _Telling:
    """Prints what a visit brings as it comes, and draws how far each has come."""

    def __init__(self, shown: Progress) -> None:
        self._shown = shown
        self._tasks: dict[str, TaskID] = {}

    def tell(self, progress: VisitProgress) -> None:
        """Print and draw what was made since it was called before."""
        news = [one for one in progress.made if one.outcome in _TOLD]
        print_made(news, progress.rejected)
        if progress.source not in self._tasks:
            self._tasks[progress.source] = self._shown.add_task(progress.source, total=None)
        task = self._tasks[progress.source]
        self._shown.update(task, completed=progress.items, total=progress.total)


def _sentence(ended: Refreshed) -> str:
    if ended.failure is not None:
        return f"{ended.source}: failed: {without_secrets_in(ended.failure)}"
    counted = Counter(ended.counts)
    parts = [f"{counted[outcome]} {outcome}" for outcome in _TOLD if counted[outcome]]
    parts += [f"{counted['unchanged']} unchanged"] if counted["unchanged"] else []
    parts += [f"{ended.refused} refused"] if ended.refused else []
    told = [text for text in (ended.state.warning, ended.state.note) if text]
    numbers = f"{ended.source}: {', '.join(parts) or 'nothing new'}."
    return without_secrets_in(" ".join((numbers, *(f"{text.rstrip('.')}." for text in told))))
