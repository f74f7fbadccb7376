from typing import Any

import httpx
import pytest
from telegram import Bot, InputMediaPhoto
from telegram.error import BadRequest

from bot.sandbox import Rates, Sandbox

CHANNEL = "@barqiya_test"
HOURS_48 = 48 * 60 * 60


async def refusal(call: Any) -> str:
    """Return the text of the refusal, in lower case."""
    with pytest.raises(BadRequest) as caught:
        await call
    return caught.value.message.lower()


async def asked(origin: str, sandbox: Sandbox, media: Any, **more: Any) -> dict[str, Any]:
    """Call sendMediaGroup with what the library would not send; return the answer."""
    address = f"{origin}/sandbox/bot{sandbox.token}/sendMediaGroup"
    async with httpx.AsyncClient() as client:
        answer = await client.post(address, json={"chat_id": CHANNEL, "media": media, **more})
    document: dict[str, Any] = answer.json()
    return document


async def file_id(bot: Bot, picture: bytes) -> str:
    """Return the id of a picture that the server knows."""
    return (await bot.send_photo("@barqiya_other", picture)).photo[-1].file_id


async def test_an_album_is_several_messages_that_belong_together(
    bot: Bot, sandbox: Sandbox, picture: bytes, origin: str
) -> None:
    """Numbers in a row, one media_group_id, a caption where it was given; uploads work too."""
    known = await file_id(bot, picture)
    first = InputMediaPhoto(picture, caption="<b>ميناء</b>", parse_mode="HTML")
    sent = await bot.send_media_group(CHANNEL, [first, InputMediaPhoto(known)])
    assert [one.message_id for one in sent] == [2, 3]
    assert len({one.media_group_id for one in sent}) == 1
    assert (sent[0].caption, sent[0].caption_entities[0].type) == ("ميناء", "bold")
    assert sent[1].caption is None
    again = await bot.send_media_group(CHANNEL, [InputMediaPhoto(known)] * 2)
    assert again[0].media_group_id != sent[0].media_group_id
    chat = sandbox.chat(CHANNEL).id
    async with httpx.AsyncClient(base_url=f"{origin}/sandbox/page/") as client:
        shown = (await client.get("messages", params={"chat": chat})).json()["messages"]
    assert [one["album"] for one in shown[1:3]] == [sent[0].media_group_id] * 2


async def test_an_album_has_no_buttons(
    bot: Bot, sandbox: Sandbox, picture: bytes, origin: str
) -> None:
    """`reply_markup` is no parameter of an album; Telegram passes over it."""
    media = [{"type": "photo", "media": await file_id(bot, picture)}] * 2
    buttons = {"inline_keyboard": [[{"text": "زر", "url": "https://example.com"}]]}
    assert (await asked(origin, sandbox, media, reply_markup=buttons))["ok"]
    assert all(one.buttons is None for one in sandbox.messages(CHANNEL))


@pytest.mark.parametrize(
    ("media", "error"),
    [
        ([], "there are no messages to send"),
        ([{"type": "photo", "media": "KNOWN"}] * 11, "too many messages to send as an album"),
        ([{"type": "photo"}], "can't parse inputmedia: media not found"),
        (["x"], "can't parse inputmedia: expected an object"),
        ({"type": "photo"}, "expected an array of inputmedia"),
        (
            [{"type": "photo", "media": "KNOWN", "caption": "ب" * 1025}],
            "message caption is too long",
        ),
        (
            [{"type": "photo", "media": "KNOWN", "caption": "<p>", "parse_mode": "HTML"}],
            "can't parse inputmedia: can't parse entities: unsupported start tag",
        ),
        ([{"type": "photo", "media": "AgACxx"}], "wrong remote file identifier specified"),
        (
            [
                {"type": "photo", "media": "KNOWN"},
                {"type": "photo", "media": "http://127.0.0.1:9/a"},
            ],
            'failed to send message #2 with the error message "webpage_curl_failed"',
        ),
    ],
)
async def test_a_bad_album_is_refused_whole(  # noqa: PLR0913, PLR0917 - a case and four fixtures
    media: Any, error: str, bot: Bot, sandbox: Sandbox, picture: bytes, origin: str
) -> None:
    """In Telegram's words, the number of the bad picture in them; none of the others is sent."""
    known = await file_id(bot, picture)
    for one in media if isinstance(media, list) else ():
        if isinstance(one, dict) and one.get("media") == "KNOWN":
            one["media"] = known
    said = (await asked(origin, sandbox, media))["description"]
    assert said.lower().startswith(f"bad request: {error}")
    assert len(sandbox.messages(CHANNEL)) == 1


