"""What the tests of WordPress sites share: a site in memory, and a store that follows it.

The site answers as WordPress 6.1 was seen to: totals, errors, what moves a date and what does not.
"""

import html
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

import pytest

from barqiya.domain.article import ArticleId, Content, Rejected, SourceItem
from barqiya.domain.sighting import Sighting, Withdrawn
from barqiya.errors import FetchError, TransientFetchError
from barqiya.sources.flow import (
    Body,
    Census,
    Found,
    Pause,
    Request,
    Response,
    Roll,
    Source,
    Step,
    Visit,
)
from barqiya.sources.wordpress import flow

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOME = "https://example.org"
CAIRO = ZoneInfo("Africa/Cairo")
TEXT = "<p>فتح صاحب المكتبة بابه قبل الشروق، ورتّب الصحف على المقعد الخشبي.</p>"


@dataclass(kw_only=True)
class Post:
    """A post as an editor sees it; dates are UTC. *guid* is what WordPress gave it at its birth."""

    id: int
    title: str
    content: str = TEXT
    date: datetime
    modified: datetime
    status: str = "publish"
    password: str = ""
    slug: str = ""
    author: int = 3
    excerpt: str = ""
    picture: dict[str, Any] | None = None
    guid: str = ""

    @property
    def link(self) -> str:
        """Its address."""
        return f"{HOME}/{self.slug or f'post-{self.id}'}/"

    @property
    def is_public(self) -> bool:
        """Whether lists show it."""
        return self.status == "publish"


