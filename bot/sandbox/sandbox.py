"""A Telegram of our own: the object that tests and the demo hold.

Builds the parts, speaks for people (they say things and press buttons), injects faults,
reads back. The Bot API is in `api`, the page in `page`.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from starlette.applications import Starlette

from bot.sandbox.api import BotApi
from bot.sandbox.entities import NON_EMPTY, formatted
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.model import (
    ApiCall,
    Callback,
    Channel,
    Chat,
    Json,
    Membership,
    Message,
    Person,
    SandboxChannel,
)
from bot.sandbox.page import application
from bot.sandbox.rates import Pacer, Rates
from bot.sandbox.shapes import chat_json, member_json, message_json, user_json
from bot.sandbox.state import READERS, State
from bot.sandbox.store import Store
from bot.sandbox.text import TEXT_LENGTH

Button = str | tuple[int, int]
"""A button by its text or callback_data, or by row and column from 0."""


class Sandbox:
    """The state, and everything that can be done to it. Use from one event loop."""

    def __init__(  # noqa: PLR0913 - what a Telegram for one bot consists of
        self,
        path: Path | None,
        *,
        token: str,
        bot_name: str,
        bot_username: str,
        channels: Sequence[SandboxChannel],
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`path` is the SQLite file that keeps everything; None keeps it in memory.

        Channels given again are matched by username. `clock` gives unix seconds.
        """
        self.token = token
        self.state = State(
            Store(path),
            token=token,
            bot_name=bot_name,
            bot_username=bot_username,
            channels=channels,
            clock=clock,
        )
        self.faults = Faults(lambda: self.state.events.publish("faults"))
        self._pacer = Pacer(clock)
        self._api = BotApi(self.state, token=token, faults=self.faults, pacer=self._pacer)

    def asgi(self) -> Starlette:
        """Return the application, to be mounted at any prefix: page, control and Bot API."""
        return application(self, self._api)

    def stop(self) -> None:
        """End open streams and polls, so that the server around can shut down."""
        self.state.events.close()
        self.state.updates.close()

    def close(self) -> None:
        """Stop, and let the file go."""
        self.stop()
        self.state.store.close()

    @property
    def arabic_reader(self) -> Person:
        """The person whose language is Arabic."""
        return self.state.person(READERS[0].id)

    @property
    def english_reader(self) -> Person:
        """The person whose language is English."""
        return self.state.person(READERS[1].id)

    @property
    def calls(self) -> tuple[ApiCall, ...]:
        """The last calls of the Bot API, polls that went well left out."""
        return tuple(self._api.calls)

    @property
    def rates(self) -> Rates | None:
        """The rates in force; None (no limits) unless set."""
        return self._pacer.rates

    @rates.setter
    def rates(self, rates: Rates | None) -> None:
        self._pacer.rates = rates

    def inject(self, fault: Fault) -> None:
        """Let something go wrong."""
        self.faults.add(fault)

    def chat(self, name: int | str) -> Chat:
        """Return a chat by id or @username. Raises LookupError."""
        found: Chat | None
        if isinstance(name, int):
            found = self.state.store.chat(name)
        else:
            found = self.state.channel_named(name)
        if found is None:
            raise LookupError(f"the sandbox has no chat {name!r}")
        return found

    def messages(self, name: int | str) -> list[Message]:
        """Everything in a chat, oldest first, the note that opens a channel included."""
        return self.state.store.messages(self.chat(name).id)

    def message_json(self, message: Message) -> Json:
        """Return the message as the Bot API would write it."""
        return message_json(self.state, message)

    def add_person(self, person: Person) -> None:
        """Somebody new, who has not written to the bot yet."""
        self.state.change_chat(person)

    def say(self, person: Person, text: str, *, reply_to: int = 0) -> Message:
        """Write to the bot as a person; this opens the chat, and unblocks a blocked bot."""
        kept, entities = formatted(text, [], may_be_empty=True)
        if not kept:
            raise ValueError(f"nobody can send an empty message ({NON_EMPTY})")
        if len(kept) > TEXT_LENGTH:
            raise ValueError(f"a message holds {TEXT_LENGTH} characters, not {len(kept)}")
        current = self.state.person(person.id)
        with self.state.store.transaction():
            if current.blocked:
                self.set_blocked(current, blocked=False)
            if not current.started:
                self.state.change_chat(replace(self.state.person(person.id), started=True))
            message = self.state.add_message(
                person.id,
                author=person.id,
                text=kept,
                entities=tuple(entities),
                reply_to=reply_to,
            )
            self.state.updates.add("message", message_json(self.state, message))
        return message

    def post(self, channel: int | str, text: str) -> Message:
        """Post as the owner of a channel; the bot sees a channel_post."""
        kept, entities = formatted(text, [], may_be_empty=False)
        chat = self.chat(channel)
        message = self.state.add_message(chat.id, author=0, text=kept, entities=tuple(entities))
        if isinstance(chat, Channel) and chat.membership == "administrator":
            self.state.updates.add("channel_post", message_json(self.state, message))
        return message

    def press(
        self, person: Person, message_id: int, button: Button, *, chat: int | str | None = None
    ) -> str:
        """Press a callback button as a person; return the id of the query.

        `chat` is the person's own unless given. Raises LookupError if there is no such button.
        """
        chat_id = person.id if chat is None else self.chat(chat).id
        message = self.state.store.message(chat_id, message_id)
        found = None if message is None else _find_button(message, button)
        if message is None or found is None or "callback_data" not in found:
            raise LookupError(f"message {message_id} has no button {button!r} to press")
        number = self.state.store.count_up("callbacks", 4_000_000_000_000_000_000)
        callback = Callback(id=str(number), person_id=person.id, date=self.state.clock())
        with self.state.store.transaction():
            self.state.store.put_callback(callback)
            self.state.updates.add(
                "callback_query",
                {
                    "id": callback.id,
                    "from": user_json(self.state.person(person.id)),
                    "message": message_json(self.state, message),
                    "chat_instance": str(chat_id),
                    "data": found["callback_data"],
                },
            )
        return callback.id

    def answer(self, callback_id: str) -> Json | None:
        """Return the answer to a pressed button (text, show_alert, url), None until it comes."""
        callback = self.state.store.callback(callback_id)
        return callback.answer if callback else None

    def set_blocked(self, person: Person, *, blocked: bool) -> None:
        """Block the bot as a person, or take it back; the bot gets my_chat_member."""
        current = self.state.person(person.id)
        changed = replace(current, blocked=blocked)
        self._change_membership(current, changed, by=current)

    def set_channel(
        self,
        channel: int | str,
        *,
        membership: Membership | None = None,
        can_post: bool | None = None,
        can_edit: bool | None = None,
        can_delete: bool | None = None,
    ) -> None:
        """Set what the bot is in a channel, and can_post, can_edit, can_delete."""
        current = self.chat(channel)
        if not isinstance(current, Channel):
            raise LookupError(f"the sandbox has no channel {channel!r}")  # noqa: TRY004 - a wrong name
        changed = replace(
            current,
            membership=membership or current.membership,
            can_post=current.can_post if can_post is None else can_post,
            can_edit=current.can_edit if can_edit is None else can_edit,
            can_delete=current.can_delete if can_delete is None else can_delete,
        )
        self._change_membership(current, changed, by=self.arabic_reader)

    def _change_membership(self, old: Chat, new: Chat, *, by: Person) -> None:
        if old == new:
            return
        bot_id = self.state.bot["id"]
        with self.state.store.transaction():
            self.state.change_chat(new)
            self.state.updates.add(
                "my_chat_member",
                {
                    "chat": chat_json(new),
                    "from": user_json(by),
                    "date": self.state.now,
                    "old_chat_member": member_json(self.state, old, bot_id),
                    "new_chat_member": member_json(self.state, new, bot_id),
                },
            )


def _find_button(message: Message, wanted: Button) -> Json | None:
    rows = (message.buttons or {}).get("inline_keyboard", [])
    if isinstance(wanted, tuple):
        row, column = wanted
        if 0 <= row < len(rows) and 0 <= column < len(rows[row]):
            return dict(rows[row][column])
        return None
    for button in (one for row in rows for one in row):
        if wanted in (button["text"], button.get("callback_data")):
            return dict(button)
    return None
