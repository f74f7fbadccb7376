"""When a destination gets its posts. Owns the type; knows no clock and no message.

A post goes at once, or evenly paced, or in a digest at set hours; none of them in the quiet hours.
Breaking news goes at once whatever the hour. Edits and retractions are nobody's alarm: they are
never bound by it.
"""

from dataclasses import dataclass
from datetime import time
from typing import Literal

#: What becomes of the posts that waited for the end of the quiet hours.
AfterQuiet = Literal["in order", "digest"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """The hours of one destination, in the zone *zone* (an IANA name).

    *per_hour* posts at most, evenly; *digest_at* are the hours of digests, in order (a timetable
    has one of the two, or neither: at once). *quiet* are the hours from and until which nothing is
    posted; over midnight where the second is the earlier. *breaking* is the text of a
    :class:`~barqiya.domain.query.Query`: what it wants is posted at once in any case.
    """

    zone: str = "UTC"
    per_hour: int | None = None
    digest_at: tuple[time, ...] = ()
    quiet: tuple[time, time] | None = None
    after_quiet: AfterQuiet = "in order"
    breaking: str = ""


AT_ONCE = Timetable()
