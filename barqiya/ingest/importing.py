"""Files that a person takes in by hand: a whole run, batch by batch, with its progress.

Owns what of a run is announced; which article a file holds is judged when it is committed.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from itertools import islice
from pathlib import Path

from barqiya.domain.article import Content, Rejected, SourceItem
from barqiya.ingest.committing import NEWS_AT_MOST, Announcing, Claims, Made, commit
from barqiya.sources import files
from barqiya.sources.draft import Reading
from barqiya.store import Database, Transaction
from barqiya.store.known import Known

BATCH = 200  # items in one transaction: readers wait for no longer one


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a run has come: *files* read, and what has been made or refused since last told."""

    files: int
    made: tuple[Made, ...] = ()
    rejected: tuple[Rejected, ...] = ()


@dataclass(slots=True, kw_only=True)
class Summary:
    """What came of a whole run: numbers of articles, and what was refused with the reason."""

    published: int = 0
    corrected: int = 0
    unchanged: int = 0
    rejected: list[Rejected] = field(default_factory=list)

    def add(self, made: Made) -> None:
        """Count what was made of one item."""
        match made.outcome:
            case "published":
                self.published += 1
            case "corrected":
                self.corrected += 1
            case _:
                self.unchanged += 1


async def import_files(  # noqa: PLR0913 # what the command line takes, all but the paths by name
    database: Database,
    source: str,
    paths: Sequence[Path],
    *,
    kind: files.Kind | None = None,
    url: str | None = None,
    base_url: str | None = None,
    default_language: str = "ar",
    timezone: tzinfo = UTC,
    now: Callable[[], datetime],
    progress: Callable[[Progress], None] = lambda _: None,
) -> Summary:
    """Read *paths* and take what they hold into the store, batch by batch.

    A run that publishes at most :data:`NEWS_AT_MOST` new articles announces them all; of more
    only the newest is announced. To know which, new articles are held back: the first twenty until
    the run ends or the twenty-first is found, then always the newest one alone. So what is to be
    announced is committed last, and the journal never takes a word back.
    """
    reading = Reading(
        default_language=default_language,
        url=url,
        base_url=base_url,
        timezone=timezone,
        now=now(),
    )
    run = _Run(database=database, source=source, now=now, tell=progress)
    results = _numbered(files.walk(paths), kind, reading)
    while batch := await asyncio.to_thread(_next_batch, results):
        await run.take(batch)
    return await run.end()


@dataclass(slots=True, kw_only=True)
class _Run:
    """One import under way. *held* are new articles that may yet be announced."""

    database: Database
    source: str
    now: Callable[[], datetime]
    tell: Callable[[Progress], None]
    held: list[SourceItem] = field(default_factory=list)
    many: bool = False
    looked_at: int = 0
    summary: Summary = field(default_factory=Summary)

    async def take(self, batch: Sequence[tuple[int, files.Result]]) -> None:
        """Commit a batch but for the new articles that are to be held back."""
        items = [result for _, result in batch if isinstance(result, SourceItem)]
        rejected = tuple(result for _, result in batch if isinstance(result, Rejected))
        self.looked_at = batch[-1][0]
        self.summary.rejected += rejected
        now = self.now()
        new = await self.database.read(_new_among, items)
        candidates = [*self.held, *(items[place] for place in new)]
        self.many = self.many or len(candidates) > NEWS_AT_MOST
        self.held = _to_hold(candidates, now) if self.many else candidates
        holding = {id(item) for item in self.held}
        ready = [item for item in [*candidates, *_others(items, new)] if id(item) not in holding]
        made = await self._commit(ready, now, 0)
        self.tell(Progress(files=self.looked_at, made=tuple(made), rejected=rejected))

    async def end(self) -> Summary:
        """Commit and announce what was held back."""
        made = await self._commit(self.held, self.now(), 1 if self.many else None)
        self.tell(Progress(files=self.looked_at, made=tuple(made)))
        return self.summary

    async def _commit(
        self, items: Sequence[SourceItem], now: datetime, announce_newest: int | None
    ) -> list[Made]:
        announcing = Announcing(newest=announce_newest)
        claims = Claims(source=self.source, items=items, now=now, announcing=announcing)
        made = await commit(self.database, claims)
        for one in made:
            self.summary.add(one)
        return made


def _numbered(
    paths: Iterator[Path], kind: files.Kind | None, reading: Reading
) -> Iterator[tuple[int, files.Result]]:
    """Yield every result with the number of files read so far."""
    for number, path in enumerate(paths, 1):
        if reading.url and number > 1:
            reason = "one address was given for several files; import them one at a time"
            yield number, Rejected(origin=str(path), reason=reason)
            continue
        for result in files.read_file(path, kind, reading):
            yield number, result


def _next_batch(
    results: Iterator[tuple[int, files.Result]],
) -> list[tuple[int, files.Result]]:
    return list(islice(results, BATCH))


def _others(items: Sequence[SourceItem], taken: Sequence[int]) -> list[SourceItem]:
    places = set(taken)
    return [item for place, item in enumerate(items) if place not in places]


def _to_hold(candidates: Sequence[SourceItem], now: datetime) -> list[SourceItem]:
    """Return the newest of *candidates*, with every other that goes by one of its names."""
    newest = max(enumerate(candidates), key=lambda one: (_ordered_at(one[1].content, now), one[0]))
    names = {identity.key for identity in newest[1].identities}
    return [c for c in candidates if names & {identity.key for identity in c.identities}]


def _ordered_at(content: Content, now: datetime) -> datetime:
    return content.published_at or now


def _new_among(tx: Transaction, items: Sequence[SourceItem]) -> list[int]:
    """Return the places of those *items* that are no article the store knows."""
    known = Known(tx, items)
    return [place for place, item in enumerate(items) if known.article_of(item) is None]
