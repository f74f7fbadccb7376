"""Posts asked for with all that is embedded in them, as many at once as the site can give.

A site that fails over many posts is asked for fewer; where it fails over a single one, that one is
left out, with the reason, and the others are read.
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass

from barqiya.domain.article import Rejected
from barqiya.domain.sighting import Withdrawn
from barqiya.errors import TransientFetchError
from barqiya.sources.flow import Answer, Flow, Found, Request, Response, Step, ask, tell
from barqiya.sources.wordpress import api
from barqiya.sources.wordpress.api import Listing, Query, Record
from barqiya.sources.wordpress.going import Going
from barqiya.sources.wordpress.people import learn

_SIZES = (100, 50, 20, 10, 5, 2, 1)
# A program that ran out of time or memory, or the server before it that gave up waiting for it.
_OVERCHARGED = frozenset({500, 502, 504, *range(520, 528)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Some posts of a list. *length* is how many places of the list it stands for.

    *is_last* says that nothing comes after it. *total* is that of the list, where known.
    """

    posts: Sequence[Record] = ()
    rejected: tuple[Rejected, ...] = ()
    length: int
    is_last: bool
    total: int | None = None


def read(
    going: Going, query: Query, offset: int = 0, total: int | None = None
) -> Generator[Step, Answer, Batch]:
    """Return the posts of the list that *query* asks for, from place *offset* on.

    *total* is how many the list holds, where known: what comes next is then asked for ahead.
    """
    healthy = going.past.size
    failed = False
    while True:
        size = going.past.size
        answered = yield from _asked(going, query, offset, total)
        if isinstance(answered, Listing):
            return _batch(answered, offset, size)
        if not failed:
            # Is it these posts, or the site? Where even this fails, there is nothing to try.
            yield from going.ask_list(api.ONE)
            failed = True
        if size == 1:
            going.past.size = healthy
            return (yield from _without_one(going, query, offset, answered))
        going.past.size = next(fewer for fewer in _SIZES if fewer < size)


def read_all(going: Going, query: Query, most: int | None = None) -> Flow:
    """Read the list that *query* asks for, or its first *most* posts, and tell them."""
    offset, total = 0, None
    while True:
        batch = yield from read(going, query, offset, total)
        yield from give(going, batch)
        offset, total = offset + batch.length, batch.total
        if batch.is_last or (most is not None and offset >= most):
            return


def read_these(going: Going, ids: Sequence[int]) -> Flow:
    """Read the posts *ids* and tell them; those that are not public are not answered."""
    for start in range(0, len(ids), api.MOST_A_PAGE):
        wanted = ",".join(map(str, ids[start : start + api.MOST_A_PAGE]))
        yield from read_all(going, {"include": wanted, "orderby": "include"})


def give(going: Going, batch: Batch, total: int | None = None) -> Flow:
    """Tell the posts of *batch*. *total* is how many the visit will bring in all, for progress."""
    yield from learn(going, batch.posts)
    found = going.found(batch.posts, batch.rejected, total)
    yield from tell(found)
    yield from take_back(found.withdrawn)


def take_back(withdrawn: Sequence[Withdrawn]) -> Flow:
    """Tell that *withdrawn* are gone as well where only the site's feed had shown them."""
    if withdrawn:
        yield from tell(Found(withdrawn=tuple(withdrawn), secondhand=True))


def _asked(
    going: Going, query: Query, offset: int, total: int | None
) -> Generator[Step, Answer, Listing | TransientFetchError]:
    """Return the list, or the error where it may be that too much was asked for."""
    size = going.past.size
    ahead = offset + size
    known = total is not None and ahead < total
    try:
        response = yield from ask(
            Request(
                url=_url(going, query, offset, size),
                accept=api.ACCEPT,
                ahead=_url(going, query, ahead, size) if known else None,
            )
        )
    except TransientFetchError as error:
        return error
    return _listing(going, response)


def _listing(going: Going, response: Response) -> Listing | TransientFetchError:
    whole = 200 <= response.status < 300  # noqa: PLR2004 - HTTP's own numbers
    try:
        return api.listing(response, going.source)
    except TransientFetchError as error:
        if whole or response.status in _OVERCHARGED:
            return error
        raise


def _url(going: Going, query: Query, offset: int, size: int) -> str:
    whole: Query = {"_embed": api.EMBEDDED, "per_page": size, **query, "offset": offset}
    return api.posts(going.root, whole)


def _batch(listing: Listing, offset: int, size: int) -> Batch:
    length = len(listing.records)
    if listing.total is None:
        is_last = length < size
    else:
        is_last = offset + length >= listing.total or not length
    return Batch(posts=listing.records, length=length, is_last=is_last, total=listing.total)


def _without_one(
    going: Going, query: Query, offset: int, error: TransientFetchError
) -> Generator[Step, Answer, Batch]:
    """Return the place of a post over which the site fails, with the reason."""
    only: Query = {**query, "per_page": 1, "_fields": "id,link", "offset": offset}
    listing = yield from going.ask_list(only)
    if not listing.records:
        return Batch(length=0, is_last=True)
    record = listing.records[0]
    going.told.add(record["id"])
    origin = str(record.get("link") or api.post(going.root, record["id"]))
    reason = f"the site fails where it is asked for this post alone: {error}"
    return Batch(
        rejected=(Rejected(origin=origin, reason=reason),),
        length=1,
        is_last=listing.total is not None and offset + 1 >= listing.total,
        total=listing.total,
    )
