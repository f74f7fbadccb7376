"""Sending, editing, forwarding and deleting messages."""

from collections.abc import Mapping
from typing import Any, Final

from bot.sandbox.errors import bad_request
from bot.sandbox.keyboards import Markup, reply_markup
from bot.sandbox.methods.access import (
    chat_of,
    check_editing,
    check_sending,
    find_chat,
    message_of,
)
from bot.sandbox.model import Channel, Chat, Json, Message, Person
from bot.sandbox.params import Params
from bot.sandbox.photos import fetch_photo, photo_from, photo_id_of, unknown_file
from bot.sandbox.shapes import chat_json, message_json, user_json
from bot.sandbox.state import State
from bot.sandbox.text import caption, message_text

LAST_MESSAGE_ID: Final = 2**31 - 1
DELETE_SECONDS: Final = 48 * 60 * 60
_NOT_MODIFIED: Final = (
    "message is not modified: specified new message content and reply markup are exactly the "
    "same as a current content and reply markup of the message"
)
_PREVIEW: Final = (
    "is_disabled",
    "url",
    "prefer_small_media",
    "prefer_large_media",
    "show_above_text",
)


def send_message(state: State, params: Params) -> Json:
    """https://core.telegram.org/bots/api#sendmessage."""
    if not params.text("text"):
        raise bad_request("message text is empty")
    chat, reply_to, markup = _addressed(state, params)
    text, entities = message_text(params, too_long="message is too long")
    return _send(
        state,
        chat,
        markup,
        text=text,
        entities=entities,
        reply_to=reply_to,
        link_preview=_link_preview(params),
    )


async def send_photo(state: State, params: Params) -> Json:
    """https://core.telegram.org/bots/api#sendphoto."""
    if not params.text("photo") and params.file("photo") is None:
        raise bad_request("there is no photo in the request")
    chat, reply_to, markup = _addressed(state, params)
    text, entities = caption(params, too_long="message caption is too long")
    photo_id = await _photo(state, params)
    return _send(
        state,
        chat,
        markup,
        photo=photo_id,
        text=text,
        entities=entities,
        reply_to=reply_to,
        caption_above=params.boolean("show_caption_above_media"),
    )


def forward_message(state: State, params: Params) -> Json:
    """https://core.telegram.org/bots/api#forwardmessage."""
    original = message_of(state, params, "read", "message to forward", "from_chat_id")
    chat = chat_of(state, params, "write")
    check_sending(chat)
    if original.is_service:
        raise bad_request("message can't be forwarded")
    return _send(
        state,
        chat,
        (None, None),
        text=original.text,
        entities=original.entities,
        photo=original.photo,
        link_preview=original.link_preview,
        forward_origin=original.forward_origin or _origin(state, original),
    )


def edit_message_text(state: State, params: Params) -> Json:
    """https://core.telegram.org/bots/api#editmessagetext."""
    if not params.text("text"):
        raise bad_request("message text is empty")
    message = message_of(state, params, "edit", "message to edit")
    check_editing(state, message)
    if message.photo:
        raise bad_request("there is no text in the message to edit")
    text, entities = message_text(params, too_long="MESSAGE_TOO_LONG")
    content = {"text": text, "entities": entities, "link_preview": _link_preview(params)}
    return _edit(state, params, message, content)


def edit_message_caption(state: State, params: Params) -> Json:
    """https://core.telegram.org/bots/api#editmessagecaption."""
    message = message_of(state, params, "edit", "message to edit")
    check_editing(state, message)
    if not message.photo:
        raise bad_request("there is no caption in the message to edit")
    text, entities = caption(params, too_long="MEDIA_CAPTION_TOO_LONG")
    above = params.boolean("show_caption_above_media")
    content = {"text": text, "entities": entities, "caption_above": above}
    return _edit(state, params, message, content)


def edit_message_reply_markup(state: State, params: Params) -> Json:
    """https://core.telegram.org/bots/api#editmessagereplymarkup."""
    message = message_of(state, params, "edit", "message to edit")
    check_editing(state, message)
    return _edit(state, params, message, {})


