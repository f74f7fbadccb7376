"""Connections to the Bot API server: one for each call at a time. Owns them; knows no call.

The client's own pool looks at each of its connections before and after every request, and with
sixteen of them that costs as much as all the rest of a call. Here a call takes a connection that is
free, or opens one, and gives it back; one that failed is closed, whatever it failed of.
"""

import asyncio

import httpx


class Lanes(httpx.AsyncBaseTransport):
    """Up to *most* connections; who finds none free waits as long as its pool timeout says.

    Answers are read whole before they are returned: those of the Bot API are small.
    """

    def __init__(self, most: int) -> None:
        self._free: list[httpx.AsyncHTTPTransport] = []
        self._places = asyncio.Semaphore(most)
        # Made once: reading the certificates takes longer than a call.
        self._certificates = httpx.create_ssl_context()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Return the answer to *request*; raises ``httpx.TransportError``."""
        await self._enter(request)
        lane = self._free.pop() if self._free else self._new()
        try:
            answer = await _whole(lane, request)
        except BaseException:
            await lane.aclose()
            raise
        else:
            self._free.append(lane)
            return answer
        finally:
            self._places.release()

    async def aclose(self) -> None:
        """Close the connections that are free."""
        while self._free:
            await self._free.pop().aclose()

    async def _enter(self, request: httpx.Request) -> None:
        try:
            async with asyncio.timeout(request.extensions.get("timeout", {}).get("pool")):
                await self._places.acquire()
        except TimeoutError:
            raise httpx.PoolTimeout("too many calls at a time", request=request) from None

    def _new(self) -> httpx.AsyncHTTPTransport:
        one = httpx.Limits(max_connections=1, max_keepalive_connections=1)
        return httpx.AsyncHTTPTransport(verify=self._certificates, limits=one)


async def _whole(lane: httpx.AsyncHTTPTransport, request: httpx.Request) -> httpx.Response:
    answer = await lane.handle_async_request(request)
    try:
        body = b"".join([part async for part in answer.aiter_raw()])
    finally:
        await answer.aclose()
    return httpx.Response(
        answer.status_code,
        headers=answer.headers,
        stream=httpx.ByteStream(body),
        extensions=answer.extensions,
    )
