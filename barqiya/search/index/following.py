"""The index beside the store: opened, followed, healed. Owns its folder and the right to write.

The index is derived: whatever is wrong with it (missing, broken, of another analysis, of another
store), it is made anew from the store, and a line in the log says so.

Several processes may share one folder. Each reads at all times. Whoever has something to add takes
tantivy's lock for one batch of changes and lets it go; the others take what it wrote.
"""

import logging
import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import tantivy

from barqiya.domain.article import Status
from barqiya.domain.change import Change
from barqiya.errors import StoreError
from barqiya.search.index.broken import BrokenIndexError, broken_where_unreadable
from barqiya.search.index.fields import (
    BOOKMARK_TERM,
    INDEX_VERSION,
    Bookmark,
    document_of,
    halves,
    make_schema,
)
from barqiya.search.index.snapshot import Snapshot
from barqiya.search.meaning import Meaning
from barqiya.store import Transaction, arrivals, articles, journal

_log = logging.getLogger(__name__)

_HEAP_BYTES = 15_000_000
_BATCH = 2000  # changes in one commit of a long way: each commit and each writer costs memory
_SHORT_BATCH = 500  # the same where somebody waits
_LOADED = 100  # articles in memory at once
_LOOK_AGAIN_SECONDS = 0.02
_HEALINGS = 3  # another process may be throwing the same index away
_HELD_SECONDS = 60.0
_META = "meta.json"
_REPLACED = {_META, ".managed.json"}  # written anew each time, and never mapped


