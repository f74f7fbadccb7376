"""Promises of visits to web pages: what is followed, what counts as gone, what is let be."""

import contextlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from barqiya.domain.sighting import Withdrawn
from barqiya.errors import (
    FetchError,
    GoneFetchError,
    RefusedFetchError,
    TransientFetchError,
    UnreadableError,
)
from barqiya.sources.draft import Reading
from barqiya.sources.flow import Answer, Body, Found, Request, Response, Source, Visit
from barqiya.sources.pages import flow
from barqiya.sources.pages.answers import item_of, text_of
from barqiya.sources.webpage import read_html

NOW = datetime(2024, 5, 20, 9, 0, tzinfo=UTC)
SITE = "https://example.org"
PROSE = (
    "<p>كان السوق يفتح قبل الفجر، ويغلق قبل أن تشتد الشمس على سقوف القماش القديمة.</p>"
    "<p>أما اليوم فيفتح حين يشاء صاحبه، ويغلق حين تنتهي الحكايات.</p>"
)
NOT_FOUND = '<html><body class="error404"><h1>عفواً، الصفحة غير موجودة</h1><p>ابحث</p></body></html>'


def article(title: str, text: str = PROSE, head: str = "") -> str:
    """Return the page of an article."""
    return (
        f'<!DOCTYPE html><html lang="ar"><head><title>{title}</title>{head}</head>'
        f'<body class="single"><nav><a href="/category/city/">مدينة وناس وأسواق</a></nav>'
        f'<article><h1 class="entry-title">{title}</h1><div class="entry-content">{text}</div>'
        "</article></body></html>"
    )


def index(*addresses: str, more: str = "") -> str:
    """Return a page that leads to articles."""
    items = "".join(
        f'<article><h2 class="entry-title"><a href="{url}">حكاية السوق الفلاني</a></h2>'
        f"<p>كان السوق يفتح قبل الفجر …</p><a href='{url}#more'>اقرأ المزيد</a></article>"
        for url in addresses
    )
    return f'<html><body class="home blog"><main>{items}</main>{more}</body></html>'


class Site:
    """A web site with pages as they are now, and a source that follows it."""

    def __init__(self, address: str = f"{SITE}/") -> None:
        self.address = address
        self.pages: dict[str, Any] = {}
        self.memory: Mapping[str, Any] = {}
        self.asked: list[str] = []
        self.told: list[Found] = []

    def answer(self, request: Request) -> Response:
        """Return what the site answers: a page, a status, a redirect, or an error."""
        self.asked.append(request.url)
        page = self.pages.get(request.url, 404)
        if isinstance(page, FetchError):
            raise page
        url, status, text = request.url, 200, page
        if isinstance(page, int):
            status, text = page, NOT_FOUND if page == 404 else ""
        elif page.startswith("-> "):
            url = page.removeprefix("-> ")
            text = self.pages[url]
        etag = f'"{hash(text)}"'
        if request.validators.etag == etag:
            status, text = 304, ""
        kind = "text/plain" if url.endswith(".txt") else "text/html; charset=utf-8"
        headers = {"content-type": kind, "etag": etag}
        return Response(url=url, status=status, headers=headers, body=Body.of(text.encode()))

    def visit(self, after: timedelta = timedelta(0), **options: bool) -> list[Found]:
        """Return what one visit told, whether it ended well or not."""
        self.asked, self.told = [], []
        source = Source(name="desk", kind="page", address=self.address)
        steps = flow(source, Visit(now=NOW + after, memory=self.memory, **options))
        answer: Answer | FetchError = None
        while True:
            last = answer
            try:
                step = steps.throw(answer) if isinstance(answer, FetchError) else steps.send(answer)
            except StopIteration:
                return self.told
            finally:
                if isinstance(last, Response):
                    last.body.close()
            answer = None
            if isinstance(step, Request):
                try:
                    answer = self.answer(step)
                except FetchError as error:
                    answer = error
            elif isinstance(step, Found):
                self.told.append(step)
                if step.memory is not None:
                    self.memory = json.loads(json.dumps(step.memory))

    @property
    def articles(self) -> list[str]:
        """The addresses of pages that the last visit asked for, beside the source's own."""
        own = {self.address, f"{SITE}/robots.txt"}
        return [url.removeprefix(SITE) for url in self.asked if url not in own]

    def gathered(self, name: str) -> list[Any]:
        """Return everything of the kind *name* that the last visit told."""
        return [one for found in self.told for one in getattr(found, name)]


