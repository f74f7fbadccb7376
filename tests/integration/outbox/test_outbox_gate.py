"""The gate: calls go a few abreast, in order, and no second sees more than Telegram allows."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barqiya.outbox.gate import Gate
from barqiya.outbox.pacing import UNBOUND, Pacer, Rates
from tests.integration.outbox.virtual_time import VirtualLoop, simulate

START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)

Story = Callable[["Street"], Awaitable[None]]


class Street:
    """A gate, and when how many calls went through it, in seconds."""

    def __init__(self, rates: Rates) -> None:
        self.gate = Gate(Pacer(rates), self.here)
        self.went: list[tuple[float, int]] = []

    def here(self) -> datetime:
        """Return the present of the simulation."""
        return START + timedelta(seconds=asyncio.get_running_loop().time())

    async def go(self, calls: int = 1) -> None:
        """Go through the gate."""
        await self.gate.enter(calls)
        self.went.append((asyncio.get_running_loop().time(), calls))

    def busiest_second(self) -> int:
        """Return the most calls that any second saw, its first and last moment included."""
        return max(
            sum(calls for at, calls in self.went if 0 <= at - first <= 1 + 1e-6)
            for first, _ in self.went
        )


def walk(story: Story, rates: Rates | None = None) -> Street:
    """Run *story* to its end in time that is not ours; return what it left."""
    told: list[Street] = []

    async def run() -> None:
        told.append(Street(rates or Rates()))
        await story(told[0])

    simulate(run)
    return told[0]


@given(
    arrivals=st.lists(
        st.tuples(st.floats(0, 1.5), st.integers(1, 10), st.integers(1, 40)), max_size=8
    ),
    stall=st.floats(0, 3),
)
def test_no_second_sees_more_than_thirty(
    arrivals: list[tuple[float, int, int]], stall: float
) -> None:
    """However calls arrive, albums among them, and however long the process stood still."""

    async def story(street: Street) -> None:
        tasks = [asyncio.create_task(street.go()) for _ in range(20)]
        for rest, calls, count in arrivals:
            await asyncio.sleep(rest)
            tasks += [asyncio.create_task(street.go(calls)) for _ in range(count)]
            await asyncio.sleep(0)
            _stand_still(stall)
        await asyncio.gather(*tasks)

    street = walk(story)
    assert len(street.went) == 20 + sum(count for _, _, count in arrivals)
    assert street.busiest_second() <= 30


def test_many_go_in_order_at_twenty_seven_a_second() -> None:
    """Three abreast; the first at once, for nobody was before it."""

    async def story(street: Street) -> None:
        async with asyncio.TaskGroup() as group:
            for _ in range(271):
                group.create_task(street.go())

    street = walk(story)
    assert street.went[0] == (0, 1)
    assert street.went[-1][0] == pytest.approx(10, abs=0.2)
    beats = {round(at, 3) for at, _ in street.went}
    assert len(beats) == 1 + 270 / 3


def test_neither_posts_nor_looks_starve() -> None:
    """Of each beat one may be a look, and the others are posts."""
    looks: list[float] = []
    posts: list[float] = []

    async def look(street: Street) -> None:
        await street.gate.enter(looks=True)
        looks.append(asyncio.get_running_loop().time())

    async def post(street: Street) -> None:
        await street.go()
        posts.append(asyncio.get_running_loop().time())

    async def story(street: Street) -> None:
        async with asyncio.TaskGroup() as group:
            for _ in range(270):
                group.create_task(look(street))
            for _ in range(180):
                group.create_task(post(street))

    walk(story)
    assert posts[-1] == pytest.approx(10, abs=0.5)
    assert sum(1 for at in looks if at <= posts[-1]) == pytest.approx(90, abs=5)
    assert looks[-1] == pytest.approx(450 / 27, abs=0.5)


def test_what_is_written_down_waits_for_those_who_go_next() -> None:
    """So they meet in one transaction; where nobody waits, or not for long, it does not."""
    met: list[float] = []

    async def write(street: Street) -> None:
        await street.gate.next_beat()
        met.append(asyncio.get_running_loop().time())

    async def story(street: Street) -> None:
        await street.go()
        await write(street)
        waits = asyncio.create_task(street.go())
        await asyncio.sleep(0)
        await write(street)
        await waits
        album = asyncio.create_task(street.go(10))
        await asyncio.sleep(0)
        await write(street)
        await album

    street = walk(story)
    assert met[0] == 0
    assert met[1] == pytest.approx(street.went[1][0])
    assert met[1] == met[2] < street.went[2][0]


def test_who_gives_up_holds_nobody_up() -> None:
    """Neither those behind, nor what waits to be written down."""

    async def story(street: Street) -> None:
        await street.go()
        first = asyncio.create_task(street.go())
        await asyncio.sleep(0)
        written = asyncio.create_task(street.gate.next_beat())
        await asyncio.sleep(0)
        first.cancel()
        await written
        await street.go()

    assert len(walk(story).went) == 2


def test_a_pace_begun_anew_is_kept_at_once() -> None:
    """After the clock was set back nobody waits for a future that is none."""

    async def story(street: Street) -> None:
        for _ in range(3):
            await street.go(100)
        late = asyncio.create_task(street.go())
        await asyncio.sleep(0)
        street.gate.keep(Pacer(Rates()))
        await asyncio.sleep(0)
        assert late.done()

    walk(story)


def test_without_a_pace_nobody_waits() -> None:
    """For a transport that needs none."""

    async def story(street: Street) -> None:
        for _ in range(1000):
            await street.go()

    assert {at for at, _ in walk(story, UNBOUND).went} == {0}


def _stand_still(seconds: float) -> None:
    loop = asyncio.get_running_loop()
    assert isinstance(loop, VirtualLoop)
    loop.stand_still(seconds)
