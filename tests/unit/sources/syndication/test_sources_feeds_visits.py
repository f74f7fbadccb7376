"""Promises of visiting a feed: what is asked, what is told, what is remembered."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from barqiya.errors import (
    FetchError,
    GoneFetchError,
    RefusedFetchError,
    TransientFetchError,
)
from barqiya.sources.flow import Body, Hub, Request, Response

FEED = "https://example.org/feed/"
NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
PAGE = (
    "<!DOCTYPE html><html><head><title>المجلة</title>"
    '<link rel="alternate" type="application/rss+xml" title="تعليقات" href="/comments/feed/">'
    '<link rel="alternate" type="application/rss+xml" title="المجلة" href="/rss/">'
    "</head><body><p>أهلاً بكم في المجلة.</p></body></html>"
)
Make = Callable[..., Any]


def item(number: int, *, date: str = "", text: str = "") -> str:
    """Return an item of RSS, of the day of its number in November 2025 unless *date* says else."""
    body = text or f"خرج الصياد رقم {number} إلى البحر قبل الفجر، وعاد عند الغروب."
    return (
        f"<item><title>يوم {number}</title><link>https://example.org/{number}/</link>"
        f"<guid isPermaLink='false'>https://example.org/?p={number}</guid>"
        f"<pubDate>{date or f'{number:02d} Nov 2025 10:00:00 GMT'}</pubDate>"
        f"<description>{body}</description></item>"
    )


def answer(request: Request, content: str = "", status: int = 200, **more: Any) -> Response:
    """Return a response to *request*."""
    told = {"headers": {"content-type": "application/rss+xml"}, "url": request.url} | more
    return Response(status=status, body=Body.of(content.encode()), **told)


def test_items_are_told_in_parts_and_the_memory_with_the_last(site: Make, rss: Make) -> None:
    """250 entries come in three parts: the first tells how many, the last what is remembered."""
    same_day = "01 Nov 2025 10:00:00 GMT"
    visited = site(rss(*(item(n, date=same_day) for n in range(1, 251)))).visit()
    assert len(visited.items) == 250
    assert [len(found.items) for found in visited.told] == [100, 100, 50]
    assert [found.total for found in visited.told] == [250, None, None]
    assert [found.memory is None for found in visited.told] == [True, True, False]
    assert visited.items[0].key == "https://example.org/?p=1"
    assert visited.items[0].public_id == "https://example.org/?p=1"


def test_a_feed_is_asked_with_its_validators_and_believed_when_unchanged(
    site: Make, rss: Make
) -> None:
    """A 304 tells nothing but how long it holds; the same bytes again tell nothing either."""

    def page(request: Request) -> Response:
        if request.validators.etag == 'W/"1"':
            return answer(request, status=304, fresh_for=timedelta(hours=2))
        headers = {"content-type": "application/rss+xml", "etag": 'W/"1"', "last-modified": "x"}
        return answer(request, rss(item(1)), headers=headers)

    visited = site(page).visit()
    assert len(visited.items) == 1
    assert visited.visit().items == []
    assert visited.told[0].fresh_for == timedelta(hours=2)
    assert visited.asked[0].validators.last_modified == "x"
    assert visited.visit(thorough=True).items == []
    assert visited.asked[0].validators.etag is None
    assert len(visited.visit(whole=True).items) == 1


def test_what_lies_in_the_future_waits_and_is_read_again(site: Make, rss: Make) -> None:
    """A scheduled entry is not told; it is when it is due, though the feed is the same."""
    visited = site(rss(item(1), item(2, date="Thu, 01 Jan 2026 15:00:00 GMT"))).visit()
    assert [one.content.title for one in visited.items] == ["يوم 1"]
    assert visited.told[-1].revisit_at == datetime(2026, 1, 1, 15, tzinfo=UTC)
    visited.visit(now=NOW + timedelta(hours=4))
    assert [one.content.title for one in visited.items] == ["يوم 1", "يوم 2"]
    assert "digest" in visited.memory


def test_a_page_leads_to_its_feed(site: Make, rss: Make) -> None:
    """The feed that a page names is read, said so, and asked for directly from then on."""
    visited = site(PAGE, pages={"https://example.org/rss/": rss(item(1))}).visit()
    assert len(visited.items) == 1
    assert visited.addresses[:2] == [FEED, "https://example.org/rss/"]
    assert "https://example.org/rss/" in visited.told[-1].note
    assert visited.told[-1].moved_to is None
    assert visited.visit().addresses == ["https://example.org/rss/"]


def test_a_feed_that_its_page_no_longer_names_is_looked_for_anew(site: Make, rss: Make) -> None:
    """The feed found on a page is gone: the page is asked which it names now."""
    visited = site(PAGE, pages={"https://example.org/rss/": rss(item(1))}).visit()
    visited.pages |= {
        FEED: PAGE.replace("/rss/", "/new/"),
        "https://example.org/rss/": 410,
        "https://example.org/new/": rss(item(2)),
    }
    assert [one.content.title for one in visited.visit().items] == ["يوم 2"]
    assert visited.visit().addresses == ["https://example.org/new/"]


@pytest.mark.parametrize(
    "page",
    [
        "",
        "<html><head><title>x</title></head><body>لا شيء هنا</body></html>",
        '<html><link rel="alternate" type="application/rss+xml" href="/feed/"></html>',
        '<html><link rel="alternate" type="application/rss+xml" href="/other/"></html>',
        '{"posts": []}',
        "{",
    ],
)
def test_what_is_no_feed_and_names_none_is_refused(site: Make, page: str) -> None:
    """A page without a feed, one that names itself or another page: the address has to be set."""
    with pytest.raises(RefusedFetchError, match="set the address of the feed"):
        site(page, pages={"https://example.org/other/": PAGE}).visit()


@pytest.mark.parametrize("page", [PAGE, "", "<rss", "Error establishing a database connection"])
def test_a_feed_that_was_there_is_waited_for(site: Make, rss: Make, page: str) -> None:
    """A page of maintenance in place of a known feed is a passing trouble: nothing is adopted."""
    visited = site(rss(item(1))).visit()
    remembered = visited.memory
    visited.pages[FEED] = page
    with pytest.raises(TransientFetchError, match="something else than the feed"):
        visited.visit()
    assert visited.told == []
    assert visited.memory == remembered


@pytest.mark.parametrize(
    ("status", "error"),
    [(410, GoneFetchError), (404, RefusedFetchError), (503, TransientFetchError)],
)
def test_a_status_means_what_it_says(site: Make, status: int, error: type[FetchError]) -> None:
    """410 is for good, 404 is for a person, 503 passes."""
    with pytest.raises(error):
        site(status).visit()


def test_a_new_address_is_adopted_after_a_good_answer_only(site: Make, rss: Make) -> None:
    """A permanent redirect is told with the items that it led to."""

    def moved(request: Request) -> Response:
        return answer(request, rss(item(1)), moved_to="https://example.org/new/")

    assert site(moved).visit().told[-1].moved_to == "https://example.org/new/"


def test_a_hub_is_told_with_the_topic_it_knows(site: Make, rss: Make) -> None:
    """The Link header goes first; rel=self is the topic where it is on the feed's own host."""

    def page(request: Request) -> Response:
        link = '<https://hub.example.org/>; rel="hub", <https://example.org/self>; rel=self'
        headers = {"content-type": "application/rss+xml", "link": link}
        return answer(request, rss(item(1)), headers=headers)

    hub = site(page).visit().told[-1].hub
    assert hub == Hub(url="https://hub.example.org/", topic="https://example.org/self")
    head = (
        '<atom:link rel="hub" href="https://hub.example.org/"/>'
        '<atom:link rel="self" href="http://127.0.0.1/feed/"/>'
    )
    hub = site(rss(item(1), head=head)).visit().told[-1].hub
    assert hub == Hub(url="https://hub.example.org/", topic=FEED)


