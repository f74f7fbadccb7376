"""When a source is visited next: how often, how long not, and when never again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barqiya.domain.source_state import (
    Rhythm,
    SourceState,
    after_end,
    after_failure,
    after_success,
)

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
EVERY = timedelta(minutes=10)
STEADY = Rhythm(every=EVERY, lot=0.5)  # the lot in the middle moves nothing
NEW = SourceState(name="site", kind="feed", address="https://example.org/feed")


def wait(state: SourceState, now: datetime = NOW) -> timedelta:
    """Return how long the source is left alone from *now* on."""
    assert state.due_at is not None
    return state.due_at - now


def test_a_source_never_seen_is_due() -> None:
    """And one that was just seen is not, until its time."""
    assert NEW.is_due(NOW)
    seen = after_success(NEW, STEADY, NOW, changed=True)
    assert not seen.is_due(NOW)
    assert seen.is_due(NOW + EVERY)
    assert seen.settled


@pytest.mark.parametrize(
    ("quiet_minutes", "waits_minutes"), [(0, 10), (90, 10), (200, 20), (400, 40), (10_000, 60)]
)
def test_a_source_that_publishes_is_asked_often_and_a_quiet_one_less(
    quiet_minutes: int, waits_minutes: int
) -> None:
    """At most six times as long as the settings say."""
    state = replace(NEW, changed_at=NOW - timedelta(minutes=quiet_minutes))
    after = after_success(state, STEADY, NOW, changed=False)
    assert wait(after) == timedelta(minutes=waits_minutes)
    assert wait(after_success(state, STEADY, NOW, changed=True)) == EVERY


def test_what_the_server_says_of_its_cache_is_kept_to() -> None:
    """max-age counts as "not before", and is no reason to ask less than the server would like."""
    after = after_success(NEW, STEADY, NOW, changed=True, fresh_for=timedelta(hours=3))
    assert wait(after) == timedelta(hours=3)
    assert after.not_before == NOW + timedelta(hours=3)
    soon = after_success(NEW, STEADY, NOW, changed=True, fresh_for=timedelta(seconds=5))
    assert wait(soon) == EVERY


def test_a_date_to_come_is_not_missed() -> None:
    """A piece that is scheduled goes out at its time, not at the next interval."""
    at = NOW + timedelta(minutes=4)
    assert wait(after_success(NEW, STEADY, NOW, changed=False, revisit_at=at)) == at - NOW
    past = NOW - timedelta(minutes=1)
    assert wait(after_success(NEW, STEADY, NOW, changed=False, revisit_at=past)) == timedelta(0)


def test_a_source_that_fails_is_left_alone_ever_longer() -> None:
    """Twice as long each time, up to four hours; and one good visit forgets it all."""
    state, waits = NEW, []
    for _ in range(8):
        state = after_failure(state, STEADY, NOW, "no answer")
        waits.append(wait(state) // timedelta(minutes=1))
    assert waits == [10, 20, 40, 80, 160, 240, 240, 240]
    assert (state.failures, state.reason) == (8, "no answer")
    well = after_success(state, STEADY, NOW, changed=True)
    assert (well.failures, well.reason, wait(well)) == (0, None, EVERY)


def test_an_interval_above_the_longest_wait_stays() -> None:
    """Who asks for a visit a day gets no more of them by failing."""
    daily = Rhythm(every=timedelta(days=1), lot=0.5)
    assert wait(after_failure(NEW, daily, NOW, "no answer")) == timedelta(days=1)


def test_a_wait_that_the_server_asks_for_is_kept() -> None:
    """Retry-After counts, however long."""
    after = after_failure(NEW, STEADY, NOW, "429", retry_after=timedelta(hours=12))
    assert wait(after) == timedelta(hours=12)


def test_what_is_gone_for_good_is_never_due() -> None:
    """Until a person's visit finds it again."""
    ended = after_end(NEW, NOW, "410")
    assert not ended.is_due(NOW + timedelta(days=1000))
    assert after_success(ended, STEADY, NOW, changed=False).is_due(NOW + EVERY)


@given(lot=st.floats(0, 1), failures=st.integers(0, 100_000))
def test_sources_of_one_rhythm_part_by_themselves(lot: float, failures: int) -> None:
    """Every wait is moved by at most a tenth."""
    rhythm = Rhythm(every=EVERY, lot=lot)
    well = wait(after_success(NEW, rhythm, NOW, changed=True))
    assert EVERY * 0.9 <= well <= EVERY * 1.1
    failing = after_failure(replace(NEW, failures=failures), rhythm, NOW, "x" * 10_000)
    assert EVERY * 0.9 <= wait(failing) <= timedelta(hours=4) * 1.1
    assert len(failing.reason or "") <= 500
