"""Every error of the library, and what it means for a delivery."""

import inspect
from copy import copy
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from telegram import error as errors
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    PassportDecryptionError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from barqiya.domain.article import article_id
from barqiya.domain.delivery import (
    Deferred,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Destination,
    Gone,
    Outcome,
    Receipt,
    Refused,
    Sent,
    Turn,
    Uncertain,
)
from barqiya.errors import TransportError
from bot.outcomes import is_bad_picture, outcome_of

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
RECEIPT = Receipt(message_ids=(7,), form="text")


def turn(kind: DeliveryKind = DeliveryKind.POST, attempts: int = 0) -> Turn:
    """Return the turn of a claimed delivery."""
    claimed = Delivery(
        id=1,
        destination=Destination(id="c", name="c", transport="telegram", address="@manara"),
        article_id=article_id("test", "1"),
        revision=1,
        kind=kind,
        state=DeliveryState.CLAIMED,
        attempts=attempts,
        due_at=NOW,
        created_at=NOW,
        receipt=RECEIPT if kind is DeliveryKind.EDIT else None,
    )
    return Turn(deliveries=(claimed,), articles=())


def caused(error: TelegramError, cause: Exception | None) -> TelegramError:
    """Return *error* as raised from *cause*."""
    error.__cause__ = cause
    return error


def outcome(error: TelegramError, kind: DeliveryKind = DeliveryKind.POST) -> Outcome:
    """Return what *error* means."""
    return outcome_of(error, turn(kind), NOW, "why")


CASES: list[tuple[TelegramError, type[object], type[object]]] = [
    # error, outcome of a post, outcome of an edit
    (RetryAfter(30), Deferred, Deferred),
    (ChatMigrated(-100), Deferred, Deferred),
    (Forbidden("Forbidden: bot was kicked"), Gone, Gone),
    (BadRequest("Bad Request: chat not found"), Gone, Gone),
    (BadRequest("Bad Request: need administrator rights in the channel chat"), Gone, Gone),
    (BadRequest("Bad Request: not enough rights to send text messages to the chat"), Gone, Gone),
    (BadRequest("Bad Request: CHAT_WRITE_FORBIDDEN"), Gone, Gone),
    (BadRequest("Bad Request: message can't be edited"), Refused, Refused),
    (BadRequest("Bad Request: message is not modified: same"), Refused, Sent),
    (BadRequest("Bad Request: message is too long"), Refused, Refused),
    (caused(NetworkError("x"), httpx.ConnectError("x")), Deferred, Deferred),
    (caused(TimedOut(), httpx.ConnectTimeout("x")), Deferred, Deferred),
    (caused(TimedOut("Pool timeout"), httpx.PoolTimeout("x")), Deferred, Deferred),
    (caused(TimedOut(), httpx.ReadTimeout("x")), Uncertain, Uncertain),
    (caused(TimedOut(), httpx.WriteTimeout("x")), Uncertain, Uncertain),
    (caused(NetworkError("x"), httpx.ReadError("x")), Uncertain, Uncertain),
    (caused(NetworkError("x"), httpx.RemoteProtocolError("x")), Uncertain, Uncertain),
    (NetworkError("Bad Gateway (502)"), Uncertain, Deferred),
    (TelegramError("Invalid server response"), Uncertain, Uncertain),
    (PassportDecryptionError("x"), Uncertain, Uncertain),
]
UNUSABLE: list[TelegramError] = [
    InvalidToken("Unauthorized"),
    Conflict("Conflict: terminated"),
    EndPointNotFound("Not Found"),
]


@pytest.mark.parametrize(("error", "posted", "edited"), CASES, ids=lambda case: repr(case)[:40])
def test_what_an_error_means(
    error: TelegramError, posted: type[object], edited: type[object]
) -> None:
    """Surely not sent, hopeless, gone for good, or nobody knows."""
    assert type(outcome(error)) is posted
    assert type(outcome(error, DeliveryKind.EDIT)) is edited


@pytest.mark.parametrize(
    "error", [*UNUSABLE, Forbidden("x"), BadRequest("x"), NetworkError("x")], ids=repr
)
def test_a_page_of_a_proxy_says_nothing_of_the_post(error: TelegramError) -> None:
    """Whatever its status, Telegram may have had the message before: it is looked for."""
    answered = caused(copy(error), TelegramError("Invalid server response"))
    assert isinstance(outcome(answered), Uncertain)
    assert isinstance(outcome(answered, DeliveryKind.EDIT), Uncertain | Deferred)


@pytest.mark.parametrize("error", UNUSABLE, ids=repr)
def test_a_transport_that_cannot_be_used_says_so(error: TelegramError) -> None:
    """No delivery would fare better: stop, and do not blame this one."""
    with pytest.raises(TransportError):
        outcome(error)


def test_every_error_of_the_library_is_thought_of() -> None:
    """A new class of error in the library fails this test until it is given a meaning."""
    ours = {type(error) for error, _, _ in CASES} | {type(error) for error in UNUSABLE}
    theirs = {
        value
        for _, value in inspect.getmembers(errors, inspect.isclass)
        if issubclass(value, TelegramError)
    }
    assert theirs == ours


def test_waits_and_moves() -> None:
    """A 429 is waited for as long as it says; a chat that moved is followed at once."""
    waited = outcome(RetryAfter(30))
    moved = outcome(ChatMigrated(-100777))
    assert isinstance(waited, Deferred)
    assert waited.until == NOW + timedelta(seconds=30)
    assert isinstance(moved, Deferred)
    assert (moved.until, moved.address) == (NOW, "-100777")


def test_where_nobody_named_a_time_none_is_made_up() -> None:
    """Without a connection the outbox decides when to try again."""
    later = outcome(caused(NetworkError("x"), httpx.ConnectError("x")))
    assert isinstance(later, Deferred)
    assert later.until is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bad Request: wrong file identifier/HTTP URL specified", True),
        ("Bad Request: failed to get HTTP URL content", True),
        ("Bad Request: wrong type of the web page content", True),
        ("Bad Request: invalid file HTTP URL specified: Unsupported URL protocol", True),
        ("Bad Request: not enough rights to send photos to the chat", True),
        ("Bad Request: not enough rights to send text messages to the chat", False),
        ("Bad Request: message caption is too long", False),
        ("Bad Request: chat not found", False),
    ],
)
def test_which_refusals_are_of_the_picture(text: str, *, expected: bool) -> None:
    """Only a refusal of the picture itself is answered by sending the text."""
    assert is_bad_picture(BadRequest(text)) is expected
