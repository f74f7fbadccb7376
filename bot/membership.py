"""Members of chats as any server tells them, made whole for the library. Owns what is missing.

The library insists on every right that the newest server names. An older one, which a publication
may run itself, leaves some out; one such update would stop the fetching of all for good.
"""

import inspect
from collections.abc import Mapping
from typing import Any

from telegram import ChatMemberAdministrator, ChatMemberBanned, ChatMemberRestricted

_KINDS: Mapping[str, type] = {
    "administrator": ChatMemberAdministrator,
    "restricted": ChatMemberRestricted,
    "kicked": ChatMemberBanned,
}
_REQUIRED = {
    status: [
        name
        for name, parameter in inspect.signature(kind).parameters.items()
        if parameter.default is parameter.empty
        and parameter.kind is not parameter.VAR_KEYWORD
        and name != "user"
    ]
    for status, kind in _KINDS.items()
}
_REQUIRED["restricted"].append("can_react_to_messages")  # so it is, whatever its signature says
_MEMBERS = ("old_chat_member", "new_chat_member")


def made_whole(method: str, answer: Any) -> Any:
    """Return *answer* of a Bot API *method* with no right left out of the members in it.

    A right that a server does not know is one that nobody has: false, or 0 for a moment.
    """
    if method == "getChatMember":
        return _whole(answer)
    if method == "getUpdates" and isinstance(answer, list):
        for update in answer:
            news = update.get("my_chat_member")
            if news:
                update["my_chat_member"] = news | {one: _whole(news[one]) for one in _MEMBERS}
    return answer


def _whole(member: Any) -> Any:
    missing = _REQUIRED.get(member.get("status"), ())
    return {name: 0 if name == "until_date" else False for name in missing} | member
