"""Posts and edits over a strict Bot API server, and every outcome by faults injected into it."""

import io
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from PIL import Image as Picture
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from barqiya.domain.article import Article, Image, Status
from barqiya.domain.delivery import (
    Deferred,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Destination,
    Gone,
    Receipt,
    Refused,
    Sent,
    Turn,
    Uncertain,
)
from barqiya.errors import TransportError
from barqiya.outbox.transport import Presence
from bot.sandbox import Fault, FaultKind
from bot.sandbox.methods import METHODS
from bot.sandbox.params import Params
from bot.sandbox.state import State
from bot.transport import TelegramTransport

Make = Callable[..., Article]
TOKEN = "4242:sandbox-secret-of-tests"
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
CHANNEL = "@manara_news"
DESTINATION = Destination(
    id="telegram:manara", name="منارة", transport="telegram", address=CHANNEL, language="ar"
)


def deliver(
    article: Article, receipt: Receipt | None = None, destination: Destination = DESTINATION
) -> Turn:
    """Return a claimed turn: an edit where there is a *receipt* of the post, else a post."""
    claimed = Delivery(
        id=1,
        destination=destination,
        article_id=article.id,
        revision=article.revision,
        kind=DeliveryKind.EDIT if receipt else DeliveryKind.POST,
        state=DeliveryState.CLAIMED,
        attempts=0,
        due_at=NOW,
        created_at=NOW,
        receipt=receipt,
    )
    return Turn(deliveries=(claimed,), articles=(article,))


@pytest.fixture
async def transport(house: Any) -> AsyncIterator[TelegramTransport]:
    """Make a transport to the sandbox, whose clock stands still."""
    made = TelegramTransport(TOKEN, house.api_url, house.resources.publication, lambda: NOW)
    yield made
    await made.close()


@pytest.fixture
async def picture(serve_app: Any) -> AsyncIterator[str]:
    """Serve a picture and yield its address."""
    content = io.BytesIO()
    Picture.new("RGB", (640, 360), "navy").save(content, "PNG")

    async def answer(request: Any) -> Response:
        del request
        return Response(content.getvalue(), media_type="image/png")

    async with serve_app(Starlette(routes=[Route("/moon.png", answer)])) as origin:
        yield f"{origin}/moon.png"


def last(house: Any) -> Any:
    """Return the newest message of the channel."""
    return house.sandbox.messages(CHANNEL)[-1]


async def test_a_post_without_picture_is_a_text_with_a_preview(
    house: Any, transport: TelegramTransport, articles_of: Make
) -> None:
    """The text form has the article's preview and a button that leads to it."""
    article = articles_of(1)
    outcome = await transport.send(deliver(article))
    message = last(house)
    assert isinstance(outcome, Sent)
    assert (outcome.receipt.message_ids, outcome.receipt.form) == ((message.message_id,), "text")
    assert outcome.receipt.whole
    assert message.text.startswith("حكاية المنارة رقم 1")
    assert message.buttons["inline_keyboard"] == [
        [{"text": "اقرأ المقال", "url": "https://manara.example/1"}]
    ]


async def test_a_post_with_a_picture_and_its_correction(
    house: Any, transport: TelegramTransport, articles_of: Make, picture: str
) -> None:
    """A photo with a caption; its edit changes the caption where it stands and keeps the button."""
    article = articles_of(1, images=(Image(url=picture),))
    sent = await transport.send(deliver(article))
    assert isinstance(sent, Sent)
    assert sent.receipt.form == "photo"
    posted = last(house)
    assert posted.photo
    corrected = replace(
        article,
        revision=2,
        correction="صوّبنا عدد الليالي.",
        content=replace(article.content, title="حكاية المنارة الأولى"),
    )
    edited = await transport.send(deliver(corrected, sent.receipt))
    message = last(house)
    assert edited == sent
    assert message.message_id == posted.message_id
    assert message.text.startswith("حكاية المنارة الأولى")
    assert "صُحِّح في" in message.text
    assert "صوّبنا عدد الليالي." in message.text
    assert message.buttons == posted.buttons


async def test_an_edit_of_a_text_and_the_same_edit_again(
    house: Any, transport: TelegramTransport, articles_of: Make
) -> None:
    """An edit that changes nothing is done already, not an error."""
    article = articles_of(1)
    sent = await transport.send(deliver(article))
    assert isinstance(sent, Sent)
    for _ in range(2):
        assert await transport.send(deliver(article, sent.receipt)) == sent
    assert "صُحِّح في" in last(house).text