def test_the_archive_is_taken_at_first_sight(site: Make, rss: Make) -> None:
    """Archives are followed (RFC 5005) once, in a ring no further than all the way round."""
    older = "https://example.org/feed/2"
    link = '<atom:link rel="prev-archive" href="/feed/2"/>'
    pages = {older: rss(item(1), head='<atom:link rel="next" href="/feed/2"/>')}
    visited = site(rss(item(2), head=link), pages=pages).visit()
    assert [one.content.title for one in visited.items] == ["يوم 2", "يوم 1"]
    visited.pages[FEED] = rss(item(3), item(2), head=link)
    assert visited.visit().addresses == [FEED]


def test_a_json_feed_is_followed_on_its_own_host_alone(site: Make) -> None:
    """next_url leads on; not to somebody else's host."""
    first = (
        '{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "content_text":'
        ' "نص أول من المرفأ"}], "next_url": "%s"}'
    )
    second = (
        '{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "2", "content_text":'
        ' "نص ثان من المرفأ"}]}'
    )
    pages = {"https://example.org/2": second, "https://example.com/2": second}
    visited = site(first % "/2", pages=pages, media_type="application/feed+json").visit()
    assert [one.key for one in visited.items] == ["1", "2"]
    visited = site(first % "https://example.com/2", pages=pages).visit()
    assert [one.key for one in visited.items] == ["1"]


def test_a_feed_that_breaks_off_is_read_so_far_and_again(site: Make, rss: Make) -> None:
    """The entry it breaks off in is not told half; nothing says that the feed was read."""
    whole = rss(item(3), item(2), item(1))
    visited = site(whole[: whole.rindex("وعاد")]).visit()
    assert [one.content.title for one in visited.items] == ["يوم 3", "يوم 2"]
    assert "breaks off" in visited.rejected[0].reason
    assert "breaks off" in visited.told[-1].note
    assert visited.rolls == []
    assert "digest" not in visited.memory
    visited.pages[FEED] = whole
    assert len(visited.visit().items) == 3
    assert visited.told[-1].note == ""


def test_an_empty_feed_says_nothing_of_what_is_not_in_it(site: Make, rss: Make) -> None:
    """No entries: nothing is told, nothing is looked for."""
    visited = site(rss()).visit()
    assert visited.items == []
    assert visited.withdrawn == []
    assert visited.rolls == []
