"""WordPress's own ping, over HTTP."""

import asyncio
import xmlrpc.client
from collections.abc import AsyncIterator
from typing import Any

import httpx

from barqiya.ingest.rounds import PUSH_GAP


def _ping(url: str, method: str = "weblogUpdates.extendedPing") -> bytes:
    return xmlrpc.client.dumps(("الاسم", url, f"{url}/feed"), method, encoding="utf-8").encode()


async def test_a_hundred_pings_are_one_visit(following: Any, hub: Any, post: Any) -> None:
    """Each is thanked for; the source is visited at once, and then a minute later."""
    await following.visit()
    following.now += PUSH_GAP
    for _ in range(100):
        answer = await post("/ping", _ping(hub.url), **{"content-type": "text/xml"})
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/xml")
        assert xmlrpc.client.loads(answer.content)[0][0]["flerror"] is False
        await following.rounds.look()
    await asyncio.sleep(0.1)
    assert hub.visits == 2
    following.now += PUSH_GAP
    await following.visit()
    assert hub.visits == 3


async def test_the_pinged_address_is_never_asked(following: Any, hub: Any, post: Any) -> None:
    """Only what the settings name is visited."""
    await following.visit()
    seen = hub.visits
    answer = await post("/ping", _ping("http://169.254.169.254/latest"))
    assert xmlrpc.client.loads(answer.content)[0][0]["flerror"] is True
    await following.rounds.look()
    assert hub.visits == seen


async def test_what_is_long_is_a_fault(post: Any) -> None:
    """Told by its length, or found out while it comes."""

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b"<a>" * 1000

    for body in (b"x" * 64_001, endless()):
        try:
            answer = await post("/ping", body)
        except httpx.WriteError:  # it was answered, and hung up on, while it still sent
            continue
        assert answer.status_code == 200
        assert b"<fault>" in answer.content


async def test_only_post_is_allowed(following: Any, hub: Any) -> None:
    """Whoever looks at the address learns how it is used."""
    answer = await hub.client.get(f"{following.url}/ping")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
