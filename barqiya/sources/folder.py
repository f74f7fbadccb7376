"""A watched folder as a source: which of its files are new, changed and gone since the last visit.

Owns the comparison and what may count as gone; :mod:`barqiya.sources.files` owns what a file is and
how it is read. The folder is local, so this flow reads it itself and asks nobody. It never takes an
absent, empty or unreadable folder for one whose articles were withdrawn.
"""

import os
import stat
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from barqiya.domain.article import Rejected, SourceItem
from barqiya.domain.sighting import Sighting
from barqiya.errors import FetchError, RefusedFetchError, TransientFetchError
from barqiya.sources.draft import Reading
from barqiya.sources.files import CORRECTED, read_file, walk
from barqiya.sources.flow import Answer, Flow, Found, Source, Step, Visit, roll, tell
from barqiya.sources.when import due

_BATCH = 100  # items told at once
_SETTLED = 2.0  # seconds without a change: before, somebody may still be writing
_SOON = timedelta(seconds=5)

_SOME = "*"  # stands for keys that could not be read

Stamp = list[int]  # size in bytes, time of the last change in nanoseconds: JSON as it is remembered


@dataclass(frozen=True, slots=True, kw_only=True)
class _Listing:
    """What lies in a folder, by path relative to it.

    *stamps* are the files; *unread* the folders below that could not be looked into, and the files
    that were gone or locked when they were looked at.
    """

    stamps: dict[str, Stamp]
    paths: dict[str, Path]
    unread: tuple[str, ...]

    @property
    def keys(self) -> dict[str, str]:
        """The file behind every key that a file of one article has."""
        return {_key_of(name): name for name in self.stamps}


@dataclass(slots=True)
class _Batch:
    """What was read since the last telling, and what is known of each file by now."""

    now: datetime
    total: int
    known: dict[str, Stamp]
    items: list[SourceItem] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    revisit_at: datetime | None = None

    def waits_until(self, moment: datetime | None) -> None:
        """Note that something has to be looked at again at *moment*."""
        moments = [one for one in (self.revisit_at, moment) if one is not None]
        self.revisit_at = min(moments, default=None)

    def found(self) -> Found:
        """Return it to be told, and begin anew."""
        told = Found(
            items=tuple(self.items),
            rejected=tuple(self.rejected),
            memory={"files": dict(self.known)},
            total=self.total,
            revisit_at=self.revisit_at,
        )
        self.items, self.rejected = [], []
        return told


def flow(source: Source, visit: Visit) -> Flow:
    """Visit the folder *source.address*: tell of new and changed files, then of gone ones.

    A key is the path relative to the folder; in a file of several articles ``#`` follows, and the
    article's own name or, without one, its number. ``a.corrected.md`` has the key of ``a.md``.
    Raises :class:`~barqiya.errors.TransientFetchError` where the folder is not there, cannot be
    read, or holds no file of a kind that is read: a disk that is not mounted looks so.
    """
    listing = _listed(source)
    remembered: dict[str, Stamp] = {} if visit.whole else dict(visit.memory.get("files", {}))
    known = {name: stamp for name, stamp in remembered.items() if name in listing.stamps}
    changed = [name for name, stamp in listing.stamps.items() if known.get(name) != stamp]
    settled = [name for name in changed if _is_settled(listing.stamps[name], visit.now)]
    batch = _Batch(now=visit.now, total=len(settled), known=known)
    batch.waits_until(_again(listing, changed, settled, visit.now))
    reading = replace(source.reading, now=visit.now)
    told: dict[str, set[str]] = {}
    for name in settled:
        told[name] = yield from _read(name, listing, reading, batch)
    gone = _gone((yield from roll()), listing, told)
    last = replace(batch.found(), seen=gone.seen, missing=gone.missing)
    yield from tell(last if batch.known != remembered else replace(last, memory=None))


def _listed(source: Source) -> _Listing:
    """Return what lies in the folder. Raises FetchError where that cannot be told."""
    folder = Path(source.address)
    _refuse_no_folder(source, folder)
    stamps: dict[str, Stamp] = {}
    paths: dict[str, Path] = {}
    unread: list[str] = []
    for path in walk([folder]):
        name = _name(path, folder)
        try:
            status = path.stat()
        except OSError:
            unread.append(name)
            continue
        if stat.S_ISDIR(status.st_mode):
            unread.append(name)
        else:
            stamps[name] = [status.st_size, status.st_mtime_ns]
            paths[name] = path
    if not stamps:
        raise _unreached(source, "holds no file of a kind that is read; is its disk mounted?")
    return _Listing(stamps=stamps, paths=paths, unread=tuple(unread))


