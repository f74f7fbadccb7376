"""The queue of updates and the one poller that may read it."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

from bot.sandbox.errors import other_poller
from bot.sandbox.model import Json
from bot.sandbox.store import Store

KEPT_SECONDS: Final = 24 * 60 * 60
POLL_SECONDS: Final = 50
_FIRST_UPDATE: Final = 100_000_000
_NOT_BY_DEFAULT: Final = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


class Updates:
    """Updates wait a day for the bot; they leave when a later offset confirms them."""

    def __init__(self, store: Store, clock: Callable[[], float]) -> None:
        self._store = store
        self._clock = clock
        self._poller: asyncio.Future[None] | None = None

    @property
    def pending(self) -> int:
        """How many wait."""
        return len(self._store.update_ids())

    def add(self, kind: str, content: Json) -> None:
        """Queue an update, if the bot wants its kind."""
        if not self._is_wanted(kind):
            return
        number = self._store.count_up("updates", _FIRST_UPDATE)
        document = {"update_id": number, kind: content}
        self._store.add_update(number, self._clock(), document)
        if self._poller is not None and not self._poller.done():
            self._poller.set_result(None)

    def _is_wanted(self, kind: str) -> bool:
        allowed = (self._store.setting("allowed_updates") or {"kinds": []})["kinds"]
        return kind in allowed if allowed else kind not in _NOT_BY_DEFAULT

    def allow(self, kinds: Sequence[str]) -> None:
        """Queue only these from now on; none named means all the usual ones."""
        self._store.set_setting("allowed_updates", {"kinds": list(kinds)})

    def forget(self) -> None:
        """Drop everything that waits."""
        self._store.drop_updates(older_than=float("inf"))

    async def poll(self, *, offset: int, limit: int, timeout: float) -> list[Json]:  # noqa: ASYNC109 - the long poll's own parameter, not a guard
        """Confirm what is before `offset`, then wait for news.

        Of two pollers the elder gets ApiError 409, as at Telegram.
        """
        if self._poller is not None and not self._poller.done():
            self._poller.set_exception(other_poller())
        self._confirm(offset)
        waiting = self._store.updates(limit)
        if waiting or timeout <= 0:
            return waiting
        self._poller = poller = asyncio.get_running_loop().create_future()
        done, _ = await asyncio.wait({poller}, timeout=timeout)
        if not done:
            poller.cancel()
            return []
        poller.result()
        return self._store.updates(limit)

    def _confirm(self, offset: int) -> None:
        expired = self._clock() - KEPT_SECONDS
        if offset < 0:
            # Negative: only the last so many; everything before is forgotten.
            last = self._store.update_ids()[offset:]
            offset = last[0] if last else 0
        self._store.drop_updates(below=offset, older_than=expired)

    def close(self) -> None:
        """End a poll that waits, with nothing, so that a server can stop."""
        if self._poller is not None and not self._poller.done():
            self._poller.set_result(None)
