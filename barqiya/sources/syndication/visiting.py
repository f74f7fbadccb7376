"""A visit to a feed: asked for, read, told in parts. See :mod:`barqiya.sources.flow`.

What is remembered is told with the last part, so that a visit that is cut off is made again.
"""

from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import islice

from barqiya.domain.sighting import Withdrawn
from barqiya.errors import (
    FetchError,
    GoneFetchError,
    RefusedFetchError,
    TransientFetchError,
    UnreadableError,
)
from barqiya.sources import decoding
from barqiya.sources.flow import (
    Answer,
    Flow,
    Found,
    Pause,
    Request,
    Response,
    Source,
    Step,
    Validators,
    Visit,
    ask,
    checked,
    tell,
)
from barqiya.sources.syndication.completing import Excerpts
from barqiya.sources.syndication.discovery import discover
from barqiya.sources.syndication.document import Feed, look_through
from barqiya.sources.syndication.mending import overloaded
from barqiya.sources.syndication.past import Past
from barqiya.sources.syndication.retracting import Absent, Shown, look_for_absent
from barqiya.sources.syndication.taking import Taking

_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9,"
    " application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.5"
)
_NOT_MODIFIED = 304
_MOST_DOCUMENTS = 200  # of an archive
_MOST_OFFERED = 3  # feeds of a page that are tried
_PAGE_START = 1_000_000  # bytes of a page that are looked through for feeds
_IN_ONE_GO = 5  # entries taken before others have their turn
_SOON = timedelta(minutes=10)
_BROKEN_OFF = "the feed breaks off before its end: what came of it was read, and it is read again"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answered:
    """A feed that was had: from the address *found* on a page, where the source's is of one."""

    response: Response
    feed: Feed
    found: str | None = None


def flow(source: Source, visit: Visit) -> Flow:
    """Visit a feed of any format; its address may be that of a page that names the feed.

    Raises :class:`~barqiya.errors.FetchError` where there is no feed to be had.
    """
    past = Past.of(visit.memory)
    response, past = yield from _asked_for(source, visit, past)
    if response.status == _NOT_MODIFIED:
        yield from tell(Found(fresh_for=response.fresh_for))
    elif past.digest == response.body.digest and not visit.whole:
        yield from _unchanged(response, past)
    else:
        yield from _read(source, visit, past, response)


def _asked_for(
    source: Source, visit: Visit, past: Past
) -> Generator[Step, Answer, tuple[Response, Past]]:
    """Return the answer, and what of the past still holds."""
    # A server may call unchanged what has lost an entry: WordPress does.
    validators = Validators() if visit.thorough or visit.whole else past.validators
    address = past.feed or source.address
    request = Request(url=address, accept=_ACCEPT, validators=validators)
    try:
        return checked((yield from ask(request)), source), past
    except (RefusedFetchError, GoneFetchError):
        if past.feed is None:
            raise
    # By now the page may name another feed.
    page = Request(url=source.address, accept=_ACCEPT)
    return checked((yield from ask(page)), source), Past()


def _unchanged(response: Response, past: Past) -> Flow:
    moved_to = None if past.feed else response.moved_to
    now = replace(past, validators=response.validators, feed=_adopted(past.feed, response))
    yield from tell(Found(memory=now.memory(), moved_to=moved_to, fresh_for=response.fresh_for))


def _adopted(found: str | None, response: Response) -> str | None:
    """Return the address of a feed found on a page, as it is to be remembered."""
    return (response.moved_to or found) if found else None


def _read(source: Source, visit: Visit, past: Past, response: Response) -> Flow:
    answered = yield from _feed(source, past, response)
    excerpts = Excerpts(wanted=source.complete, before={} if visit.whole else past.completed)
    taking = Taking(source=source, visit=visit, excerpts=excerpts, total=answered.feed.total)
    yield from _take_all(answered.feed, taking)
    if not past.good or visit.whole:
        yield from _take_older(answered.feed, taking)
    yield from _complete(taking)
    absent = Absent(alive=past.alive)
    if answered.feed.whole and answered.feed.total:
        known = frozenset[str]() if visit.thorough else past.alive
        absent = yield from look_for_absent(taking.shown, answered.response.url, known)
    yield from tell(_last(answered, taking, absent))


