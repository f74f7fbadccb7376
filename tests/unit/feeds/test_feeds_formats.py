import json
import locale
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import feedparser
import pytest
from lxml import etree

from barqiya.domain.article import Article, Author, Enclosure, Image, Label, Status
from feeds.document import FeedDocument
from feeds.formats import FORMATS, Format

NOON = datetime(2026, 11, 20, 12, 0, 0, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"
DC = "{http://purl.org/dc/elements/1.1/}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
SLASH = "{http://purl.org/rss/1.0/modules/slash/}"
THREAD = "{http://purl.org/syndication/thread/1.0}"
MEDIA = "{http://search.yahoo.com/mrss/}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
RSS, ATOM_FORMAT, JSON = FORMATS

Make = Callable[..., Article]
Feed = Callable[..., FeedDocument]


@pytest.fixture
def full(article: Make, feed_of: Feed) -> FeedDocument:
    """Three articles: one with everything, one corrected and in English, one with no date."""
    rich = article(
        "rich",
        authors=(Author(name="هدى سالم"), Author(name="Nora Halloway")),
        categories=(Label(name="مدينة & بحر"),),
        tags=(Label(name="ميناء"),),
        images=(Image(url="https://example.org/p.png", width=1200, height=675, length=99),),
        enclosures=(Enclosure(url="https://example.org/p.mp3", media_type="audio/mpeg"),),
        comments_url="https://example.org/a#comments",
        comment_count=0,
        url="https://example.org/a",
        content_html="<p>نص فيه ]]> و <b>غامق</b></p>",
    )
    english = article(
        "english",
        title="Tea & <b>tides</b> &copy; R&D",
        content_html="<p>Low water at six.</p>",
        summary="1 < 2 & so on",
        language="en",
        published_at=NOON - timedelta(days=1),
        updated_at=NOON + timedelta(hours=1),
        revision=2,
    )
    undated = article("undated", published_at=None, first_seen_at=NOON - timedelta(days=2))
    return feed_of(rich, english, undated)


def _seconds(moment: datetime) -> tuple[int, ...]:
    return moment.timetuple()[:6]


@pytest.mark.parametrize("form", [RSS, ATOM_FORMAT], ids=lambda form: form.name)
def test_feedparser_reads_back_what_was_said(full: FeedDocument, form: Format) -> None:
    """Titles, ids, links, dates, authors, text and order survive, and nothing is mended."""
    read: Any = feedparser.parse(form.render(full))
    assert not read.bozo
    assert read.feed.title == full.title
    assert read.feed.language == "ar"
    assert read.feed.link == full.site_url
    assert [e.id for e in read.entries] == [e.id for e in full.entries]
    assert [e.link for e in read.entries] == [e.url for e in full.entries]
    assert [e.title.replace("\u2060", "") for e in read.entries] == [e.title for e in full.entries]
    assert [_seconds_of(e.get("published_parsed")) for e in read.entries] == [
        _seconds(e.published) if e.published else None for e in full.entries
    ]
    assert [a.name for a in read.entries[0].authors] == list(full.entries[0].authors)
    assert [t.term for t in read.entries[0].tags] == ["مدينة & بحر", "ميناء"]
    assert "نص فيه ]]> و <b>غامق</b>" in read.entries[0].content[0].value
    assert 'dir="rtl"' in read.entries[0].content[0].value


def _seconds_of(parsed: Any) -> tuple[int, ...] | None:
    return tuple(parsed[:6]) if parsed else None


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_the_same_document_gives_the_same_bytes(full: FeedDocument, form: Format) -> None:
    """No clock, no chance: a tag made of the bytes holds as long as the articles do."""
    assert form.render(full) == form.render(full)


def test_no_locale_is_touched(full: FeedDocument, monkeypatch: pytest.MonkeyPatch) -> None:
    """Feeds are written in many threads, and a locale belongs to the whole process."""

    def refuse(*_: object) -> None:
        raise AssertionError("setlocale() was called")

    monkeypatch.setattr(locale, "setlocale", refuse)
    with ThreadPoolExecutor(8) as threads:
        written = set(threads.map(RSS.render, [full] * 16))
    assert len(written) == 1


def test_rss_item(full: FeedDocument) -> None:
    """Each element is the one that readers look for, and each stands once."""
    channel = etree.fromstring(RSS.render(full))[0]
    item = channel.find("item")
    assert item is not None
    guid = item.find("guid")
    assert guid is not None
    assert guid.get("isPermaLink") == "false"
    assert item.findtext("pubDate") == "Fri, 20 Nov 2026 12:00:00 GMT"
    assert [e.text for e in item.findall(f"{DC}creator")] == ["هدى سالم", "Nora Halloway"]
    assert item.find("author") is None
    assert item.findtext(f"{DC}language") == "ar"
    assert item.get(LANG) == "ar"
    assert item.findtext("comments") == "https://example.org/a#comments"
    assert item.findtext(f"{SLASH}comments") == "0"
    (enclosure,) = item.findall("enclosure")
    assert {str(k): v for k, v in enclosure.attrib.items()} == {
        "url": "https://example.org/p.mp3",
        "length": "0",
        "type": "audio/mpeg",
    }
    assert item.findtext("description") == full.entries[0].summary
    assert item.findtext(f"{CONTENT}encoded") == full.entries[0].content_html
    picture = item.find(f"{MEDIA}content")
    assert picture is not None
    assert picture.get("width") == "1200"
    assert picture.get("type") == "image/png"
    thumbnail = item.find(f"{MEDIA}thumbnail")
    assert thumbnail is not None
    assert thumbnail.get("url") == "https://example.org/p.png"


def test_rss_channel(full: FeedDocument) -> None:
    """The site is the link, the feed itself is rel=self, the build date is the newest change."""
    channel = etree.fromstring(RSS.render(full))[0]
    assert channel.findtext("link") == "https://example.org"
    (own,) = channel.findall(f"{ATOM}link")
    assert own.get("href") == "https://feeds.example.org/feeds/all.rss"
    assert own.get("rel") == "self"
    assert channel.findtext("lastBuildDate") == "Fri, 20 Nov 2026 13:00:00 GMT"
    assert channel.findtext("image/title") == channel.findtext("title")
    assert channel.findtext("image/link") == channel.findtext("link")


def test_the_picture_is_the_enclosure_where_there_is_no_other(article: Make, feed_of: Feed) -> None:
    """RSS readers take one enclosure; of a type nobody knows there is none at all."""
    known = feed_of(article(images=(Image(url="https://example.org/p.webp"),)))
    unknown = feed_of(article(images=(Image(url="https://example.org/picture"),)))
    enclosure = etree.fromstring(RSS.render(known)).find("channel/item/enclosure")
    assert enclosure is not None
    assert enclosure.get("type") == "image/webp"
    assert etree.fromstring(RSS.render(unknown)).find("channel/item/enclosure") is None


def test_atom_links_keep_all_they_say(full: FeedDocument) -> None:
    """One alternate an entry; enclosures and comments are told apart from it."""
    entry = etree.fromstring(ATOM_FORMAT.render(full)).find(f"{ATOM}entry")
    assert entry is not None
    links = {link.get("rel"): dict(link.attrib) for link in entry.findall(f"{ATOM}link")}
    assert links["alternate"]["type"] == "text/html"
    assert links["replies"]["href"] == "https://example.org/a#comments"
    assert links["replies"][f"{THREAD}count"] == "0"
    assert entry.findtext(f"{THREAD}total") == "0"
    assert [e.get("type") for e in entry.findall(f"{ATOM}link[@rel='enclosure']")] == [
        "audio/mpeg",
        "image/png",
    ]
    content = entry.find(f"{ATOM}content")
    assert content is not None
    assert content.get("type") == "html"
    assert content.text == full.entries[0].content_html


def test_atom_speaks_each_entrys_language(full: FeedDocument) -> None:
    """An English article in an Arabic feed says that it is English."""
    feed = etree.fromstring(ATOM_FORMAT.render(full))
    assert feed.get(LANG) == "ar"
    assert [entry.get(LANG) for entry in feed.findall(f"{ATOM}entry")] == ["ar", "en", "ar"]


def test_atom_moments_of_change_differ(article: Make, feed_of: Feed) -> None:
    """Articles taken in together share an instant to the second; readers order by the rest."""
    feed = etree.fromstring(ATOM_FORMAT.render(feed_of(*(article(str(n)) for n in range(50)))))
    moments = [entry.findtext(f"{ATOM}updated", "") for entry in feed.findall(f"{ATOM}entry")]
    assert len(set(moments)) == 50
    assert {moment[:19] for moment in moments} == {"2026-11-20T12:00:00"}
    assert feed.findtext(f"{ATOM}updated") == max(moments)


@pytest.mark.parametrize("form", [RSS, ATOM_FORMAT], ids=lambda form: form.name)
def test_what_looks_like_markup_in_a_title_is_kept_as_text(
    full: FeedDocument, form: Format
) -> None:
    """Programs that guess at HTML find none, and a person sees every sign of the title."""
    root = etree.fromstring(form.render(full))
    title = next(t.text or "" for t in root.iter("title", f"{ATOM}title") if "Tea" in str(t.text))
    assert title == "Tea & <\u2060b>tides<\u2060/b> &\u2060copy; R&D"


def test_json_feed(full: FeedDocument) -> None:
    """The fields of JSON Feed 1.1, and none that is not known."""
    feed = json.loads(JSON.render(full))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == "https://feeds.example.org/feeds/all.json"
    assert feed["icon"] == "https://example.org/logo.png"
    rich, english, undated = feed["items"]
    assert rich["authors"] == [{"name": "هدى سالم"}, {"name": "Nora Halloway"}]
    assert rich["image"] == "https://example.org/p.png"
    assert rich["attachments"] == [{"url": "https://example.org/p.mp3", "mime_type": "audio/mpeg"}]
    assert rich["tags"] == ["مدينة & بحر", "ميناء"]
    assert english["language"] == "en"
    assert english["title"] == "Tea & <b>tides</b> &copy; R&D"
    assert english["date_published"] == "2026-11-19T12:00:00+00:00"
    assert english["date_modified"] == "2026-11-20T13:00:00+00:00"
    assert "date_published" not in undated
    assert "authors" not in undated


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_a_withdrawal_is_an_entry_in_every_format(
    article: Make, feed_of: Feed, form: Format
) -> None:
    """Readers' programs see another text under the id that they know."""
    gone = article(
        "gone", title="سرّ", status=Status.RETRACTED, updated_at=NOON + timedelta(hours=3)
    )
    written = form.render(feed_of(gone, article("stays")))
    assert gone.public_id in written.decode()
    assert "سُحبت هذه المقالة" in written.decode()
    assert "سرّ" not in written.decode()


def test_a_tombstone_in_atom(article: Make, feed_of: Feed) -> None:
    """RFC 6721: it names the entry's id, and is no older than the entry that it stands beside."""
    gone = article(
        "gone", status=Status.RETRACTED, updated_at=NOON + timedelta(hours=3), public_id="tag:a,1:b"
    )
    root = etree.fromstring(ATOM_FORMAT.render(feed_of(gone, article("stays"))))
    (stone,) = root.findall("{http://purl.org/atompub/tombstones/1.0}deleted-entry")
    assert stone.get("ref") == "tag:a,1:b"
    assert stone.get("when", "") == root.findtext(f"{ATOM}entry/{ATOM}updated", "")
    plain = ATOM_FORMAT.render(feed_of(article("stays")))
    assert b"tombstones" not in plain


def test_categories_and_tags_are_told_apart(full: FeedDocument) -> None:
    """By domain in RSS, by scheme in Atom: a tag is no category of the publication."""
    schemes = [
        "https://feeds.example.org/feeds/category/",
        "https://feeds.example.org/feeds/tag/",
    ]
    item = etree.fromstring(RSS.render(full)).find("channel/item")
    entry = etree.fromstring(ATOM_FORMAT.render(full)).find(f"{ATOM}entry")
    assert item is not None
    assert entry is not None
    assert [c.get("domain") for c in item.findall("category")] == schemes
    assert [c.get("scheme") for c in entry.findall(f"{ATOM}category")] == schemes


def test_rss_says_how_long_it_holds(full: FeedDocument) -> None:
    """In minutes: what HTTP says too, for programs that look there."""
    assert etree.fromstring(RSS.render(full)).findtext("channel/ttl") == str(full.max_age // 60)


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_a_feed_of_nothing_is_a_feed(feed_of: Feed, form: Format) -> None:
    """A new publication has feeds before it has articles."""
    written = form.render(feed_of())
    if form is JSON:
        assert json.loads(written)["items"] == []
    else:
        assert not feedparser.parse(written).bozo


def test_names_and_suffixes_are_unique() -> None:
    """A format is found by its name and its address by its suffix."""
    assert len({form.name for form in FORMATS}) == len(FORMATS)
    assert len({form.suffix for form in FORMATS}) == len(FORMATS)
