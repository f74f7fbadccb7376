"""Our own pace: at every moment below what Telegram publishes, and slower where it is asked."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barqiya.outbox.pacing import PAID, Pacer, Rates, apart

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


def most_within(moments: list[datetime], span: timedelta) -> int:
    """Return how many of *moments* lie in the busiest time so long."""
    return max(sum(1 for other in moments if 0 <= (other - one) / span < 1) for one in moments)


def sends(pacer: Pacer, count: int, rests: list[float], *, private: bool) -> list[datetime]:
    """Return when *count* sends go to one place, each as soon as it may and a rest later."""
    now, moments = NOW, []
    for number in range(count):
        now += timedelta(seconds=rests[number % len(rests)]) if rests else timedelta(0)
        moments.append(now)
        now = pacer.sent("place", now, private=private)
    return moments


RESTS = st.lists(st.floats(0, 40), max_size=7)


@given(rests=RESTS, forgets=st.integers(1, 60))
def test_a_group_gets_twenty_a_minute_at_most(rests: list[float], forgets: int) -> None:
    """In any minute, however the sends lie and whenever the process begins anew in between."""
    pacer, now, moments = Pacer(Rates()), NOW, []
    for number in range(60):
        if number % forgets == 0:
            pacer = Pacer(Rates())  # a new process knows only when it may send again
        now += timedelta(seconds=rests[number % len(rests)]) if rests else timedelta(0)
        moments.append(now)
        now = pacer.sent("place", now, private=False)
    assert most_within(moments, MINUTE) <= 20
    assert most_within(moments, SECOND) == 1


@given(rests=RESTS)
def test_a_person_gets_one_a_second_at_most(rests: list[float]) -> None:
    """And no less where there is more to send."""
    moments = sends(Pacer(Rates()), 60, rests, private=True)
    assert most_within(moments, SECOND) == 1
    if not rests:
        assert moments[-1] - moments[0] < 1.1 * 59 * SECOND


def test_a_rested_channel_takes_three_at_once() -> None:
    """Some articles at the same time do not wait four seconds for each other."""
    moments = sends(Pacer(Rates()), 6, [0, 0, 60, 0, 0, 0], private=False)
    assert [moments[n + 1] - moments[n] for n in (2, 3)] == [timedelta(seconds=1.05)] * 2
    assert moments[5] - moments[2] >= timedelta(seconds=3.6)


def test_an_album_counts_for_what_it_holds() -> None:
    """Ten pictures are ten messages, for the chat and for all together."""
    pacer = Pacer(Rates())
    assert pacer.sent("place", NOW, private=False, calls=10) >= NOW + 9 * timedelta(seconds=3.6)
    pacer.start(NOW, 10)
    assert pacer.free_at(NOW) - NOW == pytest.approx(10 * SECOND / 27, abs=timedelta(seconds=0.01))
    # And before them as many of others fewer, where they may not all go side by side.
    assert pacer.free_at(NOW, 10) - pacer.free_at(NOW) == 7 * (SECOND / 27)


@pytest.mark.parametrize("abreast", [1, 2, 3])
def test_all_together_stay_at_thirty_a_second_at_most(abreast: int) -> None:
    """Whoever waits, waits his turn; nothing is saved up for later."""
    pacer, now, moments = Pacer(Rates()), NOW, []
    for _ in range(300):
        now = pacer.free_at(now, abreast)
        moments += [now] * abreast
        pacer.start(now, abreast)
    assert 26 <= most_within(moments, SECOND) <= 30
    assert pacer.free_at(now + MINUTE) == now + MINUTE


def test_who_pays_sends_nine_hundred_a_second() -> None:
    """Below the thousand that Telegram takes from those."""
    pacer = Pacer(Rates(overall=PAID))
    pacer.start(NOW, 900)
    assert pacer.free_at(NOW) - NOW == pytest.approx(SECOND, abs=timedelta(milliseconds=10))


def test_who_refuses_is_sent_to_more_slowly_and_recovers() -> None:
    """After one 429 half as fast again, after many no slower than that; then as before."""
    pacer = Pacer(Rates())
    usual = pacer.sent("place", NOW, private=True) - NOW
    for _ in range(20):
        pacer.refused("place", NOW + MINUTE)
    now = NOW + 2 * MINUTE
    slow = pacer.sent("place", now, private=True) - now
    assert 4 * usual < slow <= 8 * usual
    other = pacer.sent("other", now, private=True) - now
    assert other == usual
    for _ in range(200):
        now = pacer.sent("place", now, private=True)
    assert pacer.sent("place", now + MINUTE, private=True) - now - MINUTE == usual


def test_where_several_refuse_all_are_sent_to_more_slowly() -> None:
    """One chat's limit is that chat's; three at the same time are the bot's."""
    pacer = Pacer(Rates())

    def interval() -> timedelta:
        now = NOW + 10 * MINUTE
        pacer.start(now)
        return pacer.free_at(now) - now

    usual = interval()
    for _ in range(5):
        pacer.refused("one", NOW)
    assert interval() == usual
    pacer = Pacer(Rates())
    for name in ("one", "two", "three"):
        pacer.refused(name, NOW + 10 * MINUTE)
    assert interval() > 1.4 * usual