@dataclass(kw_only=True)
class Blog:
    """A site on WordPress. The switches are its troubles; *asked* are the addresses asked for."""

    now: datetime = NOW
    posts: dict[int, Post] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=lambda: {3: "منى الشاذلي", 4: "admin"})
    pretty: bool = True
    home: str = HOME
    status: int | None = None  # of every answer
    closed: str | None = None  # the code with which REST refuses
    is_down: bool = False
    empty: bool = False
    most: int = 100  # posts that it can give with their texts before it breaks
    poison: int | None = None
    notices: str = ""
    knows_modified_after: bool = True
    tells_totals: bool = True
    hides_users: bool = False
    has_feed: bool = True
    feed_size: int = 10
    asked: list[str] = field(default_factory=list)

    def publish(self, title: str, *, date: datetime | None = None, **more: Any) -> Post:
        """Publish a post; where it has a date, that is the time of its modification too."""
        post_id = max(self.posts, default=10) + 1
        at = date or self.now
        guid = f"{HOME}/?p={post_id}&#038;lang=ar"
        made = Post(id=post_id, title=title, date=at, modified=at, guid=guid)
        self.posts[post_id] = replace(made, **more)
        return self.posts[post_id]

    def fill(self, count: int) -> list[Post]:
        """Publish *count* posts, an hour apart, the last a day ago."""
        first = self.now - timedelta(days=1, hours=count)
        return [
            self.publish(f"رسالة رقم {n}", date=first + timedelta(hours=n)) for n in range(count)
        ]

    def save(self, post: Post, **changes: Any) -> None:
        """Save *post* with *changes*: that moves its modification."""
        self.posts[post.id] = replace(self.posts[post.id], **{"modified": self.now, **changes})

    def delete(self, post: Post) -> None:
        """Delete *post* for good."""
        del self.posts[post.id]

    def answer(self, request: Request) -> Response:
        """Answer *request*. Raises as the fetching does where nobody is there."""
        self.asked.append(request.url)
        if self.is_down:
            raise TransientFetchError("connection refused", source="blog", url=request.url)
        if self.status is not None:
            return self._page(request.url, self.status, "<html>trouble</html>")
        parts = urlsplit(request.url)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        route = query.pop("rest_route", None) if not self.pretty else None
        if self.pretty and parts.path.startswith("/wp-json/"):
            route = parts.path.removeprefix("/wp-json")
        if route is not None:
            return self._rest(request.url, route, query)
        return self._public(request.url, parts.path, query)

    def _public(self, url: str, path: str, query: Mapping[str, str]) -> Response:
        if path == "/feed/":
            return self._feed(url, int(query.get("paged", "1")))
        for post in self.posts.values():
            if post.is_public and post.link == f"{HOME}{path}":
                return self._page(url, 200, f'<link rel="shortlink" href="{HOME}/?p={post.id}">')
        if path != "/":
            return self._page(url, 404, "<html>nothing here</html>")
        return self._page(
            url,
            200,
            '<!doctype html><html><head><link rel="alternate" type="application/rss+xml"'
            f' href="{HOME}/feed/"></head><body></body></html>',
            link=f'<{self.root}>; rel="https://api.w.org/"',
        )

    @property
    def root(self) -> str:
        """The address of the index of the API."""
        return f"{self.home}/wp-json/" if self.pretty else f"{self.home}/?rest_route=/"

    def _rest(self, url: str, route: str, query: dict[str, str]) -> Response:
        if self.closed:
            return self._error(url, 401, self.closed)
        if route == "/":
            zone = {"timezone_string": "Africa/Cairo", "gmt_offset": 2}
            return self._json(url, {"name": "المدوّنة", "namespaces": ["wp/v2"], **zone})
        if route == "/wp/v2/posts":
            return self._list(url, query)
        post = self.posts.get(int(route.rpartition("/")[2]))
        if post is None:
            return self._error(url, 404, "rest_post_invalid_id")
        if not post.is_public:
            return self._error(url, 401, "rest_forbidden")
        return self._json(url, self._record(post))

    def _list(self, url: str, query: dict[str, str]) -> Response:
        if int(query.get("per_page", "10")) > 100:
            return self._error(url, 400, "rest_invalid_param")
        found = [] if self.empty else list(self._wanted(query))
        offset, size = int(query.get("offset", "0")), int(query.get("per_page", "10"))
        page = found[offset : offset + size]
        if "_fields" not in query and (
            len(page) > self.most or any(post.id == self.poison for post in page)
        ):
            return self._page(url, 500, "<html>memory exhausted</html>")
        records = [self._record(post) for post in page]
        if "_fields" in query:
            names = query["_fields"].split(",")
            records = [{n: record[n] for n in names} for record in records]
        total = len(found) if page else 0  # past the end it counts nothing
        return self._json(url, records, **({"x-wp-total": str(total)} if self.tells_totals else {}))

    def _wanted(self, query: Mapping[str, str]) -> Iterator[Post]:
        posts = [post for post in self.posts.values() if post.is_public]
        if "include" in query:
            wanted = [int(one) for one in query["include"].split(",")]
            posts = [post for post in posts if post.id in wanted]
        if self.knows_modified_after:
            posts = [post for post in posts if self._in_time(post, query)]
        by = {"date": "date", "modified": "modified", "id": "id", "include": "id"}
        name = by[query.get("orderby", "date")]
        yield from sorted(
            posts, key=lambda post: getattr(post, name), reverse=query.get("order") != "asc"
        )

    def _in_time(self, post: Post, query: Mapping[str, str]) -> bool:
        """Compare as WordPress does: by the site's own clock, exclusive."""
        saved = post.modified.astimezone(CAIRO).replace(tzinfo=None, fold=0)
        after, before = query.get("modified_after"), query.get("modified_before")
        return (after is None or saved > _local(after)) and (
            before is None or saved < _local(before)
        )

    def _record(self, post: Post) -> dict[str, Any]:
        protected = bool(post.password)
        people = [{"id": post.author, "name": self.names.get(post.author, "")}]
        if self.hides_users:
            people = [{"code": "rest_no_route", "message": "hidden"}]
        return {
            "id": post.id,
            "date": post.date.astimezone(CAIRO).strftime("%Y-%m-%dT%H:%M:%S"),
            "date_gmt": post.date.strftime("%Y-%m-%dT%H:%M:%S"),
            "modified_gmt": post.modified.strftime("%Y-%m-%dT%H:%M:%S"),
            "guid": {"rendered": post.guid},
            "link": post.link,
            "title": {"rendered": post.title},
            "content": {"rendered": "" if protected else post.content, "protected": protected},
            "excerpt": {"rendered": post.excerpt, "protected": protected},
            "author": post.author,
            "comment_status": "open",
            "_embedded": {
                "author": people,
                **({"wp:featuredmedia": [post.picture]} if post.picture else {}),
            },
        }

    def _feed(self, url: str, page: int) -> Response:
        posts = sorted(
            (post for post in self.posts.values() if post.is_public),
            key=lambda post: post.date,
            reverse=True,
        )[(page - 1) * self.feed_size : page * self.feed_size]
        if not self.has_feed or not posts:
            return self._page(url, 404, "<html>nothing here</html>")
        items = "".join(
            f"<item><title>{html.escape(post.title)}</title><link>{post.link}</link>"
            f"<dc:creator>{self.names[post.author]}</dc:creator>"
            f'<guid isPermaLink="false">{post.guid}</guid>'
            f"<pubDate>{post.date.strftime('%a, %d %b %Y %H:%M:%S +0000')}</pubDate>"
            f"<description><![CDATA[{post.content}<p>في الخلاصة</p>]]></description></item>"
            for post in posts
        )
        return self._answer(
            url,
            200,
            '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
            f"<title>المدوّنة</title><link>{HOME}</link>{items}</channel></rss>",
            {"content-type": "application/rss+xml", "etag": 'W/"1"', "last-modified": "today"},
        )

    def _error(self, url: str, status: int, code: str) -> Response:
        value = {"code": code, "message": "غير مسموح", "data": {"status": status}}
        return self._answer(url, status, json.dumps(value), {"content-type": "application/json"})

    def _json(self, url: str, value: Any, **headers: str) -> Response:
        kind = "text/html" if self.notices else "application/json; charset=UTF-8"
        written = self.notices + json.dumps(value)
        return self._answer(url, 200, written, {"content-type": kind, **headers})

    def _page(self, url: str, status: int, page: str, **headers: str) -> Response:
        return self._answer(url, status, page, {"content-type": "text/html", **headers})

    def _answer(self, url: str, status: int, text: str, headers: dict[str, str]) -> Response:
        moved = url.replace(HOME, self.home) if self.home != HOME and HOME in url else None
        body = Body.of(text.encode())
        return Response(url=moved or url, status=status, headers=headers, body=body, moved_to=moved)


