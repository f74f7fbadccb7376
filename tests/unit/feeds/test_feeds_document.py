from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from barqiya.domain.article import Article, Author, Enclosure, Image, Label, Status
from barqiya.domain.publication import Publication
from barqiya.domain.query import Query
from feeds.document import EPOCH, FeedDocument, document
from feeds.views import FeedView

NOON = datetime(2026, 11, 20, 12, 0, 0, tzinfo=UTC)

Make = Callable[..., Article]
Feed = Callable[..., FeedDocument]


def test_newest_first_by_publication_else_by_first_sight(article: Make, feed_of: Feed) -> None:
    """An article without a date takes the place of its first sight; its date is not made up."""
    old = article("old", published_at=NOON - timedelta(days=3))
    undated = article("undated", published_at=None, first_seen_at=NOON - timedelta(days=2))
    new = article("new", published_at=NOON - timedelta(days=1))
    entries = feed_of(old, undated, new).entries
    assert [entry.id for entry in entries] == [new.public_id, undated.public_id, old.public_id]
    assert entries[1].published is None


def test_the_feed_is_as_new_as_its_newest_entry(article: Make, feed_of: Feed) -> None:
    """No clock is looked at: the newest change counts, and a fixed moment where there is none."""
    corrected = article("a", updated_at=NOON + timedelta(hours=5))
    assert feed_of(article("b"), corrected).updated == NOON + timedelta(hours=5)
    assert feed_of().updated == EPOCH


def test_no_entry_was_updated_before_it_was_published(article: Make, feed_of: Feed) -> None:
    """Sites say of a post written ahead that it was last modified days before it came out."""
    ahead = article("a", published_at=NOON, updated_at=NOON - timedelta(days=3))
    feed = feed_of(ahead)
    assert (feed.entries[0].updated, feed.entries[0].published) == (NOON, NOON)
    assert feed.updated == NOON


def test_an_old_article_taken_in_late_is_news_to_http(article: Make, feed_of: Feed) -> None:
    """It leaves the feed's date alone and moves the date that conditional requests look at."""
    late = article("late", first_seen_at=NOON + timedelta(days=9))
    assert feed_of(late).updated == NOON
    assert feed_of(late).modified == NOON + timedelta(days=9)


def test_identity_and_address(article: Make, feed_of: Feed, publication: Publication) -> None:
    """The id is the public one, to the letter; the link is the source's, else our own page."""
    known = article("known", public_id="https://example.org/?p=7", url="https://example.org/مقال")
    ours = article("ours")
    first, second = sorted(feed_of(known, ours).entries, key=lambda e: e.id)
    assert first.id == "https://example.org/?p=7"
    assert first.url == "https://example.org/%D9%85%D9%82%D8%A7%D9%84"
    assert second.url == f"{publication.public_url}/articles/{ours.id}"


def test_a_latin_word_first_leaves_the_title_right_to_left(article: Make, feed_of: Feed) -> None:
    """Title, summary and text are led by U+200F where readers would guess the other way."""
    (entry,) = feed_of(
        article(title="GPS في جيبك", summary="GPS يصغي", content_html="<p>GPS لا يسأل</p>")
    ).entries
    assert entry.title == "\u200fGPS في جيبك"
    assert entry.summary == "\u200fGPS يصغي"
    assert entry.content_html == '<div dir="rtl" lang="ar"><p>\u200fGPS لا يسأل</p></div>'


def test_an_entry_always_has_a_title(article: Make, feed_of: Feed) -> None:
    """Without one the first words stand in, and without any the publication's name."""
    (untitled,) = feed_of(article(title=" ", content_html="<p>أول الكلام &amp; آخره</p>")).entries
    (empty,) = feed_of(article(title="", content_html="", summary="")).entries
    assert untitled.title == "أول الكلام & آخره"
    assert empty.title == "جريدة الميناء"
    assert empty.summary == ""


def test_the_lead_picture_is_shown_once(article: Make, feed_of: Feed) -> None:
    """It is put before a text that lacks it, and not before one that holds it."""
    image = Image(url="https://example.org/a.jpg?w=1&h=2", alt='"ميناء"', width=4, height=3)
    inside = '<p><img src="https://example.org/a.jpg?w=1&amp;h=2"></p><p>نص</p>'
    lacking, holding = feed_of(
        article("b", images=(image,), published_at=NOON + timedelta(days=1)),
        article("a", images=(image,), content_html=inside),
    ).entries
    assert lacking.content_html.startswith(
        '<div dir="rtl" lang="ar"><p><img src="https://example.org/a.jpg?w=1&amp;h=2" '
        'alt="&quot;ميناء&quot;" width="4" height="3"></p>'
    )
    assert holding.content_html.count("<img") == 1
    assert holding.image is not None
    assert holding.image.media_type == "image/jpeg"


def test_a_picture_without_a_size_claims_none(article: Make, feed_of: Feed) -> None:
    """Sources write 0 where they do not know it; Media RSS wants a number of pixels or nothing."""
    picture = Image(url="https://img.example.org/quay.jpg", width=0, height=600)
    entry = feed_of(article("a", images=(picture,))).entries[0]
    assert entry.image is not None
    assert (entry.image.width, entry.image.height) == (None, 600)


