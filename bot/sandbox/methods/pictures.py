"""Pictures: one, several as an album, and another in the place of one."""

import json
from collections.abc import Mapping
from typing import Any, Final

from bot.sandbox.errors import ApiError, bad_request
from bot.sandbox.methods.access import check_editing, message_of
from bot.sandbox.methods.putting import addressed, edit, send
from bot.sandbox.model import Json
from bot.sandbox.params import Params
from bot.sandbox.photos import fetch_photo, photo_from, photo_id_of, unknown_file
from bot.sandbox.state import State
from bot.sandbox.text import Formatted, caption

MOST_GROUPED: Final = 10
_KINDS: Final = frozenset({"animation", "audio", "document", "live_photo", "video"})
# In an album Telegram names the reason by its own code (seen in many public reports).
_CODES: Final = {
    "failed to get HTTP URL content": "WEBPAGE_CURL_FAILED",
    "wrong type of the web page content": "WEBPAGE_MEDIA_EMPTY",
}


async def send_photo(state: State, params: Params) -> Json:
    """https://core.telegram.org/bots/api#sendphoto."""
    if not params.text("photo") and params.file("photo") is None:
        raise bad_request("there is no photo in the request")
    chat, reply_to, markup = addressed(state, params)
    text, entities = caption(params, too_long="message caption is too long")
    photo_id = await _photo(state, params, "photo")
    return send(
        state,
        chat,
        markup,
        photo=photo_id,
        text=text,
        entities=entities,
        reply_to=reply_to,
        caption_above=params.boolean("show_caption_above_media"),
    )


async def send_media_group(state: State, params: Params) -> list[Json]:
    """https://core.telegram.org/bots/api#sendmediagroup.

    All or nothing. An album has no buttons: `reply_markup` is passed over, as there.
    """
    media = _media_list(params)
    if not media:
        raise bad_request("there are no messages to send")
    if len(media) > MOST_GROUPED:
        raise bad_request("too many messages to send as an album")
    words = [_caption(one, too_long="message caption is too long") for one in media]
    unadorned = {name: value for name, value in params.values.items() if name != "reply_markup"}
    chat, reply_to, markup = addressed(state, Params(values=unadorned))
    photos = [await _photo_in_album(state, one, at) for at, one in enumerate(media, 1)]
    # A single picture is sent like any other: there is no album of one.
    group = str(state.store.count_up("albums", 13_000_000_000_000_000)) if len(media) > 1 else ""
    with state.store.transaction():
        return [
            send(
                state,
                chat,
                markup,
                photo=photo,
                text=text,
                entities=entities,
                reply_to=reply_to,
                caption_above=one.boolean("show_caption_above_media"),
                album=group,
            )
            for one, photo, (text, entities) in zip(media, photos, words, strict=True)
        ]


async def edit_message_media(state: State, params: Params) -> Json:
    """https://core.telegram.org/bots/api#editmessagemedia.

    A picture takes the place of another, or comes to a text; the caption is the new one's.
    """
    raw = params.json("media", "media")
    media = _media(raw, params)
    text, entities = _caption(media, too_long="MEDIA_CAPTION_TOO_LONG")
    message = message_of(state, params, "edit", "message to edit")
    check_editing(state, message)
    photo = await _photo(state, media, "media")
    content = {
        "photo": photo,
        "text": text,
        "entities": entities,
        "caption_above": media.boolean("show_caption_above_media"),
        "link_preview": None,
    }
    return edit(state, params, message, content)


def _media_list(params: Params) -> list[Params]:
    raw = params.json("media", "media")
    if not isinstance(raw, list):
        raise bad_request("expected an Array of InputMedia")
    return [_media(one, params) for one in raw]


def _media(raw: Any, params: Params) -> Params:
    """Return one InputMedia as the parameters that it is; files are those of the call."""
    wrong = "can't parse InputMedia: "
    if not isinstance(raw, Mapping):
        raise bad_request(f"{wrong}expected an Object")
    if raw.get("type") in _KINDS:
        raise bad_request(f"this sandbox knows photos only, not {raw['type']}")
    if raw.get("type") != "photo":
        raise bad_request(f"{wrong}type must be one of the known kinds of media")
    if not raw.get("media"):
        raise bad_request(f"{wrong}media not found")
    values = {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in raw.items()
        if value is not None
    }
    return Params(values=values, files=params.files)


def _caption(media: Params, *, too_long: str) -> Formatted:
    try:
        return caption(media, too_long=too_long)
    except ApiError as error:
        said = error.description.removeprefix("Bad Request: ")
        if said.startswith("can't parse"):
            raise bad_request(f"can't parse InputMedia: {said}") from None
        raise


async def _photo_in_album(state: State, media: Params, number: int) -> str:
    try:
        return await _photo(state, media, "media")
    except ApiError as error:
        said = error.description.removeprefix("Bad Request: ")
        if media.text("media").startswith(("http://", "https://")):
            code = _CODES.get(said, said)
            said = f'failed to send message #{number} with the error message "{code}"'
        raise bad_request(said) from None


async def _photo(state: State, params: Params, name: str) -> str:
    """Return the id of the picture that a call names by upload, address or file_id."""
    uploaded, named = params.file(name), params.text(name)
    if uploaded is not None:
        photo = photo_from(uploaded)
    elif "." in named or "/" in named:
        photo = await fetch_photo(named)
    else:
        photo_id = photo_id_of(named)
        if state.store.photo(photo_id) is None:
            raise unknown_file()
        return photo_id
    state.store.put_photo(photo)
    return photo.id
