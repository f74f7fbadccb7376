"""The whole archive, newest first, part by part: a walk that was cut off goes on where it was."""

from barqiya.sources.flow import Flow
from barqiya.sources.wordpress import api
from barqiya.sources.wordpress.api import Query
from barqiya.sources.wordpress.batches import give, read, read_all
from barqiya.sources.wordpress.going import Going

_BY_DATE: Query = {"orderby": "date", "order": "desc"}


def walk(going: Going, total: int | None) -> Flow:
    """Read the archive from where the last walk was cut off. *total* is how many posts it holds.

    Pieces that come or go meanwhile shift the others; the sweep that follows finds what was missed.
    """
    past = going.past
    if past.offset is None:
        # What was too much once may not be now, and the site may have learnt what it did not know.
        past.offset, past.size, past.ignores_cursor = 0, api.MOST_A_PAGE, False
    while past.offset is not None:
        batch = yield from read(going, _BY_DATE, past.offset, total)
        total = batch.total or total
        if batch.is_last:
            past.offset, past.walked_at, past.reread_at = None, going.visit.now, going.visit.now
        else:
            past.offset += batch.length
        yield from give(going, batch, total)


def read_newest(going: Going) -> Flow:
    """Read the newest posts whole: a new picture or a renamed author moves no date."""
    going.past.reread_at = going.visit.now
    yield from read_all(going, _BY_DATE, most=api.MOST_A_PAGE)