@pytest.mark.parametrize("bad", ["missing.png", "text"])
async def test_a_refused_picture_gives_way_to_the_text(
    bad: str, house: Any, transport: TelegramTransport, articles_of: Make
) -> None:
    """A picture that Telegram cannot fetch or use does not keep the article from the channel."""
    address = f"{house.origin}/missing.png" if bad != "text" else f"{house.origin}/sandbox/"
    article = articles_of(1, images=(Image(url=address),))
    outcome = await transport.send(deliver(article))
    assert isinstance(outcome, Sent)
    assert outcome.receipt.form == "text"
    assert not last(house).photo


@pytest.mark.parametrize(
    ("kind", "expected", "there"),
    [
        (FaultKind.DROP_BEFORE, Uncertain, False),
        (FaultKind.DROP_AFTER, Uncertain, True),
        (FaultKind.STATUS_5XX, Uncertain, False),
        (FaultKind.STATUS_5XX_AFTER, Uncertain, True),
        (FaultKind.RETRY_AFTER, Deferred, False),
        (FaultKind.KICKED, Gone, False),
        (FaultKind.NOT_ENOUGH_RIGHTS, Gone, False),
    ],
)
async def test_what_came_of_a_post(  # noqa: PLR0913, PLR0917  # a case and its fixtures
    kind: FaultKind,
    expected: type[object],
    there: bool,  # noqa: FBT001  # a parameter of the case
    house: Any,
    transport: TelegramTransport,
    articles_of: Make,
) -> None:
    """Each fault has its outcome; whether the message is there shows that the outcome is honest."""
    before = len(house.sandbox.messages(CHANNEL))
    house.sandbox.inject(Fault(kind=kind, method="sendMessage", seconds=30))
    article = articles_of(1)
    outcome = await transport.send(deliver(article))
    assert type(outcome) is expected
    assert (len(house.sandbox.messages(CHANNEL)) > before) is there
    if isinstance(outcome, Deferred):
        assert outcome.until == NOW + timedelta(seconds=30)
    assert "secret" not in repr(outcome)


async def test_an_edit_that_met_a_server_error_is_tried_again(
    house: Any, transport: TelegramTransport, articles_of: Make
) -> None:
    """Doing an edit twice does no harm, so nobody has to find out."""
    article = articles_of(1)
    sent = await transport.send(deliver(article))
    assert isinstance(sent, Sent)
    house.sandbox.inject(Fault(kind=FaultKind.STATUS_5XX, method="editMessageText"))
    assert isinstance(await transport.send(deliver(article, sent.receipt)), Deferred)


async def test_an_edit_of_a_post_that_is_gone_asks_nobody(
    transport: TelegramTransport, articles_of: Make
) -> None:
    """A post that an administrator has deleted is not corrected, and nobody has to mend that."""
    article = articles_of(1)
    gone = Receipt(message_ids=(999,), form="text")
    outcome = await transport.send(deliver(article, gone))
    assert isinstance(outcome, Refused)
    assert outcome.moot
    assert "not found" in outcome.reason


async def test_an_old_post_that_is_gone_is_withdrawn(
    transport: TelegramTransport, articles_of: Make
) -> None:
    """Too old to be deleted, and deleted by hand before: nothing of it stands."""
    turn = deliver(articles_of(1), Receipt(message_ids=(999,), form="text"))
    retraction = replace(turn.delivery, kind=DeliveryKind.RETRACT)
    withdrawn = tuple(replace(one, status=Status.RETRACTED) for one in turn.articles)
    old = NOW - timedelta(hours=49)
    outcome = await transport.send(
        replace(turn, deliveries=(retraction,), articles=withdrawn, posted_at=old)
    )
    assert outcome == Sent(receipt=Receipt(message_ids=(), form="text", count=0))


async def test_a_channel_that_is_not_there(transport: TelegramTransport, articles_of: Make) -> None:
    """An unknown chat is gone."""
    article = articles_of(1)
    nowhere = replace(DESTINATION, address="@nobody_here")
    assert isinstance(await transport.send(deliver(article, destination=nowhere)), Gone)


async def test_a_server_that_does_not_answer(house: Any, articles_of: Make) -> None:
    """What never left is deferred, not doubted."""
    article = articles_of(1)
    transport = TelegramTransport(TOKEN, "http://127.0.0.1:9", house.resources.publication)
    try:
        assert isinstance(await transport.send(deliver(article)), Deferred)
        looked = await transport.look(DESTINATION, 1)
        assert isinstance(looked, Deferred)
        assert looked.until is None
    finally:
        await transport.close()


