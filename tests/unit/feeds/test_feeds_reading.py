from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from barqiya.domain.article import Article, Content, Image, article_id
from barqiya.domain.change import Change, ChangeKind
from feeds.pages.reading import below_title, history, lead_outside_text
from feeds.pages.words import ENGLISH

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
ARTICLE = Article(
    id=article_id("tests", "tide"),
    public_id="urn:tests:tide",
    source="tests",
    revision=2,
    content=Content(title="The tide", content_html="<p>Early.</p>", summary="", language="en"),
    content_hash="2",
    first_seen_at=NOON,
    updated_at=NOON + timedelta(hours=2),
    correction="It was the other tide.",
)


def _change(kind: ChangeKind, revision: int, hours: int, **told: Any) -> Change:
    at = NOON + timedelta(hours=hours)
    return Change(seq=hours, kind=kind, article_id=ARTICLE.id, revision=revision, at=at, **told)


def test_what_nobody_saw_is_no_history() -> None:
    """Taken in quietly and announced later, moved to another address: published once, no more."""
    changes = [
        _change(ChangeKind.PUBLISHED, 1, 0, announce=False),
        _change(ChangeKind.PUBLISHED, 1, 1),
        _change(ChangeKind.AMENDED, 1, 2),
    ]
    assert history(changes, ENGLISH) == ()


def test_every_correction_has_its_own_reason() -> None:
    """Newest first; each with its own moment, and with what the editor said then."""
    changes = [
        _change(ChangeKind.PUBLISHED, 1, 0, announce=False),
        _change(ChangeKind.PUBLISHED, 1, 1),
        _change(ChangeKind.CORRECTED, 2, 2, reason="It was the other tide."),
        _change(ChangeKind.CORRECTED, 3, 3),
        _change(ChangeKind.CORRECTED, 4, 4, reason="It came late."),
    ]
    assert [
        (one.what, (one.at - NOON).seconds // 3600, one.why) for one in history(changes, ENGLISH)
    ] == [
        ("Corrected", 4, "It came late."),
        ("Corrected", 3, None),
        ("Corrected", 2, "It was the other tide."),
        ("First published", 0, None),
    ]


def test_a_picture_is_shown_once() -> None:
    """Above the text only where the text does not show it, however its address is written."""
    picture = Image(url="https://example.org/a.jpg?w=1&h=2")
    bare = replace(ARTICLE, content=replace(ARTICLE.content, images=(picture,)))
    assert lead_outside_text(bare) == picture
    shown = '<img src="https://example.org/a.jpg?w=1&amp;h=2">'
    assert (
        lead_outside_text(replace(bare, content=replace(bare.content, content_html=shown))) is None
    )
    assert lead_outside_text(ARTICLE) is None


def test_the_title_is_the_only_first_heading() -> None:
    """Whatever its attributes, a first heading in the text steps down, and nothing else changes."""
    given = '<h1 class="a">One</h1><h10>two</h10><H1>three</H1>'
    assert below_title(given) == '<h2 class="a">One</h2><h10>two</h10><h2>three</h2>'
