"""Whose turn it is, measured on the clock of the loop."""

import asyncio
from datetime import timedelta
from itertools import pairwise

from barqiya.fetching.manners import Manners
from barqiya.fetching.terms import Terms

SPACING = 0.05


class Visits:
    """Requests that take *lasting* seconds, and when each began."""

    def __init__(self, manners: Manners, lasting: float = 0.0) -> None:
        self.begun: dict[str, list[float]] = {}
        self.most = 0
        self._manners = manners
        self._lasting = lasting
        self._now = 0

    async def pay(self, host: str, *, own: bool = False) -> None:
        """Take a turn at *host*."""
        async with self._manners.turn(host, own=own):
            self.begun.setdefault(host, []).append(asyncio.get_running_loop().time())
            self._now += 1
            self.most = max(self.most, self._now)
            await asyncio.sleep(self._lasting)
            self._now -= 1


def terms(**others: int) -> Terms:
    """Return terms with a spacing short enough for a test."""
    return Terms(spacing=timedelta(seconds=SPACING), **others)


async def test_starts_at_one_host_lie_apart() -> None:
    """However many ask at once."""
    visits = Visits(Manners(terms()))
    await asyncio.gather(*(visits.pay("a") for _ in range(4)))
    begun = visits.begun["a"]
    gaps = [later - earlier for earlier, later in pairwise(begun)]
    assert len(gaps) == 3
    assert min(gaps) >= SPACING


async def test_no_more_than_two_are_at_one_host() -> None:
    """A slow host is not made slower."""
    visits = Visits(Manners(Terms(spacing=timedelta(0))), lasting=0.02)
    await asyncio.gather(*(visits.pay("a") for _ in range(6)))
    assert visits.most == 2


async def test_the_bound_for_all_holds() -> None:
    """Whatever the number of hosts, the operator's own among them."""
    visits = Visits(Manners(terms(at_once=3)), lasting=0.02)
    await asyncio.gather(*(visits.pay(str(n), own=n % 2 == 0) for n in range(12)))
    assert visits.most == 3


async def test_own_hosts_are_neither_spaced_nor_bounded() -> None:
    """The operator may press on what is his."""
    visits = Visits(Manners(Terms()), lasting=0.02)
    await asyncio.gather(*(visits.pay("own", own=True) for _ in range(10)))
    assert visits.most == 10


async def test_who_waits_for_one_host_keeps_nobody_from_another() -> None:
    """With a single place for all, a queue at one host leaves it free in between."""
    visits = Visits(Manners(Terms(spacing=timedelta(minutes=1), at_once=1)))
    queue = [asyncio.create_task(visits.pay("slow")) for _ in range(3)]
    await asyncio.sleep(0.01)
    async with asyncio.timeout(20):
        for number in range(10):
            await visits.pay(f"other-{number}")
    for task in queue:
        task.cancel()
    await asyncio.gather(*queue, return_exceptions=True)


async def test_who_gives_up_leaves_nothing_behind() -> None:
    """Cancelled while waiting and while under way, all places are free again."""
    visits = Visits(Manners(terms(at_once=2)), lasting=60)
    tasks = [asyncio.create_task(visits.pay("a")) for _ in range(5)]
    await asyncio.sleep(SPACING * 1.5)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    manners = visits._manners
    async with asyncio.timeout(20):
        async with manners.turn("a", own=False), manners.turn("a", own=False):
            pass


async def test_hosts_are_forgotten_when_nobody_waits_for_them() -> None:
    """A list of all hosts ever asked would only grow."""
    manners = Manners(Terms(spacing=timedelta(0)))
    for number in range(2_500):
        async with manners.turn(f"{number}.example", own=False):
            pass
    assert len(manners._hosts) <= 1_000
