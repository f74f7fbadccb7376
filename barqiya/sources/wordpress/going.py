"""A visit to a site under way: what it was given, what it remembers, what it has told."""

from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from barqiya.domain.article import Rejected, SourceItem
from barqiya.domain.sighting import Withdrawn
from barqiya.errors import UnreadableError
from barqiya.sources.flow import Answer, Found, Request, Source, Step, Visit, ask
from barqiya.sources.when import AHEAD, due
from barqiya.sources.wordpress import api
from barqiya.sources.wordpress.api import Listing, Query, Record
from barqiya.sources.wordpress.past import Past
from barqiya.sources.wordpress.posts import (
    Context,
    is_protected,
    item_of,
    modified_at,
    origin_of,
)

_PROTECTED = "it is protected by a password: there is no text for everybody"


@dataclass(slots=True, kw_only=True)
class Going:
    """A visit under way. *told* are the ids of the posts that it has read, *fresh* of new ones."""

    source: Source
    visit: Visit
    past: Past
    moved_to: str | None = None
    told: set[int] = field(default_factory=set)
    fresh: set[int] = field(default_factory=set)

    @property
    def root(self) -> str:
        """The address of the API's index."""
        return self.past.root or ""

    @property
    def zone(self) -> tzinfo:
        """The zone of the site; that of the settings where the site names none."""
        return zone_named(self.past.zone) or self.source.reading.timezone

    @property
    def context(self) -> Context:
        """What posts are read with."""
        return Context(
            source=self.source, zone=self.zone, now=self.visit.now, people=self.past.people
        )

    def elapsed(self, since: datetime | None, wait: timedelta) -> bool:
        """Return whether *wait* has passed since then; it has where there was no then."""
        return since is None or self.visit.now - since >= wait

    def ask_list(self, query: Query, ahead: str | None = None) -> Generator[Step, Answer, Listing]:
        """Return the posts that *query* asks for. Raises as :func:`api.listing` does."""
        url = api.posts(self.root, query)
        response = yield from ask(Request(url=url, accept=api.ACCEPT, ahead=ahead))
        return api.listing(response, self.source)

    def found(
        self,
        posts: Sequence[Record] = (),
        rejected: Iterable[Rejected] = (),
        total: int | None = None,
    ) -> Found:
        """Return what *posts* are to be told as, with all that is remembered so far."""
        self.told |= {post["id"] for post in posts}
        self._wait_no_more(posts)
        read = [(post, self._read(post)) for post in posts]
        items = [one for _, one in read if isinstance(one, SourceItem)]
        ready = due(items, self.visit.now)
        self._wait_for(items, ready.items)
        return Found(
            items=ready.items,
            rejected=(*rejected, *(one for _, one in read if isinstance(one, Rejected))),
            withdrawn=tuple(self._protected(posts)),
            memory=self.past.memory(),
            total=total,
            moved_to=self.moved_to,
            revisit_at=self._next_waiting(),
        )

    def newest_of(self, posts: Iterable[Record]) -> datetime | None:
        """Return the newest modification among *posts*."""
        return max((m for m in map(modified_at, posts) if m is not None), default=None)

    def not_ahead(self, moment: datetime) -> datetime:
        """Return *moment*, or now where it lies ahead: a cursor there would hide what is saved."""
        return min(moment, self.visit.now)

    def take_due(self) -> set[int]:
        """Return the ids of the posts that waited and may be read now; they wait no more."""
        now, waiting = self.visit.now + AHEAD, self.past.waiting
        due_now = [post_id for post_id, at in waiting.items() if datetime.fromisoformat(at) <= now]
        for post_id in due_now:
            del waiting[post_id]
        return set(map(int, due_now))

    def _read(self, post: Record) -> SourceItem | Rejected:
        origin = origin_of(post, self.source)
        if is_protected(post):
            return Rejected(origin=origin, reason=_PROTECTED)
        try:
            return item_of(post, self.context)
        except UnreadableError as error:
            return Rejected(origin=origin, reason=str(error))
        except Exception as error:  # noqa: BLE001 - whatever one post does, the others are read
            reason = f"it cannot be read: {type(error).__name__}: {error}"
            return Rejected(origin=origin, reason=reason)

    def _protected(self, posts: Iterable[Record]) -> Iterator[Withdrawn]:
        for post in posts:
            if is_protected(post):
                evidence = f"{origin_of(post, self.source)} asks for a password now"
                yield Withdrawn(key=str(post["id"]), evidence=evidence)

    def _wait_no_more(self, posts: Iterable[Record]) -> None:
        for post in posts:
            self.past.waiting.pop(str(post["id"]), None)

    def _wait_for(self, items: Iterable[SourceItem], ready: Sequence[SourceItem]) -> None:
        for item in items:
            published_at = item.content.published_at
            if item not in ready and published_at is not None:
                self.past.waiting[item.source_key] = published_at.isoformat()

    def _next_waiting(self) -> datetime | None:
        return min(map(datetime.fromisoformat, self.past.waiting.values()), default=None)


def zone_named(name: str | None) -> tzinfo | None:
    """Return the zone that a site names (``Africa/Cairo``), or gives as hours (``2``, ``-3.5``)."""
    if not name:
        return None
    try:
        return timezone(timedelta(hours=float(name)))
    except ValueError:
        pass
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def zone_told(index: Record) -> str | None:
    """Return the name of the zone in the *index* of the API, as :func:`zone_named` takes it."""
    name: Any = index.get("timezone_string")
    if isinstance(name, str) and name:
        return name
    hours: Any = index.get("gmt_offset")
    return str(hours) if isinstance(hours, (int, float, str)) and str(hours) else None


def in_utc(moment: datetime) -> str:
    """Return *moment* as the API takes it: without a zone it would be read in the site's own."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
