"""How an article becomes a post of a channel: styles, templates by hand, albums, long texts."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from barqiya.domain.article import Article, Author, Image, Label, Status
from barqiya.domain.publication import Publication
from bot.locale import locale_for
from bot.messages import (
    NAMED,
    Post,
    PostStyle,
    TemplateError,
    channel_post,
    read_template,
    template_of,
)
from bot.messages.direction import FSI, PDI, RLM, ZWNJ
from bot.messages.pages import shortened
from bot.messages.sentences import sentence_ends

Make = Callable[..., Article]
PICTURES = tuple(Image(url=f"https://manara.example/{n}.jpg") for n in range(12))
LONG = "<p>" + "جملة طويلة عن البحر والمنارة والناس. " * 25 + "</p>"
ALL = ("read", "share", "discuss")


def lines(made: Article, publication: Publication, template: str, **style: Any) -> list[str]:
    """Return the lines of the text that *template* makes."""
    look = PostStyle(template=template_of(template), **style)
    (part,) = channel_post(made, publication, locale_for("ar"), look, form="text").parts
    return part.message.text.split("\n")


def texts(post: Post) -> list[str]:
    """Return what each message shows."""
    return [part.message.text for part in post.parts]


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{title}", ["القمر يعود"]),
        ("{العنوان}\n{كاتب}", ["القمر يعود", "سلمى النوري"]),
        ("{ TITLE }\n{Author}\n{الْمُؤلِّف}", ["القمر يعود", "سلمى النوري", "سلمى النوري"]),
        ("{{{title}}} &lt; &gt; & &amp;&", ["{القمر يعود} < > & &&"]),
        ("{title}\n\n\n\n{summary}", ["القمر يعود", "", "ملخّص قصير."]),
        ("{title}\n{category}\n{date}", ["القمر يعود", "23 نوفمبر 2026"]),
        ("{title}\nالقسم: {category}", ["القمر يعود"]),
        ("{title}\n\n{category}\n\n{date}", ["القمر يعود", "", "23 نوفمبر 2026"]),
        ("بقلم {authors} · في {category} · {date}", ["بقلم سلمى النوري · 23 نوفمبر 2026"]),
        ("{category} | {authors}", ["سلمى النوري"]),
        ("{category}، {date}", ["23 نوفمبر 2026"]),
        ("منارة\n{category}\nالنهاية {title}", ["منارة", "النهاية القمر يعود"]),
        ("{category}: {title}", [": القمر يعود"]),
        ("<a href='{comments}'>ناقش</a>\n{title}", ["القمر يعود"]),
        ("{category}", ["القمر يعود"]),
    ],
)
def test_a_template_says_what_it_shows(
    template: str, expected: list[str], publication: Publication, article: Make
) -> None:
    """Places in either language; what is empty takes its part of the line, or the line, along."""
    assert lines(article(), publication, template) == expected


def test_markup_of_a_template_is_telegrams_and_an_articles_is_text(
    publication: Publication, article: Make, telegram: Any
) -> None:
    """Tags around places hold whatever comes into them; tags in an article are its words."""
    made = article(title="<<قوس>> & <", summary="&lt;/>{title}")
    template = (
        '<u><a href="{url}">{title}</a></u>\n<blockquote>{summary}\n{authors}</blockquote>\n'
        "<tg-spoiler><s>{date}</s></tg-spoiler>\n<blockquote expandable>{text}</blockquote>"
    )
    look = PostStyle(template=template_of(template))
    (part,) = channel_post(made, publication, locale_for("ar"), look, form="text").parts
    parsed = telegram.parse(part.message.html)
    assert parsed.text == part.message.text
    assert parsed.of("Underline") == ["<<قوس>> & <"]
    assert parsed.of("TextUrl") == ["<<قوس>> & <"]
    assert parsed.of("BlockQuote") == [f"{RLM}&{FSI}lt{PDI};/>{{{FSI}title{PDI}}}\nسلمى النوري"]
    assert parsed.of("Spoiler") == ["23 نوفمبر 2026"]
    assert parsed.of("ExpandableBlockQuote") == ["نص المقال."]


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{titel}", "there is no place {titel}; did you mean {title}?"),
        ("{العنون}", "there is no place {العنون}; did you mean {title}?"),
        ("{}", "there is no place {}"),
        ("{title", "a { that belongs to no place is written {{"),
        ("{title}}", "a } that belongs to no place is written }}"),
        ("<h1>{title}</h1>", "there is no tag <h1>"),
        ("<b>{title}", "<b> is not closed"),
        ("<b><i>{title}</b></i>", "</b> closes nothing, within <i>"),
        ("{title}</b>", "</b> closes nothing; tags close in order"),
        ("{title} < 5", "a < that begins no tag is written &lt;"),
        ("<b>{title}</b>\nx {text}", "{text} is paragraphs"),
        ("<a>{title}</a>", 'a link is written <a href="{url}">'),
        ('<a href="javascript:x">{title}</a>', "is no address that Telegram takes"),
        ('<a href="{title}">{title}</a>', "is no address that Telegram takes"),
        ("<b>\n<blockquote>{title}</blockquote></b>", "<blockquote> stands outside other tags"),
        ("مجرد كلام", "has no place for anything of an article"),
        (" \n ", "is empty"),
        ("{title}" + "x" * 4000, "is longer than"),
    ],
)
def test_a_template_that_cannot_be_says_why(template: str, said: str) -> None:
    """One sentence: what is wrong, and what would be right."""
    with pytest.raises(TemplateError) as caught:
        template_of(template)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("template", "first"),
    [
        ("{title}", RLM),
        ("Barqiya | {category}", RLM),
        ("{authors}", RLM),
        ("Barqiya: {title}", RLM),
        ("خبر: {title}", "خ"),
    ],
)
def test_no_line_is_flipped_by_a_latin_first_word(
    template: str, first: str, publication: Publication, article: Make
) -> None:
    """A line lies as what it tells does, whatever the word it begins with."""
    made = article(
        title="Reuters تنقل الخبر",
        authors=(Author(name="Nora Reed"),),
        categories=(Label(name="مجتمع"),),
    )
    assert lines(made, publication, template)[0].startswith(first)


def test_isolates_stand_only_where_they_help(publication: Publication, article: Make) -> None:
    """A Latin word among Arabic words lies right by itself; one beside a bracket does not."""
    made = article(title="أعلنت Apple هاتفها (iPhone 20) اليوم")
    assert lines(made, publication, "{title}") == [
        f"أعلنت Apple هاتفها ({FSI}iPhone 20{PDI}) اليوم"
    ]


def test_two_words_with_a_full_stop_between_them_are_no_link(
    publication: Publication, article: Make, telegram: Any
) -> None:
    """To Telegram `موقع.شبكة` is an address; what is one, by its scheme, stays as it is."""
    made = article(summary="زرنا الموقع.شبكة الطرق تتوسع.com وهنا http://موقع.شبكة وx.")
    (shown,) = lines(made, publication, "{summary}")
    assert f"الموقع.{ZWNJ}شبكة" in shown
    assert telegram.entities_in(shown).of("Url") == ["http://موقع.شبكة"]


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("جاء د. سالم أمس. ثم رحل.", ["جاء د. سالم أمس.", " ثم رحل."]),
        ("كتب أ. د. م. النوري كتابًا! نعم", ["كتب أ. د. م. النوري كتابًا!"]),
        ("السعر 3.5 دينار. غالٍ", ["السعر 3.5 دينار."]),
        ("هل عاد؟ «نعم!» قال.", ["هل عاد؟", " «نعم!»", " قال."]),
        ("عام 300 ق.م. بدأت الحكاية.", ["عام 300 ق.م. بدأت الحكاية."]),
        ("انتظر… ثم مضى.", ["انتظر…", " ثم مضى."]),
        (
            "Dr. J. K. Reed met Mr. Salem. They left.",
            ["Dr. J. K. Reed met Mr. Salem.", " They left."],
        ),
        ("He moved to the U.S. in May. Why?", ["He moved to the U.S. in May.", " Why?"]),
        ("1. البند الأول. 2. الثاني", ["1. البند الأول."]),
        ("بلا نهاية؛ أبدًا", []),
    ],
)
def test_where_a_sentence_ends(text: str, ends: list[str]) -> None:
    """Not after an initial, an abbreviation or within a number; after any of the signs that end."""
    found = sentence_ends(text)
    assert [text[a:b] for a, b in zip([0, *found], found, strict=False)] == ends


@pytest.mark.parametrize(
    ("text", "longest", "expected"),
    [
        ("قال المدير د. سالم إن العمل انتهى", 20, "قال المدير د. سالم…"),
        ("جملة أولى تامة. قال: «جاء القوم. ثم رحلوا»", 34, "جملة أولى تامة."),
        ("جاء القوم من بعيد؛ ثم رحلوا ولم يعودوا", 24, "جاء القوم من بعيد…"),
    ],
)
def test_a_summary_is_cut_where_it_reads_well(text: str, longest: int, expected: str) -> None:
    """Never after an abbreviation, rather not within a quotation, else after a clause."""
    assert shortened(text, longest) == expected


def test_pictures_decide_the_form(publication: Publication, article: Make) -> None:
    """None, one, several; a style may want less, and an album is never of more than ten."""
    arabic = locale_for("ar")
    assert channel_post(article(), publication, arabic).form == "text"
    one = channel_post(article(images=PICTURES[:1]), publication, arabic)
    assert (one.form, one.count) == ("photo", 1)
    many = channel_post(article(images=(*PICTURES[:1], *PICTURES)), publication, arabic)
    assert (many.form, many.count) == ("album", 10)
    assert many.parts[0].photos == tuple(image.url for image in PICTURES[:10])
    no_album = channel_post(article(images=PICTURES), publication, arabic, PostStyle(album=False))
    assert no_album.parts[0].photos == (PICTURES[0].url,)
    plain = channel_post(article(images=PICTURES), publication, arabic, PostStyle(photo=False))
    assert (plain.form, plain.parts[0].photos) == ("text", ())


def test_an_album_has_its_links_in_the_caption(
    publication: Publication, article: Make, telegram: Any
) -> None:
    """An album bears no buttons, so what they would do stands under the text."""
    made = article(images=PICTURES[:2], comments_url="https://manara.example/moon#talk")
    post = channel_post(made, publication, locale_for("ar"), PostStyle(buttons=ALL))
    parsed = telegram.parse(post.parts[0].message.html)
    assert post.parts[0].buttons == ()
    assert parsed.of("TextUrl") == ["اقرأ المقال", "شارك", "ناقش"]
    urls = [url for kind, _, url in parsed.entities if kind == "TextUrl"]
    assert urls[0] == "https://manara.example/moon"
    assert urls[1].startswith(
        "https://t.me/share/url?url=https%3A%2F%2Fmanara.example%2Fmoon&text="
    )


def test_buttons_are_those_that_lead_somewhere(publication: Publication, article: Make) -> None:
    """Reading has a row of its own; discussing needs comments, or the channel's own place."""
    post = channel_post(article(), publication, locale_for("ar"), PostStyle(buttons=ALL))
    assert [[one.text for one in row] for row in post.parts[0].buttons] == [
        ["اقرأ المقال"],
        ["شارك"],
    ]
    talk = PostStyle(buttons=ALL, discuss="https://t.me/manara_talk")
    post = channel_post(article(), publication, locale_for("en"), talk)
    assert [[one.text for one in row] for row in post.parts[0].buttons][1] == ["Share", "Discuss"]
    local = replace(publication, public_url="http://127.0.0.1:8080")
    assert channel_post(article(url=None), local, locale_for("ar"), talk).parts[0].preview.url


