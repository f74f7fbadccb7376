"""From a representation to a response: coding, status, headers. Builds nothing.

What was once answered is kept with the representation: the next who asks in the same words gets
the very same answer, without any of this being thought through again.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from feeds import conditional
from feeds.codings import IDENTITY
from feeds.representation import Representation

#: Pages run nothing but our own scripts, which ask nobody but us, take pictures and sound from
#: anywhere, and send forms only to us: whatever an article holds, none of it can act.
PAGE_POLICY = (
    "default-src 'none'; img-src 'self' http: https: data:; media-src http: https:; "
    "style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
EVERYWHERE = {"x-content-type-options": "nosniff", "referrer-policy": "no-referrer"}

FEED_CACHE = "public, max-age=300"
PAGE_CACHE = "no-cache"
# Under the address of a feed: a cache that ignores Vary must not keep it in the feed's place.
BESIDE_FEED_CACHE = "private, no-cache"
STATIC_CACHE = "public, max-age=31536000, immutable"

_EXPOSED = "ETag, Last-Modified, Link"
_ASKABLE = (
    "A-IM, Accept, Cache-Control, If-Match, If-Modified-Since, If-None-Match, "
    "If-Unmodified-Since, Pragma, Range"
)
_MOST_KEPT = 64  # answers to one representation
_LONGEST_KEPT = 500  # bytes of what was asked: tags of our own are short


class Asked(NamedTuple):
    """What of a request decides the answer. Several lines of one field are one list (§ 5.3)."""

    method: str
    accept: str | None
    accept_encoding: str | None
    if_none_match: str | None
    if_modified_since: str | None
    if_match: str | None
    if_unmodified_since: str | None


_PLACES = {
    name.replace("_", "-").encode(): place
    for place, name in enumerate(Asked._fields)
    if name != "method"
}


def asked_by(scope: Mapping[str, Any]) -> Asked:
    """Return what the ASGI *scope* of a request asks."""
    found: list[Any] = [None] * len(Asked._fields)
    found[0] = scope["method"]
    for name, value in scope["headers"]:
        place = _PLACES.get(name)
        if place is not None:
            text = value.decode("latin-1")
            found[place] = text if found[place] is None else f"{found[place]}, {text}"
    return Asked._make(found)


class Answer(Response):
    """A response whose messages are made once, to be sent any number of times."""

    def __init__(self, status: int, headers: Sequence[tuple[str, str]], body: bytes) -> None:
        self.status_code = status
        self.body = body
        self.background = None
        self.raw_headers = [
            (name.encode("latin-1"), text.encode("latin-1")) for name, text in headers
        ]
        #: The fields as they stand in a head: lines, each with its end.
        self.fields = b"".join(b"%s: %s\r\n" % field for field in self.raw_headers)
        self._messages = (
            {"type": "http.response.start", "status": status, "headers": self.raw_headers},
            {"type": "http.response.body", "body": body},
        )

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Send the answer."""
        del scope, receive
        start, body = self._messages
        await send(start)
        await send(body)


async def respond(request: Request, found: Representation, cache_control: str) -> Response:
    """Return the answer to a GET or HEAD of *found*: 304 where the asker has it already."""
    asked = asked_by(request.scope)
    known = kept(asked, found)
    if known is None:
        known = await _answer(asked, found, cache_control)
        if sum(len(part or "") for part in asked) <= _LONGEST_KEPT:
            if len(found.answers) >= _MOST_KEPT:
                found.answers.clear()
            found.answers[asked] = known
    return known


def kept(asked: Asked, found: Representation) -> Answer | None:
    """Return what was answered before to who *asked* the same of *found*."""
    known: Answer | None = found.answers.get(asked)
    return known


def feed_cache(found: Representation) -> str:
    """Return for how long caches may keep a feed."""
    return FEED_CACHE if found.max_age is None else f"public, max-age={found.max_age}"


def preflight() -> Response:
    """Return the leave that a web page needs before it may ask with a condition (Fetch, § 3.2)."""
    return Response(
        status_code=204,
        headers={
            "allow": "GET, HEAD, OPTIONS",
            "access-control-allow-origin": "*",
            "access-control-allow-methods": "GET, HEAD",
            "access-control-allow-headers": _ASKABLE,
            "access-control-max-age": "86400",
        },
    )


async def _answer(asked: Asked, found: Representation, cache_control: str) -> Answer:
    coding = conditional.coding_for(asked.accept_encoding)
    if coding is None:
        raise HTTPException(406, headers={"vary": _vary(found)})
    etag = found.codings.etag(coding)
    if conditional.failed(
        etag=etag,
        modified=found.modified,
        if_match=asked.if_match,
        if_unmodified_since=asked.if_unmodified_since,
    ):
        raise HTTPException(412)
    headers = _headers(found, coding, etag, cache_control)
    if conditional.not_modified(
        etag=etag,
        modified=found.modified,
        if_none_match=asked.if_none_match,
        if_modified_since=asked.if_modified_since,
    ):
        repeated = conditional.REPEATED_ON_304
        return Answer(304, [pair for pair in headers.items() if pair[0] in repeated], b"")
    body = await found.codings.packed(coding)
    headers["content-type"] = found.media_type
    headers["content-length"] = str(len(body))
    # Of a feed nobody needs a part; who asks for one gets the whole (RFC 9110, § 14.2).
    headers["accept-ranges"] = "none"
    return Answer(200, list(headers.items()), body if asked.method != "HEAD" else b"")


def _headers(found: Representation, coding: str, etag: str, cache_control: str) -> dict[str, str]:
    own = dict(found.headers)
    headers = {
        **EVERYWHERE,
        **own,
        "etag": etag,
        "cache-control": cache_control,
        "vary": _vary(found),
    }
    if "access-control-allow-origin" in own:
        headers["access-control-expose-headers"] = _EXPOSED
        del headers["referrer-policy"]  # of pages: a program follows no link
    if found.modified:
        headers["last-modified"] = conditional.http_date(found.modified)
    if coding != IDENTITY:
        headers["content-encoding"] = coding
    return headers


def _vary(found: Representation) -> str:
    return ", ".join(filter(None, (dict(found.headers).get("vary"), "Accept-Encoding")))
