"""The ids under which Telegram keeps pictures that it was sent. Owns which are trusted.

A picture sent again by its id is neither fetched nor uploaded again, and Telegram slows down who
sends the same one to many chats otherwise. An id is only ever a shortcut: whoever uses one and is
refused forgets it here and sends the address.
"""

import logging
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta

from barqiya.errors import StoreError
from barqiya.store import Database, pictures

log = logging.getLogger(__name__)

_TRANSPORT = "telegram"
_KEPT = 2000  # in memory, most of them asked for within the hour
# Behind an address there may be another picture some day.
_TRUSTED_FOR = timedelta(days=14)


@contextmanager
def _optional(what: str) -> Iterator[None]:
    """Go on where the store is in trouble: a post that was sent must not be in doubt for a name."""
    try:
        yield
    except StoreError as error:
        log.warning("the ids of pictures could not be %s: %s", what, error)


class FileIds:
    """Pictures by their addresses; shared by all channels, kept over restarts."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now
        self._known: OrderedDict[str, pictures.Kept] = OrderedDict()

    async def of(self, urls: Collection[str]) -> dict[str, str]:
        """Return the ids of those pictures of *urls* that have one."""
        since = self._now() - _TRUSTED_FOR
        asked = [url for url in urls if url not in self._known]
        if asked:
            with _optional("read"):
                self._remember(await self._database.read(pictures.known, _TRANSPORT, asked))
        remembered = ((url, self._known.get(url)) for url in urls)
        return {url: one[0] for url, one in remembered if one is not None and one[1] > since}

    async def keep(self, names: Mapping[str, str]) -> None:
        """Record the ids, by address, that Telegram has answered with."""
        new = {url: name for url, name in names.items() if self._name(url) != name}
        if new:
            now = self._now()
            self._remember({url: (name, now) for url, name in new.items()})
            with _optional("kept"):
                await self._database.write(pictures.keep, _TRANSPORT, new, now)

    async def forget(self, urls: Collection[str]) -> None:
        """Record that Telegram knows these pictures no more by their ids."""
        for url in urls:
            self._known.pop(url, None)
        with _optional("forgotten"):
            await self._database.write(pictures.forget, _TRANSPORT, list(urls))

    def _name(self, url: str) -> str | None:
        return self._known[url][0] if url in self._known else None

    def _remember(self, names: Mapping[str, pictures.Kept]) -> None:
        for url, kept in names.items():
            self._known[url] = kept
            self._known.move_to_end(url)
        while len(self._known) > _KEPT:
            self._known.popitem(last=False)