async def test_a_refused_token_is_no_fault_of_the_article(house: Any, articles_of: Make) -> None:
    """The transport says that it cannot be used, without showing the token."""
    article = articles_of(1)
    transport = TelegramTransport("4242:wrong-one", house.api_url, house.resources.publication)
    try:
        with pytest.raises(TransportError) as sending:
            await transport.send(deliver(article))
        with pytest.raises(TransportError) as looking:
            await transport.look(DESTINATION, 1)
    finally:
        await transport.close()
    assert "wrong-one" not in f"{sending.value}{looking.value}"


async def test_looking_tells_what_lies_there_and_changes_nothing(
    house: Any, transport: TelegramTransport, articles_of: Make
) -> None:
    """Ours, somebody else's, or nothing: told apart by a call that leaves no trace."""
    article = articles_of(1)
    sent = await transport.send(deliver(article))
    assert isinstance(sent, Sent)
    ours = sent.receipt.message_ids[0]
    foreign = house.sandbox.post(CHANNEL, "إعلان من صاحب القناة").message_id
    before = house.sandbox.messages(CHANNEL)
    assert await transport.look(DESTINATION, ours) is Presence.OURS
    assert await transport.look(DESTINATION, foreign) is Presence.FOREIGN
    assert await transport.look(DESTINATION, foreign + 1) is Presence.MISSING
    assert house.sandbox.messages(CHANNEL) == before


async def test_in_a_private_chat_nobody_can_tell(house: Any, transport: TelegramTransport) -> None:
    """Private chats share one numbering, so nothing is asked about them."""
    person = replace(DESTINATION, address=str(house.sandbox.arabic_reader.id))
    calls = len(house.sandbox.calls)
    assert await transport.look(person, 1) is None
    assert len(house.sandbox.calls) == calls


async def test_in_a_small_group_nobody_can_tell(house: Any, transport: TelegramTransport) -> None:
    """A small group shares the numbering of private chats: a gap there does not mean an end."""
    group = replace(DESTINATION, address="-4321")
    calls = len(house.sandbox.calls)
    assert await transport.look(group, 1) is None
    assert len(house.sandbox.calls) == calls


async def test_in_a_large_group_nobody_can_tell(
    house: Any, transport: TelegramTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There our answers to people lie between the posts, and would be taken for one."""
    real = cast("Callable[[State, Params], dict[str, Any]]", METHODS["getchat"])

    def as_group(state: State, params: Params) -> Any:
        return {**real(state, params), "type": "supergroup"}  # the sandbox has none of its own

    monkeypatch.setitem(cast("dict[str, Any]", METHODS), "getchat", as_group)
    ours = house.sandbox.messages(CHANNEL)[-1].message_id
    assert await transport.look(DESTINATION, ours) is None
    assert await transport.look(DESTINATION, ours + 1) is None
    asked = [call.method.lower() for call in house.sandbox.calls]
    assert (asked.count("getchat"), "stopmessagelivelocation" in asked) == (1, False)


async def test_a_server_that_describes_no_chat_can_still_be_asked(
    house: Any, transport: TelegramTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An older server leaves out fields that the library asks for; what lies there it tells."""

    def of_old(state: State, params: Params) -> Any:
        del state, params
        return {"id": -1001, "type": "channel", "title": "منارة"}

    monkeypatch.setitem(cast("dict[str, Any]", METHODS), "getchat", of_old)
    last = house.sandbox.messages(CHANNEL)[-1].message_id
    assert await transport.look(DESTINATION, last + 1) is Presence.MISSING


async def test_looking_is_put_off_or_given_up(house: Any, transport: TelegramTransport) -> None:
    """Asked to wait, one can look later; a channel that is gone tells when it is back."""
    house.sandbox.inject(
        Fault(kind=FaultKind.RETRY_AFTER, method="stopMessageLiveLocation", seconds=7)
    )
    later = await transport.look(DESTINATION, 1)
    assert isinstance(later, Deferred)
    assert later.until == NOW + timedelta(seconds=7)
    gone = await transport.look(replace(DESTINATION, address="@nobody_here"), 1)
    assert isinstance(gone, Gone)


@pytest.mark.parametrize("posted", ["text", "photo"])
async def test_an_edit_copes_with_a_receipt_of_the_wrong_form(
    posted: str, house: Any, transport: TelegramTransport, articles_of: Make, picture: str
) -> None:
    """Where the answer to the post was lost, its form was a guess: the edit sets it right."""
    images = (Image(url=picture),) if posted == "photo" else ()
    article = articles_of(1, images=images)
    assert transport.shape(deliver(article)).form == posted
    sent = await transport.send(deliver(article))
    assert isinstance(sent, Sent)
    wrong = replace(sent.receipt, form="photo" if posted == "text" else "text")
    assert await transport.send(deliver(article, wrong)) == sent
    assert "صُحِّح في" in last(house).text
