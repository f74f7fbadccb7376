"""What scripts and machines ask for: completions, files of the pages, health. Owns no words."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from barqiya.errors import StoreError
from barqiya.store import journal
from barqiya.store.database import Database
from feeds import answers
from feeds.pages.rendering import Suggest, static_files
from feeds.representation import represent
from feeds.routes.common import LONGEST_QUERY
from feeds.site import Site

_ICON_CACHE = "public, max-age=86400"  # the logo is a setting, and may be another tomorrow


class Suggesting:
    """Completions of what is being typed, for scripts anywhere."""

    def __init__(self, database: Database, suggest: Suggest) -> None:
        self._database, self._suggest = database, suggest

    async def answer(self, request: Request) -> Response:
        """Answer the completions of what is asked for."""
        text = request.query_params.get("q", "")[:LONGEST_QUERY]
        found = await self._database.read(self._suggest, text)
        headers = {
            "access-control-allow-origin": "*",
            "cache-control": answers.FEED_CACHE,
            **answers.EVERYWHERE,
        }
        return JSONResponse({"q": text, "suggestions": list(found)}, headers=headers)


class StaticFiles:
    """Style, script and icon; few and small, so they are held."""

    def __init__(self, site: Site) -> None:
        self._logo = site.publication.logo_url
        self._files = {
            name: represent(file.body, file.media_type, None)
            for name, file in static_files().items()
        }

    async def file(self, request: Request) -> Response:
        """Answer a file of the pages, 404 where there is none."""
        found = self._files.get(request.path_params["name"])
        if found is None:
            raise HTTPException(404)
        return await answers.respond(request, found, answers.STATIC_CACHE)

    async def icon(self, request: Request) -> Response:
        """Answer who looks for an icon at the address that needs no page: readers' programs do."""
        if self._logo is None:
            return await answers.respond(request, self._files["icon.png"], _ICON_CACHE)
        headers = {"cache-control": _ICON_CACHE, **answers.EVERYWHERE}
        return RedirectResponse(self._logo, 302, headers)


class Health:
    """For machines that look whether we are well."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def check(self, request: Request) -> Response:
        """Answer whether the store can be read, and where the journal stands."""
        del request
        headers = {"cache-control": "no-store", **answers.EVERYWHERE}
        try:
            seq = await self._database.read(journal.head)
        except StoreError:
            return JSONResponse({"status": "failing"}, status_code=503, headers=headers)
        return JSONResponse({"status": "ok", "journal": seq}, headers=headers)
