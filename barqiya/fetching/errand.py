"""One request on its way: where it stands, which redirects it took, what it may say of itself.

Owns the sentences of what went wrong. Sends nothing.
"""

import asyncio
import base64
import re
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta

import httpcore
import httpx

from barqiya.errors import FetchError, RefusedFetchError, TransientFetchError
from barqiya.fetching.addresses import AddressError, located, origin_of, shown, target
from barqiya.fetching.decompression import BrokenCodingError
from barqiya.fetching.guard import ForbiddenHostError
from barqiya.fetching.names import UnknownHostError
from barqiya.fetching.terms import Access, Terms
from barqiya.sources.flow import Request, Source, Validators

# What may go wrong outside; anything else is a mistake of ours and is not hidden.
TROUBLES = (
    ForbiddenHostError,
    UnknownHostError,
    BrokenCodingError,
    OSError,  # time-outs and TLS among them
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpx.HTTPError,
)
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_SAME_METHOD = frozenset({307, 308})
_PERMANENT = frozenset({301, 308})
_LONGEST_QUOTED = 160
_LONGEST_VALIDATOR = 1_000
_FIT = re.compile(r"[\t\x20-\x7e\x80-\U0010ffff]+")  # RFC 9110, section 5.5: no control characters
_WEAK = re.compile(r'\s*W/(".*")\s*')


class Errand:
    """The asking for one thing, from the address that was given to the one that answers.

    With a *form* it is the sending of that.
    """

    def __init__(
        self,
        source: Source,
        request: Request,
        access: Access,
        terms: Terms,
        form: Mapping[str, str] | None = None,
    ) -> None:
        self._source = source
        self._request = request
        self._access = access
        self._terms = terms
        self.form = form
        self._left = terms.timeout.total_seconds()
        self._permanent = True
        self.retry_after: timedelta | None = None
        self.here = self._target(request.url)
        self._been = [self.here]

    @property
    def private(self) -> bool:
        """Whether it may go to addresses that are not public."""
        return self._access.allow_private

    @property
    def method(self) -> str:
        """What is done at the address it stands at."""
        return "GET" if self.form is None else "POST"

    @property
    def redirects(self) -> frozenset[int]:
        """The statuses that send it on: what is sent must not become a question on its way."""
        return _REDIRECTS if self.form is None else _SAME_METHOD

    @property
    def port(self) -> int:
        """The port of the address it stands at."""
        return self.here.port or (443 if self.here.scheme == "https" else 80)

    @property
    def moved_to(self) -> str | None:
        """The address to be remembered, where every redirect so far was for good."""
        return str(self.here) if self._permanent and len(self._been) > 1 else None

    def headers(self) -> list[tuple[bytes, bytes]]:
        """Return what the request says here, beyond what every request says."""
        said = [("accept", self._request.accept), *_conditions(self._request.validators)]
        headers = [
            (name.encode(), value.strip().encode())
            for name, value in said
            if len(value) <= _LONGEST_VALIDATOR and _FIT.fullmatch(value)
        ]
        if self._access.user is not None and self._at_home():
            headers.append((b"authorization", self._credentials()))
        return headers

    def follow(self, status: int, location: bytes) -> None:
        """Go where a redirect leads. Raises RefusedFetchError where that is nowhere, or too far."""
        if len(self._been) > self._terms.redirects:
            raise self.refused(f"still redirects after {self._terms.redirects} redirects")
        there = self._target(located(location), str(self.here))
        if there in self._been:
            raise self.refused(f"redirects in a circle, to {shown(str(there))} again")
        downgraded = self.here.scheme == "https" and there.scheme == "http"
        self._permanent = self._permanent and status in _PERMANENT and not downgraded
        self._been.append(there)
        self.here = there

    @asynccontextmanager
    async def hurry(self) -> AsyncIterator[None]:
        """Spend what is left of the time within; raises TimeoutError when it is used up."""
        clock = asyncio.get_running_loop().time
        begun = clock()
        try:
            async with asyncio.timeout(self._left):
                yield
        finally:
            self._left -= clock() - begun

    def refused(self, why: str) -> RefusedFetchError:
        """Return the error for what will not work by itself; *why* goes on from the address."""
        address = shown(str(self.here))
        return RefusedFetchError(
            f"{self._where(address)} {why}", source=self._source.name, url=address
        )

    def trouble(self, error: Exception) -> FetchError:
        """Return *error*, one of :data:`TROUBLES`, in our words."""
        if isinstance(error, ForbiddenHostError):
            return self.refused(
                f"lies at {error.address}, {error.kind} address, and is not asked. If you trust it,"
                f" write allow_private = true in the [[sources]] table of {self._source.name}"
            )
        address = shown(str(self.here))
        return TransientFetchError(
            f"{self._where(address)} {_why(error, self._terms)}",
            source=self._source.name,
            url=address,
            retry_after=self.retry_after,
        )

    def _target(self, address: str, base_url: str | None = None) -> httpx.URL:
        try:
            return target(address, base_url)
        except AddressError as error:
            named = shown(address)
            before = f"{shown(base_url)} redirects: " if base_url else ""
            raise RefusedFetchError(
                f"{before}{named} {error}", source=self._source.name, url=named
            ) from error

    def _where(self, address: str) -> str:
        first = self._been[0]
        return address if self.here == first else f"{address} (redirected from {shown(str(first))})"

    def _at_home(self) -> bool:
        """Whether this is the origin that the credentials are for."""
        try:
            home = target(self._access.address or self._source.address)
        except AddressError:
            return False
        return origin_of(self.here) == origin_of(home)

    def _credentials(self) -> bytes:
        pair = f"{self._access.user}:{self._access.password or ''}"
        return b"Basic " + base64.b64encode(pair.encode())


