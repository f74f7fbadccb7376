"""The chat half survives what Telegram does to it, and says so once."""

import asyncio
from typing import Any

import pytest

from bot import listening
from bot.application import build
from bot.context import ChatBot
from bot.listening import run
from bot.sandbox import Fault, FaultKind


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try again after hundredths of a second."""
    monkeypatch.setattr(listening, "_FIRST_PAUSE", 0.02)
    monkeypatch.setattr(listening, "_LONGEST_PAUSE", 0.05)


def refuse(house: Any, method: str, *, status: int = 401, times: int = 1) -> None:
    """Let the next calls of *method* be refused."""
    kind = FaultKind.STATUS_5XX
    house.sandbox.inject(Fault(kind=kind, method=method, status=status, times=times))


async def test_a_refused_token_is_said_once_and_tried_again(
    house: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """Refused at the start: one line that says what to mend; once it is taken, people are heard."""
    refuse(house, "getMe", times=4)
    async with house.bot():
        answer = await house.ask(house.sandbox.arabic_reader, "/start")
    assert "أهلًا" in answer.text
    assert caplog.text.count("does not accept the bot's token") == 1
    assert caplog.text.count("the bot hears people") == 1


async def test_a_wrong_token_is_never_shown(
    house: Any, caplog: pytest.LogCaptureFixture, wait_until: Any
) -> None:
    """However often it is tried, the operator reads what to mend, and not the token."""
    wrong = "4242:wrong-secret"
    tries = 0

    def make() -> ChatBot:
        nonlocal tries
        tries += 1
        return build(wrong, house.api_url, house.resources)

    task = asyncio.create_task(run(make))
    await wait_until(lambda: task.done() or tries == 4)
    assert not task.done()
    task.cancel()
    await asyncio.wait({task})
    assert caplog.text.count("set telegram.token") == 1
    assert "wrong-secret" not in caplog.text


async def test_a_token_revoked_while_the_bot_runs(
    house: Any, caplog: pytest.LogCaptureFixture, wait_until: Any
) -> None:
    """Refused amid the fetching, then taken again: what people wrote meanwhile is answered."""
    async with house.bot():
        await house.ask(house.sandbox.arabic_reader, "/start")
        refuse(house, "getUpdates")
        refuse(house, "getMe", times=3)
        await house.ask(house.sandbox.english_reader, "/start")
        await wait_until(lambda: "the bot hears people" in caplog.text)
    assert caplog.text.count("does not accept the bot's token") == 1
    assert "Traceback" not in caplog.text


async def test_a_second_poller_is_reported_once(
    house: Any,
    caplog: pytest.LogCaptureFixture,
    wait_until: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Somebody else fetching the same updates is named as such, once, until they are gone."""
    reader = house.sandbox.arabic_reader
    async with house.bot():
        for count in range(2):
            refuse(house, "getUpdates", status=409)
            asked = house.sandbox.say(reader, "/start")
            await wait_until(lambda: "another program fetches" in caplog.text)
            await wait_until(lambda number=asked.message_id: house.last(reader).message_id > number)
            assert caplog.text.count("another program fetches") == 1, count
            assert "the bot hears people" not in caplog.text
        monkeypatch.setattr(listening, "_ALONE", 0.0)
        await house.ask(reader, "/start")
        await wait_until(lambda: "the bot hears people" in caplog.text)


async def test_a_telegram_that_is_away_at_the_start_is_waited_for(
    house: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """The bot starts as soon as Telegram can be reached."""
    refuse(house, "getMe", status=502)
    async with house.bot():
        answer = await house.ask(house.sandbox.arabic_reader, "/start")
    assert "أهلًا" in answer.text
    assert "cannot reach Telegram" in caplog.text
