"""Readers talk with the bot over a strict Bot API server."""

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from telegram import Update

from barqiya.domain.article import Article
from bot.application import build
from bot.commands.actions import Open, TurnArticle, encoded
from bot.sandbox import Fault, FaultKind

Make = Callable[..., Article]
TOKEN = "4242:sandbox-secret-of-tests"


def labels(message: Any) -> list[list[str]]:
    """Return the texts of a message's buttons, row by row."""
    rows = (message.buttons or {}).get("inline_keyboard", [])
    return [[button["text"] for button in row] for row in rows]


def bare(text: str) -> str:
    """Return *text* without marks of direction."""
    return text.translate(dict.fromkeys(map(ord, "\u200e\u200f\u2068\u2069")))


async def test_start_greets_in_the_readers_language(house: Any) -> None:
    """/start says what this is and offers what can be done, in Arabic and in English."""
    async with house.bot():
        arabic = await house.ask(house.sandbox.arabic_reader, "/start")
        english = await house.ask(house.sandbox.english_reader, "/start")
    assert "أهلًا بك في منارة" in arabic.text
    assert "Welcome to" in english.text
    # A row is laid out from the left: in Arabic the first button is the rightmost.
    assert labels(arabic)[0] == ["🔎 بحث", "🗞 أحدث المقالات"]
    assert labels(english)[0] == ["🗞 Latest articles", "🔎 Search"]


async def test_help_names_every_command(house: Any) -> None:
    """/help lists each command with the words that do the same."""
    async with house.bot():
        answer = await house.ask(house.sandbox.arabic_reader, "/help")
    for word in ("/start", "/latest", "/search", "/help", "آخر", "بحث", "مساعدة"):
        assert word in answer.text
    commands = [e for e in answer.entities if e.type == "bot_command"]
    assert len(commands) >= 4, "people can tap the commands"


async def test_the_menu_is_set_in_both_languages(house: Any) -> None:
    """At start the menu of commands is set for everybody and for Arabic."""
    async with house.bot():
        calls = [call for call in house.sandbox.calls if call.method.lower() == "setmycommands"]
    assert {call.parameters.get("language_code", "") for call in calls} == {"", "ar"}
    assert all(call.code == 200 for call in calls)


async def test_latest_turns_its_pages_in_place(house: Any, articles_of: Make) -> None:
    """/latest is one message: five a page, newest first, turned forward and back by buttons."""
    reader = house.sandbox.arabic_reader
    await house.publish(*(articles_of(number) for number in range(12)))
    async with house.bot():
        first = await house.ask(reader, "/latest")
        assert "حكاية المنارة رقم 11" in first.text
        assert "حكاية المنارة رقم 6" not in first.text
        assert labels(first) == [["5", "4", "3", "2", "1"], ["التالي ›", "1 من 3"]]
        await house.press(reader, first, "التالي ›")
        second = house.now(reader, first)
        assert "حكاية المنارة رقم 6" in second.text
        assert labels(second)[1] == ["التالي ›", "2 من 3", "‹ السابق"]
        await house.press(reader, second, "التالي ›")
        third = house.now(reader, first)
        assert labels(third) == [["2", "1"], ["3 من 3", "‹ السابق"]]
        await house.press(reader, third, "‹ السابق")
        assert house.now(reader, first).text == second.text
        await house.press(reader, second, "2 من 3")
    assert len(house.sandbox.messages(reader.id)) == 2, "pages turn in place"


async def test_nothing_published_yet_is_said_kindly(house: Any) -> None:
    """/latest of an empty store is a kind sentence."""
    async with house.bot():
        answer = await house.ask(house.sandbox.english_reader, "/latest")
    assert "No articles yet" in answer.text