def _conditions(validators: Validators) -> list[tuple[str, str]]:
    """Return what a conditional request says (RFC 9110, section 13.1).

    Validators go back as they came, but for one case: a weak tag that came with a Last-Modified
    loses its W/. The comparison of If-None-Match is weak, so it means the same; and WordPress,
    whose tag a server in front of it made weak, compares literally and knows only the bare one.
    Frameworks that make weak tags themselves and compare literally give no Last-Modified.
    """
    conditions = []
    if validators.etag:
        weak = _WEAK.fullmatch(validators.etag) if validators.last_modified else None
        conditions.append(("if-none-match", weak[1] if weak else validators.etag))
    if validators.last_modified:
        conditions.append(("if-modified-since", validators.last_modified))
    return conditions


def _why(error: Exception, terms: Terms) -> str:  # noqa: PLR0911 - one sentence for each trouble
    match error:
        case TimeoutError():
            return f"took longer than {terms.timeout.total_seconds():g} s in all"
        case UnknownHostError():
            return f"could not be reached: its host {error}"
        case BrokenCodingError():
            return f"answered with a broken body: {error}"
        case httpcore.ConnectTimeout():
            return f"could not be reached within {terms.connecting.total_seconds():g} s"
        case httpcore.TimeoutException():
            return f"was silent for {terms.idle.total_seconds():g} s"
        case httpcore.ConnectError():
            return _unconnected(error)
        case httpcore.ProtocolError():
            return f"answered with broken HTTP: {_quoted(error)}"
        case httpcore.NetworkError():
            return "broke off the connection"
        case _:
            return f"could not be read: {_quoted(error)}"


def _unconnected(error: httpcore.ConnectError) -> str:
    cause: BaseException = error
    while cause.__cause__ is not None:
        cause = cause.__cause__
    match cause:
        case ssl.SSLCertVerificationError():
            return f"has no valid certificate: {cause.verify_message}"
        case ssl.SSLError():
            return f"speaks no TLS that can be used: {_quoted(cause)}"
        case ConnectionRefusedError():
            return "refuses connections"
        case OSError(strerror=str(reason)):
            return f"cannot be reached: {reason}"
        case _:
            return f"cannot be reached: {_quoted(cause)}"


def _quoted(error: BaseException) -> str:
    text = str(error) or type(error).__name__
    return text if len(text) <= _LONGEST_QUOTED else f"{text[:_LONGEST_QUOTED]}…"