async def test_an_album_counts_as_its_pictures(
    bot: Bot, sandbox: Sandbox, picture: bytes, origin: str
) -> None:
    """Ten pictures are ten messages against the rate of a channel."""
    media = [{"type": "photo", "media": await file_id(bot, picture)}] * 2
    sandbox.rates = Rates(channel_burst=11, patience=0)
    assert (await asked(origin, sandbox, media * 5))["ok"]
    await bot.send_message(CHANNEL, "x")
    assert (await asked(origin, sandbox, media))["error_code"] == 429


async def test_a_picture_takes_the_place_of_another_and_of_a_text(
    bot: Bot, sandbox: Sandbox, picture: bytes
) -> None:
    """The caption is the new one's; the same again is no change."""
    known = await file_id(bot, picture)
    text = await bot.send_message(CHANNEL, "نص")
    edited = await bot.edit_message_media(
        InputMediaPhoto(known, caption="تعليق"), CHANNEL, text.message_id
    )
    assert (edited.text, edited.caption) == (None, "تعليق")
    same = bot.edit_message_media(InputMediaPhoto(known, caption="تعليق"), CHANNEL, text.message_id)
    assert "message is not modified" in await refusal(same)
    photo = await bot.edit_message_media(InputMediaPhoto(known), CHANNEL, text.message_id)
    assert photo.caption is None
    stranger = sandbox.post(CHANNEL, "مني")
    sandbox.set_channel(CHANNEL, can_edit=False)
    other = bot.edit_message_media(InputMediaPhoto(known), CHANNEL, stranger.message_id)
    assert await refusal(other) == "message can't be edited"
    none = bot.edit_message_media(InputMediaPhoto(known), CHANNEL, 99)
    assert await refusal(none) == "message to edit not found"


async def test_a_copy_says_nothing_of_where_it_comes_from(
    bot: Bot, sandbox: Sandbox, picture: bytes
) -> None:
    """A copy is a message of the bot's own, with another caption if wanted; only its id returns."""
    photo = await bot.send_photo(CHANNEL, picture, caption="أصل")
    copied = await bot.copy_message("@barqiya_other", CHANNEL, photo.message_id)
    other = await bot.copy_message("@barqiya_other", CHANNEL, photo.message_id, caption="آخر")
    made = {one.message_id: one for one in sandbox.messages("@barqiya_other")}
    assert made[copied.message_id].text == "أصل"
    assert made[copied.message_id].forward_origin is None
    assert made[other.message_id].text == "آخر"
    missing = bot.copy_message("@barqiya_other", CHANNEL, 99)
    assert await refusal(missing) == "message to copy not found"
    service = bot.copy_message("@barqiya_other", CHANNEL, 1)
    assert await refusal(service) == "message can't be copied"


async def test_several_messages_are_deleted_at_once(bot: Bot, sandbox: Sandbox, clock: Any) -> None:
    """Those that are not there are passed over; where one may not be deleted, none is."""
    old = await bot.send_message(CHANNEL, "قديم")
    clock.now += HOURS_48
    new = [(await bot.send_message(CHANNEL, str(n))).message_id for n in range(3)]
    refused = bot.delete_messages(CHANNEL, [new[0], old.message_id])
    assert await refusal(refused) == "message can't be deleted"
    assert len(sandbox.messages(CHANNEL)) == 5
    assert await bot.delete_messages(CHANNEL, [*new, 99])
    assert [one.text for one in sandbox.messages(CHANNEL)] == ["", "قديم"]
    many = bot.delete_messages(CHANNEL, list(range(1, 102)))
    assert await refusal(many) == "too many message identifiers specified"
    assert await refusal(bot.delete_messages(CHANNEL, [-1])) == (
        "invalid message identifier specified"
    )
