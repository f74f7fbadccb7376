"""Promises of HTML made clean, and of the text read out of it."""

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from barqiya.domain.normalize import clean_html, images_in, paragraphs_html, plain_text

_TAGS = (
    *("a", "b", "p", "div", "span", "br", "img", "li", "ul", "td", "tr", "table", "h1", "pre"),
    *("code", "blockquote", "section", "figure", "q", "hr", "em", "script", "svg", "noscript"),
    *("iframe", "style", "form", "details", "center", "math", "textarea", "plaintext"),
)
_ATTRIBUTES = (
    *("", ' dir="rtl"', ' href="/x"', ' href="javascript:x"', ' onclick="x"', " lang=ar"),
    *(' src="http://a/b c" alt="z>"', ' style="color:red"', ' class="wp-smiley" alt="x"'),
)
_LETTERS = " \n\xa0ab<>&\"'\u0338\u0301\u2067\u2069\u202eص\u064b\x00\x0b"


def _element(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    parts = st.tuples(
        st.sampled_from(_TAGS), st.sampled_from(_ATTRIBUTES), st.lists(children, max_size=3)
    )
    return parts.map(lambda p: f"<{p[0]}{p[1]}>{''.join(p[2])}</{p[0]}>")


markup = st.recursive(st.text(alphabet=_LETTERS, max_size=5), _element, max_leaves=12)


@settings(max_examples=300)
@given(markup)
def test_clean_html_is_clean_and_stays_so(raw: str) -> None:
    """Clean HTML cleaned again is itself; it holds no control character and nothing that runs."""
    cleaned = clean_html(raw)
    assert clean_html(cleaned) == cleaned
    assert not any(unicodedata.category(c) == "Cc" and c not in "\n\t" for c in cleaned)
    assert not re.search(r"<(?:script|iframe|style|svg|form)\b|\son\w+=|javascript:", cleaned)
    if cleaned:
        lxml_html.fragment_fromstring(cleaned, create_parent="div")


@given(st.lists(st.text(), max_size=5))
def test_escaped_paragraphs_are_clean_already(lines: list[str]) -> None:
    """What is made of plain text needs no sanitising, and says what the lines said."""
    made = paragraphs_html(lines)
    assert clean_html(made) == made


def test_what_lays_a_page_out_is_dissolved() -> None:
    """Boxes go, their text stays apart; loose text becomes paragraphs; nothing empty stays."""
    raw = (
        'loose<div class="row"><div>one</div><div>two <b>bold</b></div></div><p>&nbsp;<br></p>'
        "<h1>Head</h1><section><p>three</p></section><p></p><font color=red>four</font>"
    )
    assert clean_html(raw) == (
        "<p>loose</p>\n<p>one</p>\n<p>two <b>bold</b></p>\n<h2>Head</h2>\n<p>three</p>\n<p>four</p>"
    )


def test_what_feed_readers_show_is_kept() -> None:
    """Tables, figures, lists, quotes, code, direction and language."""
    kept = (
        '<p dir="rtl" lang="ar">نص <span lang="en">text</span></p>\n'
        "<table><thead><tr><th>س</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>\n"
        '<figure><img src="https://e.org/a.jpg" alt="بحر" width="10">'
        "<figcaption>c</figcaption></figure>\n"
        "<ol><li>a</li><li>b <code>c</code></li></ol>\n<blockquote><p>q</p></blockquote>\n"
        "<pre><code>x\n  y</code></pre>"
    )
    cleaned = clean_html(kept)
    assert plain_text(cleaned) == plain_text(kept)
    for tag in ("<table>", "<figure>", "<ol>", "<blockquote>", "<pre>", 'dir="rtl"', 'lang="en"'):
        assert tag in cleaned
    assert "x\n  y" in cleaned


def test_addresses_are_absolute_or_gone() -> None:
    """A link without a usable address is its text, a picture without one its alternative text."""
    raw = '<p><a href="b">here</a> <img src="c.png" alt="a boat"></p>'
    assert clean_html(raw) == "<p>here a boat</p>"
    assert clean_html(raw, "https://e.org/a/") == (
        '<p><a href="https://e.org/a/b" rel="noopener">here</a> '
        '<img alt="a boat" src="https://e.org/a/c.png"></p>'
    )


def test_pictures_that_load_late_are_found() -> None:
    """The picture is where the script would take it from; trackers and smileys are none."""
    raw = (
        '<img src="data:image/gif;base64,R0" data-src="https://e.org/a.jpg" alt="بحر">'
        '<img src="https://t.org/p" width="1" height="1"><img class="wp-smiley" alt="🙂" src="x">'
    )
    cleaned = clean_html(raw)
    assert [image.url for image in images_in(cleaned)] == ["https://e.org/a.jpg"]
    assert images_in(cleaned)[0].alt == "بحر"
    assert plain_text(cleaned) == "🙂"


def test_isolates_never_reach_beyond_their_paragraph() -> None:
    """An isolate that its paragraph does not close is left out; a closed one stays."""
    raw = "<p>a\u2067b</p><p>c\u2069d</p><p>\u2067<b>ok</b>\u2069</p>"
    assert clean_html(raw) == "<p>ab</p>\n<p>cd</p>\n<p>\u2067<b>ok</b>\u2069</p>"


@pytest.mark.parametrize("tag", ["div", "b", "blockquote", "span", "ul><li"])
def test_depth_cannot_exhaust_anything(tag: str) -> None:
    """What nests deeper than any article comes out as its text."""
    assert "deep" in plain_text(clean_html(f"<{tag}>" * 20_000 + "deep"))


def test_plain_text_sets_paragraphs_apart() -> None:
    """Paragraphs by a blank line, items and rows by a line; entities are characters."""
    body = (
        "<h2>عنوان</h2>\n<p>أول<br>سطر &amp; &lt;آخر&gt;</p>\n<ul><li>a</li><li>b</li></ul>\n"
        "<table><tbody><tr><td>1</td><td>2</td></tr></tbody></table>"
    )
    assert plain_text(body) == "عنوان\n\nأول\nسطر & <آخر>\n\na\nb\n\n1 2"
    assert plain_text("") == ""
