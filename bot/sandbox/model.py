"""The things that exist here: people, channels, messages, photos."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from bot.sandbox.entities import Entity

Json = dict[str, Any]
"""A JSON object as the Bot API or the page sees it."""

Membership = Literal["administrator", "member", "left", "kicked"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxChannel:
    """A channel to open; the bot is an administrator in it. `username` is without the @."""

    username: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who may talk with the bot. The private chat has the person's id."""

    id: int
    first_name: str
    username: str
    language_code: str
    started: bool = False
    blocked: bool = False
    deactivated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A public channel, what the bot is in it and what it may do there."""

    id: int
    username: str
    title: str
    membership: Membership = "administrator"
    can_post: bool = True
    can_edit: bool = False
    can_delete: bool = True
    last_message_id: int = 0


Chat = Person | Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message. `text` is the caption where there is a `photo`.

    `author` is the id of a person or of the bot; 0 is the (human) owner of a channel.
    Dates are unix seconds; `edit_date` is 0 until the first edit. `buttons` is an inline
    keyboard and `keyboard` any other reply markup, both as the Bot API writes them. Messages of
    one `album` (Telegram's media_group_id) belong together.
    """

    chat_id: int
    message_id: int
    date: int
    author: int
    text: str = ""
    entities: tuple[Entity, ...] = ()
    photo: str = ""
    buttons: Json | None = None
    keyboard: Json | None = None
    reply_to: int = 0
    forward_origin: Json | None = None
    link_preview: Json | None = None
    caption_above: bool = False
    album: str = ""
    is_service: bool = False
    edit_date: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """A stored picture. `id` is Telegram's file_unique_id."""

    id: str
    content: bytes
    media_type: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Callback:
    """A pressed button that waits for the bot's answer, or has it."""

    id: str
    person_id: int
    date: float
    answer: Json | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiCall:
    """One call of the Bot API, for the log: what was asked, what came of it."""

    at: float
    method: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    code: int = 200
    outcome: str = ""


def message_from(document: Json) -> Message:
    """Return the message that `dataclasses.asdict` wrote."""
    entities = tuple(Entity(**entity) for entity in document["entities"])
    return Message(**{**document, "entities": entities})


def chat_from(document: Json) -> Chat:
    """Return the person or channel that `chat_document` wrote."""
    kind, fields = document["kind"], document["fields"]
    return Person(**fields) if kind == "person" else Channel(**fields)


def chat_document(chat: Chat) -> Json:
    """Return the chat as JSON, to be kept."""
    return {"kind": "person" if isinstance(chat, Person) else "channel", "fields": asdict(chat)}
