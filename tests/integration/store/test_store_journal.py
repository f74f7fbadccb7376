"""The journal: numbers, reading on, cursors."""

import asyncio

from barqiya.domain.decide import Retract, withdraw
from barqiya.store import Database, articles, journal
from tests.integration.store.conftest import a_publication, save


async def test_numbers_follow_the_order_of_commits_without_a_gap(database: Database) -> None:
    """However the writers crowd, every change has its number, and none is left out."""
    batches = [[a_publication(f"{b} {n}") for n in range(b % 4)] for b in range(20)]
    await asyncio.gather(*(database.write(save, *batch) for batch in batches))
    changes = await database.read(journal.changes_after, 0, 1000)
    assert [change.seq for change in changes] == list(range(1, sum(map(len, batches)) + 1))
    assert await database.read(journal.head) == len(changes)


async def test_a_batch_is_journalled_in_its_own_order(database: Database) -> None:
    """Changes of one transaction keep the order in which they were decided."""
    batch = [a_publication(f"a{n}") for n in range(5)]
    await database.write(save, *batch)
    changes = await database.read(journal.changes_after, 0, 10)
    assert [change.article_id for change in changes] == [d.article.id for d in batch]
    assert all(change.announce for change in changes)


async def test_reading_on_takes_no_more_than_asked_for(database: Database) -> None:
    """A consumer reads in portions, each beginning where the last ended."""
    await database.write(save, *(a_publication(f"a{n}") for n in range(7)))
    first = await database.read(journal.changes_after, 0, 3)
    second = await database.read(journal.changes_after, first[-1].seq, 3)
    rest = await database.read(journal.changes_after, second[-1].seq, 3)
    assert [c.seq for c in (*first, *second, *rest)] == list(range(1, 8))
    assert await database.read(journal.changes_after, 7, 3) == []


async def test_what_happened_to_one_article(database: Database) -> None:
    """Its own changes, oldest first, and nobody else's."""
    one, other = a_publication("one"), a_publication("other")
    await database.write(save, one, other)
    gone = withdraw(one.article, "its source no longer shows it", one.article.updated_at)
    assert isinstance(gone, Retract)
    await database.write(articles.save, [gone])
    changes = await database.read(journal.changes_of, one.article.id)
    assert [(change.kind.value, change.revision) for change in changes] == [
        ("published", 1),
        ("retracted", 2),
    ]


async def test_every_consumer_has_a_cursor_of_its_own(database: Database) -> None:
    """One who has never begun is told so; moving one cursor moves no other."""
    await database.write(journal.move_cursor, "search", 3)
    await database.write(journal.move_cursor, "search", 5)
    await database.write(journal.move_cursor, "planner", 1)
    assert await database.read(journal.cursor, "search") == 5
    assert await database.read(journal.cursor, "planner") == 1
    assert await database.read(journal.cursor, "feeds") is None
