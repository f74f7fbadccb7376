"""Whatever an article holds, Telegram takes what we make of it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from barqiya.domain.article import Article, Author, Image, Label
from barqiya.domain.language import first_strong
from barqiya.domain.publication import Publication
from bot.locale import locale_for
from bot.messages import (
    NAMED,
    Digest,
    Listed,
    Message,
    PostStyle,
    TemplateError,
    article_pages,
    channel_post,
    digest_post,
    digest_takes,
    listing,
    note,
    read_template,
    template_of,
)
from bot.messages.direction import FSI, LRM, PDI, RLM
from bot.messages.reading import read_html
from bot.messages.rich import Run, Style, visible
from bot.messages.template import PLACES

Make = Callable[..., Article]
MARKS = re.compile(f"[{LRM}{RLM}{FSI}{PDI}]")

letters = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="اأبتثجحخدذرزسشصضطظعغفقكلمنهويةىءَُِّْ ،؛؟.", max_size=80),
    st.text(alphabet="abcXYZ 0123456789 ()[]{}«»\"'%#@/&<>;:+-=_\n\t", max_size=60),
    st.text(
        alphabet="\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200d\u200e\u200f\u200b"
        "\u2028\u2029\x00\x07\x1b\x85\ufeff\ud800\udfff\u0301\u2800\u3164👩‍👧🇪🇬🏽",
        max_size=20,
    ),
    st.sampled_from(["&nbsp;", "&#0;", "&#xD800;", "&lt;b&gt;", "<!-- x -->", "]]>", "</p>", "<"]),
)
addresses = st.one_of(
    st.sampled_from(
        [
            "https://manara.example/قمر?a=1&b=2",
            "http://127.0.0.1:8080/articles/1",
            "http://localhost/x",
            "javascript:alert(1)",
            "mailto:nobody@manara.example",
            "https://a:b@manara.example/",
            "http://[::1]/",
            "http://[zz]/",
            "http://manara.example:99999/",
            "//manara.example",
            "",
            "tg://user?id=1",
            "https://manara.example/" + "ق" * 900,
        ]
    ),
    letters,
    letters.map(lambda tail: f"https://manara.example/{tail}"),
    letters.map(lambda host: f"https://{host}.example/"),
)
TAGS = [
    *["b", "strong", "i", "em", "u", "s", "del", "code", "pre", "blockquote", "p", "h2", "ul"],
    *["ol", "li", "table", "tr", "td", "th", "div", "span", "sup", "figure", "figcaption", "dl"],
]


def _element(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    inside = st.lists(children, max_size=5).map("".join)
    plain = st.builds(lambda tag, body: f"<{tag}>{body}</{tag}>", st.sampled_from(TAGS), inside)
    link = st.builds(
        lambda url, body: f'<a href="{url.replace(chr(34), "")}">{body}</a>', addresses, inside
    )
    image = st.builds(lambda alt: f'<img alt="{alt.replace(chr(34), "")}">', letters)
    return st.one_of(plain, link, image, st.sampled_from(["<br>", "<hr>", "<td>", "</div>"]))


places = st.sampled_from([*PLACES, *(names[0] for names in PLACES.values())])
pieces = st.one_of(
    places.map("{{{}}}".format),
    st.sampled_from(
        [
            *["<b>", "</b>", "<i>", "</i>", "<code>", "</code>", "<blockquote>", "</blockquote>"],
            *["<blockquote expandable>", "<tg-spoiler>", "</tg-spoiler>", '<a href="{url}">'],
            *['<a href="https://t.me/share/url?url={url}&amp;text={title}">', "</a>", "{{", "}}"],
            *["\n", "\n\n", " · ", "، ", " | ", "&lt;", "&amp;", "&#1593;", "Barqiya ", "برقية "],
        ]
    ),
    letters,
)


def _usable(text: str) -> bool:
    try:
        template_of(text)
    except TemplateError:
        return False
    return True


by_hand = st.one_of(
    st.lists(pieces, min_size=1, max_size=9).map("".join).filter(_usable),
    st.lists(places.map("<b>{{{}}}</b>".format), min_size=1, max_size=6)
    .map("\n".join)
    .filter(_usable),
)
templates = st.one_of(st.sampled_from(list(NAMED)), by_hand).map(template_of)


documents = st.lists(st.recursive(letters, _element, max_leaves=25), max_size=8).map("".join)
long_documents = st.builds(
    lambda piece, times, tag: f"<{tag}>{piece * times}</{tag}>",
    st.one_of(documents, letters),
    st.integers(1, 400),
    st.sampled_from(["p", "b", "pre", "blockquote", "ul"]),
)
thorough = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def seen(text: str) -> str:
    """Return the characters of *text* that can be seen."""
    return "".join(character for character in text if visible(character))


def judged(message: Message, telegram: Any, most: int = 4096) -> str:
    """Hold *message* against everything Telegram asks; return its text without our marks."""
    parsed = telegram.parse(message.html)
    assert parsed.text == message.text, "people see another text than we counted"
    assert len(message.text.encode("utf-16-le")) // 2 <= most
    assert len(message.html.encode()) <= 32_768
    assert len(parsed.entities) <= 100
    assert message.text.strip() == message.text, "Telegram would trim the text"
    assert not re.search(r"[\u202a-\u202e\u2028\u2029\r\t\x00-\x08]", message.text)
    assert not re.search(r"[\u200e\u200f]{2}", message.text), "of two marks the server keeps one"
    for line in message.text.split("\n"):
        assert line.count(FSI) == line.count(PDI), "an isolate is left open"
    assert MARKS.sub("", message.text).strip(), "Telegram refuses a message with nothing in it"
    return MARKS.sub("", message.text)


@thorough
@given(html=st.one_of(documents, long_documents))
@example(html="<p>" + "<a href='https://manara.example/" + "x" * 2000 + "'>ب</a>" * 300)
@example(html="<b>" + "ا" * 9000 + "</b>")
@example(html="<p>" + "e" + "\u0301" * 9000)
@example(html="\u200d" * 5000 + "ا")
@example(html="<div>" * 400 + "عمق" + "</div>" * 400)
@example(html="<p>" + "".join(f"<b>{i}</b><i>{i}</i>" for i in range(300)))
def test_every_page_is_taken_and_nothing_of_the_text_is_lost(
    html: str, telegram: Any, publication: Publication, article: Make
) -> None:
    """Every page of any article is a valid message, and the pages together hold the whole text."""
    made = article(content_html=html)
    texts = [judged(page, telegram) for page in article_pages(made, publication, locale_for("ar"))]
    body = [paragraph.text for paragraph in read_html(html, "rtl")]
    assert seen("".join(texts)).endswith(seen("".join(body)))


@thorough
@given(html=documents, language=st.sampled_from(["ar", "en"]))
def test_a_link_is_whole_or_no_link(
    html: str, language: str, telegram: Any, publication: Publication, article: Make
) -> None:
    """What we mark as a link Telegram makes a link of, to the same address."""
    made = article(content_html=html, language=language)
    runs = [run for p in read_html(html, made.content.direction) for run in p.runs if run.link]
    expected = "".join("".join(run.text for run in runs).split())
    pages = article_pages(made, publication, locale_for(language))
    parsed = [telegram.parse(page.html) for page in pages]
    links = [MARKS.sub("", words) for one in parsed for words in one.of("TextUrl")]
    assert "".join("".join(links).split()) == expected
    assert all(url for one in parsed for kind, _, url in one.entities if kind == "TextUrl")


@thorough
@given(html=documents)
def test_no_line_of_an_arabic_article_is_flipped(
    html: str, telegram: Any, publication: Publication, article: Make
) -> None:
    """Each line of an Arabic text, code aside, begins in Arabic or with a right-to-left mark."""
    for page in article_pages(article(content_html=html), publication, locale_for("ar")):
        parsed = telegram.parse(page.html)
        code = {line for words in parsed.of("Pre") for line in words.split("\n")}
        for line in page.text.split("\n"):
            assert not visible(line) or line in code or first_strong(line) in ("rtl", None), line


@thorough
@given(
    title=letters,
    summary=st.one_of(letters, letters.map(lambda text: text * 60)),
    names=st.lists(letters, max_size=6),
    correction=st.one_of(st.none(), letters),
    html=documents,
    language=st.sampled_from(["ar", "en", "fa"]),
    channel=st.sampled_from(["ar", "en"]),
    picture=addresses,
)
def test_every_post_is_taken_in_both_forms(  # noqa: PLR0913, PLR0917  # one draw each
    title: str,
    summary: str,
    names: list[str],
    correction: str | None,
    html: str,
    language: str,
    channel: str,
    picture: str,
    telegram: Any,
    publication: Publication,
    article: Make,
) -> None:
    """A channel post fits as a text and as a caption, whatever the article's fields hold."""
    made = article(
        title=title,
        summary=summary,
        content_html=html,
        authors=tuple(Author(name=name) for name in names),
        categories=tuple(Label(name=name) for name in names),
        tags=tuple(Label(name=name[::-1]) for name in names),
        images=(Image(url=picture),),
        language=language,
        correction=correction,
        url=picture or None,
    )
    text = channel_post(made, publication, locale_for(channel), corrected=True, form="text")
    judged(text.parts[0].message, telegram)
    photo = channel_post(made, publication, locale_for(channel), corrected=True, form="photo")
    judged(photo.parts[0].message, telegram, 1024)
    listed = [Listed(article=made, snippet=(Run(text=summary, styles=frozenset({Style.BOLD})),))]
    judged(listing(title or "-", listed * 5, publication, locale_for(channel)), telegram)


