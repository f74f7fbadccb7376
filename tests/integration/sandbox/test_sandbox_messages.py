from typing import Any

import pytest
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    MessageEntity,
    ReplyKeyboardMarkup,
    ReplyParameters,
)
from telegram.error import BadRequest, Forbidden

from bot.sandbox import Sandbox
from bot.sandbox.entities import utf16_length

CHANNEL = "@barqiya_test"
HOURS_48 = 48 * 60 * 60
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the "
    "same as a current content and reply markup of the message"
)


def keyboard(**fields: Any) -> InlineKeyboardMarkup:
    """Return one button."""
    return InlineKeyboardMarkup([[InlineKeyboardButton("زر", **fields)]])


async def refusal(call: Any) -> str:
    """Return the refusal in lower case, for PTB rewrites its first word."""
    with pytest.raises((BadRequest, Forbidden)) as caught:
        await call
    return caught.value.message.lower()


async def test_a_post_comes_back_as_telegram_shapes_it(bot: Bot, clock: Any) -> None:
    """A channel post has the channel as sender, a date, and entities in UTF-16 units."""
    sent = await bot.send_message(
        CHANNEL, "😀 <b>خبر</b> #كوريا https://example.com", parse_mode="HTML"
    )
    assert sent.text == "😀 خبر #كوريا https://example.com"
    assert [(one.type, one.offset, one.length) for one in sent.entities] == [
        ("bold", 3, 3),
        ("hashtag", 7, 6),
        ("url", 14, 19),
    ]
    assert sent.sender_chat == sent.chat
    assert sent.from_user is None
    assert sent.date.timestamp() == clock.now
    assert sent.link == "https://t.me/barqiya_test/2"


async def test_channels_count_for_themselves_and_private_chats_together(
    bot: Bot, sandbox: Sandbox
) -> None:
    """Number 1 is the note that the channel was created; all private chats share one counter."""
    ids = [(await bot.send_message(CHANNEL, str(n))).message_id for n in range(3)]
    other = await bot.send_message("@barqiya_other", "x")
    assert (ids, other.message_id) == ([2, 3, 4], 2)
    assert sandbox.messages(CHANNEL)[0].is_service
    first = sandbox.say(sandbox.arabic_reader, "السلام عليكم")
    second = sandbox.say(sandbox.english_reader, "hello")
    third = await bot.send_message(sandbox.arabic_reader.id, "وعليكم السلام")
    assert [first.message_id, second.message_id, third.message_id] == [1, 2, 3]


async def test_a_deleted_number_is_never_used_again(bot: Bot) -> None:
    """Deleting the last post leaves a gap."""
    gone = await bot.send_message(CHANNEL, "x")
    assert await bot.delete_message(CHANNEL, gone.message_id)
    assert (await bot.send_message(CHANNEL, "y")).message_id == gone.message_id + 1


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", "message text is empty"),
        (" \n ", "text must be non-empty"),
        ("\u200f", "text must be non-empty"),
        ("ب" * 4097, "message is too long"),
        ("<b></b>" * 1000 + "ب" * 13000, "text is too long"),
        ("<p>x</p>", 'can\'t parse entities: unsupported start tag "p" at byte offset 0'),
        ("خبر <br>", 'can\'t parse entities: unsupported start tag "br" at byte offset 7'),
        ("<b>x", "can't parse entities: can't find end tag corresponding to start tag \"b\""),
        ("<i></b>", "can't parse entities: unmatched end tag at byte offset 3, expected"),
    ],
)
async def test_bad_text_is_refused_in_telegrams_words(bot: Bot, text: str, error: str) -> None:
    """Empty, blank, long and badly marked text each have their own refusal."""
    got = await refusal(bot.send_message(CHANNEL, text, parse_mode="HTML"))
    assert got.startswith(error)


async def test_length_counts_code_points_after_markup(bot: Bot) -> None:
    """4096 emoji pass though they are 8192 units, and tags do not count."""
    sent = await bot.send_message(CHANNEL, f"<b>{'😀' * 4096}</b>", parse_mode="HTML")
    assert utf16_length(sent.text or "") == 8192


async def test_edits_that_are_too_long_have_other_words(bot: Bot, picture: bytes) -> None:
    """Sending says `message is too long`, editing MESSAGE_TOO_LONG; likewise for captions."""
    post = await bot.send_message(CHANNEL, "x")
    photo = await bot.send_photo(CHANNEL, picture)
    long = "ب" * 4097
    assert await refusal(bot.edit_message_text(long, CHANNEL, post.message_id)) == (
        "message_too_long"
    )
    assert await refusal(bot.send_photo(CHANNEL, picture, caption="ب" * 1025)) == (
        "message caption is too long"
    )
    caption = bot.edit_message_caption(CHANNEL, photo.message_id, caption="ب" * 1025)
    assert await refusal(caption) == "media_caption_too_long"


