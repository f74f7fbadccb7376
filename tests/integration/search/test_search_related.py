"""What else to read, and what a person may be about to type."""

from dataclasses import replace
from typing import Any

import pytest

from barqiya.domain.article import Article, Identity, RelatedArticle
from barqiya.domain.normalize import address_key
from barqiya.search import related, suggest
from barqiya.store import articles

MARKET = "يبيع تجار السوق القديم كتبا نادرة ومخطوطات قديمة في دكاكين ضيقة"
STADIUM = "فاز فريق الملعب بهدفين في مباراة حضرها جمهور كبير من المدينة"


@pytest.fixture
async def shelf(archive: Any) -> Any:
    """Give an archive with two subjects."""
    for n in range(3):
        await archive.publish(f"حكاية السوق {n}", f"{MARKET} رقم {n}", authors=["منى سالم"])
        await archive.publish(f"أخبار الملعب {n}", f"{STADIUM} رقم {n}", categories=["رياضة"])
    await archive.follow()
    return archive


async def beside(archive: Any, article: Article, **asked: Any) -> list[str]:
    """Return the titles of what is related to *article*."""
    found = await archive.database.read(related, archive.index, article, **asked)
    return [other.told.title for other in found]


async def test_the_most_alike_come_up(shelf: Any) -> None:
    """Of one subject, the others of it; never the article itself, never the other subject."""
    article = await shelf.publish("يوم في السوق", f"{MARKET} عند الصباح")
    await shelf.follow()
    assert set(await beside(shelf, article)) == {f"حكاية السوق {n}" for n in range(3)}


async def test_what_the_source_names_comes_first(shelf: Any) -> None:
    """By its address or by its title it is the article we hold; the unknown stays as told."""
    told = (
        RelatedArticle(title="اخبار الملعب 1"),
        RelatedArticle(title="عنوان آخر", url="http://example.org/market/"),
        RelatedArticle(title="مقال لا نعرفه", url="https://elsewhere.example/x"),
    )
    market = await shelf.publish("في الطريق", "نص آخر تماما")
    address = Identity(key=f"url:{address_key('https://www.example.org/market')}")
    await shelf.database.write(articles.remember, [(market.id, address)])
    content = shelf.content("يوم في السوق", f"{MARKET} عند المساء")
    (article,) = await shelf.publish_all([replace(content, related=told)])
    await shelf.follow()
    found = await shelf.database.read(related, shelf.index, article)
    assert [other.told for other in found[:3]] == list(told)
    known = await shelf.database.read(articles.get, found[0].id)
    assert known.content.title == "أخبار الملعب 1"
    assert found[1].id == market.id
    assert found[2].id is None
    assert len(found) > 3


async def test_one_text_is_not_shown_twice(shelf: Any) -> None:
    """Neither the article's own text published again, nor two of another's."""
    for _ in range(2):
        await shelf.publish("حكاية السوق 0", f"{MARKET} رقم 0")
    article = await shelf.publish("يوم في السوق", f"{MARKET} عند الصباح")
    await shelf.publish("يوم في السوق", f"{MARKET} عند الصباح")
    await shelf.follow()
    titles = await beside(shelf, article)
    assert sorted(titles) == sorted(set(titles))
    assert "يوم في السوق" not in titles


async def test_the_retracted_are_gone(shelf: Any) -> None:
    """A withdrawn article is recommended to nobody."""
    article = await shelf.publish("يوم في السوق", f"{MARKET} عند الصباح")
    gone = await shelf.publish("حكاية السوق التي سحبت", f"{MARKET} رقم 9")
    await shelf.follow()
    assert "حكاية السوق التي سحبت" in await beside(shelf, article)
    await shelf.retract(gone)
    await shelf.follow()
    assert "حكاية السوق التي سحبت" not in await beside(shelf, article)


async def test_nothing_alike_is_nothing(archive: Any) -> None:
    """An article alone, an article without words: nothing is made up."""
    alone = await archive.publish("زرافة في المدينة", "وصلت أمس")
    empty = await archive.publish("…", "")
    await archive.follow()
    assert await beside(archive, alone) == []
    assert await beside(archive, empty) == []


async def completed(archive: Any, typed: str, **asked: Any) -> list[tuple[str, str]]:
    """Return the completions of *typed*."""
    found = await archive.database.read(suggest, archive.index, typed, **asked)
    return [(one.kind.value, one.text) for one in found]


@pytest.mark.parametrize("typed", ["حكا", "حكاية ا", "حكايه السو", "السوق 2", "سوق", "السو"])
async def test_titles_are_completed(shelf: Any, typed: str) -> None:
    """From the beginning of any word, in any spelling, with or without the article."""
    assert ("title", "حكاية السوق 2") in await completed(shelf, typed)


@pytest.mark.parametrize(
    ("typed", "suggested"),
    [
        ("منى", ("author", "منى سالم")),
        ("مني سا", ("author", "منى سالم")),
        ("سالم", ("author", "منى سالم")),
        ("رياض", ("category", "رياضة")),
        ("رياضه", ("category", "رياضة")),
    ],
)
async def test_names_are_completed(shelf: Any, typed: str, suggested: tuple[str, str]) -> None:
    """Authors and categories, as the publication spells them."""
    assert (await completed(shelf, typed))[0] == suggested


@pytest.mark.parametrize("typed", ["", " ", "؟!", "ا" * 5000, "\x00\ud800", "ظظظظ", "س" * 3 + "*"])
async def test_any_beginning_is_answered(shelf: Any, typed: str) -> None:
    """Whatever is typed: no error, no suggestion that does not begin so."""
    assert await completed(shelf, typed) == []


async def test_the_newest_title_comes_first_and_few_are_given(shelf: Any) -> None:
    """As many as asked for, no title twice."""
    await shelf.publish("حكاية السوق 2", "نص آخر تماما")
    await shelf.follow()
    found = await completed(shelf, "حكاية السوق", most=2)
    assert found == [("title", "حكاية السوق 2"), ("title", "حكاية السوق 1")]
