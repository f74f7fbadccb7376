"""How an article's HTML reads in a chat, element by element."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from barqiya.domain.article import Article, Author, Image, ImageSize, Label, Status
from barqiya.domain.publication import Publication
from bot.locale import locale_for
from bot.messages import Button, LinkPreview, Part, article_pages, channel_post
from bot.messages.hashtags import hashtag, hashtags
from bot.messages.links import link_address
from bot.messages.markup import message
from bot.messages.pages import shortened
from bot.messages.reading import read_html

Make = Callable[..., Article]
THREE_COLUMNS = """
<table><thead><tr><th>بلد</th><th>عام</th><th>عدد</th></tr></thead>
<tbody><tr><td>مصر</td><td>2020</td><td>3</td></tr></tbody></table>
"""
RLM, FSI, PDI = "\u200f", "\u2068", "\u2069"


def text_post(made: Article, publication: Publication, language: str, **how: Any) -> Part:
    """Return the post of *made* as one text."""
    (part,) = channel_post(made, publication, locale_for(language), form="text", **how).parts
    return part


def text_of(html: str, direction: Any = "rtl") -> str:
    """Return what people see of *html*, marks aside."""
    seen = message(read_html(html, direction)).text
    return seen.translate(dict.fromkeys(map(ord, "\u200e\u200f\u2068\u2069")))


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<h2>عنوان</h2><p>نص</p>", "<b>عنوان</b>\n\nنص"),
        ("<p>س <strong>ع <em>ص</em></strong></p>", "س <b>ع <i>ص</i></b>"),
        ("<p><b>أ<i>ب</b>ج</i></p>", "<b>أ<i>ب</i></b>"),
        ("<p>ا<del>ب</del><ins>ج</ins></p>", "ا<s>ب</s><u>ج</u>"),
        ("<p>٢ &lt; ٣ &amp; ٤</p>", f"{RLM}٢ &lt; ٣ &amp; ٤"),
        (
            '<p><a href="https://a.example/?x=1&amp;y">هنا</a></p>',
            '<a href="https://a.example/?x=1&amp;y">هنا</a>',
        ),
        ('<p><a href="javascript:alert(1)">هنا</a></p>', "هنا"),
        (
            "<blockquote><p>أول</p><p>ثان</p></blockquote><p>بعد</p>",
            "<blockquote>أول\n\nثان</blockquote>\n\nبعد",
        ),
        (
            "<blockquote>أ<blockquote>ب</blockquote>ج</blockquote>",
            "<blockquote>أ\n\nب\n\nج</blockquote>",
        ),
        ("<pre><code>if a &lt; b:\n    pass</code></pre>", "<pre>if a &lt; b:\n    pass</pre>"),
        ("<p>شرح <code>x=1</code></p>", "شرح <code>x=1</code>"),
        ("<p>سطر<br>سطر آخر</p>", "سطر\nسطر آخر"),
        ("<script>bad()</script><style>p{}</style><p>نص</p>", "نص"),
        ("", ""),
    ],
)
def test_elements(html: str, expected: str) -> None:
    """Each element becomes what Telegram has for it, nested and escaped."""
    assert message(read_html(html, "rtl")).html.startswith(expected)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<ul><li>أ</li><li>ب</li></ul>", "• أ\n• ب"),
        ('<ol start="3"><li>أ</li><li>ب</li></ol>', "3. أ\n4. ب"),
        ("<ul><li>أ<ul><li>ب</li></ul></li><li>ج</li></ul>", "• أ\n\u2003• ب\n• ج"),
        ("<ol><li><p>أ</p><p>تتمة</p></li></ol>", "1. أ\nتتمة"),
        (
            "<table><tr><td>أ</td><td>1</td></tr><tr><td>ب</td><td>2</td></tr></table>",
            "• أ: 1\n• ب: 2",
        ),
        (
            THREE_COLUMNS,
            "• مصر: عام 2020 · عدد 3",
        ),
        ('<figure><img src="x" alt="منارة"></figure>', "🖼 منارة"),
        ('<figure><img src="x" alt="منارة"><figcaption>شرح</figcaption></figure>', "شرح"),
        ('<img src="x">', ""),
        ("<p>س<sup>2</sup> وH<sub>2</sub>O</p>", "س² وH₂O"),
        ("<p>فقرة\n  على\tسطرين</p>", "فقرة على سطرين"),
        ("<hr><p>نص</p>", "⁂\n\nنص"),
        ("<dl><dt>كلمة</dt><dd>معناها</dd></dl>", "كلمة\n\nمعناها"),
    ],
)
def test_what_telegram_has_no_element_for(html: str, expected: str) -> None:
    """Lists, tables, pictures and raised digits read well as plain lines."""
    assert text_of(html) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("عربي أولًا", "عربي أولًا"),
        ("Python لغة", f"{RLM}Python لغة"),
        ("2026 عام جديد", "2026 عام جديد"),
        ("سطر\nLatin ثم عربي", f"سطر\n{RLM}Latin ثم عربي"),
        ("لغة C++ سهلة", f"لغة {FSI}C++{PDI} سهلة"),
        ("برنامج (Python 3.11) جديد", f"برنامج ({FSI}Python 3.11{PDI}) جديد"),
        ("استعمل /latest هنا", f"استعمل {FSI}/latest{PDI} هنا"),
        ("قال Ali ثم مضى", "قال Ali ثم مضى"),
    ],
)
def test_marks_of_direction(text: str, expected: str) -> None:
    """A line that would flip gets a mark, a foreign run beside a sign is isolated."""
    html = "<p>" + text.replace("\n", "<br>") + "</p>"
    assert message(read_html(html, "rtl")).text == expected


def test_a_left_to_right_text_is_kept_so_too() -> None:
    """In English a line that begins in Arabic keeps its direction by a left-to-right mark."""
    assert message(read_html("<p>قمر means moon</p>", "ltr")).text == "\u200eقمر means moon"
    assert (
        message(read_html("<p>The moon («قمر»)</p>", "ltr")).text == f"The moon («{FSI}قمر{PDI}»)"
    )


def test_code_is_left_as_typed() -> None:
    """People copy code: no invisible mark is put into it."""
    assert message(read_html("<pre>x = (1)</pre>", "rtl")).text == "x = (1)"


@pytest.mark.parametrize(
    "url",
    [
        *["", "x", "javascript:alert(1)", "mailto:a@b.example", "http://localhost/x", "http://"],
        *[
            "https://a:b@c.example/",
            "http://a.example:0/",
            "http://a.example:99999/",
            "//a.example",
        ],
        *["http://[::1", "http://a..example/", "https://a.example/" + "x" * 2100, None],
    ],
)
def test_addresses_that_telegram_would_not_take(url: str | None) -> None:
    """An address that Telegram drops or refuses is no link at all."""
    assert link_address(url) is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://manara.example/مقال?أ=1#ب", "https://manara.example/مقال?أ=1#ب"),
        (" https://manara.example/a b ", "https://manara.example/a%20b"),
        ("https://manara.example/\u202ex", "https://manara.example/%E2%80%AEx"),
        ("http://127.0.0.1:8080/articles/1", "http://127.0.0.1:8080/articles/1"),
    ],
)
def test_addresses_that_telegram_takes(url: str, expected: str) -> None:
    """Arabic stays readable in an address; what cannot be seen is spelled out."""
    assert link_address(url) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("كُوريا", "#كوريا"),
        ("كوريا الجنوبية", "#كوريا_الجنوبية"),
        ("علوم-وتقنية", "#علوم_وتقنية"),
        ("عـــام 2025", "#عام_2025"),
        ("Café & Co.", "#Café_Co"),
        ("٢٠٢٥", None),
        ("!!!", None),
        ("ط" * 80, None),
    ],
)
def test_hashtags_are_what_telegram_finds(name: str, expected: str | None, telegram: Any) -> None:
    """A hashtag is one whole hashtag for Telegram too."""
    assert hashtag(name) == expected
    if expected is not None:
        assert telegram.entities_in(f"{FSI}{expected}{PDI} نص").of("Hashtag") == [expected]


def test_a_label_in_two_spellings_is_one_hashtag() -> None:
    """Spellings of one label make one hashtag, and there are no more than asked for."""
    labels = [Label(name=name) for name in ("رياضة", "رياضه", "علوم", "أدب")]
    assert len(hashtags(labels, 5)) == 3
    assert len(hashtags(labels, 2)) == 2


@pytest.mark.parametrize(
    ("text", "longest", "expected"),
    [
        ("قصير.", 50, "قصير."),
        ("جملة أولى طويلة بعض الشيء؟ ثم جملة ثانية لا تتسع", 35, "جملة أولى طويلة بعض الشيء؟"),
        ("كلمات كثيرة بلا نهاية جملة هنا", 15, "كلمات كثيرة…"),
        ("قال، ثم سكت طويلا", 6, "قال…"),
        ("ابتثجحخد", 4, "ابت…"),
    ],
)
def test_a_summary_ends_at_a_sentence(text: str, longest: int, expected: str) -> None:
    """Cut after a sentence where one ends early enough, else after a word."""
    assert shortened(text, longest) == expected


def test_pages_are_cut_where_it_reads_well(publication: Publication, article: Make) -> None:
    """No page ends on a heading or amid a link or a word."""
    link = '<a href="https://manara.example/x">رابط طويل من كلمات</a>'
    html = "".join(
        f"<h3>عنوان رقم {n}</h3><p>" + f"جملة عن البحر مع {link} فيها. " * (7 + n) + "</p>"
        for n in range(20)
    )
    pages = article_pages(article(content_html=html), publication, locale_for("ar"))
    assert len(pages) > 3
    for page in pages:
        last = page.text.split("\n")[-1]
        assert not last.startswith("عنوان رقم")
        assert page.html.count("<a ") == page.text.count("رابط طويل من كلمات")
        assert last.endswith(("فيها.", "العودة"))


def test_a_channel_post_reads_well(publication: Publication, article: Make, telegram: Any) -> None:
    """Title, byline, summary, hashtags, in this order; the button leads to the article."""
    made = article(
        title="القمر (Moon) يعود",
        summary="يعود القمر الليلة. وتُفتح المنارة.",
        authors=(Author(name="سلمى النوري"), Author(name="Omar")),
        categories=(Label(name="علوم"),),
        tags=(Label(name="القمر"), Label(name="رأس النور")),
        images=(Image(url="https://manara.example/moon.jpg", media_type="image/jpeg"),),
    )
    post = channel_post(made, publication, locale_for("ar"), form="text").parts[0]
    assert post.message.text.split("\n") == [
        f"القمر ({FSI}Moon{PDI}) يعود",
        "بقلم سلمى النوري وOmar · 23 نوفمبر 2026 · علوم",
        "",
        "يعود القمر الليلة. وتُفتح المنارة.",
        "",
        "#علوم #القمر #رأس_النور",
    ]
    assert telegram.parse(post.message.html).of("Bold") == [f"القمر ({FSI}Moon{PDI}) يعود"]
    assert (post.photos, post.preview) == (
        (),
        LinkPreview(url="https://manara.example/moon", size="large"),
    )
    read = Button(text="اقرأ المقال", url="https://manara.example/moon")
    assert post.buttons == ((read,),)
    best = channel_post(made, publication, locale_for("ar"))
    assert (best.form, best.count) == ("photo", 1)
    assert best.parts[0].photos == ("https://manara.example/moon.jpg",)
    assert best.parts[0].message == post.message


def test_a_byline_is_in_the_language_of_its_article(
    publication: Publication, article: Make
) -> None:
    """In an Arabic channel an English article has an English byline; other words are Arabic."""
    made = article(title="The Moon", language="en", authors=(Author(name="Nora Reed"),))
    post = text_post(made, publication, "ar", corrected=True)
    assert "\nBy Nora Reed · 23 November 2026\n" in post.message.text
    assert "صُحِّح في" in post.message.text
    other = article(title="La lune", language="fr", authors=(Author(name="Nora Reed"),))
    post = text_post(other, publication, "ar")
    assert "\nبقلم Nora Reed · 23 نوفمبر 2026\n" in post.message.text


@pytest.mark.parametrize(
    ("language", "reason", "expected"),
    [
        ("ar", "صوّبنا الرقم.", "صُحِّح في 23 نوفمبر 2026، 2:05 م: صوّبنا الرقم."),
        ("ar", None, "صُحِّح في 23 نوفمبر 2026، 2:05 م"),
        ("en", "A number.", "Corrected 23 November 2026, 14:05: A number."),
    ],
)
def test_a_corrected_post_says_so(
    language: str, reason: str | None, expected: str, publication: Publication, article: Make
) -> None:
    """A post that replaces an earlier one says when and why, in the channel's language and zone."""
    corrected = article(correction=reason)
    assert expected in text_post(corrected, publication, language, corrected=True).message.text
    photo = channel_post(corrected, publication, locale_for(language), form="photo", corrected=True)
    assert expected in photo.parts[0].message.text
    assert "✏️" not in text_post(article(), publication, language).message.text