def _feed(source: Source, past: Past, response: Response) -> Generator[Step, Answer, _Answered]:
    """Return the feed in *response*, or one that it names where it is a page."""
    try:
        feed = yield from look_through(response, source)
    except UnreadableError as error:
        if past.good:
            raise TransientFetchError(
                f"{response.url} answered with something else than the feed it was: {error}",
                source=source.name,
                url=response.url,
            ) from error
        reason = str(error)
    else:
        return _Answered(response=response, feed=feed, found=past.feed)
    for address in islice(_offered(response), _MOST_OFFERED):
        found = yield from _found(source, address)
        if found is not None:
            return found
    raise RefusedFetchError(
        f"{response.url} holds no feed and names none ({reason}); set the address of the feed",
        source=source.name,
        url=response.url,
    )


def _offered(response: Response) -> Iterator[str]:
    """Yield the addresses of the feeds that a page names, but for its own."""
    try:
        start = response.body.open().read(_PAGE_START)
        text = decoding.decode(start, response.charset)
    except UnreadableError:
        return
    if not overloaded(text):
        yield from (url for url in discover(text, response.url) if url != response.url)


def _found(source: Source, address: str) -> Generator[Step, Answer, _Answered | None]:
    try:
        response = checked((yield from ask(Request(url=address, accept=_ACCEPT))), source)
        feed = yield from look_through(response, source)
        return _Answered(response=response, feed=feed, found=address)
    except (FetchError, UnreadableError):
        return None


def _take_all(feed: Feed, taking: Taking) -> Flow:
    for number, one in enumerate(feed.entries(), 1):
        taking.take(one)
        if taking.is_full:
            yield from tell(taking.part())
        elif number % _IN_ONE_GO == 0:
            yield Pause()


def _take_older(feed: Feed, taking: Taking) -> Flow:
    """Follow a feed into its past (RFC 5005) as far as it can be read."""
    shown, taking.shown = taking.shown, Shown()  # an archive is no part of what the feed shows now
    yield from _follow(feed, taking)
    taking.shown = shown


def _follow(feed: Feed, taking: Taking) -> Flow:
    visited: set[str] = set()
    address = feed.head.older
    while address and address not in visited and len(visited) < _MOST_DOCUMENTS:
        visited.add(address)
        older = yield from _found(taking.source, address)
        if older is None:
            return
        yield from _take_all(older.feed, taking)
        address = older.feed.head.older


def _complete(taking: Taking) -> Flow:
    for one in taking.excerpts.postponed:
        whole = yield from taking.excerpts.complete(one, taking.source)
        taking.take_as_it_is(whole)
        if taking.is_full:
            yield from tell(taking.part())


def _last(answered: _Answered, taking: Taking, absent: Absent) -> Found:
    """Return the last part, with what is remembered."""
    response, feed = answered.response, answered.feed
    part = taking.part()
    shown = taking.shown.keys
    tombs = tuple(
        Withdrawn(key=ref, evidence=f"the feed at {response.url} says that it was deleted")
        for ref in feed.head.withdrawn
        if ref not in shown
    )
    revisit_at = taking.revisit_at
    if taking.excerpts.left:
        soon = taking.visit.now + _SOON
        revisit_at = min(revisit_at or soon, soon)
    return replace(
        part,
        seen=part.seen | absent.seen,
        withdrawn=(*tombs, *absent.withdrawn),
        memory=_memory(answered, taking, absent).memory(),
        moved_to=None if answered.found else response.moved_to,
        fresh_for=response.fresh_for,
        revisit_at=revisit_at,
        hub=feed.head.hub,
        note=_note(answered),
    )


def _memory(answered: _Answered, taking: Taking, absent: Absent) -> Past:
    response = answered.response
    past = Past(
        good=True,
        feed=_adopted(answered.found, response),
        completed=taking.excerpts.done,
        alive=absent.alive,
    )
    if not answered.feed.whole or taking.revisit_at is not None or taking.excerpts.left:
        return past  # it has to be read again, changed or not
    return replace(past, validators=response.validators, digest=response.body.digest)


def _note(answered: _Answered) -> str:
    if not answered.feed.whole:
        return _BROKEN_OFF
    if answered.found:
        return (
            f"the address is that of a web page; the feed that it names is read: {answered.found}"
        )
    return ""
