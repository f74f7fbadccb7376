"""The state of this Telegram and the changes it allows: people, channels, messages, updates.

Knows numbers, dates and who sees what; the Bot API's checks and words are in `methods`.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final

from bot.sandbox.errors import bad_request
from bot.sandbox.events import Events
from bot.sandbox.model import Channel, Chat, Json, Message, Person, SandboxChannel
from bot.sandbox.store import Store
from bot.sandbox.updates import Updates

READERS: Final = (
    Person(id=700000001, first_name="قارئة", username="arabic_reader", language_code="ar"),
    Person(id=700000002, first_name="Reader", username="english_reader", language_code="en"),
)
"""The two people who are there from the start."""

_FIRST_CHANNEL: Final = -1002000000000
_FALLBACK_BOT_ID: Final = 7000000


class State:
    """Everything that lasts, and the moments at which it changes."""

    def __init__(  # noqa: PLR0913 - what a Telegram for one bot consists of
        self,
        store: Store,
        *,
        token: str,
        bot_name: str,
        bot_username: str,
        channels: Sequence[SandboxChannel],
        clock: Callable[[], float] = time.time,
    ) -> None:
        number = token.partition(":")[0]
        self.store = store
        self.clock = clock
        self.events = Events()
        self.bot: Json = {
            "id": int(number) if number.isascii() and number.isdigit() else _FALLBACK_BOT_ID,
            "is_bot": True,
            "first_name": bot_name,
            "username": bot_username,
        }
        self.updates = Updates(store, clock)
        with store.transaction():
            for person in READERS:
                if store.chat(person.id) is None:
                    store.put_chat(person)
            for channel in channels:
                self.open_channel(channel)

    @property
    def now(self) -> int:
        """Unix seconds."""
        return int(self.clock())

    @property
    def people(self) -> list[Person]:
        """All people, the two readers first."""
        return [chat for chat in self.store.chats() if isinstance(chat, Person)]

    @property
    def channels(self) -> list[Channel]:
        """All channels, in the order in which they were opened."""
        found = [chat for chat in self.store.chats() if isinstance(chat, Channel)]
        return sorted(found, key=lambda channel: -channel.id)

    def chat(self, chat_id: int) -> Chat:
        """Return the chat with that id. Raises ApiError `chat not found`."""
        found = self.store.chat(chat_id)
        if found is None:
            raise bad_request("chat not found")
        return found

    def person(self, person_id: int) -> Person:
        """Return the person with that id. Raises ApiError `user not found`."""
        found = self.store.chat(person_id)
        if not isinstance(found, Person):
            raise bad_request("user not found")
        return found

    def channel_named(self, username: str) -> Channel | None:
        """Return the channel with that name; case does not matter."""
        wanted = username.removeprefix("@").lower()
        return next((one for one in self.channels if one.username.lower() == wanted), None)

    def open_channel(self, wanted: SandboxChannel) -> Channel:
        """Create the channel, or give an existing one its new title."""
        found = self.channel_named(wanted.username)
        if found is not None:
            found = replace(found, title=wanted.title)
            self.store.put_chat(found)
            return found
        number = self.store.count_up("channels", 0)
        channel = Channel(id=_FIRST_CHANNEL - number, username=wanted.username, title=wanted.title)
        self.store.put_chat(channel)
        self.add_message(channel.id, author=0, is_service=True)
        return channel

    def add_message(self, chat_id: int, *, author: int, **fields: Any) -> Message:
        """Store a new message under the next number of its chat, and show it."""
        with self.store.transaction():
            message = Message(
                chat_id=chat_id,
                message_id=self._next_message_id(chat_id),
                date=self.now,
                author=author,
                **fields,
            )
            self.store.put_message(message)
        self.events.publish("message", message=message)
        return message

    def _next_message_id(self, chat_id: int) -> int:
        chat = self.chat(chat_id)
        if isinstance(chat, Person):
            # Private chats share one counter, as they do in a bot's account.
            return self.store.count_up("private_messages", 0)
        number = chat.last_message_id + 1
        self.store.put_chat(replace(chat, last_message_id=number))
        return number

    def change_message(self, message: Message, **fields: Any) -> Message:
        """Store an edited message, and show it."""
        edited = replace(message, edit_date=self.now, **fields)
        self.store.put_message(edited)
        self.events.publish("message", message=edited)
        return edited

    def delete_message(self, message: Message) -> None:
        """Remove a message for everybody."""
        self.store.drop_message(message.chat_id, message.message_id)
        self.events.publish("deleted", chat_id=message.chat_id, message_id=message.message_id)

    def change_chat(self, chat: Chat) -> None:
        """Store a changed chat, and show it."""
        self.store.put_chat(chat)
        self.events.publish("chats")
