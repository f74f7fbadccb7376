import json
import os
from pathlib import Path, PurePosixPath

import pytest

from barqiya.errors import ConfigError
from feeds.export.folder import LIST, Folder, Summary

NEWS = PurePosixPath("feeds/all.rss")
PAGE = PurePosixPath("articles/1/index.html")


def _export(root: Path, files: dict[PurePosixPath, bytes]) -> Summary:
    folder = Folder(root)
    for name, body in files.items():
        folder.put(name, body)
    return folder.finish()


def test_files_are_written_and_those_that_stay_are_not_touched(tmp_path: Path) -> None:
    """Servers and CDNs go by the time of a file: it moves with the bytes only."""
    _export(tmp_path, {NEWS: b"one", PAGE: b"page"})
    os.utime(tmp_path / NEWS, (1, 1))
    os.utime(tmp_path / PAGE, (1, 1))
    summary = _export(tmp_path, {NEWS: b"two", PAGE: b"page"})
    assert (summary.written, summary.unchanged, summary.deleted) == (1, 1, 0)
    assert (tmp_path / NEWS).read_bytes() == b"two"
    assert (tmp_path / NEWS).stat().st_mtime > 1
    assert (tmp_path / PAGE).stat().st_mtime == 1
    again = _export(tmp_path, {NEWS: b"two", PAGE: b"page"})
    assert (again.written, again.deleted) == (0, 0)


def test_what_is_gone_is_deleted_with_its_empty_folders(tmp_path: Path) -> None:
    """But no folder in which somebody else keeps something."""
    _export(tmp_path, {NEWS: b"one", PAGE: b"page", PurePosixPath("a/b"): b"x"})
    (tmp_path / "a" / "theirs").write_text("kept", encoding="utf-8")
    summary = _export(tmp_path, {NEWS: b"one"})
    assert summary.deleted == 2
    assert not (tmp_path / "articles").exists()
    assert (tmp_path / "a" / "theirs").exists()


def test_what_no_export_wrote_is_neither_overwritten_nor_deleted(tmp_path: Path) -> None:
    """It is told of; the same bytes are taken for ours."""
    (tmp_path / "robots.txt").write_text("theirs", encoding="utf-8")
    (tmp_path / "index.html").write_text("theirs", encoding="utf-8")
    (tmp_path / "same").write_bytes(b"same")
    files = {PurePosixPath("index.html"): b"ours", PurePosixPath("same"): b"same"}
    summary = _export(tmp_path, files)
    assert [name for name, _ in summary.left_out] == ["index.html"]
    assert (tmp_path / "index.html").read_text(encoding="utf-8") == "theirs"
    _export(tmp_path, {})
    assert sorted(one.name for one in tmp_path.iterdir()) == [LIST, "index.html", "robots.txt"]


def test_what_another_hand_changed_is_not_deleted(tmp_path: Path) -> None:
    """While it belongs to the site it is ours to write; afterwards it is theirs."""
    _export(tmp_path, {NEWS: b"one"})
    (tmp_path / NEWS).write_bytes(b"edited")
    summary = _export(tmp_path, {})
    assert summary.deleted == 0
    assert summary.left_out[0][0] == str(NEWS)
    assert (tmp_path / NEWS).read_bytes() == b"edited"


def test_after_a_crash_the_next_export_goes_on(tmp_path: Path) -> None:
    """What was written is known for ours, though no list was written any more."""
    folder = Folder(tmp_path)
    folder.put(NEWS, b"one")
    folder.put(PAGE, b"page")
    folder.close()
    summary = _export(tmp_path, {NEWS: b"another"})
    assert (summary.written, summary.deleted, summary.left_out) == (1, 1, [])
    assert not (tmp_path / PAGE).exists()
    assert list(json.loads((tmp_path / LIST).read_text(encoding="utf-8"))) == [str(NEWS)]


def test_no_file_is_ever_half_there(tmp_path: Path) -> None:
    """A reader that opened the old one reads it to its end."""
    _export(tmp_path, {NEWS: b"old" * 1000})
    with (tmp_path / NEWS).open("rb") as reading:
        first = reading.read(3)
        _export(tmp_path, {NEWS: b"new"})
        assert first + reading.read() == b"old" * 1000


def test_a_file_beside_stays_with_the_one_it_belongs_to(tmp_path: Path) -> None:
    """It is not made again while that is the same, unless somebody took it away."""
    beside = PurePosixPath("feeds/all.rss.gz")
    _export(tmp_path, {NEWS: b"one", beside: b"packed"})
    folder = Folder(tmp_path)
    assert not folder.put(NEWS, b"one")
    assert folder.keep(beside)
    assert folder.finish().deleted == 0
    (tmp_path / beside).unlink()
    folder = Folder(tmp_path)
    assert not folder.keep(beside)
    folder.close()


def test_a_name_that_is_too_long_is_told_of(tmp_path: Path) -> None:
    """A category of a hundred words has a feed over HTTP all the same."""
    summary = _export(tmp_path, {PurePosixPath("feeds") / f"{'ش' * 200}.rss": b"x"})
    assert [why for _, why in summary.left_out] == ["its name is too long for a file"]


def test_a_place_that_cannot_be_written_is_told_with_its_name(tmp_path: Path) -> None:
    """One sentence for the operator."""
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(ConfigError, match="file"):
        Folder(tmp_path / "file")
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / LIST).write_text("[not a list", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"restore it"):
        Folder(tmp_path / "site")
