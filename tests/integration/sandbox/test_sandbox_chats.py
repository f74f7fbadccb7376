import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Update,
)
from telegram.error import BadRequest, Conflict, Forbidden
from telegram.ext import ApplicationBuilder, CallbackQueryHandler, CommandHandler

from bot.sandbox import Person, Sandbox

CHANNEL = "@barqiya_test"
Until = Callable[[Callable[[], bool]], Awaitable[None]]


async def refusal(call: Any) -> str:
    """Return the text of the refusal, in lower case."""
    with pytest.raises((BadRequest, Forbidden)) as caught:
        await call
    return caught.value.message.lower()


async def test_an_application_polls_answers_and_edits(
    origin: str, sandbox: Sandbox, until: Until
) -> None:
    """PTB's Application runs unchanged: it answers a person, and a button edits in place."""

    async def start(update: Update, _context: Any) -> None:
        assert update.message is not None
        keys = InlineKeyboardMarkup([[InlineKeyboardButton("التالي", callback_data="next")]])
        await update.message.reply_text(
            f"أهلًا، {update.message.from_user.language_code}", reply_markup=keys
        )

    async def turn(update: Update, _context: Any) -> None:
        query = update.callback_query
        assert query is not None
        await query.answer("تم", show_alert=True)
        await query.edit_message_text(f"صفحة {query.data}")

    application = (
        ApplicationBuilder().token(sandbox.token).base_url(f"{origin}/sandbox/bot").build()
    )
    application.add_handlers([CommandHandler("start", start), CallbackQueryHandler(turn)])
    async with application:
        await application.start()
        assert application.updater is not None
        await application.updater.start_polling()
        reader = sandbox.arabic_reader
        sandbox.say(reader, "/start")
        await until(lambda: len(sandbox.messages(reader.id)) == 2)
        answer = sandbox.messages(reader.id)[-1]
        assert answer.text == "أهلًا، ar"
        query = sandbox.press(reader, answer.message_id, "التالي")
        await until(lambda: sandbox.messages(reader.id)[-1].text == "صفحة next")
        assert sandbox.answer(query) == {"text": "تم", "show_alert": True, "url": ""}
        await application.updater.stop()
        await application.stop()


async def test_updates_wait_until_they_are_confirmed(
    bot: Bot, sandbox: Sandbox, clock: Any
) -> None:
    """An update comes again until a later offset confirms it, and is forgotten after a day."""
    for text in ("١", "٢", "٣"):
        sandbox.say(sandbox.arabic_reader, text)
    first = await bot.get_updates()
    assert [one.update_id for one in first] == [one.update_id for one in await bot.get_updates()]
    assert len(await bot.get_updates(limit=1)) == 1
    rest = await bot.get_updates(offset=first[1].update_id)
    assert [one.message.text for one in rest if one.message] == ["٢", "٣"]
    last = await bot.get_updates(offset=-1)
    assert [one.message.text for one in last if one.message] == ["٣"]
    clock.now += 24 * 60 * 60 + 1
    assert await bot.get_updates() == ()


async def test_only_wanted_kinds_of_updates_are_queued(bot: Bot, sandbox: Sandbox) -> None:
    """allowed_updates holds from the call on, and is remembered by calls without it."""
    await bot.get_updates(allowed_updates=["callback_query"])
    sandbox.say(sandbox.arabic_reader, "x")
    assert await bot.get_updates() == ()
    await bot.get_updates(allowed_updates=[])
    sandbox.say(sandbox.arabic_reader, "y")
    assert len(await bot.get_updates()) == 1


async def test_a_long_poll_wakes_when_something_comes(
    bot: Bot, sandbox: Sandbox, until: Until
) -> None:
    """A poll that waits is answered at once by the update, not at its end."""
    waiting = asyncio.create_task(bot.get_updates(timeout=40))
    await until(lambda: sandbox.state.updates._poller is not None)
    sandbox.say(sandbox.arabic_reader, "x")
    async with asyncio.timeout(30):
        assert len(await waiting) == 1


async def test_two_pollers_conflict(
    bot: Bot, second_bot: Bot, sandbox: Sandbox, until: Until
) -> None:
    """A second poller throws out the first with 409, in Telegram's words."""
    first = asyncio.create_task(bot.get_updates(timeout=40))
    await until(lambda: sandbox.state.updates._poller is not None)
    async with second_bot:
        await second_bot.get_updates(timeout=0)
    with pytest.raises(Conflict, match="terminated by other getUpdates request"):
        await first


async def test_pending_updates_can_be_dropped(bot: Bot, sandbox: Sandbox) -> None:
    """The queue is emptied by deleteWebhook with drop_pending_updates; there is no webhook."""
    sandbox.say(sandbox.arabic_reader, "x")
    before = await bot.get_webhook_info()
    assert (before.url, before.pending_update_count) == ("", 1)
    assert await bot.delete_webhook(drop_pending_updates=True)
    assert (await bot.get_webhook_info()).pending_update_count == 0
    assert "bad webhook" in await refusal(bot.set_webhook("https://example.com/hook"))