async def test_entities_may_be_sent_instead_of_markup(bot: Bot) -> None:
    """Entities of the bot's own are checked, arranged, and cut at a hundred."""
    bold = MessageEntity(MessageEntity.BOLD, 0, 3)
    sent = await bot.send_message(CHANNEL, "خبر x", entities=[bold])
    assert [(one.type, one.length) for one in sent.entities] == [("bold", 3)]
    many = [MessageEntity(MessageEntity.BOLD, 2 * n, 1) for n in range(150)]
    assert len((await bot.send_message(CHANNEL, "ب " * 150, entities=many)).entities) == 100
    beyond = MessageEntity(MessageEntity.BOLD, 9, 1)
    assert "entity begins after the end" in await refusal(
        bot.send_message(CHANNEL, "x", entities=[beyond])
    )


async def test_incoming_text_is_cleaned(bot: Bot) -> None:
    """Embeddings vanish, tabs become spaces, isolates stay, outer space is trimmed."""
    sent = await bot.send_message(CHANNEL, " \u202bخبر\u202c\t\u2067x\u2069 \n")
    assert sent.text == "خبر \u2067x\u2069"


async def test_an_edit_changes_the_post_in_place(bot: Bot, clock: Any) -> None:
    """An edit keeps the number, sets edit_date, and removes buttons that it does not repeat."""
    post = await bot.send_message(CHANNEL, "أول", reply_markup=keyboard(callback_data="a"))
    clock.now += 60
    edited = await bot.edit_message_text("ثانٍ", CHANNEL, post.message_id)
    assert not isinstance(edited, bool)
    assert (edited.message_id, edited.text, edited.reply_markup) == (post.message_id, "ثانٍ", None)
    assert edited.edit_date is not None
    assert edited.edit_date.timestamp() == clock.now


async def test_refusals_of_edits(bot: Bot, sandbox: Sandbox, picture: bytes) -> None:
    """Not modified, not found, not editable, nothing to edit: each in Telegram's words."""
    post = await bot.send_message(CHANNEL, "خبر", reply_markup=keyboard(callback_data="a"))
    photo = await bot.send_photo(CHANNEL, picture, caption="صورة")
    same = bot.edit_message_text(
        " خبر ", CHANNEL, post.message_id, reply_markup=keyboard(callback_data="a")
    )
    assert await refusal(same) == NOT_MODIFIED
    assert await refusal(bot.edit_message_text("x", CHANNEL, 99)) == "message to edit not found"
    assert await refusal(bot.edit_message_text("x", CHANNEL, 1)) == "message can't be edited"
    assert await refusal(bot.edit_message_text("x", CHANNEL, photo.message_id)) == (
        "there is no text in the message to edit"
    )
    assert await refusal(bot.edit_message_caption(CHANNEL, post.message_id, caption="x")) == (
        "there is no caption in the message to edit"
    )
    reader = sandbox.arabic_reader
    theirs = sandbox.say(reader, "كلام")
    with_keys = await bot.send_message(
        reader.id, "اختر", reply_markup=ReplyKeyboardMarkup([["نعم", "لا"]])
    )
    forwarded = await bot.forward_message(reader.id, CHANNEL, post.message_id)
    for message_id in (theirs.message_id, with_keys.message_id, forwarded.message_id):
        assert await refusal(bot.edit_message_text("x", reader.id, message_id)) == (
            "message can't be edited"
        )


async def test_buttons_alone_can_be_edited(bot: Bot) -> None:
    """Buttons change by editMessageReplyMarkup, which says so when there is nothing to change."""
    post = await bot.send_message(CHANNEL, "x", reply_markup=keyboard(callback_data="a"))
    edited = await bot.edit_message_reply_markup(CHANNEL, post.message_id)
    assert not isinstance(edited, bool)
    assert edited.reply_markup is None
    assert await refusal(bot.edit_message_reply_markup(CHANNEL, post.message_id)) == NOT_MODIFIED


async def test_probing_tells_whose_a_post_is_and_changes_nothing(
    bot: Bot, sandbox: Sandbox
) -> None:
    """stopMessageLiveLocation: missing, somebody else's, one's own; the channel stays as it was."""
    own = await bot.send_message(CHANNEL, "لنا")
    theirs = sandbox.post(CHANNEL, "لهم")
    before = sandbox.messages(CHANNEL)
    answers = [
        await refusal(bot.stop_message_live_location(CHANNEL, message_id))
        for message_id in (own.message_id, theirs.message_id, 99)
    ]
    assert answers == [
        "there is no live location in the message to edit",
        "message can't be edited",
        "message to edit not found",
    ]
    assert sandbox.messages(CHANNEL) == before


