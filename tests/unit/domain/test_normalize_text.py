"""Promises of plain text made clean, shortened and compared."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barqiya.domain.normalize import (
    absolute,
    address_key,
    clean_text,
    clean_title,
    summarise,
    summary_of,
)


@given(st.text())
def test_clean_text_is_one_clean_line(text: str) -> None:
    """NFC, no control character, no surrogate, no stray white space; and clean stays clean."""
    cleaned = clean_text(text)
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not any(unicodedata.category(c) in ("Cc", "Cs") for c in cleaned)
    assert cleaned == " ".join(cleaned.split()) == clean_text(cleaned)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("  خبر\u00a0 قصير \n", "خبر قصير"),
        ("a\u202eb\u202c", "ab"),
        ("\u2067عربي\u2069 in it", "\u2067عربي\u2069 in it"),
        ("\u2067never closed", "never closed"),
        ("\u2069 never opened", "never opened"),
        ("nul\x00 and \x0b tab", "nul and tab"),
        ("lone \ud800 half", "lone half"),
        ("e\u0301", "é"),
        ("می\u200cروم", "می\u200cروم"),
        (" \u200b\u200f\u2067 \u2069", ""),
    ],
)
def test_clean_text_keeps_what_is_meant(raw: str, clean: str) -> None:
    """What is meant stays (joiners, closed isolates); what breaks documents or is unseen goes."""
    assert clean_text(raw) == clean


def test_titles_lose_tags_and_entities() -> None:
    """A title that came as HTML is plain text afterwards; a bare "<" is no tag."""
    assert clean_title("Bread &amp; <em>salt</em>&#8230;<br>again") == "Bread & salt… again"
    assert clean_title("5 < 6 and 7 > 6") == "5 < 6 and 7 > 6"


@given(st.text(), st.integers(min_value=10, max_value=300))
def test_summaries_keep_to_their_limit(text: str, limit: int) -> None:
    """A summary is never longer than asked for, and short text stays whole."""
    summary = summarise(text, limit)
    assert len(summary) <= limit
    if len(clean_text(text)) <= limit:
        assert summary == clean_text(text)


def test_summaries_end_where_a_reader_would_stop() -> None:
    """At a sentence where one ends in time, else at a clause or a word, with dots."""
    sentence = "وصل القطار متأخرًا. ثم نزل منه رجل لا يعرفه أحد في المدينة كلها"
    assert summarise(sentence, 40) == "وصل القطار متأخرًا."
    assert summarise("هل تعود؟ لا أدري ولا يدري أحد غيري", 20) == "هل تعود؟"
    clause = "حين وصل القطار إلى المحطة، نزل منه رجل لا يعرفه أحد"
    assert summarise(clause, 34) == "حين وصل القطار إلى المحطة…"
    assert summarise("one two three four five", 15) == "one two three…"
    assert summarise("x" * 50, 10) == "x" * 9 + "…"


def test_the_summary_of_an_article_passes_over_headings_and_tables() -> None:
    """The opening of the running text, not of a heading glued to it."""
    body = "<h2>Head</h2>\n<table><tbody><tr><td>1</td></tr></tbody></table>\n<p>Text.</p>"
    assert summary_of(body) == "Text."
    assert summary_of("<h2>Only a heading</h2>") == "Only a heading"


@pytest.mark.parametrize(
    "spelling",
    [
        "http://example.org/a/%D8%AE%D8%A8%D8%B1",
        "https://www.example.org/a/%d8%ae%d8%a8%d8%b1/",
        "https://EXAMPLE.org:443/a/خبر?utm_source=x&fbclid=y#top",
    ],
)
def test_spellings_of_one_address_have_one_key(spelling: str) -> None:
    """Scheme, www, case of the host, slash, tracking and percent-encoding tell nothing apart."""
    assert address_key(spelling) == address_key("https://example.org/a/خبر")


def test_addresses_that_differ_have_different_keys() -> None:
    """Path, port and the query that chooses the article count."""
    kept = ["https://e.org/a", "https://e.org/b", "https://e.org/?p=1", "https://e.org:8080/a"]
    assert len({address_key(address) for address in kept}) == len(kept)


@pytest.mark.parametrize(
    ("address", "base", "found"),
    [
        ("../p/x.jpg", "https://e.org/a/b/", "https://e.org/a/p/x.jpg"),
        ("/صورة 1.jpg", "https://e.org", "https://e.org/%D8%B5%D9%88%D8%B1%D8%A9%201.jpg"),
        ("//cdn.e.org/x", None, "https://cdn.e.org/x"),
        ("https://مثال.com/x", None, "https://xn--mgbh0fb.com/x"),
        ("x.jpg", None, None),
        ("javascript:alert(1)", "https://e.org", None),
        ("data:image/gif;base64,R0", None, None),
        ("mailto:a@example.org", None, None),
        ("https://[broken", None, None),
        ("http://e.org:port/", None, None),
        ("https://e .org/", None, None),
        ("https://e<b>.org/", None, None),
        ("https://e.org%20x/", None, None),
        ("http://a_b.e.org./x", None, "http://a_b.e.org./x"),
        ("http://[2001:db8::1]:8080/x", None, "http://[2001:db8::1]:8080/x"),
        ("", "https://e.org", None),
    ],
)
def test_only_addresses_that_can_be_opened_become_absolute(
    address: str, base: str | None, found: str | None
) -> None:
    """Absolute, in ASCII and of http(s), or nothing."""
    assert absolute(address, base) == found
