"""The addresses that sites and hubs call. Owns how much of what they send is read, and how long.

What comes in is not trusted: a body is bounded and either a ping, or hashed and dropped.
"""

import asyncio
import re
from collections.abc import Callable
from datetime import timedelta

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from barqiya.push import xml_rpc
from barqiya.push.pings import Pings
from barqiya.push.signatures import Signature
from barqiya.push.subscribing import Subscriptions
from barqiya.store.subscriptions import Subscription

_LONGEST_PING = 64_000
_LONGEST_NOTICE = 1_000_000
_LONGEST_CHALLENGE = 4_000
_PATIENCE = 10.0  # seconds, for a body to arrive
_HEADERS = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


class TooLongError(Exception):
    """More was sent, or for longer, than is read."""


def ping_route(pings: Pings) -> BaseRoute:
    """Return ``POST /ping``, which always answers in XML-RPC."""

    async def ping(request: Request) -> Response:
        body = bytearray()
        try:
            await _read(request, _LONGEST_PING, body.extend)
        except TooLongError:
            answer = xml_rpc.fault(xml_rpc.TROUBLE_ON_THE_WAY, "No ping is that long.")
        else:
            answer = pings.answer(bytes(body))
        return Response(answer, media_type="text/xml", headers=_HEADERS)

    return Route("/ping", ping, methods=["POST"], name="ping")


def hub_route(subscriptions: Subscriptions, push: Callable[[str], None]) -> BaseRoute:
    """Return ``/websub/{id}``, which hubs call: GET to verify (5.3), POST to tell (7)."""
    calls = _Calls(subscriptions, push)
    return Route("/websub/{id}", calls.take, methods=["GET", "POST"], name="websub")


class _Calls:
    def __init__(self, subscriptions: Subscriptions, push: Callable[[str], None]) -> None:
        self._subscriptions = subscriptions
        self._push = push

    async def take(self, request: Request) -> Response:
        known = self._subscriptions.known(request.path_params["id"])
        if request.method == "POST":
            return await self._notice(request, known)
        return await self._verification(request, known)

    async def _verification(self, request: Request, known: Subscription | None) -> Response:
        said = request.query_params
        mode, challenge = said.get("hub.mode"), said.get("hub.challenge", "")
        if mode != "denied" and not 0 < len(challenge) <= _LONGEST_CHALLENGE:
            return _status(404)
        if known is None:
            # What is not known here is surely not wanted.
            return _agreed(challenge) if mode == "unsubscribe" else _status(404)
        if said.get("hub.topic") != known.topic or mode not in {"subscribe", "denied"}:
            return _status(404)
        if mode == "denied":
            await self._subscriptions.denied(known, _UNFIT.sub(" ", said.get("hub.reason", "")))
            return _status(200)
        await self._subscriptions.agreed(known, _lease(said.get("hub.lease_seconds", "")))
        return _agreed(challenge)

    async def _notice(self, request: Request, known: Subscription | None) -> Response:
        if known is None:
            return _status(410)  # section 7: the hub may end a subscription of which it hears so
        signature = Signature.claimed(request.headers.get("x-hub-signature"), known.secret)
        if signature is None:
            return _status(202)  # section 8.1: not believed, but the hub is not told
        try:
            await _read(request, _LONGEST_NOTICE, signature.feed)
        except TooLongError:
            return _status(413)
        if signature.is_right():
            self._push(known.source)
        return _status(202)


async def _read(request: Request, longest: int, take: Callable[[bytes], object]) -> None:
    """Give the body to *take* piece by piece. Raises :class:`TooLongError`."""
    length = request.headers.get("content-length", "0")
    if not length.isdecimal() or int(length[:10]) > longest:
        raise TooLongError
    size = 0
    try:
        async with asyncio.timeout(_PATIENCE):
            async for piece in request.stream():
                size += len(piece)
                if size > longest:
                    raise TooLongError
                take(piece)
    except (TimeoutError, ClientDisconnect):
        raise TooLongError from None


def _agreed(challenge: str) -> Response:
    return PlainTextResponse(challenge, headers=_HEADERS)


def _status(status: int) -> Response:
    return Response(status_code=status, headers=_HEADERS)


def _lease(text: str) -> timedelta | None:
    return timedelta(seconds=int(text[:10])) if text.isascii() and text.isdecimal() else None
