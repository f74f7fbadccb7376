"""Chats, their members, and what passes in them without a message."""

from dataclasses import replace
from typing import Final

from bot.sandbox.errors import bad_request, forbidden
from bot.sandbox.methods.access import chat_of, check_sending
from bot.sandbox.model import Channel, Json, Person
from bot.sandbox.params import Params
from bot.sandbox.shapes import chat_json, member_json, owner_json
from bot.sandbox.state import State

CALLBACK_SECONDS: Final = 60
"""How long a pressed button waits. Telegram publishes no number; this one is ours."""

_ANSWER_LENGTH: Final = 200
_ACTIONS: Final = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)


def answer_callback_query(state: State, params: Params) -> bool:
    """https://core.telegram.org/bots/api#answercallbackquery."""
    callback = state.store.callback(params.text("callback_query_id"))
    is_open = callback is not None and callback.answer is None
    if callback is None or not is_open or state.clock() - callback.date > CALLBACK_SECONDS:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    if len(params.text("text")) > _ANSWER_LENGTH:
        raise bad_request("MESSAGE_TOO_LONG")
    answer = {
        "text": params.text("text"),
        "show_alert": params.boolean("show_alert"),
        "url": params.text("url"),
    }
    state.store.put_callback(replace(callback, answer=answer))
    state.events.publish("answer", callback_id=callback.id, answer=answer)
    return True


def send_chat_action(state: State, params: Params) -> bool:
    """https://core.telegram.org/bots/api#sendchataction."""
    if params.text("action") not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = chat_of(state, params, "write")
    check_sending(chat)
    state.events.publish("action", chat_id=chat.id, action=params.text("action"))
    return True


def get_chat(state: State, params: Params) -> Json:
    """https://core.telegram.org/bots/api#getchat."""
    chat = chat_of(state, params, "read")
    full = {
        **chat_json(chat),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(
            (
                "unlimited_gifts",
                "limited_gifts",
                "unique_gifts",
                "premium_subscription",
                "gifts_from_channels",
            ),
            False,
        ),
    }
    if isinstance(chat, Channel):
        full |= {"active_usernames": [chat.username], "available_reactions": []}
    return full


def get_chat_member(state: State, params: Params) -> Json:
    """https://core.telegram.org/bots/api#getchatmember."""
    user_id = params.integer("user_id")
    if user_id <= 0:
        raise bad_request("invalid user_id specified")
    chat = chat_of(state, params, "read")
    if user_id != state.bot["id"]:
        _check_member_access(chat)
    return member_json(state, chat, user_id)


def get_chat_administrators(state: State, params: Params) -> list[Json]:
    """https://core.telegram.org/bots/api#getchatadministrators."""
    chat = chat_of(state, params, "read")
    if isinstance(chat, Person):
        raise bad_request("there are no administrators in the private chat")
    _check_member_access(chat)
    members = [owner_json()]
    if chat.membership == "administrator":
        members.append(member_json(state, chat, state.bot["id"]))
    return members


def get_chat_member_count(state: State, params: Params) -> int:
    """https://core.telegram.org/bots/api#getchatmembercount: the readers see every channel."""
    chat = chat_of(state, params, "read")
    return 2 if isinstance(chat, Person) else len(state.people) + 2


def _check_member_access(chat: Channel | Person) -> None:
    if isinstance(chat, Channel) and chat.membership == "left":
        raise forbidden("bot is not a member of the channel chat")
    if isinstance(chat, Channel) and chat.membership == "member":
        raise bad_request("member list is inaccessible")
