"""The methods of the Bot API that exist here, by name in lower case."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from bot.sandbox.methods import chats, messages, moving, pictures, polling, profile
from bot.sandbox.params import Params
from bot.sandbox.state import State

Method = Callable[[State, Params], Any | Awaitable[Any]]
"""Answers with the result, or raises ApiError."""

METHODS: Final[Mapping[str, Method]] = {
    "getme": profile.get_me,
    "getupdates": polling.get_updates,
    "setwebhook": polling.set_webhook,
    "deletewebhook": polling.delete_webhook,
    "getwebhookinfo": polling.get_webhook_info,
    "sendmessage": messages.send_message,
    "sendphoto": pictures.send_photo,
    "sendmediagroup": pictures.send_media_group,
    "forwardmessage": moving.forward_message,
    "copymessage": moving.copy_message,
    "editmessagetext": messages.edit_message_text,
    "editmessagecaption": messages.edit_message_caption,
    "editmessagemedia": pictures.edit_message_media,
    "editmessagereplymarkup": messages.edit_message_reply_markup,
    "stopmessagelivelocation": messages.stop_message_live_location,
    "deletemessage": moving.delete_message,
    "deletemessages": moving.delete_messages,
    "answercallbackquery": chats.answer_callback_query,
    "sendchataction": chats.send_chat_action,
    "getchat": chats.get_chat,
    "getchatmember": chats.get_chat_member,
    "getchatadministrators": chats.get_chat_administrators,
    "getchatmembercount": chats.get_chat_member_count,
    "setmycommands": profile.set_my_commands,
    "getmycommands": profile.get_my_commands,
    "deletemycommands": profile.delete_my_commands,
    "setmyname": profile.set_my_name,
    "getmyname": profile.get_my_name,
    "setmydescription": profile.set_my_description,
    "getmydescription": profile.get_my_description,
    "setmyshortdescription": profile.set_my_short_description,
    "getmyshortdescription": profile.get_my_short_description,
}

PACED: Final = frozenset(
    {
        "sendmessage",
        "sendphoto",
        "sendmediagroup",
        "forwardmessage",
        "copymessage",
        "editmessagetext",
        "editmessagecaption",
        "editmessagemedia",
        "editmessagereplymarkup",
    }
)
"""What counts against the rate of a chat."""
