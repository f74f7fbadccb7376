"""An editor's word on an article is a change like any other, and the last one."""

from datetime import timedelta

import pytest

from barqiya.domain.article import Article, Status
from barqiya.domain.change import ChangeKind
from barqiya.editorial import acts
from barqiya.errors import NotFoundError
from barqiya.store import Database, articles, journal

from .conftest import NOW, an_article, publish

LATER = NOW + timedelta(hours=1)


async def _published(database: Database) -> Article:
    article = an_article("مكتبة الحي")
    await database.write(publish, article)
    return article


async def test_a_retraction_is_told_to_those_who_follow(database: Database) -> None:
    """It stands in the journal, where feeds, search and channels learn of it."""
    article = await _published(database)
    gone = await database.write(acts.retract, article, "نُشر قبل أوانه", LATER)
    assert (gone.status, gone.final, gone.evidence) == (Status.RETRACTED, True, "نُشر قبل أوانه")
    last = (await database.read(journal.changes_after, 1, 10))[-1]
    assert (last.kind, last.revision) == (ChangeKind.RETRACTED, 2)
    with pytest.raises(NotFoundError, match="retracted already"):
        await database.write(acts.retract, gone, "again", LATER)


async def test_a_retraction_can_be_undone_and_only_then(database: Database) -> None:
    """The article is there again, under its id, as it was."""
    article = await _published(database)
    with pytest.raises(NotFoundError, match="not retracted"):
        await database.write(acts.bring_back, article, LATER)
    gone = await database.write(acts.retract, article, "خطأ", LATER)
    back = await database.write(acts.bring_back, gone, LATER + timedelta(hours=1))
    stored = await database.read(articles.get, article.id)
    assert stored == back
    assert (back.status, back.content, back.final) == (Status.PUBLISHED, article.content, False)


async def test_a_correction_says_why(database: Database) -> None:
    """Title, text and reason; what is not given stays."""
    article = await _published(database)
    correction = acts.Correction(reason="سقط حرف من العنوان", title="مكتبة الحيّ القديم")
    made = await database.write(acts.correct, article, correction, LATER)
    assert made.content.title == "مكتبة الحيّ القديم"
    assert made.content.content_html == article.content.content_html
    assert (made.revision, made.correction) == (2, "سقط حرف من العنوان")


async def test_a_correction_of_nothing_is_refused(database: Database) -> None:
    """And so is one of what is retracted: both say how to go on."""
    article = await _published(database)
    with pytest.raises(NotFoundError, match="nothing to correct"):
        await database.write(acts.correct, article, acts.Correction(), LATER)
    gone = await database.write(acts.retract, article, "خطأ", LATER)
    with pytest.raises(NotFoundError, match="--undo"):
        await database.write(acts.correct, gone, acts.Correction(title="آخر"), LATER)
