from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from barqiya.domain.article import Identity
from barqiya.domain.query import parse
from barqiya.search import Repair, RepairKind, matches
from barqiya.store import articles

NEWS = [
    ("سوق المدينة القديمة", "في السوق كتبٌ نادرة ومدارسُ كثيرة، وتجّار من كل مكان."),
    ("مدرسة جديدة في القرية", "افتُتحت اليوم وبها مكتبة وماءٌ نظيف ومسؤولون كثر عام ٢٠٢٤."),
    ("الصحفيون والحرب", "روى أحمد قصة الإسعاف في المستشفى القديم."),
    ("The night train", "A slow train runs between two quiet cities past the old café."),
]


@pytest.fixture
async def news(archive: Any) -> Any:
    """Give the archive four articles."""
    await archive.publish_all([archive.content(title, text) for title, text in NEWS])
    return archive


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("المدرسة", "مدرسة جديدة في القرية"),
        ("مَدْرَسَةٌ", "مدرسة جديدة في القرية"),
        ("بالمدرسه", "مدرسة جديدة في القرية"),
        ("مدارس", "سوق المدينة القديمة"),
        ("قريه", "مدرسة جديدة في القرية"),
        ("الماء", "مدرسة جديدة في القرية"),
        ("مسوولين", "مدرسة جديدة في القرية"),
        ("2024", "مدرسة جديدة في القرية"),
        ("۲۰۲٤", "مدرسة جديدة في القرية"),
        ("اسعاف", "الصحفيون والحرب"),
        ("مستشفي", "الصحفيون والحرب"),
        ("صحافة", "الصحفيون والحرب"),
        ("المدرصة", "مدرسة جديدة في القرية"),
        ("المستشقى", "الصحفيون والحرب"),
        ("TRAINS", "The night train"),
        ("city", "The night train"),
        ("Cafe", "The night train"),
        ("trian", "The night train"),
        ("night قرية train", "The night train"),
        ("تجار سوق كتب", "سوق المدينة القديمة"),
        ("في القرية", "مدرسة جديدة في القرية"),
    ],
)
async def test_an_article_is_found_as_people_type(news: Any, typed: str, first: str) -> None:
    """Spelling, clitics, inflection, digits, case and one slip do not stand in the way."""
    assert (await news.titles(typed))[0] == first


async def test_a_word_that_is_nowhere_finds_nothing(news: Any) -> None:
    """What is in no article, in no form, is not made up."""
    found = await news.ask("زرافة")
    assert (found.total, found.hits, found.repairs, found.behind) == (0, (), (), 0)


async def test_stop_words_alone_are_searched(news: Any) -> None:
    """Where nothing else is asked for, they are what is wanted: the title's before the text's."""
    titles = await news.titles("في")
    assert titles[0] == "مدرسة جديدة في القرية"
    assert len(titles) == 3


async def test_a_repair_is_told(news: Any) -> None:
    """What was searched for in place of a slip is told as people spell it."""
    assert (await news.ask("المدرصة")).repairs == (
        Repair(kind=RepairKind.SLIP, typed="المدرصة", used="مدرسة"),
    )
    assert (await news.ask("المدرسة")).repairs == ()


async def test_quotation_marks_undo_a_repair(news: Any) -> None:
    """Who means the word that nobody wrote says so, and finds nothing."""
    found = await news.ask('"المدرصة"')
    assert (found.total, found.repairs) == (0, ())


async def test_the_same_text_published_again_is_one_hit(archive: Any) -> None:
    """Of articles with one title and one text the newest is shown; a changed text is another."""
    for day in (1, 3, 2):
        at = datetime(2026, 2, day, tzinfo=UTC)
        await archive.publish("خبر السوق", "أغلق السوق", published_at=at)
    await archive.publish("خبر السوق", "فتح السوق")
    found = await archive.ask("السوق")
    assert found.total == 2
    days = {hit.article.content.published_at for hit in found.hits}
    assert datetime(2026, 2, 3, tzinfo=UTC) in days


async def test_authors_stand_between_titles_and_texts(archive: Any) -> None:
    """A name finds first who is in the title, then who wrote, then who is mentioned."""
    await archive.publish("يوم في السوق", "مر بنا الكومي وقال كلاما كثيرا في الطريق")
    await archive.publish("ليلة في السوق", "كلام كثير قيل في الطريق", authors=["أحمد الكومي"])
    await archive.publish("حوار مع الكومي", "كلام كثير قيل في الطريق")
    expected = ["حوار مع الكومي", "ليلة في السوق", "يوم في السوق"]
    assert await archive.titles("الكومي") == expected


async def test_a_pasted_headline_sets_no_conditions(news: Any) -> None:
    """A name in quotation marks that the article lacks does not hide it."""
    typed = 'افتتاح مدرسة جديدة في القرية وبها مكتبة "الأمل"'
    assert (await news.titles(typed))[0] == "مدرسة جديدة في القرية"
    assert await news.titles('مدرسة "الأمل"') == []


