"""Putting a message where a call wants it, new or in the place of an old one."""

from collections.abc import Mapping
from typing import Any, Final

from bot.sandbox.errors import bad_request
from bot.sandbox.keyboards import Markup, reply_markup
from bot.sandbox.methods.access import chat_of, check_sending, find_chat
from bot.sandbox.model import Channel, Chat, Json, Message
from bot.sandbox.params import Params
from bot.sandbox.shapes import message_json
from bot.sandbox.state import State

LAST_MESSAGE_ID: Final = 2**31 - 1
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


def addressed(state: State, params: Params) -> tuple[Chat, int, Markup]:
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


def link_preview(params: Params) -> Json | None:
    """Return `link_preview_options` as Telegram keeps them; None where nothing was asked for."""
    raw = params.json("link_preview_options", "link preview options")
    if raw is None:
        return {"is_disabled": True} if params.boolean("disable_web_page_preview") else None
    if not isinstance(raw, Mapping):
        raise bad_request("object expected as link preview options")
    return {name: raw[name] for name in _PREVIEW if raw.get(name)} or None


def send(state: State, chat: Chat, markup: Markup, **content: Any) -> Json:
    """Store a new message of the bot; return it as the Bot API writes it."""
    buttons, keyboard = markup
    message = state.add_message(
        chat.id, author=state.bot["id"], buttons=buttons, keyboard=keyboard, **content
    )
    return message_json(state, message)


def edit(state: State, params: Params, message: Message, content: Json) -> Json:
    """Put `content` and the keyboard of the call into a message.

    Raises ApiError where that changes nothing.
    """
    is_channel = isinstance(state.chat(message.chat_id), Channel)
    # An edit without markup removes the buttons.
    buttons, _ = reply_markup(params, in_channel=is_channel, inline_only=True)
    changed = {**content, "buttons": buttons}
    if all(getattr(message, name) == value for name, value in changed.items()):
        raise bad_request(_NOT_MODIFIED)
    return message_json(state, state.change_message(message, **changed))
