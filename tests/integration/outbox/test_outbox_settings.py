"""What becomes of waiting posts when the settings of their places change."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from barqiya.domain.timetable import Timetable
from barqiya.outbox import acts, arranging
from barqiya.store import waiting
from tests.integration.outbox.conftest import NEWS, NOW, Stage
from tests.integration.outbox.planning import ASKING, DIGEST, HOUR, plan, the_id, told


class TestOtherSettings:
    """What waits follows the hours of the settings; what was sent was sent."""

    async def arrange(self, stage: Stage, *places: object) -> None:
        """Start anew with these places in the settings."""
        await stage.database.write(arranging.name_places, places, stage.now)

    async def test_what_waits_goes_by_the_new_hours(self, stage: Stage) -> None:
        """From a digest to at once, to other hours, to silence."""
        await self.arrange(stage, DIGEST)
        await stage.publish("one")
        await stage.publish("two", category="عاجل")
        await plan(stage)
        stage.now += HOUR
        urgent = ("post due", NOW, "urgent")
        await self.arrange(stage, NEWS)
        assert await told(stage) == [("post due", stage.now, ""), urgent]
        noon = replace(NEWS, timetable=Timetable(digest_at=(time(12),)))
        await self.arrange(stage, noon)
        assert await told(stage) == [("post due", NOW.replace(hour=12), "gathered"), urgent]
        loud_by_night = replace(NEWS, timetable=Timetable(quiet=(time(7), time(23))))
        await self.arrange(stage, loud_by_night)
        assert await told(stage) == [("post due", NOW.replace(hour=23), ""), urgent]

    async def test_a_start_with_the_same_settings_changes_nothing(self, stage: Stage) -> None:
        """A digest that is overdue is not put off by a restart."""
        await self.arrange(stage, DIGEST)
        await stage.publish("one")
        await plan(stage)
        stage.now += timedelta(days=2)
        await self.arrange(stage, DIGEST)
        assert await told(stage) == [("post due", NOW.replace(hour=18), "gathered")]

    async def test_what_is_breaking_news_by_the_new_settings_waits_no_longer(
        self, stage: Stage
    ) -> None:
        """And nothing else is hurried."""
        await self.arrange(stage, DIGEST)
        await stage.publish("one")
        await stage.publish("two", category="علوم")
        await plan(stage)
        table = replace(DIGEST.timetable, breaking="category:علوم")
        await self.arrange(stage, replace(DIGEST, timetable=table))
        assert await told(stage) == [
            ("post due", NOW.replace(hour=18), "gathered"),
            ("post due", NOW, "urgent"),
        ]

    async def test_approval_asked_for_from_now_on_stops_what_waits(self, stage: Stage) -> None:
        """And asked for no more, lets it go, but what is on hold."""
        await self.arrange(stage, NEWS)
        await stage.publish("one")
        await stage.publish("two")
        await plan(stage)
        await self.arrange(stage, ASKING)
        assert {state for state, _, _ in await told(stage)} == {"post awaiting"}
        await stage.database.write(acts.hold, await the_id(stage, "two"), "wait", stage.now)
        await self.arrange(stage, NEWS)
        assert [state for state, _, _ in await told(stage)] == ["post due", "post awaiting"]

    async def test_long_queues_are_looked_through_in_portions(
        self, stage: Stage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """However many wait."""
        monkeypatch.setattr(waiting, "_AT_ONCE", 2)
        await self.arrange(stage, DIGEST)
        for number in range(5):
            await stage.publish(f"a{number}", category="علوم" if number % 2 else "أخبار")
        await plan(stage)
        table = Timetable(digest_at=(time(18),), breaking="category:علوم")
        await self.arrange(stage, replace(DIGEST, timetable=table))
        assert [manner for _, _, manner in await told(stage)] == [
            "gathered",
            "urgent",
            "gathered",
            "urgent",
            "gathered",
        ]
        assert await stage.database.read(waiting.last_digest, "news") is None
