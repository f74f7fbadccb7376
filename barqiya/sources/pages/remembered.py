"""What is remembered of a site between visits: as values, and as the JSON they are kept in."""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from barqiya.domain.normalize import address_key
from barqiya.sources.flow import Memory, Response, Validators
from barqiya.sources.pages.robots import Rules

_NEWEST = 200  # pages that are visited again
_KNOWN = 3000  # addresses that are not taken for new ones
_WAITING = 500
_REFUSED_FOR = timedelta(days=7)
_MOST_REFUSED = 500
_RECENT = timedelta(days=2)
_OFTEN = timedelta(minutes=30)
_SELDOM = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """By what the next answer is told to be the same: what the server gave, and the bytes."""

    etag: str | None = None
    modified: str | None = None
    digest: str | None = None

    @classmethod
    def of(cls, response: Response) -> "Mark":
        """Return the mark of *response*."""
        given = response.validators
        return cls(etag=given.etag, modified=given.last_modified, digest=response.body.digest)

    @property
    def validators(self) -> Validators:
        """What to ask the server with."""
        return Validators(etag=self.etag, last_modified=self.modified)

    def meets(self, response: Response) -> bool:
        """Return whether *response* brings nothing new."""
        return response.status == 304 or response.body.digest == self.digest  # noqa: PLR2004 # HTTP's own number


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The page of an article that was read. *born* and *due* are in seconds since 1970."""

    url: str
    key: str
    born: float
    due: float
    mark: Mark


@dataclass(slots=True, kw_only=True)
class Remembered:
    """A site as it was left.

    *front* is the mark of the source's own address, *single* the key of the article where that is
    an article's. *pages* are the newest articles by the key of their address, *known* hashes of all
    addresses that were read, *refused* those that hold no article, with the moment from which on
    they are tried again; *waiting* are addresses that are still to be read.
    """

    front: Mark = Mark()
    single: str | None = None
    pages: dict[str, Page] = field(default_factory=dict)
    known: list[str] = field(default_factory=list)
    refused: dict[str, float] = field(default_factory=dict)
    waiting: list[str] = field(default_factory=list)
    robots: Rules = field(default_factory=Rules)

    @classmethod
    def of(cls, memory: Memory, *, whole: bool) -> "Remembered":
        """Return what *memory* holds; of a *whole* visit only what the site asked of robots."""
        robots = memory.get("robots") or {}
        rules = Rules(lines=tuple(robots.get("lines", ())), until=robots.get("until", 0))
        if whole:
            return cls(robots=rules)
        return cls(
            front=Mark(**memory.get("front", {})),
            single=memory.get("single"),
            pages={
                key: Page(**{**page, "mark": Mark(**page["mark"])})
                for key, page in memory.get("pages", {}).items()
            },
            known=list(memory.get("known", ())),
            refused=dict(memory.get("refused", {})),
            waiting=list(memory.get("waiting", ())),
            robots=rules,
        )

    def as_memory(self) -> dict[str, Any]:
        """Return it as JSON, no larger than is of use."""
        newest = sorted(self.pages.items(), key=lambda one: one[1].born, reverse=True)[:_NEWEST]
        latest = sorted(self.refused.items(), key=lambda one: one[1], reverse=True)
        return {
            "front": asdict(self.front),
            "single": self.single,
            "pages": {key: asdict(page) for key, page in newest},
            "known": self.known[-_KNOWN:],
            "refused": dict(latest[:_MOST_REFUSED]),
            "waiting": self.waiting[:_WAITING],
            "robots": {"lines": list(self.robots.lines), "until": self.robots.until},
        }

    def wait_for(self, links: Iterable[str], now: datetime) -> None:
        """Put those of *links* that are new before the ones that wait already."""
        known = set(self.known)
        wanted = {address_key(url): url for url in (*links, *self.waiting)}
        self.waiting = [
            url
            for key, url in wanted.items()
            if _short(key) not in known and self.refused.get(key, 0) <= now.timestamp()
        ][:_WAITING]

    def read(self, url: str, key: str, response: Response, now: datetime) -> None:
        """Note that the article *key* was read at *url*, and when it is looked at again."""
        name = address_key(url)
        self._know(name, key, address_key(response.url))
        born = self.pages[name].born if name in self.pages else now.timestamp()
        due = now + _pause(now - datetime.fromtimestamp(born, tz=now.tzinfo))
        self.pages[name] = Page(
            url=url, key=key, born=born, due=due.timestamp(), mark=Mark.of(response)
        )

    def looked_at(self, page: Page, now: datetime) -> None:
        """Note that *page* was visited again and brought nothing to keep."""
        age = now - datetime.fromtimestamp(page.born, tz=now.tzinfo)
        due = (now + _pause(age)).timestamp()
        self.pages[address_key(page.url)] = Page(
            url=page.url, key=page.key, born=page.born, due=due, mark=page.mark
        )

    def refuse(self, url: str, now: datetime) -> None:
        """Note that *url* holds no article: it is let be for a week."""
        self.refused[address_key(url)] = (now + _REFUSED_FOR).timestamp()

    def due(self, now: datetime, *, thorough: bool) -> list[Page]:
        """Return the pages to be looked at again, those that waited longest first."""
        pages = sorted(self.pages.values(), key=lambda page: page.due)
        return [page for page in pages if thorough or page.due <= now.timestamp()]

    def _know(self, *keys: str) -> None:
        for name in map(_short, keys):
            if name not in self.known[-_NEWEST:]:
                self.known.append(name)


def _short(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:12]


def _pause(age: timedelta) -> timedelta:
    """Return how long a page of *age* is let be: corrections come early in an article's life."""
    return _OFTEN if age < _RECENT else min(age / 2, _SELDOM)
