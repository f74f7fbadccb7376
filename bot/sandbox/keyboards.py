"""Reply markup: inline keyboards by Telegram's rules, and the other kinds as they come."""

from typing import Any, Final

from bot.sandbox.entities import clean
from bot.sandbox.entities.links import LinkError, check_link, link_user_id
from bot.sandbox.errors import bad_request
from bot.sandbox.model import Json
from bot.sandbox.params import Params

_IN_ROW: Final = 12
_IN_ALL: Final = 300
_DATA_BYTES: Final = 64
_COPY_LENGTH: Final = 256
_INLINE: Final = (
    "url",
    "callback_data",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "copy_text",
    "web_app",
    "login_url",
    "switch_inline_query_chosen_chat",
)

Markup = tuple[Json | None, Json | None]
"""An inline keyboard, or another kind of markup."""


def reply_markup(params: Params, *, in_channel: bool, inline_only: bool) -> Markup:
    """Read `reply_markup`. Raises ApiError as Telegram does."""
    raw = params.json("reply_markup", "reply keyboard markup")
    if raw is None:
        return None, None
    if not isinstance(raw, dict):
        raise bad_request("object expected as reply markup")
    if raw.get("keyboard"):
        keyboard = {**raw, "keyboard": _rows(raw["keyboard"], "keyboard", _plain_button)}
        _check_inline(inline_only)
        return None, keyboard
    if raw.get("inline_keyboard"):
        rows = _rows(raw["inline_keyboard"], "inline keyboard", _inline_button(in_channel))
        return ({"inline_keyboard": rows} if rows else None), None
    if raw.get("remove_keyboard") or raw.get("force_reply"):
        _check_inline(inline_only)
        return None, raw
    return None, None


def _check_inline(inline_only: bool) -> None:  # noqa: FBT001 - one private caller's own flag
    if inline_only:
        raise bad_request("inline keyboard expected")


def _rows(raw: Any, name: str, read: Any) -> list[list[Json]]:
    field = name.replace(" ", "_")
    if not isinstance(raw, list):
        raise bad_request(f'field "{field}" must be of type Array')
    rows: list[list[Json]] = []
    room = _IN_ALL
    for row in raw:
        if not isinstance(row, list):
            raise bad_request(f'field "{field}" must be an Array of Arrays')
        # Parsed whole before it is cut, so that a mistake in any button is reported.
        buttons = [button for one in row if (button := read(one)) is not None]
        kept = buttons[: min(_IN_ROW, room)]
        room -= len(kept)
        if kept:
            rows.append(kept)
    return rows


def _plain_button(raw: Any) -> Json | None:
    button = {"text": raw} if isinstance(raw, str) else raw
    if not isinstance(button, dict):
        raise bad_request(
            "can't parse keyboard button: KeyboardButton must be a String or an Object"
        )
    if not isinstance(button.get("text"), str):
        raise bad_request("can't parse keyboard button: Can't find field \"text\"")
    return {**button, "text": clean(button["text"])} if button["text"] else None


def _inline_button(in_channel: bool) -> Any:  # noqa: FBT001 - one private caller's own flag
    def read(raw: Any) -> Json | None:
        wrong = "can't parse inline keyboard button: "
        if not isinstance(raw, dict):
            raise bad_request(f"{wrong}InlineKeyboardButton must be an Object")
        if not isinstance(raw.get("text"), (str, int)):
            raise bad_request(f'{wrong}Can\'t find field "text"')
        kind = next((name for name in _INLINE if _is_given(raw, name)), None)
        if kind is None:
            raise bad_request(f"{wrong}Text buttons are unallowed in the inline keyboard")
        text = clean(str(raw["text"]))
        if not raw["text"]:
            return None
        if not text:
            raise bad_request("inline keyboard button text must be non-empty")
        return {"text": text, kind: _action(kind, raw[kind], in_channel=in_channel)}

    return read


def _is_given(raw: Json, name: str) -> bool:
    # An empty address or datum counts as none; an empty inline query is a real one.
    return bool(raw.get(name)) if name in ("url", "callback_data") else name in raw


def _action(kind: str, value: Any, *, in_channel: bool) -> Any:
    if kind == "url":
        return _url(str(value))
    if kind == "callback_data" and len(str(value).encode()) > _DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if kind == "copy_text":
        copied = value.get("text") if isinstance(value, dict) else None
        if not isinstance(copied, str) or not 1 <= len(copied) <= _COPY_LENGTH:
            raise bad_request("BUTTON_COPY_TEXT_INVALID")
    if kind.startswith("switch_inline_query") and in_channel:
        raise bad_request(
            f"can't use {kind} button in a channel chat, because users will not be able to use "
            "the button without knowing bot's username"
        )
    return str(value) if kind == "callback_data" else value


def _url(url: str) -> str:
    if link_user_id(url):
        return url
    try:
        return check_link(url)
    except LinkError as error:
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: {error}") from None
