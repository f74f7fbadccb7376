"""What a member of a chat may do there, as the bot understands it."""

from typing import Any

import pytest
from telegram import ChatMember, Update, User
from telegram.constants import ChatType

from bot.membership import made_whole
from bot.rights import barred

BOT = User(id=4242, first_name="منارة", is_bot=True)


@pytest.mark.parametrize(
    ("member", "kind", "may"),
    [
        ({"status": "creator", "is_anonymous": False}, ChatType.CHANNEL, True),
        ({"status": "administrator", "can_post_messages": True}, ChatType.CHANNEL, True),
        (
            {"status": "administrator", "can_post_messages": False},
            ChatType.CHANNEL,
            False,
        ),
        ({"status": "administrator"}, ChatType.SUPERGROUP, True),
        ({"status": "member"}, ChatType.CHANNEL, False),
        ({"status": "member"}, ChatType.SUPERGROUP, True),
        ({"status": "member"}, ChatType.PRIVATE, True),
        ({"status": "left"}, ChatType.GROUP, False),
        ({"status": "kicked", "until_date": 0}, ChatType.PRIVATE, False),
    ],
)
def test_who_may_post(member: dict[str, Any], kind: str, may: Any) -> None:
    """In channels those with the right to post, in groups and private chats whoever is there."""
    assert (barred(_member(member), kind) is None) is may


@pytest.mark.parametrize(("is_member", "can_send"), [(True, True), (True, False), (False, True)])
def test_who_is_restricted_in_a_group(is_member: Any, can_send: Any) -> None:
    """They post where they are still in it and may still write."""
    rights = {"is_member": is_member, "can_send_messages": can_send}
    member = _member({"status": "restricted", **rights})
    assert (barred(member, ChatType.SUPERGROUP) is None) is (is_member and can_send)


def test_an_update_of_an_older_server_is_understood() -> None:
    """It names fewer rights than the library insists on; other updates are left as they are."""
    changed = {
        "chat": {"id": -100, "type": "channel", "title": "منارة"},
        "from": BOT.to_dict(),
        "date": 1,
        "old_chat_member": {"user": BOT.to_dict(), "status": "kicked"},
        "new_chat_member": {"user": BOT.to_dict(), "status": "administrator"},
    }
    sent = [{"update_id": 1, "my_chat_member": changed}, {"update_id": 2}]
    first, second = (Update.de_json(one, None) for one in made_whole("getUpdates", sent))
    assert first.my_chat_member is not None
    assert first.my_chat_member.new_chat_member.status == "administrator"
    assert second.update_id == 2
    assert made_whole("getMe", {"status": "administrator"}) == {"status": "administrator"}


def _member(fields: dict[str, Any]) -> ChatMember:
    answer = made_whole("getChatMember", {"user": BOT.to_dict(), **fields})
    found = ChatMember.de_json(answer, None)
    assert isinstance(found, ChatMember)
    return found
