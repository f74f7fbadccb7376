"""From a representation to a response: which coding, 200 or 304, which headers. Builds nothing."""

from starlette.requests import Request
from starlette.responses import Response

from feeds import conditional
from feeds.representation import Coded, Representation

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


def respond(request: Request, found: Representation, cache_control: str) -> Response:
    """Return the answer to a GET or HEAD of *found*: 304 where the asker has it already."""
    coded = _chosen(request, found)
    headers = _headers(found, coded, cache_control)
    fresh = conditional.not_modified(
        etag=coded.etag,
        modified=found.modified,
        # Several lines of one field are one list (RFC 9110, § 5.3).
        if_none_match=", ".join(request.headers.getlist("if-none-match")) or None,
        if_modified_since=request.headers.get("if-modified-since"),
    )
    if fresh:
        kept = conditional.REPEATED_ON_304
        return Response(status_code=304, headers={k: v for k, v in headers.items() if k in kept})
    headers["content-type"] = found.media_type
    headers["content-length"] = str(len(coded.body))
    return Response(coded.body if request.method != "HEAD" else b"", headers=headers)


def preflight() -> Response:
    """Return the leave that a web page needs before it may ask with a condition (Fetch, § 3.2)."""
    return Response(
        status_code=204,
        headers={
            "allow": "GET, HEAD, OPTIONS",
            "access-control-allow-origin": "*",
            "access-control-allow-methods": "GET, HEAD",
            "access-control-allow-headers": "If-None-Match, If-Modified-Since",
            "access-control-max-age": "86400",
        },
    )


def _chosen(request: Request, found: Representation) -> Coded:
    asked = ",".join(request.headers.getlist("accept-encoding"))
    return found.compressed if conditional.accepts_gzip(asked) else found.plain


def _headers(found: Representation, coded: Coded, cache_control: str) -> dict[str, str]:
    own = dict(found.headers)
    headers = {
        **EVERYWHERE,
        **own,
        "etag": coded.etag,
        "cache-control": cache_control,
        "vary": ", ".join(filter(None, (own.get("vary"), "Accept-Encoding"))),
    }
    if "access-control-allow-origin" in own:
        headers["access-control-expose-headers"] = _EXPOSED
    if found.modified:
        headers["last-modified"] = conditional.http_date(found.modified)
    if coded.coding:
        headers["content-encoding"] = coded.coding
    return headers
