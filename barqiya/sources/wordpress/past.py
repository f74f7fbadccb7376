"""What a visit to a WordPress site remembers for the next, as JSON. Decides nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import Any

from barqiya.sources.flow import Memory


@dataclass(slots=True, kw_only=True)
class Past:
    """What is remembered; a visit changes it as it goes on. All of it is empty at first sight.

    *root* is the address of the API's index, *zone* the site's zone, *feed* its feed;
    *found_at* when they were last looked for. *closed_at* is when REST was last found closed,
    *closed* how that showed.

    *size* is how many posts the site can give at once. *cursor* is the newest modification that
    was read; *ignores_cursor*: the site does not know ``modified_after``. *newest* are the highest
    ids that were listed. *offset* is where a walk through the archive goes on, *walked_at* when
    one last came to its end; *reread_at* when the newest pieces were last read whole; *swept_at*
    when all ids were last listed. *balance* is how many more posts the site counts than the store,
    with nothing left to read; *unread* are the ids of those; *waiting* are ids whose date is still
    to come, with the date. *people* are names by the id of an account, where users are hidden.

    *page* is where a walk through the pages of the feed goes on. *etag* and *last_modified* are
    those of the feed. *note* is what the operator was last told.
    """

    root: str | None = None
    zone: str | None = None
    feed: str | None = None
    found_at: datetime | None = None
    closed_at: datetime | None = None
    closed: str = ""
    size: int = 100
    cursor: datetime | None = None
    ignores_cursor: bool = False
    newest: list[int] = field(default_factory=list)
    offset: int | None = None
    walked_at: datetime | None = None
    reread_at: datetime | None = None
    swept_at: datetime | None = None
    balance: int | None = None
    unread: list[int] = field(default_factory=list)
    waiting: dict[str, str] = field(default_factory=dict)
    people: dict[str, list[str]] = field(default_factory=dict)
    people_at: datetime | None = None
    page: int | None = None
    feed_read: bool = False
    etag: str | None = None
    last_modified: str | None = None
    note: str = ""

    @classmethod
    def of(cls, memory: Memory) -> "Past":
        """Return what *memory* holds."""
        known = {one.name: one.type for one in fields(cls)}
        return cls(**{n: _read(known[n], value) for n, value in memory.items() if n in known})

    def memory(self) -> Memory:
        """Return it as it is remembered; what is empty is left out."""
        told: Mapping[str, Any] = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: _written(value) for name, value in told.items() if _tells(value)}


def _read(kind: Any, value: Any) -> Any:
    if kind == datetime | None:
        return datetime.fromisoformat(value).astimezone(UTC)
    # A visit changes lists and tables; what it was given stays as it is.
    return _copy(value)


def _copy(value: Any) -> Any:
    return value.copy() if isinstance(value, (list, dict)) else value


def _tells(value: Any) -> bool:
    return bool(value) or (value == 0 and value is not False)  # an offset of 0 is one


def _written(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else _copy(value)