async def test_a_bot_knows_nobody_who_did_not_write(bot: Bot, sandbox: Sandbox) -> None:
    """Before the first message, and for numbers and names that are none: chat not found."""
    for chat in (sandbox.arabic_reader.id, 5, -100, "@nobody_here"):
        assert await refusal(bot.send_message(chat, "x")) == "chat not found"
    assert await refusal(bot.send_message("", "x")) == "chat_id is empty"


async def test_people_block_and_come_back(bot: Bot, sandbox: Sandbox) -> None:
    """A blocked bot gets 403 and my_chat_member; a person who writes again has unblocked it."""
    reader = sandbox.arabic_reader
    sandbox.say(reader, "x")
    sandbox.set_blocked(reader, blocked=True)
    assert (
        await refusal(bot.send_message(reader.id, "y")) == "forbidden: bot was blocked by the user"
    )
    sandbox.say(reader, "z")
    assert (await bot.send_message(reader.id, "y")).text == "y"
    changes = [one.my_chat_member for one in await bot.get_updates() if one.my_chat_member]
    assert [one.new_chat_member.status for one in changes] == ["kicked", "member"]


async def test_a_deactivated_person(bot: Bot, sandbox: Sandbox) -> None:
    """A closed account answers 403 user is deactivated."""
    sandbox.add_person(
        Person(id=5, first_name="من رحل", username="gone", language_code="ar",
               started=True, deactivated=True)
    )  # fmt: skip
    assert await refusal(bot.send_message(5, "x")) == "forbidden: user is deactivated"


@pytest.mark.parametrize(
    ("membership", "error"),
    [
        ("kicked", "forbidden: bot was kicked from the channel chat"),
        ("left", "forbidden: bot is not a member of the channel chat"),
        ("member", "need administrator rights in the channel chat"),
    ],
)
async def test_channels_in_which_the_bot_is_nobody(
    bot: Bot, sandbox: Sandbox, membership: Any, error: str
) -> None:
    """Kicked, outside, or a mere member: each refusal has its own words."""
    sandbox.set_channel(CHANNEL, membership=membership)
    assert await refusal(bot.send_message(CHANNEL, "x")) == error


async def test_rights_in_a_channel(bot: Bot, sandbox: Sandbox) -> None:
    """Without the right to post, edit or delete, the bot cannot; and it can ask what it may."""
    theirs = sandbox.post(CHANNEL, "لهم")
    sandbox.set_channel(CHANNEL, can_edit=True)
    edited = await bot.edit_message_text("بتصرّف", CHANNEL, theirs.message_id)
    assert not isinstance(edited, bool)
    sandbox.set_channel(CHANNEL, can_post=False, can_edit=False, can_delete=False)
    assert await refusal(bot.send_message(CHANNEL, "x")) == (
        "need administrator rights in the channel chat"
    )
    assert await refusal(bot.edit_message_text("x", CHANNEL, theirs.message_id)) == (
        "message can't be edited"
    )
    assert await refusal(bot.delete_message(CHANNEL, theirs.message_id)) == (
        "message can't be deleted"
    )
    member = await bot.get_chat_member(CHANNEL, bot.id)
    assert (member.status, getattr(member, "can_post_messages", None)) == ("administrator", False)


async def test_chats_and_members_can_be_asked_about(bot: Bot, sandbox: Sandbox) -> None:
    """getChat, getChatMember and getChatAdministrators answer in shapes that PTB reads."""
    chat = await bot.get_chat(CHANNEL)
    assert (chat.type, chat.title, chat.username) == ("channel", "قناة التجربة", "barqiya_test")
    assert [one.status for one in await bot.get_chat_administrators(CHANNEL)] == [
        "creator",
        "administrator",
    ]
    assert (await bot.get_chat_member(CHANNEL, sandbox.arabic_reader.id)).status == "left"
    assert await bot.get_chat_member_count(CHANNEL) == 4
    sandbox.say(sandbox.arabic_reader, "x")
    assert (await bot.get_chat(sandbox.arabic_reader.id)).first_name == "قارئة"
    assert "no administrators" in await refusal(
        bot.get_chat_administrators(sandbox.arabic_reader.id)
    )
    assert await refusal(bot.get_chat_member(CHANNEL, 99)) == "user not found"


async def test_a_pressed_button_does_not_wait_for_ever(
    bot: Bot, sandbox: Sandbox, clock: Any
) -> None:
    """An unknown, an answered and an old query are refused alike; answers hold 200 characters."""
    reader = sandbox.arabic_reader
    sandbox.say(reader, "x")
    keys = InlineKeyboardMarkup([[InlineKeyboardButton("زر", callback_data="a")]])
    message = await bot.send_message(reader.id, "y", reply_markup=keys)
    old = "query is too old and response timeout expired or query id is invalid"
    query = sandbox.press(reader, message.message_id, (0, 0))
    assert await refusal(bot.answer_callback_query(query, "ب" * 201)) == "message_too_long"
    assert await bot.answer_callback_query(query)
    assert await refusal(bot.answer_callback_query(query)) == old
    assert await refusal(bot.answer_callback_query("17")) == old
    late = sandbox.press(reader, message.message_id, "a")
    clock.now += 61
    assert await refusal(bot.answer_callback_query(late)) == old
    with pytest.raises(LookupError, match="has no button"):
        sandbox.press(reader, message.message_id, "nothing")


