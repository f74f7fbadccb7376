"""The fetcher: one client for all sources, whose every limit and courtesy is kept here.

Answers of any status are responses; what could not be had is a FetchError. Nothing else is raised.
"""

import asyncio
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from types import TracebackType
from typing import Self

import httpx

from barqiya.fetching.addresses import host_of
from barqiya.fetching.answers import fresh_for, headers_of, retry_after
from barqiya.fetching.decompression import Unpacking, coding_of
from barqiya.fetching.errand import TROUBLES, Errand
from barqiya.fetching.guard import kind_of
from barqiya.fetching.manners import Manners
from barqiya.fetching.names import Names, Resolve, SystemResolver, UnknownHostError
from barqiya.fetching.terms import Access, Terms
from barqiya.fetching.transport import LOCATION, PRIVATE, CheckedTransport
from barqiya.sources.flow import Body, Request, Response, Source

_BODILESS = frozenset({204, 304})
_BREATH = 4  # pieces of a body, a quarter of a megabyte at most, after which others get a turn
_UNFIT = re.compile(r"[^\x21-\x27\x2a-\x7e]")  # would end the comment of a User-Agent


class Fetcher:
    """Fetches for all sources; an asynchronous context, to be used in one event loop.

    *resolve* stands in for the system's resolver: host and port to IP addresses.
    """

    def __init__(self, terms: Terms | None = None, *, resolve: Resolve | None = None) -> None:
        self._terms = terms or Terms()
        self._system = SystemResolver(self._terms.at_once)
        self._names = Names(resolve or self._system, self._terms.connecting.total_seconds())
        self._manners = Manners(self._terms)
        self._client = _client(self._terms, self._names)

    async def __aenter__(self) -> Self:
        await self._client.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._client.__aexit__(kind, error, traceback)
        self._system.close()

    async def fetch(self, source: Source, request: Request, access: Access) -> Response:
        """Return the answer to *request*, asked for *source*; its body is the caller's to close.

        Redirects are followed. Raises :class:`~barqiya.errors.RefusedFetchError` for what is not
        asked, or is too large, and :class:`~barqiya.errors.TransientFetchError` for what could not
        be had now. Safe to be run many times at once, and to be cancelled.
        """
        return await self._done(Errand(source, request, access, self._terms))

    async def post(
        self, source: Source, url: str, form: Mapping[str, str], access: Access
    ) -> Response:
        """Return the answer to *form*, sent to *url* for *source*: as :meth:`fetch` does.

        Only redirects that keep the method are followed (RFC 9110, sections 15.4.8 and 15.4.9).
        """
        return await self._done(Errand(source, Request(url=url), access, self._terms, form))

    async def _done(self, errand: Errand) -> Response:
        try:
            while True:
                response = await self._visit(errand)
                if response is not None:
                    return response
        except TROUBLES as error:
            raise errand.trouble(error) from error

    async def _visit(self, errand: Errand) -> Response | None:
        """Ask at the address that *errand* stands at; ``None`` where it was sent on."""
        async with errand.hurry():
            own = await self._is_own(errand)
        asked = self._client.build_request(
            errand.method,
            errand.here,
            data=errand.form,
            headers=errand.headers(),
            extensions={PRIVATE: errand.private},
        )
        async with self._manners.turn(host_of(errand.here), own=own), errand.hurry():
            answer = await self._client.send(asked, stream=True)
            try:
                return await self._taken(errand, answer)
            finally:
                await answer.aclose()

    async def _is_own(self, errand: Errand) -> bool:
        """Whether the host is the operator's own: not public, and opened by the settings."""
        if not errand.private or self._terms.spacing is not None:
            return False
        try:
            found = await self._names.addresses(host_of(errand.here), errand.port)
        except UnknownHostError:
            return False  # the connection will say so
        return all(kind_of(address) is not None for address in found)

    async def _taken(self, errand: Errand, answer: httpx.Response) -> Response | None:
        location = answer.extensions[LOCATION]
        if answer.status_code in errand.redirects and location is not None:
            errand.follow(answer.status_code, location)
            return None
        headers, now = headers_of(answer.headers.raw), datetime.now(UTC)
        errand.retry_after = retry_after(headers, now)
        return Response(
            url=str(errand.here),
            status=answer.status_code,
            headers=headers,
            body=await self._body(errand, answer, headers),
            moved_to=errand.moved_to,
            fresh_for=fresh_for(headers, now),
            retry_after=errand.retry_after,
        )

    async def _body(self, errand: Errand, answer: httpx.Response, headers: dict[str, str]) -> Body:
        body = Body()
        try:
            await self._filled(body, errand, answer, _unpacking(errand, answer, headers))
        except BaseException:
            body.close()
            raise
        return body

    async def _filled(
        self, body: Body, errand: Errand, answer: httpx.Response, unpacking: Unpacking
    ) -> None:
        """Write what arrives into *body*, a small piece at a time.

        On the event loop: a piece takes less than the hop to a thread would, and a file of this
        size stays in the system's cache.
        """
        arrived = pieces = 0
        async for raw in answer.aiter_raw():
            arrived += len(raw)
            for piece in unpacking.feed(raw):
                body.write(piece)
                self._bound(errand, max(arrived, body.size))
                pieces += 1
                if pieces % _BREATH == 0:
                    await asyncio.sleep(0)
            self._bound(errand, arrived)
        for piece in unpacking.flush():
            body.write(piece)
            self._bound(errand, body.size)

    def _bound(self, errand: Errand, size: int) -> None:
        if size > self._terms.largest:
            raise errand.refused(
                f"answers with more than {self._terms.largest:,} bytes; a larger answer is allowed"
                " by largest in [fetching]"
            )


def _unpacking(errand: Errand, answer: httpx.Response, headers: dict[str, str]) -> Unpacking:
    bodiless = answer.status_code in _BODILESS  # read all the same, or the connection is not kept
    packed = "" if bodiless else headers.get("content-encoding", "")
    coding = coding_of(packed)
    if coding is None:
        raise errand.refused(
            f"is packed as {packed[:40]!r}, although only gzip and deflate were offered"
        )
    return Unpacking(coding)


def _client(terms: Terms, names: Names) -> httpx.AsyncClient:
    connecting, idle = terms.connecting.total_seconds(), terms.idle.total_seconds()
    context = httpx.create_ssl_context(trust_env=False)
    context.load_default_certs()  # authorities of the operator's own are added to the system's
    return httpx.AsyncClient(
        transport=CheckedTransport(names, context),
        headers={"user-agent": _user_agent(terms.contact), "accept-encoding": "gzip, deflate"},
        timeout=httpx.Timeout(connect=connecting, read=idle, write=idle, pool=None),
        follow_redirects=False,
        trust_env=False,
    )


def _user_agent(contact: str | None) -> str:
    """Return who is asking (RFC 9110, section 10.1.5), with where to turn to in a comment."""
    product = f"Barqiya/{version('barqiya')}"
    where = _UNFIT.sub("", contact or "")
    return f"{product} (+{where})" if where else f"{product} (feed reader)"
