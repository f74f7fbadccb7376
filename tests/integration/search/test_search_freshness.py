"""Freshness decides between matches that are as good as equal, and only there."""

from datetime import UTC, datetime
from typing import Any

import pytest

from barqiya.search import SearchIndex

OLD, NEW = datetime(2020, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("freshness", "first"), [(0.0, "سوق المدينة القديمة"), (0.1, "سوق المدينة القديمة جدا")]
)
async def test_of_near_equals_the_newest_comes_first(
    archive: Any, freshness: float, first: str
) -> None:
    """A word more in the title is no reason to show the older article, unless so set."""
    await archive.publish("سوق المدينة القديمة", "وصف السوق وناسه", published_at=OLD)
    await archive.publish("سوق المدينة القديمة جدا", "وصف السوق وناسه", published_at=NEW)
    archive.index = SearchIndex.open(archive.folder / "search", freshness=freshness)
    assert (await archive.titles("سوق المدينة"))[0] == first


@pytest.mark.parametrize("freshness", [0.0, 0.02, 0.1])
async def test_a_better_match_stays_before_a_newer_one(archive: Any, freshness: float) -> None:
    """However new, an article that mentions the word passes none that is about it."""
    await archive.publish("زرافة في الحديقة", "ولدت زرافة صغيرة اليوم", published_at=OLD)
    text = "زار الناس الحديقة ورأوا فيها الفيل والأسد وزرافة والقرد وغيرها من الحيوان"
    await archive.publish("يوم في الحديقة", text, published_at=NEW)
    archive.index = SearchIndex.open(archive.folder / "search", freshness=freshness)
    assert await archive.titles("زرافة") == ["زرافة في الحديقة", "يوم في الحديقة"]