async def test_chat_actions(bot: Bot, sandbox: Sandbox) -> None:
    """A known action passes, an unknown one does not."""
    sandbox.say(sandbox.arabic_reader, "x")
    assert await bot.send_chat_action(sandbox.arabic_reader.id, "typing")
    assert await refusal(bot.send_chat_action(sandbox.arabic_reader.id, "dancing")) == (
        "wrong parameter action in request"
    )


async def test_commands_by_language_and_scope(bot: Bot, sandbox: Sandbox) -> None:
    """Commands are kept per scope and language; people see the closest that there are."""
    await bot.set_my_commands([("latest", "Latest articles")])
    await bot.set_my_commands([("latest", "أحدث المقالات")], language_code="ar")
    assert (await bot.get_my_commands())[0].description == "Latest articles"
    assert (await bot.get_my_commands(language_code="ar"))[0] == BotCommand(
        "latest", "أحدث المقالات"
    )
    assert await bot.get_my_commands(scope=BotCommandScopeAllPrivateChats()) == ()
    sandbox.say(sandbox.arabic_reader, "x")
    scope = BotCommandScopeChat(sandbox.arabic_reader.id)
    await bot.set_my_commands([("mine", "لي")], scope=scope)
    assert (await bot.get_my_commands(scope=scope))[0].command == "mine"
    assert await bot.delete_my_commands(scope=scope)
    assert await bot.get_my_commands(scope=scope) == ()


@pytest.mark.parametrize(
    ("command", "description", "error"),
    [
        ("أخبار", "x", "bot_command_invalid"),
        ("Latest", "x", "bot_command_invalid"),
        ("", "x", "command must be non-empty"),
        ("a" * 33, "x", "command length must not exceed 32"),
        ("a", " ", "command description must be non-empty"),
        ("a", "ب" * 257, "command description length must not exceed 256"),
    ],
)
async def test_bad_commands(bot: Bot, command: str, description: str, error: str) -> None:
    """Names are Latin, descriptions any; both have lengths."""
    assert await refusal(bot.set_my_commands([(command, description)])) == error


async def test_names_and_descriptions(bot: Bot) -> None:
    """Name and descriptions are kept per language and fall back to that of none."""
    assert (await bot.get_my_name()).name == "برقية"
    await bot.set_my_name("Barqiya", language_code="en")
    assert (await bot.get_my_name("en")).name == "Barqiya"
    await bot.set_my_description("عن البوت")
    await bot.set_my_short_description("موجز")
    assert (await bot.get_my_description("en")).description == "عن البوت"
    assert (await bot.get_my_short_description()).short_description == "موجز"
    assert "too long" in await refusal(bot.set_my_name("ب" * 65))


async def test_wrong_token_and_unknown_method(origin: str, sandbox: Sandbox) -> None:
    """A wrong token is 401 and says no more; an unknown method is 404 with Telegram's text."""
    async with httpx.AsyncClient() as client:
        wrong = await client.post(f"{origin}/sandbox/bot1:wrong/getMe")
        unknown = await client.post(f"{origin}/sandbox/bot{sandbox.token}/sendRichMessage")
    assert (wrong.status_code, unknown.status_code) == (401, 404)
    assert wrong.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}
    assert unknown.json()["description"] == "Not Found: method not found"


async def test_parameters_may_come_in_any_form(origin: str, sandbox: Sandbox) -> None:
    """Query, urlencoded, multipart and JSON mean the same; broken bodies are refused."""
    address = f"{origin}/sandbox/bot{sandbox.token}/SENDMESSAGE"
    fields = {"chat_id": CHANNEL, "text": "خبر"}
    async with httpx.AsyncClient() as client:
        answers = [
            await client.get(address, params=fields),
            await client.post(address, data=fields),
            await client.post(address, json=fields),
            await client.post(address, data=fields, files={"unused": b"x"}),
        ]
        json = {"content-type": "application/json"}
        multipart = {"content-type": "multipart/form-data; boundary=x"}
        bad = [
            await client.post(address, content=b"{", headers=json),
            await client.post(address, content=b"[]", headers=json),
            await client.post(address, content=b'{"text": "\\ud800"}', headers=json),
            await client.post(address, content=b"--x\r\n", headers=multipart),
            await client.post(address, content=b"\xff\xfe=\xff"),
        ]
    assert [one.json()["result"]["text"] for one in answers] == ["خبر"] * 4
    assert [(one.status_code, one.json()["ok"]) for one in bad] == [(400, False)] * 5


async def test_people_cannot_send_what_telegrams_apps_would_not(sandbox: Sandbox) -> None:
    """Empty and overlong messages never reach the bot."""
    for text in ("", " \n", "ب" * 4097):
        with pytest.raises(ValueError, match="message"):
            sandbox.say(sandbox.arabic_reader, text)
    assert sandbox.messages(sandbox.arabic_reader.id) == []