def test_the_summary_gives_way_and_nothing_else(publication: Publication, article: Make) -> None:
    """In a caption a long summary is cut; title, correction and hashtags stay."""
    made = article(
        title="عنوان " * 30,
        summary="جملة طويلة عن البحر والمنارة والناس. " * 60,
        tags=(Label(name="بحر"),),
        correction="سبب " * 40,
    )
    post = channel_post(made, publication, locale_for("ar"), form="photo", corrected=True)
    caption = post.parts[0].message.text
    assert len(caption) <= 1024
    assert caption.endswith("#بحر")
    assert "والناس." in caption


@pytest.mark.parametrize(
    "image",
    [
        Image(url="https://manara.example/a.svg"),
        Image(url="https://manara.example/a", media_type="image/gif"),
        Image(url="https://manara.example/a.jpg", width=9000, height=2000),
        Image(url="https://manara.example/a.jpg", width=4000, height=100),
        Image(url="https://manara.example/a.jpg", length=6_000_000),
        Image(url="relative.jpg"),
    ],
)
def test_pictures_telegram_would_refuse_are_not_tried(
    image: Image, publication: Publication, article: Make
) -> None:
    """The first picture that can be a photograph is taken, others are passed over."""
    good = Image(url="https://manara.example/b.png", width=1200, height=675)
    post = channel_post(article(images=(image, good)), publication, locale_for("ar"))
    assert (post.form, post.parts[0].photos) == ("photo", (good.url,))


