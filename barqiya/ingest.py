"""From what sources claim to what the store holds: which known article an item is, and the commit.

Owns the matching of identities and the choice of what is announced. Reads no file and judges no
content itself: that is done in :mod:`barqiya.sources` and :mod:`barqiya.domain.decide`.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import islice
from pathlib import Path
from typing import Literal

from barqiya.domain.article import (
    Article,
    ArticleId,
    Content,
    Identity,
    Rejected,
    SourceItem,
)
from barqiya.domain.decide import Correct, Decision, Ignore, Publish, decide
from barqiya.sources import files
from barqiya.sources.draft import Reading
from barqiya.store import Database, Transaction, articles
from barqiya.store.known import Known

BATCH = 200  # items in one transaction: readers wait for no longer one
ANNOUNCED_AT_MOST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What was made of one item of a source."""

    origin: str
    outcome: Literal["published", "corrected", "unchanged"]
    article_id: ArticleId
    title: str
    revision: int


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
        setattr(self, made.outcome, getattr(self, made.outcome) + 1)


async def commit(
    database: Database,
    source: str,
    items: Sequence[SourceItem],
    *,
    now: datetime,
    announce_newest: int | None,
) -> list[Made]:
    """Take *items* into the store in one transaction; return what was made of each, in order.

    Of the newly published, only the *announce_newest* newest are announced; ``None`` means all.
    """
    if not items:
        return []
    return await database.write(_commit, source, items, now, announce_newest)


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

    A run that publishes at most :data:`ANNOUNCED_AT_MOST` new articles announces them all; of more
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
        self.many = self.many or len(candidates) > ANNOUNCED_AT_MOST
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
        made = await commit(
            self.database, self.source, items, now=now, announce_newest=announce_newest
        )
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


def _commit(
    tx: Transaction,
    source: str,
    items: Sequence[SourceItem],
    now: datetime,
    announce_newest: int | None,
) -> list[Made]:
    known = Known(tx, items)
    decided: list[Publish | Correct] = []
    remembered: list[tuple[ArticleId, Identity]] = []
    made: list[Made] = []
    for place, item in enumerate(items):
        current = known.article_of(item)
        claim = item if current else known.under_free_name(item, source)
        # One was seen after another: without dates of their own they keep the order they came in.
        decision = decide(current, claim, source, now + timedelta(microseconds=place))
        article = decision.article if not isinstance(decision, Ignore) else current
        if article is None:
            raise AssertionError("what is not known yet cannot be unchanged")
        if not isinstance(decision, Ignore):
            decided.append(decision)
        remembered += known.add(article, claim)
        made.append(_made(item, decision, article))
    decided, made = _without_detours(known, decided, made)
    for wave in _waves(_announcing(decided, announce_newest), now):
        articles.save(tx, wave)
    articles.remember(tx, remembered)
    return made


def _without_detours(
    known: Known, decided: list[Publish | Correct], made: list[Made]
) -> tuple[list[Publish | Correct], list[Made]]:
    """Leave out what leads an article, by way of other states, back to the one it is in.

    Two files of one article in two states, imported again, say nothing new.
    """
    last = {decision.article.id: decision.article for decision in decided}
    back: dict[ArticleId, Article] = {}
    for one, article in last.items():
        stored = known.stored(one)
        if stored is not None and stored.content_hash == article.content_hash:
            back[one] = stored
    return (
        [decision for decision in decided if decision.article.id not in back],
        [
            replace(one, outcome="unchanged", revision=back[one.article_id].revision)
            if one.article_id in back
            else one
            for one in made
        ],
    )


def _made(item: SourceItem, decision: Decision, article: Article) -> Made:
    outcome: Literal["published", "corrected", "unchanged"] = "unchanged"
    if isinstance(decision, Publish):
        outcome = "published"
    elif isinstance(decision, Correct):
        outcome = "corrected"
    return Made(
        origin=item.origin,
        outcome=outcome,
        article_id=article.id,
        title=article.content.title,
        revision=article.revision,
    )


def _announcing(
    decided: Sequence[Publish | Correct], announce_newest: int | None
) -> list[Publish | Correct]:
    """Return *decided*, of the new articles only the newest to be announced."""
    if announce_newest is None:
        return list(decided)
    new = [(d.article.ordered_at, place) for place, d in enumerate(decided) if _is_new(d)]
    told = {place for _, place in sorted(new)[max(0, len(new) - announce_newest) :]}
    return [
        replace(d, announce=place in told) if isinstance(d, Publish) else d
        for place, d in enumerate(decided)
    ]


def _is_new(decision: Publish | Correct) -> bool:
    return isinstance(decision, Publish)


def _waves(decided: Sequence[Publish | Correct], now: datetime) -> list[list[Publish | Correct]]:
    """Return *decided* in order of publication; a second of one article in a second wave."""
    waves: list[list[Publish | Correct]] = []
    times: Counter[ArticleId] = Counter()
    for decision in decided:
        number = times[decision.article.id]
        times[decision.article.id] += 1
        if number == len(waves):
            waves.append([])
        waves[number].append(decision)
    return [sorted(wave, key=lambda d: _ordered_at(d.article.content, now)) for wave in waves]