async def test_an_article_opens_whole_and_turns(house: Any, articles_of: Make) -> None:
    """A number opens the article in the chat; all of it is there, over several pages."""
    reader = house.sandbox.arabic_reader
    body = "".join(
        f"<p>فقرة رقم {n}. " + "كلام عن البحر والمنارة. " * 12 + "</p>" for n in range(40)
    )
    await house.publish(articles_of(1, content_html=body), articles_of(0))
    async with house.bot():
        listed = await house.ask(reader, "آخر")
        await house.press(reader, listed, "1")
        opened = house.last(reader)
        assert opened.message_id != listed.message_id
        assert opened.text.startswith("حكاية المنارة رقم 1")
        whole, page = opened.text, opened
        while "التالي ›" in labels(page)[0]:
            await house.press(reader, page, "التالي ›")
            page = house.now(reader, opened)
            whole += page.text
        await house.press(reader, page, "‹ السابق")
    assert all(f"فقرة رقم {n}." in bare(whole) for n in range(40))
    assert house.now(reader, opened).text != page.text
    assert page.buttons["inline_keyboard"][-1][0]["url"] == "https://manara.example/1"


async def test_search_finds_marks_and_turns_after_a_restart(house: Any, articles_of: Make) -> None:
    """A search answers the message that asks; its pages still turn when the bot was restarted."""
    reader = house.sandbox.arabic_reader
    await house.publish(
        *(articles_of(n, content_html="<p>هبّت العاصفة على الميناء.</p>") for n in range(7)),
        articles_of(8, content_html="<p>خبز وزيتون.</p>"),
    )
    async with house.bot():
        found = await house.ask(reader, "/search العاصفة")
        listed = await house.ask(reader, "/latest")
    assert "7 نتائج عن «العاصفة»" in found.text
    assert found.reply_to == 1
    bold = [found.text[e.offset : e.offset + e.length] for e in found.entities if e.type == "bold"]
    assert "العاصفة" in bold
    async with house.bot():
        await house.press(reader, found, "التالي ›")
        await house.press(reader, listed, "التالي ›")
        await house.press(reader, house.now(reader, found), "1")
    turned = house.now(reader, found)
    assert labels(turned) == [["2", "1"], ["2 من 2", "‹ السابق"]]
    assert "العاصفة" in house.last(reader).text


@pytest.mark.parametrize(
    "words", ["الزيتون", "بحث زيتون", "/search زيتون", "/SEARCH@manara_bot زيتون"]
)
async def test_plain_words_are_a_search(words: str, house: Any, articles_of: Make) -> None:
    """In a private chat, words alone, «بحث …» and the command do the same."""
    await house.publish(articles_of(1, content_html="<p>خبز وزيتون.</p>"), articles_of(2))
    async with house.bot():
        found = await house.ask(house.sandbox.arabic_reader, words)
    assert "نتيجة واحدة" in found.text
    assert "حكاية المنارة رقم 1" in found.text


async def test_search_without_words_asks_for_them(house: Any, articles_of: Make) -> None:
    """/search alone asks what for, and the next plain message is the search."""
    reader = house.sandbox.english_reader
    await house.publish(articles_of(1, content_html="<p>خبز وزيتون.</p>"))
    async with house.bot():
        asked = await house.ask(reader, "/search")
        found = await house.ask(reader, "زيتون", reply_to=asked.message_id)
    assert "What are you looking for?" in asked.text
    assert asked.keyboard["force_reply"] is True
    assert "1 result for" in found.text


async def test_a_slip_of_a_letter_is_mended_and_said(house: Any, articles_of: Make) -> None:
    """Where other words were searched for, the reader is told which."""
    await house.publish(articles_of(1, content_html="<p>وصلت السفينة إلى المرفأ.</p>"))
    async with house.bot():
        found = await house.ask(house.sandbox.arabic_reader, "السفيتة")
    assert "لم أجد «السفيتة»، وهذه نتائج «السفينة»" in found.text


