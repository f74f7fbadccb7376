"""A site whose REST API is closed, followed through its feed.

The feed names the ten newest pieces, its pages (``?paged=2``) the older ones. It tells neither
corrections of older pieces nor what is gone, so nothing is ever taken as withdrawn here.
"""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from barqiya.domain.article import Rejected, SourceItem
from barqiya.domain.normalize import address_key
from barqiya.domain.sighting import Sighting
from barqiya.errors import FetchError, RefusedFetchError, UnreadableError
from barqiya.sources.draft import Draft, to_item
from barqiya.sources.flow import (
    Answer,
    Flow,
    Found,
    Request,
    Response,
    Step,
    Validators,
    ask,
    checked,
    roll,
    tell,
)
from barqiya.sources.syndication import read_feed
from barqiya.sources.when import due
from barqiya.sources.wordpress.going import Going
from barqiya.sources.wordpress.links import ACCEPT_FEED, feed_of, id_in_address, id_told_by, paged

TRY_AGAIN = timedelta(hours=1)
_MOST_PAGES = 1000  # in one visit; the next goes on
_NOT_MODIFIED = 304
_PAGES = "text/html, */*;q=0.5"
_NO_SUCH_PAGE = frozenset({404, 410})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """The articles of the site that the store holds: their ids, by address, and their keys."""

    ids: dict[str, int]
    keys: frozenset[str]

    def id_of(self, draft: Draft) -> int | None:
        """Return the id of the post, from its guid (``/?p=12``) or from its known address."""
        for address in (draft.public_id, draft.url):
            post_id = id_in_address(address or "")
            if post_id is not None:
                return post_id
        return self.ids.get(address_key(draft.url or ""))

    def holds(self, draft: Draft) -> bool:
        """Return whether *draft* is of an article that was told before."""
        return self.key_of(draft) in self.keys

    def key_of(self, draft: Draft) -> str:
        """Return what *draft* is called: its id as in REST, else its guid or its address."""
        post_id = self.id_of(draft)
        return str(post_id) if post_id is not None else draft.key or ""


def read_site_feed(going: Going, reason: str) -> Flow:
    """Read the feed of the site; *reason* is how its REST API showed to be closed.

    The first time all its pages are read, later as many as hold something new.
    """
    past = going.past
    past.note = (
        f"REST is closed ({reason}): reading the site's feed; "
        "corrections of older pieces and withdrawals are not seen"
    )
    response = yield from _first_page(going)
    if response.status == _NOT_MODIFIED:
        yield from tell(Found(note=past.note, fresh_for=response.fresh_for))
        return
    known = _known([*(yield from roll()), *(yield from roll(secondhand=True))])
    drafts = _drafts(response, going)
    if drafts is None:
        raise RefusedFetchError(
            f"{going.source.address} has neither an open REST API ({reason}) nor a feed at "
            f"{response.url}; look at the address of this source",
            source=going.source.name,
            url=response.url,
        )
    if past.walked_at is None and not past.feed_read and past.page is None:
        past.page = 2
    yield from _learn_ids(drafts, known)
    yield from tell(_found(going, drafts, known, response))
    yield from _read_pages(going, drafts, known)
    past.feed_read = True
    validators = response.validators
    past.etag, past.last_modified = validators.etag, validators.last_modified
    yield from tell(Found(memory=past.memory(), note=past.note))


def _first_page(going: Going) -> Generator[Step, Answer, Response]:
    past = going.past
    asked = Validators()
    if past.page is None and not going.visit.thorough and not going.visit.whole:
        # Behind gzip the tag turns weak, and WordPress, comparing letter by letter, never knows it.
        etag = None if (past.etag or "").startswith("W/") else past.etag
        asked = Validators(etag=etag, last_modified=past.last_modified)
    request = Request(url=feed_of(past, going.source), accept=ACCEPT_FEED, validators=asked)
    return checked((yield from ask(request)), going.source)


def _read_pages(going: Going, first: Sequence[Draft | Rejected], known: _Known) -> Flow:
    """Read further pages: where the first walk is, else as long as they hold something new."""
    past = going.past
    walking = past.page is not None
    page, last = past.page or 2, first
    shown = {one.key or "" for one in first if isinstance(one, Draft)}
    for _ in range(_MOST_PAGES):
        if not walking and not any(isinstance(d, Draft) and not known.holds(d) for d in last):
            return
        drafts = yield from _page(going, page)
        keys = {one.key or "" for one in drafts if isinstance(one, Draft)}
        if keys <= shown:  # the end, or a site that shows the first page again
            past.page = None
            return
        shown |= keys
        page, last = page + 1, drafts
        past.page = page if walking else None
        yield from tell(_found(going, drafts, known, None))


def _page(going: Going, page: int) -> Generator[Step, Answer, Sequence[Draft | Rejected]]:
    """Return what a page of the feed holds; nothing where there is no such page."""
    url = paged(feed_of(going.past, going.source), page)
    response = yield from ask(Request(url=url, accept=ACCEPT_FEED))
    if response.status in _NO_SUCH_PAGE:
        return ()
    return _drafts(checked(response, going.source), going) or ()


def _learn_ids(drafts: Sequence[Draft | Rejected], known: _Known) -> Flow:
    """Learn the ids of new articles whose guid does not tell them, from their pages.

    Under its id an article is the same when REST opens again, and can be taken back then.
    """
    for draft in drafts:
        if isinstance(draft, Rejected) or draft.url is None or known.holds(draft):
            continue
        if known.id_of(draft) is not None or draft.shared_url:
            continue
        try:
            response = yield from ask(Request(url=draft.url, accept=_PAGES))
        except FetchError:
            return
        post_id = id_told_by(response)
        if post_id is not None:
            known.ids[address_key(draft.url)] = post_id


def _drafts(response: Response, going: Going) -> list[Draft | Rejected] | None:
    """Return the entries of a feed, ``None`` where *response* is none."""
    try:
        return list(read_feed(response, going.source))
    except UnreadableError:
        return None


def _found(
    going: Going, drafts: Sequence[Draft | Rejected], known: _Known, first: Response | None
) -> Found:
    read = list(_read(going, drafts, known))
    ready = due([one for one in read if isinstance(one, SourceItem)], going.visit.now)
    return Found(
        items=ready.items,
        rejected=tuple(one for one in read if isinstance(one, Rejected)),
        memory=going.past.memory(),
        secondhand=True,
        moved_to=going.moved_to,
        fresh_for=first.fresh_for if first else None,
        revisit_at=ready.revisit_at,
        note=going.past.note,
    )


def _read(
    going: Going, drafts: Sequence[Draft | Rejected], known: _Known
) -> Iterator[SourceItem | Rejected]:
    reading = replace(going.source.reading, url=None, base_url=None, now=going.visit.now)
    for one in drafts:
        if isinstance(one, Rejected):
            yield one
            continue
        draft = _named(one, known, going.source.name)
        origin = draft.url or f"{going.source.address} ({draft.key})"
        try:
            yield to_item(draft, origin, None, reading)
        except UnreadableError as error:
            yield Rejected(origin=origin, reason=str(error))


def _named(draft: Draft, known: _Known, source: str) -> Draft:
    """Return *draft* under the names that REST gives to the same post."""
    post_id = known.id_of(draft)
    if post_id is None:
        return draft
    names = (f"wp:{source}:{post_id}", *draft.names)
    return replace(draft, key=str(post_id), names=names)


def _known(held: Sequence[Sighting]) -> _Known:
    ids = {address_key(one.url): int(one.key) for one in held if one.url and one.key.isdecimal()}
    return _Known(ids=ids, keys=frozenset(one.key for one in held))
