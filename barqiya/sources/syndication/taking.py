"""What of a visit is not told yet: entries gathered into parts. Asks for nothing, tells nothing."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from barqiya.domain.article import Rejected, SourceItem
from barqiya.errors import UnreadableError
from barqiya.sources.draft import to_item
from barqiya.sources.flow import Found, Source, Visit
from barqiya.sources.syndication.completing import Excerpts
from barqiya.sources.syndication.entry import Told
from barqiya.sources.syndication.retracting import Shown
from barqiya.sources.when import due

_PART = 100  # items told at once: one transaction of the store


@dataclass(slots=True, kw_only=True)
class Taking:
    """The entries of a visit on their way: *revisit_at* is when the first that waits is due."""

    source: Source
    visit: Visit
    excerpts: Excerpts
    shown: Shown = field(default_factory=Shown)
    total: int | None = None
    revisit_at: datetime | None = None
    _items: list[SourceItem] = field(default_factory=list)
    _rejected: list[Rejected] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)

    def take(self, one: Told | Rejected) -> None:
        """Take an entry, unless its page is to be asked for first."""
        if isinstance(one, Rejected):
            self._rejected.append(one)
        elif self.excerpts.completed_before(one):
            self._seen.add(one.draft.key or "")
        elif not self.excerpts.postpones(one):
            self.take_as_it_is(one)

    def take_as_it_is(self, one: Told) -> None:
        """Take an entry; one whose date is still to come waits."""
        origin = one.draft.url or f"{self.source.address} ({one.draft.key})"
        reading = replace(self.source.reading, url=None, base_url=None, now=self.visit.now)
        try:
            item = to_item(one.draft, origin, None, reading)
        except UnreadableError as error:
            self._rejected.append(Rejected(origin=origin, reason=str(error)))
            return
        ready = due([item], self.visit.now)
        self._items += ready.items
        if ready.revisit_at is not None:
            self.revisit_at = min(self.revisit_at or ready.revisit_at, ready.revisit_at)

    @property
    def is_full(self) -> bool:
        """Whether there is enough for a part."""
        return len(self._items) + len(self._rejected) + len(self._seen) >= _PART

    def part(self) -> Found:
        """Return what is to be told, and begin the next part."""
        told = Found(
            items=tuple(self._items),
            rejected=tuple(self._rejected),
            seen=frozenset(self._seen),
            total=self.total,
        )
        self._items, self._rejected, self._seen, self.total = [], [], set(), None
        return told
