"""Articles in the store: saving, names of people and things, finding, paging."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from barqiya.domain.article import (
    Article,
    ArticleId,
    Enclosure,
    Identity,
    Image,
    RelatedArticle,
)
from barqiya.domain.decide import Retract, withdraw
from barqiya.domain.query import Author as ByAuthor
from barqiya.domain.query import Query, parse
from barqiya.errors import NotFoundError, StoreError
from barqiya.store import Database, articles, journal, rows
from tests.integration.store.conftest import (
    NOW,
    a_correction,
    a_publication,
    authors,
    labels,
    save,
)


async def titles(database: Database, text: str = "", **values: int) -> list[str]:
    """Return the titles of the newest articles that the filters of a query let through."""
    given = {"limit": 100, **values}
    found = await database.read(articles.latest, parse(text, NOW), **given)
    return [article.content.title for article in found]


async def test_an_article_comes_back_as_it_was_saved(database: Database) -> None:
    """Every field, in both directions of writing, with and without what is optional."""
    full = a_publication(
        "عنوان “مركّب” — with English",
        url="https://example.org/a?b=1&c=2",
        authors=authors("أحمد مصطفى", "Jane Roe"),
        categories=labels("ثقافة"),
        tags=labels("كتب", "أدب"),
        images=(Image(url="https://example.org/p.jpg", alt="صورة", width=10, height=20),),
        enclosures=(Enclosure(url="https://example.org/a.mp3", media_type="audio/mpeg"),),
        comments_url="https://example.org/a#comments",
        comment_count=7,
        related=(RelatedArticle(title="قبلها", published_on=date(2026, 2, 1), opening="…"),),
        published_at=NOW - timedelta(days=1, microseconds=5),
        seen_on=date(2026, 3, 1),
    )
    bare = a_publication("bare", language="en")
    await database.write(save, full, bare)
    ids = [full.article.id, bare.article.id]
    assert await database.read(articles.get_many, ids) == [full.article, bare.article]


async def test_articles_come_in_the_order_asked_for(database: Database) -> None:
    """Unknown ids are left out, and more ids than one query takes are no matter."""
    published = [a_publication(f"a{number}") for number in range(700)]
    await database.write(save, *published)
    wanted = [decision.article.id for decision in reversed(published)]
    unknown = ArticleId(UUID(int=7))
    found = await database.read(articles.get_many, [unknown, *wanted])
    assert [article.id for article in found] == wanted


async def test_a_correction_replaces_what_is_shown_and_is_journalled(database: Database) -> None:
    """After a correction the store holds the new text, names included, and both changes."""
    first = a_publication("one", authors=authors("سلمى"), tags=labels("قديم"))
    await database.write(save, first)
    second = a_correction(first.article, tags=labels("جديد"), title="one, mended")
    await database.write(save, second)
    assert await database.read(articles.get, first.article.id) == second.article
    assert await titles(database, "tag:قديم") == []
    assert await titles(database, "tag:جديد") == ["one, mended"]
    changes = await database.read(journal.changes_after, 0, 10)
    assert [(c.seq, c.kind, c.revision) for c in changes] == [
        (1, "published", 1),
        (2, "corrected", 2),
    ]


async def test_published_and_corrected_in_one_go(database: Database) -> None:
    """Several states of one article in one transaction: the last one stands, all are journalled."""
    first = a_publication("one", authors=authors("سلمى"))
    second = a_correction(first.article, authors=authors("سلمى", "منى"))
    third = a_correction(second.article, authors=authors("منى"))
    await database.write(save, first, second, third)
    stored = await database.read(articles.get, first.article.id)
    assert stored == third.article
    changes = await database.read(journal.changes_after, 0, 10)
    assert [change.revision for change in changes] == [1, 2, 3]


async def test_one_public_id_belongs_to_one_article(database: Database) -> None:
    """Two articles cannot be published under one identity; nothing of the attempt stays."""
    first = a_publication("one")
    other = a_publication("two")
    same = replace(other, article=replace(other.article, public_id=first.article.public_id))
    await database.write(save, first)
    with pytest.raises(StoreError, match="public_id"):
        await database.write(save, same)
    assert await titles(database) == ["one"]
    assert await database.read(journal.head) == 1


async def test_nothing_to_save_changes_nothing(database: Database) -> None:
    """An empty batch adds no change."""
    await database.write(save)
    assert await database.read(journal.head) == 0


@pytest.mark.parametrize(
    "spellings",
    [
        ("مصطفى لطفي", "مصطفي لطفى"),
        ("أحمد إبراهيم", "احمد ابراهيم"),
        ("د. فؤاد زكريا", "فواد زكريا"),
        ("عبد الله فاضل", "عبدالله فاضل"),
        ("JANE ROE", "Jane Roe"),
    ],
)
async def test_two_spellings_of_a_name_are_one_author(
    database: Database, spellings: tuple[str, str]
) -> None:
    """The name is counted once, shown as it was seen first, and found by either spelling."""
    one, other = spellings
    await database.write(save, a_publication("one", authors=authors(one)))
    await database.write(save, a_publication("two", authors=authors(other)))
    (author,) = await database.read(articles.name_counts, "author")
    assert (author.name, author.count) == (one, 2)
    found = await database.read(articles.latest, Query(ByAuthor(author.key)), limit=10)
    assert {a.content.authors for a in found} == {authors(one)}
    assert sorted(await titles(database, f'author:"{other}"')) == ["one", "two"]
    assert await database.read(articles.name_of, "author", author.key) == one


async def test_a_name_twice_on_one_article_counts_once(database: Database) -> None:
    """The box and the line of an article may both name its author."""
    await database.write(save, a_publication("one", authors=authors("ليلى", "ليلي")))
    (stored,) = await database.read(articles.latest, Query(), limit=1)
    assert stored.content.authors == authors("ليلى")


async def test_names_are_counted_by_kind_most_first(database: Database) -> None:
    """A category and a tag of one name are two things."""
    await database.write(
        save,
        a_publication("one", categories=labels("كتب"), tags=labels("كتب", "أدب")),
        a_publication("two", tags=labels("أدب")),
    )
    counted = await database.read(articles.name_counts, "tag")
    assert [(one.name, one.count) for one in counted] == [("أدب", 2), ("كتب", 1)]
    assert [n.count for n in await database.read(articles.name_counts, "category")] == [1]
    assert await database.read(articles.name_of, "tag", "لا شيء") is None


async def test_what_is_retracted_is_not_counted(database: Database) -> None:
    """Neither among the articles nor under its names; a name without any is not there."""
    kept = a_publication("one", tags=labels("كتب", "أدب"))
    gone = a_publication("two", tags=labels("أدب", "شعر"))
    await database.write(save, kept, gone)
    retraction = withdraw(gone.article, "its source no longer shows it", gone.article.updated_at)
    assert isinstance(retraction, Retract)
    await database.write(articles.save, [retraction])
    counted = await database.read(articles.name_counts, "tag")
    assert {one.name: one.count for one in counted} == {"كتب": 1, "أدب": 1}
    assert await database.read(articles.count, Query()) == 1
    assert await database.read(articles.count, parse("tag:أدب", NOW)) == 1
    assert await database.read(articles.count, parse("tag:شعر", NOW)) == 0


async def test_filters_must_all_hold_and_any_value_of_one_will_do(database: Database) -> None:
    """Within a field any value, between fields all."""
    await database.write(
        save,
        a_publication("one", categories=labels("ثقافة"), tags=labels("كتب")),
        a_publication("two", categories=labels("ثقافة")),
        a_publication("three", categories=labels("علوم"), tags=labels("كتب")),
    )
    assert sorted(await titles(database, "category:ثقافة category:علوم tag:كتب")) == [
        "one",
        "three",
    ]
    assert await titles(database, "category:ثقافة tag:كتب") == ["one"]
    assert await database.read(articles.count, parse("category:ثقافة", NOW)) == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("author:هالة", {"one", "two"}),
        ('author:"سالم هالة"', {"one"}),
        ('author:"منى سالم"', {"three"}),
        ('author:"هالة منى"', set()),
        ("-author:سالم", {"two", "four"}),
        ("category:ثقافة OR tag:شعر", {"one", "two"}),
        ("-(category:ثقافة OR author:منى)", {"two", "four"}),
        ("lang:en", {"four"}),
        ("-lang:en author:هالة -tag:شعر", {"one"}),
        ("after:yesterday", {"one", "two"}),
        ("before:yesterday", {"three", "four"}),
        ("source:TEST", {"one", "two", "three", "four"}),
        ("source:elsewhere", set()),
    ],
)
async def test_filters_of_every_kind(database: Database, text: str, expected: set[str]) -> None:
    """Parts of names, exclusions, alternatives, days and sources, counted alike."""
    day = timedelta(days=1)
    told: list[dict[str, Any]] = [
        {"title": "one", "authors": authors("هالة سالم"), "categories": labels("ثقافة")},
        {"title": "two", "authors": authors("هالة علي", "سامي"), "tags": labels("شعر")},
        {"title": "three", "authors": authors("منى سالم"), "published_at": NOW - 3 * day},
        {"title": "four", "language": "en-GB", "published_at": NOW - 9 * day},
    ]
    for one in told:
        published = {"published_at": NOW, **one}
        await database.write(save, a_publication(**published))
    assert set(await titles(database, text)) == expected
    assert await database.read(articles.count, parse(text, NOW)) == len(expected)


async def test_words_are_not_the_stores(database: Database) -> None:
    """Asked for words, the store refuses rather than pass over them."""
    with pytest.raises(ValueError, match="knows no words"):
        await titles(database, "category:ثقافة -سوق")


async def test_a_language_is_its_primary_subtag(database: Database) -> None:
    """``ar`` finds ``ar-EG`` and ``AR``; ``fi`` does not find Filipino."""
    for language in ("ar", "AR-eg", "fi", "fil", "en"):
        await database.write(save, a_publication(f"in {language}", language=language))
    assert sorted(await titles(database, "lang:ar")) == ["in AR-eg", "in ar"]
    assert await titles(database, "lang:fi") == ["in fi"]
    assert await titles(database, "lang:fil") == ["in fil"]


async def test_pages_hold_every_article_once_newest_first(database: Database) -> None:
    """Articles of one moment keep one order, so that no page repeats or misses any."""
    moments = [NOW, NOW - timedelta(days=3), None, NOW, NOW - timedelta(days=3)] * 5
    decisions = [
        a_publication(f"a{number}", NOW - timedelta(days=1), published_at=moment)
        for number, moment in enumerate(moments)
    ]
    await database.write(save, *decisions)
    whole = await database.read(articles.latest, Query(), limit=100)
    assert [a.ordered_at for a in whole] == sorted((a.ordered_at for a in whole), reverse=True)
    paged: list[Article] = []
    for offset in range(0, 28, 4):
        paged += await database.read(articles.latest, Query(), limit=4, offset=offset)
    assert paged == whole
    assert len(whole) == 25


async def test_a_correction_does_not_move_an_article(database: Database) -> None:
    """Order is by publication: an edit years later does not make old news new."""
    old = a_publication("old", published_at=NOW - timedelta(days=900))
    await database.write(save, old, a_publication("new", published_at=NOW))
    edited = a_correction(old.article, NOW + timedelta(days=1), summary="mended", published_at=NOW)
    await database.write(save, edited)
    assert await titles(database) == ["new", "old"]


async def test_an_article_is_found_by_the_beginning_of_its_id(database: Database) -> None:
    """As little of the id as is unique, with dashes or without, in either case."""
    decisions = [a_publication(f"a{number}") for number in range(40)]
    await database.write(save, *decisions)
    article = decisions[0].article
    for prefix in (
        str(article.id),
        str(article.id)[:20],
        article.id.hex[:12].upper(),
        f" {article.id.hex[:9]} ",
        article.public_id,
    ):
        assert (await database.read(articles.find_by_prefix, prefix)).id == article.id


async def test_an_article_is_found_by_its_address(database: Database) -> None:
    """The address or the public id, whole, will do."""
    published = a_publication("one", url="https://example.org/مقال")
    await database.write(save, published)
    found = await database.read(articles.find_by_prefix, "https://example.org/مقال")
    assert found == published.article


@pytest.mark.parametrize("nobody", ["", " ", "zz", "https://example.org/x", "0" * 32, "%", "-"])
async def test_who_is_not_there_is_not_found(database: Database, nobody: str) -> None:
    """No guess: the message repeats what was asked for."""
    await database.write(save, a_publication("one"))
    with pytest.raises(NotFoundError, match="no article is known as"):
        await database.read(articles.find_by_prefix, nobody)


async def test_more_than_an_id_is_none(database: Database) -> None:
    """An id with something behind it is not the article's."""
    published = a_publication("one")
    await database.write(save, published)
    with pytest.raises(NotFoundError, match="no article is known as"):
        await database.read(articles.find_by_prefix, f"{published.article.id}0")