@pytest.mark.parametrize("direction", ["rtl", "ltr"])
def test_our_own_notes_are_taken(direction: Any, telegram: Any) -> None:
    """A note that repeats what a person typed is safe whatever they typed."""
    judged(note(direction, "«<b>\u202e&amp;</i>»", "x" * 9000), telegram)


pictures = st.lists(addresses, max_size=4).map(lambda urls: tuple(Image(url=url) for url in urls))


@thorough
@given(
    template=templates,
    signature=st.one_of(st.none(), st.just("📡 {publication} · <b>@manara</b>").map(read_template)),
    fields=st.fixed_dictionaries(
        {
            "title": letters,
            "summary": st.one_of(letters, letters.map(lambda text: text * 60)),
            "content_html": st.one_of(documents, long_documents),
            "images": pictures,
            "url": st.one_of(st.none(), addresses),
            "comments_url": st.one_of(st.none(), addresses),
            "language": st.sampled_from(["ar", "en"]),
        }
    ),
    names=st.lists(letters, max_size=4),
    form=st.sampled_from([None, "text", "photo", "album"]),
    count=st.sampled_from([None, 1, 2, 5]),
)
def test_every_message_of_every_style_is_taken(  # noqa: PLR0913, PLR0917  # one draw each
    template: Any,
    signature: Any,
    fields: Any,
    names: list[str],
    form: Any,
    count: int | None,
    telegram: Any,
    publication: Publication,
    article: Make,
) -> None:
    """Whatever an editor's template and an article hold, in every form and number of messages."""
    labels = tuple(Label(name=name) for name in names)
    made = article(**fields, authors=tuple(Author(name=name) for name in names), categories=labels)
    style = PostStyle(
        template=template, signature=signature, buttons=("read", "share", "discuss"), hashtags=20
    )
    post = channel_post.__wrapped__(
        made, publication, locale_for("ar"), style, corrected=True, form=form, count=count
    )
    for number, part in enumerate(post.parts):
        judged(part.message, telegram, 4096 if number or post.form == "text" else 1024)
    if form != "album" and count is not None:
        assert post.form == "album" or len(post.parts) == count


@thorough
@given(
    titles=st.lists(
        st.one_of(letters, letters.map(lambda text: text * 9)), min_size=1, max_size=30
    ),
    summary=st.one_of(letters, letters.map(lambda text: text * 60)),
    order=st.sampled_from(["listed", "grouped"]),
)
def test_every_digest_is_taken(  # noqa: PLR0913, PLR0917  # one draw each
    titles: list[str],
    summary: str,
    order: Any,
    telegram: Any,
    publication: Publication,
    article: Make,
) -> None:
    """Messages are valid and within limits, and each article is in one of them."""
    waiting = [
        article(
            title=title,
            summary=summary,
            authors=(Author(name=title[::-1]),),
            categories=(Label(name=title[:3]),),
        )
        for title in titles
    ]
    digest = Digest(
        day=waiting[0].updated_at,
        publication=publication,
        locale=locale_for("ar"),
        style=PostStyle(digest=order),
    )
    while waiting:
        takes = digest_takes(waiting, digest)
        post = digest_post(waiting[:takes], digest, corrected=[waiting[0].id])
        for part in post.parts:
            judged(part.message, telegram)
        waiting = waiting[takes:]
