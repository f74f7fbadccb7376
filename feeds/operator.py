"""The operator's page: its address, and who may open it. Owns no health and no word.

What the page shows is for one person; whoever may not see it learns at most that it is locked.
"""

import base64
import binascii
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from barqiya.domain.normalize import is_loopback
from barqiya.store.database import Database, Transaction
from feeds import answers
from feeds.pages.operator import OperatorPage, Overview
from feeds.site import Site

See = Callable[[Transaction], Overview]

PATH = "/operator"
#: What says that a request came by way of another server, which knows its own visitors.
_PASSED_ON = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
_PORT = re.compile(r":[0-9]*\Z")
_POLICY = (
    "default-src 'none'; img-src 'self' http: https:; style-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """Who may come in: whoever knows the *password*.

    Without one, nobody but a browser on this machine, where it is one of one's own (*at_home*).
    """

    password: str | None = field(default=None, repr=False)
    at_home: bool = False

    def check(self, request: Request) -> None:
        """Raise HTTPException for whom the door stays closed: 401, or 404 where there is no key."""
        if self.password is None:
            if not (self.at_home and _from_here(request)):
                raise HTTPException(404)
        elif not _knows(request.headers.get("authorization", ""), self.password):
            challenge = 'Basic realm="Barqiya", charset="UTF-8"'
            raise HTTPException(401, headers={"www-authenticate": challenge})


def operator_route(database: Database, site: Site, see: See, door: Door) -> BaseRoute:
    """Return ``/operator``: what *see* reads from *database*, for those whom *door* lets in."""
    page = OperatorPage(site)

    async def show(request: Request) -> Response:
        door.check(request)
        seen = await database.read(see)
        body = page.render(seen, request.query_params.get("lang"))
        headers = {
            **answers.EVERYWHERE,
            "content-security-policy": _POLICY,
            "cache-control": "no-store",
        }
        return Response(body, media_type="text/html", headers=headers)

    return Route(PATH, show, name="operator")


def _from_here(request: Request) -> bool:
    """Whether a browser on this machine asks, by a name that nobody else's DNS can point here."""
    if any(name in request.headers for name in _PASSED_ON):
        return False
    host = request.url.hostname
    client = request.client
    return (
        host is not None and is_loopback(host) and client is not None and is_loopback(client.host)
    )


def _knows(authorization: str, password: str) -> bool:
    """Whether HTTP Basic credentials (RFC 7617) hold *password*; any name of a user does."""
    scheme, _, coded = authorization.partition(" ")
    if scheme.casefold() != "basic":
        return False
    try:
        pair = base64.b64decode(coded.strip(), validate=True)
    except (binascii.Error, ValueError):
        return False
    given = pair.partition(b":")[2]
    return hmac.compare_digest(given, password.encode())
