"""The planner's rule, case by case: what an article asks for at a destination."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from barqiya.domain.article import Article, Content, Status, article_id
from barqiya.domain.delivery import Delivery, DeliveryKind, DeliveryState, Destination, Receipt
from barqiya.outbox.steps import Case, Step, next_step

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
PLACE = Destination(id="news", name="News", transport="telegram", address="@news")
ARTICLE = Article(
    id=article_id("test", "one"),
    public_id="urn:x:1",
    source="test",
    revision=3,
    content=Content(title="one", content_html="<p>one</p>", summary="one", language="ar"),
    content_hash="",
    first_seen_at=NOW,
    updated_at=NOW,
)
NOTHING = Step()
POST = Step(add=DeliveryKind.POST)
EDIT = Step(add=DeliveryKind.EDIT)
RETRACT = Step(add=DeliveryKind.RETRACT)
NOTICE = Receipt(message_ids=(7,), form="text")
DELETED = Receipt(message_ids=(), form="text")


def step(  # noqa: PLR0913 - a case
    *before: str,
    revision: int = 2,
    news: bool = False,
    wanted: bool = True,
    active: bool = True,
    lost: bool = False,
    withdrawn: bool = False,
    receipt: Receipt | None = None,
) -> Step:
    """Return the step for revision 3, where a delivery of this kind and state came *before*."""
    status = Status.RETRACTED if withdrawn else Status.PUBLISHED
    place = replace(PLACE, active=active, lost=lost)
    last = None
    if before:
        kind, state = before
        last = Delivery(
            id=1,
            destination=place,
            article_id=ARTICLE.id,
            revision=revision,
            kind=DeliveryKind(kind),
            state=DeliveryState(state),
            attempts=0,
            due_at=NOW,
            created_at=NOW,
            receipt=receipt,
        )
    case = Case(article=replace(ARTICLE, status=status), place=place, last=last)
    return next_step(case, news=news, wanted=lambda: wanted)


def test_news_is_posted_where_it_is_wanted() -> None:
    """Announced, matching and taking part: all three."""
    assert step(news=True) == POST
    assert step(news=False) == NOTHING
    assert step(news=True, wanted=False) == NOTHING
    assert step(news=True, active=False) == NOTHING


def test_news_waits_where_the_place_is_lost_for_now() -> None:
    """Kicked for an hour: what was published in it is posted when the rights return."""
    assert step(news=True, lost=True) == POST
    assert step("retract", "sent", receipt=DELETED, lost=True) == POST


@pytest.mark.parametrize("kind", list(DeliveryKind))
@pytest.mark.parametrize("state", list(DeliveryState))
@pytest.mark.parametrize("revision", [3, 4])
def test_what_is_planned_already_is_not_planned_again(
    kind: DeliveryKind, state: DeliveryState, revision: int
) -> None:
    """A replay of the journal changes nothing, whatever became of the delivery."""
    assert step(kind, state, revision=revision, news=True) == NOTHING


@pytest.mark.parametrize("kind", ["post", "edit"])
def test_what_was_sent_is_edited(kind: str) -> None:
    """A post keeps up with its article, even where it would not be posted today."""
    assert step(kind, "sent") == EDIT
    assert step(kind, "sent", wanted=False, active=False) == EDIT


@pytest.mark.parametrize("kind", ["post", "edit"])
def test_what_was_sent_and_is_withdrawn_is_retracted(kind: str) -> None:
    """Once: a notice that stands, or nothing, is not retracted again."""
    assert step(kind, "sent", withdrawn=True) == RETRACT
    for receipt in (NOTICE, DELETED):
        assert step("retract", "sent", withdrawn=True, receipt=receipt) == NOTHING


def test_what_comes_back_takes_the_place_of_its_notice() -> None:
    """Where the post was deleted it is posted, if it is wanted still; else the notice is edited."""
    assert step("retract", "sent", receipt=NOTICE) == EDIT
    assert step("retract", "sent", receipt=DELETED) == POST
    assert step("retract", "sent") == POST
    assert step("retract", "sent", receipt=DELETED, wanted=False) == NOTHING
    assert step("retract", "sent", receipt=DELETED, active=False) == NOTHING


@pytest.mark.parametrize("state", ["due", "rejected"])
def test_a_retraction_takes_the_place_of_a_change_not_made(state: str) -> None:
    """Of an edit, or of the retraction before; what an editor dropped is asked for anew."""
    for kind in ("edit", "retract"):
        assert step(kind, state, withdrawn=True) == replace(RETRACT, supersede=True)
        assert step(kind, "dropped", withdrawn=True) == RETRACT


@pytest.mark.parametrize("state", ["due", "rejected"])
def test_what_comes_back_before_it_was_retracted_is_edited(state: str) -> None:
    """The post stands still; its retraction is not wanted any more."""
    assert step("retract", state) == replace(EDIT, supersede=True)
    assert step("retract", "dropped") == EDIT


@pytest.mark.parametrize("state", ["due", "awaiting", "rejected"])
def test_what_is_withdrawn_before_it_was_sent_is_not_sent(state: str) -> None:
    """Nothing has to be retracted where nothing stands."""
    assert step("post", state, withdrawn=True, wanted=False) == Step(supersede=True)
    assert step("post", "superseded", withdrawn=True, wanted=False) == NOTHING


@pytest.mark.parametrize("kind", list(DeliveryKind))
@pytest.mark.parametrize("state", ["claimed", "uncertain", "held"])
def test_what_is_under_way_or_waits_for_a_person_is_left_alone(
    kind: DeliveryKind, state: str
) -> None:
    """Its outcome decides what follows."""
    assert step(kind, state) == NOTHING


def test_a_newer_revision_supersedes_an_unsent_post() -> None:
    """Due, or refused: the newer text is posted instead, if it is still wanted."""
    for state in ("due", "awaiting", "rejected"):
        keeps = state != "rejected"
        assert step("post", state) == replace(POST, supersede=True, keeps=keeps)
        assert step("post", state, wanted=False) == Step(supersede=True)


def test_an_article_that_is_wanted_again_is_posted() -> None:
    """Moved out of a channel's query before it was sent, and back into it."""
    assert step("post", "superseded") == POST
    assert step("post", "superseded", wanted=False) == NOTHING


def test_where_the_place_is_gone_a_rejected_post_waits_for_a_retry() -> None:
    """It was not the text that stood in the way."""
    assert step("post", "rejected", lost=True) == NOTHING
    assert step("post", "rejected", active=False) == NOTHING


def test_what_an_editor_dropped_is_not_posted() -> None:
    """The editor's word holds for later revisions too; a dropped edit was about that edit."""
    assert step("post", "dropped") == NOTHING
    assert step("edit", "dropped") == EDIT


@pytest.mark.parametrize("state", ["due", "rejected"])
def test_a_newer_edit_takes_the_place_of_one_not_made(state: str) -> None:
    """Several corrections in a row become one edit, no later than the first would have been."""
    assert step("edit", state) == replace(EDIT, supersede=True, keeps=state == "due")