def _refuse_no_folder(source: Source, folder: Path) -> None:
    try:
        if folder.is_file():
            raise RefusedFetchError(
                f"{folder} is a file; name the folder that it lies in",
                source=source.name,
                url=source.address,
            )
        with os.scandir(folder):
            return
    except FileNotFoundError as error:
        raise _unreached(source, "is not there; is its disk mounted?") from error
    except PermissionError as error:
        raise _unreached(source, "may not be read; give Barqiya the right to (chmod)") from error
    except (OSError, ValueError) as error:
        raise _unreached(source, f"cannot be read: {error}") from error


def _unreached(source: Source, why: str) -> FetchError:
    said = f"the folder {source.address} {why}"
    return TransientFetchError(said, source=source.name, url=source.address)


def _name(path: Path, folder: Path) -> str:
    """Return *path* relative to *folder*, in characters that any store can hold."""
    relative = path.relative_to(folder).as_posix()
    return os.fsencode(relative).decode("utf-8", "backslashreplace")


def _key_of(name: str) -> str:
    head, slash, last = name.rpartition("/")
    return f"{head}{slash}{last.replace(f'{CORRECTED}.', '.', 1)}"


def _is_settled(stamp: Stamp, now: datetime) -> bool:
    """Return whether a file is whole as far as one can see: not empty, not just being written."""
    size, changed_ns = stamp
    return size > 0 and abs(now.timestamp() - changed_ns / 1e9) >= _SETTLED


def _again(
    listing: _Listing, changed: Sequence[str], settled: Sequence[str], now: datetime
) -> datetime | None:
    """Return when to look again at files that were being written; an empty one can wait."""
    waiting = set(changed) - set(settled)
    return now + _SOON if any(listing.stamps[name][0] for name in waiting) else None


def _read(
    name: str, listing: _Listing, reading: Reading, batch: _Batch
) -> Generator[Step, Answer, set[str]]:
    """Read one file into *batch*, which is told whenever it is full; return the keys it gave.

    It is remembered once it was told whole, was the same before and after, and holds nothing that
    has to wait for its date: the next visit reads any other again. Where something in it could not
    be read, :data:`_SOME` is in the answer: nothing of it may count as gone.
    """
    path, stamp = listing.paths[name], listing.stamps[name]
    results = list(_keyed(_key_of(name), list(read_file(path, None, reading))))
    if _stamp(path) != stamp:
        return {_SOME}
    items = [result for result in results if isinstance(result, SourceItem)]
    rejected = [result for result in results if isinstance(result, Rejected)]
    ready = due(items, batch.now)
    batch.waits_until(ready.revisit_at)
    batch.rejected += rejected
    for item in ready.items:
        if len(batch.items) >= _BATCH:
            yield from tell(batch.found())
        batch.items.append(item)
    if ready.revisit_at is None and os.access(path, os.R_OK):
        batch.known[name] = stamp
    if len(batch.items) + len(batch.rejected) >= _BATCH:
        yield from tell(batch.found())
    return {item.source_key for item in items} | ({_SOME} if rejected else set())


def _stamp(path: Path) -> Stamp | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return [status.st_size, status.st_mtime_ns]


def _keyed(key: str, results: Sequence[SourceItem | Rejected]) -> Iterator[SourceItem | Rejected]:
    """Yield *results* under their keys. An article's own name stays when others join its file."""
    for number, result in enumerate(results, 1):
        if isinstance(result, Rejected):
            yield result
        elif len(results) == 1:
            yield replace(result, key=key)
        else:
            strong = (one.key for one in result.identities if one.strong)
            yield replace(result, key=f"{key}#{next(strong, number)}")


def _gone(held: Iterable[Sighting], listing: _Listing, told: dict[str, set[str]]) -> Found:
    """Return which keys of the store are there, and which a complete look did not show."""
    files = listing.keys
    below = tuple(f"{folder}/" for folder in listing.unread)
    seen: set[str] = set()
    missing: set[str] = set()
    for key in (sighting.key for sighting in held):
        name = _file_of(key, files)
        keys = told.get(name or "")
        if name is not None and (keys is None or _SOME in keys or key in keys):
            seen.add(key)
        elif name is not None or not (key in listing.unread or key.startswith(below)):
            missing.add(key)
    return Found(seen=frozenset(seen), missing=frozenset(missing))


def _file_of(key: str, files: dict[str, str]) -> str | None:
    """Return the file that *key* is of, ``None`` where it is not there. Names may hold ``#``."""
    place = len(key)
    while place >= 0:
        if key[:place] in files:
            return files[key[:place]]
        place = key.rfind("#", 0, place)
    return None
