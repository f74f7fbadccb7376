"""From the journal to deliveries: who is to be told what. Owns the rule; sends nothing.

Each call is one transaction that also moves the planner's cursor, so a change is planned once. A
replay plans nothing anew: the rule looks at what is planned already. A destination gets what the
planner comes to while it takes part; one that is named later gets nothing older. On a first start
everything announced so far is news.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from barqiya.domain.article import Article, Status
from barqiya.domain.change import Change, ChangeKind
from barqiya.domain.delivery import Delivery, DeliveryKind, DeliveryState, Destination
from barqiya.domain.query import parse
from barqiya.outbox.wishes import Wishes
from barqiya.search import matches
from barqiya.store import Transaction, articles, deliveries, destinations, journal

CONSUMER = "planner"

_CHANGES = 500  # in one transaction: others want to write too
_LEFT_ALONE = (
    DeliveryState.CLAIMED,  # its outcome decides: catch_up
    DeliveryState.UNCERTAIN,
    DeliveryState.HELD,  # a retry sends the newest revision anyhow
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An article as it is now, one destination, and what was planned last of it there."""

    article: Article
    place: Destination
    last: Delivery | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What is to be done in a case: end what was planned last, plan something, both or neither."""

    supersede: bool = False
    add: DeliveryKind | None = None


def behind(tx: Transaction) -> bool:
    """Return whether the journal holds changes that are not planned yet."""
    return (journal.cursor(tx, CONSUMER) or 0) < journal.head(tx)


def learn(tx: Transaction, now: datetime, wishes: Wishes) -> None:
    """Bring *wishes* up to date; *now* is as for :func:`plan`.

    :func:`plan` does so by itself. Done before, with very many places, it keeps no writer waiting
    for the seconds that the first time takes.
    """
    wishes.renew(destinations.queries(tx), now)


def plan(tx: Transaction, now: datetime, wishes: Wishes) -> int:
    """Plan the next changes of the journal; return how many they were, 0 where there are none.

    *now* is aware, in the zone whose days the queries of the places mean. *wishes* are brought up
    to date, and kept by the caller for the next call.
    """
    changes = journal.changes_after(tx, journal.cursor(tx, CONSUMER) or 0, _CHANGES)
    if not changes:
        return 0
    learn(tx, now, wishes)
    # Several changes of one article lead to one place: its present revision.
    changed = articles.get_many(tx, list(dict.fromkeys(change.article_id for change in changes)))
    newest = deliveries.newest_of(tx, [article.id for article in changed])
    announced = {change.article_id for change in changes if _is_news(change)}
    for article in changed:
        news = article.id in announced
        before = newest[article.id]
        if news or before:
            _plan_article(tx, article, before, _wanting(wishes, article, now), now, news=news)
    journal.move_cursor(tx, CONSUMER, changes[-1].seq)
    return len(changes)


def catch_up(tx: Transaction, delivery: Delivery, now: datetime) -> None:
    """Plan what *delivery* kept from being planned: the corrections made while it was under way.

    *now* is as for :func:`plan`.
    """
    article = articles.get(tx, delivery.article_id)
    last = deliveries.newest_like(tx, delivery)
    case = Case(article=article, place=last.destination, last=last)

    def wanted() -> bool:
        there = article.status is Status.PUBLISHED
        return there and matches(parse(last.destination.query, now), article)

    _take(tx, case, next_step(case, news=False, wanted=wanted), now)


def next_step(case: Case, *, news: bool, wanted: Callable[[], bool]) -> Step:
    """Return what is to be done in *case*.

    *news* says that the article was announced, *wanted* whether the place's query asks for it and
    the article is there. The post of a retracted one is edited into a notice.
    """
    last = case.last
    if last is None:
        return Step(add=_post_if(news and case.place.active and wanted()))
    if last.revision >= case.article.revision or last.state in _LEFT_ALONE:
        return Step()
    if last.state is DeliveryState.SENT:
        return Step(add=DeliveryKind.EDIT)
    if last.kind is DeliveryKind.EDIT:
        # The edit was not made; the post still has to be brought up to date.
        return Step(supersede=last.state is not DeliveryState.DROPPED, add=DeliveryKind.EDIT)
    return _instead_of_post(case, last, wanted)


def _instead_of_post(case: Case, last: Delivery, wanted: Callable[[], bool]) -> Step:
    if last.state is DeliveryState.DROPPED:
        return Step()  # a person did not want it posted
    if last.state is DeliveryState.REJECTED and not case.place.active:
        return Step()  # the text was not what stood in the way; a retry sends the newest
    return Step(supersede=last.state is not DeliveryState.SUPERSEDED, add=_post_if(wanted()))


def _post_if(wanted: bool) -> DeliveryKind | None:  # noqa: FBT001 - the condition is the whole call
    return DeliveryKind.POST if wanted else None


def _is_news(change: Change) -> bool:
    return change.announce and change.kind is ChangeKind.PUBLISHED


def _wanting(wishes: Wishes, article: Article, now: datetime) -> set[str]:
    return wishes.of(article, now) if article.status is Status.PUBLISHED else set()


def _plan_article(  # noqa: PLR0913 - what is known of one article
    tx: Transaction,
    article: Article,
    before: Mapping[str, Delivery],
    wanting: Collection[str],
    now: datetime,
    *,
    news: bool,
) -> None:
    # Where nothing was planned before and nothing is news, there is nothing to do.
    concerned = {*before, *wanting} if news else set(before)
    posted: list[Destination] = []
    for place in destinations.some(tx, concerned):
        case = Case(article=article, place=place, last=before.get(place.id))
        step = next_step(case, news=news, wanted=partial(wanting.__contains__, place.id))
        if case.last is None and step.add is DeliveryKind.POST:
            posted.append(place)  # all at once: there may be very many
        else:
            _take(tx, case, step, now)
    deliveries.post(tx, posted, article.id, article.revision, now)


def _take(tx: Transaction, case: Case, step: Step, now: datetime) -> None:
    article, last = case.article, case.last
    if last is None:
        return
    if step.supersede:
        deliveries.supersede(tx, last, now)
    if step.add is DeliveryKind.POST:
        deliveries.post(tx, [case.place], article.id, article.revision, now)
    elif step.add is DeliveryKind.EDIT:
        deliveries.edit(tx, last, article.revision, now)
