"""What waits, arranged anew: by other settings, quiet hours, a clock set back. Sends nothing.

Nothing is skipped by it and nothing repeated: what waits goes by the new hours, what was sent was
sent.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from barqiya.domain.delivery import Destination
from barqiya.domain.query import parse
from barqiya.outbox.planner import appointment_at
from barqiya.search import matches
from barqiya.store import Transaction, articles, destinations, queue, waiting


def name_places(tx: Transaction, named: Sequence[Destination], now: datetime) -> None:
    """Make *named* the places that take part; where their hours are others now, what waits follows.

    *now* is aware, in the zone whose days queries mean.
    """
    before = {place.id: place for place in destinations.some(tx, [place.id for place in named])}
    destinations.set_destinations(tx, named)
    for place in named:
        earlier = before.get(place.id)
        if earlier is None:
            continue
        if earlier.approval != place.approval:
            (waiting.ask_for_word if place.approval else waiting.ask_no_more)(tx, place.id)
        if (earlier.timetable, earlier.approval) != (place.timetable, place.approval):
            _rearrange(tx, place, now)


def keep_quiet(tx: Transaction, place: Destination, until: datetime) -> None:
    """Let what is due at a place wait for the end of its quiet hours, *until*; no urgent post.

    Where what waited is to be a digest, what is due by now goes into it.
    """
    if place.timetable.after_quiet == "digest":
        waiting.gather(tx, place.id, until)
    destinations.rest(tx, place, None, until)
    queue.refresh(tx, [place.id])


def set_back(tx: Transaction, now: datetime, by: timedelta) -> None:
    """Bring the ledger down to a clock that was set back *by* that much, to *now*.

    What was planned in a future that is none now is planned anew, and what waits for a moment that
    was counted from there waits no longer than was meant.
    """
    destinations.set_back(tx, now, by)
    waiting.set_back(tx, now)
    for place in destinations.some(tx, waiting.planned_after(tx, now)):
        waiting.replan(tx, place.id, appointment_at(tx, place, now), now)
    queue.refresh(tx, list(destinations.queries(tx)))


def _rearrange(tx: Transaction, place: Destination, now: datetime) -> None:
    if waiting.rearrange(tx, place.id, appointment_at(tx, place, now)) and place.timetable.breaking:
        _hurry(tx, place, now)
    queue.refresh(tx, [place.id])


def _hurry(tx: Transaction, place: Destination, now: datetime) -> None:
    """Let what is breaking news by the new settings wait no longer."""
    query = parse(place.timetable.breaking, now)
    for portion in waiting.ordinary(tx, place.id):
        found = {one.id: one for one in articles.get_many(tx, [of for _, of in portion])}
        for number, article_id in portion:
            if matches(query, found[article_id]):
                waiting.hurry(tx, number, now)
