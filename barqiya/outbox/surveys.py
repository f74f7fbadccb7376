"""Where the messages of a place end, found out once for all who ask. Owns the searches that go on.

Sends nothing and judges no post; how looks are read is :mod:`barqiya.outbox.reconcile`'s.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from barqiya.domain.delivery import Deferred, Destination, Gone
from barqiya.outbox import reconcile
from barqiya.outbox.ledger import Ledger
from barqiya.outbox.transport import Looking
from barqiya.store import destinations

_log = logging.getLogger(__name__)

#: The highest message id, 0 in an empty place; why it cannot be known now, or ever; ``None`` where
#: the place does not say.
End = int | Deferred | Gone | None


class Surveys:
    """Surveys of places that we have never posted to, each written down.

    *here* gives the present; a place that cannot be asked waits *doubt*; *rest* waits until a place
    of that id may be called again.
    """

    def __init__(
        self,
        ledger: Ledger,
        here: Callable[[], datetime],
        doubt: timedelta,
        rest: Callable[[str], Awaitable[None]],
    ) -> None:
        self._ledger = ledger
        self._here = here
        self._doubt = doubt
        self._rest = rest
        self._going_on: dict[tuple[str, str], asyncio.Task[End]] = {}

    async def end_of(self, place: Destination, looking: Callable[[], Looking]) -> End:
        """Return where the messages of *place* end, as is seen through *looking*.

        Whoever asks for the same place meanwhile gets the same answer. Raises
        :class:`~barqiya.errors.TransportError` where the transport cannot be used at all.
        """
        at = place.id, place.address
        if at not in self._going_on:
            self._going_on[at] = asyncio.create_task(self._survey(place, looking()))
            self._going_on[at].add_done_callback(lambda _: self._going_on.pop(at))
        return await asyncio.shield(self._going_on[at])

    def close(self) -> None:
        """Look no further."""
        for survey in self._going_on.values():
            survey.cancel()

    async def _survey(self, place: Destination, looking: Looking) -> End:
        known = await self._ledger.read(destinations.end_of, place)
        if known is not None:
            return known  # found out since the turn was read
        found = await reconcile.survey(looking, place)
        if isinstance(found, Deferred):
            until = found.until or self._here() + self._doubt
            _log.info("%s: waits until %s: %s", place.name, until, found.reason)
            await self._ledger.write(destinations.put_off, place, until, found.address)
        elif isinstance(found, int):
            await self._ledger.write(destinations.know, place, found)
            await self._rest(place.id)  # a post may come right after the looks
        return found
