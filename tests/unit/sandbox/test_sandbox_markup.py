from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sandbox.entities import EntityError, parse_html

TAGS = [
    "b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "code", "pre", "a", "span",
    "blockquote", "tg-spoiler", "tg-emoji", "tg-time", "p", "B", "PRE", "br",
]  # fmt: skip
ATTRIBUTES = [
    "", " ", " href='https://example.com/خبر?a=1&amp;b=2'", ' href="tg://user?id=7"', " href=",
    " href='javascript:x'", " href=http://a.b", " class='language-python'", " class=tg-spoiler",
    ' class="tg-spoiler"', " expandable", " expandable=1", " emoji-id='5368324170671202286'",
    " emoji-id=''", " unix='1700000000'", " unix=-5", " format=wDT", " format='x'", " /", " =",
    " a", " unix='1700000000' format='Rr'", " format='R' unix=99999999999", " href='exa mple.com'",
    "\thref\n=\r'EXAMPLE.com:80'", " href='http://user:pw@host.example:0443#x'",
]  # fmt: skip
WORDS = [
    "خبر", "news", "é", "😀", " ", "\n", "&lt;", "&amp", "&nbsp;", "&#1576;", "&#x1F600;",
    "&#xd83d;", "&", "<", ">", "</", "</>", "<!-- -->", "&#0;", "&#1114111;", "&#99999999;",
    "&#x;", "&quot;", "\u200f", "a.b", "https://example.org/x", "\r", "'", '"', "=", "\t",
    "&#X41;", "http://[::1]/x",
]  # fmt: skip

opening = st.builds(
    lambda tag, attribute: f"<{tag}{attribute}>", st.sampled_from(TAGS), st.sampled_from(ATTRIBUTES)
)
closing = st.sampled_from(TAGS).map(lambda tag: f"</{tag}>")
words = st.sampled_from(WORDS)


def nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Put text into tags that close."""
    return st.builds(
        lambda tag, attribute, text: f"<{tag}{attribute}>{text}</{tag}>",
        st.sampled_from(TAGS),
        st.sampled_from(ATTRIBUTES),
        inner,
    )


well_formed = st.recursive(
    words, lambda inner: st.lists(inner | nested(inner), max_size=4).map("".join), max_leaves=12
)
hostile = st.lists(opening | closing | words | st.text(max_size=3), max_size=8).map("".join)


def ours(text: str) -> Any:
    """Return what our parser makes of it, or its error."""
    try:
        return parse_html(text)
    except EntityError as error:
        return f"Can't parse entities: {error}"


def has_surrogates(text: str) -> bool:
    """Tell whether UTF-8 cannot carry the text."""
    return any("\ud800" <= one <= "\udfff" for one in text)


@settings(max_examples=500, deadline=None)
@given(text=well_formed | hostile)
def test_markup_is_read_as_telegram_reads_it(telegram: Any, text: str) -> None:
    """Same text, same entities, same error text as TDLib, whatever is thrown at it."""
    if has_surrogates(text):
        return
    assert ours(text) == telegram.parse_html(text)


@pytest.mark.parametrize(
    "text",
    [
        "<a href='http://" + "ا" * 70 + ".com'>x</a>",
        "<a>example.com</a>",
        "<a>tg:user?id=5</a>",
        "<a href='tg://resolve?domain=x'>x</a>",
        "<a href='ton://x.y'>x</a>",
        "<a href='tg://user?id=05'>x</a>",
        "<a href='http://a.b:'>x</a>",
        "<a href='http://a.b:70000'>x</a>",
        "<a href='http://a%2.b'>x</a>",
        "<a href='http://a^.b'>x</a>",
        "<a href='http://@a.b'>x</a>",
        "<a href='ftp://a.b'>x</a>",
        "<a href='http://[::1'>x</a>",
        "<a href='http://[zz]/'>x</a>",
        "<pre><code class='language-a'>x</code></pre>",
        "<code class='language-a'><pre>x</pre></code>",
        "<pre><code>x</code></pre>",
        "<pre> <code class='language-a'>x</code></pre>",
        "<code class='language-b'><pre><code class='language-a'>x</code></pre></code>",
        "<span>x</span>",
        "<b>" * 200 + "x" + "</b>" * 200,
        "<b\0>x</b>",
        "<b>\0</b>",
        "<tg-time unix='5' format='rt'>x</tg-time>",
    ],
)
def test_corners_of_the_markup(telegram: Any, text: str) -> None:
    """Corners that chance rarely reaches agree with TDLib as well."""
    assert ours(text) == telegram.parse_html(text)


def test_errors_name_the_byte_offset() -> None:
    """The offset counts bytes of UTF-8, so an Arabic letter counts two."""
    with pytest.raises(EntityError, match=r'Unsupported start tag "p" at byte offset 7$'):
        parse_html("خبر <p>")


def test_a_surrogate_in_a_link_cannot_poison_the_answer() -> None:
    """A lone surrogate written as a reference in a link still leaves text that UTF-8 can carry."""
    _, entities = parse_html('<a href="http://a.b/&#xd800;">x</a>')
    assert entities[0].argument.encode() == "http://a.b/\ufffd".encode()
