"""Visits to a site on WordPress: after each, what is held is what the site shows."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from barqiya.errors import RefusedFetchError, TransientFetchError

Blog = Any
Follower = Any

HOUR = timedelta(hours=1)


def test_the_first_visit_takes_the_whole_archive_newest_first(
    blog: Blog, follower: Follower
) -> None:
    """Page by page, from the address alone, with the number of pieces for progress."""
    posts = blog.fill(230)
    follower.visit()
    assert follower.matches()
    assert follower.keys == [str(post.id) for post in reversed(posts)]
    assert [found.total for found in follower.told if found.items] == [230] * 3
    assert follower.note == ""
    assert len(blog.asked) == 8  # the site, the index, highest ids twice, last saved, three pages


def test_what_comes_next_is_named_so_that_it_is_fetched_early(
    blog: Blog, follower: Follower
) -> None:
    """Every page of the archive but the last names the one after it."""
    blog.fill(230)
    ahead: list[str | None] = []
    answer = blog.answer

    def watched(request: Any) -> Any:
        if "_embed" in request.url:
            ahead.append(request.ahead)
        return answer(request)

    blog.answer = watched
    follower.visit()
    assert [url and "offset=" + url.partition("offset=")[2] for url in ahead] == [
        "offset=100",
        "offset=200",
        None,
    ]


def test_a_visit_that_was_cut_off_goes_on_where_it_was(blog: Blog, follower: Follower) -> None:
    """Pieces that were told are not asked for again; those published meanwhile are found."""
    blog.fill(230)
    follower.visit(stop_after=1)
    assert len(follower.titles) == 100
    blog.now += HOUR
    blog.publish("ما نُشر في الأثناء")
    follower.visit()
    assert follower.matches()
    assert len(follower.items) < 150


def test_a_quiet_visit_costs_two_requests(blog: Blog, follower: Follower) -> None:
    """One for the highest ids, one for what was saved; at most one piece is read again."""
    blog.fill(30)
    follower.visit()
    follower.visit()
    assert len(blog.asked) == 2
    assert len(follower.items) <= 1


def test_all_that_an_editor_does_is_followed(blog: Blog, follower: Follower) -> None:
    """Publishing, editing, retitling, giving another slug, protecting, publishing in the past."""
    posts = blog.fill(30)
    follower.visit()
    steps = [
        lambda: blog.publish("برقية الصباح"),
        lambda: blog.save(posts[3], title="عنوان أصح"),
        lambda: blog.save(posts[4], slug="another-slug"),
        lambda: blog.save(posts[5], password="sesame"),
        lambda: blog.publish("من الأرشيف", date=datetime(2019, 5, 5, tzinfo=UTC)),
        lambda: blog.save(posts[5], password=""),
    ]
    for step in steps:
        blog.now += timedelta(minutes=10)
        step()
        follower.visit()
        assert follower.matches()


def test_a_scheduled_piece_is_found_though_nothing_dates_its_going_out(
    blog: Blog, follower: Follower
) -> None:
    """It was last saved before the last visit; its id is new to the lists."""
    blog.fill(130)
    later = blog.publish("موعدها الظهر", date=blog.now + HOUR, modified=blog.now, status="future")
    blog.publish("بعدها")
    follower.visit()
    assert str(later.id) not in follower.titles
    blog.now += 2 * HOUR
    blog.posts[later.id].status = "publish"
    follower.visit()
    assert follower.matches()


def test_a_piece_with_a_date_to_come_waits(blog: Blog, follower: Follower) -> None:
    """It is told when it is due, and the visit says when that is; a minute ahead is no wait."""
    soon = blog.publish("بعد دقيقة", date=blog.now + timedelta(minutes=1))
    later = blog.publish("بعد ساعة", date=blog.now + HOUR, modified=blog.now)
    follower.visit()
    assert set(follower.titles) == {str(soon.id)}
    assert follower.told[-1].revisit_at == later.date
    blog.now += HOUR
    follower.visit()
    assert follower.matches()
    assert follower.told[-1].revisit_at is None


def test_a_piece_that_waited_and_was_taken_down_is_waited_for_no_more(
    blog: Blog, follower: Follower
) -> None:
    """Else the site would be visited for it again and again."""
    blog.publish("حاضرة")
    later = blog.publish("لن تُنشر", date=blog.now + HOUR, modified=blog.now)
    follower.visit()
    blog.delete(later)
    blog.now += 2 * HOUR
    follower.visit()
    assert follower.told[-1].revisit_at is None
    assert follower.matches()


@pytest.mark.parametrize("status", ["draft", "private", "pending", "trash"])
def test_a_piece_that_is_taken_down_is_withdrawn_on_the_site_s_word(
    blog: Blog, follower: Follower, status: str
) -> None:
    """The evidence is what the site says of this one piece; put back, it is told again."""
    posts = blog.fill(250)
    follower.visit()
    blog.save(posts[7], status=status)
    follower.visit()
    (gone,) = follower.withdrawn
    assert gone.key == str(posts[7].id)
    assert "401, rest_forbidden" in gone.evidence
    assert follower.matches()
    blog.now += HOUR
    blog.save(posts[7], status="publish")
    follower.visit()
    assert follower.matches()


def test_a_piece_that_is_deleted_is_withdrawn(blog: Blog, follower: Follower) -> None:
    """Deleted for good it answers 404; of a recent one, few ids need to be listed for that."""
    posts = blog.fill(450)
    follower.visit()
    blog.delete(posts[440])
    follower.visit()
    (gone,) = follower.withdrawn
    assert "404, rest_post_invalid_id" in gone.evidence
    assert follower.matches()
    assert len(blog.asked) < 8


def test_one_gone_and_one_come_in_balance_are_seen_by_the_sweep_of_the_day(
    blog: Blog, follower: Follower
) -> None:
    """Counting alone sees no difference; the list of all ids does."""
    posts = blog.fill(250)
    draft = blog.publish("مسودة قديمة", date=posts[0].date, status="draft")
    blog.fill(120)
    follower.visit()
    blog.save(posts[7], status="draft", modified=posts[7].modified)
    blog.save(draft, status="publish", modified=draft.modified)
    follower.visit()
    assert follower.keys == [] or not follower.withdrawn
    blog.now += timedelta(days=1)
    follower.visit()
    assert follower.matches()


def test_a_piece_without_a_text_or_with_a_password_does_not_keep_the_counts_apart(
    blog: Blog, follower: Follower
) -> None:
    """The site counts it and the store does not; that is known, and costs nothing each time."""
    blog.fill(10)
    blog.publish("خاصة", password="sesame")
    follower.visit()
    assert [one.reason for one in follower.rejected] == [
        "it is protected by a password: there is no text for everybody"
    ]
    follower.visit()
    assert len(blog.asked) == 2
    assert follower.matches()


def test_many_pieces_saved_in_one_second_are_all_read(blog: Blog, follower: Follower) -> None:
    """More than a page of them neither loops nor loses one."""
    posts = blog.fill(400)
    follower.visit()
    blog.now += timedelta(minutes=5)
    for post in posts[20:270]:
        blog.save(post, title=f"{post.title} معدّلة")
    follower.visit()
    assert follower.matches()
    assert len(blog.asked) < 15


def test_saves_in_the_hour_that_comes_twice_are_all_read(blog: Blog, follower: Follower) -> None:
    """On the night when clocks go back, the site's clock shows the later save as the earlier."""
    night = datetime(2025, 10, 30, 20, 45, tzinfo=UTC)  # 23:45 in Cairo, for the first time
    blog.now = night
    post, other = blog.fill(2)
    blog.save(post, title="في المرة الأولى")
    follower.visit()
    blog.now = night + timedelta(minutes=30)  # 23:15, for the second time
    blog.save(other, title="في المرة الثانية")
    follower.visit()
    assert follower.matches()


