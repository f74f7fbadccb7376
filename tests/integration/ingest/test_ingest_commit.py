"""Promises of taking items into the store: which article they are, and what the journal says."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from barqiya import ingest
from barqiya.domain.article import SourceItem
from barqiya.domain.query import Query
from barqiya.store import Database, Transaction, articles, journal

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
Item = Callable[..., SourceItem]
OTHER = (
    "Nobody knows who planted the fig tree in the middle of our street, and the street has decided "
    "by a vote that nobody is ever going to cut it down."
)


async def commit(
    database: Database, *items: SourceItem, announce_newest: int | None = None, later: int = 0
) -> list[str]:
    """Commit *items*; return what was made of each."""
    now = NOW + timedelta(hours=later)
    return [one.outcome for one in await take(database, items, now, announce_newest)]


async def take(
    database: Database,
    items: Sequence[SourceItem],
    now: datetime = NOW,
    announce_newest: int | None = None,
) -> list[ingest.Made]:
    """Commit *items*; return all that is said of each."""
    announcing = ingest.Announcing(newest=announce_newest)
    claims = ingest.Claims(source="files", items=items, now=now, announcing=announcing)
    return await ingest.commit(database, claims)


async def changes(database: Database) -> list[tuple[str, int, bool]]:
    """Return the journal as kind, revision and whether it is announced."""
    entries = await database.read(journal.changes_after, 0, 10_000)
    return [(entry.kind.value, entry.revision, entry.announce) for entry in entries]


async def count(database: Database) -> int:
    """Return how many articles the store holds."""
    return await database.read(articles.count, Query())


async def test_the_same_again_changes_nothing(database: Database, item: Item) -> None:
    """Not the article and not the journal, however often."""
    assert await commit(database, item()) == ["published"]
    for later in (1, 2):
        assert await commit(database, item(), later=later) == ["unchanged"]
    assert await changes(database) == [("published", 1, True)]


async def test_an_edited_file_is_a_new_revision(database: Database, item: Item) -> None:
    """Found by its title and path, though it has no address and no id."""
    await commit(database, item(text=OTHER))
    retitled = item("The old keeper", OTHER)
    assert await commit(database, retitled, later=1) == ["corrected"]
    edited = item(text=f"{OTHER} Not even when it is dead.", path="/moved")
    assert await commit(database, edited, later=2) == ["corrected"]
    assert await count(database) == 1
    assert (await changes(database))[-1] == ("corrected", 3, True)


async def test_another_text_in_the_same_file_is_another_article(
    database: Database, item: Item
) -> None:
    """Neither the path nor the title alone makes two texts one article."""
    await commit(database, item())
    assert await commit(database, item(text=OTHER)) == ["published"]
    assert await commit(database, item(), item(text=OTHER), later=1) == ["unchanged"] * 2
    assert await count(database) == 2


async def test_two_articles_of_one_title_in_one_batch_stay_two(
    database: Database, item: Item
) -> None:
    """Their ids differ, and both are found again."""
    batch = [item(path="/a"), item(text=OTHER, path="/b")]
    assert await commit(database, *batch) == ["published"] * 2
    assert await commit(database, *batch, later=1) == ["unchanged"] * 2
    assert await commit(database, *reversed(batch), later=2) == ["unchanged"] * 2


async def test_an_address_decides_by_itself(database: Database, item: Item) -> None:
    """Another title and another text under the same address are the same article, corrected."""
    await commit(database, item(url="e.org/a"))
    rewritten = item("Quite another title", OTHER, url="e.org/a", path="/z")
    assert await commit(database, rewritten, later=1) == ["corrected"]


async def test_ids_that_differ_keep_articles_apart(database: Database, item: Item) -> None:
    """Word for word the same, but called by two names: two articles."""
    batch = [item(id="1", path="/a"), item(id="2", path="/b")]
    assert await commit(database, *batch) == ["published"] * 2
    assert await commit(database, *batch, later=1) == ["unchanged"] * 2


async def test_an_article_that_moved_is_the_same(database: Database, item: Item) -> None:
    """Another address, nearly the same words, the same day; a weekly piece of one title is not."""
    await commit(database, item(url="e.org/a", published_at=NOW))
    moved = item(url="e.org/b", published_at=NOW)
    assert await commit(database, moved, later=1) == ["corrected"]
    weekly = item(url="e.org/c", published_at=NOW + timedelta(days=7))
    assert await commit(database, weekly, later=200) == ["published"]


async def test_a_second_state_in_one_batch_corrects_the_first(
    database: Database, item: Item
) -> None:
    """In the order given; and the same batch again says nothing new."""
    first, second = item(id="1"), item("The new keeper", id="1")
    assert await commit(database, first, second) == ["published", "corrected"]
    assert [entry[:2] for entry in await changes(database)] == [("published", 1), ("corrected", 2)]
    assert await commit(database, first, second, later=1) == ["unchanged"] * 2
    assert len(await changes(database)) == 2


async def test_our_own_ids_are_known(database: Database, item: Item) -> None:
    """What the store calls an article, an item may call it."""
    (made,) = await take(database, [item()])
    named = item("Another title", OTHER, id=str(made.article_id), path="/elsewhere")
    assert await commit(database, named, later=1) == ["corrected"]


async def test_what_is_found_later_adds_its_names(database: Database, item: Item) -> None:
    """A copied page that is imported again with its address is known by it from then on."""
    await commit(database, item())
    assert await commit(database, item(url="e.org/a"), later=1) == ["corrected"]
    renamed = item("Another title", OTHER, url="e.org/a", path="/z")
    assert await commit(database, renamed, later=2) == ["corrected"]
    assert await count(database) == 1


async def test_items_enter_the_journal_in_order_of_publication(
    database: Database, item: Item
) -> None:
    """Oldest first, those without a date after them as they came; outcomes in the order given."""
    batch = [
        item("b", path="/b"),
        item("c", OTHER, path="/c", published_at=NOW - timedelta(days=1)),
        item("a", "Short and sweet, and quite another text.", path="/a"),
        item("d", OTHER + " Or so.", path="/d", published_at=NOW - timedelta(days=2)),
    ]
    made = await take(database, batch, announce_newest=1)
    assert [one.title for one in made] == ["b", "c", "a", "d"]
    entries = await database.read(journal.changes_after, 0, 10)
    titles = await database.read(_titles, [entry.article_id for entry in entries])
    assert titles == ["d", "c", "b", "a"]
    assert [entry.announce for entry in entries] == [False, False, False, True]


def _titles(tx: Transaction, wanted: Sequence[object]) -> list[str]:
    return [articles.get(tx, one).content.title for one in wanted]  # type: ignore[arg-type] # ids


async def test_nothing_is_committed_of_nothing(database: Database) -> None:
    """An empty batch is no transaction."""
    assert await commit(database) == []


# Under one address or id lies one article in some states; without them, any text.
named = st.tuples(
    st.sampled_from(["one", "two"]),
    st.sampled_from([OTHER, f"{OTHER} Never."]),
    st.sampled_from([None, "e.org/a"]),
    st.sampled_from([None, "1"]),
    st.sampled_from(["/x", "/y"]),
)
nameless = st.tuples(
    st.sampled_from(["one", "two"]),
    st.sampled_from([OTHER, "The keeper counts every one of the stairs."]),
    st.none(),
    st.none(),
    st.sampled_from(["/x", "/y"]),
)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(batch=st.lists(named | nameless, max_size=5))
async def test_any_batch_taken_again_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory,
    item: Item,
    batch: list[tuple[str, str, str | None, str | None, str]],
) -> None:
    """Whatever titles, texts, addresses, ids and paths coincide in it."""
    items = [item(t, text, url=url, id=id_, path=path) for t, text, url, id_, path in batch]
    database = Database.open(f"sqlite:///{tmp_path_factory.mktemp('store')}/store.db")
    await commit(database, *items)
    before = await changes(database)
    outcomes = await commit(database, *items, later=1)
    assert await changes(database) == before
    assert outcomes == ["unchanged"] * len(items)
    await database.close()


async def test_undated_articles_keep_the_order_they_came_in(database: Database, item: Item) -> None:
    """Nobody told when they were published; the one read last is the newest."""
    texts = (item().content.summary, OTHER, "A third text that shares no word with these others.")
    await commit(database, *(item(f"Title {n}", texts[n], path=f"/{n}") for n in range(3)))
    newest = await database.read(articles.latest, Query(), limit=3)
    assert [one.content.title for one in newest] == ["Title 2", "Title 1", "Title 0"]
