"""Fetching updates. Webhooks exist only as far as long polling asks about them."""

from typing import Any

from bot.sandbox.errors import bad_request
from bot.sandbox.model import Json
from bot.sandbox.params import Params
from bot.sandbox.state import State
from bot.sandbox.updates import POLL_SECONDS

_LIMIT = 100


async def get_updates(state: State, params: Params) -> list[Json]:
    """https://core.telegram.org/bots/api#getupdates."""
    _allow(state, params)
    return await state.updates.poll(
        offset=params.integer("offset"),
        limit=min(max(params.integer("limit", _LIMIT), 1), _LIMIT),
        timeout=min(max(params.integer("timeout"), 0), POLL_SECONDS),
    )


def set_webhook(_state: State, params: Params) -> bool:
    """https://core.telegram.org/bots/api#setwebhook: only to remove one."""
    if params.text("url"):
        raise bad_request("bad webhook: this sandbox delivers updates by getUpdates only")
    return True


def delete_webhook(state: State, params: Params) -> bool:
    """https://core.telegram.org/bots/api#deletewebhook."""
    if params.boolean("drop_pending_updates"):
        state.updates.forget()
    return True


def get_webhook_info(state: State, _params: Params) -> Json:
    """https://core.telegram.org/bots/api#getwebhookinfo: there is never one."""
    return {
        "url": "",
        "has_custom_certificate": False,
        "pending_update_count": state.updates.pending,
    }


def _allow(state: State, params: Params) -> None:
    kinds: Any = params.json("allowed_updates", "allowed updates")
    if isinstance(kinds, list) and all(isinstance(kind, str) for kind in kinds):
        state.updates.allow(kinds)