class SearchIndex:
    """The search index in one folder. Make it with :meth:`open`; safe to use from many threads."""

    def __init__(
        self, path: Path, version: str, freshness: float, meaning: Meaning | None = None
    ) -> None:
        self.meaning = meaning
        self._path = path
        self._version = version
        self._freshness = freshness
        self._writing = threading.Lock()
        self._reading = threading.Lock()
        self._schema = make_schema()
        self._index: tantivy.Index | None = None
        self._snapshot: Snapshot | None = None
        self._stamp: tuple[int, int] | None = None
        self._sizes: dict[Path, int] = {}

    @classmethod
    def open(
        cls,
        path: Path,
        version: str = INDEX_VERSION,
        *,
        freshness: float = 0.0,
        meaning: Meaning | None = None,
    ) -> "SearchIndex":
        """Open the index in the folder *path*; an unusable or missing one is begun anew, empty.

        So is one of another *version*. *freshness*, from 0 to 1, is the share of its score by
        which an article may be the worse match and still stand before an older one. *meaning*
        has a say in the order of what answers a question.

        Raises :class:`~barqiya.errors.StoreError` where *path* cannot be a folder of ours.
        """
        index = cls(path, version, freshness, meaning)
        index.snapshot()
        return index

    def snapshot(self) -> Snapshot:
        """Return the index as of the last commit, this process's or another's."""
        with self._reading:
            for _ in range(_HEALINGS):
                try:
                    return self._current()
                except BrokenIndexError as error:
                    self._discard(str(error))
            try:
                return self._current()
            except BrokenIndexError as error:
                raise StoreError(
                    f"the search index {self._path} cannot be read: {error}"
                ) from error

    def behind(self, tx: Transaction) -> int:
        """Return how many changes of the journal the index has not taken in yet."""
        return max(0, journal.head(tx) - self.snapshot().bookmark.seq)

    def follow(self, tx: Transaction, limit: int = _BATCH) -> int:
        """Take up to *limit* further changes of the journal into the index; return how many.

        0 says that nothing is left to do here: the index is up to date, or another process is
        writing at this moment (:meth:`behind` tells which). To be called again until then, each
        time in a fresh transaction: what *tx* saw before would look like another store.
        """
        with self._writing:
            # In this order: what is indexed now was committed before tx begins to look.
            indexed = self.snapshot().bookmark.seq
            head = journal.head(tx)
            return self._advance(tx, head, limit, anew=indexed > head)

    def catch_up(self, tx: Transaction, patience: float) -> int:
        """Follow the journal for up to *patience* seconds; return how many changes are left.

        Where another thread or process writes, wait for it. What cannot be written is logged:
        a search is answered from what there is.
        """
        deadline = time.monotonic() + patience
        while (left := self.behind(tx)) and time.monotonic() < deadline:
            if self._writing.acquire(timeout=max(0.0, deadline - time.monotonic())):
                try:
                    taken = self._advance(tx, journal.head(tx), _SHORT_BATCH, anew=False)
                except StoreError as error:
                    _log.warning("%s", error)
                    return left
                finally:
                    self._writing.release()
                if not taken:
                    time.sleep(_LOOK_AGAIN_SECONDS)
        return left

    @contextmanager
    def held(self, patience: float = _HELD_SECONDS) -> Iterator[None]:
        """Keep every process from writing while the block lasts.

        Raises :class:`~barqiya.errors.StoreError` where another goes on writing for *patience*
        seconds.
        """
        deadline = time.monotonic() + patience
        while True:
            with self._writing, self._writer() as writer:
                if writer is not None:
                    yield
                    return
            if time.monotonic() > deadline:
                raise StoreError(f"the search index {self._path} is being written by another")
            time.sleep(_LOOK_AGAIN_SECONDS)

    def discard(self, reason: str) -> None:
        """Throw the index away, for *reason*; :meth:`follow` then begins at the first change."""
        with self._writing, self._reading:
            self._discard(reason)

    def _advance(self, tx: Transaction, head: int, limit: int, *, anew: bool) -> int:
        anew = anew or not self._is_of(tx, head)
        if not anew and self.snapshot().bookmark.seq >= head:
            return 0
        with self._writer() as writer:
            if writer is None:
                return 0
            if anew:
                _log.warning("search index %s: of another store; made anew", self._path)
                writer.delete_all_documents()
            # Another process may have written between our look and our lock.
            after = 0 if anew else self.snapshot().bookmark.seq
            changes = journal.changes_after(tx, after, limit)
            if changes or anew:
                self._take_in(tx, writer, changes)
            return len(changes)

    def _is_of(self, tx: Transaction, head: int) -> bool:
        """Return whether the journal of this store has the page at the bookmark, or may have it."""
        bookmark = self.snapshot().bookmark
        if not 0 < bookmark.seq <= head:
            return True
        there = journal.changes_after(tx, bookmark.seq - 1, 1)
        return bool(there) and Bookmark.at(there[0], self._version) == bookmark

    def _take_in(self, tx: Transaction, writer: tantivy.IndexWriter, changes: list[Change]) -> None:
        touched = list(dict.fromkeys(change.article_id for change in changes))
        for article_id in touched:
            writer.delete_documents_by_term("low", halves(article_id)[1])
        for first in range(0, len(touched), _LOADED):
            part = touched[first : first + _LOADED]
            came = arrivals.places(tx, part)
            for article in articles.get_many(tx, part):
                if article.status is Status.PUBLISHED:
                    writer.add_document(document_of(article, came[article.id]))
        writer.delete_documents_by_term(*BOOKMARK_TERM)
        bookmark = Bookmark.at(changes[-1], self._version) if changes else Bookmark()
        writer.add_document(bookmark.document())
        writer.commit()

    def _unwritable(self, error: Exception) -> StoreError:
        return StoreError(f"the search index {self._path} cannot be written: {error}")

    @contextmanager
    def _writer(self) -> Iterator[tantivy.IndexWriter | None]:
        """Give the right to write for a while; ``None`` while another process has it.

        Raises :class:`~barqiya.errors.StoreError` for whatever goes wrong meanwhile.
        """
        try:
            writer = self._open_index().writer(heap_size=_HEAP_BYTES, num_threads=1)
        except ValueError as error:
            if "LockBusy" not in str(error):
                raise self._unwritable(error) from error
            yield None
            return
        try:
            yield writer
        except BaseException as error:
            # What stopped the writing may stop this too; the first reason is the one to tell.
            with suppress(ValueError):
                writer.rollback()
            if isinstance(error, ValueError | OSError):
                raise self._unwritable(error) from error
            raise
        finally:
            # Without waiting, merges would be thrown away and the index fall into crumbs. Where
            # one fails, what was committed stands.
            with suppress(ValueError):
                writer.wait_merging_threads()

    def _current(self) -> Snapshot:
        stamp = _stamp_of(self._path / _META)
        _refuse_cut_short(self._sizes)
        if self._snapshot is not None and stamp is not None and stamp == self._stamp:
            return self._snapshot
        if stamp is None:
            self._index = None
        with broken_where_unreadable():
            index = self._open_index()
            # Before the files are read: a commit in between is then seen next time.
            stamp = _stamp_of(self._path / _META)
            index.reload()
            snapshot = Snapshot(index.searcher(), self._schema, self._freshness, self.meaning)
        if snapshot.bookmark.version not in {self._version, ""}:
            raise BrokenIndexError(f"it was made by analysis {snapshot.bookmark.version}")
        self._snapshot, self._stamp, self._sizes = snapshot, stamp, _sizes_in(self._path)
        return snapshot

    def _open_index(self) -> tantivy.Index:
        if self._index is None:
            self._make_folder()
            self._index = tantivy.Index(self._schema, path=str(self._path))
            self._index.config_reader("manual", 0)
        return self._index

    def _make_folder(self) -> None:
        try:
            self._path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"the search index has no place: {self._path} cannot be made a folder: {error}"
            ) from error

    def _discard(self, reason: str) -> None:
        _log.warning("search index %s: %s; made anew from the store", self._path, reason)
        self._index, self._snapshot, self._stamp, self._sizes = None, None, None, {}
        aside = self._path.with_name(f"{self._path.name}.unusable-{os.getpid()}")
        try:
            # In one step: another process sees the old folder or the new one, never half of one.
            self._path.rename(aside)
        except FileNotFoundError:
            return
        shutil.rmtree(aside, ignore_errors=True)


def _stamp_of(path: Path) -> tuple[int, int] | None:
    try:
        stat = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return stat.st_ino, stat.st_mtime_ns


def _sizes_in(folder: Path) -> dict[Path, int]:
    return {file: size for file in folder.iterdir() if (size := _size_of(file)) is not None}


def _size_of(file: Path) -> int | None:
    try:
        return file.stat().st_size
    except OSError:
        return None


def _refuse_cut_short(sizes: dict[Path, int]) -> None:
    """Raise :class:`BrokenIndexError` where a file is shorter than it was.

    The files are mapped: to read one beyond its end would kill the process. One that is gone was
    merged into another, and its pages stay as long as somebody has them.
    """
    for file, size in sizes.items():
        now = _size_of(file)
        if now is not None and now < size and file.name not in _REPLACED:
            raise BrokenIndexError(f"{file.name} was cut short, from {size:,} bytes to {now:,}")
