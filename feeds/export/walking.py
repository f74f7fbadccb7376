"""Every address of the site that has no query, asked for and put into a folder.

Owns what there is to be asked for and where it lies as a file; never what is answered. What needs
the program to answer it has no file: searches, pages in another language than the publication's,
a person's page at the address of a feed.
"""

import re
from collections.abc import AsyncIterator, Callable, Iterable
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from starlette.types import ASGIApp

from barqiya.store import arrivals, articles
from barqiya.store.arrivals import EVERYTHING
from barqiya.store.database import Database, Transaction
from feeds.export.asking import Answer, ask
from feeds.export.folder import Folder, Summary
from feeds.formats import FORMATS
from feeds.pages.rendering import static_files
from feeds.site import Site
from feeds.views import ALL, slug_of

#: The codings in which a file lies beside the plain one, and what ends its name.
SIDECARS = {"gzip": ".gz", "br": ".br", "zstd": ".zst"}
NOT_FOUND = PurePosixPath("404.html")

_OK = 200
_AT_ONCE = 500  # ids read from the store at once
_OLDER = re.compile(r'<([^<>]*)>\s*;\s*rel="prev-archive"')
_NOWHERE = "/this-page-is-for-what-is-not-there"

Progress = Callable[[int, int | None], None]
"""``(done, total)``: addresses; the total is not known of the history of feeds."""


async def export(  # noqa: PLR0913 - what there is, where to, and who is told
    app: ASGIApp,
    database: Database,
    site: Site,
    folder: Folder,
    *,
    beside: Iterable[str] = (),
    progress: Progress = lambda _done, _total: None,
) -> Summary:
    """Write all that *app* serves of *site* into *folder*; *beside* are further paths of it."""
    walk = _Walk(app, site, folder)
    slugs = await database.read(_slugs, site)
    total = len(slugs) * len(FORMATS) + await database.read(arrivals.count, EVERYTHING)
    static = ["/favicon.ico", *(f"/static/{name}" for name in static_files())]
    for path in ("/feeds.opml", *static, *beside):
        await walk.page(path)
    done = 0
    async for article in _articles(database):
        await walk.page(f"/articles/{article}")
        progress(done := done + 1, total)
    for slug in slugs:
        for form in FORMATS:
            await walk.feed(f"/feeds/{slug}.{form.suffix}")
            progress(done := done + 1, total)
    # Last, so that what it links is there.
    await walk.page("/")
    await walk.not_found()
    return folder.finish()


def file_of(path: str) -> PurePosixPath:
    """Return where the address *path* (not encoded) lies: a page is the index of its folder."""
    bare = PurePosixPath(path.lstrip("/"))
    return bare if bare.suffix else bare / "index.html"


class _Walk:
    """One export under way."""

    def __init__(self, app: ASGIApp, site: Site, folder: Folder) -> None:
        self._app = app
        self._folder = folder
        self._below = urlsplit(site.publication.public_url).path

    async def page(self, path: str) -> Answer:
        """Write what lies at *path*; what is not there has no file."""
        answer = await ask(self._app, path)
        if answer.status == _OK:
            await self._put(path, file_of(path), answer)
        return answer

    async def feed(self, path: str) -> None:
        """Write a feed, and before it all of its history, so that what it links is there."""
        feed = await ask(self._app, path)
        if feed.status != _OK:
            return
        older = self._older(feed)
        while older is not None:
            older = self._older(await self.page(older))
        await self._put(path, file_of(path), feed)

    async def not_found(self) -> None:
        """Write the page for what is not there."""
        answer = await ask(self._app, _NOWHERE)
        self._folder.put(NOT_FOUND, answer.body)

    async def _put(self, path: str, name: PurePosixPath, answer: Answer) -> None:
        packed = [(coding, name.with_name(name.name + end)) for coding, end in SIDECARS.items()]
        written = self._folder.put(name, answer.body)
        for coding, beside in packed:
            if not written and self._folder.keep(beside):
                continue
            coded = await ask(self._app, path, coding)
            if coded.headers.get("content-encoding") == coding:
                self._folder.put(beside, coded.body)

    def _older(self, answer: Answer) -> str | None:
        link = _OLDER.search(answer.headers.get("link", ""))
        if answer.status != _OK or link is None:
            return None
        return unquote(urlsplit(link[1]).path).removeprefix(self._below)


async def _articles(database: Database) -> AsyncIterator[object]:
    first = 1
    while found := await database.read(arrivals.between, EVERYTHING, first, first + _AT_ONCE - 1):
        for article in found:
            yield article
        first += _AT_ONCE


def _slugs(tx: Transaction, site: Site) -> list[str]:
    """Return every feed that has a name."""
    slugs = [ALL, *(named.slug for named in site.named)]
    slugs += [slug_of("category", one.name) for one in articles.name_counts(tx, "category")]
    slugs += [slug_of("author", one.name) for one in articles.name_counts(tx, "author")]
    slugs += [slug_of("tag", one.name) for one in articles.name_counts(tx, "tag")]
    return list(dict.fromkeys(slugs))
