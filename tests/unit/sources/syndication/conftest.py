"""What the tests of feeds share: a visit driven without a network."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from barqiya.domain.article import Rejected, SourceItem
from barqiya.domain.sighting import Sighting, Withdrawn
from barqiya.errors import FetchError
from barqiya.sources.flow import (
    Body,
    Census,
    Found,
    Pause,
    Request,
    Response,
    Roll,
    Source,
    Step,
    Visit,
)
from barqiya.sources.syndication import flow

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
FEED = "https://example.org/feed/"

Page = bytes | str | int | FetchError | Callable[[Request], Response]


@dataclass(kw_only=True)
class Site:
    """A web of pages by address, and what a store holds of it. Drives one visit after another.

    A page is its bytes, a status, an error that the fetching raises, or a function of the request.
    """

    pages: dict[str, Page]
    media_type: str = "application/rss+xml"
    held: tuple[Sighting, ...] = ()
    memory: Mapping[str, Any] = field(default_factory=dict)
    asked: list[Request] = field(default_factory=list)
    rolls: list[Roll] = field(default_factory=list)
    told: list[Found] = field(default_factory=list)
    _bodies: list[Body] = field(default_factory=list)

    def visit(self, *, complete: bool = False, now: datetime = NOW, **how: bool) -> "Site":
        """Drive one visit to its end, with the memory that the one before left."""
        self.asked, self.rolls, self.told = [], [], []
        source = Source(name="site", kind="feed", address=FEED, complete=complete)
        steps = flow(source, Visit(now=now, memory=self.memory, **how))
        try:
            step = next(steps)
            while True:
                try:
                    answer = self._answer(step)
                except FetchError as error:
                    step = steps.throw(error)
                else:
                    step = steps.send(answer)
        except StopIteration:
            return self
        finally:
            for body in self._bodies:
                body.close()
            self._bodies.clear()

    def _answer(self, step: Step) -> Any:
        match step:
            case Request():
                self.asked.append(step)
                return self._response(step)
            case Pause():
                return None
            case Roll():
                self.rolls.append(step)
                return self.held
            case Census():
                return len(self.held)
            case Found():
                self.told.append(step)
                self.memory = self.memory if step.memory is None else step.memory
                return None

    def _response(self, request: Request) -> Response:
        page = self.pages.get(request.url, 404)
        if isinstance(page, FetchError):
            raise page
        response = page(request) if callable(page) else self.answer(request.url, page)
        self._bodies.append(response.body)
        return response

    def answer(self, url: str, page: bytes | str | int, **headers: str) -> Response:
        """Return a response of the usual kind."""
        content = page.encode() if isinstance(page, str) else page
        return Response(
            url=url,
            status=page if isinstance(page, int) else 200,
            headers={
                "content-type": self.media_type,
                **{name.replace("_", "-"): value for name, value in headers.items()},
            },
            body=Body.of(content if isinstance(content, bytes) else b""),
        )

    @property
    def items(self) -> list[SourceItem]:
        """All items of the last visit."""
        return [item for found in self.told for item in found.items]

    @property
    def rejected(self) -> list[Rejected]:
        """All that could not be read in the last visit."""
        return [one for found in self.told for one in found.rejected]

    @property
    def withdrawn(self) -> list[Withdrawn]:
        """All that was told to be gone in the last visit."""
        return [one for found in self.told for one in found.withdrawn]

    @property
    def addresses(self) -> list[str]:
        """The addresses asked for in the last visit."""
        return [request.url for request in self.asked]


@pytest.fixture
def site() -> Iterator[Callable[..., Site]]:
    """Return a function that makes a site: of one feed, or of pages by address."""

    def made(feed: Page = b"", pages: Mapping[str, Page] | None = None, **how: Any) -> Site:
        return Site(pages={FEED: feed, **(pages or {})}, **how)

    return made


@pytest.fixture
def rss() -> Callable[..., str]:
    """Return a function that writes an RSS feed around items."""

    def written(*items: str, head: str = "<language>ar</language>", end: str = "</channel>") -> str:
        return (
            '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"'
            ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
            ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
            ' xmlns:atom="http://www.w3.org/2005/Atom"'
            ' xmlns:at="http://purl.org/atompub/tombstones/1.0">'
            f"<channel><title>المجلة</title><link>https://example.org/</link>{head}"
            f"{''.join(items)}{end}</rss>"
        )

    return written
