from bisect import bisect_right
from collections.abc import Sequence
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barqiya.domain.article import ArticleId
from barqiya.errors import NotFoundError
from feeds import history
from feeds.history import Asked, Stretch, asked_for
from feeds.views import of_path


class Standing:
    """Articles at places: all of them there, or some fallen out."""

    def __init__(self, places: Sequence[int], *, dense: bool) -> None:
        self.places = sorted(places)
        self.dense = dense
        self.total = len(places)

    def place(self, rank: int) -> int:
        """Return the place at *rank*."""
        return self.places[rank - 1]

    def upto(self, place: int) -> int:
        """Return how many stand at *place* or before."""
        return bisect_right(self.places, place)

    def ids(self, first: int, last: int) -> list[ArticleId]:
        """Return those between, each by its place."""
        return [ArticleId(UUID(int=one)) for one in self.places if first <= one <= last]


orders = st.one_of(
    st.integers(0, 60).map(lambda n: Standing(range(1, n + 1), dense=True)),
    st.sets(st.integers(1, 90), max_size=60).map(lambda s: Standing(sorted(s), dense=False)),
)
sizes = st.integers(1, 9)


@given(order=orders, size=sizes)
def test_the_chain_holds_every_place_once(order: Standing, size: int) -> None:
    """From the last document back to the first: nothing twice, nothing left out, none too long."""
    seen: list[ArticleId] = []
    stretch = history.newest(order, size)
    while stretch is not None:
        held = order.ids(stretch.first, stretch.last)
        assert 0 < len(held) <= size
        seen = held + seen
        stretch = history.before(order, size, stretch)
    assert seen == order.ids(1, 1000)


@given(order=orders, size=sizes)
def test_an_address_leads_back_to_its_document(order: Standing, size: int) -> None:
    """What is linked is what is served, and what is served says the address that was linked."""
    stretch = history.newest(order, size)
    end = max(order.places, default=0)
    while stretch is not None:
        slug, asked = of_path(f"all{history.ending(order, size, stretch).path}")
        assert slug == "all"
        assert asked is not None
        assert history.stretch_of(order, size, asked, end) == stretch
        numbered = history.stretch_of(order, size, Asked(number=stretch.number), end)
        assert numbered == stretch
        stretch = history.before(order, size, stretch)