def test_a_date_of_saving_in_the_future_hides_nothing(blog: Blog, follower: Follower) -> None:
    """A plugin that dates a save into next year must not stop the following of the others."""
    posts = blog.fill(5)
    follower.visit()
    blog.save(posts[0], modified=blog.now + timedelta(days=300))
    follower.visit()
    blog.now += timedelta(minutes=5)
    blog.save(posts[1], title="بعد القفزة")
    follower.visit()
    assert follower.matches()


def test_a_site_that_does_not_know_modified_after_is_followed(
    blog: Blog, follower: Follower
) -> None:
    """Older than 5.7 it ignores the question; that is noticed by its answer."""
    posts = blog.fill(250)
    blog.knows_modified_after = False
    follower.visit()
    for number in range(2):
        blog.now += timedelta(days=2)
        blog.save(posts[number], title="على موقع قديم")
        follower.visit()
        assert follower.matches()
    blog.now += timedelta(minutes=5)
    blog.save(posts[9], title="ثم مرة أخرى")
    follower.visit()
    assert follower.matches()
    assert len(blog.asked) == 2


def test_silent_edits_are_seen_within_the_hour_or_the_week(blog: Blog, follower: Follower) -> None:
    """A renamed author moves no date: new pieces are read again hourly, all of them weekly."""
    blog.fill(150)
    follower.visit()
    blog.names[3] = "منى الشاذلي الكبير"
    blog.now += timedelta(minutes=10)
    follower.visit()
    assert len(follower.items) <= 1
    blog.now += HOUR
    follower.visit()
    assert len(follower.keys) == 101
    blog.now += timedelta(days=8)
    follower.visit()
    assert len(set(follower.keys)) == 150
    authors = {content.authors[0].name for content in follower.sightings.values()}
    assert authors == {"منى الشاذلي الكبير"}


