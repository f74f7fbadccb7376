"""Forwarding, copying and deleting messages."""

from typing import Any, Final

from bot.sandbox.errors import bad_request
from bot.sandbox.methods.access import chat_of, check_sending, message_of
from bot.sandbox.methods.putting import LAST_MESSAGE_ID, addressed, send
from bot.sandbox.model import Channel, Json, Message, Person
from bot.sandbox.params import Params
from bot.sandbox.shapes import chat_json, user_json
from bot.sandbox.state import State
from bot.sandbox.text import caption

DELETE_SECONDS: Final = 48 * 60 * 60
_MOST_DELETED: Final = 100


def forward_message(state: State, params: Params) -> Json:
    """https://core.telegram.org/bots/api#forwardmessage."""
    original = message_of(state, params, "read", "message to forward", "from_chat_id")
    chat = chat_of(state, params, "write")
    check_sending(chat)
    if original.is_service:
        raise bad_request("message can't be forwarded")
    return send(
        state,
        chat,
        (None, None),
        text=original.text,
        entities=original.entities,
        photo=original.photo,
        caption_above=original.caption_above,
        link_preview=original.link_preview,
        forward_origin=original.forward_origin or _origin(state, original),
    )


def copy_message(state: State, params: Params) -> Json:
    """https://core.telegram.org/bots/api#copymessage.

    Like a forward without its origin; the caption of a picture can be another. Answers with the
    number alone.
    """
    original = message_of(state, params, "read", "message to copy", "from_chat_id")
    chat, reply_to, markup = addressed(state, params)
    if original.is_service:
        raise bad_request("message can't be copied")
    text, entities, above = original.text, original.entities, original.caption_above
    if original.photo and "caption" in params.values:
        text, entities = caption(params, too_long="message caption is too long")
        above = params.boolean("show_caption_above_media")
    made = send(
        state,
        chat,
        markup,
        text=text,
        entities=entities,
        photo=original.photo,
        caption_above=above,
        link_preview=original.link_preview,
        reply_to=reply_to,
    )
    return {"message_id": made["message_id"]}


def delete_message(state: State, params: Params) -> bool:
    """https://core.telegram.org/bots/api#deletemessage."""
    if not params.text("chat_id"):
        raise bad_request("chat identifier is not specified")
    if not params.integer("message_id"):
        raise bad_request("message identifier is not specified")
    message = message_of(state, params, "write", "message to delete")
    _check_deleting(state, message)
    state.delete_message(message)
    return True


def delete_messages(state: State, params: Params) -> bool:
    """https://core.telegram.org/bots/api#deletemessages.

    What is not there is passed over; where one may not be deleted, none is.
    """
    if not params.text("chat_id"):
        raise bad_request("chat identifier is not specified")
    numbers = _numbers(params)
    chat = chat_of(state, params, "write")
    found = [one for number in numbers if (one := state.store.message(chat.id, number))]
    for message in found:
        _check_deleting(state, message)
    with state.store.transaction():
        for message in found:
            state.delete_message(message)
    return True


def _numbers(params: Params) -> list[int]:
    if not params.text("message_ids"):
        raise bad_request("message identifiers are not specified")
    raw = params.json("message_ids", "message identifiers")
    if not isinstance(raw, list):
        raise bad_request("expected an Array of message identifiers")
    if len(raw) > _MOST_DELETED:
        raise bad_request("too many message identifiers specified")
    if not raw:
        raise bad_request("message identifiers are not specified")
    return [_number(one) for one in raw]


def _number(raw: Any) -> int:
    if not isinstance(raw, int | str) or isinstance(raw, bool):
        raise bad_request("message identifier must be a Number")
    if not str(raw).isascii() or not str(raw).isdigit() or int(raw) > LAST_MESSAGE_ID:
        raise bad_request("invalid message identifier specified")
    return int(raw)


def _check_deleting(state: State, message: Message) -> None:
    """Raise ApiError unless the bot may delete this message, and still can."""
    chat = state.chat(message.chat_id)
    is_recent = state.now - message.date < DELETE_SECONDS
    if isinstance(chat, Person):
        if not is_recent:
            raise bad_request("message can't be deleted for everyone")
    elif not _may_delete(state, chat, message) or not is_recent:
        raise bad_request("message can't be deleted")


def _may_delete(state: State, channel: Channel, message: Message) -> bool:
    if channel.membership != "administrator" or message.is_service:
        return False
    is_own = message.author == state.bot["id"]
    return channel.can_delete or (is_own and channel.can_post)


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
