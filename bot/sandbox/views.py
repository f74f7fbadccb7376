"""What the page shows, as JSON: chats, messages, the bot's menu."""

from typing import Final

from bot.sandbox.methods.profile import commands_for, own_text
from bot.sandbox.model import Channel, Chat, Json, Message, Person
from bot.sandbox.shapes import user_json
from bot.sandbox.state import State
from bot.sandbox.text import entity_json

_SNIPPET: Final = 120


def state_view(state: State, person: Person) -> Json:
    """Everything a page needs to begin, for the person who looks at it."""
    chats: list[Chat] = [*state.channels, person]
    language = person.language_code
    return {
        "me": person.id,
        "people": [
            {"id": one.id, "name": one.first_name, "language": one.language_code}
            for one in state.people
        ],
        "bot": {
            "name": own_text(state, "name", language) or state.bot["first_name"],
            "username": state.bot["username"],
            "description": own_text(state, "description", language),
        },
        "commands": commands_for(state, person),
        "chats": [chat_view(state, chat) for chat in chats],
    }


def chat_view(state: State, chat: Chat) -> Json:
    """One line of the list of chats."""
    last = state.store.messages(chat.id, limit=1)
    common: Json = {
        "id": chat.id,
        "username": chat.username,
        "last": message_view(state, last[0]) if last else None,
    }
    if isinstance(chat, Channel):
        return {**common, "kind": "channel", "title": chat.title, "membership": chat.membership}
    return {**common, "kind": "private", "blocked": chat.blocked, "started": chat.started}


def message_view(state: State, message: Message) -> Json:
    """One bubble."""
    users = {person.id: user_json(person) for person in state.people}
    entities = [one for entity in message.entities if (one := entity_json(entity, users))]
    photo = state.store.photo(message.photo) if message.photo else None
    replied = state.store.message(message.chat_id, message.reply_to) if message.reply_to else None
    return {
        "chat_id": message.chat_id,
        "id": message.message_id,
        "date": message.date,
        "author": _author(state, message),
        "edited": message.edit_date > 0,
        "text": message.text,
        "entities": entities,
        "photo": photo
        and {"url": f"photos/{photo.id}", "width": photo.width, "height": photo.height},
        "album": message.album,
        "caption_above": message.caption_above,
        "buttons": (message.buttons or {}).get("inline_keyboard", []),
        "keyboard": message.keyboard,
        "reply": replied
        and {
            "id": replied.message_id,
            "author": _author(state, replied),
            "text": replied.text[:_SNIPPET],
            "photo": bool(replied.photo),
        },
        "forwarded_from": _origin(message),
    }


def _author(state: State, message: Message) -> str:
    if message.is_service:
        return "service"
    if message.chat_id < 0:
        return "channel"
    return "bot" if message.author == state.bot["id"] else "person"


def _origin(message: Message) -> str:
    origin = message.forward_origin
    if origin is None:
        return ""
    return str(origin["chat"]["title"] if "chat" in origin else origin["sender_user"]["first_name"])
