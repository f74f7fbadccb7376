import asyncio
from typing import Any

import httpx
import pytest
from telegram import Bot
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TimedOut

from bot.sandbox import STRICT, Fault, FaultKind, Rates, Sandbox

CHANNEL = "@barqiya_test"


@pytest.fixture(autouse=True)
def _timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    """Choose the library's coming way to tell how long to wait; its present way is deprecated."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


def texts(sandbox: Sandbox) -> list[str]:
    """Return what stands in the channel."""
    return [message.text for message in sandbox.messages(CHANNEL)[1:]]


@pytest.mark.parametrize(
    ("kind", "stored"), [(FaultKind.DROP_BEFORE, []), (FaultKind.DROP_AFTER, ["x"])]
)
async def test_a_dropped_connection_leaves_no_answer(
    bot: Bot, sandbox: Sandbox, kind: FaultKind, stored: list[str]
) -> None:
    """Not one byte comes back, whether the post was stored or not; the next call is well."""
    sandbox.inject(Fault(kind=kind))
    with pytest.raises(NetworkError) as caught:
        await bot.send_message(CHANNEL, "x")
    assert isinstance(caught.value.__cause__, httpx.RemoteProtocolError)
    assert texts(sandbox) == stored
    await bot.send_message(CHANNEL, "y")
    assert texts(sandbox) == [*stored, "y"]


@pytest.mark.parametrize("kind", [FaultKind.DELAY, FaultKind.DELAY_ANSWER])
async def test_a_client_that_gives_up_is_served_all_the_same(
    bot: Bot, sandbox: Sandbox, kind: FaultKind
) -> None:
    """After a read timeout the post is there: the server does not notice that nobody waits."""
    sandbox.inject(Fault(kind=kind, seconds=0.5))
    with pytest.raises(TimedOut):
        await bot.send_message(CHANNEL, "x", read_timeout=0.1)
    async with asyncio.timeout(60):
        while texts(sandbox) != ["x"]:  # noqa: ASYNC110 - the state has no event
            await asyncio.sleep(0.01)


@pytest.mark.parametrize(
    ("kind", "stored"), [(FaultKind.STATUS_5XX, []), (FaultKind.STATUS_5XX_AFTER, ["x"])]
)
async def test_a_gateway_that_fails(
    bot: Bot, sandbox: Sandbox, kind: FaultKind, stored: list[str]
) -> None:
    """502 says nothing about whether the post was stored."""
    sandbox.inject(Fault(kind=kind))
    with pytest.raises(NetworkError, match="Bad Gateway"):
        await bot.send_message(CHANNEL, "x")
    assert texts(sandbox) == stored


async def test_a_flood_answer_carries_the_wait(bot: Bot, sandbox: Sandbox, origin: str) -> None:
    """429 tells the seconds in the text, in parameters and in the header; nothing is stored."""
    sandbox.inject(Fault(kind=FaultKind.RETRY_AFTER, seconds=17, times=2))
    with pytest.raises(RetryAfter) as caught:
        await bot.send_message(CHANNEL, "x")
    assert caught.value._retry_after.total_seconds() == 17
    async with httpx.AsyncClient() as client:
        raw = await client.post(
            f"{origin}/sandbox/bot{sandbox.token}/sendMessage",
            json={"chat_id": CHANNEL, "text": "x"},
        )
    assert (raw.status_code, raw.headers["retry-after"]) == (429, "17")
    assert raw.json()["parameters"] == {"retry_after": 17}
    assert texts(sandbox) == []


@pytest.mark.parametrize(
    ("kind", "error", "text"),
    [
        (FaultKind.BLOCKED, Forbidden, "bot was blocked by the user"),
        (FaultKind.KICKED, Forbidden, "bot was kicked from the channel chat"),
        (FaultKind.NOT_ENOUGH_RIGHTS, BadRequest, "ot enough rights to send text messages"),
    ],
)
async def test_refusals_on_demand(
    bot: Bot, sandbox: Sandbox, kind: FaultKind, error: Any, text: str
) -> None:
    """Refusals of people and channels can be had for one call."""
    sandbox.inject(Fault(kind=kind))
    with pytest.raises(error, match=text):
        await bot.send_message(CHANNEL, "x")


async def test_a_fault_hits_only_what_it_names(bot: Bot, sandbox: Sandbox) -> None:
    """Other methods, other chats and polls go on; it ends after its number of times."""
    other = sandbox.chat("@barqiya_other").id
    sandbox.inject(Fault(kind=FaultKind.STATUS_5XX, method="sendMessage", chat_id=other, times=2))
    await bot.send_message(CHANNEL, "x")
    await bot.get_chat("@barqiya_other")
    await bot.get_updates()
    for _ in range(2):
        with pytest.raises(NetworkError):
            await bot.send_message(other, "x")
    await bot.send_message("@barqiya_other", "x")
    sandbox.inject(Fault(kind=FaultKind.STATUS_5XX))
    await bot.get_updates()
    assert len(sandbox.faults.waiting) == 1


async def test_faults_by_the_control_address(origin: str, bot: Bot) -> None:
    """POST control/faults adds, GET lists, DELETE clears; what could never happen is refused."""
    address = f"{origin}/sandbox/control/faults"
    async with httpx.AsyncClient() as client:
        added = await client.post(
            address, json={"kind": "drop_after", "method": "sendMessage", "chat_id": CHANNEL}
        )
        listed = (await client.get(address)).json()["faults"]
        bad = [
            await client.post(address, json={"kind": "earthquake"}),
            await client.post(address, json={}),
            await client.post(address, json={"kind": "delay", "times": 0}),
            await client.post(address, json={"kind": "delay", "chat_id": "@nobody"}),
            await client.post(address, json=[1]),
            await client.post(address, data={"kind": "delay"}),
        ]
        with pytest.raises(NetworkError):
            await bot.send_message(CHANNEL, "x")
        await client.post(address, json={"kind": "drop_after", "times": 5})
        cleared = await client.request("DELETE", address, json={})
    assert added.status_code == 200
    assert [(one["kind"], one["times"]) for one in listed] == [("drop_after", 1)]
    assert [one.status_code for one in bad] == [400, 400, 400, 400, 400, 415]
    assert cleared.json()["faults"] == []


async def test_real_rates_when_switched_on(bot: Bot, sandbox: Sandbox, clock: Any) -> None:
    """A channel takes a burst, then 429 with the wait; another chat is not held up."""
    sandbox.rates = Rates(channel_burst=3, patience=0)
    for n in range(3):
        await bot.send_message(CHANNEL, str(n))
    with pytest.raises(RetryAfter) as caught:
        await bot.send_message(CHANNEL, "3")
    assert caught.value._retry_after.total_seconds() == 3
    await bot.send_message("@barqiya_other", "x")
    clock.now += 3
    await bot.send_message(CHANNEL, "3")
    assert texts(sandbox) == ["0", "1", "2", "3"]


async def test_strict_rates_see_every_minute(bot: Bot, sandbox: Sandbox, clock: Any) -> None:
    """Three at once, then one a second, and the twenty-first within a minute is refused."""
    sandbox.rates = STRICT
    for n in range(20):
        await bot.send_message(CHANNEL, str(n))
        clock.now += 1
    with pytest.raises(RetryAfter) as caught:
        await bot.send_message(CHANNEL, "20")
    assert caught.value._retry_after.total_seconds() == 40
    for n in range(3):
        await bot.send_message("@barqiya_other", str(n))
    with pytest.raises(RetryAfter):
        await bot.send_message("@barqiya_other", "3")


async def test_calls_are_logged_without_the_token(bot: Bot, sandbox: Sandbox) -> None:
    """The log tells method, parameters and outcome, and never the token."""
    await bot.send_message(CHANNEL, "خبر")
    with pytest.raises(BadRequest):
        await bot.send_message(CHANNEL, "<p>", parse_mode="HTML")
    good, bad = sandbox.calls[-2:]
    assert (good.method, good.code, good.parameters["text"]) == ("sendMessage", 200, "خبر")
    assert bad.code == 400
    assert "Unsupported start tag" in bad.outcome
    assert sandbox.token not in repr(sandbox.calls)
