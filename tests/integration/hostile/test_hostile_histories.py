"""Promise: whatever a source does from one visit to the next, an article stays one article.

What the journal says is looked at: nothing is told twice, nothing corrected that no reader sees.
"""

import html
from collections.abc import Callable, Sequence

import pytest

from barqiya.domain.article import Status
from barqiya.store import journal
from tests.integration.hostile.composing import SENTENCE, answer, entry, rss, two
from tests.integration.hostile.conftest import Newsroom

MARKUP = f'<p class="a" dir="rtl">{SENTENCE} <a href="http://x.example.org/p?a=1">مزيد</a></p>'
Retold = Callable[[str], str]


async def kinds(newsroom: Newsroom) -> list[str]:
    """Return what the journal tells, but for what was only announced."""
    told = await newsroom.database.read(journal.changes_after, 0, 1000)
    return [f"{one.kind} {one.revision}" for one in told]


async def follow(newsroom: Newsroom, versions: Sequence[str], name: str = "site") -> list[str]:
    """Visit a source that shows *versions* in turn; return what changed after the first."""
    first: list[str] = []
    for number, version in enumerate(versions):
        ended = await newsroom.visit(name, answer(version))
        assert ended.failure is None
        first = first if number else await kinds(newsroom)
    return (await kinds(newsroom))[len(first) :]


def described(markup: str, **told: str | None) -> str:
    """Return a feed of one entry with this text, and another beside it."""
    return rss(entry("site", 1, description=html.escape(markup), **told), entry("site", 2))


UNSEEN: dict[str, Retold] = {
    "white space": lambda m: m.replace(" ", " \n  "),
    "order of attributes": lambda m: m.replace('class="a" dir="rtl"', 'dir="rtl"  class="a"'),
    "tracking": lambda m: m.replace("?a=1", "?a=1&utm_source=rss&fbclid=x"),
    "comments": lambda m: m.replace("</p>", "<!-- cached at 12:00 --></p>"),
    "classes": lambda m: m.replace('class="a"', 'class="b" id="z" data-time="7"'),
    "entities": lambda m: m.replace("،", "&#1548;"),
    "pixels": lambda m: f'{m}<img src="http://stats.example.org/b.gif?r=7" width="1" height="1">',
    "scripts": lambda m: f"{m}<script>var nonce = 'abc'</script>",
}


@pytest.mark.parametrize("retold", UNSEEN.values(), ids=UNSEEN)
async def test_what_no_reader_sees_makes_no_revision(newsroom: Newsroom, retold: Retold) -> None:
    """Plugins save a post again and again, each time a little otherwise."""
    plain, other = described(MARKUP), described(retold(MARKUP))
    assert await follow(newsroom, [plain, other, plain, other]) == []


NAMES: dict[str, dict[str, str]] = {
    "guid": {"guid": "http://site.example.org/?p=901"},
    "plain guid": {"guid": "901"},
    "slug": {"link": "http://site.example.org/a-better-name"},
    "scheme": {"link": "https://site.example.org/1", "guid": "https://site.example.org/?p=1"},
    "host": {"link": "http://www.site.example.net/1"},
    "host and guid": {"link": "http://new.example.net/1", "guid": "http://new.example.net/?p=1"},
    "slug and guid": {"link": "http://site.example.org/other", "guid": "urn:x:5"},
    "tracking": {"link": "http://site.example.org/1?utm_source=feed"},
    "case": {"link": "HTTP://SITE.EXAMPLE.ORG/1"},
}


@pytest.mark.parametrize("names", NAMES.values(), ids=NAMES)
async def test_an_article_that_moves_stays_one(newsroom: Newsroom, names: dict[str, str]) -> None:
    """By its guid, its address, or, where both changed, by its title and its text."""
    before, after = described(MARKUP), described(MARKUP, **names)
    changes = await follow(newsroom, [before, after, before, after])
    assert len(await newsroom.held()) == 2
    assert not [change for change in changes if change.startswith("published")]
    if "link" not in names or "/1" in names["link"]:  # another path is there to be seen
        assert not [change for change in changes if change.startswith("corrected")]


async def test_guids_that_are_new_each_time(newsroom: Newsroom) -> None:
    """A program that draws a number for each entry at each request."""
    drawn = [
        rss(*(entry("site", n, guid=f"urn:drawn:{time}-{n}") for n in (1, 2, 3)))
        for time in range(5)
    ]
    assert await follow(newsroom, drawn) == []
    assert len(await newsroom.held()) == 3


