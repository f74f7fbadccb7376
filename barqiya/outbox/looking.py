"""Looks at what a destination holds, no faster than it bears. Owns what was seen in one search.

A search that is interrupted, because the destination asks us to wait, goes on with what it has
seen: else one that needs more looks than are allowed at a time would never end. Judges nothing.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass

from barqiya.domain.delivery import Deferred, Destination, Turn
from barqiya.outbox.transport import Looking, Presence, Seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Paced:
    """*transport*, of which only what is not in *memory* is asked.

    *wait* waits until the place of an id may be asked; *refused* learns that it asked us to wait.
    """

    transport: Looking
    wait: Callable[[str], Awaitable[None]]
    refused: Callable[[str], None]
    memory: MutableMapping[int, Presence]

    async def look(self, destination: Destination, message_id: int) -> Seen:
        """Return what lies there, as :meth:`barqiya.outbox.transport.Looking.look` does."""
        if message_id in self.memory:
            return self.memory[message_id]
        await self.wait(destination.id)
        seen = await self.transport.look(destination, message_id)
        if isinstance(seen, Presence):
            self.memory[message_id] = seen
        elif isinstance(seen, Deferred) and seen.until is not None:
            self.refused(destination.id)
        return seen

    async def recognise(self, turn: Turn, message_id: int) -> bool | Deferred | None:
        """Return whether it is ours to claim, as :meth:`~Looking.recognise` does."""
        return await self.transport.recognise(turn, message_id)
