"""What a change of the settings does to what waits. Owns the arrangement anew; sends nothing.

Nothing is skipped by it and nothing repeated: what waits goes by the new hours, what was sent was
sent.
"""

from collections.abc import Sequence
from datetime import datetime

from barqiya.domain.delivery import Destination
from barqiya.domain.query import parse
from barqiya.domain.timetable import appointment
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


def _rearrange(tx: Transaction, place: Destination, now: datetime) -> None:
    last_digest = waiting.last_digest(tx, place.id)
    when = appointment(place.timetable, now, last_digest=last_digest)
    if waiting.rearrange(tx, place.id, when) and place.timetable.breaking:
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
