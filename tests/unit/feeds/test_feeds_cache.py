import asyncio

import pytest

from feeds.cache import JournalCache


class Builder:
    """Counts what it builds and builds only when told to."""

    def __init__(self) -> None:
        self.built = 0
        self.go = asyncio.Event()

    async def build(self) -> int:
        """Return the number of this build, once it may go on."""
        self.built += 1
        number = self.built
        await self.go.wait()
        return number


def cache_of(room: int) -> JournalCache[int]:
    """Return a cache in which everything weighs one."""
    return JournalCache(room, lambda _: 1)


async def test_all_who_ask_at_once_share_one_build() -> None:
    """A burst of readers after a new article costs one query."""
    cache, builder = cache_of(100), Builder()
    asked = [asyncio.ensure_future(cache.get("all", 1, builder.build)) for _ in range(20)]
    await asyncio.sleep(0)
    builder.go.set()
    assert await asyncio.gather(*asked) == [1] * 20


async def test_one_who_hangs_up_takes_nothing_from_the_others() -> None:
    """The build goes on when the reader that began it is gone."""
    cache, builder = cache_of(100), Builder()
    first = asyncio.ensure_future(cache.get("all", 1, builder.build))
    second = asyncio.ensure_future(cache.get("all", 1, builder.build))
    await asyncio.sleep(0)
    first.cancel()
    builder.go.set()
    assert await second == 1
    assert first.cancelled()


async def test_a_moved_journal_builds_anew() -> None:
    """What was built holds for one number of the journal and no other."""
    cache, builder = cache_of(100), Builder()
    builder.go.set()
    assert [await cache.get("all", seq, builder.build) for seq in (1, 1, 2, 2)] == [1, 1, 2, 2]


async def test_a_failed_build_is_not_kept() -> None:
    """A store that is busy once does not fail the feed until the next article."""
    cache, builder = cache_of(100), Builder()
    builder.go.set()

    async def fail() -> int:
        raise LookupError("no such feed")

    with pytest.raises(LookupError):
        await cache.get("all", 1, fail)
    await asyncio.sleep(0)
    assert await cache.get("all", 1, builder.build) == 1


async def test_the_cache_is_bounded() -> None:
    """What nobody asked for longest leaves first."""
    cache, builder = cache_of(2), Builder()
    builder.go.set()
    for key in ("a", "b", "a", "c", "a"):
        await cache.get(key, 1, builder.build)
    assert builder.built == 3
    assert await cache.get("b", 1, builder.build) == 4


async def test_what_is_too_big_to_keep_is_answered_all_the_same() -> None:
    """It is built for each who asks, and takes no room from the others."""
    cache, builder = JournalCache[int](1, lambda number: number), Builder()
    builder.go.set()
    assert [await cache.get(key, 1, builder.build) for key in ("a", "b", "b", "a")] == [1, 2, 3, 1]


async def test_what_is_built_anew_takes_the_room_of_the_old() -> None:
    """A journal that moves often makes the cache no smaller."""
    cache, builder = cache_of(2), Builder()
    builder.go.set()
    for seq in range(10):
        await cache.get("a", seq, builder.build)
    await cache.get("b", 9, builder.build)
    assert await cache.get("a", 9, builder.build) == 10


async def test_what_fails_drives_nothing_out() -> None:
    """Whoever asks for a thousand feeds that are not there costs the others nothing."""
    cache, builder = cache_of(2), Builder()
    builder.go.set()

    async def fail() -> int:
        raise LookupError("no such feed")

    await cache.get("a", 1, builder.build)
    asked = [cache.get(number, 1, fail) for number in range(50)]
    assert all(
        isinstance(e, LookupError) for e in await asyncio.gather(*asked, return_exceptions=True)
    )
    assert await cache.get("a", 1, builder.build) == 1
