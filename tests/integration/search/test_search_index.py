"""The index follows the store, and heals."""

import logging
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import Any

import pytest

from barqiya.errors import StoreError
from barqiya.search import SearchIndex, abreast

_DEADLINE_SECONDS = 30


async def test_the_journal_is_followed_to_its_end(archive: Any) -> None:
    """Every change is taken in once; at the end there is nothing to do."""
    await archive.publish_all([archive.content(f"خبر {n}", "سوق") for n in range(7)])
    assert await archive.behind() == 7
    taken = [await archive.database.read(archive.index.follow, 3) for _ in range(4)]
    assert taken == [3, 3, 1, 0]
    assert await archive.behind() == 0
    assert (await archive.ask("سوق")).total == 7


async def test_a_search_sees_what_was_just_committed(archive: Any) -> None:
    """Nobody has to follow the journal first."""
    await archive.publish("زرافة في المدينة")
    assert await archive.titles("زرافة") == ["زرافة في المدينة"]


async def test_a_correction_replaces_what_it_corrects(archive: Any) -> None:
    """Old words are found no more, new words are, and the article is one."""
    article = await archive.publish("زرافة في المدينة", "نص قديم", categories=["أخبار"])
    await archive.follow()
    await archive.correct(article, archive.content("فيل في القرية", "نص جديد", categories=["فن"]))
    assert await archive.titles("زرافة") == []
    assert await archive.titles("قديم") == []
    assert await archive.titles("نص قسم:أخبار") == []
    assert await archive.titles("فيل") == ["فيل في القرية"]
    assert (await archive.ask("نص")).total == 1


async def test_two_changes_of_one_article_in_one_batch(archive: Any) -> None:
    """Published and corrected before the index looks: the last revision counts, once."""
    article = await archive.publish("زرافة")
    await archive.correct(article, archive.content("فيل"))
    assert await archive.follow() == 2
    assert (await archive.ask("فيل")).total == 1
    assert (await archive.ask("زرافة")).total == 0


async def test_the_index_is_kept_from_one_start_to_the_next(archive: Any) -> None:
    """What is indexed is not indexed again."""
    await archive.publish("سوق")
    await archive.follow()
    archive.index = SearchIndex.open(archive.folder / "search")
    assert await archive.behind() == 0
    assert await archive.titles("سوق") == ["سوق"]


