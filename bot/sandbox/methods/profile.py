"""The bot itself: who it is, its commands, its name and descriptions per language."""

import re
from typing import Any, Final

from bot.sandbox.entities import clean
from bot.sandbox.errors import bad_request
from bot.sandbox.methods.access import find_chat
from bot.sandbox.model import Json, Person
from bot.sandbox.params import Params
from bot.sandbox.state import State

_COMMAND: Final = re.compile(r"[a-z0-9_]{1,32}")
_COMMANDS: Final = 100
_COMMAND_LENGTH: Final = 32
_DESCRIPTION_LENGTH: Final = 256
_SCOPES: Final = (
    "default",
    "all_private_chats",
    "all_group_chats",
    "all_chat_administrators",
    "chat",
    "chat_administrators",
    "chat_member",
)
_PLAIN_SCOPES: Final = _SCOPES[:4]


def get_me(state: State, _params: Params) -> Json:
    """https://core.telegram.org/bots/api#getme."""
    return {
        **state.bot,
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def set_my_commands(state: State, params: Params) -> bool:
    """https://core.telegram.org/bots/api#setmycommands."""
    raw = params.json("commands", "commands") or []
    if not isinstance(raw, list):
        raise bad_request("expected an Array of BotCommand")
    name = _commands_name(state, params)
    commands = [_command(one) for one in raw]
    if len(commands) > _COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    state.store.set_setting(name, {"commands": commands} if commands else None)
    state.events.publish("commands")
    return True


def get_my_commands(state: State, params: Params) -> list[Json]:
    """https://core.telegram.org/bots/api#getmycommands: of just this scope and language."""
    found = state.store.setting(_commands_name(state, params))
    return found["commands"] if found else []


def delete_my_commands(state: State, params: Params) -> bool:
    """https://core.telegram.org/bots/api#deletemycommands."""
    state.store.set_setting(_commands_name(state, params), None)
    state.events.publish("commands")
    return True


def commands_for(state: State, person: Person) -> list[Json]:
    """Return the menu that a person sees: the closest scope, and their language before any."""
    for scope in (f"chat:{person.id}", "all_private_chats", "default"):
        for language in (person.language_code, ""):
            found = state.store.setting(f"commands/{scope}/{language}")
            if found:
                return list(found["commands"])
    return []


def set_my_name(state: State, params: Params) -> bool:
    """https://core.telegram.org/bots/api#setmyname."""
    return _set_text(state, params, "name", 64)


def get_my_name(state: State, params: Params) -> Json:
    """https://core.telegram.org/bots/api#getmyname."""
    return {"name": _text(state, "name", _language(params)) or state.bot["first_name"]}


def set_my_description(state: State, params: Params) -> bool:
    """https://core.telegram.org/bots/api#setmydescription."""
    return _set_text(state, params, "description", 512)


def get_my_description(state: State, params: Params) -> Json:
    """https://core.telegram.org/bots/api#getmydescription."""
    return {"description": _text(state, "description", _language(params))}


def set_my_short_description(state: State, params: Params) -> bool:
    """https://core.telegram.org/bots/api#setmyshortdescription."""
    return _set_text(state, params, "short_description", 120)


def get_my_short_description(state: State, params: Params) -> Json:
    """https://core.telegram.org/bots/api#getmyshortdescription."""
    return {"short_description": _text(state, "short_description", _language(params))}


def own_text(state: State, kind: str, language: str) -> str:
    """Return the bot's name or description in a language, else in none."""
    return _text(state, kind, language)


def _set_text(state: State, params: Params, kind: str, limit: int) -> bool:
    language = _language(params)
    text = clean(params.text(kind)).strip()
    if len(text) > limit:
        raise bad_request(f"bot {kind.replace('_', ' ')} is too long")
    state.store.set_setting(f"{kind}/{language}", {"text": text} if text else None)
    state.events.publish("commands")
    return True


def _text(state: State, kind: str, language: str) -> str:
    for name in (f"{kind}/{language}", f"{kind}/"):
        found = state.store.setting(name)
        if found:
            return str(found["text"])
    return ""


def _language(params: Params) -> str:
    language = params.text("language_code")
    if language and not re.fullmatch("[a-z]{2}", language):
        raise bad_request("invalid language code specified")
    return language


def _commands_name(state: State, params: Params) -> str:
    return f"commands/{_scope(state, params)}/{_language(params)}"


def _scope(state: State, params: Params) -> str:
    raw: Any = params.json("scope", "BotCommandScope")
    if raw is None:
        return "default"
    wrong = "can't parse BotCommandScope: "
    if not isinstance(raw, dict):
        raise bad_request(f"{wrong}BotCommandScope must be an Object")
    kind = raw.get("type")
    if kind not in _SCOPES:
        raise bad_request(f"{wrong}Unsupported type specified")
    if kind in _PLAIN_SCOPES:
        return str(kind)
    if not str(raw.get("chat_id", "")):
        raise bad_request(f"{wrong}Empty chat_id specified")
    chat = find_chat(state, Params(values={"chat_id": str(raw["chat_id"])}))
    return f"{kind}:{chat.id}" + (f":{raw.get('user_id')}" if kind == "chat_member" else "")


def _command(raw: Any) -> Json:
    if not isinstance(raw, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    for field in ("command", "description"):
        if not isinstance(raw.get(field), str):
            raise bad_request(f"can't parse BotCommand: Can't find field \"{field}\"")
    command = clean(raw["command"]).strip().removeprefix("/")
    description = clean(raw["description"]).strip()
    _check_length("command", command, _COMMAND_LENGTH)
    _check_length("command description", description, _DESCRIPTION_LENGTH)
    if not _COMMAND.fullmatch(command):
        raise bad_request("BOT_COMMAND_INVALID")
    return {"command": command, "description": description}


def _check_length(what: str, text: str, limit: int) -> None:
    if not text:
        raise bad_request(f"{what} must be non-empty")
    if len(text) > limit:
        length = "length must not exceed"
        raise bad_request(f"{what} {length} {limit}")
