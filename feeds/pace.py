"""How often a publication publishes, and so how often it is worth asking. Pure; owns no clock.

Measured from the dates of the articles alone: the same feed tells everybody the same.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from statistics import median

_SHORTEST = 300  # seconds: sooner than that nobody need ask
_LONGEST = 3600  # even a sleepy publication may have news
_LOOKED_AT = 20  # the newest articles tell how it is now, not how it was years ago
_MINUTE = 60


def max_age(moments: Sequence[datetime]) -> int:
    """Return for how many seconds a feed of articles of these *moments*, newest first, holds.

    A quarter of the usual time between two articles, in whole minutes, within bounds: who asks so
    often sees an article soon after it is out, and seldom asks in vain twice.
    """
    newest = moments[: _LOOKED_AT + 1]
    gaps = [(later - earlier).total_seconds() for later, earlier in pairwise(newest)]
    if not gaps:
        return _LONGEST
    quarter = int(median(gaps) / 4) // _MINUTE * _MINUTE
    return min(max(quarter, _SHORTEST), _LONGEST)
