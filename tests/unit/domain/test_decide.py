"""What becomes of what a source claims: publish, correct, or leave alone."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barqiya.domain.article import (
    Article,
    Author,
    Content,
    Enclosure,
    Identity,
    Image,
    Label,
    RelatedArticle,
    SourceItem,
    Status,
    article_id,
)
from barqiya.domain.decide import (
    Amend,
    Correct,
    Ignore,
    Publish,
    Retract,
    decide,
    may_change,
    restore,
    rewrite,
    withdraw,
)
from barqiya.domain.visible import content_hash, hash_of

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
CAIRO = timezone(timedelta(hours=2))
CONTENT = Content(
    title="ضوء في آخر الممر",
    content_html='<p>الجملة الأولى.</p><p class="a" id="b">والثانية <b>أوضح</b> منها.</p>',
    summary="الجملة الأولى.",
    language="ar",
    url="https://example.org/light",
    authors=(Author(name="ليلى مصطفى"),),
    categories=(Label(name="ثقافة"),),
    tags=(Label(name="كتب"), Label(name="أدب")),
    images=(Image(url="https://example.org/p.jpg", alt="ممرّ"),),
    enclosures=(Enclosure(url="https://example.org/a.mp3", media_type="audio/mpeg"),),
    published_at=NOW - timedelta(days=2),
)


def an_item(content: Content = CONTENT, **values: Any) -> SourceItem:
    """Return what a source says of an article."""
    identity = Identity(key="url:https://example.org/light")
    return SourceItem(origin="light.html", identities=(identity,), content=content, **values)


def published(content: Content = CONTENT, **values: Any) -> Article:
    """Return the article that is held."""
    decision = decide(None, an_item(content, **values), "site", NOW)
    assert isinstance(decision, Publish)
    return decision.article


def corrected(
    content: Content, later: datetime = NOW + timedelta(days=1), **values: Any
) -> Article:
    """Return the article after a correction, which there must be."""
    decision = decide(published(), an_item(content, **values), "site", later)
    assert isinstance(decision, Correct)
    return decision.article


def test_what_is_not_known_is_published() -> None:
    """A new article has its first revision, an id that any rebuild gives it, and is announced."""
    decision = decide(None, an_item(), "site", NOW)
    assert isinstance(decision, Publish)
    article = decision.article
    assert decision.announce
    assert article.id == article_id("site", "url:https://example.org/light")
    assert article.public_id == article.id.urn
    assert (article.source, article.revision, article.content) == ("site", 1, CONTENT)
    assert (article.first_seen_at, article.correction) == (NOW, None)


def test_the_public_id_of_the_origin_is_kept() -> None:
    """Readers who know the article from its own feed see no old article twice."""
    assert published(public_id="https://example.org/?p=7").public_id == "https://example.org/?p=7"


@pytest.mark.parametrize(
    ("claimed", "published_at", "expected"),
    [
        (NOW - timedelta(hours=1), NOW - timedelta(days=2), NOW - timedelta(hours=1)),
        (None, NOW - timedelta(days=2), NOW - timedelta(days=2)),
        (None, None, NOW),
        (NOW + timedelta(days=1), NOW - timedelta(days=2), NOW - timedelta(days=2)),
        (None, NOW + timedelta(days=1), NOW),
    ],
)
def test_no_article_was_updated_in_the_future(
    claimed: datetime | None, published_at: datetime | None, expected: datetime
) -> None:
    """A clock that runs ahead, or a scheduled date, is not believed."""
    content = replace(CONTENT, published_at=published_at)
    assert published(content, updated_at=claimed).updated_at == expected


def test_the_same_again_is_left_alone() -> None:
    """Importing a thing twice changes nothing."""
    current = published()
    decision = decide(current, an_item(), "site", NOW + timedelta(days=1))
    assert decision == Ignore(article_id=current.id, reason="unchanged")


@pytest.mark.parametrize(
    "change",
    [
        {"content_html": CONTENT.content_html.replace("<p", "\n  <p").replace(" ", "  ")},
        {"content_html": CONTENT.content_html.replace('class="a" id="b"', 'id="b" class="a"')},
        {"content_html": CONTENT.content_html + "<!-- cached at 12:00 -->"},
        {"title": "  ضوء في  آخر الممر\n"},
        {"summary": "الجملة  الأولى. "},
        {"authors": (Author(name="ليلي مصطفي"),)},
        {"tags": (Label(name="كُتب"), Label(name="ادب"))},
        {"seen_on": date(2026, 3, 9)},
        {"published_at": None},
        {"published_at": NOW},
        {"published_at": (NOW - timedelta(days=2)).astimezone(CAIRO)},
        {"url": None},
        {"related": (RelatedArticle(title="قبلها"),)},
        {"images": (replace(CONTENT.images[0], width=800, length=12_345),)},
        {"content_html": CONTENT.content_html.replace("<b>", "<b >")},
    ],
    ids="-".join,
)
def test_what_no_reader_sees_is_no_correction(change: dict[str, Any]) -> None:
    """White space, order of attributes, spelling of a name, a date that a page forgot."""
    decision = decide(published(), an_item(replace(CONTENT, **change)), "site", NOW)
    assert isinstance(decision, Ignore)


@pytest.mark.parametrize(
    "change",
    [
        {"title": "ضوء في أول الممر"},
        {"content_html": CONTENT.content_html.replace("أوضح", "أعمق")},
        {"content_html": CONTENT.content_html.replace("<b>", "<i>").replace("</b>", "</i>")},
        {"content_html": CONTENT.content_html + "<p>وثالثة.</p>"},
        {"content_html": ""},
        {"summary": "ملخّص آخر"},
        {"language": "fa"},
        {"url": "https://example.org/light-2"},
        {"authors": (Author(name="ليلى مصطفى"), Author(name="منى"))},
        {"categories": ()},
        {"tags": (Label(name="كتب"),)},
        {"images": (Image(url="https://example.org/p.jpg", alt="ممرّ آخر"),)},
        {"enclosures": ()},
    ],
    ids="-".join,
)
def test_what_a_reader_sees_is_a_correction(change: dict[str, Any]) -> None:
    """Any field that is shown makes a new revision, and keeps the article what it is."""
    before, after = published(), corrected(replace(CONTENT, **change), correction="سطر صُحّح")
    assert after.revision == 2
    assert after.content == replace(CONTENT, **change)
    assert after.content_hash != before.content_hash
    assert after.correction == "سطر صُحّح"
    for kept in ("id", "public_id", "source", "first_seen_at"):
        assert getattr(after, kept) == getattr(before, kept)


def test_a_paragraph_that_leaves_a_quotation_is_a_correction() -> None:
    """Who says a sentence is part of what is read, though every word stays in its place."""
    quoted = "<blockquote><p>قال.</p><p>وأضاف.</p></blockquote>"
    narrowed = "<blockquote><p>قال.</p></blockquote><p>وأضاف.</p>"
    assert content_hash(replace(CONTENT, content_html=quoted)) != content_hash(
        replace(CONTENT, content_html=narrowed)
    )


def test_a_correction_moves_no_publication_date() -> None:
    """The date of an article is that of its publication; an edit is no news."""
    after = corrected(replace(CONTENT, title="آخر", published_at=NOW))
    assert after.content.published_at == CONTENT.published_at


def test_a_date_that_becomes_known_is_taken() -> None:
    """Where no source told a date before, one that tells it adds it."""
    current = published(replace(CONTENT, published_at=None))
    decision = decide(current, an_item(), "site", NOW)
    assert isinstance(decision, Correct)
    assert decision.article.content.published_at == CONTENT.published_at


@pytest.mark.parametrize(
    ("claimed", "later"),
    [
        (None, NOW + timedelta(days=1)),
        (NOW + timedelta(hours=5), NOW + timedelta(days=1)),
        (NOW - timedelta(days=30), NOW + timedelta(days=1)),
        (NOW + timedelta(days=30), NOW + timedelta(days=1)),
        (None, NOW),
        (None, NOW - timedelta(days=1)),
    ],
    ids=["silent", "between", "before", "future", "same second", "clock set back"],
)
def test_a_correction_always_moves_the_date_that_readers_watch(
    claimed: datetime | None, later: datetime
) -> None:
    """Whatever the source claims and the clock says, and by what feeds can tell apart."""
    content = replace(CONTENT, title="آخر", published_at=NOW)
    before = published(replace(CONTENT, published_at=NOW))
    decision = decide(before, an_item(content, updated_at=claimed), "site", later)
    assert isinstance(decision, Correct)
    after = decision.article.updated_at
    assert after - before.updated_at >= timedelta(seconds=1)
    assert after <= max(later, before.updated_at + timedelta(seconds=1))


def test_a_believable_date_of_the_source_is_taken() -> None:
    """When the site says it was changed between our last look and now, it was then."""
    claimed = NOW + timedelta(hours=5)
    assert corrected(replace(CONTENT, title="آخر"), updated_at=claimed).updated_at == claimed


@given(
    texts=st.lists(st.sampled_from(["أ", "ب", "ج"]), min_size=1, max_size=8),
)
def test_each_change_is_one_revision(texts: list[str]) -> None:
    """Whatever comes in whatever order, revisions count the visible changes and nothing else."""
    current, expected, last = published(replace(CONTENT, title="أ")), 1, "أ"
    for step, title in enumerate(texts):
        later = NOW + timedelta(minutes=step)
        decision = decide(current, an_item(replace(CONTENT, title=title)), "site", later)
        assert isinstance(decision, Correct) == (title != last)
        if isinstance(decision, Correct):
            assert decision.article.updated_at > current.updated_at
            current, expected, last = decision.article, expected + 1, title
    assert current.revision == expected
    assert current.content_hash == content_hash(current.content)


LINKED = replace(
    CONTENT,
    content_html='<p>انظر <a href="https://example.org/b?x=1">هنا</a> و<a href="https://else.net/c">هناك</a>.</p>',
)


@pytest.mark.parametrize(
    ("written", "rewritten"),
    [
        ("https://example.org/b?x=1", "https://example.org/b?x=1&utm_source=rss"),
        ("https://else.net/c", "https://else.net/c?fbclid=abc"),
        ("https://example.org/b?x=1", "http://www.example.org/b/?x=1"),
    ],
)
def test_tracking_and_spelling_of_addresses_are_no_correction(written: str, rewritten: str) -> None:
    """A plugin that decorates links says nothing to a reader."""
    again = replace(LINKED, content_html=LINKED.content_html.replace(written, rewritten))
    assert isinstance(decide(published(LINKED), an_item(again), "site", NOW), Ignore)


def test_another_address_in_the_text_is_a_correction() -> None:
    """Where a link leads is part of what is read."""
    led = replace(LINKED, content_html=LINKED.content_html.replace("else.net/c", "else.net/d"))
    assert isinstance(decide(published(LINKED), an_item(led), "site", NOW), Correct)


def moved(content: Content) -> Content:
    """Return *content* after its site moved to another host, with all that points there."""
    return replace(
        content,
        url=(content.url or "").replace("example.org", "new.example.net"),
        content_html=content.content_html.replace("https://example.org", "https://new.example.net"),
        images=tuple(
            replace(image, url=image.url.replace("example.org", "new.example.net"))
            for image in content.images
        ),
        enclosures=tuple(
            replace(one, url=one.url.replace("example.org", "new.example.net"))
            for one in content.enclosures
        ),
    )


def test_a_site_that_moves_corrects_nothing() -> None:
    """The new addresses are kept, the revision stays, and nobody is told a thousand times."""
    before = published(LINKED)
    decision = decide(before, an_item(moved(LINKED)), "site", NOW + timedelta(days=1))
    assert isinstance(decision, Amend)
    after = decision.article
    assert after.content == moved(LINKED)
    assert (after.revision, after.updated_at) == (before.revision, before.updated_at)


def test_a_comment_more_corrects_nothing() -> None:
    """Their number is kept, nobody is told of it, and who does not know it takes it from nobody."""
    before = published(replace(CONTENT, comment_count=3))
    counted = decide(before, an_item(replace(CONTENT, comment_count=0)), "site", NOW)
    untold = decide(before, an_item(CONTENT), "site", NOW)
    assert isinstance(counted, Amend)
    assert counted.article.content.comment_count == 0
    assert counted.article.updated_at == before.updated_at
    assert isinstance(untold, Ignore)


def test_a_hash_of_an_older_program_is_made_anew() -> None:
    """A new line between seen and unseen makes no article a corrected one."""
    before = replace(published(), content_hash="0" * 64)
    assert hash_of(before) == content_hash(CONTENT)
    assert isinstance(decide(before, an_item(), "site", NOW), Ignore)


def test_a_retraction_is_a_revision_with_its_evidence() -> None:
    """What was read stays in the store; when it was withdrawn and by what that is known, too."""
    before, later = published(), NOW + timedelta(days=1)
    decision = withdraw(before, "the site answers 404 for it", later)
    assert isinstance(decision, Retract)
    after = decision.article
    assert (after.status, after.revision) == (Status.RETRACTED, 2)
    assert (after.evidence, after.updated_at) == ("the site answers 404 for it", later)
    assert after.content == before.content
    assert isinstance(withdraw(after, "again", later), Ignore)


def test_what_comes_back_is_a_correction_under_its_old_identity() -> None:
    """Even where not a letter has changed meanwhile."""
    gone = withdraw(published(), "404", NOW + timedelta(days=1))
    assert isinstance(gone, Retract)
    back = decide(gone.article, an_item(), "site", NOW + timedelta(days=2))
    assert isinstance(back, Correct)
    assert (back.article.status, back.article.revision) == (Status.PUBLISHED, 3)
    assert back.article.evidence is None
    assert (back.article.id, back.article.public_id) == (published().id, published().public_id)
    assert back.article.content.published_at == CONTENT.published_at


@pytest.mark.parametrize(
    ("owner", "claimant", "heard"),
    [
        ("feed", "feed", True),
        ("feed", "site", True),
        ("site", "feed", False),
        ("feed", "twin", False),
        ("import", "feed", True),
        ("site", "import", True),
        ("left the settings", "feed", True),
    ],
)
def test_the_source_of_higher_authority_has_the_say(
    owner: str, claimant: str, *, heard: bool
) -> None:
    """Of equals the first; a person's own act always."""
    ranks = {"site": 30, "feed": 10, "twin": 10}
    assert may_change(owner, claimant, ranks) is heard


