"""Addresses with a slash too many or too few at their end: sent to those that the site has.

Owns no address; whatever is not there either way is not found.
"""

from starlette.responses import RedirectResponse
from starlette.routing import Match, Router
from starlette.types import Receive, Scope, Send

from feeds.site import Site

_SAFE = {"GET": 301, "HEAD": 301}
_KEEPS_THE_METHOD = 308


class Slashes:
    """What *router* does with an address that none of its routes has.

    Starlette's own redirect begins with what the request's Host header says: behind a proxy that
    is another address than the public one, and without https. Ours is a path below the public one.
    """

    def __init__(self, router: Router, site: Site) -> None:
        self._router = router
        self._site = site
        self._not_found = router.not_found

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer where the page is, or that there is none."""
        path = _other(scope["path"])
        if scope["type"] != "http" or not path or not self._is_there(scope, path):
            await self._not_found(scope, receive, send)
            return
        asked = scope["query_string"].decode("latin-1")
        address = self._site.path(path) + (f"?{asked}" if asked else "")
        status = _SAFE.get(scope["method"], _KEEPS_THE_METHOD)
        await RedirectResponse(address, status)(scope, receive, send)

    def _is_there(self, scope: Scope, path: str) -> bool:
        asked = {**scope, "path": path}
        return any(route.matches(asked)[0] is not Match.NONE for route in self._router.routes)


def _other(path: str) -> str:
    """Return *path* with the slash at its end that it lacks, or without those that it has."""
    return path.rstrip("/") if path.endswith("/") else f"{path}/"
