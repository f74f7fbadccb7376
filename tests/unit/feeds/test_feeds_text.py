import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from barqiya.domain.language import first_strong
from feeds import text

RLM, LRM = "\u200f", "\u200e"
ANYTHING = st.text(alphabet=st.characters(categories=["L", "M", "N", "P", "Z", "C", "S"]))


@given(ANYTHING)
def test_clean_text_fits_into_xml(anything: str) -> None:
    """Whatever a text holds, what is left of it can be written and read back as it is."""
    cleaned = text.clean(anything)
    element = etree.Element("a")
    element.text = cleaned
    assert (etree.fromstring(etree.tostring(element)).text or "") == cleaned


def test_clean_text_keeps_what_a_person_sees() -> None:
    """Lines, tabs, marks of direction, emoji: nothing that can be shown is lost."""
    kept = "سطر\nسطر\tثانٍ \u200fa\u200d😀 «نصّ»"
    assert text.clean(kept) == kept
    assert text.clean("a\x00b\x1bc\ud800d\ufffee\r\nf") == "abcde\nf"


@pytest.mark.parametrize(
    ("title", "direction", "expected"),
    [
        ("iPhone 17 يصل", "rtl", RLM + "iPhone 17 يصل"),
        ("«BBC» تقول", "rtl", RLM + "«BBC» تقول"),
        ("2026", "rtl", RLM + "2026"),
        ("الميناء و iPhone", "rtl", "الميناء و iPhone"),
        ("100 كتاب", "rtl", "100 كتاب"),
        ("Harbour news", "ltr", "Harbour news"),
        ("«الميناء» explained", "ltr", LRM + "«الميناء» explained"),
        ("2026", "ltr", "2026"),
    ],
)
def test_a_title_is_marked_only_where_a_guess_goes_wrong(
    title: str, direction: str, expected: str
) -> None:
    """Readers take the first strong letter; a mark stands before it where that misleads."""
    assert text.directed(title, direction) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('<bdo dir="rtl">abc</bdo>', '<span dir="rtl">\u202eabc\u202c</span>'),
        ('<bdo dir="ltr" lang="ar">م</bdo>', '<span dir="ltr" lang="ar">\u202dم\u202c</span>'),
        ('<bdo lang="ar">نصّ</bdo>', '<span lang="ar">نصّ</span>'),
        (
            '<bdo dir="rtl">a<bdo title=">" dir="ltr">b</bdo>c</bdo>',
            '<span dir="rtl">\u202ea<span title=">" dir="ltr">\u202db\u202c</span>c\u202c</span>',
        ),
        ("<bdi>a</bdi>", "<bdi>a</bdi>"),
    ],
)
def test_a_direction_that_an_author_forced_is_kept_without_an_element_that_readers_drop(
    content: str, expected: str
) -> None:
    """``<bdo>`` is dropped by readers and warned of by validators; characters survive both."""
    assert text.without_bdo(content) == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("<p>Apple تكشف</p>", f"<p>{RLM}Apple تكشف</p>"),
        ('<p><img alt="a > b" src="x"></p> <p>A ب</p>', None),
        ("<p>تكشف Apple</p>", "<p>تكشف Apple</p>"),
        ("<p>&nbsp;تكشف</p>", "<p>&nbsp;تكشف</p>"),
        ("", f"{RLM}"),
    ],
)
def test_content_is_marked_inside_its_first_text(content: str, expected: str | None) -> None:
    """The mark stands where text is, so that it makes no empty line of its own."""
    marked = text.directed_html(content, "rtl")
    assert marked == (expected or content.replace("A ب", f"{RLM}A ب"))
    assert first_strong(text.plain(marked)) == "rtl"


@pytest.mark.parametrize(
    ("opened", "closed"),
    [
        ("\u2067عنوان", "\u2067عنوان\u2069"),
        ("\u202eعنوان", "\u202eعنوان\u202c"),
        ("\u2067\u202bع", "\u2067\u202bع\u202c\u2069"),
        ("\u2067ع\u2069", "\u2067ع\u2069"),
        ("ع\u2069\u202c", "ع"),
    ],
)
def test_a_line_closes_what_it_opens(opened: str, closed: str) -> None:
    """An isolate left open would turn the text that a reader's program puts after it."""
    assert text.line(opened) == closed


def test_addresses_become_uris() -> None:
    """What a URI may not hold is percent-encoded; what is encoded already stays as it is."""
    assert text.address("https://example.org/مقال 1?q=%D8%A7&b=[1]&c=100%#x") == (
        "https://example.org/%D9%85%D9%82%D8%A7%D9%84%201?q=%D8%A7&b=%5B1%5D&c=100%25#x"
    )
    assert text.address("http://[::1]:8080/[a]") == "http://[::1]:8080/%5Ba%5D"


def test_an_opening_ends_at_a_word() -> None:
    """A title made of a text's first words breaks none of them."""
    assert text.opening("one two three", 9) == "one two…"
    assert text.opening("one", 9) == "one"


@pytest.mark.parametrize(
    ("claimed", "known"),
    [
        ("audio/mpeg", "audio/mpeg"),
        (" image/svg+xml ", "image/svg+xml"),
        ('video/mp4; codecs="avc1, mp4a"', 'video/mp4; codecs="avc1, mp4a"'),
        ("mp3", None),
        ("audio / mpeg", None),
        ("audio/mpeg; x", None),
        ("صوت/عال", None),
        ("audio/mpeg\x00", None),
        ("", None),
    ],
)
def test_a_media_type_is_one_or_none(claimed: str, known: str | None) -> None:
    """Validators and programs that fetch files take no other."""
    assert text.media_type(claimed) == known
