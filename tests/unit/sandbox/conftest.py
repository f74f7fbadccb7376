import json
from collections.abc import Callable
from typing import Any

import pytest
import tdjson

from bot.sandbox.entities import Entity

Tdlib = Callable[[dict[str, Any]], dict[str, Any]]

TYPES = {
    "Bold": "bold",
    "Italic": "italic",
    "Underline": "underline",
    "Strikethrough": "strikethrough",
    "Spoiler": "spoiler",
    "Code": "code",
    "Pre": "pre",
    "PreCode": "pre",
    "TextUrl": "text_link",
    "MentionName": "text_mention",
    "CustomEmoji": "custom_emoji",
    "BlockQuote": "blockquote",
    "ExpandableBlockQuote": "expandable_blockquote",
    "DateTime": "date_time",
    "Mention": "mention",
    "Hashtag": "hashtag",
    "Cashtag": "cashtag",
    "BotCommand": "bot_command",
    "Url": "url",
    "EmailAddress": "email",
    "MediaTimestamp": "media_timestamp",
    "BankCardNumber": "bank_card_number",
}


def _date_format(formatting: dict[str, Any] | None) -> str:
    if formatting is None:
        return ""
    if formatting["@type"] == "dateTimeFormattingTypeRelative":
        return "r"
    marks = {"None": "", "Short": "d", "Long": "D"}
    day = marks[formatting["date_precision"]["@type"].removeprefix("dateTimePartPrecision")]
    marks = {"None": "", "Short": "t", "Long": "T"}
    clock = marks[formatting["time_precision"]["@type"].removeprefix("dateTimePartPrecision")]
    return ("w" if formatting["show_day_of_week"] else "") + day + clock


def _entity(raw: dict[str, Any]) -> Entity:
    kind = raw["type"]
    name = TYPES[kind["@type"].removeprefix("textEntityType")]
    argument = (
        kind.get("url")
        or kind.get("language")
        or kind.get("user_id")
        or kind.get("custom_emoji_id")
        or _date_format(kind.get("formatting_type"))
    )
    return Entity(
        type=name,
        offset=raw["offset"],
        length=raw["length"],
        argument=str(argument or ""),
        date=kind.get("unix_time", 0),
    )


class Telegram:
    """Telegram's own text rules, by its own library; offline."""

    def __init__(self) -> None:
        self._execute({"@type": "setLogVerbosityLevel", "new_verbosity_level": 0})

    def _execute(self, request: dict[str, Any]) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(tdjson.td_execute(json.dumps(request).encode()))
        return answer

    def parse_html(self, text: str) -> tuple[str, list[Entity]] | str:
        """Plain text and entities, or the text of the error."""
        mode = {"@type": "textParseModeHTML"}
        answer = self._execute({"@type": "parseTextEntities", "text": text, "parse_mode": mode})
        if answer["@type"] == "error":
            return str(answer["message"])
        return answer["text"], [_entity(one) for one in answer["entities"]]

    def find(self, text: str) -> list[Entity]:
        """Return the entities that Telegram finds by itself."""
        answer = self._execute({"@type": "getTextEntities", "text": text})
        return [_entity(one) for one in answer["entities"]]

    def arrange(self, text: str, entities: list[Entity]) -> tuple[str, list[Entity]] | str:
        """Return cleaning and nesting, untrimmed. The text must hold no Markdown marks."""
        names = {kind: name for name, kind in TYPES.items() if name != "PreCode"}
        sent = [
            {
                "@type": "textEntity",
                "offset": one.offset,
                "length": one.length,
                "type": {"@type": f"textEntityType{names[one.type]}", "url": one.argument},
            }
            for one in entities
        ]
        content = {"@type": "formattedText", "text": text, "entities": sent}
        answer = self._execute({"@type": "parseMarkdown", "text": content})
        if answer["@type"] == "error":
            return str(answer["message"])
        return answer["text"], [_entity(one) for one in answer["entities"]]


@pytest.fixture(scope="session")
def telegram() -> Telegram:
    """Load TDLib once."""
    return Telegram()
