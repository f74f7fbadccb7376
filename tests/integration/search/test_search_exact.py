from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from barqiya.domain.article import Article
from barqiya.domain.query import Query, parse
from barqiya.search import matches, newest
from barqiya.store import articles

NOW = datetime(2026, 1, 20, 12, tzinfo=UTC)
STORIES: list[tuple[str, str, dict[str, Any]]] = [
    ("سوق المدينة القديمة", "كتبٌ نادرة ومدارسُ", {"authors": ["أحمد ياسر الكومي"]}),
    ("سوق القرية", "في السوق كتابٌ نادر", {"authors": ["منى سالم", "أحمد علي"], "tags": ["شعر"]}),
    ("كتب نادرة", "سوق وماءٌ والمدينة القديمة", {"categories": ["ثقافة"]}),
    ("The night train", "Past the old café, covid-19 news", {"language": "en-GB"}),
    ("Night", "a train at 10:30", {"language": "en", "categories": ["رياضة"]}),
    ("خبر", "في", {"authors": ["د. عبد الله الكومى"], "categories": ["رياضه", "ثقافة"]}),
    ("قديم", "سوق ابن أحمد وبن سالم", {"published_at": datetime(2025, 3, 1, 9, tzinfo=UTC)}),
    ("المدينة", "القديمة مدينة", {"published_at": NOW - timedelta(days=1), "tags": ["أسواق"]}),
    ("بالون أحمر", "مسؤول والكتابات", {"published_at": NOW - timedelta(hours=3)}),
]
TYPED = (
    *(
        "سوق",
        "السوق",
        "المدينة",
        "كتب",
        "كتاب",
        "مدارس",
        "في",
        "train",
        "covid-19",
        "10:30",
        "غراب",
    ),
    *("كتا*", "الكت*", "بالو*", "مسو*", "tra*", "2*", "cov*", '"المدينة القديمة"', '"night train"'),
    *(
        '"القديمة كتب"',
        '"في السوق"',
        '"السوق كتاب نادر"',
        '"a train at"',
        "title:سوق",
        "title:كت*",
        'title:"night train"',
        "عنوان:المدينة",
        "title:في",
    ),
    *("author:الكومي", "author:أحمد", 'author:"الكومي أحمد"', 'author:"أحمد سالم"'),
    *('كاتب:"عبدالله الكومي"', "author:عبد", "category:ثقافة", "category:رياضة", "tag:شعر"),
    *("وسم:اسواق", "lang:en", "lang:ar", "source:tests", "source:TESTS", "source:elsewhere"),
    *("ابن أحمد", "بن", "اب*", "ابن*", "الابن", "و*", "ال*"),
    *("عبدالله", "عبد الله", "عبد", "عبد*", '"عبدالله الكومي"', '"د عبد الله"'),
    *("after:أمس", "before:أمس", "after:2025", "before:2025-03-02", "after:4h", "before:1w"),
)
QUERIES = st.recursive(
    st.sampled_from(TYPED),
    lambda inner: st.one_of(
        inner.map(lambda one: f"-({one})"),
        st.lists(inner, min_size=2, max_size=4).map(lambda some: f"({' '.join(some)})"),
        st.lists(inner, min_size=2, max_size=3).map(lambda some: f"({' OR '.join(some)})"),
    ),
    max_leaves=8,
)


@pytest.fixture
async def stories(archive: Any) -> Any:
    """Give the archive articles of every kind."""
    await archive.publish_all([archive.content(*told[:2], **told[2]) for told in STORIES])
    return archive


async def exactly(archive: Any, query: Query, limit: int = 100) -> list[Article]:
    """Return what the index and the store find."""
    found: list[Article] = await archive.database.read(newest, archive.index, query, limit=limit)
    return found


@settings(
    max_examples=400,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(typed=QUERIES)
async def test_the_exact_set_is_the_matchers(stories: Any, typed: str) -> None:
    """The index, or the store where no words are asked for, lets through what the matcher does."""
    query = parse(typed, NOW)
    everything = await exactly(stories, Query())
    assert len(everything) == len(STORIES)
    alone = [article for article in everything if matches(query, article)]
    assert await exactly(stories, query) == alone


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(typed=st.text(max_size=40))
async def test_any_text_has_its_exact_set(stories: Any, typed: str) -> None:
    """Whatever is typed, both ways agree."""
    query = parse(typed, NOW)
    everything = await exactly(stories, Query())
    assert await exactly(stories, query) == [one for one in everything if matches(query, one)]


@pytest.mark.parametrize("typed", TYPED)
async def test_each_part_alone(stories: Any, typed: str) -> None:
    """Every part of the language, and its opposite: together they are everything, never both."""
    wanted, unwanted = parse(typed, NOW), parse(f"-({typed})", NOW)
    there = {one.id for one in await exactly(stories, wanted)}
    rest = {one.id for one in await exactly(stories, unwanted)}
    assert len(there) + len(rest) == len(STORIES)
    assert not there & rest


async def test_articles_of_one_moment_stay_in_order(archive: Any) -> None:
    """A page of the newest ends alike for the index and the store, also within one second."""
    at = datetime(2026, 1, 5, tzinfo=UTC)
    same = [archive.content(f"سوق {n}", "كتب", published_at=at) for n in range(12)]
    await archive.publish_all(same)
    by_store = await archive.database.read(articles.latest, Query(), limit=5)
    assert await exactly(archive, parse("سوق", NOW), limit=5) == by_store