def test_whose_claim_is_taken_has_the_say_from_then_on() -> None:
    """A feed that brought an article first gives way to the site's own word."""
    after = decide(published(), an_item(replace(CONTENT, title="آخر")), "other", NOW)
    assert isinstance(after, Correct)
    assert after.article.source == "other"


def test_what_an_editor_retracted_no_source_brings_back() -> None:
    """A site that still shows or edits the page is not asked: the editor's word is the last."""
    gone = withdraw(published(), "the names were wrong", NOW + timedelta(days=1), final=True)
    assert isinstance(gone, Retract)
    again = decide(gone.article, an_item(replace(CONTENT, title="عنوان آخر")), "site", NOW)
    assert isinstance(again, Ignore)
    back = restore(gone.article, NOW + timedelta(days=2))
    assert isinstance(back, Correct)
    assert (back.article.status, back.article.final, back.article.evidence) == (
        Status.PUBLISHED,
        False,
        None,
    )
    assert isinstance(restore(back.article, NOW), Ignore)


def test_an_editor_can_make_a_retraction_final_that_a_source_began() -> None:
    """Gone from the site is not the same as gone for good."""
    gone = withdraw(published(), "404", NOW + timedelta(days=1))
    assert isinstance(gone, Retract)
    sealed = withdraw(gone.article, "as the court said", NOW + timedelta(days=2), final=True)
    assert isinstance(sealed, Retract)
    assert sealed.article.final
    assert isinstance(withdraw(sealed.article, "404", NOW), Ignore)


def test_an_editors_correction_is_a_revision_with_its_reason() -> None:
    """The text may be the same: then only the line that says what was wrong is new."""
    made = rewrite(published(), replace(CONTENT, title="ضوء"), "كان العنوان ناقصًا", NOW)
    assert (made.article.revision, made.article.correction) == (2, "كان العنوان ناقصًا")
    assert made.article.content.title == "ضوء"
    assert made.article.updated_at > published().updated_at
    assert hash_of(made.article) == content_hash(made.article.content)
