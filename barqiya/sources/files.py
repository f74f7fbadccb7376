"""Files and folders as a source: found, read one at a time, turned into articles.

Owns which files are looked at and what is refused with which reason. Nothing that a file holds
makes this module raise: what cannot be read is a :class:`~barqiya.domain.article.Rejected`.
"""

import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Literal

from barqiya.domain.article import Rejected, SourceItem
from barqiya.domain.normalize import absolute
from barqiya.errors import UnreadableError
from barqiya.sources.copied import read_text
from barqiya.sources.decoding import decode
from barqiya.sources.draft import Draft, Reading, absolute_path, to_item
from barqiya.sources.json_articles import read_json
from barqiya.sources.markdown import has_front_matter, read_markdown
from barqiya.sources.webpage import read_html

Kind = Literal["text", "html", "markdown", "json"]
Result = SourceItem | Rejected

LARGEST = 10_000_000  # bytes
#: «a.corrected.md» beside «a.md» is the same article as its editor corrected it later.
CORRECTED = ".corrected"

_KIND_BY_SUFFIX: dict[str, Kind] = {
    ".txt": "text",
    ".text": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".md": "markdown",
    ".markdown": "markdown",
    ".json": "json",
    ".jsonl": "json",
    ".ndjson": "json",
}
_READ: dict[Kind, Callable[[str, Reading], Draft]] = {
    "text": read_text,
    "html": read_html,
    "markdown": read_markdown,
}
_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_FRAGMENT = re.compile(r"\s*<(?:h1|p|article|div|section|main)\b[^>]*>", re.IGNORECASE)


def read(  # noqa: PLR0913 # what a person can say of files to be read, all but the paths by name
    paths: Sequence[Path],
    *,
    kind: Kind | None = None,
    url: str | None = None,
    base_url: str | None = None,
    default_language: str = "ar",
    timezone: tzinfo = UTC,
    now: datetime | None = None,
) -> Iterator[Result]:
    """Yield every article in *paths* (files and folders), and for what is none the reason.

    Files are read one at a time as the results are asked for. *kind* overrides what the suffix
    says. *url* is the address of the one article given; *base_url* is what relative addresses are
    relative to. *timezone* is that of dates written without a zone. Dates that pages show and that
    lie after *now* are not believed.
    """
    reading = Reading(
        default_language=default_language,
        url=url,
        base_url=base_url,
        timezone=timezone,
        now=now,
    )
    for path in walk(paths):
        yield from read_file(path, kind, reading)


def count(paths: Sequence[Path]) -> int:
    """Return how many files :func:`read` would look at; reads none of them."""
    return sum(1 for _ in walk(paths))


def walk(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the files among *paths* and in the folders among them, each folder in sorted order.

    In folders, hidden files, those of no suffix we know and those beside which a corrected version
    lies are passed over, and no folder is entered twice, so that links in a circle end. What is
    named outright is always yielded; so is a folder in which nothing was found, to be refused.
    """
    for path in paths:
        if path.is_dir():
            found = False
            for file in _in_folder(path, set()):
                found = True
                yield file
            if not found:
                yield path
        else:
            yield path


def read_file(path: Path, kind: Kind | None, reading: Reading) -> Iterator[Result]:
    """Yield the articles in the file *path*, or the reason why it has none."""
    origin = str(path).encode("utf-8", "replace").decode("utf-8")
    try:
        _check_address(reading)
        text = decode(_content(path))
        yield from _read_as(kind or _kind_of(path, text), text, path, reading)
    except UnreadableError as error:
        yield Rejected(origin=origin, reason=str(error))


def _read_as(kind: Kind, text: str, path: Path, reading: Reading) -> Iterator[Result]:
    origin = str(path).encode("utf-8", "replace").decode("utf-8")
    place = absolute_path(path.with_name(path.name.replace(f"{CORRECTED}.", ".", 1)))
    if kind != "json":
        yield to_item(_READ[kind](text, reading), origin, place, reading)
        return
    drafts = list(read_json(text, reading))
    if reading.url and len(drafts) > 1:
        raise UnreadableError("one address was given, and the file holds several articles")
    for number, draft in enumerate(drafts, 1):
        named = origin if len(drafts) == 1 else f"{origin}, article {number}"
        try:
            if isinstance(draft, UnreadableError):
                raise draft
            yield to_item(draft, named, place if len(drafts) == 1 else f"{place}#{number}", reading)
        except UnreadableError as error:
            yield Rejected(origin=named, reason=str(error))


def _check_address(reading: Reading) -> None:
    if reading.url is not None and absolute(reading.url) is None:
        raise UnreadableError(
            f"{reading.url!r} is no address of an article; give one such as https://example.org/a"
        )


def _kind_of(path: Path, text: str) -> Kind:
    """Return what the file is: by its suffix, else by how it begins."""
    by_suffix = _KIND_BY_SUFFIX.get(path.suffix.casefold())
    if by_suffix == "text" and _PAGE.match(text):
        return "html"  # a page saved under a name for text
    if by_suffix is not None:
        return by_suffix
    if _PAGE.match(text) or _FRAGMENT.match(text):
        return "html"
    if has_front_matter(text):
        return "markdown"
    return "json" if re.match(r"\s*(?:\{\s*\"|\[\s*\{)", text) else "text"


def _content(path: Path) -> bytes:
    """Return the bytes of a file that can be an article's. Raises UnreadableError."""
    try:
        found = _status(path)
        if stat.S_ISDIR(found.st_mode):
            raise UnreadableError(
                "the folder holds no file of a kind that is read: "
                + " ".join(sorted(_KIND_BY_SUFFIX))
            )
        if not stat.S_ISREG(found.st_mode):
            raise UnreadableError("this is no file but a device, a pipe or a socket")
        if found.st_size > LARGEST:
            raise UnreadableError(
                f"the file is too large: {found.st_size / 1_000_000:.1f} MB, where "
                f"{LARGEST // 1_000_000} MB is the most; split it"
            )
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise UnreadableError(_why(error)) from error
    if len(content) > LARGEST:
        raise UnreadableError("the file is too large, and grew while it was read")
    return content


def _status(path: Path) -> os.stat_result:
    try:
        return path.stat()
    except ValueError as error:  # a NUL in the name
        raise UnreadableError("no file can have this name") from error


def _why(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file; check the name"
    if isinstance(error, PermissionError):
        return "the file may not be read; give yourself the right to (chmod u+r)"
    return f"the file cannot be read: {error.strerror or error}"


def _in_folder(folder: Path, entered: set[tuple[int, int]]) -> Iterator[Path]:
    try:
        status = folder.stat()
        identity = (status.st_dev, status.st_ino)
        if identity in entered:
            return
        entered.add(identity)
        with os.scandir(folder) as entries:
            ordered = sorted(entries, key=lambda entry: entry.name)
    except OSError:
        yield folder  # refused by name when it is read
        return
    names = {entry.name for entry in ordered}
    for entry in ordered:
        if entry.name.startswith(".") or _corrected_name(entry.name) in names:
            continue
        path = folder / entry.name
        if _is_folder(entry):
            yield from _in_folder(path, entered)
        elif path.suffix.casefold() in _KIND_BY_SUFFIX:
            yield path


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link to a place that may not be looked into
        return False


def _corrected_name(name: str) -> str:
    stem, dot, suffix = name.rpartition(".")
    return f"{stem}{CORRECTED}{dot}{suffix}"
