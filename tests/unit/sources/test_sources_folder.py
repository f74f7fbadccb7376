"""Promises of a watched folder: new, changed, renamed and removed files, and what is no removal."""

import json
import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from barqiya.domain.article import ArticleId, SourceItem
from barqiya.domain.sighting import Sighting
from barqiya.errors import RefusedFetchError, TransientFetchError
from barqiya.sources.draft import Reading
from barqiya.sources.flow import Answer, Flow, Found, Roll, Source, Visit
from barqiya.sources.folder import flow

Write = Callable[[str, str | bytes], Path]
NOW = datetime(2024, 5, 1, 9, 0, tzinfo=UTC)
PROSE = "كان السوق يفتح قبل الفجر، ويغلق قبل أن تشتد الشمس على سقوف القماش القديمة."


def _article(title: str, text: str = PROSE) -> str:
    return f"---\ntitle: {title}\n---\n\n{text}\n"


class Watched:
    """A folder that is visited, and what a store would hold of it afterwards."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.held: set[str] = set()
        self.memory: Mapping[str, Any] = {}

    def visit(self, now: datetime = NOW, **options: bool) -> list[Found]:
        """Return what one visit told."""
        source = Source(name="desk", kind="files", address=str(self.folder), reading=Reading())
        return self.drive(flow(source, Visit(now=now, memory=self.memory, **options)))

    def drive(self, steps: Flow, *, until: int = 1000) -> list[Found]:
        """Answer *steps* until *until* findings were committed, or to the end."""
        told: list[Found] = []
        answer: Answer = None
        while len(told) < until:
            try:
                step = steps.send(answer)
            except StopIteration:
                break
            answer = None
            if isinstance(step, Roll):
                answer = tuple(map(_sighting, sorted(self.held)))
            elif isinstance(step, Found):
                told.append(step)
                self.held |= {item.source_key for item in step.items}
                self.memory = step.memory if step.memory is not None else self.memory
        return told


def _sighting(key: str) -> Sighting:
    return Sighting(
        key=key, article_id=ArticleId(UUID(int=1)), claim="", missing=0, url=None, ordered_at=NOW
    )


def _keys(told: list[Found]) -> list[str]:
    return [item.source_key for found in told for item in found.items]


def _missing(told: list[Found]) -> set[str]:
    return {key for found in told for key in found.missing}


@pytest.fixture
def put(write: Write) -> Callable[..., Path]:
    """Return a function that writes a file which nobody has touched for an hour."""

    def put(name: str, content: str, before: timedelta = timedelta(hours=1)) -> Path:
        path = write(f"desk/{name}", content)
        moment = (NOW - before).timestamp()
        os.utime(path, (moment, moment))
        return path

    return put


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    """Return the folder «desk» under the test's own."""
    return Watched(tmp_path / "desk")


Put = Callable[..., Path]


def test_new_and_changed_files_are_told_once(put: Put, watched: Watched) -> None:
    """The first visit tells all, the second nothing, the third what changed."""
    put("a.md", _article("سوق الفجر"))
    put("sub/b.txt", f"سوق السمك\n\n{PROSE}\n\n{PROSE}\n")
    assert _keys(watched.visit()) == ["a.md", "sub/b.txt"]
    (quiet,) = watched.visit()
    assert quiet.items == ()
    assert quiet.memory is None
    assert quiet.seen == {"a.md", "sub/b.txt"}
    put("a.md", _article("سوق الفجر", f"{PROSE} وهكذا."), timedelta(minutes=5))
    (found,) = watched.visit()
    assert _keys([found]) == ["a.md"]
    assert found.total == 1
    assert found.seen == {"a.md", "sub/b.txt"}


def test_a_file_still_being_written_waits(put: Put, watched: Watched) -> None:
    """Neither it nor an empty one is an error, or missing; both are read when they are whole."""
    put("a.md", _article("سوق الفجر"))
    watched.visit()
    put("a.md", _article("سوق الفجر", PROSE[:20]), timedelta(seconds=1))
    put("b.md", "")
    (found,) = watched.visit()
    assert (found.items, found.rejected, found.missing) == ((), (), frozenset())
    assert found.revisit_at == NOW + timedelta(seconds=5)
    assert _keys(watched.visit(NOW + timedelta(seconds=5))) == ["a.md"]


def test_a_removed_file_is_missing_and_a_renamed_one_is_told_first(
    put: Put, watched: Watched
) -> None:
    """The new name is told no later than the old one is missed."""
    old = put("a.md", _article("سوق الفجر"))
    put("b.md", _article("سوق السمك"))
    watched.visit()
    old.rename(old.with_name("c.md"))
    told = watched.visit()
    assert _keys(told) == ["c.md"]
    assert _missing(told) == {"a.md"}
    assert told[-1].missing


def test_a_corrected_file_is_the_same_article(put: Put, watched: Watched) -> None:
    """It comes under the key of the first; when it goes, the first is told again."""
    put("a.md", _article("سوق الفجر"))
    watched.visit()
    corrected = put("a.corrected.md", _article("سوق الفجر", f"{PROSE} وهكذا."))
    told = watched.visit()
    assert _keys(told) == ["a.md"]
    assert not _missing(told)
    corrected.unlink()
    told = watched.visit()
    assert "وهكذا" not in told[0].items[0].content.content_html
    assert not _missing(told)