async def test_too_short_a_beginning_is_said_to_be_so(database: Database) -> None:
    """Where several fit, the person is asked for more, not given any of them."""
    await database.write(save, *(a_publication(f"a{number}") for number in range(60)))
    with pytest.raises(NotFoundError, match="give more"):
        await database.read(articles.find_by_prefix, str(await shared_beginning(database)))


async def shared_beginning(database: Database) -> str:
    """Return a digit with which several ids begin: sixty ids have sixteen to begin with."""
    found: Sequence[Article] = await database.read(articles.latest, Query(), limit=100)
    first = [article.id.hex[0] for article in found]
    return max(set(first), key=first.count)


async def test_identities_are_remembered_once(database: Database) -> None:
    """Remembering again changes nothing; a weak name may be that of several articles."""
    one, two = a_publication("one").article, a_publication("two").article
    await database.write(save, a_publication("one"), a_publication("two"))
    known = [(one.id, Identity(key="url:a")), (one.id, Identity(key="title:t", strong=False))]
    await database.write(articles.remember, known)
    await database.write(articles.remember, [*known, (two.id, Identity(key="title:t"))])
    found = await database.read(articles.known_as, ["url:a", "title:t", "url:nobody"])
    assert found == {"url:a": [one.id], "title:t": sorted([one.id, two.id])}


async def test_moments_come_back_in_utc(database: Database) -> None:
    """A moment of another zone is the same moment in UTC."""
    cairo = datetime.fromisoformat("2026-03-01T12:00:00+02:00")
    await database.write(save, a_publication("one", published_at=cairo, now=cairo))
    (stored,) = await database.read(articles.latest, Query(), limit=1)
    assert stored.content.published_at == cairo
    assert stored.first_seen_at.tzinfo is UTC


async def test_an_unknown_article_is_not_found(database: Database) -> None:
    """The error names the id."""
    with pytest.raises(NotFoundError, match="0007"):
        await database.read(articles.get, ArticleId(UUID(int=7)))


def test_a_name_of_marks_alone_is_nobody() -> None:
    """A dash where an author should stand makes no person."""
    article = a_publication("one", authors=authors("—", "ليلى")).article
    assert [borne.name for borne in rows.names_of(article)] == ["ليلى"]