@pytest.mark.parametrize(
    ("preview_of", "url"),
    [
        ("article", "https://manara.example/moon"),
        ("picture", PICTURES[0].url),
        ("page", "https://feeds.manara.example/articles/"),
    ],
)
def test_a_text_has_the_preview_that_was_chosen(
    preview_of: Any, url: str, publication: Publication, article: Make
) -> None:
    """Of the article, of our page or of the picture; or none."""
    public = replace(publication, public_url="https://feeds.manara.example")
    look = PostStyle(photo=False, preview="above", preview_of=preview_of)
    made = article(images=PICTURES)
    preview = channel_post(made, public, locale_for("ar"), look).parts[0].preview
    assert preview.url is not None
    assert preview.url.startswith(url)
    assert preview.size == "above"
    none = replace(look, preview="none")
    assert channel_post(made, public, locale_for("ar"), none).parts[0].preview.url is None


def test_hashtags_are_as_many_as_wanted(publication: Publication, article: Make) -> None:
    """Marks and digits aside, each once whatever its spelling; none where none are wanted."""
    labels = ("عِلْم الفلك", "علم الفلك", "2025", "C++", "قمر-صناعي", "أخبار", "اخبار")
    made = article(tags=tuple(Label(name=name) for name in labels))
    tags = {"#علم_الفلك", "#C", "#قمر_صناعي", "#أخبار"}
    (shown,) = lines(made, publication, "{hashtags}", hashtags=9)
    assert len(shown.lstrip(RLM).split()) == len(tags)
    assert lines(made, publication, "{title}\n{hashtags}", hashtags=0) == ["القمر يعود"]


