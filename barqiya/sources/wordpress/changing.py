"""What was saved since the last visit, by the site's own account of its modifications.

The cursor is a moment, not a page: pieces that are saved while they are read move, and pages would
jump over their neighbours.
"""

from collections.abc import Generator, Sequence
from datetime import datetime, timedelta, tzinfo

from barqiya.errors import RefusedFetchError
from barqiya.sources.flow import Answer, Flow, Step
from barqiya.sources.wordpress.api import Query, Record
from barqiya.sources.wordpress.batches import give, read, read_all
from barqiya.sources.wordpress.going import Going, in_utc
from barqiya.sources.wordpress.posts import modified_at
from barqiya.sources.wordpress.walking import read_newest

_SECOND = timedelta(seconds=1)
_ZONES = timedelta(hours=26)  # between the clocks of any two zones; the site's may have changed


def read_changes(going: Going) -> Flow:
    """Read what was saved since the cursor, and move it. At first sight, only set it."""
    cursor = going.past.cursor
    if cursor is None:
        going.past.cursor = yield from _newest_modification(going)
    elif going.past.ignores_cursor:
        yield from _read_newest_saved(going, cursor)
    else:
        yield from _read_since(going, cursor)


def _newest_modification(going: Going) -> Generator[Step, Answer, datetime | None]:
    """Return when the last of all posts was saved, ``None`` where the site cannot tell."""
    try:
        listing = yield from going.ask_list(
            {"_fields": "id,modified_gmt", "orderby": "modified", "order": "desc", "per_page": 1}
        )
    except RefusedFetchError:
        return None
    newest = going.newest_of(listing.records)
    return newest and going.not_ahead(newest)


def _read_since(going: Going, cursor: datetime) -> Flow:
    # It is exclusive and counts whole seconds: more may have been saved in the cursor's own.
    after, offset = _before_repeated_hour(cursor, going.zone) - _SECOND, 0
    while True:
        query: Query = {"modified_after": in_utc(after), "orderby": "modified", "order": "asc"}
        batch = yield from read(going, query, offset)
        if _ignores(batch.posts, after):
            going.past.ignores_cursor = True
            yield from _read_newest_saved(going, cursor)
            return
        newest = going.newest_of(batch.posts)
        _move_cursor(going, newest)
        yield from give(going, batch)
        if batch.is_last:
            return
        offset += batch.length
        if newest is not None and newest - _SECOND > after:
            after, offset = newest - _SECOND, 0
        elif newest is not None:
            yield from _read_second(going, newest)
            after, offset = newest, 0


def _read_second(going: Going, second: datetime) -> Flow:
    """Read all that was saved in one second. Only ids have an order there that stays."""
    query: Query = {
        "modified_after": in_utc(second - _SECOND),
        "modified_before": in_utc(second + _SECOND),
        "orderby": "id",
        "order": "asc",
    }
    yield from read_all(going, query)


def _ignores(posts: Sequence[Record], after: datetime) -> bool:
    """Return whether the site gave posts that were not asked for: before 5.7 it knows no better."""
    moments = [moment for moment in map(modified_at, posts) if moment is not None]
    return bool(moments) and (min(moments) < after - _ZONES or max(moments) < after - _SECOND)


def _read_newest_saved(going: Going, cursor: datetime) -> Flow:
    """Read back from what was saved last to the cursor; the newest pieces where that is unknown."""
    query: Query = {"orderby": "modified", "order": "desc"}
    offset, total = 0, None
    newest: datetime | None = None
    while True:
        try:
            batch = yield from read(going, query, offset, total)
        except RefusedFetchError:
            yield from read_newest(going)
            return
        offset, total = offset + batch.length, batch.total
        newest = newest or going.newest_of(batch.posts)
        moments = [moment for moment in map(modified_at, batch.posts) if moment is not None]
        is_through = batch.is_last or (bool(moments) and min(moments) < cursor)
        if is_through:
            _move_cursor(going, newest)
        yield from give(going, batch)
        if is_through:
            return


def _move_cursor(going: Going, newest: datetime | None) -> None:
    past = going.past
    if newest is not None and past.cursor is not None:
        past.cursor = max(past.cursor, going.not_ahead(newest))


def _before_repeated_hour(moment: datetime, zone: tzinfo) -> datetime:
    """Return *moment*, or that an hour before where its hour comes twice in *zone*.

    The site compares its own clock: what was saved in the second of two hours may show an earlier
    time there than what was saved in the first.
    """
    local = moment.astimezone(zone)
    first, second = local.replace(fold=0).utcoffset(), local.replace(fold=1).utcoffset()
    if local.fold or first is None or second is None or first <= second:
        return moment
    return moment - (first - second)