def test_a_whole_visit_reads_everything_again(blog: Blog, follower: Follower) -> None:
    """And goes on after a stop, with what was saved meanwhile."""
    posts = blog.fill(150)
    follower.visit().visit(whole=True, stop_after=2)
    blog.now += timedelta(minutes=5)
    blog.save(posts[0], title="والجرد قائم")
    follower.visit()
    assert follower.matches()
    assert len(set(follower.keys)) < 150


def test_a_site_that_cannot_give_many_at_once_is_asked_for_fewer(
    blog: Blog, follower: Follower
) -> None:
    """What it can give is remembered."""
    blog.most = 20
    blog.fill(90)
    follower.visit()
    assert follower.matches()
    embedded = [url for url in blog.asked if "_embed" in url]
    assert len(embedded) == 7  # 100, 50, and five times twenty
    blog.now += HOUR
    follower.visit()
    assert not any("per_page=100" in url for url in blog.asked if "_embed" in url)


def test_a_post_over_which_the_site_breaks_is_left_out(blog: Blog, follower: Follower) -> None:
    """The others are read, it is named with the reason, and it is read when it has healed."""
    posts = blog.fill(130)
    blog.poison = posts[60].id
    follower.visit()
    (left_out,) = follower.rejected
    assert left_out.origin == posts[60].link
    assert "the site fails" in left_out.reason
    assert len(follower.titles) == 129
    blog.poison = None
    follower.visit(thorough=True)
    assert follower.matches()


def test_notices_before_the_json_do_not_matter(blog: Blog, follower: Follower) -> None:
    """A mark, blank lines, a notice with brackets, all of it called HTML."""
    blog.notices = "\ufeff\n\n<br />\n<b>Notice</b>: Undefined index: tags[] in /x[0].php\n"
    blog.fill(5)
    follower.visit()
    assert follower.matches()


@pytest.mark.parametrize("pretty", [True, False])
def test_the_api_is_found_with_and_without_pretty_links(
    blog: Blog, follower: Follower, *, pretty: bool
) -> None:
    """Where the header is silent too, the usual places are tried."""
    blog.pretty = pretty
    blog.fill(5)
    follower.visit()
    assert follower.matches()


def test_when_the_form_of_links_changes_everything_is_read_again(
    blog: Blog, follower: Follower
) -> None:
    """Every address is another then, and nothing else tells."""
    posts = blog.fill(120)
    follower.visit()
    blog.pretty = False
    blog.posts[posts[0].id].slug = "new-form"
    follower.visit()
    assert follower.sightings[False, str(posts[0].id)].url == posts[0].link