async def test_deleting_has_a_limit_of_48_hours(bot: Bot, sandbox: Sandbox, clock: Any) -> None:
    """After two days a post stays; so does the note that opened the channel, always."""
    post = await bot.send_message(CHANNEL, "x")
    reader = sandbox.arabic_reader
    talk = sandbox.say(reader, "y")
    assert await refusal(bot.delete_message(CHANNEL, 1)) == "message can't be deleted"
    assert await refusal(bot.delete_message(CHANNEL, 77)) == "message to delete not found"
    clock.now += HOURS_48
    assert await refusal(bot.delete_message(CHANNEL, post.message_id)) == (
        "message can't be deleted"
    )
    assert await refusal(bot.delete_message(reader.id, talk.message_id)) == (
        "message can't be deleted for everyone"
    )


async def test_replies_quote_and_may_miss(bot: Bot) -> None:
    """A reply carries what it replies to; a missing message is refused unless that is allowed."""
    first = await bot.send_message(CHANNEL, "أول")
    reply = await bot.send_message(CHANNEL, "ردّ", reply_to_message_id=first.message_id)
    assert reply.reply_to_message is not None
    assert reply.reply_to_message.text == "أول"
    missing = bot.send_message(CHANNEL, "x", reply_to_message_id=99)
    assert await refusal(missing) == "message to be replied not found"
    beyond = bot.send_message(CHANNEL, "x", reply_to_message_id=10**30)
    assert await refusal(beyond) == "message to be replied not found"
    optional = ReplyParameters(99, allow_sending_without_reply=True)
    sent = await bot.send_message(CHANNEL, "x", reply_parameters=optional)
    assert sent.reply_to_message is None


async def test_forwarding_keeps_text_and_origin(bot: Bot, sandbox: Sandbox) -> None:
    """A forwarded post can be read back whole, with the channel and number it came from."""
    post = await bot.send_message(CHANNEL, "<b>خبر</b>", parse_mode="HTML")
    sandbox.say(sandbox.arabic_reader, "أهلًا")
    copy = await bot.forward_message(sandbox.arabic_reader.id, CHANNEL, post.message_id)
    assert copy.text == "خبر"
    assert copy.forward_origin is not None
    assert copy.forward_origin.message_id == post.message_id
    missing = bot.forward_message(sandbox.arabic_reader.id, CHANNEL, 99)
    assert await refusal(missing) == "message to forward not found"


async def test_link_previews_are_kept(bot: Bot) -> None:
    """The options of a link preview come back with the message."""
    options = LinkPreviewOptions(url="https://example.com/", prefer_large_media=True)
    sent = await bot.send_message(CHANNEL, "https://example.com", link_preview_options=options)
    assert sent.link_preview_options == options


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"callback_data": "ب" * 33}, "button_data_invalid"),
        (
            {"url": "nowhere"},
            "inline keyboard button url 'nowhere' is invalid: wrong http url",
        ),
        (
            {"url": "javascript:alert(1)"},
            "inline keyboard button url 'javascript:alert(1)' is invalid: wrong port number",
        ),
        ({"switch_inline_query": "x"}, "can't use switch_inline_query button in a channel chat, "),
        (
            {},
            "can't parse inline keyboard button: text buttons are unallowed in the inline keyboard",
        ),
    ],
)
async def test_bad_buttons_are_refused(bot: Bot, fields: dict[str, Any], error: str) -> None:
    """Data over 64 bytes, addresses that are none, actions that a channel has no use for."""
    got = await refusal(bot.send_message(CHANNEL, "x", reply_markup=keyboard(**fields)))
    assert got.startswith(error)


async def test_buttons_are_cut_and_emptied_as_telegram_does(bot: Bot) -> None:
    """64 bytes of data pass; a button without a name is dropped; a row holds twelve."""
    row = [InlineKeyboardButton(str(n), callback_data="ب" * 32) for n in range(14)]
    nameless = [InlineKeyboardButton("", callback_data="x")]
    sent = await bot.send_message(CHANNEL, "x", reply_markup=InlineKeyboardMarkup([row, nameless]))
    assert sent.reply_markup is not None
    assert [len(one) for one in sent.reply_markup.inline_keyboard] == [12]


async def test_a_reply_keyboard_has_no_place_in_a_channel(bot: Bot) -> None:
    """Channels take inline keyboards only."""
    keys = ReplyKeyboardMarkup([["نعم"]])
    assert await refusal(bot.send_message(CHANNEL, "x", reply_markup=keys)) == (
        "inline keyboard expected"
    )