def keys(site: Site) -> list[str]:
    """Return the keys of the articles that the last visit told."""
    return [item.source_key for item in site.gathered("items")]


@pytest.fixture
def site() -> Site:
    """Return a site with an index of two articles."""
    site = Site()
    site.pages = {
        f"{SITE}/": index("/2024/05/one-two-three/", "/2024/05/four-five-six/"),
        f"{SITE}/2024/05/one-two-three/": article("سوق الفجر"),
        f"{SITE}/2024/05/four-five-six/": article("سوق السمك"),
    }
    return site


def test_an_index_tells_the_articles_it_leads_to(site: Site) -> None:
    """In the order of the page, each once; a second visit asks for the index alone."""
    site.visit()
    assert keys(site) == ["example.org/2024/05/one-two-three", "example.org/2024/05/four-five-six"]
    assert [item.content.url for item in site.gathered("items")] == [
        f"{SITE}/2024/05/one-two-three/",
        f"{SITE}/2024/05/four-five-six/",
    ]
    assert site.told[0].total == 2
    site.visit(timedelta(minutes=5))
    assert site.articles == []
    assert site.gathered("items") == []


def test_an_article_page_is_one_article() -> None:
    """Told once, told again when it changed, and by its canonical address."""
    site = Site(f"{SITE}/a-b-c/?utm_source=x")
    head = f'<link rel="canonical" href="{SITE}/a-b-c/">'
    site.pages = {site.address: article("سوق الفجر", head=head)}
    site.visit()
    assert keys(site) == ["example.org/a-b-c"]
    site.visit()
    assert site.gathered("items") == []
    assert site.gathered("seen") == ["example.org/a-b-c"]
    site.pages[site.address] = article("سوق الفجر", f"{PROSE}<p>وهكذا كان.</p>", head)
    site.visit()
    assert keys(site) == ["example.org/a-b-c"]


@pytest.mark.parametrize("canonical", ["https://other.example/a/", f"{SITE}/"])
def test_a_canonical_address_that_cannot_be_is_not_believed(canonical: str) -> None:
    """Neither another site's nor the front page's."""
    site = Site(f"{SITE}/a-b-c/")
    site.pages = {site.address: article("س", head=f'<link rel="canonical" href="{canonical}">')}
    site.visit()
    assert keys(site) == ["example.org/a-b-c"]


@pytest.mark.parametrize(("status", "error"), [(404, RefusedFetchError), (410, GoneFetchError)])
def test_an_article_page_that_goes_is_withdrawn(status: int, error: type[FetchError]) -> None:
    """The server says so; before it was ever read, it is only an error."""
    site = Site(f"{SITE}/a-b-c/")
    site.pages = {site.address: status}
    with pytest.raises(error):
        site.visit()
    assert site.gathered("withdrawn") == []
    site.pages = {site.address: article("سوق الفجر")}
    site.visit()
    site.pages = {site.address: status}
    with pytest.raises(error):
        site.visit()
    evidence = f"{site.address} answered {status}"
    assert site.gathered("withdrawn") == [Withdrawn(key="example.org/a-b-c", evidence=evidence)]


@pytest.mark.parametrize("state", [500, 503, 403, NOT_FOUND, f"-> {SITE}/", "no text"])
def test_what_is_no_evidence_withdraws_no_article_page(state: int | str) -> None:
    """An error says nothing; a soft 404 and the front page in its place say "missing"."""
    site = Site(f"{SITE}/a-b-c/")
    site.pages = {site.address: article("سوق الفجر"), f"{SITE}/": index("/x-y-z/")}
    site.visit()
    site.pages[site.address] = state
    try:
        site.visit()
    except FetchError:
        assert site.gathered("missing") == []
    else:
        assert site.gathered("missing") == ["example.org/a-b-c"]
        assert state in (NOT_FOUND, f"-> {SITE}/")
    assert site.gathered("withdrawn") == []


REVISIT = timedelta(hours=1)
ONE, FOUR = "example.org/2024/05/one-two-three", "example.org/2024/05/four-five-six"


