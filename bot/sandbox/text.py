"""Text and captions as a bot sends them: parse mode or entities, then length."""

from typing import Any, Final

from bot.sandbox.entities import (
    Entity,
    EntityError,
    formatted,
    parse_html,
)
from bot.sandbox.entities.kinds import SPLITTABLE, USER_MADE
from bot.sandbox.entities.links import checked_link
from bot.sandbox.entities.markup import normal_date_format
from bot.sandbox.errors import bad_request
from bot.sandbox.model import Json
from bot.sandbox.params import Params

TEXT_LENGTH: Final = 4096
CAPTION_LENGTH: Final = 1024
"""Code points, after markup is removed and the text is trimmed."""

_RAW_BYTES: Final = 32768
_ENTITIES: Final = 100
_ARGUMENTS: Final = {
    "text_link": "url",
    "pre": "language",
    "custom_emoji": "custom_emoji_id",
    "date_time": "date_time_format",
}

Formatted = tuple[str, tuple[Entity, ...]]


def message_text(params: Params, *, too_long: str) -> Formatted:
    """Return the `text` of a message. Raises ApiError as Telegram does."""
    if not params.text("text"):
        raise bad_request("message text is empty")
    return _read(params, "text", "entities", limit=TEXT_LENGTH, too_long=too_long)


def caption(params: Params, *, too_long: str) -> Formatted:
    """Return the `caption` of a photo, possibly empty. Raises ApiError as Telegram does."""
    return _read(params, "caption", "caption_entities", limit=CAPTION_LENGTH, too_long=too_long)


def _read(params: Params, name: str, entities: str, *, limit: int, too_long: str) -> Formatted:
    raw = params.text(name)
    if len(raw.encode()) > _RAW_BYTES:
        raise bad_request("text is too long")
    try:
        plain, made = _marked(raw, params, entities)
        text, found = formatted(plain, made, may_be_empty=name == "caption")
    except EntityError as error:
        raise bad_request(str(error)) from None
    if len(text) > limit:
        raise bad_request(too_long)
    return text, tuple(_at_most_allowed(found))


def _marked(raw: str, params: Params, entities: str) -> tuple[str, list[Entity]]:
    mode = params.text("parse_mode").lower()
    if not raw or mode in ("", "none"):
        sent = params.json(entities, "entities")
        sent = sent if isinstance(sent, list) else []
        return raw, [entity for one in sent if (entity := _sent_entity(one)) is not None]
    if mode in ("markdown", "markdownv2"):
        raise bad_request("this sandbox reads parse_mode HTML only")
    if mode != "html":
        raise bad_request("unsupported parse_mode")
    try:
        return parse_html(raw)
    except EntityError as error:
        raise EntityError(f"Can't parse entities: {error}") from None


def _sent_entity(raw: Any) -> Entity | None:
    """Return an entity the bot described itself; None for those that Telegram finds anyway."""
    if not isinstance(raw, dict):
        raise bad_request("can't parse MessageEntity: expected an Object")
    kind, offset, length = raw.get("type"), raw.get("offset"), raw.get("length")
    if not isinstance(kind, str) or not isinstance(offset, int) or not isinstance(length, int):
        raise bad_request('can\'t parse MessageEntity: Field "type" must be of type String')
    if kind not in USER_MADE:
        return None
    argument, date = _argument(kind, raw), 0
    if kind == "date_time":
        date = raw.get("unix_time", 0)
        if not isinstance(date, int) or date <= 0:
            raise bad_request("invalid date specified")
        argument = normal_date_format(argument)
    if kind in ("text_link", "text_mention", "custom_emoji") and not argument:
        return None
    return Entity(type=kind, offset=offset, length=length, argument=argument, date=date)


def _argument(kind: str, raw: Json) -> str:
    if kind == "text_mention":
        user = raw.get("user")
        number = user.get("id") if isinstance(user, dict) else None
        return str(number) if isinstance(number, int) else ""
    value = raw.get(_ARGUMENTS.get(kind, ""))
    argument = str(value) if isinstance(value, (str, int)) else ""
    return checked_link(argument) if kind == "text_link" else argument


def _at_most_allowed(entities: list[Entity]) -> list[Entity]:
    """Telegram silently keeps a hundred of the sender's entities, styles last."""
    made = [entity for entity in entities if entity.type in USER_MADE]
    made.sort(key=lambda entity: entity.type in SPLITTABLE)
    dropped = made[_ENTITIES:]
    return [entity for entity in entities if entity not in dropped] if dropped else entities


def entity_json(entity: Entity, users: dict[int, Json]) -> Json | None:
    """Return the entity as the Bot API writes it; None for a mention of a stranger."""
    document: Json = {"type": entity.type, "offset": entity.offset, "length": entity.length}
    if entity.type == "text_mention":
        user = users.get(int(entity.argument))
        return None if user is None else document | {"user": user}
    if entity.type == "date_time":
        document |= {"unix_time": entity.date, "date_time_format": entity.argument}
    elif entity.argument:
        document[_ARGUMENTS[entity.type]] = entity.argument
    return document
