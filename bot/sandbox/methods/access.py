"""Finding the chat and the message that a call names, and whether the bot may touch them."""

from typing import Literal

from bot.sandbox.errors import bad_request, forbidden
from bot.sandbox.model import Channel, Chat, Message, Person
from bot.sandbox.params import Params
from bot.sandbox.state import State

Access = Literal["read", "edit", "write"]


def chat_of(state: State, params: Params, access: Access, name: str = "chat_id") -> Chat:
    """Return the chat of a call. Raises ApiError as Telegram does."""
    chat = find_chat(state, params, name)
    if isinstance(chat, Channel):
        _check_channel(chat, access)
    elif access != "read" and chat.deactivated:
        raise forbidden("user is deactivated")
    return chat


def find_chat(state: State, params: Params, name: str = "chat_id") -> Chat:
    """Return the chat, whatever the bot may do there. Raises ApiError when there is none."""
    wanted = params.text(name).strip()
    if not wanted:
        raise bad_request(f"{name} is empty")
    if wanted.startswith("@"):
        channel = state.channel_named(wanted)
        if channel is None:
            raise bad_request("chat not found")
        return channel
    chat = state.chat(params.integer(name))
    if isinstance(chat, Person) and not chat.started:
        # A bot knows nobody who has not written to it.
        raise bad_request("chat not found")
    return chat


def _check_channel(channel: Channel, access: Access) -> None:
    if channel.membership == "kicked":
        raise forbidden("bot was kicked from the channel chat")
    if channel.membership == "left" and access != "read":
        raise forbidden("bot is not a member of the channel chat")


def check_sending(chat: Chat) -> None:
    """Raise ApiError unless the bot may send something new there."""
    if isinstance(chat, Channel):
        if chat.membership != "administrator" or not chat.can_post:
            raise bad_request("need administrator rights in the channel chat")
    elif chat.blocked:
        raise forbidden("bot was blocked by the user")


def message_of(
    state: State, params: Params, access: Access, what: str, chat_name: str = "chat_id"
) -> Message:
    """Return the message of a call. Raises ApiError `… not found` with `what` in it."""
    if not params.text(chat_name) and not params.integer("message_id"):
        raise bad_request("message identifier is not specified")
    chat = chat_of(state, params, access, chat_name)
    can_see = isinstance(chat, Person) or chat.membership != "left"
    message = state.store.message(chat.id, params.integer("message_id")) if can_see else None
    if message is None:
        raise bad_request(f"{what} not found")
    return message


def check_editing(state: State, message: Message) -> None:
    """Raise ApiError unless the bot may edit this message."""
    chat = state.chat(message.chat_id)
    is_own = message.author == state.bot["id"]
    if isinstance(chat, Channel):
        is_admin = chat.membership == "administrator"
        may = is_admin and ((is_own and chat.can_post) or chat.can_edit)
    else:
        may = is_own
    if not may or message.is_service or message.forward_origin or message.keyboard:
        raise bad_request("message can't be edited")
