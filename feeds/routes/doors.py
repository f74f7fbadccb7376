"""Short ways to answers that were given before. Owns addresses as they were written; no feed.

Most requests ask for the same few feeds in the same few ways. Such a request is known by its bytes
and answered before anything of it is parsed: no router, no reading of queries, no store.
"""

from collections.abc import Hashable, Mapping
from datetime import datetime
from typing import Any

from barqiya.store.database import JournalSignal
from feeds import answers
from feeds.cache import JournalCache
from feeds.representation import Representation

_MOST = 4096
_LONGEST = 1000  # bytes: nobody fills our memory with addresses
_Address = tuple[bytes, bytes, str | None]


class Doors:
    """Which of what is *kept* stands at which address, as long as the journal has not moved."""

    def __init__(self, kept: JournalCache[Representation], journal: JournalSignal) -> None:
        self._kept = kept
        self._journal = journal
        self._keys: dict[_Address, tuple[Hashable, datetime | None]] = {}

    def remember(
        self, scope: Mapping[str, Any], key: Hashable, until: datetime | None = None
    ) -> None:
        """Record that *scope* asked for what is kept under *key*, and does so *until* then."""
        path, query, accept = _address(scope, answers.asked_by(scope))
        if len(path) + len(query) + len(accept or "") > _LONGEST:
            return
        if len(self._keys) >= _MOST:
            self._keys.clear()
        self._keys[path, query, accept] = key, until

    def known(self, scope: Mapping[str, Any], now: datetime) -> answers.Answer | None:
        """Return the answer to the request *scope* at *now*, ``None`` where there is none ready."""
        asked = answers.asked_by(scope)
        key, until = self._keys.get(_address(scope, asked), (None, None))
        if key is None or (until is not None and now >= until):
            return None
        found = self._kept.peek(key, self._journal.seq)
        return None if found is None else answers.kept(asked, found)


def _address(scope: Mapping[str, Any], asked: answers.Asked) -> _Address:
    return scope.get("raw_path") or b"", scope["query_string"], asked.accept