@pytest.mark.parametrize(
    ("state", "missing", "withdrawn"),
    [
        (404, [], [ONE]),
        (410, [], [ONE]),
        (500, [], []),
        (503, [], []),
        (403, [], []),
        (NOT_FOUND, [ONE], []),
        (f"-> {SITE}/", [ONE], []),
        (f"-> {SITE}/2024/05/four-five-six/", [ONE], []),
        ("<html><body>x</body></html>", [], []),
    ],
    ids=["404", "410", "500", "503", "403", "soft", "home", "another", "broken"],
)
def test_articles_are_looked_at_again(
    site: Site, state: int | str, missing: list[str], withdrawn: list[str]
) -> None:
    """Gone is what the server says is gone; an error is nothing; a way elsewhere is "missing"."""
    site.visit()
    site.pages[f"{SITE}/2024/05/one-two-three/"] = state
    if state == 503:
        with pytest.raises(TransientFetchError):
            site.visit(REVISIT)
    else:
        site.visit(REVISIT)
        assert FOUR in site.gathered("seen") or FOUR in keys(site)
    assert site.gathered("missing") == missing
    assert [one.key for one in site.gathered("withdrawn")] == withdrawn


def test_a_correction_is_told_under_the_same_key(site: Site) -> None:
    """Young articles are asked for again with their validators, old ones more and more rarely."""
    site.visit()
    site.pages[f"{SITE}/2024/05/one-two-three/"] = article("سوق الفجر القديم")
    site.visit(REVISIT)
    assert keys(site) == [ONE]
    assert site.gathered("seen") == [FOUR]
    times = [hour for hour in range(2, 24 * 40) if site.visit(timedelta(hours=hour)) is not None]
    assert times
    visits = 0
    for day in range(41, 81):
        site.visit(timedelta(days=day))
        visits += bool(site.articles)
    assert visits <= 3


def test_at_most_twenty_new_pages_are_read_in_a_visit() -> None:
    """The newest first, the rest next time; nothing is read twice."""
    site = Site()
    addresses = [f"/2024/05/a-b-{number}/" for number in range(45)]
    site.pages = {f"{SITE}/": index(*addresses)}
    site.pages |= {f"{SITE}{url}": article(f"رقم {url}") for url in addresses}
    read: list[str] = []
    for expected in (20, 20, 5, 0):
        site.visit()
        assert len(site.articles) == expected
        read += site.articles
    assert read == addresses


def test_a_visit_that_breaks_off_keeps_what_it_read() -> None:
    """Three failures in a row end it; what was read is told, the rest waits."""
    site = Site()
    addresses = [f"/2024/05/a-b-{number}/" for number in range(8)]
    down = TransientFetchError("timed out", source="desk", url=SITE)
    site.pages = {f"{SITE}/": index(*addresses)}
    site.pages |= {f"{SITE}{url}": down for url in addresses}
    site.pages[f"{SITE}{addresses[0]}"] = article("سوق الفجر")
    with pytest.raises(TransientFetchError):
        site.visit()
    assert keys(site) == ["example.org/2024/05/a-b-0"]
    assert len(site.articles) == 4
    site.pages |= {f"{SITE}{url}": article(url) for url in addresses}
    site.visit()
    assert len(keys(site)) == 7


def test_what_holds_no_article_is_refused_once_a_week(site: Site) -> None:
    """A list, a picture, a page for members: a reason each, and no second look before the week."""
    site.pages[f"{SITE}/2024/05/one-two-three/"] = index("/2024/05/four-five-six/")
    site.visit()
    assert [one.origin for one in site.gathered("rejected")] == [f"{SITE}/2024/05/one-two-three/"]
    site.pages[f"{SITE}/"] += " "
    site.visit(timedelta(days=6))
    assert site.gathered("rejected") == []
    site.pages[f"{SITE}/"] += " "
    site.pages[f"{SITE}/2024/05/one-two-three/"] = article("سوق الفجر")
    site.visit(timedelta(days=8))
    assert keys(site)[0] == ONE


