"""Promises of importing files and folders: a whole run."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from barqiya import ingest
from barqiya.domain.query import Query
from barqiya.store import Database, articles, journal

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
PAGES = Path(__file__).parents[2] / "data" / "pages"


def write(folder: Path, number: int, *, dated: bool = True) -> None:
    """Write article *number* of a folder: the greater the number, the newer."""
    folder.mkdir(exist_ok=True)
    day = f"date: {(NOW - timedelta(days=900 - number)).isoformat()}\n" if dated else ""
    text = " ".join(f"Once upon {number} {word}" for word in ("sea", "stair", "bell", "boat"))
    path = folder / f"{(number * 7919) % 100_003:06}.md"
    path.write_text(f"---\ntitle: Article {number}\n{day}---\n\n{text}.\n", encoding="utf-8")


async def run(
    database: Database,
    *paths: Path,
    progress: Callable[[ingest.Progress], None] = lambda _: None,
) -> ingest.Summary:
    """Import *paths*."""
    return await ingest.import_files(database, "files", paths, now=lambda: NOW, progress=progress)


async def announced(database: Database) -> list[str]:
    """Return the titles of what the journal tells those who follow."""
    entries = await database.read(journal.changes_after, 0, 10_000)
    wanted = [entry.article_id for entry in entries if entry.announce]
    found = await database.read(articles.get_many, wanted)
    return [article.content.title for article in found]


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (3, ["Article 0", "Article 1", "Article 2"]),
        (20, [f"Article {n}" for n in range(20)]),
        (21, ["Article 20"]),
        (430, ["Article 429"]),
    ],
)
async def test_an_archive_is_taken_in_quietly(
    database: Database, tmp_path: Path, number: int, told: list[str]
) -> None:
    """Up to twenty new articles are all announced, of more only the newest, over all batches."""
    for one in range(number):
        write(tmp_path / "in", one)
    summary = await run(database, tmp_path / "in")
    assert (summary.published, summary.rejected) == (number, [])
    assert await announced(database) == told


async def test_few_new_ones_among_many_known_are_all_announced(
    database: Database, tmp_path: Path
) -> None:
    """The limit counts what is new, not what is read."""
    folder = tmp_path / "in"
    for one in range(250):
        write(folder, one)
    await run(database, folder)
    for one in (251, 252):
        write(folder, one)
    summary = await run(database, folder)
    assert (summary.published, summary.corrected, summary.unchanged) == (2, 0, 250)
    assert {"Article 251", "Article 252"} <= set(await announced(database))
    again = await run(database, folder)
    assert (again.published, again.corrected) == (0, 0)


async def test_undated_articles_count_as_newest(database: Database, tmp_path: Path) -> None:
    """They take their place by first sight, which is now."""
    for one in range(40):
        write(tmp_path / "in", one, dated=one != 11)
    await run(database, tmp_path / "in")
    assert await announced(database) == ["Article 11"]


async def test_the_bad_are_named_and_the_rest_goes_on(database: Database, tmp_path: Path) -> None:
    """Progress tells of every file, every outcome and every refusal once."""
    folder = tmp_path / "in"
    for one in range(30):
        write(folder, one)
    (folder / "000000-empty.txt").write_bytes(b"")
    (folder / "999999-binary.txt").write_bytes(b"\x89PNG\r\n")
    told: list[ingest.Progress] = []
    summary = await run(database, folder, tmp_path / "nowhere.txt", progress=told.append)
    assert summary.published == 30
    names = [Path(one.origin).name for one in summary.rejected]
    assert names == ["000000-empty.txt", "999999-binary.txt", "nowhere.txt"]
    assert told[-1].files == 33
    assert sum(len(one.made) for one in told) == 30
    assert sum(len(one.rejected) for one in told) == 3


async def test_an_address_given_for_several_files_is_refused(
    database: Database, tmp_path: Path
) -> None:
    """The first file has it; no other gets it."""
    for one in range(2):
        write(tmp_path / "in", one)
    summary = await ingest.import_files(
        database, "files", [tmp_path / "in"], url="https://e.org/a", now=lambda: NOW
    )
    assert summary.published == 1
    assert "one address" in summary.rejected[0].reason


async def test_every_page_is_taken_in_once(database: Database) -> None:
    """Copied pages and saved pages, again and again."""
    first = await run(database, PAGES)
    pages = [*PAGES.glob("*.txt"), *PAGES.glob("*.html")]
    assert first.published == len(pages)
    again = await run(database, PAGES)
    assert (again.published, again.corrected) == (0, 0)
    assert await database.read(articles.count, Query()) == len(pages)
