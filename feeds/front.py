"""What sees a request first: known ones are answered at once, absurd ones refused unread.

Owns no route; everything else goes on to the application.
"""

from collections.abc import Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from feeds import answers
from feeds.answers import Answer

#: Bytes: no name of a feed is so long, and no query that can be asked, percent-encoded.
LONGEST_PATH = 7_000
LONGEST_QUERY = 26_000


class Front:
    """*known* gives answers given before, *refuse* short pages; *app* answers all the rest."""

    def __init__(
        self,
        app: ASGIApp,
        known: Callable[[Mapping[str, Any]], Answer | None],
        refuse: Callable[[Request, int], Response],
    ) -> None:
        self._app = app
        self.known = known
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["path"][:1] != "/":
            scope = _without_authority(scope)
        answer = self.known(scope) or self._refused(scope) or self._app
        await answer(scope, receive, send)

    def _refused(self, scope: Scope) -> Response | None:
        path, query = scope.get("raw_path") or b"", scope["query_string"]
        if len(path) > LONGEST_PATH or len(query) > LONGEST_QUERY:
            return self._refuse(Request(scope), 414)
        if scope["method"] == "OPTIONS" and scope["path"] == "*":
            return answers.preflight()
        return None


def _without_authority(scope: Scope) -> Scope:
    """Return *scope* as if ``http://host/path`` had been asked for as ``/path``.

    Every server must understand what is written to a proxy (RFC 9112, § 3.2.2).
    """
    scheme, slashes, rest = scope["path"].partition("://")
    if scheme.casefold() not in {"http", "https"} or not slashes:
        return scope
    raw = scope["raw_path"].partition(b"://")[2].partition(b"/")[2]
    return {**scope, "path": "/" + rest.partition("/")[2], "raw_path": b"/" + raw}
