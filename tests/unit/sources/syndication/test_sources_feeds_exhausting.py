"""Promises of reading what is made to take for ever: it takes as long as it is long.

None of these ended within minutes once, or stood still for seconds in one search.
"""

import html
import re
import time
from collections.abc import Callable
from typing import Any

import pytest

from barqiya.errors import RefusedFetchError
from barqiya.sources.syndication import document, prose
from barqiya.sources.syndication.mending import mended, wrapped
from barqiya.sources.syndication.stream import Stream

Make = Callable[..., Any]
TEXT = "نص يقرأ كما ينبغي له أن يقرأ، من أوله إلى آخره."
_SOON = 30.0  # seconds of the processor; none of it takes one, on a machine of today


def _entry(description: str, number: int = 1) -> str:
    return f"<item><title>عنوان {number}</title><description>{description}</description></item>"


@pytest.fixture
def soon() -> Callable[[], bool]:
    """Return whether little time has passed since the test began."""
    begun = time.process_time()
    return lambda: time.process_time() - begun < _SOON


def test_sections_that_never_end(site: Make, rss: Make, soon: Callable[[], bool]) -> None:
    """In each of many entries, and many in one; the entries are read without their marks."""
    torn = [f"<item><title>س{n}<![CDATA[ن</title></item>" for n in range(300)]
    many = _entry("<![CDATA[" * 100_000 + TEXT)
    read = site(rss(*torn, many)).visit()
    assert len(read.items) == 301
    assert read.items[0].content.title == "س0ن"
    assert soon()


def test_a_closed_section_is_kept_beside_one_that_is_not(site: Make, rss: Make) -> None:
    """Only the mark without its end is dropped."""
    open_one = f"<![CDATA[{TEXT}"
    entry = _entry(open_one).replace("عنوان 1", "<![CDATA[أ <b>ب</b>]]>")
    (item,) = site(rss(entry)).visit().items
    assert item.content.title == "أ ب"
    assert TEXT in item.content.content_html


def test_comments_that_never_end(site: Make, rss: Make, soon: Callable[[], bool]) -> None:
    """Before the root they are passed over, as browsers would not."""
    assert len(site("<!--" * 100_000 + rss(_entry(TEXT))).visit().items) == 1
    assert soon()


def test_marks_within_comments(soon: Callable[[], bool]) -> None:
    """To the mending they are sections without an end."""
    assert mended("<!--" + "<![CDATA[" * 100_000 + "-->").startswith("<!--")
    assert soon()


def test_prefixes_that_nobody_uses() -> None:
    """Declared are as many as a document may have, or none."""

    class Root:
        tag, end = "<rss>", "</rss>"

    few, many = ("".join(f"<p{n}:a/>" for n in range(count)) for count in (3, 500))
    assert wrapped(Root(), [few]).count("xmlns:") == 3  # type: ignore[arg-type] # its two texts
    assert "xmlns:" not in wrapped(Root(), [many])  # type: ignore[arg-type] # the same


@pytest.mark.parametrize(
    "markup",
    [
        f"{TEXT}{'<a>المزيد</a>' * 100}{' ' * 2600}x",
        f"<p>{TEXT}{'<p>the post appeared first on ' * 130}",
        "the post " * 60_000,
        f"{TEXT}{'…' * 3000}x",
        f"{TEXT}[…]{' ' * 3000}x",
    ],
    ids=["links", "footers", "openings", "dots", "blanks"],
)
def test_ends_that_are_none(markup: str, soon: Callable[[], bool]) -> None:
    """What programs write under texts, written over and over."""
    for _ in range(5):
        prose.is_cut(markup)
        prose.excerpt(markup, TEXT)
    assert soon()


def test_the_end_of_an_excerpt_is_still_known() -> None:
    """A link to go on, whatever stands in it, and the sentence under it."""
    markup = (
        f'<p>{TEXT} <a href="/1">رابط</a> <a class="m" href="/2"><span>اقرأ المزيد</span></a></p>\n'
        '<p>The post <a href="/3">X</a> appeared first on <a href="/">Y</a>.</p>\n'
    )
    kept = prose.without_ends(markup)
    assert prose.is_cut(markup)
    assert "رابط" in kept
    assert "المزيد" not in kept
    assert "appeared" not in kept


def test_a_summary_has_an_end(site: Make, rss: Make) -> None:
    """One of half a megabyte is none."""
    entry = _entry("كلمة " * 100_000).replace(
        "</item>", f"<content:encoded>{html.escape(f'<p>{TEXT}</p>')}</content:encoded></item>"
    )
    (item,) = site(rss(entry)).visit().items
    assert len(item.content.summary) <= 2000


@pytest.mark.parametrize("kind", ["xml", "json"])
def test_entries_without_number(
    site: Make, rss: Make, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A feed of more entries than any feed has is none."""
    monkeypatch.setattr(document, "_MOST_ENTRIES", 100)
    shown = rss("<item/>" * 101) if kind == "xml" else f'{{"items":[{"1," * 100}1]}}'
    with pytest.raises(RefusedFetchError, match="more than 100 entries"):
        site(shown).visit()


def test_a_number_too_long_for_python(site: Make) -> None:
    """It is a reason, not an error of ours."""
    with pytest.raises(RefusedFetchError, match="no JSON that can be read"):
        site(f'{{"items":[{{"id":{"9" * 6000}}}]}}').visit()


def test_a_year_of_four_digits_is_no_year_of_two(site: Make, rss: Make) -> None:
    """The year 1 is not 2001."""
    date = "<pubDate>Mon, 01 Jan 0001 00:00:00 GMT</pubDate>"
    dated = _entry(TEXT).replace("</item>", f"{date}</item>")
    (item,) = site(rss(dated)).visit().items
    assert item.content.published_at is None


def test_what_was_searched_in_vain_is_not_searched_again() -> None:
    """Nor is anything found less for that, wherever the document is cut into pieces."""
    wanted, word = re.compile("end"), re.compile("w")
    stream = Stream(iter(["w" * 300_000, "w en", "d w"]))
    assert stream.search(wanted, 0, 100) is None
    assert stream.size == 300_000
    for _ in range(3):
        assert stream.search(wanted, stream.start, 100) is None
        found = stream.search(word, stream.start, 100)
        assert found is not None
        stream.take(found.end() + 99_000)
    found = stream.search(wanted, stream.start, 400_000)
    assert found is not None
    assert stream.take(found.end()).endswith("w end")
    assert stream.search(wanted, stream.start, 100) is None
    assert stream.ended