def test_a_site_that_moves_is_followed_to_its_new_address(blog: Blog, follower: Follower) -> None:
    """The new address is adopted once the site answers well there."""
    blog.fill(5)
    follower.visit()
    blog.home = "https://new.example.org"
    follower.visit()
    assert {found.moved_to for found in follower.told} == {"https://new.example.org/"}
    assert follower.matches()


def test_a_site_without_totals_is_followed(blog: Blog, follower: Follower) -> None:
    """A cache may drop the headers; the lists end where they end."""
    posts = blog.fill(230)
    blog.tells_totals = False
    follower.visit()
    assert follower.matches()
    blog.delete(posts[5])
    blog.now += timedelta(days=1)
    follower.visit()
    assert follower.matches()


@pytest.mark.parametrize("status", [500, 503, 429, 403, 404])
@pytest.mark.parametrize("first", [True, False])
def test_a_site_in_trouble_loses_nothing(
    blog: Blog, follower: Follower, status: int, *, first: bool
) -> None:
    """The trouble is raised, whatever it is; when it is over the following goes on."""
    blog.fill(12)
    if not first:
        follower.visit()
    blog.status = status
    with pytest.raises((TransientFetchError, RefusedFetchError)):
        follower.visit(thorough=not first)
    assert not follower.withdrawn
    blog.status = None
    follower.visit()
    assert follower.matches()


def test_a_site_that_is_down_loses_nothing(blog: Blog, follower: Follower) -> None:
    """Not even while pieces are being read: two requests tell that nobody is there."""
    blog.fill(230)
    follower.visit(stop_after=1)
    blog.is_down = True
    with pytest.raises(TransientFetchError):
        follower.visit()
    assert len(blog.asked) == 1
    blog.is_down = False
    follower.visit()
    assert follower.matches()


def test_an_empty_list_is_no_withdrawal(blog: Blog, follower: Follower) -> None:
    """The operator is told, and told when it is over."""
    blog.fill(12)
    follower.visit()
    blog.empty = True
    for thorough in (False, True):
        follower.visit(thorough=thorough)
        assert not follower.withdrawn
        assert follower.note == ("the site answers an empty list; nothing is taken as withdrawn")
    blog.empty = False
    follower.visit()
    assert follower.note == ""
    assert follower.matches()


def test_a_quarter_gone_at_once_is_no_editor_s_doing(blog: Blog, follower: Follower) -> None:
    """Nothing is withdrawn, the operator is told; when they are back so is the word."""
    posts = blog.fill(40)
    follower.visit()
    for post in posts[:15]:
        blog.posts[post.id].status = "draft"
    follower.visit()
    assert not follower.withdrawn
    assert follower.note.startswith("15 of 40 known articles are no longer in the site's list")
    follower.visit()
    assert follower.note.startswith("15 of 40")
    for post in posts[:15]:
        blog.posts[post.id].status = "publish"
    follower.visit()
    assert follower.note == ""
    assert follower.matches()


def test_many_withdrawals_are_asked_for_bit_by_bit(blog: Blog, follower: Follower) -> None:
    """No more than fifty pieces are asked for in a visit; the next goes on."""
    posts = blog.fill(400)
    follower.visit()
    for post in posts[:80]:
        blog.delete(post)
    follower.visit()
    assert len(follower.withdrawn) == 50
    follower.visit()
    assert len(follower.withdrawn) == 30
    assert follower.matches()


def test_what_another_error_says_of_a_piece_is_no_evidence(blog: Blog, follower: Follower) -> None:
    """A site that refuses single posts for reasons of its own has withdrawn none of them."""
    posts = blog.fill(12)
    follower.visit()
    blog.posts[posts[3].id].status = "draft"
    answer = blog.answer

    def guarded(request: Any) -> Any:
        if request.url.partition("?")[0].endswith(f"/posts/{posts[3].id}"):
            return blog._error(request.url, 401, "rest_login_required")
        return answer(request)

    blog.answer = guarded
    follower.visit()
    assert not follower.withdrawn
    assert str(posts[3].id) in follower.titles
