"""What a post of WordPress says, field by field, and answers that are hard to read."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from barqiya.domain.normalize import plain_text
from barqiya.errors import TransientFetchError, UnreadableError
from barqiya.sources.flow import Body, Response, Source
from barqiya.sources.wordpress.api import ClosedError, listing, parsed, posts
from barqiya.sources.wordpress.going import zone_named, zone_told
from barqiya.sources.wordpress.past import Past
from barqiya.sources.wordpress.posts import Context, item_of
from barqiya.sources.wordpress.shortcodes import without_shortcodes

DATA = Path(__file__).parents[3] / "data" / "wordpress"
CASES = sorted(path for path in DATA.iterdir() if not path.name.endswith(".expected.json"))
SOURCE = Source(name="blog", kind="wordpress", address="https://example.org/")
CONTEXT = Context(
    source=SOURCE,
    zone=ZoneInfo("Africa/Cairo"),
    now=datetime(2026, 1, 1, tzinfo=UTC),
    people={"9": ["سامي عبد الباقي"]},
)


def _told(post: dict[str, Any]) -> dict[str, Any]:
    item = item_of(post, CONTEXT)
    content = item.content
    told: dict[str, Any] = {
        "origin": item.origin,
        "key": item.source_key,
        "identities": [identity.key for identity in item.identities if identity.strong],
        "public_id": item.public_id,
        "title": content.title,
        "text": plain_text(content.content_html),
        "summary": content.summary,
        "language": content.language,
        "url": content.url,
        "authors": [author.name for author in content.authors],
        "categories": [label.name for label in content.categories],
        "tags": [label.name for label in content.tags],
        "images": [
            [i.url, i.alt, i.width, i.height, i.media_type, i.length] for i in content.images
        ],
        "sizes": [[s.url, s.width, s.height] for i in content.images for s in i.sizes],
        "related": [[r.title, r.url] for r in content.related],
        "comments_url": content.comments_url,
        "published_at": content.published_at and content.published_at.isoformat(),
        "updated_at": item.updated_at and item.updated_at.isoformat(),
        "notes": list(item.notes),
    }
    return {name: value for name, value in told.items() if value}


@pytest.mark.parametrize("case", CASES, ids=lambda path: str(path.stem))
def test_a_post_says_what_is_expected(case: Path) -> None:
    """Title, text, people, terms, pictures, dates and names, as a reader is to see them."""
    told = _told(json.loads(case.read_text("utf-8")))
    expected = case.with_name(f"{case.stem}.expected.json")
    assert told == json.loads(expected.read_text("utf-8"))


def test_a_post_with_fields_of_the_wrong_kind_is_read_as_far_as_it_goes() -> None:
    """Plug-ins replace objects by strings, lists by false, and numbers by words."""
    post = {
        "id": 5,
        "title": "عنوان",
        "content": {"rendered": "<p>نص يكفي للقراءة.</p>"},
        "excerpt": False,
        "guid": None,
        "link": 7,
        "date_gmt": "yesterday",
        "_embedded": {"author": False, "wp:term": [False], "wp:featuredmedia": "none"},
    }
    item = item_of(post, CONTEXT)
    assert item.content.title == "عنوان"
    assert item.content.published_at is None
    assert item.source_key == "5"


def test_a_post_with_nothing_to_read_is_unreadable() -> None:
    """Neither a title nor a text makes no article."""
    with pytest.raises(UnreadableError, match="neither a title nor a text"):
        item_of({"id": 5, "title": {"rendered": ""}, "content": {"rendered": ""}}, CONTEXT)


@pytest.mark.parametrize(
    ("markup", "left"),
    [
        ("<p>[ads id=3]</p>", "<p></p>"),
        ("[vc_row][vc_column width=&#8221;1/2&#8243;]نص[/vc_column][/vc_row]", "نص"),
        ('[caption id="a" align="b"]<img src="x">تعليق[/caption]', '<img src="x">تعليق'),
        ("[gallery ids=&#8221;1,2&#8221;] ثم", " ثم"),
        ("[gallery]", ""),
        ("[box]نص[/box]", "نص"),
        ("ملاحظة [1] و[كذا] و[sic] و[see also page 4] و[...]", None),
        ("[half-time] was long", None),
        ("<pre>[ads id=3]</pre>[ads id=3]", "<pre>[ads id=3]</pre>"),
        ("<code>[gallery]</code> يعرض الصور", None),
        ("[1] <a href='?a[x]=1'>رابط</a>", None),
    ],
)
def test_shortcodes_go_and_brackets_stay(markup: str, left: str | None) -> None:
    """What looks registered is taken out, with what people write in brackets left alone."""
    assert without_shortcodes(markup) == (markup if left is None else left)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("\ufeff\n\n[]", []),
        ('<b>Notice</b>: x[0] in /a.php on line [3]\n[{"id": 1}]', [{"id": 1}]),
        ('Deprecated: {$x} is old\n{"code": "rest_forbidden"}', {"code": "rest_forbidden"}),
        ('[{"id": 1}]<!-- cached -->', [{"id": 1}]),
    ],
)
def test_json_is_found_behind_what_programs_say_before_it(text: str, value: Any) -> None:
    """Marks, notices and comments around it are passed over."""
    assert parsed(text) == value


def _response(text: str, status: int = 200) -> Response:
    url = "https://example.org/wp-json/wp/v2/posts"
    return Response(url=url, status=status, headers={}, body=Body.of(text.encode()))


@pytest.mark.parametrize(
    ("text", "status", "error"),
    [
        ('[{"id": 1}, {"id"', 200, TransientFetchError),
        ("", 200, TransientFetchError),
        ("<br /><b>Fatal error</b>: Allowed memory size exhausted", 200, TransientFetchError),
        ("<!DOCTYPE html><html><body>دخول</body></html>", 200, ClosedError),
        ('{"code": "rest_disabled"}', 403, ClosedError),
        ('{"name": "index"}', 200, ClosedError),
    ],
)
def test_an_answer_that_is_no_list_says_what_it_is(
    text: str, status: int, error: type[Exception]
) -> None:
    """Broken off it may work later; a page or a refusal means that REST is closed."""
    with pytest.raises(error):
        listing(_response(text, status), SOURCE)


def test_addresses_are_made_for_either_form_of_links() -> None:
    """Without pretty links the route itself is a parameter."""
    query = {"per_page": 5}
    assert posts("https://example.org/wp-json/", query).endswith("/wp-json/wp/v2/posts?per_page=5")
    assert posts("https://example.org/?rest_route=/", query) == (
        "https://example.org/?rest_route=/wp/v2/posts&per_page=5"
    )


def test_the_zone_of_a_site_is_a_name_or_hours() -> None:
    """Sites without a named zone give hours, and some give neither."""
    assert zone_named(zone_told({"timezone_string": "Africa/Cairo"})) == ZoneInfo("Africa/Cairo")
    half = zone_named(zone_told({"timezone_string": "", "gmt_offset": "-3.5"}))
    assert half is not None
    assert str(half) == "UTC-03:30"
    assert zone_named(zone_told({"timezone_string": "Nowhere/Land"})) is None
    assert zone_named(zone_told({})) is None


def test_what_is_remembered_comes_back() -> None:
    """Through JSON, with zeros kept, and without touching what was given."""
    past = Past(offset=0, balance=0, cursor=CONTEXT.now, newest=[3, 2], waiting={"4": "x"})
    memory = json.loads(json.dumps(past.memory()))
    again = Past.of(memory)
    assert again == past
    again.newest.append(1)
    assert memory["newest"] == [3, 2]
    assert Past.of({}) == Past()
