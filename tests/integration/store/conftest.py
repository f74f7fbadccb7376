"""A store of a test's own, and articles to put into it."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from barqiya.domain.article import Article, Author, Content, Identity, Label, SourceItem
from barqiya.domain.decide import Correct, Publish, decide
from barqiya.store import Database, Transaction, articles

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


def a_publication(title: str, now: datetime = NOW, **values: Any) -> Publish:
    """Return the decision to publish an article; *values* are of its content."""
    given: dict[str, Any] = {
        "content_html": f"<p>{title}: نصّ المقال.</p>",
        "summary": title,
        "language": "ar",
        **values,
    }
    content = Content(title=title, **given)
    item = SourceItem(origin=title, identities=(Identity(key=title),), content=content)
    decision = decide(None, item, "test", now)
    assert isinstance(decision, Publish)
    return decision


def a_correction(current: Article, now: datetime = NOW, **values: Any) -> Correct:
    """Return the decision to correct *current*; *values* are what changes in its content."""
    content = replace(current.content, **values)
    item = SourceItem(origin="test", identities=(Identity(key="test"),), content=content)
    decision = decide(current, item, "test", now)
    assert isinstance(decision, Correct)
    return decision


def authors(*names: str) -> tuple[Author, ...]:
    """Return people by their names."""
    return tuple(Author(name=name) for name in names)


def labels(*names: str) -> tuple[Label, ...]:
    """Return categories or tags by their names."""
    return tuple(Label(name=name) for name in names)


def save(tx: Transaction, *decisions: Publish | Correct) -> None:
    """Save decisions in one go."""
    articles.save(tx, decisions)


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an empty store to copy: making the tables takes longer than most tests."""
    path = tmp_path_factory.mktemp("template") / "empty.db"

    async def make() -> None:
        await Database.open(f"sqlite:///{path}").close()

    asyncio.run(make())
    return path


@pytest.fixture
def store_path(empty_store: Path, tmp_path: Path) -> Path:
    """Copy the empty store; return where it lies."""
    return Path(shutil.copy(empty_store, tmp_path / "store.db"))


@pytest.fixture
async def database(store_path: Path) -> AsyncIterator[Database]:
    """Open an empty store."""
    opened = Database.open(f"sqlite:///{store_path}")
    yield opened
    await opened.close()


@pytest.fixture
def reopen(store_path: Path) -> Callable[[], Database]:
    """Open the same store again, as another process would."""
    return lambda: Database.open(f"sqlite:///{store_path}")