async def test_guids_that_are_reused(newsroom: Newsroom) -> None:
    """The newest entry is always number 1: other articles, at other addresses, are others."""
    texts = ["عن السوق وأهله في الصباح الباكر وما يباع فيه.", "عن البحر وصياديه حين تهب الريح."]
    shown = [
        rss(
            entry(
                "site", n, guid="1", title=f"عنوان {n}", description=html.escape(f"<p>{text}</p>")
            ),
            entry("site", 9),
        )
        for n, text in enumerate(texts, 1)
    ]
    await follow(newsroom, shown)
    titles = {article.content.title for article in await newsroom.held()}
    assert "عنوان 2" in titles


async def test_one_title_two_articles(newsroom: Newsroom) -> None:
    """A column of one name each week, one after the other and side by side."""
    weeks = [
        entry(
            "site",
            n,
            title="كلمة العدد",
            pubDate=f"0{n} Jan 2026 08:00:00 +0000",
            description=html.escape(f"<p>{text}</p>"),
        )
        for n, text in enumerate(
            (SENTENCE, "حديث عن الخبز والملح.", "وصف طويل لطريق الجبل في الشتاء."), 1
        )
    ]
    shown = [rss(weeks[0]), rss(weeks[1]), rss(*weeks), rss(*reversed(weeks))]
    changes = await follow(newsroom, shown)
    assert [change for change in changes if change.startswith("corrected")] == []
    assert len(await newsroom.held()) == 3


async def test_two_sources_word_one_article_otherwise(newsroom: Newsroom) -> None:
    """The first has the say; the other's wording never comes and goes."""
    link = {"link": "http://site.example.org/1", "guid": "http://site.example.org/?p=1"}
    ours = rss(entry("site", 1), entry("site", 2))
    theirs = rss(entry("copy", 1, **link, title="عنوان آخر للخبر نفسه"))
    await newsroom.visit("site", answer(ours))
    before = await kinds(newsroom)
    for number in range(3):
        await newsroom.visit("copy", answer(theirs + " " * number))
        await newsroom.visit("site", answer(ours + " " * number))
    assert await kinds(newsroom) == before
    assert len(await newsroom.held()) == 2


TROUBLES = {
    "empty": answer(rss()),
    "nothing": answer(b""),
    "page": answer("<html>صيانة</html>"),
    "500": answer(b"", "500 Internal Server Error"),
    "404": answer(b"", "404 Not Found"),
    "410": answer(b"", "410 Gone"),
    "torn": answer(rss(entry("site", 1))[:-60]),
    "another feed": answer(two("another")),
}


@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES)
async def test_vanishing_and_coming_back(newsroom: Newsroom, trouble: bytes) -> None:
    """Nothing is retracted on the strength of a trouble, nothing told again after it."""
    whole = rss(*(entry("site", n) for n in range(1, 9)))
    await newsroom.visit("site", answer(whole))
    for _ in range(3):
        await newsroom.visit("site", trouble)
    ended = await newsroom.visit("site", answer(whole))
    assert ended.failure is None
    told = await kinds(newsroom)
    assert not [one for one in told if one.startswith("retracted")]
    held = [one for one in await newsroom.held() if one.content.title.endswith("من site")]
    assert [one.revision for one in held] == [1] * 8


async def test_a_retraction_and_a_return(newsroom: Newsroom) -> None:
    """An entry gone before its time, whose page is gone: retracted; back again: under its name."""
    port = newsroom.server.port
    entries = [
        entry("site", n, link=f"http://127.0.0.1:{port}/page/{n}", guid=f"urn:site:{n}")
        for n in range(9, 0, -1)
    ]
    newsroom.server.on("/page/5", answer(b"", "404 Not Found"))
    await newsroom.visit("site", answer(rss(*entries)))
    ended = await newsroom.visit("site", answer(rss(*entries[:4], *entries[5:])))
    assert ended.count("retracted") == 1
    ended = await newsroom.visit("site", answer(rss(*entries)))
    assert ended.count("corrected") == 1
    back = [one for one in await newsroom.held() if one.revision == 3]
    assert [one.status for one in back] == [Status.PUBLISHED]
    assert len(await newsroom.held()) == 9


async def test_one_text_in_other_letters_and_formats(newsroom: Newsroom) -> None:
    """A site that changes its encoding, or its program, has corrected nothing."""
    name = "site"
    before = '<?xml version="1.0" encoding="windows-1256"?>'
    await newsroom.visit(name, answer(two(name)))
    first = await kinds(newsroom)
    await newsroom.visit(name, answer(two(name, before=before).encode("cp1256")))
    await newsroom.visit(name, answer(two(name).encode("utf-16")))
    assert await kinds(newsroom) == first
