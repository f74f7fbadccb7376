"""What a feed no longer shows. A feed forgets by itself, so only the page of an article tells.

Owns whom to ask for, and what an answer means; an answer that is not plain means nothing.
"""

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from barqiya.domain.sighting import Sighting, Withdrawn
from barqiya.errors import FetchError
from barqiya.sources.draft import Draft
from barqiya.sources.flow import Answer, Request, Step, ask, roll
from barqiya.sources.syndication.head import same_host

_FEWEST = 3  # entries that show an order of dates
_MOST_PAGES = 5  # asked for in one visit
_PAGES = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"
_OK = 200
_GONE = frozenset({404, 410})


@dataclass(slots=True)
class Shown:
    """What a document shows: the keys of its entries, and their dates in its order."""

    keys: set[str] = field(default_factory=set)
    urls: set[str] = field(default_factory=set)
    moments: list[datetime | None] = field(default_factory=list)

    def note(self, draft: Draft) -> None:
        """Take note of an entry."""
        self.keys.add(draft.key or "")
        self.urls.add(draft.url or "")
        self.moments.append(draft.published_at)

    @property
    def since(self) -> datetime | None:
        """The oldest date, where the entries stand in the order of their dates, else ``None``."""
        moments = [moment for moment in self.moments if moment is not None]
        if len(moments) < max(_FEWEST, len(self.moments)):
            return None
        falling = all(one >= other for one, other in pairwise(moments))
        rising = all(one <= other for one, other in pairwise(moments))
        return min(moments) if falling or rising else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Absent:
    """What was found out of articles that the feed ought to show and does not."""

    withdrawn: tuple[Withdrawn, ...] = ()
    seen: frozenset[str] = frozenset()
    alive: frozenset[str] = frozenset()


def look_for_absent(
    shown: Shown, url: str, alive: frozenset[str]
) -> Generator[Step, Answer, Absent]:
    """Return what became of articles younger than the oldest entry at *url* that are not in it.

    *alive* are those whose pages were there when they were last asked for: they are not asked for
    again.
    """
    since = shown.since
    if since is None:
        return Absent(alive=alive)
    absent = list(_absent(shown, since, url, (yield from roll(since))))
    gone: list[Withdrawn] = []
    seen: set[str] = set()
    for one in [a for a in absent if a.key not in alive][:_MOST_PAGES]:
        status = yield from _status(one.url or "")
        if status in _GONE:
            evidence = f"it left the feed before its time, and {one.url} answers {status}"
            gone.append(Withdrawn(key=one.key, evidence=evidence))
        elif status == _OK:
            seen.add(one.key)
    still = alive & {one.key for one in absent}
    return Absent(withdrawn=tuple(gone), seen=frozenset(seen), alive=still | seen)


def _absent(
    shown: Shown, since: datetime, url: str, held: tuple[Sighting, ...]
) -> Iterator[Sighting]:
    for one in held:
        if one.key in shown.keys or one.url is None or one.url in shown.urls:
            continue
        if one.ordered_at > since and same_host(one.url, url):
            yield one


def _status(url: str) -> Generator[Step, Answer, int | None]:
    try:
        response = yield from ask(Request(url=url, accept=_PAGES))
    except FetchError:
        return None
    return response.status