def _local(written: str) -> datetime:
    moment = datetime.fromisoformat(written)
    return moment.astimezone(CAIRO).replace(tzinfo=None, fold=0)


Voice = tuple[bool, str]


@dataclass(kw_only=True)
class Follower:
    """A store of a dict, and the driver that follows *blog*; *told* is of the last visit."""

    blog: Blog
    sightings: dict[Voice, Content] = field(default_factory=dict)
    memory: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""
    told: list[Found] = field(default_factory=list)

    def visit(self, *, stop_after: int | None = None, **how: bool) -> "Follower":
        """Make one visit; *stop_after* so many told parts it is cut off."""
        self.told, self.blog.asked = [], []
        source = Source(name="blog", kind="wordpress", address=f"{HOME}/")
        steps = flow(source, Visit(now=self.blog.now, memory=self.memory, **how))
        try:
            step = next(steps)
            while stop_after is None or len(self.told) < stop_after:
                try:
                    answer = self._answer(step)
                except FetchError as error:
                    step = steps.throw(error)
                else:
                    step = steps.send(answer)
        except StopIteration:
            pass
        finally:
            steps.close()
        return self

    def _answer(self, step: Step) -> Any:
        match step:
            case Request():
                return self.blog.answer(step)
            case Pause():
                return None
            case Roll():
                return self._roll(secondhand=step.secondhand)
            case Census():
                return len(self._roll(secondhand=False))
            case Found():
                return self._take(step)

    def _take(self, found: Found) -> None:
        self.told.append(found)
        for item in found.items:
            self.sightings[found.secondhand, item.source_key] = item.content
        for one in found.withdrawn:
            self.sightings.pop((found.secondhand, one.key), None)
        if found.memory is not None:
            self.memory = json.loads(json.dumps(found.memory))
        self.note = self.note if found.note is None else found.note

    def _roll(self, *, secondhand: bool) -> tuple[Sighting, ...]:
        return tuple(
            Sighting(
                key=key,
                article_id=ArticleId(uuid5(NAMESPACE_URL, content.url or key)),
                claim="",
                missing=0,
                url=content.url,
                ordered_at=content.published_at or NOW,
            )
            for (voice, key), content in self.sightings.items()
            if voice == secondhand
        )

    @property
    def titles(self) -> dict[str, str]:
        """What is held, by key, through either voice."""
        return {key: content.title for (_, key), content in self.sightings.items()}

    @property
    def items(self) -> list[SourceItem]:
        """All items of the last visit."""
        return [item for found in self.told for item in found.items]

    @property
    def keys(self) -> list[str]:
        """The keys of all items of the last visit."""
        return [item.source_key for item in self.items]

    @property
    def rejected(self) -> list[Rejected]:
        """All that could not be read in the last visit."""
        return [one for found in self.told for one in found.rejected]

    @property
    def withdrawn(self) -> list[Withdrawn]:
        """All that REST said to be gone in the last visit."""
        return [one for found in self.told if not found.secondhand for one in found.withdrawn]

    def matches(self) -> bool:
        """Return whether what is held is what the site shows to everybody."""
        shown = {
            str(post.id): post.title
            for post in self.blog.posts.values()
            if post.is_public and not post.password
        }
        return self.titles == shown


@pytest.fixture
def blog() -> Blog:
    """Return an empty site."""
    return Blog()


@pytest.fixture
def follower(blog: Blog) -> Follower:
    """Return who follows *blog*, and has never visited it."""
    return Follower(blog=blog)
