"""From the journal to deliveries: who is to be told what, and when. Owns the plan; sends nothing.

Each call is one transaction that also moves the planner's cursor, so a change is planned once. A
replay plans nothing anew: the rule looks at what is planned already, and news is news only the
first time. A destination gets what the planner comes to while it takes part; one that is named
later gets nothing older. On a first start everything announced so far is news.

An article that a place wants only since a correction is news there if it was announced as news less
than a day ago.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from barqiya.domain.article import Article, ArticleId, Status
from barqiya.domain.change import Change, ChangeKind
from barqiya.domain.delivery import Delivery, DeliveryKind, DeliveryState, Destination
from barqiya.domain.query import parse
from barqiya.domain.timetable import Appointment, appointment
from barqiya.outbox.steps import Case, Step, next_step
from barqiya.outbox.wishes import Wishes
from barqiya.search import matches
from barqiya.store import Transaction, articles, deliveries, destinations, holds, journal, waiting
from barqiya.store.deliveries import Planned

CONSUMER = "planner"

_FURTHEST = "planner furthest"  # a replay moves the cursor back, not this
_CHANGES = 500  # in one transaction: others want to write too
_RECENT = timedelta(days=1)
_AT_ONCE = timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Round:
    """What is known of the articles of one round: when they were announced, and which are held.

    *news_after* is the number of the change after which news begins, by place; *fresh* are the
    articles whose announcement the planner has come to for the first time.
    """

    now: datetime
    gather: timedelta
    announced: Mapping[ArticleId, Change]
    fresh: Collection[ArticleId]
    held: Collection[ArticleId]
    news_after: Mapping[str, int]

    def is_news(self, article: Article) -> bool:
        """Return whether *article* is news anywhere."""
        change = self.announced.get(article.id)
        return change is not None and (article.id in self.fresh or self.now - change.at < _RECENT)

    def is_news_at(self, article: Article, place_id: str) -> bool:
        """Return whether *article* is news at a place: whether that was there by then."""
        return self.is_news(article) and self.announced[article.id].seq > self.news_after[place_id]


def behind(tx: Transaction) -> bool:
    """Return whether the journal holds changes that are not planned yet."""
    return (journal.cursor(tx, CONSUMER) or 0) < journal.head(tx)


def learn(tx: Transaction, now: datetime, wishes: Wishes) -> None:
    """Bring *wishes* up to date; *now* is as for :func:`plan`.

    :func:`plan` does so by itself. Done before, with very many places, it keeps no writer waiting
    for the seconds that the first time takes.
    """
    wishes.renew(destinations.queries(tx), now)


def plan(tx: Transaction, now: datetime, wishes: Wishes, gather: timedelta = _AT_ONCE) -> int:
    """Plan the next changes of the journal; return how many they were, 0 where there are none.

    *now* is aware, in the zone whose days the queries of the places mean. *wishes* are brought up
    to date, and kept by the caller for the next call. Edits wait *gather*, so that several
    corrections in a row become one.
    """
    begun = journal.cursor(tx, CONSUMER) or 0
    changes = journal.changes_after(tx, begun, _CHANGES)
    if not changes:
        return 0
    furthest = max(begun, journal.cursor(tx, _FURTHEST) or 0)
    destinations.begin(tx, furthest)
    learn(tx, now, wishes)
    # Several changes of one article lead to one place: its present revision.
    changed = articles.get_many(tx, list(dict.fromkeys(change.article_id for change in changes)))
    here = _round(tx, changes, furthest, now, gather)
    newest = deliveries.newest_of(tx, [article.id for article in changed])
    for article in changed:
        before = newest[article.id]
        if before or here.is_news(article):
            _plan_article(tx, here, article, before, _wanting(wishes, article, now))
    journal.move_cursor(tx, CONSUMER, changes[-1].seq)
    journal.move_cursor(tx, _FURTHEST, max(furthest, changes[-1].seq))
    return len(changes)


def catch_up(
    tx: Transaction, delivery: Delivery, now: datetime, gather: timedelta = _AT_ONCE
) -> None:
    """Plan what *delivery* kept from being planned: the corrections made while it was under way.

    *now* and *gather* are as for :func:`plan`.
    """
    article = articles.get(tx, delivery.article_id)
    last = deliveries.newest_like(tx, delivery)
    case = Case(article=article, place=last.destination, last=last)

    def wanted() -> bool:
        there = article.status is Status.PUBLISHED
        return there and matches(parse(last.destination.query, now), article)

    step = next_step(case, news=False, wanted=wanted)
    posted = _do(tx, case, step, now, gather, on_hold=False)
    deliveries.post(tx, [posted] if posted else [], article.id, article.revision, now)


def appointment_at(
    tx: Transaction, place: Destination, now: datetime, *, urgent: bool = False
) -> Appointment:
    """Return when a post is due that is planned, or let go, at *now*: *urgent*, or by the hours."""
    table = place.timetable
    last_digest = waiting.last_digest(tx, place.id) if table.digest_at else None
    return appointment(table, now, urgent=urgent, last_digest=last_digest)


def is_breaking(case: Case, now: datetime) -> bool:
    """Return whether the article is breaking news at the place."""
    query = case.place.timetable.breaking
    return bool(query) and matches(parse(query, now), case.article)


def _round(
    tx: Transaction, changes: Collection[Change], furthest: int, now: datetime, gather: timedelta
) -> _Round:
    ids = list(dict.fromkeys(change.article_id for change in changes))
    fresh = {change.article_id for change in changes if change.seq > furthest and _is_news(change)}
    return _Round(
        now=now,
        gather=gather,
        announced=journal.announcements(tx, ids),
        fresh=fresh,
        held=holds.held(tx, ids),
        news_after=destinations.beginnings(tx),
    )


def _is_news(change: Change) -> bool:
    return change.announce and change.kind is ChangeKind.PUBLISHED


def _wanting(wishes: Wishes, article: Article, now: datetime) -> set[str]:
    return wishes.of(article, now) if article.status is Status.PUBLISHED else set()


def _plan_article(
    tx: Transaction,
    here: _Round,
    article: Article,
    before: Mapping[str, Delivery],
    wanting: Collection[str],
) -> None:
    # Where nothing was planned before and nothing is news, there is nothing to do.
    new = {place_id for place_id in wanting if here.is_news_at(article, place_id)}
    posted: list[Planned] = []
    for place in destinations.some(tx, {*before, *new}):
        case = Case(article=article, place=place, last=before.get(place.id))
        wanted: Callable[[], bool] = partial(wanting.__contains__, place.id)
        step = next_step(case, news=place.id in new, wanted=wanted)
        post = _do(tx, case, step, here.now, here.gather, on_hold=article.id in here.held)
        posted += [post] if post else []
    # All at once: there may be very many.
    deliveries.post(tx, posted, article.id, article.revision, here.now)


def _do(  # noqa: PLR0913 - a step, and what decides its hour
    tx: Transaction, case: Case, step: Step, now: datetime, gather: timedelta, *, on_hold: bool
) -> Planned | None:
    """Take *step*, all but the post that it may add: that is returned."""
    last, revision = case.last, case.article.revision
    if last is not None and step.supersede:
        deliveries.supersede(tx, last, now)
    if step.add is DeliveryKind.POST:
        return _post(tx, case, step, now, on_hold=on_hold)
    if last is not None and step.add is not None:
        waits = gather if step.add is DeliveryKind.EDIT else _AT_ONCE
        due_at = last.due_at if step.keeps else now + waits
        deliveries.change(tx, last, step.add, revision, now, due_at=due_at)
    return None


def _post(tx: Transaction, case: Case, step: Step, now: datetime, *, on_hold: bool) -> Planned:
    last = case.last if step.keeps else None
    breaking = (case.last is None or step.keeps) and is_breaking(case, now)
    if last is not None and (last.urgent or not breaking):
        when = Appointment(at=last.due_at, urgent=last.urgent, gathered=last.gathered)
    else:
        when = appointment_at(tx, case.place, now, urgent=breaking)
    return Planned(
        place=case.place,
        due_at=when.at,
        urgent=when.urgent,
        gathered=when.gathered,
        awaiting=_awaits(case, on_hold=on_hold),
    )


def _awaits(case: Case, *, on_hold: bool) -> bool:
    """Return whether an editor says when the post goes; what was let go once, goes."""
    last = case.last
    if last is not None and last.kind is DeliveryKind.POST:
        if last.state in (DeliveryState.DUE, DeliveryState.AWAITING):
            return last.state is DeliveryState.AWAITING
        if last.state is DeliveryState.REJECTED:
            return on_hold
    return on_hold or case.place.approval
