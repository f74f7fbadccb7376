"""Sites whose REST API is closed, or hides its users: what their feed still tells."""

from datetime import timedelta
from typing import Any

import pytest

from barqiya.errors import RefusedFetchError, TransientFetchError
from barqiya.sources.flow import Validators

Blog = Any
Follower = Any

NOTE = (
    "REST is closed (https://example.org/wp-json/ answers 401, rest_not_logged_in): reading the "
    "site's feed; corrections of older pieces and withdrawals are not seen"
)
HOUR = timedelta(hours=1)


def test_a_closed_site_is_read_through_all_pages_of_its_feed(
    blog: Blog, follower: Follower
) -> None:
    """At first sight; later the first page is enough, and it is asked for conditionally."""
    blog.closed = "rest_not_logged_in"
    blog.fill(35)
    follower.visit()
    assert follower.matches()
    assert follower.note == NOTE
    assert all(found.secondhand for found in follower.told if found.items)
    blog.publish("جديد")
    follower.visit()
    assert follower.matches()
    assert len(blog.asked) <= 2
    assert follower.note == NOTE


def test_the_weak_tag_that_gzip_makes_is_not_sent_back(blog: Blog, follower: Follower) -> None:
    """WordPress compares it letter by letter and would call everything changed."""
    blog.closed = "rest_not_logged_in"
    blog.fill(3)
    follower.visit()
    asked: list[Validators] = []
    answer = blog.answer

    def watched(request: Any) -> Any:
        asked.append(request.validators)
        response = answer(request)
        return response if response.status != 200 else _unchanged(response)

    blog.answer = watched
    follower.visit()
    assert asked == [Validators(last_modified="today")]
    assert follower.items == []
    assert follower.note == NOTE


def _unchanged(response: Any) -> Any:
    return type(response)(
        url=response.url, status=304, headers={}, body=type(response.body).of(b"")
    )


def test_a_walk_through_the_feed_goes_on_where_it_was_cut_off(
    blog: Blog, follower: Follower
) -> None:
    """Known first pages do not end it."""
    blog.closed = "rest_not_logged_in"
    blog.fill(35)
    follower.visit(stop_after=2)
    assert len(follower.titles) == 20
    follower.visit()
    assert follower.matches()


def test_a_site_that_shows_the_first_page_for_every_page_ends(
    blog: Blog, follower: Follower
) -> None:
    """Some themes know no pages of feeds."""
    blog.closed = "rest_not_logged_in"
    blog.fill(35)
    answer = blog.answer

    def single(request: Any) -> Any:
        return answer(type(request)(url=request.url.partition("?")[0]))

    blog.answer = single
    follower.visit()
    assert len(follower.titles) == 10
    assert len(blog.asked) < 8


def test_when_rest_closes_nothing_is_told_twice_and_nothing_withdrawn(
    blog: Blog, follower: Follower
) -> None:
    """The same articles, by the same names; as many pages are read as hold something new."""
    posts = blog.fill(60)
    follower.visit()
    names = {item.source_key: [i.key for i in item.identities] for item in follower.items}
    blog.closed = "rest_not_logged_in"
    blog.now += HOUR
    for n in range(15):
        blog.publish(f"والباب موصد {n}")
    blog.delete(posts[50])
    follower.visit()
    assert not follower.withdrawn
    assert len(follower.titles) == 75
    again = [item for item in follower.items if item.source_key in names]
    assert again
    for item in again:
        assert {i.key for i in item.identities} >= set(names[item.source_key][:3])
    assert len([url for url in blog.asked if "feed" in url]) == 3


def test_when_rest_opens_again_all_is_settled(blog: Blog, follower: Follower) -> None:
    """It is tried again after an hour; the note is taken back, and what went meanwhile goes."""
    posts = blog.fill(30)
    follower.visit()
    blog.closed = "rest_not_logged_in"
    blog.now += HOUR
    short_lived = blog.publish("قصيرة العمر")
    follower.visit()
    blog.closed = None
    blog.delete(short_lived)
    blog.delete(posts[20])
    blog.now += timedelta(minutes=10)
    follower.visit()
    assert follower.note == NOTE
    assert not any("wp-json" in url for url in blog.asked)
    blog.now += HOUR
    follower.visit()
    assert follower.note == ""
    assert follower.matches()
    assert {one.key for one in follower.withdrawn} == {str(short_lived.id), str(posts[20].id)}


