import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from telegram import Bot

from bot.sandbox import Sandbox, SandboxChannel, serve

TOKEN = "7000001:made-up-token"
CHANNEL = "@barqiya_test"
CHANNELS = [SandboxChannel(username="barqiya_test", title="قناة التجربة")]

SERVER = """
import asyncio, sys
from pathlib import Path
from bot.sandbox import Sandbox, SandboxChannel, serve

async def main():
    channels = [SandboxChannel(username="barqiya_test", title="x")]
    sandbox = Sandbox(Path(sys.argv[1]), token=sys.argv[2], bot_name="x", bot_username="x_bot",
                      channels=channels)
    sandbox.say(sandbox.arabic_reader, "قبل القطع")
    async with serve(sandbox) as origin:
        print(origin, flush=True)
        await asyncio.sleep(600)

asyncio.run(main())
"""


def opened(path: Path, **changes: Any) -> Sandbox:
    """Open the file as a new process would."""
    given = {"bot_name": "برقية", "bot_username": "barqiya_bot", "channels": CHANNELS}
    return Sandbox(path, token=TOKEN, **{**given, **changes})


async def test_everything_is_there_after_a_stop(tmp_path: Path, picture: bytes) -> None:
    """Channels, messages, numbers, commands, photos and pending updates outlive the object."""
    path = tmp_path / "deep" / "sandbox.db"
    first = opened(path)
    async with serve(first) as origin, Bot(TOKEN, base_url=f"{origin}/sandbox/bot") as bot:
        await bot.send_photo(CHANNEL, picture, caption="صورة #ميناء")
        gone = await bot.send_message(CHANNEL, "سيُحذف")
        await bot.delete_message(CHANNEL, gone.message_id)
        await bot.set_my_commands([("latest", "Latest")])
        first.say(first.arabic_reader, "سلام")
    before = first.messages(CHANNEL)
    channel = first.chat(CHANNEL)
    first.close()

    again = opened(path)
    assert again.messages(CHANNEL) == before
    assert again.chat(CHANNEL) == channel
    async with serve(again) as origin, Bot(TOKEN, base_url=f"{origin}/sandbox/bot") as bot:
        assert [one.message.text for one in await bot.get_updates() if one.message] == ["سلام"]
        assert (await bot.get_my_commands())[0].command == "latest"
        post = await bot.send_message(CHANNEL, "بعد العودة")
        assert post.message_id == gone.message_id + 1
        assert again.say(again.english_reader, "x").message_id == 2
        file_id = again.message_json(again.messages(CHANNEL)[1])["photo"][0]["file_id"]
        assert (await bot.send_photo(CHANNEL, file_id)).photo
    again.close()


def test_channels_given_again_are_matched_by_name(tmp_path: Path) -> None:
    """A channel is not doubled: its title follows, its number stays; new ones are added."""
    path = tmp_path / "sandbox.db"
    first = opened(path)
    number = first.chat(CHANNEL).id
    first.close()
    channels = [
        SandboxChannel(username="Barqiya_Test", title="اسم جديد"),
        SandboxChannel(username="barqiya_more", title="قناة أخرى"),
    ]
    again = opened(path, channels=channels)
    found = again.state.channels
    assert [(one.id, one.title) for one in found] == [
        (number, "اسم جديد"),
        (number - 1, "قناة أخرى"),
    ]
    again.close()


async def test_kill_9_loses_nothing_that_was_answered(tmp_path: Path) -> None:
    """Whatever the server answered before it was killed is there when it is opened again."""
    path = tmp_path / "sandbox.db"
    process = subprocess.Popen(  # noqa: ASYNC220, S603 - our own program, and it starts at once
        [sys.executable, "-c", SERVER, str(path), TOKEN], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        origin = (await asyncio.to_thread(process.stdout.readline)).strip()
        async with Bot(TOKEN, base_url=f"{origin}/sandbox/bot") as bot:
            sent = [(await bot.send_message(CHANNEL, f"خبر {n}")).text for n in range(30)]
    finally:
        os.kill(process.pid, signal.SIGKILL)
        await asyncio.to_thread(process.wait)
        if process.stdout is not None:
            process.stdout.close()
    again = opened(path)
    assert [message.text for message in again.messages(CHANNEL)[1:]] == sent
    assert again.state.updates.pending == 1
    again.close()


def test_a_wrong_chat_is_named(tmp_path: Path) -> None:
    """Asking for what is not there names it."""
    sandbox = opened(tmp_path / "sandbox.db")
    with pytest.raises(LookupError, match="no chat '@nobody'"):
        sandbox.messages("@nobody")
    sandbox.close()
