"""A visit to a site that runs on WordPress. See :mod:`barqiya.sources.flow`.

At first sight the whole archive is read, newest first. Later visits ask for the highest ids and
for what was saved since; once an hour the newest pieces are read whole, once a day all ids are
listed, once a week everything is read again, for not all changes show.
"""

from collections.abc import Generator
from dataclasses import replace
from datetime import timedelta

from barqiya.sources.flow import Answer, Flow, Source, Step, Visit, census, tell
from barqiya.sources.wordpress.api import ClosedError, Listing
from barqiya.sources.wordpress.changing import read_changes
from barqiya.sources.wordpress.closed import TRY_AGAIN, read_site_feed
from barqiya.sources.wordpress.going import Going
from barqiya.sources.wordpress.links import find
from barqiya.sources.wordpress.past import Past
from barqiya.sources.wordpress.sweeping import look_for_new, read_new, sweep
from barqiya.sources.wordpress.walking import read_newest, walk

_FIND_AGAIN = timedelta(days=1)
_READ_NEWEST = timedelta(hours=1)
_SWEEP = timedelta(days=1)
_WALK = timedelta(weeks=1)


def flow(source: Source, visit: Visit) -> Flow:
    """Visit a site, known by its address alone, through REST; where that is closed, by its feed.

    Raises :class:`~barqiya.errors.FetchError` where the site itself does not answer.
    """
    going = Going(source=source, visit=visit, past=Past.of(visit.memory))
    past = going.past
    if not visit.thorough and not going.elapsed(past.closed_at, TRY_AGAIN):
        yield from read_site_feed(going, past.closed)
        return
    try:
        yield from _through_rest(going)
    except ClosedError as error:
        past.closed_at, past.closed = visit.now, str(error)
        yield from read_site_feed(going, past.closed)


def _through_rest(going: Going) -> Flow:
    past = going.past
    listing = yield from _highest(going)
    if past.closed:
        past.closed_at, past.closed, past.note = None, "", ""
        past.swept_at = None  # of what the feed alone has shown, something may be gone
    if listing.records:
        yield from read_changes(going)
        yield from read_new(going, listing)
        yield from _read_again(going, listing)
        yield from _sweep_where_due(going, listing)
    last = going.found()
    yield from tell(replace(last, note=past.note))


def _highest(going: Going) -> Generator[Step, Answer, Listing]:
    """Return the list of the highest ids, from where the API was last or is now."""
    past = going.past
    if past.root and not past.closed and not going.visit.thorough:
        try:
            listing = yield from look_for_new(going)
        except ClosedError:
            pass  # closed, or elsewhere now
        else:
            if not listing.moved and not going.elapsed(past.found_at, _FIND_AGAIN):
                return listing
    yield from find(going)
    return (yield from look_for_new(going))


def _read_again(going: Going, listing: Listing) -> Flow:
    past, visit = going.past, going.visit
    under_way = past.offset is not None
    if under_way or visit.whole or going.elapsed(past.walked_at, _WALK):
        yield from walk(going, listing.total)
    elif visit.thorough or going.elapsed(past.reread_at, _READ_NEWEST):
        yield from read_newest(going)


def _sweep_where_due(going: Going, listing: Listing) -> Flow:
    past = going.past
    at_first_sight = past.swept_at is None and past.walked_at == going.visit.now
    whole = not at_first_sight and going.elapsed(past.swept_at, _SWEEP)
    whole = whole or going.visit.thorough or going.visit.whole
    if whole or past.balance is None:
        yield from sweep(going, whole=whole)
    elif listing.total is not None:
        counted = yield from census()
        if listing.total - counted != past.balance:
            yield from sweep(going, whole=False)
