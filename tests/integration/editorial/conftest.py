"""A store with channels and a few articles, as an editor finds them."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from barqiya.domain.article import Article, Content, Identity, Label, SourceItem
from barqiya.domain.decide import Publish, decide
from barqiya.domain.delivery import Destination
from barqiya.store import Database, Transaction, articles, destinations

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
ALL = Destination(id="telegram:all", name="الكل", transport="telegram", address="@all")
CULTURE = Destination(
    id="telegram:culture",
    name="ثقافة",
    transport="telegram",
    address="@culture",
    query="category:ثقافة",
)


def an_article(title: str, *labels: str, number: int = 0) -> Article:
    """Return a new article under the categories *labels*."""
    item = SourceItem(
        origin=f"{title}.txt",
        identities=(Identity(key=f"path:{title}"),),
        content=Content(
            title=title,
            content_html=f"<p>نص المقال عن {title}.</p>",
            summary=f"عن {title}.",
            language="ar",
            categories=tuple(Label(name=label) for label in labels),
            published_at=NOW.replace(minute=number),
        ),
    )
    decision = decide(None, item, "import", NOW)
    assert isinstance(decision, Publish)
    return decision.article


def publish(tx: Transaction, *wanted: Article, announce: bool = True) -> None:
    """Take the articles in."""
    articles.save(tx, [Publish(article=article, announce=announce) for article in wanted])


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """Return a store with two channels."""
    url = f"sqlite:///{tmp_path}/store.db"
    Database.upgrade(url)
    opened = Database.open(url)
    await opened.write(destinations.set_destinations, [ALL, CULTURE])
    yield opened
    await opened.close()