def test_a_smaller_size_stands_in_for_a_picture_too_large(
    publication: Publication, article: Make
) -> None:
    """The largest of the sizes that Telegram takes."""
    sizes = tuple(
        ImageSize(url=f"https://manara.example/a-{side}.jpg", width=side, height=side)
        for side in (300, 1024, 6000)
    )
    large = Image(url="https://manara.example/a.jpg", width=9000, height=9000, sizes=sizes)
    post = channel_post(article(images=(large,)), publication, locale_for("ar"))
    assert post.parts[0].photos == (sizes[1].url,)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_post_of_a_withdrawn_article_is_a_notice(
    language: str, publication: Publication, article: Make, telegram: Any
) -> None:
    """The title stays, for people know the post by it; of the text, the link and tags nothing."""
    made = replace(article(), status=Status.RETRACTED)
    post = channel_post(made, publication, locale_for(language), corrected=True)
    (part,) = post.parts
    shown = telegram.parse(part.message.html).text
    assert made.content.title in shown
    assert ("سُحب" if language == "ar" else "withdrawn") in shown
    assert made.content.summary not in shown
    assert (part.photos, part.preview.url, part.buttons) == ((), None, ())


def test_an_article_without_anything_is_still_a_message(
    publication: Publication, article: Make, telegram: Any
) -> None:
    """No title, no text, no author: a kind placeholder, and nothing made up."""
    made = article(title="\u200b ", content_html="", summary="", authors=(), published_at=None)
    (page,) = article_pages(made, publication, locale_for("ar"))
    assert telegram.parse(page.html).text == "بلا عنوان"


@pytest.mark.parametrize("grapheme", ["👩‍👧‍👦", "🇪🇬", "👍🏽", "بَّ", "ก็", "\u1112\u1161\u11ab"])
def test_no_page_begins_amid_a_grapheme(
    grapheme: str, publication: Publication, article: Make
) -> None:
    """A word longer than a page is cut between letters as people see them."""
    made = article(content_html=f"<p>{grapheme * 3000}</p>")
    pages = article_pages(made, publication, locale_for("ar"))
    assert len(pages) > 1
    for page in pages[1:]:
        body = page.text.lstrip(RLM)
        assert body == grapheme * (len(body) // len(grapheme))


def test_an_entity_longer_than_a_page_is_closed_and_opened_again(
    publication: Publication, article: Make, telegram: Any
) -> None:
    """Only where a bold text alone is longer than a page is it cut, and it stays bold."""
    made = article(content_html="<p><b>" + "كلمات غليظة كثيرة. " * 400 + "</b></p>")
    pages = article_pages(made, publication, locale_for("ar"))
    assert len(pages) > 1
    for page in pages[1:]:
        assert telegram.parse(page.html).of("Bold") == [page.text]
        assert page.text.startswith("كلمات")