def test_a_file_of_no_known_kind_is_offered_all_the_same(article: Make, feed_of: Feed) -> None:
    """An enclosure must have a media type; a picture's address tells what its claim does not."""
    (entry,) = feed_of(
        article(
            enclosures=(Enclosure(url="https://example.org/a.mp3", media_type="an mp3"),),
            images=(Image(url="https://example.org/a.png", media_type="picture"),),
        )
    ).entries
    assert [one.media_type for one in entry.enclosures] == ["application/octet-stream"]
    assert entry.image is not None
    assert entry.image.media_type == "image/png"


def test_categories_and_tags_each_once_in_order(article: Make, feed_of: Feed) -> None:
    """A tag that repeats a category in another spelling is not said twice."""
    (entry,) = feed_of(
        article(
            categories=(Label(name="الاقتصاد"),), tags=(Label(name="الإقتصاد"), Label(name="نفط"))
        )
    ).entries
    assert entry.category_names == ("الاقتصاد", "نفط")
    kinds = [term.scheme.split("/")[-2] for term in entry.categories]
    assert kinds == ["category", "tag"]


def test_authors_are_names(article: Make, feed_of: Feed) -> None:
    """Every author is there, in order."""
    (entry,) = feed_of(article(authors=(Author(name="هدى سالم"), Author(name="Nora")))).entries
    assert entry.authors == ("هدى سالم", "Nora")


def test_the_same_articles_make_the_same_document(article: Make, feed_of: Feed) -> None:
    """In whatever order they come."""
    one, other = article("a"), article("b")
    assert feed_of(one, other) == feed_of(other, one)


def test_a_correction_says_what_was_corrected(article: Make, feed_of: Feed) -> None:
    """Before the text, in its language; where nobody said it the text stands alone."""
    said = article("a", correction="كان العدد <ستة>.", revision=2)
    told, silent = feed_of(said, article("b", revision=2, first_seen_at=NOON)).entries
    if told.id != said.public_id:
        told, silent = silent, told
    line = '<p dir="rtl" lang="ar"><strong>تصويب:</strong> كان العدد &lt;ستة&gt;.</p>'
    assert line in told.content_html
    assert told.content_html.index(line) < told.content_html.index("في الخامسة")
    assert "تصويب" not in silent.content_html
    (english,) = feed_of(article(language="en", correction="It was six.", title="Six")).entries
    assert '<p dir="ltr" lang="en"><strong>Correction:</strong> It was six.</p>' in (
        english.content_html
    )


def test_of_what_is_withdrawn_nothing_is_told_but_that(article: Make, feed_of: Feed) -> None:
    """The entry stays under its id, link and date; title, text, names and pictures are gone."""
    gone = article(
        title="سرٌّ أول",
        content_html="<p>سرٌّ ثانٍ</p>",
        summary="سرٌّ ثالث",
        authors=(Author(name="سرٌّ رابع"),),
        tags=(Label(name="سرٌّ خامس"),),
        images=(Image(url="https://example.org/secret.png", alt="سرٌّ سادس"),),
        enclosures=(Enclosure(url="https://example.org/secret.mp3", media_type="audio/mpeg"),),
        url="https://example.org/a",
        status=Status.RETRACTED,
        evidence="سرٌّ سابع",
        updated_at=NOON + timedelta(days=1),
    )
    (entry,) = feed_of(gone).entries
    assert (entry.id, entry.url, entry.published) == (gone.public_id, "https://example.org/a", NOON)
    assert entry.title == "سُحبت هذه المقالة"
    assert entry.updated == NOON + timedelta(days=1)
    assert "سرٌّ" not in repr(entry)
    assert "secret" not in repr(entry)
    assert entry.withdrawn


def test_the_notice_is_in_the_publications_language(
    article: Make, publication: Publication
) -> None:
    """Whatever language the article was in; English where we have no words of the publication's."""
    view = FeedView(slug="all", title="x", query=Query(), limit=50)
    gone = article(status=Status.RETRACTED)
    for language, title, direction in (
        ("en-GB", "This article was withdrawn", "ltr"),
        ("sw", "This article was withdrawn", "ltr"),
        ("ar-EG", "سُحبت هذه المقالة", "rtl"),
    ):
        made = document(view, replace(publication, language=language), [gone])
        (entry,) = made.entries
        assert (entry.title, entry.direction) == (title, direction)


def test_summaries_instead_of_text(article: Make, feed_of: Feed) -> None:
    """Where the operator wants it so; without a summary the first words stand in."""
    long = "<p>" + "كلمة أخرى " * 200 + "</p>"
    given = article("a", content_html=long, correction="كانت خمسًا.")
    bare = article("b", content_html=long, summary="")
    for entry in feed_of(given, bare, full_text=False).entries:
        assert len(entry.content_html) < 500
        assert entry.content_html.startswith('<div dir="rtl" lang="ar">')
    assert any("كانت خمسًا." in e.content_html for e in feed_of(given, full_text=False).entries)


def test_how_long_a_feed_holds(article: Make, feed_of: Feed) -> None:
    """A quarter of the usual gap between two articles, from five minutes to an hour."""

    def every(**gap: int) -> int:
        dates = [NOON - number * timedelta(**gap) for number in range(9)]
        return feed_of(*(article(str(day), published_at=day) for day in dates)).max_age

    assert every(seconds=1) == 300
    assert every(minutes=61) == 900
    assert every(days=3) == 3600
    assert feed_of().max_age == 3600
