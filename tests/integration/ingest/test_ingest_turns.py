"""Promises of the places in which visits read: few, and never for long out of reach."""

import asyncio
import threading
import time
from typing import Any

import pytest

from barqiya.ingest.turns import _PLACES, Reader, Turns


async def test_those_who_read_much_let_the_others_go_first() -> None:
    """Of those who wait, whoever has read least; among those with little, whoever came first."""
    turns, done = Turns(), list[str]()
    first, rest = threading.Event(), threading.Event()
    gates = [first, *[rest] * (_PLACES - 1)]  # one place alone comes free, so that all take it
    busy = [asyncio.create_task(turns.read(Reader(), gate.wait)) for gate in gates]
    await asyncio.sleep(0)
    spent = {"long": 9.0, "longer": 12.0, "little": 0.01, "nothing": 0.0}
    waiting = [
        asyncio.create_task(turns.read(Reader(spent=seconds), done.append, name))
        for name, seconds in spent.items()
    ]
    await asyncio.sleep(0)
    first.set()
    await asyncio.gather(*waiting)
    rest.set()
    await asyncio.gather(*busy)
    assert done == ["little", "nothing", "long", "longer"]


async def test_reading_is_counted_and_what_it_raises_is_raised() -> None:
    """The time of the processor, not that of waiting."""
    turns, reader = Turns(), Reader()
    await turns.read(reader, time.sleep, 0.05)
    assert reader.spent < 0.04

    def fail(**values: Any) -> None:
        raise ValueError(values)

    for _ in range(2 * _PLACES):
        with pytest.raises(ValueError, match="told"):
            await turns.read(reader, fail, told=1)


async def test_who_is_cancelled_keeps_no_place() -> None:
    """Neither while reading, nor while waiting, nor at the moment when a place comes."""
    turns, gate = Turns(), threading.Event()
    tasks = [asyncio.create_task(turns.read(Reader(), gate.wait)) for _ in range(3 * _PLACES)]
    await asyncio.sleep(0)
    for task in tasks[1::2]:
        task.cancel()
    gate.set()
    await asyncio.gather(*tasks, return_exceptions=True)
    async with asyncio.timeout(30):
        told = [turns.read(Reader(), int, "7") for _ in range(3 * _PLACES)]
        assert await asyncio.gather(*told) == [7] * (3 * _PLACES)
