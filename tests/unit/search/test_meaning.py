import sqlite3
from pathlib import Path
from uuid import UUID

import pytest

from barqiya.domain.article import ArticleId
from barqiya.errors import StoreError
from barqiya.search.meaning import Vectors, by_meaning
from barqiya.search.meaning.order import nearness
from barqiya.search.meaning.vectors import Taken

ONE, TWO, THREE = (ArticleId(UUID(int=number)) for number in (1, 2, 3))
SEVEN = Taken(seq=7, article=str(ONE), revision=1)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Give a place for the vectors."""
    return tmp_path / "store.meaning"


def test_meaning_decides_between_equals() -> None:
    """Of what the words find as good, the nearest in meaning comes first."""
    assert by_meaning([("a", 2.0), ("b", 1.99)], {"a": 0.7, "b": 0.8}) == ["b", "a"]


def test_words_decide_where_meaning_is_the_same() -> None:
    """A clearly better match is not passed for a hair's breadth."""
    assert by_meaning([("a", 2.0), ("b", 0.5)], {"a": 0.8, "b": 0.81}) == ["a", "b"]


def test_what_has_no_vector_keeps_its_place() -> None:
    """The others change places among themselves."""
    scored = [("a", 3.0), ("new", 2.9), ("b", 2.8), ("c", 2.7)]
    assert by_meaning(scored, {"a": 0.1, "b": 0.2, "c": 0.9}) == ["c", "new", "b", "a"]
    assert by_meaning(scored, {}) == ["a", "new", "b", "c"]
    assert by_meaning([], {}) == []


def test_nearness_is_that_of_directions() -> None:
    """From -1 to 1, whatever the lengths; 0 where nothing can be said."""
    one = bytes([100, 0, 50])
    assert nearness(one, bytes([50, 0, 25])) == pytest.approx(1)
    assert nearness(one, bytes([156, 0, 206])) == pytest.approx(-1)
    assert nearness(one, bytes([0, 9, 0])) == 0
    assert nearness(one, bytes(3)) == 0
    assert nearness(b"", b"") == 0


def test_what_is_kept_is_there_for_the_next(file: Path) -> None:
    """Vectors and how far the journal is taken in, together; what is gone is gone."""
    Vectors(file, "m1").keep({ONE: ("x", b"\1\2"), TWO: ("y", b"\3")}, [], SEVEN)
    there = Vectors(file, "m1")
    assert there.of([ONE, TWO, THREE]) == {ONE: b"\1\2", TWO: b"\3"}
    assert there.contents([TWO]) == {TWO: "y"}
    assert (there.taken(), there.count()) == (SEVEN, 2)
    there.keep({ONE: ("z", b"\4")}, [TWO], Taken(seq=8))
    assert there.of([ONE, TWO]) == {ONE: b"\4"}
    assert there.of([]) == {}


def test_vectors_of_another_model_are_made_anew(file: Path) -> None:
    """They are of another space: nothing in them can be compared."""
    Vectors(file, "m1").keep({ONE: ("x", b"\1")}, [], SEVEN)
    there = Vectors(file, "m2")
    assert (there.count(), there.taken()) == (0, Taken())


@pytest.mark.parametrize("harm", ["noise", "cut", "foreign", "empty", "gone"])
def test_a_broken_file_is_made_anew(file: Path, harm: str) -> None:
    """Whatever became of it: it is derived."""
    vectors = Vectors(file, "m1")
    vectors.keep({ONE: ("x", bytes(5000))}, [], SEVEN)
    whole = file.read_bytes()
    if harm == "gone":
        file.unlink()
    elif harm == "foreign":
        file.unlink()
        other = sqlite3.connect(file)
        other.execute("CREATE TABLE vector (something)")
        other.close()
    else:
        file.write_bytes(
            {"noise": b"?" * 9000, "cut": whole[: len(whole) // 2], "empty": b""}[harm]
        )
    assert vectors.of([ONE]) == {}
    assert vectors.taken() == Taken()
    vectors.keep({TWO: ("y", b"\2")}, [], SEVEN)
    assert vectors.of([TWO]) == {TWO: b"\2"}


def test_a_place_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    """Nothing is thrown away for it."""
    with pytest.raises(StoreError, match=r"meaning.*cannot be used"):
        Vectors(tmp_path / "nowhere" / "store.meaning", "m1").count()