def test_what_only_the_feed_has_shown_is_taken_back_too(blog: Blog, follower: Follower) -> None:
    """It never was in the counts of REST, so that they agree without it."""
    blog.fill(30)
    follower.visit()
    blog.closed = "rest_not_logged_in"
    blog.now += HOUR
    short_lived = blog.publish("قصيرة العمر")
    follower.visit()
    blog.closed = None
    blog.save(short_lived, status="trash")
    blog.now += 2 * HOUR
    follower.visit()
    assert follower.matches()


def test_a_piece_whose_guid_tells_no_id_is_asked_for_it(blog: Blog, follower: Follower) -> None:
    """Importers leave an address for a guid; the page of the piece names its short link."""
    blog.closed = "rest_not_logged_in"
    post = blog.publish("مستوردة", guid="https://old.example.org/imported/")
    follower.visit()
    (item,) = follower.items
    assert item.source_key == str(post.id)
    assert [i.key for i in item.identities][:2] == [
        f"wp:blog:{post.id}",
        "guid:https://old.example.org/imported/",
    ]
    follower.visit()
    assert len(blog.asked) == 1


def test_protected_pieces_are_set_aside_in_feeds_too(blog: Blog, follower: Follower) -> None:
    """What stands in the feed then is a form, not an article."""
    blog.closed = "rest_not_logged_in"
    form = '<form class="post-password-form"><p>هذا المحتوى محمي.</p></form>'
    blog.publish("محمي: رسالة خاصة", content=form)
    blog.publish("رسالة للجميع")
    follower.visit()
    assert list(follower.titles.values()) == ["رسالة للجميع"]
    assert "password" in follower.rejected[0].reason


def test_a_site_with_neither_is_refused_with_both_reasons(blog: Blog, follower: Follower) -> None:
    """The operator has to look at the address."""
    blog.closed, blog.has_feed = "rest_not_logged_in", False
    blog.fill(3)
    with pytest.raises(RefusedFetchError, match="feed/ answered 404"):
        follower.visit()


def test_a_feed_that_fails_takes_nothing_away(blog: Blog, follower: Follower) -> None:
    """A passing trouble of the feed is one of the source."""
    blog.fill(3)
    follower.visit()
    blog.closed = "rest_not_logged_in"
    answer = blog.answer

    def failing(request: Any) -> Any:
        if "/feed/" in request.url:
            return blog._page(request.url, 500, "off")
        return answer(request)

    blog.answer = failing
    with pytest.raises(TransientFetchError):
        follower.visit()
    assert len(follower.titles) == 3


def test_hidden_authors_are_learnt_from_the_feed(blog: Blog, follower: Follower) -> None:
    """By account, so that a piece keeps its author when it has left the feed; once an hour."""
    blog.hides_users = True
    blog.fill(30)
    follower.visit()
    authors = {a.name for content in follower.sightings.values() for a in content.authors}
    assert authors == {"منى الشاذلي"}
    assert all(content.authors for content in follower.sightings.values())
    assert sum("/feed/" in url for url in blog.asked) == 1
    blog.names[5] = "كريم الدمياطي"
    blog.publish("من كاتب آخر", author=5)
    follower.visit()
    assert not any("/feed/" in url for url in blog.asked)
    blog.now += HOUR
    follower.visit()
    assert "كريم الدمياطي" in {
        a.name for content in follower.sightings.values() for a in content.authors
    }


def test_a_byline_teaches_no_account_its_name(blog: Blog, follower: Follower) -> None:
    """A desk account publishes for many; their bylines are theirs alone."""
    blog.hides_users = True
    blog.publish("بتوقيع", content="<p>بقلم/ هدى المرساوي</p>" + blog_text(), author=4)
    blog.publish("بلا توقيع", author=4)
    follower.visit()
    named = {c.title: [a.name for a in c.authors] for c in follower.sightings.values()}
    assert named == {"بتوقيع": ["هدى المرساوي"], "بلا توقيع": []}


def blog_text() -> str:
    """Return paragraphs enough for a text."""
    return "<p>كان الميناء يستيقظ على صفارة السفينة الأولى، ثم تتبعها أصوات الباعة.</p>" * 3
