"""What a person is offered where nothing was found."""

from datetime import UTC, datetime
from typing import Any

import pytest

from barqiya.search import Nearest, nearest
from barqiya.search.nearest import loosened

ASKED = datetime(2026, 2, 20, 12, tzinfo=UTC)


@pytest.fixture
async def shelf(archive: Any) -> Any:
    """Give an archive of three articles."""
    await archive.publish("المنارة تعود", "أضاءت المنارة ليلة أمس", authors=["هدى المرساوي"])
    await archive.publish("سباق القوارب", "فاز القارب الأزرق في السباق", categories=["رياضة"])
    await archive.publish("The ferry timetable", "Two sailings a day", language="en")
    await archive.follow()
    return archive


async def _near(archive: Any, text: str) -> Nearest:
    found: Nearest = await archive.database.read(nearest, archive.index, text, ASKED)
    return found


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ('"القوارب سباق"', "سباق القوارب"),
        ("كاتب:زيد المنارة", "المنارة تعود"),
        ("sailings -ferry", "The ferry timetable"),
        ("(سباق قسم:طقس)", "سباق القوارب"),
    ],
)
async def test_what_narrowed_the_search_is_dropped(shelf: Any, text: str, title: str) -> None:
    """A phrase, a name, an exclusion found nothing: the words alone do."""
    assert (await shelf.ask(text)).total == 0
    near = await _near(shelf, text)
    assert near.hits[0].article.content.title == title


async def test_a_beginning_suggests_something(shelf: Any) -> None:
    """Of a word that nothing holds, what begins as it does is offered instead."""
    assert "هدى المرساوي" in (await _near(shelf, '"المرساة القديمة"')).instead


@pytest.mark.parametrize(
    "text", ["", "-", '""', ":", "a:" * 2000, "(((", "-(", "«", "\u0000", "💧"]
)
async def test_anything_typed_is_borne(shelf: Any, text: str) -> None:
    """Nothing near is no error."""
    assert isinstance(await _near(shelf, text), Nearest)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('كاتب:"هدى سالم" منارة', "هدى سالم منارة"),
        ('منارة -ميناء -"سباق القوارب" -(a b) -كاتب:هدى', "منارة"),
        ("covid-19 -x", "covid 19"),
        ("النور* أو (قمر)", "النور أو قمر"),
    ],
)
def test_loosened(text: str, words: str) -> None:
    """Words stay, with those of phrases and of fields; what was not wanted does not."""
    assert loosened(text) == words