def test_a_whole_text_takes_as_many_messages_as_it_needs(
    publication: Publication, article: Make, telegram: Any
) -> None:
    """Cut between paragraphs, numbered, the picture first and the buttons last; nothing is lost."""
    made = article(content_html=LONG * 12, images=PICTURES[:3], tags=(Label(name="بحر"),))
    look = PostStyle(template=NAMED["full"])
    post = channel_post(made, publication, locale_for("ar"), look)
    assert (post.form, post.count) == ("photo", len(post.parts))
    assert post.count > 2
    assert len(texts(post)[0]) <= 1024
    assert [text.rsplit("\n", 1)[1].strip(RLM) for text in texts(post)] == [
        f"{n}/{post.count}" for n in range(1, post.count + 1)
    ]
    assert [bool(part.photos) for part in post.parts] == [True] + [False] * (post.count - 1)
    assert [bool(part.buttons) for part in post.parts] == [False] * (post.count - 1) + [True]
    assert "".join(texts(post)).count("جملة طويلة") == 12 * 25
    for part in post.parts:
        assert telegram.parse(part.message.html).text == part.message.text
    short = channel_post(article(), publication, locale_for("ar"), look)
    assert short.count == 1
    assert "1/1" not in texts(short)[0]


def test_a_post_keeps_to_the_messages_it_has(publication: Publication, article: Make) -> None:
    """A longer text is cut and says where the rest is; what a shorter one leaves free says so."""
    look = PostStyle(template=NAMED["full"])
    made = article(content_html=LONG * 12, images=PICTURES[:1])
    cut = channel_post(made, publication, locale_for("ar"), look, form="photo", count=2)
    assert len(texts(cut)) == cut.count == 2
    assert [len(text) <= most for text, most in zip(texts(cut), (1024, 4096), strict=True)]
    assert texts(cut)[1].endswith("تمامُ النص في المقال.")
    one = channel_post(made, publication, locale_for("ar"), look, form="album", count=3)
    assert (one.form, len(one.parts), len(one.parts[0].photos)) == ("album", 1, 1)
    assert len(texts(one)[0]) <= 1024
    short = channel_post(article(), publication, locale_for("ar"), look, form="text", count=3)
    assert texts(short)[1:] == ["⬆️ صار النص أقصر، وتمامه في الرسالة السابقة."] * 2


def test_every_message_of_a_withdrawn_post_says_so(publication: Publication, article: Make) -> None:
    """The first keeps the title; the others are the notice alone."""
    made = replace(article(images=PICTURES), status=Status.RETRACTED)
    post = channel_post(made, publication, locale_for("ar"), form="text", count=3)
    assert [("القمر" in text, "سُحب" in text) for text in texts(post)] == [
        (True, True),
        (False, True),
        (False, True),
    ]
    album = channel_post(made, publication, locale_for("ar"), form="album", count=4)
    assert (len(album.parts), album.parts[0].photos) == (1, ())


def test_a_correction_is_said_whatever_the_template(
    publication: Publication, article: Make
) -> None:
    """A template without the place for it has it at its end, before the signature."""
    look = PostStyle(template=template_of("{title}"), signature=read_template("— منارة"))
    made = article(correction="صوّبنا الاسم.")
    post = channel_post(made, publication, locale_for("ar"), look, corrected=True, form="text")
    title, _, corrected, _, signature = texts(post)[0].split("\n")
    assert (title, signature) == ("القمر يعود", "— منارة")
    assert corrected == "✏️ صُحِّح في 23 نوفمبر 2026، 2:05 م: صوّبنا الاسم."
