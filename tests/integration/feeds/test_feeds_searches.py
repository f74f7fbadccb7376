"""What is searched for: the page of results, and the feed of any query."""

from collections.abc import Callable
from typing import Any

import feedparser
import httpx
import pytest

from feeds.formats import FORMATS


async def test_search(client: httpx.AsyncClient) -> None:
    """Hits with what was found marked and everything else escaped."""
    answer = await client.get("/search", params={"q": "المدّ"})
    assert answer.status_code == 200
    assert "نتيجة واحدة" in answer.text
    assert "<mark>المدّ</mark> &lt;بعد&gt;" in answer.text
    assert 'value="المدّ"' in answer.text


async def test_search_for_nothing_and_for_what_is_not_there(client: httpx.AsyncClient) -> None:
    """An empty search shows how to search; a fruitless one says so kindly."""
    assert "علامتي تنصيص" in (await client.get("/search?q=%20")).text
    assert "لم نجد شيئًا" in (await client.get("/search?q=xyzzy")).text


async def test_a_query_that_cannot_be_searched_says_why(client: httpx.AsyncClient) -> None:
    """The sentence for the person is shown."""
    answer = await client.get("/search?q=category:")
    assert answer.status_code == 400
    assert "لا شيء هنا نبحث عنه" in answer.text


async def test_what_a_person_typed_stays_text(client: httpx.AsyncClient) -> None:
    """A search box is where scripts are tried first."""
    answer = await client.get("/search", params={"q": '"><script>alert(1)</script>'})
    assert "<script>alert" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


async def test_results_are_paged(client: httpx.AsyncClient, publish: Callable[..., Any]) -> None:
    """Ten a page, with links to those before and after."""
    for number in range(12):
        await publish(f"n{number}", title=f"نشرة {number}", content_html=f"<p>{number}</p>")
    first = await client.get("/search?q=نشرة")
    second = await client.get("/search?q=نشرة&page=2")
    assert "12 نتيجة" in first.text
    assert 'rel="next"' in first.text
    assert 'rel="prev"' in second.text
    assert second.text.count("<mark>نشرة</mark>") == 2


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
async def test_any_query_is_a_feed(client: httpx.AsyncClient, form: Any) -> None:
    """The WAYS that satisfy it; however it is typed, one address and one id; named as typed."""
    typed = [
        ("category:علوم المدّ", "قسم:علوم المد"),
        ("كاتب:سالم -سباق", "author:سالم  -سباق"),
    ]
    for one, other in typed:
        answers = [
            await client.get(f"/feeds/search.{form.suffix}", params={"q": q}) for q in (one, other)
        ]
        assert [answer.status_code for answer in answers] == [200, 200]
        assert (
            answers[0]
            .headers["link"]
            .split(";")[0]
            .startswith(f"<http://feeds.test/feeds/search.{form.suffix}?q=")
        )
    first = await client.get(f"/feeds/search.{form.suffix}", params={"q": "كاتب:سالم -سباق"})
    read: Any = feedparser.parse(first.content)
    assert [entry.title for entry in read.entries] in ([], ["المدّ يصل قبل الساعة", "بلا تاريخ"])
    assert "كاتب:سالم -سباق" in first.text
    again = await client.get(
        f"/feeds/search.{form.suffix}",
        params={"q": "كاتب:سالم -سباق"},
        headers={"if-none-match": first.headers["etag"]},
    )
    assert again.status_code == 304


async def test_a_query_typed_in_two_ways_has_one_self(client: httpx.AsyncClient) -> None:
    """The canonical text stands in the self link; it parses to the same again."""
    ways = ("بعد:أمس «المدّ يصل»", 'after:yesterday "المدّ يصل"')
    answers = [await client.get("/feeds/search.atom", params={"q": way}) for way in ways]
    (link,) = {answer.headers["link"] for answer in answers}
    address = link[1:].split(">")[0]
    assert {answer.headers["content-location"] for answer in answers} == {address}
    assert (await client.get(address)).headers["link"] == link


async def test_a_feed_of_a_search_is_kept(client: httpx.AsyncClient, watched: Any) -> None:
    """While nothing is published, asking again does not touch the store."""
    await client.get("/feeds/search.rss", params={"q": "المدّ"})
    watched.closed = True
    assert (await client.get("/feeds/search.rss", params={"q": "المدّ"})).status_code == 200


@pytest.mark.parametrize("typed", ["", "   ", "؟!", "🙂", "*", "ا" * 4097])
async def test_what_is_no_search_is_no_feed(client: httpx.AsyncClient, typed: str) -> None:
    """Nothing to search for, or far too much: a short page that says so, uncached."""
    answer = await client.get("/feeds/search.rss", params={"q": typed})
    assert answer.status_code == 400
    assert answer.headers["cache-control"] == "no-store"
    assert (await client.get("/feeds/search.pdf", params={"q": "a"})).status_code == 404
