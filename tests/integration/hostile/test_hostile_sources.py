"""Promise: whatever a source does, it has its right outcome, and no other suffers meanwhile."""

import asyncio
import logging
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

import pytest

from barqiya.domain.article import Article
from barqiya.ingest.refreshing import Refreshed
from barqiya.ingest.rounds import Rounds
from barqiya.sources.syndication import document
from barqiya.store import source_states
from tests.integration.fetching.conftest import Line, Script
from tests.integration.hostile import answers, documents, entries
from tests.integration.hostile.composing import Bad, answer, two
from tests.integration.hostile.conftest import NOW, Health, Newsroom

_PIECE = 100_000
HEALTHY = tuple(f"healthy-{number}" for number in range(5))
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")

DANGEROUS = re.compile(
    r"<(?:script|iframe|svg|style|form|object|embed|base|meta|link|template)\b|<[^<>]*\son\w+=",
    re.IGNORECASE,
)


def everything() -> list[Bad]:
    """Return all sources that misbehave."""
    return [
        *documents.broken(),
        *documents.lettered(),
        *documents.exhausting(),
        *answers.packed(),
        *answers.slow(),
        *answers.redirecting(),
        *answers.statuses(),
        *entries.named(),
        *entries.dated(),
        *entries.holding(),
    ]


def in_pieces(says: bytes | Script) -> bytes | Script:
    """Return a script that says what is large bit by bit: the server itself is to hold little."""
    if not isinstance(says, bytes) or len(says) < _PIECE:
        return says
    whole = says

    async def script(line: Line) -> None:
        for at in range(0, len(whole), _PIECE):
            await line.say(whole[at : at + _PIECE])

    return script


class Round:
    """One round over sources, all at once: how each ended, and after how many seconds."""

    def __init__(self, newsroom: Newsroom) -> None:
        self._newsroom = newsroom
        self.ended: dict[str, Refreshed] = {}
        self.after: dict[str, float] = {}
        self.health = Health()

    async def go(self, bad: list[Bad]) -> None:
        """Visit the healthy sources and the *bad* ones."""
        newsroom, clock = self._newsroom, asyncio.get_running_loop().time
        watched = [newsroom.watched(one.name, one.kind, private=one.private) for one in bad]
        watched += [newsroom.watched(name) for name in HEALTHY]
        begun = clock()

        async def note(ended: Refreshed) -> None:
            self.ended[ended.source] = ended
            self.after[ended.source] = clock() - begun

        rounds = Rounds(newsroom.refreshing, watched, lambda: newsroom.now, note)
        rounds.begin(await newsroom.database.read(source_states.all_of))
        watching = asyncio.create_task(self.health.watch())
        try:
            async with asyncio.timeout(900):
                while len(self.ended) < len(watched):
                    await rounds.look()
                    await asyncio.sleep(0.05)
        finally:
            watching.cancel()
            await rounds.stop()


def wrongs(bad: Bad, ended: Refreshed, held: list[Article]) -> Iterator[str]:
    """Yield what is not as it should be."""
    failure, stored = ended.failure or "", "\n".join(map(shown, held))
    said = f"{failure}\n{ended.state.note}\n{stored}"
    if (bad.failure is None) != (not failure) or not re.search(bad.failure or "", failure):
        yield f"failed with {failure!r}"
    if len(held) != bad.articles:
        yield f"{len(held)} articles instead of {bad.articles}"
    if ended.refused != bad.refused:
        yield f"{ended.refused} refused: {[one.reason for one in ended.rejected[:3]]}"
    if bad.note not in (ended.state.note or "") or (not bad.note and ended.state.note):
        yield f"noted {ended.state.note!r}"
    yield from (f"holds no {text!r}" for text in bad.holds if text not in stored)
    yield from (f"holds {text!r}" for text in bad.never if text in said)
    if len(failure) > 500:
        yield "a sentence too long to be read"
    yield from (f"{one.content.title[:30]}: {why}" for one in held for why in unfit(one))


def shown(article: Article) -> str:
    """Return what of *article* is shown to anyone, as text."""
    content = article.content
    published = content.published_at.date() if content.published_at else None
    return "\n".join(
        (
            content.title,
            content.summary,
            content.content_html,
            content.url or "",
            content.comments_url or "",
            *(one.name for one in (*content.authors, *content.categories, *content.tags)),
            *(one.url for one in (*content.images, *content.enclosures)),
            f"published {published}",
        )
    )


def unfit(article: Article) -> Iterator[str]:
    """Yield why *article* is not fit to be published, wherever it came from."""
    content = article.content
    if not 0 < len(content.title) <= 300:
        yield f"a title of {len(content.title)}"
    if len(content.summary) > 2000:
        yield f"a summary of {len(content.summary)}"
    if DANGEROUS.search(content.content_html):
        yield "markup that runs"
    if UNSEEN.search(shown(article)):
        yield "characters that no XML holds"
    for one in (content.url, *(image.url for image in (*content.images, *content.enclosures))):
        if one is not None and not one.startswith(("http://", "https://")):
            yield f"an address {one[:80]}"
    if content.published_at and not 1900 < content.published_at.year <= NOW.year:
        yield f"published {content.published_at}"


async def test_each_has_its_right_outcome_and_no_other_suffers(
    newsroom: Newsroom, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All at once: failures with a sentence, entries set aside, and the healthy ones in time."""
    monkeypatch.setattr(document, "_MOST_ENTRIES", 5_000)  # as many as are quickly looked through
    caplog.set_level(logging.ERROR)
    for name in HEALTHY:
        newsroom.server.on(f"/{name}", answer(two(name)))
    alone = Round(newsroom)
    await alone.go([])
    newsroom.now += timedelta(minutes=11)
    bad = everything()
    for one in bad:
        newsroom.server.on(f"/{one.name}", in_pieces(one.says))
        for path, says in one.also.items():
            newsroom.server.on(path, says)
    together = Round(newsroom)
    await together.go(bad)
    held = defaultdict(list)
    for article in await newsroom.held():
        held[article.source].append(article)
    wrong = {
        one.name: found
        for one in bad
        if (found := list(wrongs(one, together.ended[one.name], held[one.name])))
    }
    assert not wrong
    assert not caplog.records
    assert len(bad) >= 60
    assert not [line for line in newsroom.server.heard if b"evil" in line]
    # A search that stood still for seconds, as some did once, would be more than that of it all.
    assert together.health.stood < together.health.spent / 10
    # They need as much as alone, and for each of their few steps a turn among the others.
    healthy = max(together.after[name] for name in HEALTHY)
    assert healthy < max(10 * max(alone.after.values()), max(together.after.values()) / 2)
    assert together.health.grown < 150_000_000