@given(order=orders, size=sizes, more=st.integers(1, 20))
def test_what_is_full_never_changes(order: Standing, size: int, more: int) -> None:
    """However many come, a document that was full holds the same places under the same number."""
    end = max(order.places, default=0)
    grown = Standing([*order.places, *range(end + 1, end + 1 + more)], dense=order.dense)
    for number in range(1, order.total // size + 1):
        asked = Asked(number=number)
        then = history.stretch_of(order, size, asked, end)
        assert history.stretch_of(grown, size, asked, end + more) == then
        assert history.ending(order, size, then) == history.ending(grown, size, then)


@given(places=st.sets(st.integers(1, 60), min_size=2), size=sizes, data=st.data())
def test_a_walk_misses_nothing_that_stays(places: set[int], size: int, data: st.DataObject) -> None:
    """Articles fall out and come into the midst between two steps: the others are seen, once."""
    there, seen = set(places), list[int]()
    touched: set[int] = set()
    order = Standing(sorted(there), dense=False)
    stretch = history.newest(order, size)
    while stretch is not None:
        seen += [one for one in order.places if stretch.first <= one <= stretch.last]
        moved = data.draw(st.sets(st.integers(1, 60), max_size=3))
        touched |= moved
        there ^= moved
        order = Standing(sorted(there), dense=False)
        stretch = history.before(order, size, stretch)
    assert len(seen) == len(set(seen))
    assert places - touched <= set(seen)


@given(order=orders, size=sizes)
def test_the_documents_know_what_lies_behind_them(order: Standing, size: int) -> None:
    """The one behind is full, and the one before that is where we came from."""
    end = max(order.places, default=0)
    for number in range(1, order.total // size + 1):
        stretch = history.stretch_of(order, size, Asked(number=number), end)
        behind = history.neighbours(order, size, stretch).behind
        assert (behind is None) == (order.total < (number + 1) * size)
        if behind is not None:
            assert history.before(order, size, behind) == stretch
            assert history.is_full(order, size, behind)


@pytest.mark.parametrize(
    ("page", "places"),
    [
        ("0", None),
        ("-1", None),
        ("01", None),
        ("٣", None),
        ("1e3", None),
        ("", None),
        ("9" * 40, None),
        (None, "1-5"),
        ("1", "5"),
        ("1", "1-"),
        ("1", "0-5"),
        ("1", "1-5-9"),
        ("1", ""),
    ],
)
def test_what_no_address_of_ours_has_is_not_found(page: str | None, places: str | None) -> None:
    """Numbers from 1, in plain digits; places never without a number."""
    with pytest.raises(NotFoundError):
        asked_for(page, places)


@pytest.mark.parametrize(
    "asked",
    [
        Asked(number=4),
        Asked(number=1, places=(1, 6)),  # longer than a document
        Asked(number=2, places=(1, 5)),  # of another number
        Asked(number=3, places=(11, 13)),  # beyond the last place
        Asked(number=1, places=(3, 2)),
    ],
)
def test_what_was_never_cut_is_not_found(asked: Asked) -> None:
    """Nobody makes us build what no link of ours has led to."""
    order = Standing(range(1, 13), dense=True)
    with pytest.raises(NotFoundError):
        history.stretch_of(order, 5, asked, 12)


def test_a_query_that_finds_too_much_between_two_places_is_refused() -> None:
    """The whole archive is not to be had as one document."""
    order = Standing(range(1, 100), dense=False)
    assert history.stretch_of(order, 5, Asked(number=1, places=(1, 10)), 99).last == 10
    with pytest.raises(NotFoundError):
        history.stretch_of(order, 5, Asked(number=1, places=(1, 11)), 99)


def test_addresses_are_short_where_the_number_says_it_all() -> None:
    """A full document of a category has its number; one that is not full names its places."""
    order = Standing(range(1, 13), dense=True)
    assert history.ending(order, 5, Stretch(number=2, first=6, last=10)).path == "/2"
    assert history.ending(order, 5, Stretch(number=3, first=11, last=12)).path == "/3/11-12"
    found = Standing([4, 9], dense=False)
    stretch = Stretch(number=1, first=1, last=9)
    assert history.ending(found, 5, stretch).path == "/1/1-9"
    assert history.ending(found, 5, stretch, "مدّ وجزر").query == (
        "?q=%D9%85%D8%AF%D9%91%20%D9%88%D8%AC%D8%B2%D8%B1&page=1&places=1-9"
    )


@pytest.mark.parametrize(
    ("path", "slug", "asked"),
    [
        ("all", "all", None),
        ("all/3", "all", Asked(number=3)),
        ("all/3/11-12", "all", Asked(number=3, places=(11, 12))),
        ("tag/2024", "tag/2024", None),
        ("tag/2024/1", "tag/2024", Asked(number=1)),
        ("category/علوم/2/6-9", "category/علوم", Asked(number=2, places=(6, 9))),
        ("weekend/1", "weekend", Asked(number=1)),
    ],
)
def test_a_path_names_a_feed_and_a_document(path: str, slug: str, asked: Asked | None) -> None:
    """A number behind the slug is a document's; the one behind «tag/» is a tag's."""
    assert of_path(path) == (slug, asked)


@pytest.mark.parametrize("path", ["all/x", "all/", "all/1/", "all/1/2", "all/1/1-2/3", "tag/a/b"])
def test_a_path_that_names_nothing_is_not_found(path: str) -> None:
    """Nothing else stands behind a slug."""
    with pytest.raises(NotFoundError):
        of_path(path)
