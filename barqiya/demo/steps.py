"""What of the sample publication appears, and when. Owns no article and no output.

The first step takes the whole archive in; each later step is one article, or one correction, that
"appears" while somebody watches. How many steps are done is kept as a cursor in the store, so that
a stop, or a kill, neither repeats nor leaves out a step.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import yaml

from barqiya import ingest
from barqiya.demo.sample import SAMPLES
from barqiya.domain.article import Identity, SourceItem
from barqiya.sources import files
from barqiya.store import Database, Transaction, journal

_ARTICLES = SAMPLES / "articles"
_SOURCE = "samples"
_CURSOR = "demo"
_DELAY = re.compile(r"(?:(\d+)m)?(?:(\d+)s)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Articles that appear together, *after* so long from the first start."""

    number: int
    after: timedelta
    paths: tuple[Path, ...]


def steps() -> list[Step]:
    """Return all steps in order; the first is the archive."""
    delays = {path: _appears_after(path) for path in sorted(_ARTICLES.glob("*.md"))}
    archive = tuple(path for path, after in delays.items() if after is None)
    later = sorted((after, path) for path, after in delays.items() if after is not None)
    return [
        Step(number=1, after=timedelta(0), paths=archive),
        *(
            Step(number=number, after=after, paths=(path,))
            for number, (after, path) in enumerate(later, start=2)
        ),
    ]


async def remaining(database: Database) -> list[Step]:
    """Return the steps still to come; their *after* counts from now."""
    done = await database.read(journal.cursor, _CURSOR) or 0
    past = max((step.after for step in steps() if step.number <= done), default=timedelta(0))
    return [replace(step, after=step.after - past) for step in steps() if step.number > done]


async def take(database: Database, step: Step, public_url: str, now: datetime) -> None:
    """Put the articles of *step* into the store. Taking a step twice changes nothing."""
    base_url = f"{public_url}/samples/articles/"
    found = files.read(step.paths, kind="markdown", base_url=base_url, now=now)
    items = [_named(item) for item in found if isinstance(item, SourceItem)]
    if step.number > 1:
        items = [_published_now(item, now) for item in items]
    await ingest.commit(database, ingest.Claims(source=_SOURCE, items=items, now=now))
    await database.write(_done, step.number)


def _named(item: SourceItem) -> SourceItem:
    """Know a sample by its file's name, wherever the files lie and whichever version it is."""
    name = Path(item.origin).name.split(".")[0]
    return replace(item, identities=(Identity(key=f"id:samples/{name}"),))


def _published_now(item: SourceItem, now: datetime) -> SourceItem:
    return replace(item, content=replace(item.content, published_at=now))


def _done(tx: Transaction, number: int) -> None:
    # A step that failed is taken at the next start, and those after it change nothing then.
    if number == (journal.cursor(tx, _CURSOR) or 0) + 1:
        journal.move_cursor(tx, _CURSOR, number)


def _appears_after(path: Path) -> timedelta | None:
    front_matter = path.read_text(encoding="utf-8").split("---", 2)[1]
    written = yaml.safe_load(front_matter).get("appears_after")
    if written is None:
        return None
    minutes, seconds = _DELAY.fullmatch(str(written)).groups()  # type: ignore[union-attr] # ours
    return timedelta(minutes=int(minutes or 0), seconds=int(seconds or 0))
