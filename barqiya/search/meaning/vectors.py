"""The vectors of the articles, in a file beside the index. Owns the file; makes no vector.

It is derived: a file that is broken, of another model or of another store is thrown away and made
anew. It has a cursor of its own into the journal, kept in the same transaction as the vectors, so
that a kill at any moment leaves both right.
"""

import logging
import sqlite3
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from barqiya.domain.article import ArticleId
from barqiya.domain.change import Change
from barqiya.errors import StoreError

_log = logging.getLogger(__name__)

_SCHEMA = """
PRAGMA journal_mode = wal;
PRAGMA synchronous = normal;
CREATE TABLE IF NOT EXISTS vector (
    article BLOB PRIMARY KEY, content TEXT NOT NULL, numbers BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS taken (
    version TEXT NOT NULL, seq INTEGER NOT NULL, article TEXT NOT NULL, revision INTEGER NOT NULL
);
"""
_SECONDS = 5.0  # for another process that is writing
# Anything else (a full disk, a folder without rights) is no reason to throw the file away.
_BROKEN = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR}

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """How far the journal is taken in: up to the change *seq*, which was of *article*."""

    seq: int = 0
    article: str = ""
    revision: int = 0

    @classmethod
    def up_to(cls, change: Change) -> "Taken":
        """Return how far it is taken in with *change*."""
        return cls(seq=change.seq, article=str(change.article_id), revision=change.revision)


class Vectors:
    """The vectors in the file *path*, made by the model *version*. Safe to use from any thread."""

    def __init__(self, path: Path, version: str) -> None:
        self._path = path
        self._version = version
        self._lock = threading.Lock()

    def of(self, wanted: Iterable[ArticleId]) -> dict[ArticleId, bytes]:
        """Return the vectors of those of *wanted* that have one."""
        ids = list(wanted)
        asked = f"SELECT article, numbers FROM vector WHERE article IN ({_marks(ids)})"  # noqa: S608 - marks
        rows = self._with(lambda file: file.execute(asked, [one.bytes for one in ids]).fetchall())
        numbers = dict(rows)
        return {one: numbers[one.bytes] for one in ids if one.bytes in numbers}

    def contents(self, wanted: Iterable[ArticleId]) -> dict[ArticleId, str]:
        """Return of which content, by its hash, the vectors of *wanted* were made."""
        ids = list(wanted)
        asked = f"SELECT article, content FROM vector WHERE article IN ({_marks(ids)})"  # noqa: S608 - marks
        rows = self._with(lambda file: file.execute(asked, [one.bytes for one in ids]).fetchall())
        made = dict(rows)
        return {one: made[one.bytes] for one in ids if one.bytes in made}

    def taken(self) -> Taken:
        """Return how far the journal is taken in."""
        return self._with(self._taken)

    def keep(
        self,
        made: Mapping[ArticleId, tuple[str, bytes]],
        gone: Iterable[ArticleId],
        taken: Taken,
    ) -> None:
        """Keep vectors *made* (hash of the content, numbers), forget those *gone*, note *taken*."""

        def write(file: sqlite3.Connection) -> None:
            rows = [(one.bytes, content, numbers) for one, (content, numbers) in made.items()]
            file.executemany("INSERT OR REPLACE INTO vector VALUES (?, ?, ?)", rows)
            file.executemany("DELETE FROM vector WHERE article = ?", [(o.bytes,) for o in gone])
            file.execute("DELETE FROM taken")
            told = (self._version, taken.seq, taken.article, taken.revision)
            file.execute("INSERT INTO taken VALUES (?, ?, ?, ?)", told)

        self._with(write)

    def count(self) -> int:
        """Return how many articles have a vector."""
        rows = self._with(lambda file: file.execute("SELECT count(*) FROM vector").fetchall())
        return int(rows[0][0])

    def discard(self, reason: str) -> None:
        """Throw all vectors away, for *reason*."""
        with self._lock:
            self._discard(reason)

    def _taken(self, file: sqlite3.Connection) -> Taken:
        rows = file.execute("SELECT seq, article, revision FROM taken").fetchall()
        return Taken(seq=rows[0][0], article=rows[0][1], revision=rows[0][2]) if rows else Taken()

    def _with(self, act: Callable[[sqlite3.Connection], T]) -> T:
        """Return what *act* does with the file; a broken one is made anew, and asked once more."""
        with self._lock:
            try:
                return self._in_transaction(act)
            except sqlite3.Error as error:
                if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _BROKEN:
                    raise self._unusable(error) from error
                self._discard(str(error))
            try:
                return self._in_transaction(act)
            except sqlite3.Error as error:
                raise self._unusable(error) from error

    def _in_transaction(self, act: Callable[[sqlite3.Connection], T]) -> T:
        # Opened each time: half a thousandth of a second, and a file that was taken away is seen.
        with closing(self._opened()) as file, file:
            return act(file)

    def _opened(self) -> sqlite3.Connection:
        file = sqlite3.connect(self._path, timeout=_SECONDS, check_same_thread=False)
        try:
            file.executescript(_SCHEMA)
            versions = file.execute("SELECT version FROM taken").fetchall()
            if versions and versions[0][0] != self._version:
                _log.warning("%s: of the model %s; made anew", self._path, versions[0][0])
                with file:
                    file.execute("DELETE FROM vector")
                    file.execute("DELETE FROM taken")
        except sqlite3.Error:
            file.close()
            raise
        return file

    def _unusable(self, error: sqlite3.Error) -> StoreError:
        return StoreError(f"the vectors of meaning {self._path} cannot be used: {error}")

    def _discard(self, reason: str) -> None:
        _log.warning("%s: %s; made anew from the store", self._path, reason)
        for end in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + end).unlink(missing_ok=True)


def _marks(values: list[ArticleId]) -> str:
    return ", ".join("?" * len(values))
