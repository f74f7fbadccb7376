"""The folder that the site is written to. Owns its files, and no other that lies there.

What was written is kept in a list of names and digests. A file whose bytes are the same is not
touched; one that belongs to the site no more is deleted, if it is still as we wrote it. Files are
put in place whole: a server never reads half of one. Whoever else put a file where one of ours
would lie keeps it, and is told of.
"""

import contextlib
import errno
import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from barqiya.errors import ConfigError

LIST = ".barqiya-export"
_BEGUN = ".barqiya-export-begun"
_PART = ".barqiya-export-part"
_LONGEST_NAME = 255  # bytes, on every file system that servers have


@dataclass(slots=True, kw_only=True)
class Summary:
    """What an export did: numbers of files; *left_out* are addresses and files, each with why."""

    written: int = 0
    unchanged: int = 0
    deleted: int = 0
    left_out: list[tuple[str, str]] = field(default_factory=list)


class Folder:
    """The folder *root* during one export. One export at a time; see the composition root."""

    def __init__(self, root: Path) -> None:
        self._root = root
        try:
            root.mkdir(parents=True, exist_ok=True)
            self._before = self._listed() | dict.fromkeys(self._begun(), "")
            self._log = (root / _BEGUN).open("a", encoding="utf-8")
        except OSError as error:
            raise ConfigError(f"{root}: cannot be written to: {error.strerror or error}") from error
        self._now: dict[str, str] = {}
        self.summary = Summary()

    def put(self, name: PurePosixPath, body: bytes) -> bool:
        """See that the file *name* holds *body*; return whether it had to be written."""
        key, digest = str(name), hashlib.sha256(body).hexdigest()
        if any(len(part.encode()) > _LONGEST_NAME for part in name.parts):
            self.summary.left_out.append((key, "its name is too long for a file"))
            return False
        there = self._read(key)
        if there == body:
            self._now[key] = digest
            self.summary.unchanged += 1
            return False
        if there is not None and key not in self._before:
            why = "there is a file that no export wrote; move it away, or export to another folder"
            self.summary.left_out.append((key, why))
            return False
        self._write(key, body)
        self._now[key] = digest
        self.summary.written += 1
        return True

    def keep(self, name: PurePosixPath) -> bool:
        """Return whether the file *name* is there as it was written before; it then stays."""
        key = str(name)
        digest = self._before.get(key)
        if not digest or not (self._root / key).is_file():
            return False
        self._now[key] = digest
        self.summary.unchanged += 1
        return True

    def finish(self) -> Summary:
        """Delete what belongs to the site no more, and write the list."""
        for key in sorted(set(self._before) - set(self._now)):
            self._delete(key)
        text = json.dumps(self._now, ensure_ascii=False, indent=0, sort_keys=True)
        if self._read(LIST) != text.encode():
            self._replace(LIST, text.encode())
        self.close()
        (self._root / _BEGUN).unlink(missing_ok=True)
        return self.summary

    def close(self) -> None:
        """Let go of the folder; what was begun is known to the next export."""
        self._log.close()

    def _write(self, key: str, body: bytes) -> None:
        if key not in self._before:
            # Before the file is there: else, after a crash, nobody would know it for ours.
            self._log.write(f"{key}\n")
            self._log.flush()
        self._replace(key, body)

    def _replace(self, key: str, body: bytes) -> None:
        place, part = self._root / key, self._root / _PART
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(body)
            part.replace(place)
        except OSError as error:
            raise ConfigError(
                f"{place}: cannot be written: {error.strerror or error}; what was written so far "
                "stays, and the next export goes on"
            ) from error

    def _delete(self, key: str) -> None:
        there = self._read(key)
        if there is None:
            return
        digest = self._before[key]
        if digest and hashlib.sha256(there).hexdigest() != digest:
            self.summary.left_out.append((key, "changed by another hand, so it was not deleted"))
            return
        place = self._root / key
        place.unlink()
        self.summary.deleted += 1
        with contextlib.suppress(OSError):  # others' files may lie there
            while place.parent != self._root:
                place = place.parent
                place.rmdir()

    def _read(self, key: str) -> bytes | None:
        try:
            return (self._root / key).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except IsADirectoryError:
            return b""
        except OSError as error:
            if error.errno == errno.ENAMETOOLONG:
                return None
            raise

    def _listed(self) -> dict[str, str]:
        there = self._read(LIST)
        if there is None:
            return {}
        try:
            listed = json.loads(there)
            return {str(key): str(digest) for key, digest in listed.items()}
        except (ValueError, AttributeError):
            raise ConfigError(
                f"{self._root / LIST}: is not the list that an export wrote; restore it, "
                "or export to another folder"
            ) from None

    def _begun(self) -> list[str]:
        there = self._read(_BEGUN)
        return there.decode(errors="replace").splitlines() if there else []
