"""What an operator is told of a source."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from barqiya.domain.source_health import Condition, asks_for_rest, condition_of, health_of
from barqiya.domain.source_state import SetAside, SourceState

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
NEW = SourceState(name="site", kind="feed", address="https://example.org/feed?token=kept-to-us")
SEEN = replace(NEW, checked_at=NOW, succeeded_at=NOW)
LATER = NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    ("state", "condition"),
    [
        (NEW, Condition.UNVISITED),
        (SEEN, Condition.WELL),
        (replace(SEEN, not_before=LATER), Condition.WELL),
        (replace(SEEN, failures=2, reason="500"), Condition.FAILING),
        (replace(SEEN, failures=2, not_before=LATER), Condition.WAITING),
        (replace(SEEN, failures=2, not_before=NOW), Condition.FAILING),
        (replace(SEEN, failures=2, stopped="410", not_before=LATER), Condition.STOPPED),
    ],
)
def test_the_condition_is_that_of_the_last_visits(state: SourceState, condition: Condition) -> None:
    """A cache that is still fresh is no request to be left alone; an end outweighs all."""
    assert condition_of(state, NOW) is condition
    assert asks_for_rest(state, NOW) == bool(state.failures and state.not_before == LATER)


def test_nothing_told_of_a_source_holds_a_secret() -> None:
    """Neither its address nor the sentences and origins that quote addresses."""
    quoted = "https://example.org/feed?a=1&api_key=kept-to-us&b=2 answered 500; see http://u:kept-to-us@example.org/"
    state = replace(
        SEEN,
        adopted="https://example.org/new?sig=kept-to-us",
        failures=1,
        reason=quoted,
        note=quoted,
        warning=quoted,
    )
    aside = SetAside(origin=quoted, refused=True, reason=quoted, at=NOW)
    health = health_of(state, NOW, held=1, set_aside=1, newest=[aside])
    assert "kept-to-us" not in repr(health)
    assert health.address == "https://example.org/new?sig=***"
    assert health.reason == (
        "https://example.org/feed?a=1&api_key=***&b=2 answered 500; see http://example.org/"
    )


def test_why_it_stopped_is_the_reason() -> None:
    """It is the last word on a source that is not asked any more."""
    state = replace(SEEN, reason="a time-out", stopped="it is gone")
    assert health_of(state, NOW, held=0, set_aside=0, newest=()).reason == "it is gone"
