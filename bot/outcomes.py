"""``telegram.error`` → Outcome: what a failed call means for a delivery. Pure.

The order of the questions matters: in the library ``BadRequest`` and ``TimedOut`` are kinds of
``NetworkError``, so who asks for that first repeats hopeless calls and posts twice. Its errors
chain the client's; only they tell a call that never left from one whose answer was lost.
"""

import os
from datetime import datetime, timedelta

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from barqiya.domain.delivery import (
    Deferred,
    DeliveryKind,
    Gone,
    Outcome,
    Refused,
    Sent,
    Turn,
    Uncertain,
)
from barqiya.errors import TransportError

# Else the library warns, from within itself, whenever Telegram asks it to wait.
os.environ.setdefault("PTB_TIMEDELTA", "true")

# The library capitalises what Telegram says, so texts are compared in lower case.
_UNCHANGED = "message is not modified"
# What stands in the way is the chat, not the article: the next post would fare no better.
_CLOSED = (
    "chat not found",
    "not a member of the",
    "need administrator rights in the channel chat",
    "not enough rights to send text messages to the chat",
    "have no rights to send a message",
    "chat_admin_required",
    "chat_write_forbidden",
)
_OTHER_FORM = (
    "there is no caption in the message to edit",
    "there is no text in the message to edit",
    "there is no media in the message to edit",
)
_BAD_PICTURE = (
    "wrong file identifier/http url specified",
    "wrong remote file identifier specified",
    "failed to get http url content",
    "wrong type of the web page content",
    "wrong file identifier",
    "photo_invalid",
    "image_process_failed",
    "webpage_curl_failed",
    "webpage_media_empty",
    "wrong padding",
    "invalid file http url specified",
    "photo_ext_invalid",
    "photo_save_file_invalid",
    "media_empty",
    "not enough rights to send photos to the chat",  # in a group that lets nobody send pictures
)
_NEVER_LEFT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
)


def outcome_of(error: TelegramError, turn: Turn, now: datetime, why: str) -> Outcome:
    """Return what *error*, raised while doing *turn*, means; *why* is the operator's text.

    Raises :class:`~barqiya.errors.TransportError` where no other call would fare better.
    """
    if isinstance(error, RetryAfter):
        return Deferred(until=now + wait_of(error), reason=why)
    if is_of_a_proxy(error):
        return _of_lost_answer(error, turn, why)
    if isinstance(error, ChatMigrated):
        return Deferred(until=now, reason=why, address=str(error.new_chat_id))
    if isinstance(error, Forbidden):
        return Gone(reason=why)
    if isinstance(error, BadRequest):
        return _of_bad_request(error, turn, why)
    if isinstance(error, InvalidToken | Conflict | EndPointNotFound):
        raise TransportError(f"Telegram does not let this bot work: {why}") from None
    return _of_lost_answer(error, turn, why)


def is_of_a_proxy(error: TelegramError) -> bool:
    """Return whether the answer was none of Telegram's, whatever its status: a page in HTML, say.

    Who gave it does not say whether the call had reached Telegram before. The library chains its
    own error of the reading.
    """
    return isinstance(error.__cause__, TelegramError)


def is_unchanged(error: TelegramError) -> bool:
    """Return whether Telegram says that an edit would change nothing."""
    return isinstance(error, BadRequest) and _UNCHANGED in error.message.lower()


def is_other_form(error: TelegramError) -> bool:
    """Return whether Telegram says that the message to edit is a picture, not a text, or v. v."""
    said = error.message.lower()
    return isinstance(error, BadRequest) and any(text in said for text in _OTHER_FORM)


def is_untouchable(error: TelegramError) -> bool:
    """Return whether a message may not be changed: its own fault, or that of lost rights."""
    said = error.message.lower()
    return isinstance(error, BadRequest) and "message can't be edited" in said


def is_closed(error: TelegramError) -> bool:
    """Return whether it is the chat that Telegram says does not take anything from us."""
    said = error.message.lower()
    return isinstance(error, Forbidden) or any(text in said for text in _CLOSED)


def is_bad_picture(error: TelegramError) -> bool:
    """Return whether Telegram refuses the picture, and with it the message: surely not sent."""
    said = error.message.lower()
    return isinstance(error, BadRequest) and any(text in said for text in _BAD_PICTURE)


def wait_of(error: RetryAfter) -> timedelta:
    """Return how long Telegram asks to wait."""
    wait = error.retry_after
    return wait if isinstance(wait, timedelta) else timedelta(seconds=wait)


def _of_bad_request(error: BadRequest, turn: Turn, why: str) -> Outcome:
    if is_unchanged(error) and turn.delivery.receipt is not None:
        return Sent(receipt=turn.delivery.receipt)
    return Gone(reason=why) if is_closed(error) else Refused(reason=why)


def _of_lost_answer(error: TelegramError, turn: Turn, why: str) -> Outcome:
    cause = error.__cause__
    if isinstance(cause, _NEVER_LEFT):
        return Deferred(until=None, reason=why)
    of_the_server = isinstance(error, NetworkError) and not isinstance(cause, httpx.HTTPError)
    if of_the_server and turn.kind is not DeliveryKind.POST:
        # An answer of 5xx to a change: doing it again does no harm.
        return Deferred(until=None, reason=why)
    return Uncertain(reason=why)
