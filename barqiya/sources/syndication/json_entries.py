"""Entries of JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1), read while the document streams by.

ijson hands over one value at a time, where the standard library would hold the document twice.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo
from typing import Any

import ijson

from barqiya.domain.article import Enclosure, Image
from barqiya.domain.dates import parse_moment
from barqiya.domain.normalize import absolute
from barqiya.errors import UnreadableError
from barqiya.sources.syndication.entry import Entry, Words

Record = Mapping[str, Any]
_CONTROLS = re.compile("[\x00-\x1f]")  # none may stand in a string, and blanks do as well elsewhere
_STEPS = {"start_map": 1, "start_array": 1, "end_map": -1, "end_array": -1}
_DEEPEST = 40
_LONGEST_DATE = 200
_READ = 65_536


class _File:
    """Pieces of text as the file of bytes that ijson reads."""

    def __init__(self, pieces: Iterator[str]) -> None:
        self._pieces = pieces

    def read(self, size: int) -> bytes:
        """Return the next bytes, as many as come; none at the end. 0 asks of what type they are."""
        for piece in self._pieces if size else ():
            if piece:
                return _CONTROLS.sub(" ", piece).encode("utf-8", "replace")
        return b""


def items(pieces: Iterator[str], head: dict[str, Any]) -> Iterator[Any]:
    """Yield the items of a feed; what else it says is put into *head* as it is met.

    Raises UnreadableError where the document is no JSON, from there on.
    """
    try:
        yield from _items(pieces, head)
    # SystemError is what ijson's C makes of a number too long for Python.
    except (ijson.JSONError, RecursionError, ValueError, OverflowError, SystemError) as error:
        raise UnreadableError(f"it is no JSON that can be read: {error}"[:200]) from error


def _items(pieces: Iterator[str], head: dict[str, Any]) -> Iterator[Any]:
    depth, key, builder = 0, "", ijson.ObjectBuilder()
    for event, value in ijson.basic_parse(_File(pieces), buf_size=_READ):
        before, depth = depth, depth + _STEPS.get(event, 0)
        level = 2 if key == "items" else 1
        if depth > _DEEPEST:
            raise UnreadableError("it nests too deep to be read")
        if depth == 0:
            return
        if before == 1 and event == "map_key":
            key = value
        elif before < level or depth < level or (before == level and event == "map_key"):
            continue
        else:
            builder = ijson.ObjectBuilder() if before == level else builder
            builder.event(event, value)
            if depth == level and key == "items":
                yield builder.value
            elif depth == level:
                head[key] = builder.value
    raise UnreadableError("it breaks off before its end")


def entry(record: Record, base_url: str, zone: tzinfo, authors: tuple[str, ...]) -> Entry:
    """Return the entry in *record*; *authors* are those of the feed."""
    published = _moment(record, "date_published", zone)
    updated = _moment(record, "date_modified", zone)
    url = absolute(text(record, "url") or text(record, "external_url"), base_url)
    guid = text(record, "id").strip()
    return Entry(
        title=Words(text=text(record, "title"), html=False),
        content=_content(record, url or base_url),
        summary=Words(text=text(record, "summary"), html=False) if record.get("summary") else None,
        guid=guid,
        url=url or (absolute(guid) if "://" in guid else None),
        authors=people(record) or authors,
        categories=tuple(tag for tag in _listed(record, "tags") if isinstance(tag, str)),
        images=tuple(_images(record, base_url)),
        enclosures=tuple(_enclosures(record, base_url)),
        published_at=published or updated,
        updated_at=updated if published else None,
        language=text(record, "language") or None,
    )


def people(record: Record) -> tuple[str, ...]:
    """Return the names of the authors, as 1.1 and as 1.0 write them."""
    told = _listed(record, "authors") or [record.get("author")]
    named = (one.get("name") if isinstance(one, dict) else one for one in told)
    return tuple(name for name in named if isinstance(name, str) and name.strip())


def text(record: Record, name: str) -> str:
    """Return the field *name* where it is a text or a number, else nothing."""
    value = record.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else ""


def _content(record: Record, base_url: str) -> Words | None:
    if text(record, "content_html").strip():
        return Words(text=text(record, "content_html"), base_url=base_url)
    if text(record, "content_text").strip():
        return Words(text=text(record, "content_text"), html=False, base_url=base_url)
    return None


def _images(record: Record, base_url: str) -> Iterator[Image]:
    for name in ("image", "banner_image"):
        url = absolute(text(record, name), base_url)
        if url is not None:
            yield Image(url=url)
    for one in _listed(record, "attachments"):
        url = absolute(text(one, "url"), base_url) if isinstance(one, dict) else None
        if url is not None and text(one, "mime_type").startswith("image/"):
            yield Image(url=url, media_type=text(one, "mime_type"), length=_size(one))


def _enclosures(record: Record, base_url: str) -> Iterator[Enclosure]:
    for one in _listed(record, "attachments"):
        url = absolute(text(one, "url"), base_url) if isinstance(one, dict) else None
        if url is not None and not text(one, "mime_type").startswith("image/"):
            media_type = text(one, "mime_type") or "application/octet-stream"
            yield Enclosure(url=url, media_type=media_type, length=_size(one))


def _size(record: Record) -> int | None:
    size = record.get("size_in_bytes")
    return size if isinstance(size, int) and not isinstance(size, bool) and size > 0 else None


def _moment(record: Record, name: str, zone: tzinfo) -> datetime | None:
    written = text(record, name)
    return parse_moment(written, zone) if 0 < len(written) <= _LONGEST_DATE else None


def _listed(record: Record, name: str) -> list[Any]:
    value = record.get(name)
    return value if isinstance(value, list) else []
