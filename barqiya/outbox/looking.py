"""Looks at what a destination holds, no faster than it bears. Owns what was seen in one search.

A search that is interrupted, because the destination asks us to wait, goes on with what it has
seen: else one that needs more looks than are allowed at a time would never end. Judges nothing.
"""

import logging
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import TypeVar

from barqiya.domain.delivery import Deferred, Destination, Turn
from barqiya.errors import TransportError
from barqiya.outbox.transport import Presence, Seen, Transport

_log = logging.getLogger(__name__)

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paced:
    """*transport*, of which only what is not in *memory* is asked.

    *wait* waits until the place of an id may be asked; *refused* learns that it asked us to wait.
    """

    transport: Transport
    wait: Callable[[str], Awaitable[None]]
    refused: Callable[[str], None]
    memory: MutableMapping[int, Presence]

    async def look(self, destination: Destination, message_id: int) -> Seen:
        """Return what lies there, as :meth:`barqiya.outbox.transport.Looking.look` does."""
        if message_id in self.memory:
            return self.memory[message_id]
        if not self.transport.private(destination):  # there nothing can be asked: it is no call
            await self.wait(destination.id)
        seen = await _guarded(self.transport.look(destination, message_id))
        if isinstance(seen, Presence):
            self.memory[message_id] = seen
        elif isinstance(seen, Deferred) and seen.until is not None:
            self.refused(destination.id)
        return seen

    async def recognise(self, turn: Turn, message_id: int) -> bool | Deferred | None:
        """Return whether it is ours to claim, as :meth:`~Looking.recognise` does."""
        return await _guarded(self.transport.recognise(turn, message_id))


async def _guarded(question: Awaitable[T]) -> T | Deferred:
    """Return the answer; where asking breaks down, that it is to be asked later.

    A fault in one look stops neither the others nor the deliveries.
    """
    try:
        return await question
    except TransportError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, it is one question's
        # Its text may hold an address with the token in it.
        reason = f"a fault of Barqiya: {type(error).__name__}"
        _log.error("a look at a channel broke down: %s", reason)
        return Deferred(until=None, reason=reason)