def test_articles_in_one_file_are_known_by_their_own_names(put: Put, watched: Watched) -> None:
    """By address where they have one, else by number; one that goes is missed."""
    one = {"title": "سوق الفجر", "url": "https://example.org/a", "text": PROSE}
    two = {"title": "سوق السمك", "text": f"{PROSE} أسماك."}
    put("all.json", json.dumps([one, two]))
    assert _keys(watched.visit()) == ["all.json#url:example.org/a", "all.json#2"]
    put("all.json", json.dumps([one, one]), timedelta(minutes=5))
    assert _missing(watched.visit()) == {"all.json#2"}


def test_what_cannot_be_read_is_never_missing(put: Put, watched: Watched) -> None:
    """A file that was damaged is refused once, and its articles stay."""
    articles = [{"title": title, "text": PROSE} for title in ("سوق", "سمك")]
    put("all.json", json.dumps(articles))
    first = watched.visit()
    put("all.json", "[{", timedelta(minutes=5))
    (found,) = watched.visit()
    assert len(found.rejected) == 1
    assert not found.missing
    assert found.seen == set(_keys(first))
    assert watched.visit()[0].rejected == ()


@pytest.mark.parametrize("state", ["absent", "empty", "other files", "a file"])
def test_a_folder_that_holds_nothing_is_no_withdrawal(
    tmp_path: Path, put: Put, watched: Watched, state: str
) -> None:
    """Not there, unmounted, emptied: an error that says so, and nothing is missed."""
    article = put("a.md", _article("سوق الفجر"))
    watched.visit()
    article.unlink()
    if state == "other files":
        put("picture.png", "x")
    if state in ("absent", "a file"):
        watched.folder.rmdir()
    if state == "a file":
        watched.folder.write_text("x")
    with pytest.raises((TransientFetchError, RefusedFetchError), match=str(tmp_path)) as raised:
        watched.visit()
    assert raised.value.source == "desk"


class _Locked:
    """``os.scandir`` for which one folder is locked."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._scandir = os.scandir

    def __call__(self, path: Path) -> Any:
        if Path(path).name == self._name:
            raise PermissionError(13, "Permission denied", str(path))
        return self._scandir(path)


def test_nothing_below_a_locked_folder_is_missing(
    put: Put, watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What could not be looked into says nothing of what it holds; the rest goes on."""
    put("a.md", _article("سوق الفجر"))
    put("sub/b.md", _article("سوق السمك"))
    put("sub/deep/c.md", _article("سوق القماش"))
    put("other/d.md", _article("سوق النحاس")).unlink()
    watched.visit()
    watched.held.add("other/d.md")
    monkeypatch.setattr(os, "scandir", _Locked("sub"))
    told = watched.visit()
    assert _missing(told) == {"other/d.md"}
    assert told[-1].seen == {"a.md"}
    monkeypatch.setattr(os, "scandir", _Locked("desk"))
    with pytest.raises(TransientFetchError, match="may not be read"):
        watched.visit()


def test_a_visit_that_is_cut_off_goes_on(put: Put, watched: Watched) -> None:
    """A hundred at a time are committed with what is remembered; none is read twice."""
    for number in range(250):
        put(f"{number:03}.md", _article(f"رقم {number}"))
    source = Source(name="desk", kind="files", address=str(watched.folder))
    steps = flow(source, Visit(now=NOW, memory={}))
    (first,) = watched.drive(steps, until=1)
    assert len(first.items) == 100
    assert first.total == 250
    steps.close()
    rest = watched.visit()
    assert [len(found.items) for found in rest] == [100, 50]
    assert len(set(_keys([first, *rest]))) == 250


def test_a_date_to_come_waits(put: Put, watched: Watched) -> None:
    """The file is not remembered as read until its article was told."""
    put("a.md", f"---\ntitle: غدًا\ndate: 2024-05-02T09:00:00Z\n---\n\n{PROSE}\n")
    put("b.md", _article("سوق الفجر"))
    (found,) = watched.visit()
    assert _keys([found]) == ["b.md"]
    assert found.revisit_at == NOW + timedelta(days=1)
    assert _keys(watched.visit(NOW + timedelta(days=1))) == ["a.md"]


def test_a_whole_visit_reads_everything_again(put: Put, watched: Watched) -> None:
    """Nothing remembered counts."""
    put("a.md", _article("سوق الفجر"))
    watched.visit()
    assert _keys(watched.visit(whole=True)) == ["a.md"]


def test_a_name_that_is_no_utf8_has_a_key(put: Put, watched: Watched) -> None:
    """Any name that a file system gives is told in characters that can be kept."""
    path = put("a.md", _article("سوق الفجر"))
    path.rename(os.fsdecode(os.fsencode(watched.folder) + b"/\xff#1.md"))
    assert _keys(watched.visit()) == ["\\xff#1.md"]
    assert not _missing(watched.visit())
    assert isinstance(watched.visit(whole=True)[0].items[0], SourceItem)