async def test_the_hit_shows_why(news: Any) -> None:
    """Title and snippet mark the words found, as they are written there."""
    (hit,) = (await news.ask("المكتبه الجديده")).hits[:1]
    assert [run.text for run in hit.title if run.marked] == ["جديدة"]
    assert [run.text for run in hit.snippet if run.marked] == ["مكتبة"]


async def test_titles_come_before_texts(archive: Any) -> None:
    """An article about a thing stands before one that mentions it."""
    await archive.publish("رحلة في الصحراء", "مررنا بجبل بعيد وواحة صغيرة")
    await archive.publish("واحة صغيرة", "مررنا بجبل بعيد في رحلة طويلة")
    await archive.publish("يوم آخر", "لا شيء يذكر هنا")
    assert (await archive.titles("واحة")) == ["واحة صغيرة", "رحلة في الصحراء"]


async def test_authors_are_searched(archive: Any) -> None:
    """A name that was remembered finds what that person wrote."""
    await archive.publish("خبر", "نص", authors=["أحمد الكومى"])
    assert await archive.titles("الكومي") == ["خبر"]


async def test_all_words_come_before_some(archive: Any) -> None:
    """Any word finds, all words find first."""
    await archive.publish("سوق سوق سوق", "سوق كبير")
    await archive.publish("حكاية", "مررت قرب سوق قديم فيه كتب ودفاتر وحكايات أخرى كثيرة")
    await archive.publish("كتب كتب", "كتب")
    titles = await archive.titles("سوق كتب")
    assert titles[0] == "حكاية"
    assert len(titles) == 3


async def test_of_equals_the_newest_comes_first(archive: Any) -> None:
    """As good an answer twice: the later one stands first, and pages do not overlap."""
    for day in (3, 9, 5, 1, 7):
        at = datetime(2026, 2, day, tzinfo=UTC)
        await archive.publish("خبر اليوم", f"سوق {day}", published_at=at)
    days = []
    for offset in range(0, 6, 2):
        page = await archive.ask("سوق", limit=2, offset=offset)
        assert page.total == 5
        days += [hit.article.ordered_at.day for hit in page.hits]
    assert days == [9, 7, 5, 3, 1]


async def test_phrases_stand_in_a_row(news: Any) -> None:
    """A phrase is found in its order, in any spelling, and never across title and text."""
    assert await news.titles('"المدينه القديمة"') == ["سوق المدينة القديمة"]
    assert await news.titles("«القديمة المدينة»") == []
    assert await news.titles('"القديمة في السوق"') == []
    assert await news.titles('"القديمة سوق"') == []


async def test_what_is_excluded_is_not_found(news: Any) -> None:
    """A minus before a word or a phrase; alone it leaves all the rest, newest first."""
    assert await news.titles("قديم -سوق") == ["الصحفيون والحرب"]
    assert await news.titles("-بالسوق -train") == ["الصحفيون والحرب", "مدرسة جديدة في القرية"]
    assert "سوق المدينة القديمة" not in await news.titles('-"المدينة القديمة"')


async def test_filters_hold_with_and_without_words(archive: Any) -> None:
    """Author, category, tag and language in any spelling; of one field any value will do."""
    await archive.publish("أول", "سوق", authors=["أحمد الكومى"], categories=["ثقافة"])
    await archive.publish("ثان", "سوق", authors=["منى سالم"], categories=["رياضة"], tags=["شعر"])
    await archive.publish("third", "سوق market", language="en-GB", categories=["ثقافه"])
    assert await archive.titles('سوق كاتب:"احمد الكومي"') == ["أول"]
    assert await archive.titles('كاتب:"د. احمد الكومي"') == ["أول"]
    assert set(await archive.titles("سوق قسم:ثقافة")) == {"أول", "third"}
    assert await archive.titles("سوق قسم:ثقافة قسم:رياضة lang:en") == ["third"]
    assert await archive.titles("وسم:شعر -كتاب") == ["ثان"]
    assert await archive.titles("سوق وسم:نثر") == []


async def test_an_empty_query_gives_the_latest(news: Any) -> None:
    """Nothing asked for: everything, newest first, without marks."""
    found = await news.ask("")
    assert found.total == 4
    assert found.hits[0].article.content.title == "The night train"
    assert not any(run.marked for hit in found.hits for run in (*hit.title, *hit.snippet))


async def test_a_word_of_every_article_does_not_drown_a_rare_one(archive: Any) -> None:
    """In an archive of some size a common word beside a rarer one is passed over."""
    await archive.publish_all([archive.content(f"خبر {n}", "مدينة كبيرة") for n in range(240)])
    await archive.publish("خبر", "مدينة فيها زرافة")
    found = await archive.ask("مدينة زرافة")
    assert found.total == 1
    assert (await archive.ask("مدينة")).total == 241