async def test_what_is_odd_about_a_search_is_said(house: Any, articles_of: Make) -> None:
    """A quote never closed is searched as words, with a word about it, found or not."""
    await house.publish(articles_of(1, content_html="<p>وصلت السفينة إلى المرفأ.</p>"))
    async with house.bot():
        found = await house.ask(house.sandbox.arabic_reader, "«السفينة بعد:أمس")
        nothing = await house.ask(house.sandbox.english_reader, "foo:cauliflower")
    assert "علامة تنصيص بلا نظيرتها" in found.text
    assert "I know no field “foo:”" in nothing.text


@pytest.mark.parametrize(
    ("words", "said"),
    [("قرنبيط", "لم أجد شيئًا عن «قرنبيط»"), ("!!!", "لم أفهم"), ("<b>&", "لم أجد شيئًا عن")],
)
async def test_nothing_found_is_said_kindly(
    words: str, said: str, house: Any, articles_of: Make
) -> None:
    """A search for nothing we have, for no words, or for markup gets a kind sentence."""
    await house.publish(articles_of(1))
    async with house.bot():
        answer = await house.ask(house.sandbox.arabic_reader, words)
    assert said in answer.text


async def test_a_button_to_an_article_that_is_gone(house: Any, articles_of: Make) -> None:
    """A press that leads nowhere any more is answered with a kind sentence, not with silence."""
    reader = house.sandbox.arabic_reader
    await house.publish(articles_of(1))
    async with house.bot():
        listed = await house.ask(reader, "/latest")
        gone = articles_of(99).id
        answers = []
        for data in (
            encoded(Open(article_id=gone)),
            encoded(TurnArticle(article_id=gone, page=1)),
            "zz",
        ):
            stored = house.now(reader, listed)
            stored.buttons["inline_keyboard"][0][0]["callback_data"] = data
            house.sandbox.state.store.put_message(stored)
            answers.append(await house.press(reader, listed, (0, 0)))
    assert ["لم يعد هذا المقال" in answer["text"] for answer in answers] == [True, True, False]
    assert "هذه الرسالة قديمة" in answers[2]["text"]
    assert all(answer["show_alert"] for answer in answers)


async def test_a_failure_is_told_to_both(
    house: Any, articles_of: Make, caplog: pytest.LogCaptureFixture
) -> None:
    """The reader gets a kind sentence, the operator the cause; the token is in neither."""
    await house.publish(articles_of(1))
    reader = house.sandbox.arabic_reader
    caplog.set_level(logging.DEBUG)
    async with house.bot():
        house.sandbox.inject(
            Fault(kind=FaultKind.STATUS_5XX, method="sendMessage", times=1, status=502)
        )
        answer = await house.ask(reader, "/latest")
    assert "عذرًا" in answer.text
    assert "a reply failed" in caplog.text
    assert "sandbox-secret-of-tests" not in caplog.text


async def test_a_flood_limit_is_waited_out(house: Any, articles_of: Make) -> None:
    """Asked to wait a moment, the bot answers after that moment."""
    await house.publish(articles_of(1))
    async with house.bot():
        house.sandbox.inject(Fault(kind=FaultKind.RETRY_AFTER, method="sendMessage", seconds=1))
        answer = await house.ask(house.sandbox.arabic_reader, "/latest")
    assert "حكاية المنارة" in answer.text


async def test_other_things_than_words_are_met_kindly(house: Any) -> None:
    """An unknown command in private points to /help."""
    async with house.bot():
        answer = await house.ask(house.sandbox.english_reader, "/weather")
    assert "/help" in answer.text


