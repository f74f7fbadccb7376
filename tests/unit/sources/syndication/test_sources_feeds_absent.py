"""Promises of what left a feed, and of excerpts completed from pages."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from barqiya.domain.article import ArticleId
from barqiya.domain.normalize import plain_text
from barqiya.domain.sighting import Sighting
from barqiya.errors import TransientFetchError

FEED = "https://example.org/feed/"
SENTENCES = (
    "خرج الصياد إلى البحر قبل الفجر، وعاد عند الغروب بشبكة فارغة.",
    "قال لمن سأله إن البحر لا يعد أحداً بشيء، وإن الصبر نصف الزاد.",
    "ثم جلس على حجر الميناء يصلح شبكته حتى غابت الشمس خلف المنارة القديمة.",
)
Make = Callable[..., Any]


def _item(number: int, text: str = SENTENCES[0]) -> str:
    return (
        f"<item><title>يوم {number}</title><link>https://example.org/{number}/</link>"
        f"<guid isPermaLink='false'>https://example.org/?p={number}</guid>"
        f"<pubDate>{number:02d} Nov 2025 10:00:00 GMT</pubDate>"
        f"<description>{text} [&amp;#8230;]</description></item>"
    )


def _held(*numbers: int, host: str = "example.org") -> tuple[Sighting, ...]:
    return tuple(
        Sighting(
            key=f"https://example.org/?p={number}",
            article_id=ArticleId(UUID(int=number)),
            claim="",
            missing=0,
            url=f"https://{host}/{number}/",
            ordered_at=datetime(2025, 11, number, 10, tzinfo=UTC),
        )
        for number in numbers
    )


def _page(*paragraphs: str) -> str:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        '<!DOCTYPE html><html lang="ar"><body><article><h1 class="entry-title">يوم</h1>'
        f'<div class="entry-content">{text}</div></article></body></html>'
    )


def test_an_entry_that_left_before_its_time_is_withdrawn_where_its_page_is_gone(
    site: Make, rss: Make
) -> None:
    """404 is evidence, 200 the opposite, a trouble neither; older than the feed is not asked."""
    feed = rss(_item(20), _item(15), _item(10))
    pages = {
        "https://example.org/18/": _page(SENTENCES[0]),
        "https://example.org/17/": 503,
        "https://example.org/16/": TransientFetchError("it timed out", source="", url=""),
    }
    held = (*_held(20, 19, 18, 17, 16, 15, 10, 9), *_held(12, host="example.com"))
    visited = site(feed, pages=pages, held=held).visit()
    assert [one.key for one in visited.withdrawn] == ["https://example.org/?p=19"]
    assert "404" in visited.withdrawn[0].evidence
    assert visited.told[-1].seen == {"https://example.org/?p=18"}
    assert visited.rolls[0].since == datetime(2025, 11, 10, 10, tzinfo=UTC)
    assert visited.addresses[1:] == [f"https://example.org/{n}/" for n in (19, 18, 17, 16)]
    visited.pages[FEED] = rss(_item(21), _item(20), _item(15), _item(10))
    assert "https://example.org/18/" not in visited.visit().addresses
    assert "https://example.org/18/" in visited.visit(thorough=True, whole=True).addresses


def test_no_more_than_five_pages_are_asked_for(site: Make, rss: Make) -> None:
    """A feed that is cut short does not make a visit of all that it held."""
    feed = rss(_item(28), _item(2), _item(1))
    visited = site(feed, held=_held(*range(1, 29))).visit()
    assert len(visited.addresses) == 6
    assert len(visited.withdrawn) == 5


def test_a_feed_in_no_order_or_too_short_tells_of_no_absence(site: Make, rss: Make) -> None:
    """Where entries do not stand by date, what is not there may be there for another reason."""
    for feed in (rss(_item(20), _item(10), _item(15)), rss(_item(20), _item(10))):
        assert site(feed, held=_held(19)).visit().rolls == []


def test_a_tombstone_withdraws(site: Make, rss: Make) -> None:
    """at:deleted-entry (RFC 6721) names an entry by its id; one that is there again is there."""
    tombs = "".join(
        f'<at:deleted-entry ref="https://example.org/?p={n}" when="2025-12-01T00:00:00Z"/>'
        for n in (4, 5)
    )
    visited = site(rss(_item(5), head=tombs)).visit()
    assert [one.key for one in visited.withdrawn] == ["https://example.org/?p=4"]


def test_an_excerpt_is_completed_from_its_page(site: Make, rss: Make) -> None:
    """The text is the page's; the same excerpt again leaves the whole text as it is."""
    pages = {"https://example.org/5/": _page(*SENTENCES)}
    visited = site(rss(_item(5)), pages=pages).visit(complete=True)
    (whole,) = visited.items
    assert plain_text(whole.content.content_html) == "\n\n".join(SENTENCES)
    assert whole.content.title == "يوم 5"
    visited.pages[FEED] = rss(_item(6), _item(5))
    visited.visit(complete=True)
    assert [one.key for one in visited.items] == ["https://example.org/?p=6"]
    assert visited.told[-1].seen == {"https://example.org/?p=5"}
    assert "https://example.org/5/" not in visited.addresses


def test_an_excerpt_stays_where_its_page_tells_of_something_else(site: Make, rss: Make) -> None:
    """A page that is gone, or that holds another text: the excerpt, and a note."""
    other = ("كلام آخر تماماً عن سوق بعيد لا يعرفه أحد من أهل هذه البلاد كلها.",) * 3
    for page in (404, _page(*other), "not a page"):
        visited = site(rss(_item(5)), pages={"https://example.org/5/": page}).visit(complete=True)
        (excerpt,) = visited.items
        assert plain_text(excerpt.content.content_html) == f"{SENTENCES[0]}…"
        assert "its page was not read" in excerpt.notes[0]
        assert "digest" in visited.memory


def test_pages_that_do_not_fit_into_a_visit_are_asked_for_in_the_next(
    site: Make, rss: Make
) -> None:
    """Twenty pages a visit; the rest come as excerpts, soon to be completed."""
    pages = {f"https://example.org/{n}/": _page(*SENTENCES) for n in range(1, 26)}
    feed = rss(*(_item(n) for n in range(25, 0, -1)))
    visited = site(feed, pages=pages).visit(complete=True)
    assert len(visited.items) == 25
    assert len(visited.addresses) == 21
    assert visited.told[-1].revisit_at is not None
    visited.visit(complete=True)
    assert len(visited.items) == 5
    assert len(visited.told[-1].seen) == 20
    assert visited.told[-1].revisit_at is None
    assert visited.visit(complete=True).items == []


def test_a_page_that_is_in_trouble_is_asked_for_again(site: Make, rss: Make) -> None:
    """A time-out leaves the excerpt for now; the next visit completes it."""
    trouble = TransientFetchError("it timed out", source="", url="")
    visited = site(rss(_item(5)), pages={"https://example.org/5/": trouble}).visit(complete=True)
    assert plain_text(visited.items[0].content.content_html) == f"{SENTENCES[0]}…"
    visited.pages["https://example.org/5/"] = _page(*SENTENCES)
    visited.visit(complete=True)
    assert SENTENCES[2] in plain_text(visited.items[0].content.content_html)