@pytest.mark.parametrize(
    "typed",
    [
        "ا" * 4096,
        "سوق " * 1024,
        " ".join(f"كلمة{n}" for n in range(700)),
        '"' + "سوق كتب " * 500 + '"',
        "a-" * 2048,
        '"' * 4096,
        "-" * 4096,
        "؟!…🙂",
        "\u202e\x00\ufffd\ud800",
        "* ? ~ ^2 [a TO b] title:x AND OR NOT (",
        "-سوق " * 800,
    ],
)
async def test_anything_typed_is_answered(news: Any, typed: str) -> None:
    """Long, empty of meaning, or in another program's syntax: an answer, never an error."""
    found = await news.ask(typed)
    assert 0 <= len(found.hits) <= found.total


async def test_pages_beyond_the_end_are_empty(news: Any) -> None:
    """An offset past the last hit, a limit of nothing or less: no hits, the same total."""
    assert (await news.ask("سوق", offset=50)).hits == ()
    assert (await news.ask("سوق", offset=50)).total == (await news.ask("سوق")).total
    assert (await news.ask("سوق", limit=0)).hits == ()
    assert (await news.ask("سوق", limit=-1, offset=-5)).hits == ()


ASKED = datetime(2026, 2, 20, 12, tzinfo=UTC)
_WORDS = [
    "سوق",
    "المدينة",
    "مدارس",
    "كتب",
    "مدرسه",
    "القرية",
    "ماء",
    "في",
    "train",
    "café",
    "2024",
    "زرافة",
    "-سوق",
    "-train",
]
QUERY_PARTS = st.lists(
    st.sampled_from(
        [
            *_WORDS,
            '"المدينة القديمة"',
            "«كتب نادرة»",
            '-"night train"',
            'كاتب:"منى سالم"',
            "lang:en",
            "قسم:ثقافة",
        ]
    ),
    max_size=5,
)


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(parts=QUERY_PARTS)
async def test_what_matches_alone_is_found_by_the_index(every_kind: Any, parts: list[str]) -> None:
    """The index finds all that the matcher lets through; without words both mean the same."""
    query = parse(" ".join(parts), ASKED)
    found = await every_kind.ask(" ".join(parts), limit=100)
    by_index = {hit.article.id for hit in found.hits}
    everything = [hit.article for hit in (await every_kind.ask("", limit=100)).hits]
    alone = {article.id for article in everything if matches(query, article)}
    assert alone <= by_index
    if not query.words:
        assert alone == by_index


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(typed=st.text(max_size=60))
async def test_no_text_breaks_a_search(every_kind: Any, typed: str) -> None:
    """Searching never raises, whatever is typed."""
    found = await every_kind.ask(typed)
    assert len(found.hits) <= found.total


@pytest.fixture
async def every_kind(news: Any) -> Any:
    """Give the four articles and some with authors, categories and languages."""
    await news.publish("قصيدة", "سوق وكتب نادرة", authors=["منى سالم"], categories=["ثقافة"])
    await news.publish("Market", "سوق the night train", language="en", categories=["ثقافه"])
    await news.publish("المدينة القديمة", "ماء")
    return news


async def test_a_withdrawn_article_is_not_found(archive: Any) -> None:
    """Neither by its words nor in the number of hits."""
    gone = await archive.publish("المنارة القديمة", "قصة المنارة التي أُطفئت.")
    await archive.publish("المنارة الجديدة", "قصة المنارة التي أُضيئت.")
    assert len(await archive.titles("المنارة")) == 2
    await archive.retract(gone)
    assert await archive.titles("المنارة") == ["المنارة الجديدة"]
    assert (await archive.ask("المنارة")).total == 1


async def test_the_address_of_an_article_finds_it(archive: Any) -> None:
    """Pasted alone or below its title, as phones share it; of another place it is words."""
    first, second = [await archive.publish(title, "خبر عن example") for title in ("سوق", "ميناء")]
    names = [(one.id, Identity(key=f"url:example.org/{n}")) for n, one in ((1, first), (2, second))]
    await archive.database.write(articles.remember, names)
    for typed in (
        "https://example.org/2",
        "http://www.example.org/2/?utm_source=x",
        "سوق\nhttps://example.org/2",
    ):
        found = await archive.ask(typed)
        assert [hit.article.id for hit in found.hits] == [second.id]
        assert (found.total, found.instead) == (1, None)
    assert (await archive.ask("https://example.org/2", offset=1)).hits == ()
    await archive.retract(second)
    found = await archive.ask("https://example.org/2")
    assert first.id in [hit.article.id for hit in found.hits]
    assert second.id not in [hit.article.id for hit in found.hits]


async def test_the_words_in_a_row_in_the_title_come_first(archive: Any) -> None:
    """Before a title in which others stand between them, and a text that says them often."""
    between = "القائد يزور ميناء سالم، والقائد يشكر سالم. "
    titles = ["القائد يزور ميناء سالم", "ماذا قال القائد سالم أمس عن البحر"]
    await archive.publish_all(
        [archive.content(titles[0], between * 3), archive.content(titles[1], "قال كلاماً كثيراً.")]
    )
    await archive.publish("خبر", "القائد سالم القائد سالم القائد سالم")
    found = await archive.ask("القائد سالم")
    assert [hit.article.content.title for hit in found.hits] == [titles[1], titles[0], "خبر"]
