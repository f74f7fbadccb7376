"""The search among message ids: what is ours, what is a gap, where a chat ends."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barqiya.domain.article import article_id
from barqiya.domain.delivery import (
    Deferred,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Destination,
    Gone,
    Outcome,
    Receipt,
    Turn,
)
from barqiya.outbox.reconcile import (
    GAP,
    Absent,
    Found,
    Hidden,
    Interrupted,
    Shut,
    Unclear,
    search,
    survey,
)
from barqiya.outbox.transport import Presence, Seen, Shape

CHAT = Destination(id="news", name="News", transport="telegram", address="@news")
FLOOD = Deferred(until=datetime(2026, 3, 1, tzinfo=UTC), reason="flood")
NOW = datetime(2026, 3, 1, tzinfo=UTC)
TEXT = Delivery(
    id=1,
    destination=CHAT,
    article_id=article_id("test", "one"),
    revision=1,
    kind=DeliveryKind.POST,
    state=DeliveryState.UNCERTAIN,
    attempts=0,
    due_at=NOW,
    created_at=NOW,
    receipt=Receipt(message_ids=(), form="text"),
)
POST = Turn(deliveries=(TEXT,), articles=())
ALBUM = Turn(
    deliveries=(replace(TEXT, receipt=Receipt(message_ids=(), form="album", count=3)),),
    articles=(),
)
MOVED = Deferred(until=datetime(2026, 3, 1, tzinfo=UTC), reason="moved", address="-100200")


@dataclass(kw_only=True)
class Ids:
    """A transport that can only be looked at: who wrote which message."""

    ours: set[int] = field(default_factory=set)
    foreign: set[int] = field(default_factory=set)
    somebodys: set[int] = field(default_factory=set)
    answers: dict[int, Deferred | Gone | None] = field(default_factory=dict)
    known: dict[int, bool | Deferred] = field(default_factory=dict)
    asked: list[int] = field(default_factory=list)

    def shape(self, turn: Turn) -> Shape:
        """Never asked."""
        raise NotImplementedError

    async def takes_posts(self, destination: Destination) -> bool:
        """Never asked."""
        raise NotImplementedError

    def private(self, destination: Destination) -> bool:
        """Never asked."""
        raise NotImplementedError

    async def send(self, turn: Turn) -> Outcome:
        """Never asked."""
        raise NotImplementedError

    async def recognise(self, turn: Turn, message_id: int) -> bool | Deferred | None:
        """Say what the test knows of the message."""
        assert turn.destination == CHAT
        return self.known.get(message_id)

    async def look(self, destination: Destination, message_id: int) -> Seen:
        """Say what lies there."""
        assert destination == CHAT
        assert message_id > 0
        self.asked.append(message_id)
        if message_id in self.answers:
            return self.answers[message_id]
        if message_id in self.ours:
            return Presence.OURS
        if message_id in self.somebodys:
            return Presence.SOMEBODYS
        return Presence.FOREIGN if message_id in self.foreign else Presence.MISSING


async def test_the_next_message_is_ours() -> None:
    """One look is enough where the post came through."""
    ids = Ids(ours={5, 6})
    assert await search(ids, POST, 5) == Found(message_ids=(6,))
    assert ids.asked == [6]


async def test_strangers_and_deleted_messages_are_passed_over() -> None:
    """Others may have written, and a few messages may be gone, before ours."""
    ids = Ids(ours={18}, foreign={6, 7, 10, 14})
    assert await search(ids, POST, 5) == Found(message_ids=(18,))


async def test_a_message_that_may_be_anybodys_is_ours_only_by_what_it_shows() -> None:
    """Where the bot may edit what others post, numbers alone claim nothing."""
    assert await search(Ids(somebodys={6}), POST, 5) == Unclear(message_id=6)
    strangers = Ids(somebodys={6, 7, 8}, known={6: False, 7: False, 8: True})
    assert await search(strangers, POST, 5) == Found(message_ids=(8,), certain=True)
    nobodys = Ids(somebodys={6, 7}, known={6: False, 7: False})
    assert await search(nobodys, POST, 5) == Absent(passed=7)


async def test_a_long_enough_gap_is_the_end() -> None:
    """Nothing of ours, and what lies before the end is known to be others'."""
    ids = Ids(ours={3}, foreign={6, 8})
    assert await search(ids, POST, 5) == Absent(passed=8)
    assert ids.asked[-1] == 8 + GAP
    assert await search(Ids(), POST, 0) == Absent(passed=0)
    beyond = Ids(ours={5 + 2 * GAP})
    assert await search(beyond, POST, 5, gap=2 * GAP) == Found(message_ids=(5 + 2 * GAP,))


