"""The order of answers by their words and by what they mean. Pure; owns how much each counts."""

import math
from collections.abc import Mapping, Sequence
from operator import mul
from typing import TypeVar

T = TypeVar("T")

# Measured on questions and headlines; 3 to 10 are within half a point.
_MEANING = 5.0


def by_meaning(scored: Sequence[tuple[T, float]], near: Mapping[T, float]) -> list[T]:
    """Return what is *scored* by its words, best first, in the order of words and meaning.

    *near* says how near the meaning of each is to what is asked, from -1 to 1. What is not there
    keeps its place.
    """
    best = max((score for _, score in scored), default=0.0) or 1.0
    known = [(one, score / best + _MEANING * near[one]) for one, score in scored if one in near]
    ordered = iter(sorted(known, key=lambda pair: -pair[1]))
    return [next(ordered)[0] if one in near else one for one, _ in scored]


def nearness(one: bytes, other: bytes) -> float:
    """Return the cosine of the angle between two vectors; 0 where they are not of one length."""
    mine, theirs = memoryview(one).cast("b"), memoryview(other).cast("b")
    lengths = math.sqrt(sum(map(mul, mine, mine)) * sum(map(mul, theirs, theirs)))
    return sum(map(mul, mine, theirs)) / lengths if lengths and len(mine) == len(theirs) else 0.0
