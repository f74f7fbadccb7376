"""What is to be done with one article at one place: the pure rule. Reads no store and no clock."""

from collections.abc import Callable
from dataclasses import dataclass

from barqiya.domain.article import Article, Status
from barqiya.domain.delivery import Delivery, DeliveryKind, DeliveryState, Destination

_LEFT_ALONE = (
    DeliveryState.CLAIMED,  # its outcome decides: planner.catch_up
    DeliveryState.UNCERTAIN,
    DeliveryState.HELD,  # a retry sends the newest revision anyhow
)
_ENDED = (DeliveryState.SENT, DeliveryState.DROPPED, DeliveryState.SUPERSEDED)
_WAITS = (DeliveryState.DUE, DeliveryState.AWAITING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An article as it is now, one destination, and what was planned last of it there."""

    article: Article
    place: Destination
    last: Delivery | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What is to be done in a case: end what was planned last, plan something, both or neither.

    *keeps*: what is planned takes over the turn, and the approval, of what it ends.
    """

    supersede: bool = False
    add: DeliveryKind | None = None
    keeps: bool = False


def next_step(case: Case, *, news: bool, wanted: Callable[[], bool]) -> Step:
    """Return what is to be done in *case*.

    *news* says that the article was announced, *wanted* whether the place's query asks for it and
    the article is there.
    """
    last = case.last
    if last is None:
        return Step(add=_post_if(news and case.place.active and wanted()))
    if last.revision >= case.article.revision or last.state in _LEFT_ALONE:
        return Step()
    if last.kind is DeliveryKind.POST and last.state is not DeliveryState.SENT:
        return _instead_of_post(case, last, wanted)
    if case.article.status is Status.RETRACTED:
        return _withdrawn(last)
    if last.kind is DeliveryKind.RETRACT and last.state is DeliveryState.SENT and _deleted(last):
        return Step(add=_post_if(case.place.active and wanted()))
    # A post keeps up with its article, even where it would not be posted today. A change that was
    # not made still has to be made.
    return Step(
        supersede=last.state not in _ENDED,
        add=DeliveryKind.EDIT,
        keeps=last.kind is DeliveryKind.EDIT and last.state is DeliveryState.DUE,
    )


def _withdrawn(last: Delivery) -> Step:
    if last.kind is DeliveryKind.RETRACT and last.state is DeliveryState.SENT:
        return Step()  # nothing of it is left, or a notice
    return Step(supersede=last.state not in _ENDED, add=DeliveryKind.RETRACT)


def _instead_of_post(case: Case, last: Delivery, wanted: Callable[[], bool]) -> Step:
    if last.state is DeliveryState.DROPPED:
        return Step()  # a person did not want it posted
    if last.state is DeliveryState.REJECTED and not case.place.takes_part:
        return Step()  # the text was not what stood in the way; a retry sends the newest
    add = _post_if(wanted())
    return Step(
        supersede=last.state is not DeliveryState.SUPERSEDED,
        add=add,
        keeps=add is not None and last.state in _WAITS,
    )


def _deleted(last: Delivery) -> bool:
    return last.receipt is None or not last.receipt.message_ids


def _post_if(wanted: bool) -> DeliveryKind | None:  # noqa: FBT001 - the condition is the whole call
    return DeliveryKind.POST if wanted else None
