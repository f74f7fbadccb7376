"""Finding out what a send did whose answer was lost, by looking at what its destination holds.

Owns the search among message ids; changes nothing anywhere. It rests on four facts: messages of
one chat are numbered without gaps, in order (a deleted one leaves a gap); before a send, the
highest id that was known is written down; nothing else of ours goes to that destination while a
send is in flight or in doubt; and one process alone delivers from a store (the composition root
holds a lock). So the first message of ours beyond the known id is the one in doubt; where the
transport can see what a message shows, it is asked besides, and what is not ours to claim passes.
Where it cannot tell whose a message is, only what the message shows makes it ours.
"""

from dataclasses import dataclass

from barqiya.domain.delivery import Deferred, Destination, Gone, Turn
from barqiya.outbox.transport import Looking, Presence

#: So many ids in a row with nothing under them: the end of the chat, not deleted messages.
GAP = 5
#: The same where a post is sent again for it: somebody may have deleted an album and more.
WIDE_GAP = 25

_LOOKS = 300  # before others get their turn; the search goes on later from where it was
_HIGHEST = 1 << 31
_CLAIMABLE = (Presence.OURS, Presence.SOMEBODYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The messages in doubt; *certain* where what they show was seen."""

    message_ids: tuple[int, ...]
    certain: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Absent:
    """No message of ours lies beyond the known one; up to *passed* all are something else."""

    passed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Interrupted:
    """Not known yet: go on beyond *passed*, after *wait* where there is one, else at once."""

    passed: int
    wait: Deferred | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """The destination does not say; *moved_to* is where it has moved, with other numbers."""

    moved_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unclear:
    """The message may be the one in doubt, or somebody else's: neither it nor anybody says."""

    message_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shut:
    """The destination lets us look no more, until somebody mends that."""

    reason: str


Finding = Found | Absent | Interrupted | Hidden | Unclear | Shut


async def search(transport: Looking, turn: Turn, known_id: int, gap: int = GAP) -> Finding:
    """Look for what the next step of *turn* sent, beyond *known_id*.

    *gap* ids in a row with nothing under them are taken for the end of the chat. The messages of an
    album lie one after another; those that were deleted since are left out.
    """
    receipt = turn.delivery.receipt
    wanted = receipt.missing if receipt is not None else 1
    passed = message_id = known_id
    for _ in range(_LOOKS):
        message_id += 1
        seen = await transport.look(turn.destination, message_id)
        known = await transport.recognise(turn, message_id) if seen in _CLAIMABLE else None
        if not isinstance(seen, Presence):
            return _unseen(seen, passed)
        if isinstance(known, Deferred):
            return _unseen(known, passed)
        if seen is Presence.SOMEBODYS and known is None:
            return Unclear(message_id=message_id)
        if seen in _CLAIMABLE and known is not False:
            ids = await _album(transport, turn.destination, message_id, wanted)
            certain = known is True
            return (
                Found(message_ids=ids, certain=certain)
                if isinstance(ids, tuple)
                else _unseen(ids, passed)
            )
        if seen is not Presence.MISSING:
            passed = message_id
        elif message_id - passed >= gap:
            return Absent(passed=passed)
    return Interrupted(passed=passed)


async def _album(
    transport: Looking, destination: Destination, first: int, wanted: int
) -> tuple[int, ...] | Deferred | Gone | None:
    """Return the ids of ours from *first* on without a gap, at most *wanted*."""
    for message_id in range(first + 1, first + wanted):
        seen = await transport.look(destination, message_id)
        if not isinstance(seen, Presence):
            return seen
        if seen not in _CLAIMABLE:
            return tuple(range(first, message_id))
    return tuple(range(first, first + wanted))


def _unseen(seen: Deferred | Gone | None, passed: int) -> Finding:
    if isinstance(seen, Gone):
        return Shut(reason=seen.reason)
    if seen is None:
        return Hidden()
    if seen.address is not None:
        return Hidden(moved_to=seen.address)
    return Interrupted(passed=passed, wait=seen)


async def survey(transport: Looking, destination: Destination) -> int | Deferred | Gone | None:
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
    transport: Looking, destination: Destination, first: int
) -> int | Deferred | Gone | None:
    """Return one id with a message in the window that begins at *first*, 0 where there is none."""
    for message_id in range(first, first + GAP):
        seen = await transport.look(destination, message_id)
        if not isinstance(seen, Presence):
            return seen
        if seen is not Presence.MISSING:
            return message_id
    return 0
