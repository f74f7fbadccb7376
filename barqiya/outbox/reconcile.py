"""Finding out what a send did whose answer was lost, by looking at what its destination holds.

Owns the search among message ids; changes nothing anywhere. It rests on four facts: messages of
one chat are numbered without gaps, in order (a deleted one leaves a gap); before a send, the
highest id that was known is written down; nothing else of ours goes to that destination while a
send is in flight or in doubt; and one process alone delivers from a store (the composition root
holds a lock). So the first message of ours beyond the known id is the one in doubt.
"""

from dataclasses import dataclass

from barqiya.domain.delivery import Deferred, Destination
from barqiya.outbox.transport import Presence, Transport

#: So many ids in a row with nothing under them: the end of the chat, not deleted messages.
GAP = 5

_LOOKS = 300  # before others get their turn; the search goes on later from where it was
_HIGHEST = 1 << 31


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The first message of ours beyond the known one."""

    message_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Absent:
    """No message of ours lies beyond the known one; up to *passed* all are somebody else's."""

    passed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Interrupted:
    """Not known yet: go on beyond *passed*, after *wait* where there is one, else at once."""

    passed: int
    wait: Deferred | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """The destination does not say."""


Finding = Found | Absent | Interrupted | Hidden


async def search(transport: Transport, destination: Destination, known_id: int) -> Finding:
    """Look for the first message of ours in *destination* beyond *known_id*."""
    passed = known_id
    message_id = known_id
    for _ in range(_LOOKS):
        message_id += 1
        seen = await transport.look(destination, message_id)
        if seen is None or (isinstance(seen, Deferred) and seen.address is not None):
            return Hidden()  # in a chat that has moved, messages have other numbers
        if isinstance(seen, Deferred):
            return Interrupted(passed=passed, wait=seen)
        if seen is Presence.OURS:
            return Found(message_id=message_id)
        if seen is Presence.FOREIGN:
            passed = message_id
        elif message_id - passed >= GAP:
            return Absent(passed=passed)
    return Interrupted(passed=passed)


async def survey(transport: Transport, destination: Destination) -> int | Deferred | None:
    """Return the highest message id in *destination*, 0 where it is empty, ``None`` if hidden.

    For a chat that we have never posted to: it may be years old and hold posts of ours that no
    store remembers. Some forty looks at windows of :data:`GAP` ids: doubling until nothing is
    there, then halving. Where more than that was deleted in a row, the answer can be too low.
    """
    low, high = 0, 1
    while high < _HIGHEST:
        top = await _top_of_window(transport, destination, high)
        if not isinstance(top, int):
            return top
        if not top and high > 2 * max(low, 1):
            break
        low, high = max(low, top), high * 2
    while low and high - low > 1:
        middle = (low + high) // 2
        top = await _top_of_window(transport, destination, middle)
        if not isinstance(top, int):
            return top
        if top:
            low = top
        else:
            high = middle
    return low


async def _top_of_window(
    transport: Transport, destination: Destination, first: int
) -> int | Deferred | None:
    """Return one id with a message in the window that begins at *first*, 0 where there is none."""
    for message_id in range(first, first + GAP):
        seen = await transport.look(destination, message_id)
        if seen is None or isinstance(seen, Deferred):
            return seen
        if seen is not Presence.MISSING:
            return message_id
    return 0
