"""Promises of what a visit leaves in the store: new claims, vanishings, and what is set aside."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from barqiya.domain.article import Article, Identity, Rejected, SourceItem, Status
from barqiya.domain.query import Query
from barqiya.domain.sighting import Withdrawn
from barqiya.domain.source_state import SourceState
from barqiya.ingest import visiting
from barqiya.sources.flow import Found
from barqiya.store import Database, Transaction, articles, journal, sightings, source_states

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
RANKS = {"site": 40, "feed": 20}
Item = Callable[..., SourceItem]
TEXT = (
    "Nobody knows who planted the fig tree in the middle of our street, and nobody asks any more."
)


class Visits:
    """Visits to sources, one step each, an hour apart."""

    def __init__(self, database: Database, item: Item) -> None:
        self.database = database
        self.now = NOW
        self._item = item
        self._states: dict[str, SourceState] = {}

    async def find(self, name: str = "site", *, one_key: bool = True, **found: Any) -> list[str]:
        """Take in what a visit to source *name* found; return the outcomes."""
        self.now += timedelta(hours=1)
        state = self._states.get(name) or SourceState(name=name, kind="feed", address="a")
        step = visiting.Step(
            state=state, found=Found(**found), now=self.now, ranks=RANKS, one_key=one_key
        )
        taken = await self.database.write(visiting.take_step, step)
        self._states[name] = replace(taken.state, settled=True, succeeded_at=self.now)
        return [made.outcome for made in taken.made]

    def post(self, number: int, **values: Any) -> SourceItem:
        """Return the post *number* as the site tells it."""
        values = {"text": f"{TEXT} {number} {number} {number}", **values}
        made = self._item(values.pop("title", f"Post {number}"), path="", **values)
        name = Identity(key=f"wp:site:{number}")
        return replace(made, key=str(number), identities=(name, *made.identities[:-1]))

    def state(self, name: str = "site") -> SourceState:
        """Return what is known of a source after its last visit."""
        return self._states[name]

    async def keys(self, name: str = "site") -> set[str]:
        """Return the keys under which published articles are seen."""
        seen = await self.database.read(sightings.published, name, None)
        return {one.key for one in seen}

    async def only(self) -> Article:
        """Return the one article there is, retracted or not."""
        entries = await self.database.read(journal.changes_after, 0, 1000)
        ids = list(dict.fromkeys(entry.article_id for entry in entries))
        assert len(ids) == 1
        return await self.database.read(articles.get, ids[0])

    async def changes(self) -> list[tuple[str, int]]:
        """Return the journal as kinds and revisions."""
        entries = await self.database.read(journal.changes_after, 0, 1000)
        return [(entry.kind.value, entry.revision) for entry in entries]


@pytest.fixture
def visits(database: Database, item: Item) -> Visits:
    """Return visits to an empty store."""
    return Visits(database, item)


async def test_the_same_claim_again_is_nothing_new(visits: Visits) -> None:
    """Whatever else became of the article meanwhile, an unchanged claim changes nothing."""
    assert await visits.find(items=(visits.post(1),)) == ["published"]
    assert await visits.find(items=(visits.post(1),)) == ["unchanged"]
    by_hand = visits.post(1, title="Mended by hand")
    assert await visits.find("import", items=(by_hand,)) == ["corrected"]
    assert await visits.find(items=(visits.post(1),)) == ["unchanged"]
    assert (await visits.only()).content.title == "Mended by hand"
    assert await visits.find(items=(visits.post(1, title="The site's own"),)) == ["corrected"]


async def test_a_post_keeps_its_identity_whatever_moves(visits: Visits) -> None:
    """Slug, scheme, host, title and text at once: the number says that it is the same."""
    await visits.find(items=(visits.post(1, url="example.org/a"),))
    moved = visits.post(1, title="Another", text="Quite other words.", url="new.example.net/b")
    assert await visits.find(items=(moved,)) == ["corrected"]
    assert (await visits.only()).content.url == "https://new.example.net/b"


async def test_an_address_that_is_used_again_is_another_article(visits: Visits) -> None:
    """The first post was deleted; the new one took its slug, as WordPress lets it."""
    await visits.find(items=(visits.post(1, url="example.org/roundup"),))
    again = visits.post(2, title="Post 1", url="example.org/roundup")
    assert await visits.find(items=(again,)) == ["published"]
    assert await visits.database.read(articles.count, Query()) == 2


async def test_what_the_source_says_is_gone_is_retracted_at_once(visits: Visits) -> None:
    """With the evidence; feeds and lists hold it no longer; and it is forgotten as seen."""
    await visits.find(items=(visits.post(1),))
    gone = (Withdrawn(key="1", evidence="the site answers 404 for it"),)
    assert await visits.find(withdrawn=gone) == ["retracted"]
    article = await visits.only()
    assert (article.status, article.evidence) == (Status.RETRACTED, "the site answers 404 for it")
    assert await visits.database.read(articles.count, Query()) == 0
    assert await visits.database.read(articles.latest, Query(), limit=5) == []
    assert await visits.keys() == set()
    assert await visits.find(withdrawn=gone) == []


async def test_what_comes_back_is_published_again_as_a_correction(visits: Visits) -> None:
    """Under its old identity, to the letter as it was."""
    await visits.find(items=(visits.post(1),))
    before = await visits.only()
    await visits.find(withdrawn=(Withdrawn(key="1", evidence="404"),))
    assert await visits.find(items=(visits.post(1),)) == ["corrected"]
    after = await visits.only()
    assert (after.status, after.public_id) == (Status.PUBLISHED, before.public_id)
    assert await visits.changes() == [("published", 1), ("retracted", 2), ("corrected", 3)]


async def test_missing_once_is_nothing_missing_twice_is_gone(visits: Visits) -> None:
    """And being seen in between counts from the beginning."""
    await visits.find(items=(visits.post(1),))
    missing = frozenset({"1"})
    assert await visits.find(missing=missing) == []
    await visits.find(seen=frozenset({"1"}))
    assert await visits.find(missing=missing) == []
    assert await visits.find(missing=missing) == ["retracted"]
    assert (await visits.only()).evidence == "missing from 2 complete sightings in a row"


@pytest.mark.parametrize(
    ("held", "vanished", "believed"),
    [(3, 3, True), (20, 5, True), (20, 6, False), (40, 10, True), (40, 11, False)],
)
async def test_a_mass_vanishing_is_taken_for_a_trouble(
    visits: Visits, held: int, vanished: int, *, believed: bool
) -> None:
    """A quarter may go at once, or a handful; more is believed of nobody, and said."""
    await visits.find(items=tuple(visits.post(n) for n in range(held)))
    gone = tuple(Withdrawn(key=str(n), evidence="404") for n in range(vanished))
    outcomes = await visits.find(withdrawn=gone)
    assert outcomes == (["retracted"] * vanished if believed else [])
    warning = visits.state().warning
    assert (warning is None) is believed
    assert believed or f"{vanished} of {held} articles vanished at once" in (warning or "")
    assert await visits.database.read(articles.count, Query()) == held - len(outcomes)


async def test_a_file_under_a_new_name_is_not_missed_under_the_old(visits: Visits) -> None:
    """The article is seen elsewhere in the same source: only the old key is forgotten."""
    one = visits.post(1)
    renamed = replace(one, key="renamed")
    await visits.find(items=(one,), one_key=False)
    await visits.find(items=(renamed,), missing=frozenset({"1"}), one_key=False)
    assert await visits.find(missing=frozenset({"1"}), one_key=False) == []
    assert await visits.keys() == {"renamed"}
    assert (await visits.only()).status is Status.PUBLISHED


async def test_guids_that_move_leave_one_key(visits: Visits) -> None:
    """A feed that makes up a guid at every visit does not fill the store with sightings."""
    one = visits.post(1, url="example.org/a")
    for number in range(5):
        item = replace(one, key=f"guid {number}", identities=one.identities[1:])
        await visits.find(items=(item,))
    assert await visits.keys() == {"guid 4"}
    assert await visits.changes() == [("published", 1)]


async def test_the_source_of_higher_authority_has_the_say(visits: Visits) -> None:
    """The feed brought it first; the site takes over; from then on the feed changes nothing."""
    await visits.find("feed", items=(visits.post(1, url="example.org/a"),))
    theirs = visits.post(1, title="As the site has it", url="example.org/a")
    assert await visits.find("site", items=(theirs,)) == ["corrected"]
    excerpt = visits.post(1, title="As the feed has it", url="example.org/a")
    assert await visits.find("feed", items=(excerpt,)) == ["unchanged"]
    gone = (Withdrawn(key="1", evidence="404"),)
    assert await visits.find("feed", withdrawn=gone) == []
    article = await visits.only()
    assert (article.content.title, article.status) == ("As the site has it", Status.PUBLISHED)


async def test_a_lesser_voice_words_it_otherwise_and_corrects_nothing(visits: Visits) -> None:
    """A site's feed while its REST is closed: other markup, the same text.

    A new piece is new; and what it says otherwise than it did itself is a correction.
    """
    await visits.find(items=(visits.post(1),))
    worded = visits.post(1, title="Post 1!", text=f"{TEXT} 1 1 1 Read on.")
    other = visits.post(2)
    assert await visits.find(secondhand=True, items=(worded, other)) == ["unchanged", "published"]
    assert await visits.keys() == {"1"}
    changed = visits.post(1, title="Another title", text=f"{TEXT} 1 1 1 Read on.")
    assert await visits.find(secondhand=True, items=(changed,)) == ["corrected"]
    assert await visits.find(items=(visits.post(1), other)) == ["unchanged", "unchanged"]


async def test_first_sight_is_quiet_until_it_is_whole(database: Database, item: Item) -> None:
    """However many batches it takes; then the newest few are announced."""
    visits = Visits(database, item)
    state = SourceState(name="site", kind="feed", address="a")
    for batch in range(3):
        items = tuple(
            visits.post(n, published_at=NOW - timedelta(days=n + 1))
            for n in range(batch * 4, batch * 4 + 4)
        )
        step = visiting.Step(
            state=state, found=Found(items=items), now=NOW, ranks=RANKS, one_key=True
        )
        state = (await database.write(visiting.take_step, step)).state
    quiet = await database.read(journal.changes_after, 0, 100)
    assert not any(change.announce for change in quiet)
    await database.write(visiting.settle, state, 2)
    told = await database.read(journal.changes_after, len(quiet), 100)
    titles = await database.read(_titles, [change.article_id for change in told])
    assert titles == ["Post 1", "Post 0"]
    assert all(change.announce for change in told)


def _titles(tx: Transaction, wanted: list[Any]) -> list[str]:
    return [articles.get(tx, one).content.title for one in wanted]


async def test_later_all_news_are_announced_but_no_archive(visits: Visits) -> None:
    """An outage of half a day loses none; a piece entered with an old date is no news."""
    await visits.find(items=(visits.post(0),))
    news = tuple(visits.post(n, published_at=visits.now) for n in range(1, 41))
    old = visits.post(41, published_at=visits.now - timedelta(days=400))
    await visits.find(items=(*news, old))
    entries = await visits.database.read(journal.changes_after, 1, 100)
    assert sum(entry.announce for entry in entries) == 40


async def test_what_is_set_aside_is_kept_until_it_is_well(visits: Visits) -> None:
    """A refused item with its reason, an item's odd date; both are forgotten once mended."""
    odd = replace(visits.post(1), origin="one", notes=("its date makes no sense",))
    torn = Rejected(origin="two", reason="there is no text in it")
    await visits.find(items=(odd,), rejected=(torn,))
    aside = await visits.database.read(source_states.aside, "site", 10)
    assert [(one.origin, one.refused, one.reason) for one in aside] == [
        ("one", False, "its date makes no sense"),
        ("two", True, "there is no text in it"),
    ]
    well = tuple(replace(visits.post(n), origin=o) for n, o in ((1, "one"), (2, "two")))
    await visits.find(items=well)
    assert await visits.database.read(source_states.aside, "site", 10) == []


async def test_memory_and_address_are_kept_with_what_was_found(visits: Visits) -> None:
    """In the same transaction, so that a visit that is cut off goes on where it was."""
    await visits.find(items=(visits.post(1),), memory={"page": 2}, moved_to="https://new.example")
    await visits.find(note="REST is closed")
    await visits.find(items=(visits.post(2),))
    states = await visits.database.read(source_states.all_of)
    kept = states["site"]
    assert (kept.memory, kept.adopted) == ({"page": 2}, "https://new.example")
    assert kept.note == "REST is closed"
    await visits.find(note="")
    assert visits.state().note is None


async def test_two_items_of_one_public_id_are_two_articles(visits: Visits) -> None:
    """A guid such as "123" is some article's at every source; the store publishes it once."""
    one = replace(visits.post(1), public_id="123")
    other = replace(visits.post(2, text="Quite another text, of another site."), public_id="123")
    assert await visits.find(items=(one,)) == ["published"]
    assert await visits.find("feed", items=(other,)) == ["published"]
