"""A real store, and articles to take into it."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from barqiya.domain.article import Author, Content, Identity, SourceItem
from barqiya.domain.folding import fold
from barqiya.domain.normalize import paragraphs_html
from barqiya.store import Database

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
TEXT = (
    "The keeper of the lighthouse climbs one hundred and twelve steps every evening, counts them "
    "aloud, and has never once in thirty years come to the same number twice."
)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """Open an empty store in a file."""
    opened = Database.open(f"sqlite:///{tmp_path / 'store.db'}")
    yield opened
    await opened.close()


def make(  # noqa: PLR0913 # a claim has that many sides, each with its default
    title: str = "The keeper",
    text: str = TEXT,
    *,
    url: str | None = None,
    id: str | None = None,  # noqa: A002 # what the file calls it
    path: str = "/a.txt",
    published_at: datetime | None = None,
    author: str = "Nora Halloway",
) -> SourceItem:
    """Return what a file with these contents would claim."""
    named = [Identity(key=f"url:{url}")] if url else []
    named += [Identity(key=f"id:{id}")] if id else []
    weak = [f"title:{fold(title)}|{Author(name=author).key}", f"path:{path}"]
    return SourceItem(
        origin=path,
        identities=(*named, *(Identity(key=key, strong=False) for key in weak)),
        content=Content(
            title=title,
            content_html=paragraphs_html([text]),
            summary=text[:40],
            language="en",
            url=f"https://{url}" if url else None,
            authors=(Author(name=author),),
            published_at=published_at,
        ),
    )


@pytest.fixture
def item() -> Callable[..., SourceItem]:
    """Return :func:`make`."""
    return make