def test_robots_are_asked_once_a_day_and_obeyed(site: Site) -> None:
    """What is closed to us is not visited; a robots.txt that cannot be had closes nothing."""
    site.pages[f"{SITE}/robots.txt"] = "User-agent: *\nDisallow: /2024/05/one\n"
    site.visit()
    assert keys(site) == [FOUR]
    assert "robots.txt" in site.gathered("rejected")[0].reason
    assert f"{SITE}/robots.txt" in site.asked
    site.visit(timedelta(hours=23))
    assert f"{SITE}/robots.txt" not in site.asked
    site.pages[f"{SITE}/robots.txt"] = "User-agent: barqiya\nDisallow: /\n"
    with pytest.raises(RefusedFetchError, match=r"robots\.txt"):
        site.visit(timedelta(hours=25))
    site.pages[f"{SITE}/robots.txt"] = TransientFetchError("down", source="desk", url=SITE)
    site.visit(timedelta(hours=50))


def test_at_first_sight_next_pages_are_followed() -> None:
    """Up to five, and never again."""
    site = Site()
    for number in range(1, 9):
        more = f'<div class="nav-links"><a class="next" href="/page/{number + 1}/">التالي</a></div>'
        address = f"{SITE}/page/{number}/" if number > 1 else f"{SITE}/"
        site.pages[address] = index(f"/2024/05/a-b-{number}/", more=more)
        site.pages[f"{SITE}/2024/05/a-b-{number}/"] = article(f"رقم {number}")
    site.visit()
    assert len(keys(site)) == 5
    site.pages[f"{SITE}/"] += " "
    site.visit()
    assert site.articles == []


def test_a_page_without_articles_says_what_to_do() -> None:
    """An empty shell that a script fills, or a wrong address."""
    site = Site()
    site.pages = {f"{SITE}/": '<html><body><div id="app"></div></body></html>'}
    with pytest.raises(RefusedFetchError, match="feed"):
        site.visit()
    site.pages = {f"{SITE}/": "\x89PNG\r\n"}
    with pytest.raises(RefusedFetchError):
        site.visit()


def test_an_index_that_shows_nothing_for_once_withdraws_nothing(site: Site) -> None:
    """An empty list is noted and no more."""
    site.visit()
    site.pages[f"{SITE}/"] = index()
    site.visit(timedelta(minutes=5))
    assert site.gathered("missing") == []
    assert "no link" in (site.told[0].note or "")


def test_a_thorough_and_a_whole_visit(site: Site) -> None:
    """The first looks at every known article again, the second reads all anew."""
    site.visit()
    site.visit(timedelta(minutes=1), thorough=True)
    assert len(site.articles) == 2
    site.visit(timedelta(minutes=2), whole=True)
    assert len(keys(site)) == 2


def test_a_date_to_come_waits(site: Site) -> None:
    """The page is read again when its date has come."""
    head = '<meta property="article:published_time" content="2024-05-20T12:00:00Z">'
    site.pages[f"{SITE}/2024/05/one-two-three/"] = article("غدًا", head=head)
    site.visit()
    assert keys(site) == [FOUR]
    assert any(found.revisit_at == NOW + timedelta(hours=3) for found in site.told)
    site.visit(timedelta(hours=3))
    assert ONE in keys(site)


def test_the_charset_of_the_header_counts_as_in_browsers() -> None:
    """A page that does not say in which encoding it is written, but whose server does."""
    text = "<p>Смотритель маяка поднимается каждую ночь по лестнице без фонаря.</p>" * 3
    page = f"<html><title>Маяк</title><body><article><h1>Маяк</h1>{text}</article></body></html>"
    response = Response(
        url=f"{SITE}/a-b-c/",
        status=200,
        headers={"content-type": "text/html; charset=windows-1251"},
        body=Body.of(page.encode("cp1251")),
    )
    assert item_of(text_of(response), response.url, Reading()).content.title == "Маяк"
    response.body.close()


@given(
    st.binary(max_size=2000), st.sampled_from(["", "<html>", "<article class=entry-content><p>"])
)
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_an_article_or_a_reason(content: bytes, before: str) -> None:
    """No page that a server can send raises anything but an error that names the trouble."""
    site = Site(f"{SITE}/a-b-c/")
    page = before + content.decode("latin-1")
    site.pages = {site.address: page}
    with contextlib.suppress(FetchError):
        site.visit()
    with contextlib.suppress(UnreadableError):
        read_html(before + content.decode("utf-8", "replace"), Reading())
