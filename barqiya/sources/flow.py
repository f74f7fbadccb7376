"""How a source is visited: a generator that asks for one thing after another, and tells.

A flow does no input or output of its own. It yields *steps*, and the driver
(:mod:`barqiya.ingest.refreshing`) sends back what each asked for:

==================  ====================================================================
step                what comes back
==================  ====================================================================
:class:`Request`    a :class:`Response` of any status; where none can be had, the driver
                    raises a :class:`~barqiya.errors.FetchError` inside the flow
:class:`Found`      nothing: what was found is committed, with the memory, in one
                    transaction. A visit that is cut off goes on from the last one
:class:`Census`     how many items of the source the store holds as published
:class:`Roll`       those items, as :class:`~barqiya.domain.sighting.Sighting`
:class:`Pause`      nothing, after others had their turn to read
==================  ====================================================================

The functions :func:`ask`, :func:`tell`, :func:`census` and :func:`roll` are those steps with their
answers typed; a flow uses them with ``yield from``.
"""

import hashlib
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from weakref import finalize

from barqiya.domain.article import Rejected, SourceItem
from barqiya.domain.normalize import without_secrets
from barqiya.domain.sighting import Sighting, Withdrawn
from barqiya.errors import (
    GoneFetchError,
    RefusedFetchError,
    TransientFetchError,
)
from barqiya.sources.draft import Reading

_IN_MEMORY = 1_000_000  # bytes of a body; beyond it lies in a file
_CHUNK = 65_536

Memory = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A source as the settings name it.

    *address* is an http(s) address, or a path where *kind* is ``files``; it is the one adopted
    after a permanent redirect where there was one. *reading* says how its items are read.
    *complete* asks for the whole article from its page where a feed gives an excerpt.
    """

    name: str
    kind: str
    address: str
    reading: Reading = field(default_factory=Reading)
    complete: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One refresh of a source. *now* is aware UTC.

    *memory* is what the flow itself left at its last :class:`Found` (JSON values; empty at first
    sight). *thorough* asks to look at what cheap signs do not show; *whole* to read everything
    again. A person who refreshes by hand gets a thorough visit.
    """

    now: datetime
    memory: Memory
    thorough: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a server gave to ask "has it changed?" with, verbatim (RFC 9110, section 8.8)."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A GET of *url*. *ahead* is what will surely be asked for next: it may be fetched early."""

    url: str
    accept: str = "*/*"
    validators: Validators = Validators()
    ahead: str | None = None