def test_what_a_refusal_teaches_fades() -> None:
    """A storm that is over keeps nothing slow for long, however few messages there are since."""
    pacer = Pacer(Rates())
    usual = pacer.sent("place", NOW, private=True) - NOW
    for _ in range(20):
        for name in ("place", "second", "third"):
            pacer.refused(name, NOW)
    soon, later = NOW + 2 * MINUTE, NOW + 10 * MINUTE
    assert 3 * usual < pacer.sent("place", soon, private=True) - soon < 4.1 * usual
    assert pacer.sent("place", later, private=True) - later == usual
    pacer.start(later)
    assert pacer.free_at(later) - later == Rates().overall.interval


def test_a_new_process_takes_the_burst_of_the_log_chat_for_spent() -> None:
    """One that dies again and again would begin each time with three forwards at once."""
    pacer = Pacer(Rates())
    moments = [pacer.asked("log", NOW, sends=True) for _ in range(3)]
    assert moments == [NOW + n * Rates().group.interval for n in range(3)]


def test_a_post_in_doubt_is_looked_for_at_half_the_pace_at_least() -> None:
    """Refused messages are no reason to take minutes over the looks that settle one."""
    pacer = Pacer(Rates())
    for _ in range(20):
        pacer.refused("place", NOW)
    first, *_, last = [pacer.asked("place", NOW) for _ in range(26)]
    assert last - first <= 25 * 2 * timedelta(seconds=1.05)


def test_messages_to_a_person_who_sees_what_is_in_doubt_follow_one_a_second() -> None:
    """A person's chat takes them faster than a group."""
    pacer = Pacer(Rates())
    moments = [pacer.asked("editor", NOW, sends=True, private=True) for _ in range(10)]
    assert moments[-1] - NOW == 9 * timedelta(seconds=1.05)


def test_a_million_places_are_not_remembered() -> None:
    """What is known of a rested place is what is known of a new one."""
    pacer, seen = Pacer(Rates()), Counter[int]()
    for number in range(30_000):
        pacer.sent(f"place {number}", NOW + number * SECOND, private=True)
        seen[len(pacer._beats)] += 1
    assert max(seen) <= 10_001


def test_looks_are_about_one_a_second_at_one_place() -> None:
    """Three at once after a rest; another place waits for none of them; slower where refused."""
    pacer, now, moments = Pacer(Rates()), NOW, []
    for _ in range(20):
        now = pacer.asked("place", now)
        moments.append(now)
    assert moments[:3] == [NOW] * 3
    assert most_within(moments[3:], SECOND) == 1
    assert now - NOW < 20 * timedelta(seconds=1.05)
    assert pacer.asked("other", NOW) == NOW
    pacer.refused("place", now)
    first, second = pacer.asked("place", now), pacer.asked("place", now)
    assert second - first == timedelta(seconds=1.05) * 1.5


def test_messages_to_the_log_chat_are_counted_as_those_of_a_group() -> None:
    """Twenty a minute at most."""
    pacer, now, moments = Pacer(Rates()), NOW, []
    for _ in range(60):
        now = pacer.asked("log", now, sends=True)
        moments.append(now)
    assert most_within(moments, MINUTE) <= 20


@pytest.mark.parametrize("calls", [2, 20, 60])
def test_the_changes_of_one_post_keep_the_pace_and_end_in_time(calls: int) -> None:
    """A group's interval between them, and less only where they would not end within the lease."""
    between = apart(Rates(), calls, private=False)
    assert calls * between <= timedelta(seconds=90)
    assert between == min(timedelta(seconds=3.6), timedelta(seconds=90) / calls)
    assert apart(Rates(), 2, private=True) == timedelta(seconds=1.05)
