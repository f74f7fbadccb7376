import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup

import bot.sandbox
from bot.sandbox import Sandbox

CHANNEL = "@barqiya_test"
STATIC = Path(bot.sandbox.__file__).parent / "static"


async def test_the_page_is_closed_to_the_outside(origin: str) -> None:
    """No inline code, no foreign sources, relative addresses only; every file is there."""
    async with httpx.AsyncClient(base_url=f"{origin}/sandbox/") as client:
        page = await client.get("")
        files = [await client.get(f"static/{path.name}") for path in STATIC.iterdir()]
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert "<script>" not in page.text
    assert " style=" not in page.text
    assert {one.status_code for one in files} == {200}
    everything = page.text + "".join(path.read_text() for path in STATIC.iterdir())
    for forbidden in ('src="/', 'href="/', 'src="http', "url(http", "innerHTML", "@import"):
        assert forbidden not in everything


async def test_a_page_shows_its_own_persons_chats(origin: str, bot: Bot, sandbox: Sandbox) -> None:
    """The state holds the channels, the person's own chat, and the menu in their language."""
    await bot.set_my_commands([("latest", "Latest")])
    await bot.set_my_commands([("latest", "الأحدث")], language_code="ar")
    sandbox.say(sandbox.english_reader, "secret")
    async with httpx.AsyncClient(base_url=f"{origin}/sandbox/page/") as client:
        state = (await client.get("state", params={"person": sandbox.arabic_reader.id})).json()
        stranger = await client.get("state", params={"person": 5})
        nobody = await client.get("state")
    assert [one["kind"] for one in state["chats"]] == ["channel", "channel", "private"]
    assert state["chats"][-1]["started"] is False
    assert state["commands"] == [{"command": "latest", "description": "الأحدث"}]
    assert "secret" not in json.dumps(state)
    assert (stranger.status_code, nobody.status_code) == (400, 400)


async def test_messages_come_in_pages(origin: str, sandbox: Sandbox) -> None:
    """Sixty at a time from the end, and whether there are more."""
    for n in range(70):
        sandbox.post(CHANNEL, str(n))
    chat = sandbox.chat(CHANNEL).id
    async with httpx.AsyncClient(base_url=f"{origin}/sandbox/page/") as client:
        last = (await client.get("messages", params={"chat": chat})).json()
        before = last["messages"][0]["id"]
        first = (await client.get("messages", params={"chat": chat, "before": before})).json()
    assert (len(last["messages"]), last["more"]) == (60, True)
    assert [one["text"] for one in first["messages"]][1:] == [str(n) for n in range(10)]
    assert first["more"] is False


async def test_news_reach_the_page_as_they_happen(origin: str, bot: Bot, sandbox: Sandbox) -> None:
    """New posts, edits, deletions and answers are streamed; other people's chats are not."""
    reader = sandbox.arabic_reader
    sandbox.say(reader, "x")
    seen: list[dict[str, Any]] = []
    async with (
        httpx.AsyncClient(timeout=10) as client,
        client.stream("GET", f"{origin}/sandbox/page/events?person={reader.id}") as stream,
    ):
        async for line in stream.aiter_lines():
            if not line.startswith("data: "):
                continue
            seen.append(json.loads(line.removeprefix("data: ")))
            if len(seen) == 1:
                sandbox.say(sandbox.english_reader, "secret")
                post = await bot.send_message(CHANNEL, "خبر")
                await bot.edit_message_text("خبر آخر", CHANNEL, post.message_id)
                await bot.delete_message(CHANNEL, post.message_id)
            if seen[-1]["kind"] == "deleted":
                break
    kinds = [one["kind"] for one in seen if one["kind"] not in ("call", "chats")]
    assert kinds == ["hello", "message", "message", "deleted"]
    assert [one["message"]["edited"] for one in seen if one["kind"] == "message"] == [False, True]
    assert "secret" not in json.dumps(seen)


async def test_a_person_writes_and_presses_through_the_page(
    origin: str, bot: Bot, sandbox: Sandbox
) -> None:
    """What the page sends becomes a message and a callback query; wrong presses are refused."""
    reader = sandbox.arabic_reader
    async with httpx.AsyncClient(base_url=f"{origin}/sandbox/page/") as client:
        said = await client.post("say", json={"person": reader.id, "text": "/start"})
        keys = InlineKeyboardMarkup([[InlineKeyboardButton("زر", callback_data="go")]])
        sent = await bot.send_message(reader.id, "x", reply_markup=keys)
        place = {"person": reader.id, "chat_id": reader.id, "message_id": sent.message_id}
        pressed = await client.post("press", json={**place, "row": 0, "column": 0})
        missed = await client.post("press", json={**place, "row": 0, "column": 5})
        empty = await client.post("say", json={"person": reader.id, "text": " "})
    assert said.json()["message"]["entities"][0]["type"] == "bot_command"
    updates = await bot.get_updates()
    assert updates[-1].callback_query is not None
    assert updates[-1].callback_query.data == "go"
    assert updates[-1].callback_query.id == pressed.json()["callback_id"]
    assert (missed.status_code, empty.status_code) == (400, 400)


@pytest.mark.parametrize("path", ["photos/nothing", "static/nothing.js", "page/nothing"])
async def test_what_is_not_there(origin: str, path: str) -> None:
    """Unknown addresses are 404."""
    async with httpx.AsyncClient() as client:
        assert (await client.get(f"{origin}/sandbox/{path}")).status_code == 404


async def test_control_of_people_channels_and_rates(origin: str, sandbox: Sandbox) -> None:
    """The control addresses do what the methods of Sandbox do, and refuse nonsense."""
    reader, chat = sandbox.arabic_reader, sandbox.chat(CHANNEL).id
    async with httpx.AsyncClient(base_url=f"{origin}/sandbox/control/") as client:
        await client.post("people", json={"person": reader.id, "blocked": True})
        await client.post("people", json={"person": reader.id, "deactivated": True})
        await client.post("channels", json={"chat_id": chat, "can_post": False})
        kicked = await client.post("channels", json={"chat_id": CHANNEL, "membership": "kicked"})
        wrong = await client.post("channels", json={"chat_id": chat, "membership": "king"})
        await client.post("rates", json={"on": True})
        calls = await client.get("calls")
    assert (sandbox.arabic_reader.blocked, sandbox.arabic_reader.deactivated) == (True, True)
    assert (kicked.json()["membership"], kicked.json()["can_post"]) == ("kicked", False)
    assert wrong.status_code == 400
    assert sandbox.rates is not None
    assert calls.json() == {"calls": []}