class Body:
    """The bytes of a response, decompressed: in memory while few, else in a file that goes with it.

    Written by the fetching, read by flows. Not to be used after :meth:`close`.
    """

    def __init__(self) -> None:
        self._file: SpooledTemporaryFile[bytes] = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed by close()
        finalize(self, self._file.close)  # a flow that keeps no body keeps no file
        self._hash = hashlib.sha256()
        self.size = 0

    @classmethod
    def of(cls, content: bytes) -> "Body":
        """Return a body that holds *content*."""
        body = cls()
        body.write(content)
        return body

    def write(self, chunk: bytes) -> None:
        """Add *chunk* at the end."""
        self._file.seek(0, 2)
        self._file.write(chunk)
        self._hash.update(chunk)
        self.size += len(chunk)

    def open(self) -> IO[bytes]:
        """Return the bytes as a file, from the beginning. There is one reader at a time."""
        self._file.seek(0)
        return self._file

    def read(self) -> bytes:
        """Return all bytes at once."""
        return self.open().read()

    @property
    def digest(self) -> str:
        """The SHA-256 of the bytes, in hexadecimal."""
        return self._hash.hexdigest()

    def close(self) -> None:
        """Let go of the bytes."""
        self._file.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What a server answered. *url* is where it came from in the end, *headers* in lower case.

    *moved_to* is the address to be remembered instead of the one asked for: every redirect on the
    way was permanent (301, 308); ``None`` where there was none or another. *fresh_for* is how long
    the answer says it will stay as it is (``max-age``, ``Expires``); *retry_after* how long the
    server asks to be left alone. The body of a 304 is empty.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: Body
    moved_to: str | None = None
    fresh_for: timedelta | None = None
    retry_after: timedelta | None = None

    @property
    def charset(self) -> str | None:
        """The charset that the Content-Type names, as written there."""
        for part in self.headers.get("content-type", "").split(";")[1:]:
            name, _, value = part.partition("=")
            if name.strip().casefold() == "charset":
                return value.strip().strip("\"'") or None
        return None

    @property
    def media_type(self) -> str:
        """The media type without parameters, in lower case; empty where none is told."""
        return self.headers.get("content-type", "").split(";")[0].strip().casefold()

    @property
    def validators(self) -> Validators:
        """What to ask with next time."""
        return Validators(
            etag=self.headers.get("etag"), last_modified=self.headers.get("last-modified")
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Hub:
    """A WebSub hub (W3C Recommendation, 2018) that tells of changes to *topic*."""

    url: str
    topic: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a visit found so far; everything in it is committed in one transaction.

    *items* are claims; *rejected* could not be read. *seen* are keys that are there without being
    told anew; *missing* are keys that a complete sighting did not show; *withdrawn* are those that
    the source itself says are gone. *memory* replaces what the flow remembers; ``None`` leaves it.
    *total* is how many items the visit will bring in all, where known, for progress. *secondhand*
    says that the items come by a lesser voice of the source (the feed of a site whose REST is
    closed), which words the same texts otherwise; their keys are counted apart.

    The rest is about the source and holds from then on where it is given: *moved_to* is its new
    address, *fresh_for* how long it will not change, *revisit_at* when something in it that lies in
    the future is due, *hub* who tells of its changes, *note* what its operator should know (the
    empty string takes an earlier note back).
    """

    items: tuple[SourceItem, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    seen: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()
    withdrawn: tuple[Withdrawn, ...] = ()
    memory: Memory | None = None
    total: int | None = None
    secondhand: bool = False
    moved_to: str | None = None
    fresh_for: timedelta | None = None
    revisit_at: datetime | None = None
    hub: Hub | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Census:
    """The question how many items of this source the store holds as published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll:
    """The question which they are; only those that take their place at or after *since*.

    *secondhand* asks for those that were told as such.
    """

    since: datetime | None = None
    secondhand: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Nothing is asked: there is much to read, and others who read may have their turn."""


Step = Request | Found | Census | Roll | Pause
Answer = Response | int | tuple[Sighting, ...] | None
Flow = Generator[Step, Answer, None]
SourceKind = Callable[[Source, Visit], Flow]


def ask(request: Request) -> Generator[Step, Answer, Response]:
    """Return the response to *request*, whatever its status."""
    answer = yield request
    if not isinstance(answer, Response):
        raise TypeError(f"a request is answered by a response, not by {answer!r}")
    return answer


def tell(found: Found) -> Generator[Step, Answer, None]:
    """Have *found* committed."""
    yield found


def census() -> Generator[Step, Answer, int]:
    """Return how many items of this source the store holds as published."""
    answer = yield Census()
    if not isinstance(answer, int):
        raise TypeError(f"a census is answered by a number, not by {answer!r}")
    return answer


def roll(
    since: datetime | None = None, *, secondhand: bool = False
) -> Generator[Step, Answer, tuple[Sighting, ...]]:
    """Return the items of this source that the store holds as published."""
    answer = yield Roll(since=since, secondhand=secondhand)
    if not isinstance(answer, tuple):
        raise TypeError(f"a roll is answered by sightings, not by {answer!r}")
    return answer


def checked(response: Response, source: Source) -> Response:
    """Return *response* where its status is 2xx or 304; raise what any other status means."""
    status = response.status
    if 200 <= status < 300 or status == 304:  # noqa: PLR2004 - HTTP's own numbers
        return response
    said = f"{without_secrets(response.url)} answered {status}"
    if status == 410:  # noqa: PLR2004 - RFC 9110, 15.5.11: gone, and likely for good
        raise GoneFetchError(f"{said}: it is gone for good", source=source.name, url=response.url)
    if status in {408, 425, 429} or status >= 500:  # noqa: PLR2004 - passing troubles
        raise TransientFetchError(
            said, source=source.name, url=response.url, retry_after=response.retry_after
        )
    raise RefusedFetchError(said, source=source.name, url=response.url)