def group_message(text: str, number: int, reply_to: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return an update with a message in a group."""
    message: dict[str, Any] = {
        "message_id": number,
        "date": 1_790_000_000,
        "chat": {"id": -42, "type": "group", "title": "أصدقاء"},
        "from": {"id": 7, "is_bot": False, "first_name": "نور", "language_code": "ar"},
        "text": text,
    }
    if text.startswith("/"):
        length = len(text.partition(" ")[0])
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
    if reply_to:
        message["reply_to_message"] = reply_to
    return {"update_id": number, "message": message}


async def test_in_groups_only_commands_are_answered(house: Any) -> None:
    """People who talk among themselves are left alone; a command, or an answer to us, is heard."""
    application = build(TOKEN, house.api_url, house.resources)
    await application.initialize()
    question = {
        "message_id": 3,
        "date": 1_790_000_000,
        "chat": {"id": -42, "type": "group", "title": "أصدقاء"},
        "from": {"id": application.bot.id, "is_bot": True, "first_name": "منارة"},
        "text": "عمَّ تبحث؟ اكتب لي كلمةً أو كلمتين.",
    }

    async def sends(update: dict[str, Any]) -> int:
        before = len([c for c in house.sandbox.calls if c.method.lower() == "sendmessage"])
        await application.process_update(Update.de_json(update, application.bot))
        return len([c for c in house.sandbox.calls if c.method.lower() == "sendmessage"]) - before

    try:
        assert await sends(group_message("صباح الخير", 1)) == 0
        assert await sends(group_message("آخر", 2)) == 0
        assert await sends(group_message("/weather", 4)) == 0
        assert await sends(group_message("زيتون", 5, question)) > 0
        assert await sends(group_message("/latest", 6)) > 0
    finally:
        await application.shutdown()


async def test_what_was_asked_while_the_bot_was_away_is_answered(
    house: Any, wait_until: Any
) -> None:
    """A message that waits at Telegram when the bot starts is answered, not dropped."""
    reader = house.sandbox.arabic_reader
    house.sandbox.say(reader, "/start")
    async with house.bot():
        await wait_until(lambda: len(house.sandbox.messages(reader.id)) == 2)


async def test_buttons_of_the_greeting_do_what_commands_do(house: Any, articles_of: Make) -> None:
    """A button below the greeting answers in a new message; the greeting stays."""
    reader = house.sandbox.english_reader
    await house.publish(articles_of(1))
    async with house.bot():
        greeting = await house.ask(reader, "/start")
        await house.press(reader, greeting, "🗞 Latest articles")
        assert "حكاية المنارة رقم 1" in house.last(reader).text
        await house.press(reader, greeting, "🔎 Search")
        asked = house.last(reader)
        assert "What are you looking for?" in asked.text
        await house.press(reader, greeting, "❔ Help")
        assert "/latest" in house.last(reader).text
    assert house.now(reader, greeting).text == greeting.text


async def test_a_list_whose_question_is_gone(house: Any, articles_of: Make) -> None:
    """Where the message with the words was deleted, the reader is kindly told what to do."""
    reader = house.sandbox.arabic_reader
    body = "<p>هبّت العاصفة على الميناء.</p>"
    await house.publish(*(articles_of(n, content_html=body) for n in range(7)))
    async with house.bot():
        found = await house.ask(reader, "العاصفة")
        house.sandbox.state.store.put_message(replace(found, reply_to=0))
        answer = await house.press(reader, found, "التالي ›")
    assert "كلمات هذا البحث" in answer["text"]


async def test_a_page_that_telegram_refuses_is_not_called_old(
    house: Any, articles_of: Make, caplog: pytest.LogCaptureFixture, wait_until: Any
) -> None:
    """The fault is ours: the operator reads it in the log, the reader is told so."""
    reader = house.sandbox.english_reader
    await house.publish(*(articles_of(n) for n in range(7)))
    async with house.bot():
        newest = await house.ask(reader, "/latest")
        refusal = Fault(kind=FaultKind.NOT_ENOUGH_RIGHTS, method="editMessageText")
        house.sandbox.inject(refusal)
        await house.press(reader, newest, "Next ›")
        await wait_until(lambda: house.last(reader).text.startswith("Sorry"))
    assert "a reply failed: BadRequest: Not enough rights" in caplog.text
