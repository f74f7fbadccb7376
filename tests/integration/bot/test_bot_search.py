"""The search in the chat: what is mended is told and undone, nothing found leads somewhere."""

from collections.abc import Callable
from typing import Any

import pytest

from barqiya.domain.article import Article, Author, RelatedArticle

Make = Callable[..., Article]


def labels(message: Any) -> list[str]:
    """Return the texts of the buttons, without marks of direction."""
    rows = message.buttons["inline_keyboard"]
    return [bare(button["text"]) for row in rows for button in row]


def bare(text: str) -> str:
    """Return *text* without marks of direction."""
    return "".join(c for c in text if c not in "\u200e\u200f\u2068\u2069")


async def press(house: Any, reader: Any, message: Any, part: str) -> Any:
    """Press the button whose text has *part*; return the message as it stands then."""
    rows = house.now(reader, message).buttons["inline_keyboard"]
    (found,) = [b["text"] for row in rows for b in row if part in bare(b["text"])]
    await house.press(reader, message, found)
    return house.now(reader, message)


@pytest.mark.parametrize(
    ("who", "mended", "exactly", "again"),
    [
        ("arabic_reader", "لم أجد «السفيتة»، وهذه نتائج «السفينة»", "كما كُتبت", "نتيجة واحدة عن"),
        ("english_reader", "these are results for “السفينة”", "exactly as typed", "1 result for"),
    ],
)
async def test_a_mended_word_is_told_and_undone(  # noqa: PLR0913, PLR0917 - a case in each language
    who: str, mended: str, exactly: str, again: str, house: Any, articles_of: Make
) -> None:
    """A button takes the word as typed; nothing is found then, and a button leads back."""
    reader = getattr(house.sandbox, who)
    await house.publish(articles_of(1, content_html="<p>وصلت السفينة إلى المرفأ.</p>"))
    async with house.bot():
        found = await house.ask(reader, "السفيتة")
        assert mended in bare(found.text)
        exact = await press(house, reader, found, exactly)
        assert "السفيتة" in exact.text.splitlines()[0]
        back = await press(house, reader, found, again)
    assert mended in bare(back.text)


async def test_nothing_found_shows_the_nearest(house: Any, articles_of: Make) -> None:
    """The likest author, the words not in a row: what that finds, and a button to all of it."""
    reader = house.sandbox.arabic_reader
    text = "<p>هبّت العاصفة على الميناء.</p>"
    await house.publish(*(articles_of(n, content_html=text) for n in range(7)))
    async with house.bot():
        near = await house.ask(reader, '"الميناء العاصفة" كاتب:سلما')
        assert "لم أجد شيئًا عن" in near.text
        assert 'الميناء العاصفة كاتب:"سلمى النوري"' in bare(near.text)
        assert labels(near)[:5] == ["5", "4", "3", "2", "1"]
        all_of_it = await press(house, reader, near, "7 نتائج عن")
        assert "7 نتائج عن" in all_of_it.text
        turned = await press(house, reader, near, "التالي")
    assert "الصفحة 2 من 2" in bare(turned.text)
    assert len(labels(turned)) == 4


async def test_nothing_near_leads_to_the_latest(house: Any, articles_of: Make) -> None:
    """There is always something to read."""
    reader = house.sandbox.english_reader
    await house.publish(articles_of(1))
    async with house.bot():
        nothing = await house.ask(reader, "cauliflower")
        await house.press(reader, nothing, labels(nothing)[0])
    assert "I found nothing for “cauliflower”" in nothing.text
    assert "Latest articles" in house.last(reader).text


async def test_related_articles_open_in_place(house: Any, articles_of: Make) -> None:
    """Those that the source names come first; what only the site has opens there; one way back."""
    reader = house.sandbox.arabic_reader
    far = RelatedArticle(title="مقال ليس عندنا", url="https://manara.example/far")
    named = RelatedArticle(title="رحلة البحّار", url="https://manara.example/2")
    await house.publish(
        articles_of(1, title="ليل الميناء", related=(far, named)),
        articles_of(2, title="رحلة البحّار", authors=(Author(name="منى"),)),
    )
    async with house.bot():
        await house.ask(reader, "البحّار")  # whereupon the index has both
        listed = await house.ask(reader, "/latest")
        await house.press(reader, listed, "2")
        opened = house.last(reader)
        assert bare(opened.text).endswith("اقرأ أيضًا:")
        elsewhere, here = opened.buttons["inline_keyboard"][:2]
        assert elsewhere[0]["url"] == "https://manara.example/far"
        assert bare(here[0]["text"]) == "📄 رحلة البحّار"
        other = await press(house, reader, opened, "رحلة البحّار")
        assert "رحلة البحّار" in other.text.splitlines()[0]
        back = await press(house, reader, opened, "عُد إلى المقال السابق")
    assert back.text == opened.text


async def test_a_title_on_a_button_keeps_its_direction(house: Any, articles_of: Make) -> None:
    """An Arabic title that begins with a Latin word lies from right to left all the same."""
    reader = house.sandbox.english_reader
    await house.publish(
        articles_of(1, related=(RelatedArticle(title="GPS في جيبك", url="https://x.example/1"),))
    )
    async with house.bot():
        listed = await house.ask(reader, "/latest")
        await house.press(reader, listed, "1")
    first = house.last(reader).buttons["inline_keyboard"][0][0]["text"]
    assert first == "🌐 \u200fGPS في جيبك"


LONG = " ".join(["قمر"] * 1000)[:4096]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (LONG, "«قمر قمر"),
        ("ا" * 4096, "لم أجد شيئًا عن"),
        ("🙂🙂", "لم أفهم"),
        ("ًٌٍَُِّْ", "لم أفهم"),
        ("\u202e\u2067\u200f", "لم أفهم"),
        ('* ؟ "', "لم أفهم"),
        ('"' * 500, "لم أفهم"),
        ("«السفينة", "علامة تنصيص بلا نظيرتها"),
        ("((((((((((((السفينة", "أقواس داخل أقواس"),
        ("-السفينة", "لم أجد شيئًا عن"),
        ("كاتب:", "لا شيء بعد «كاتب:»"),
        ("a" * 64 + ":b", "لم أجد شيئًا عن"),
    ],
)
async def test_whatever_is_typed_is_answered(
    typed: str, said: str, house: Any, articles_of: Make
) -> None:
    """As long as a message may be, with nothing in it, or as nobody meant it: a kind sentence."""
    await house.publish(articles_of(1, content_html="<p>السفينة في ضوء القمر.</p>"))
    async with house.bot():
        answer = await house.ask(house.sandbox.arabic_reader, typed)
    assert said in bare(answer.text)