async def test_what_shows_something_else_is_passed_over() -> None:
    """Where messages can be seen, the first of ours is not taken for the one in doubt blindly."""
    ids = Ids(ours={6, 9}, known={6: False, 9: True})
    assert await search(ids, POST, 5) == Found(message_ids=(9,), certain=True)
    assert await search(Ids(ours={6}, known={6: False}), POST, 5) == Absent(passed=6)
    waits = Ids(ours={6}, known={6: FLOOD})
    assert await search(waits, POST, 5) == Interrupted(passed=5, wait=FLOOD)


async def test_an_album_is_found_whole_or_as_it_is_left() -> None:
    """Its messages lie one after another; what was deleted of them ends it."""
    ids = Ids(ours={7, 8, 9, 10}, foreign={6})
    assert await search(ids, ALBUM, 5) == Found(message_ids=(7, 8, 9))
    assert await search(Ids(ours={6, 7}), ALBUM, 5) == Found(message_ids=(6, 7))


async def test_a_chat_that_does_not_say_is_hidden() -> None:
    """No guess where nobody can tell, or where the chat has moved."""
    assert await search(Ids(foreign={6}, answers={7: None}), POST, 5) == Hidden()
    assert await search(Ids(answers={6: MOVED}), POST, 5) == Hidden(moved_to="-100200")
    gone = Ids(answers={6: Gone(reason="kicked")})
    assert await search(gone, POST, 5) == Shut(reason="kicked")


async def test_a_look_put_off_keeps_what_it_has_seen() -> None:
    """The search goes on beyond what is known to be others'."""
    ids = Ids(foreign={6, 7}, answers={8: FLOOD})
    assert await search(ids, POST, 5) == Interrupted(passed=7, wait=FLOOD)


async def test_a_search_takes_turns() -> None:
    """Thousands of others' messages are looked through in portions, each beginning further on."""
    ids = Ids(foreign=set(range(1, 1001)), ours={1001})
    known, portions = 0, 0
    while isinstance(finding := await search(ids, POST, known), Interrupted):
        assert finding.wait is None
        assert finding.passed > known
        known = finding.passed
        portions += 1
    assert finding == Found(message_ids=(1001,))
    assert portions == 3


@pytest.mark.parametrize("top", [0, 1, 2, 3, 5, 6, 7, 64, 99, 1000, 65_537])
async def test_the_end_of_a_chat_is_found(top: int) -> None:
    """A whole chat of any length, in few looks."""
    ids = Ids(foreign=set(range(1, top + 1)))
    assert await survey(ids, CHAT) == top
    assert len(ids.asked) <= 20 + 8 * top.bit_length()


@given(top=st.integers(1, 3000), deleted=st.sets(st.integers(1, 3000), max_size=600))
async def test_the_end_is_found_among_deleted_messages(top: int, deleted: set[int]) -> None:
    """As long as fewer than the gap are deleted in a row, the end is exact, and never too high."""
    left = set(range(1, top + 1)) - deleted
    found = await survey(Ids(ours=left), CHAT)
    assert isinstance(found, int)
    assert found <= top
    whole = {m for m in left if not left.isdisjoint(range(m + 1, m + 1 + GAP)) or m == max(left)}
    if left and whole == left and min(left) <= GAP:
        assert found == max(left)


@pytest.mark.parametrize("answer", [None, FLOOD, MOVED])
@pytest.mark.parametrize("where", [1, 16, 12])
async def test_a_chat_that_cannot_be_surveyed(answer: Deferred | None, where: int) -> None:
    """Whatever keeps from looking is handed on as it is."""
    ids = Ids(foreign=set(range(1, 12)), answers={where: answer})
    assert await survey(ids, CHAT) == answer