async def test_another_analysis_makes_the_index_anew(
    archive: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """A program with another analysis does not search what the old one cut."""
    await archive.publish("سوق")
    older = SearchIndex.open(archive.folder / "older", version="0")
    assert await archive.database.read(older.follow) == 1
    with caplog.at_level(logging.WARNING):
        archive.index = SearchIndex.open(archive.folder / "older")
    assert "analysis 0; made anew" in caplog.text
    assert await archive.behind() == 1
    assert await archive.titles("سوق") == ["سوق"]
    assert await archive.behind() == 0


@pytest.mark.parametrize("taken", [".managed.json", ".tantivy-writer.lock"])
async def test_an_index_that_cannot_be_written_still_answers(
    archive: Any, caplog: pytest.LogCaptureFixture, taken: str
) -> None:
    """No room to write: the operator reads why, the reader gets what is there."""
    await archive.publish("سوق")
    await archive.follow()
    await archive.publish("زرافة")
    file = archive.folder / "search" / taken
    file.unlink()
    file.mkdir()
    with pytest.raises(StoreError, match="cannot be written"):
        await archive.follow()
    assert await archive.titles("سوق") == ["سوق"]
    assert "cannot be written" in caplog.text


async def test_an_index_of_another_store_is_made_anew(archive: Any, tmp_path: Path) -> None:
    """A backup brought back beside a newer index: right answers all the same."""
    (tmp_path / "other").mkdir()
    other = type(archive)(tmp_path / "other")
    try:
        for n in range(3):
            await other.publish(f"زرافة {n}")
        await other.follow()
        await archive.publish("سوق قديم")
        archive.index = other.index
        assert await archive.follow() == 1
        assert await archive.titles("سوق") == ["سوق قديم"]
        assert (await archive.ask("زرافة")).total == 0
    finally:
        await other.database.close()


@pytest.mark.parametrize(
    "suffix", [".idx", ".term", ".pos", ".store", ".fast", ".fieldnorm", ".json"]
)
@pytest.mark.parametrize("left", [0, 7])
async def test_a_truncated_file_heals(archive: Any, suffix: str, left: int) -> None:
    """Whichever file of the index was cut short, the next start answers right."""
    await archive.publish_all([archive.content(f"خبر {n}", "سوق قديم") for n in range(5)])
    await archive.follow()
    folder = archive.folder / "search"
    for file in [file for file in folder.iterdir() if file.suffix == suffix]:
        os.truncate(file, left)
    archive.index = SearchIndex.open(folder)
    assert (await archive.ask("سوق")).total == 5
    assert (await archive.ask('"سوق قديم"')).total == 5
    assert await archive.behind() == 0


async def test_what_proves_broken_in_a_search_heals(
    archive: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """Bytes gone bad within a file show only when it is read: the search answers right anyway."""
    await archive.publish_all([archive.content(f"خبر {n}", "سوق قديم") for n in range(5)])
    await archive.follow()
    folder = archive.folder / "search"
    for file in [file for file in folder.iterdir() if file.suffix == ".idx"]:
        whole = file.read_bytes()
        file.write_bytes(b"\xff" * (len(whole) - 150) + whole[-150:])
    archive.index = SearchIndex.open(folder)
    assert (await archive.ask('"سوق قديم" خبر')).total == 5
    assert "made anew" in caplog.text


async def test_a_missing_folder_is_made_anew_while_running(archive: Any) -> None:
    """Somebody deletes the index below a running program: the next search makes it anew."""
    await archive.publish("سوق")
    await archive.follow()
    archive.index.discard("it was deleted")
    assert not (archive.folder / "search").exists()
    assert await archive.titles("سوق") == ["سوق"]


def test_rubbish_in_the_folder_is_cleared(tmp_path: Path) -> None:
    """Files that no index can read are no reason not to start."""
    folder = tmp_path / "search"
    folder.mkdir()
    (folder / "meta.json").write_bytes(b"\xff not json")
    assert SearchIndex.open(folder).snapshot().bookmark.seq == 0
    assert [path.name for path in tmp_path.iterdir()] == ["search"]


def test_a_place_that_cannot_be_is_named(tmp_path: Path) -> None:
    """Where a file stands in the place of the folder, the error names it."""
    (tmp_path / "search").write_text("a file")
    with pytest.raises(StoreError, match="search"):
        SearchIndex.open(tmp_path / "search" / "index")


async def test_two_openings_take_turns(archive: Any) -> None:
    """Two programs on one folder: each follows what it can and sees what the other wrote."""
    other = SearchIndex.open(archive.folder / "search")
    await archive.publish("سوق")
    assert await archive.database.read(other.follow) == 1
    assert await archive.behind() == 0
    assert await archive.follow() == 0
    assert await archive.titles("سوق") == ["سوق"]
    await archive.publish("زرافة")
    assert await archive.follow() == 1
    assert await archive.database.read(other.behind) == 0


async def test_while_another_process_writes_searching_goes_on(
    archive: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lock is another's: follow takes nothing, says how far it is behind, and answers."""
    await archive.publish("سوق")
    await archive.follow()
    await archive.publish("زرافة")
    holder = archive.index._index.writer(15_000_000, 1)
    try:
        mine = SearchIndex.open(archive.folder / "search")
        assert await archive.database.read(mine.follow) == 0
        assert await archive.database.read(mine.behind) == 1
        begun = time.monotonic()
        assert await archive.database.read(mine.catch_up, 0.1) == 1
        assert time.monotonic() - begun < _DEADLINE_SECONDS
        with monkeypatch.context() as patch:
            patch.setattr(abreast, "_PATIENCE_SECONDS", 0.1)
            assert await archive.titles("سوق") == ["سوق"]
            assert (await archive.ask("زرافة")).behind == 1
    finally:
        holder.wait_merging_threads()
    assert await archive.titles("زرافة") == ["زرافة"]


_INDEXES_SLOWLY = """
    import asyncio, sys
    from pathlib import Path
    from barqiya.search import SearchIndex, abreast
    from barqiya.store import Database

    async def main():
        database = Database.open(f"sqlite:///{sys.argv[1]}/store.db")
        index = SearchIndex.open(Path(sys.argv[1]) / "search")
        while await database.read(index.follow, 5):
            print("taken", flush=True)

    asyncio.run(main())
"""


@pytest.mark.parametrize("after", [1, 4, 9])
async def test_killed_while_indexing(archive: Any, after: int) -> None:
    """After kill -9 at any moment the next start goes on and answers right, nothing twice."""
    await archive.publish_all([archive.content(f"خبر {n}", "سوق قديم " * 50) for n in range(200)])
    program = [sys.executable, "-c", textwrap.dedent(_INDEXES_SLOWLY), str(archive.folder)]
    # Our own program; the test has nothing else to do while it waits for a line.
    with subprocess.Popen(program, stdout=subprocess.PIPE) as indexing:  # noqa: ASYNC220, S603
        assert indexing.stdout is not None
        for _ in range(after):
            assert indexing.stdout.readline() == b"taken\n"
        indexing.send_signal(signal.SIGKILL)
    archive.index = SearchIndex.open(archive.folder / "search")
    taken = await archive.follow()
    assert 0 <= taken <= 200 - 5 * after
    found = await archive.ask("سوق", limit=300)
    assert found.total == 200
    assert len({hit.article.id for hit in found.hits}) == 200
