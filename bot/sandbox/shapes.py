"""People, chats and messages in the shapes of the Bot API (https://core.telegram.org/bots/api)."""

from bot.sandbox.model import Channel, Chat, Json, Message, Person
from bot.sandbox.photos import sizes
from bot.sandbox.state import State
from bot.sandbox.text import entity_json


def user_json(person: Person) -> Json:
    """User."""
    return {
        "id": person.id,
        "is_bot": False,
        "first_name": person.first_name,
        "username": person.username,
        "language_code": person.language_code,
    }


def chat_json(chat: Chat) -> Json:
    """Chat."""
    if isinstance(chat, Channel):
        return {"id": chat.id, "type": "channel", "title": chat.title, "username": chat.username}
    return {
        "id": chat.id,
        "type": "private",
        "first_name": chat.first_name,
        "username": chat.username,
    }


def message_json(state: State, message: Message) -> Json:
    """Message, with the message it replies to (but not what that one replied to)."""
    document = _single(state, message)
    replied = state.store.message(message.chat_id, message.reply_to) if message.reply_to else None
    if replied is not None:
        document["reply_to_message"] = _single(state, replied)
    return document


def _single(state: State, message: Message) -> Json:
    chat = state.chat(message.chat_id)
    document: Json = {
        "message_id": message.message_id,
        "date": message.date,
        "chat": chat_json(chat),
        **_sender(state, message, chat),
        **_content(state, message),
    }
    if message.edit_date:
        document["edit_date"] = message.edit_date
    if message.forward_origin:
        document["forward_origin"] = message.forward_origin
    if message.buttons:
        document["reply_markup"] = message.buttons
    return document


def _sender(state: State, message: Message, chat: Chat) -> Json:
    if isinstance(chat, Channel):
        return {"sender_chat": chat_json(chat)}
    return {"from": state.bot if message.author == state.bot["id"] else user_json(chat)}


def _content(state: State, message: Message) -> Json:
    if message.is_service:
        return {"channel_chat_created": True}
    users = {person.id: user_json(person) for person in state.people}
    entities = [one for entity in message.entities if (one := entity_json(entity, users))]
    photo = state.store.photo(message.photo) if message.photo else None
    if photo is None:
        document: Json = {"text": message.text}
        if entities:
            document["entities"] = entities
        if message.link_preview:
            document["link_preview_options"] = message.link_preview
        return document
    document = {"photo": sizes(photo)}
    if message.album:
        document["media_group_id"] = message.album
    if message.text:
        document["caption"] = message.text
    if entities:
        document["caption_entities"] = entities
    if message.caption_above:
        document["show_caption_above_media"] = True
    return document


def member_json(state: State, chat: Chat, user_id: int) -> Json:
    """ChatMember of the bot or of a person in a chat."""
    is_bot = user_id == state.bot["id"]
    user = state.bot if is_bot else user_json(state.person(user_id))
    if isinstance(chat, Person):
        status = "kicked" if is_bot and chat.blocked else "member"
    else:
        status = chat.membership if is_bot else "left"
    document: Json = {"status": status, "user": user}
    if status == "kicked":
        document["until_date"] = 0
    if status == "administrator" and isinstance(chat, Channel):
        document |= _rights(chat)
    return document


def owner_json() -> Json:
    """ChatMember of the person who opened the channels: nobody who writes to the bot."""
    owner = {"id": 700000099, "is_bot": False, "first_name": "المحرّر", "username": "sandbox_editor"}
    return {"status": "creator", "user": owner, "is_anonymous": False}


def _rights(channel: Channel) -> Json:
    granted = {
        "can_manage_chat": True,
        "can_post_messages": channel.can_post,
        "can_edit_messages": channel.can_edit,
        "can_delete_messages": channel.can_delete,
    }
    denied = (
        "can_be_edited",
        "is_anonymous",
        "can_manage_video_chats",
        "can_restrict_members",
        "can_promote_members",
        "can_change_info",
        "can_invite_users",
        "can_post_stories",
        "can_edit_stories",
        "can_delete_stories",
        "can_manage_direct_messages",
    )
    return dict.fromkeys(denied, False) | granted
