"""Which posts there are: new ones that no date shows, and those that are gone.

A list proves nothing by itself. What is not on it is asked for one by one, and only what WordPress
says of a single post counts: 401 ``rest_forbidden`` of a draft, of a private or a trashed one, 404
``rest_post_invalid_id`` of one that was deleted.
"""

from collections.abc import Collection, Generator, Iterable, Sequence
from dataclasses import dataclass, field

from barqiya.domain.sighting import Sighting, Withdrawn
from barqiya.sources.flow import (
    Answer,
    Flow,
    Found,
    Request,
    Response,
    Step,
    ask,
    census,
    roll,
    tell,
)
from barqiya.sources.wordpress import api
from barqiya.sources.wordpress.api import Listing, Query, Record
from barqiya.sources.wordpress.batches import read_these, take_back
from barqiya.sources.wordpress.going import Going

EMPTY = "the site answers an empty list; nothing is taken as withdrawn"
_MOST_GONE = 5  # of the known, or a quarter of them: more is no editor's doing
_SHARE_GONE = 4
_MOST_ASKED = 50  # posts asked for one by one in a visit
_GONE = {(401, "rest_forbidden"), (403, "rest_forbidden"), (404, "rest_post_invalid_id")}
_BY_ID: Query = {
    "_fields": "id",
    "per_page": api.MOST_A_PAGE,
    "orderby": "id",
    "order": "desc",
}


@dataclass(slots=True, kw_only=True)
class _Listed:
    """The ids that were listed, from the highest down to *floor*."""

    ids: set[int] = field(default_factory=set)
    floor: int = 0
    total: int | None = None
    is_whole: bool = False


def look_for_new(going: Going) -> Generator[Step, Answer, Listing]:
    """Look at the highest ids and return their list; new ones are kept to be read.

    A piece with an old date, and one that was scheduled, show nowhere else.
    """
    past = going.past
    listing = yield from going.ask_list(_BY_ID)
    if not listing.records:
        past.note = EMPTY if (yield from census()) else past.note
        return listing
    if past.note == EMPTY:
        past.note = ""
    if past.newest:
        above = min(past.newest) if len(past.newest) == api.MOST_A_PAGE else 0
        going.fresh = {i for i in listing.ids if i > above} - set(past.newest)
    return listing


def read_new(going: Going, listing: Listing) -> Flow:
    """Read the new posts, and those whose date has come, that nothing else in this visit read."""
    wanted = (going.fresh - going.told) | going.take_due()
    yield from read_these(going, sorted(wanted, reverse=True))
    going.past.newest = listing.ids


def sweep(going: Going, *, whole: bool) -> Flow:
    """List all ids (or, not *whole*, until the rest is plainly in balance) and settle differences.

    Nothing is concluded from a list that broke off, is empty, or has lost a quarter of the known.
    """
    past = going.past
    known = _ids((yield from roll()))
    by_feed = _ids((yield from roll(secondhand=True)))
    expected = known | set(past.unread) | going.told
    listed = yield from _list(going, expected, whole=whole)
    if not listed.is_whole or not listed.ids:
        past.balance = None
        past.note = EMPTY if known and not listed.ids else past.note
        return
    # What could not be read is tried again where everything is looked at.
    tried = going.told if whole else going.told | set(past.unread)
    yield from read_these(going, sorted(listed.ids - known - tried, reverse=True))
    shown = {i for i in known | by_feed if i >= listed.floor}
    settled = yield from _settle(going, sorted(shown - listed.ids, reverse=True), len(shown))
    yield from _balance(going, listed, settled=settled)


def _settle(going: Going, absent: Sequence[int], held: int) -> Generator[Step, Answer, bool]:
    """Find out what became of the *absent* of *held* articles; return whether all was found out."""
    if len(absent) > max(_MOST_GONE, held // _SHARE_GONE):
        going.past.note = (
            f"{len(absent)} of {held} known articles are no longer in the site's list; so "
            "many at once are not taken as withdrawn: look at the site, and retract them by hand"
        )
        return True
    going.past.note = ""
    listed_after_all = yield from _still_listed(going, absent)
    gone = [i for i in absent if i not in listed_after_all]
    yield from _confirm(going, gone[:_MOST_ASKED])
    return len(gone) <= _MOST_ASKED


def _balance(going: Going, listed: _Listed, *, settled: bool) -> Flow:
    """Remember how the site's count and the store's stand to each other with all of it read."""
    past = going.past
    held = _ids((yield from roll()))
    below = {i for i in {*past.unread, *going.told} if i < listed.floor}
    past.unread = sorted((below | listed.ids) - held)
    counted = yield from census()
    past.balance = listed.total - counted if settled and listed.total is not None else None
    if not listed.floor or past.walked_at == going.visit.now:
        past.swept_at = going.visit.now


def _list(
    going: Going, expected: Collection[int], *, whole: bool
) -> Generator[Step, Answer, _Listed]:
    listed = _Listed()
    offset = 0
    while True:
        listing = yield from going.ask_list(
            {**_BY_ID, "offset": offset}, _at(going, offset + api.MOST_A_PAGE, listed.total)
        )
        listed.ids.update(listing.ids)
        listed.total = listing.total or listed.total
        offset += len(listing.records)
        if not listing.records or (listed.total is not None and offset >= listed.total):
            listed.is_whole = listed.total is None or offset >= listed.total
            return listed
        floor = min(listing.ids)
        rest = sum(1 for i in expected if i < floor)
        if not whole and listed.total is not None and listed.total - offset == rest:
            listed.floor, listed.is_whole = floor, True
            return listed


def _at(going: Going, offset: int, total: int | None) -> str | None:
    known = total is not None and offset < total
    return api.posts(going.root, {**_BY_ID, "offset": offset}) if known else None


def _still_listed(going: Going, absent: Sequence[int]) -> Generator[Step, Answer, set[int]]:
    """Return which of *absent* are on a list of their own: they moved while ids were listed."""
    found: set[int] = set()
    for start in range(0, len(absent), api.MOST_A_PAGE):
        some = absent[start : start + api.MOST_A_PAGE]
        listing = yield from going.ask_list({**_BY_ID, "include": ",".join(map(str, some))})
        found.update(listing.ids)
    return found


def _confirm(going: Going, gone: Sequence[int]) -> Flow:
    withdrawn: list[Withdrawn] = []
    alive: list[Record] = []
    for post_id in gone:
        url = api.post(going.root, post_id)
        response = yield from ask(Request(url=url, accept=api.ACCEPT))
        evidence = _evidence(response)
        if evidence:
            withdrawn.append(Withdrawn(key=str(post_id), evidence=evidence))
        elif response.status == 200:  # noqa: PLR2004 - HTTP's own number
            alive += api.single(response)
    if withdrawn and not (yield from going.ask_list(api.ONE)).records:
        # The site has closed meanwhile, and says so of everything.
        return
    yield from tell(going.found(alive))
    yield from tell(Found(withdrawn=tuple(withdrawn)))
    yield from take_back(withdrawn)


def _evidence(response: Response) -> str | None:
    """Return how the site says that a post is gone, ``None`` where it does not."""
    code = api.refusal(response)
    if (response.status, code) not in _GONE:
        return None
    return f"{response.url.partition('?')[0]} answers {response.status}, {code}"


def _ids(held: Iterable[Sighting]) -> set[int]:
    """Return the ids of posts among the keys of *held*; others were seen through the feed alone."""
    return {int(one.key) for one in held if one.key.isascii() and one.key.isdecimal()}
