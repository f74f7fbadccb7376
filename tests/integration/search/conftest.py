"""A store and its index in a folder of their own, to be filled and asked."""

from collections.abc import AsyncIterator, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from barqiya.domain.article import Article, Author, Content, Identity, Label, SourceItem
from barqiya.domain.decide import Correct, Publish, Retract, decide, withdraw
from barqiya.domain.query import parse
from barqiya.search import Results, SearchIndex, find
from barqiya.store import Database, articles

BEGUN = datetime(2026, 1, 1, tzinfo=UTC)
ASKED = datetime(2026, 2, 20, 12, tzinfo=UTC)


class Archive:
    """A store with its index."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = Database.open(f"sqlite:///{folder / 'store.db'}")
        self.index = SearchIndex.open(folder / "search")
        self._minutes = 0

    @staticmethod
    def content(title: str, text: str = "", **told: Any) -> Content:
        """Return the content of an article with *text* in one paragraph.

        *told* are names of authors, categories and tags, a language, a date.
        """
        return Content(
            title=title,
            content_html=f"<p>{text}</p>" if text else "",
            summary="",
            language=told.get("language", "ar"),
            authors=tuple(Author(name=name) for name in told.get("authors", ())),
            categories=tuple(Label(name=name) for name in told.get("categories", ())),
            tags=tuple(Label(name=name) for name in told.get("tags", ())),
            published_at=told.get("published_at"),
        )

    async def publish(self, title: str, text: str = "", **told: Any) -> Article:
        """Publish one article, a minute after the one before."""
        (article,) = await self.publish_all([self.content(title, text, **told)])
        return article

    async def publish_all(self, contents: Iterable[Content]) -> list[Article]:
        """Publish articles in one transaction."""
        decisions = [self._decision(None, one) for one in contents]
        await self.database.write(articles.save, decisions)
        return [decision.article for decision in decisions]

    async def correct(self, article: Article, now_reads: Content) -> Article:
        """Correct *article*."""
        decision = self._decision(article, now_reads)
        await self.database.write(articles.save, [decision])
        return decision.article

    async def retract(self, article: Article) -> None:
        """Withdraw *article*."""
        decision = withdraw(article, "the source answers 404", BEGUN + timedelta(days=1))
        assert isinstance(decision, Retract)
        await self.database.write(articles.save, [decision])

    async def follow(self) -> int:
        """Follow the journal to its end; return how many changes were taken in."""
        taken = 0
        while more := await self.database.read(self.index.follow):
            taken += more
        return taken

    async def ask(
        self, text: str, *, limit: int = 20, offset: int = 0, exactly: bool = False
    ) -> Results:
        """Search as a person does."""
        return await self.database.read(
            find, self.index, parse(text, ASKED), limit=limit, offset=offset, exactly=exactly
        )

    async def titles(self, text: str) -> list[str]:
        """Return the titles found, best first."""
        return [hit.article.content.title for hit in (await self.ask(text)).hits]

    async def behind(self) -> int:
        """Return how many changes the index lacks."""
        return await self.database.read(self.index.behind)

    def _decision(self, current: Article | None, now_reads: Content) -> Publish | Correct:
        self._minutes += 1
        identity = Identity(key=f"url:example.org/{self._minutes}")
        item = SourceItem(origin=identity.key, identities=(identity,), content=now_reads)
        decision = decide(current, item, "tests", BEGUN + timedelta(minutes=self._minutes))
        assert isinstance(decision, Publish | Correct)
        return decision


@pytest.fixture
async def archive(tmp_path: Path) -> AsyncIterator[Archive]:
    """Give an empty archive."""
    made = Archive(tmp_path)
    yield made
    await made.database.close()
