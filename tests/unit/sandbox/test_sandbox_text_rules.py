from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sandbox.entities import NON_EMPTY, Entity, EntityError, find_entities, formatted
from bot.sandbox.entities.arrange import arranged
from bot.sandbox.entities.clean import _clean_with, clean

PIECES = [
    "خبر", "كُوريا", "#كوريا", "#كوريا_الجنوبية", "#٢٠٢٥", "#كوريا2025", "#", "@news_desk",
    "@abc", "@pic", "/start", "/latest@barqiya_bot", "/", "$USD", "$", "https://example.com",
    "http://", "example.com", "example.org/مسار?q=1#z", "موقع.شبكة", "file.txt", "Mr.Com",
    "a.b.co", "1.2.3.4", "1.2.3", "x@y.com", "mailto:x@y.com", "user:pw@host.net",
    "tg://resolve?domain=x", ".", "..", ",", "!", "(", ")", "«", "»", " ", "\n", "ـ", "\u200c",
    "\u200f", "😀", "_", "-", "~", "?", "é", "٣", "²", "xn--abc", "site.xn--p1ai", "a_b.com",
    "a.b_c.com", "-a.com", "a-.com", "ftp://a.io/x(y)", "(https://a.io/x)", "shttp://a.io",
    "https://a.io/[x]]", "A.COM", "Com", "256.1.1.1", "::", "'", "<", ">", "https://a.io.",
    "x.y@z.com",
]  # fmt: skip


def only_known(entities: list[Entity]) -> bool:
    """Tell whether TDLib found only what we look for."""
    return not any(one.type in ("media_timestamp", "bank_card_number") for one in entities)


@settings(max_examples=500, deadline=None)
@given(text=st.lists(st.sampled_from(PIECES), max_size=7).map("".join))
def test_links_tags_and_commands_are_found_as_telegram_finds_them(telegram: Any, text: str) -> None:
    """The same mentions, hashtags, commands, links and addresses as TDLib, at the same places."""
    expected = telegram.find(text)
    if only_known(expected):
        assert find_entities(text) == expected


@pytest.mark.parametrize(
    "text", ["#" + "ب" * 300, "#" + "1" * 256 + "ب", "@" + "a" * 33, "/" + "a" * 65]
)
def test_long_tags_are_cut_or_refused_alike(telegram: Any, text: str) -> None:
    """Limits of 256 letters in a hashtag, 32 in a mention, 64 in a command are TDLib's."""
    assert find_entities(text) == telegram.find(text)


STYLES = ["bold", "italic", "underline", "strikethrough", "spoiler"]
KINDS = [*STYLES, "code", "pre", "text_link", "blockquote", "expandable_blockquote"]
LETTERS = [
    "ا", "ب", "a", "😀", " ", "\n", "\r", "\u202b", "\u202c", "\u2028", "\t", "\u200f",
    "\u200e", "\u2067", "\u0333", "é",
]  # fmt: skip


@st.composite
def texts_with_entities(draw: st.DrawFn) -> tuple[str, list[Entity]]:
    """Draw a short text and entities that may overlap anyhow."""
    text = draw(st.lists(st.sampled_from(LETTERS), min_size=1, max_size=14).map("".join))
    units = len(text.encode("utf-16-le")) // 2
    spans = st.tuples(st.sampled_from(KINDS), st.integers(0, units), st.integers(0, units))
    return text, [
        Entity(
            type=kind,
            offset=offset,
            length=length,
            argument="http://a.b/" if kind == "text_link" else "",
        )
        for kind, offset, length in draw(st.lists(spans, max_size=7))
    ]


@settings(max_examples=500, deadline=None)
@given(case=texts_with_entities())
def test_entities_are_cleaned_and_nested_as_telegram_does(
    telegram: Any, case: tuple[str, list[Entity]]
) -> None:
    """Any heap of overlapping entities over any text becomes what TDLib makes of it."""
    text, entities = case
    try:
        cleaned, kept = _clean_with(text, entities)
        got: Any = (cleaned, arranged([one for one in kept if one.length > 0]))
        if not cleaned.strip(" \n"):
            return  # TDLib empties such a text before it answers here
    except EntityError as error:
        got = str(error)
    assert got == telegram.arrange(text, entities)


def test_embeddings_go_isolates_and_marks_stay() -> None:
    """Embeddings and line separators vanish, isolates and a lone RLM stay, runs lose force."""
    assert clean("\u202bخبر\u202c \u2067x\u2069\u2028") == "خبر \u2067x\u2069"
    assert clean("\u200f\u200f\u200e") == "\u200c\u200c\u200e"


def test_blank_text_is_refused_and_blank_caption_is_empty() -> None:
    """Text of nothing visible is an error for a message and an empty caption for a photo."""
    with pytest.raises(EntityError, match=NON_EMPTY):
        formatted(" \n\u200f\u3000 ", [], may_be_empty=False)
    assert formatted(" \n ", [], may_be_empty=True) == ("", [])


def test_text_is_trimmed_and_entities_follow() -> None:
    """Outer space goes and the entities keep their words."""
    bold = Entity(type="bold", offset=3, length=7)
    assert formatted("\n  خبر    ", [bold], may_be_empty=False) == (
        "خبر",
        [Entity(type="bold", offset=0, length=3)],
    )


def test_found_links_yield_to_the_senders_own() -> None:
    """A URL inside of a text_link is not a second entity; bold over a hashtag is cut to fit it."""
    link = Entity(type="text_link", offset=0, length=11, argument="http://b.c/")
    assert formatted("example.com", [link], may_be_empty=False)[1] == [link]
    bold = Entity(type="bold", offset=0, length=3)
    assert formatted("أ #ب ج", [bold], may_be_empty=False)[1] == [
        Entity(type="bold", offset=0, length=2),
        Entity(type="hashtag", offset=2, length=2),
        Entity(type="bold", offset=2, length=1),
    ]