def stop_message_live_location(state: State, params: Params) -> Json:
    """https://core.telegram.org/bots/api#stopmessagelivelocation.

    No message here holds a location, so this never changes anything; its refusals tell
    whether a message exists and whether it is the bot's.
    """
    message = message_of(state, params, "edit", "message to edit")
    check_editing(state, message, own_only=True)
    raise bad_request("there is no live location in the message to edit")


def delete_message(state: State, params: Params) -> bool:
    """https://core.telegram.org/bots/api#deletemessage."""
    if not params.text("chat_id"):
        raise bad_request("chat identifier is not specified")
    if not params.integer("message_id"):
        raise bad_request("message identifier is not specified")
    message = message_of(state, params, "write", "message to delete")
    chat = state.chat(message.chat_id)
    is_recent = state.now - message.date < DELETE_SECONDS
    if isinstance(chat, Person):
        if not is_recent:
            raise bad_request("message can't be deleted for everyone")
    elif not _may_delete(state, chat, message) or not is_recent:
        raise bad_request("message can't be deleted")
    state.delete_message(message)
    return True


def _may_delete(state: State, channel: Channel, message: Message) -> bool:
    if channel.membership != "administrator" or message.is_service:
        return False
    is_own = message.author == state.bot["id"]
    return channel.can_delete or (is_own and channel.can_post)


def _addressed(state: State, params: Params) -> tuple[Chat, int, Markup]:
    """Where a new message goes, what it answers and what stands under it."""
    is_channel = isinstance(find_chat(state, params), Channel)
    markup = reply_markup(params, in_channel=is_channel, inline_only=is_channel)
    chat = chat_of(state, params, "write")
    reply_to = _reply_to(state, params, chat)
    check_sending(chat)
    return chat, reply_to, markup


def _reply_to(state: State, params: Params, chat: Chat) -> int:
    raw = params.json("reply_parameters", "reply parameters")
    if raw is None:
        wanted = params.integer("reply_to_message_id")
        optional = params.boolean("allow_sending_without_reply")
    elif isinstance(raw, Mapping):
        if raw and not isinstance(raw.get("message_id"), int):
            raise bad_request('can\'t find field "message_id"')
        wanted = raw.get("message_id", 0)
        optional = bool(raw.get("allow_sending_without_reply"))
    else:
        raise bad_request("object expected as reply parameters")
    if wanted <= 0:
        return 0
    if wanted > LAST_MESSAGE_ID or state.store.message(chat.id, wanted) is None:
        if optional:
            return 0
        raise bad_request("message to be replied not found")
    return int(wanted)


def _link_preview(params: Params) -> Json | None:
    raw = params.json("link_preview_options", "link preview options")
    if raw is None:
        return {"is_disabled": True} if params.boolean("disable_web_page_preview") else None
    if not isinstance(raw, Mapping):
        raise bad_request("object expected as link preview options")
    return {name: raw[name] for name in _PREVIEW if raw.get(name)} or None


def _send(state: State, chat: Chat, markup: Markup, **content: Any) -> Json:
    buttons, keyboard = markup
    message = state.add_message(
        chat.id, author=state.bot["id"], buttons=buttons, keyboard=keyboard, **content
    )
    return message_json(state, message)


def _edit(state: State, params: Params, message: Message, content: Json) -> Json:
    is_channel = isinstance(state.chat(message.chat_id), Channel)
    # An edit without markup removes the buttons.
    buttons, _ = reply_markup(params, in_channel=is_channel, inline_only=True)
    changed = {**content, "buttons": buttons}
    if all(getattr(message, name) == value for name, value in changed.items()):
        raise bad_request(_NOT_MODIFIED)
    return message_json(state, state.change_message(message, **changed))


async def _photo(state: State, params: Params) -> str:
    """Return the id of the picture that a call names by upload, address or file_id."""
    uploaded, named = params.file("photo"), params.text("photo")
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


def _origin(state: State, original: Message) -> Json:
    chat = state.chat(original.chat_id)
    if isinstance(chat, Channel):
        return {
            "type": "channel",
            "date": original.date,
            "chat": chat_json(chat),
            "message_id": original.message_id,
        }
    is_bots = original.author == state.bot["id"]
    sender = state.bot if is_bots else user_json(chat)
    return {"type": "user", "date": original.date, "sender_user": sender}
