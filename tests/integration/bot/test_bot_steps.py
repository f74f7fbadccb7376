"""Posts of several messages, digests, changes of pictures, retractions, and what a look shows."""

import io
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from PIL import Image as Picture
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from barqiya.domain.article import Article, Image, Status
from barqiya.domain.delivery import DeliveryKind, Receipt, Refused, Sent, Turn
from barqiya.outbox.pacing import Rate, Rates
from barqiya.outbox.transport import Presence
from bot.messages import NAMED, PostStyle
from bot.sandbox import Fault, FaultKind
from bot.transport import TelegramTransport, Ways
from tests.integration.bot.test_bot_transport import CHANNEL, DESTINATION, NOW, TOKEN, deliver

Make = Callable[..., Article]
WHOLE = PostStyle(template=NAMED["full"])
LONG = "".join(f"<p>الفقرة {n}: {'كلام طويل عن المنارة والبحر. ' * 12}</p>" for n in range(40))


@pytest.fixture
async def transport(house: Any) -> AsyncIterator[TelegramTransport]:
    """Make a transport that sends whole texts and sees what messages show in a reader's chat."""
    ways = Ways(
        styles={DESTINATION.id: WHOLE}, log_chat=str(house.sandbox.english_reader.id), paid=True
    )
    made = TelegramTransport(
        TOKEN, house.api_url, house.resources.publication, lambda: NOW, ways=ways
    )
    yield made
    await made.close()


@pytest.fixture
async def pictures(serve_app: Any) -> AsyncIterator[list[str]]:
    """Serve four pictures and yield their addresses."""

    async def answer(request: Any) -> Response:
        content = io.BytesIO()
        size = 300 + 10 * int(request.path_params["n"])
        Picture.new("RGB", (size, 300), "navy").save(content, "PNG")
        return Response(content.getvalue(), media_type="image/png")

    async with serve_app(Starlette(routes=[Route("/{n:int}.png", answer)])) as origin:
        yield [f"{origin}/{n}.png" for n in range(4)]


def going_on(turn: Turn, receipt: Receipt, **changes: Any) -> Turn:
    """Return *turn* with what is known of its messages."""
    known = tuple(replace(one, receipt=receipt, **changes) for one in turn.deliveries)
    return replace(turn, deliveries=known)


async def posted(transport: TelegramTransport, turn: Turn) -> tuple[Turn, Receipt]:
    """Post *turn* step by step to its end."""
    shape = transport.shape(turn)
    intent = Receipt(
        message_ids=(),
        form=shape.form,
        count=shape.count,
        marks=shape.marks,
        pictures=shape.pictures,
    )
    turn = going_on(turn, intent)
    while True:
        outcome = await transport.send(turn)
        assert isinstance(outcome, Sent)
        turn = going_on(turn, outcome.receipt)
        if outcome.receipt.whole:
            return turn, outcome.receipt


def changed(turn: Turn, kind: DeliveryKind, *articles: Article) -> Turn:
    """Return the turn that brings the post of *turn* to *articles*."""
    made = going_on(turn, turn.delivery.receipt or Receipt(message_ids=(), form="text"), kind=kind)
    return replace(made, articles=articles, posted_at=NOW - timedelta(hours=1))


async def test_a_long_text_goes_in_parts_and_is_corrected_in_all(
    house: Any, transport: TelegramTransport, articles_of: Make
) -> None:
    """Each step is one message; an edit changes every one of them, wherever the change is."""
    article = articles_of(1, content_html=LONG)
    before = len(house.sandbox.messages(CHANNEL))
    turn, receipt = await posted(transport, deliver(article))
    messages = house.sandbox.messages(CHANNEL)[before:]
    assert receipt.count == len(messages) == len(receipt.marks) > 2
    assert receipt.message_ids == tuple(one.message_id for one in messages)
    end = LONG.replace("الفقرة 39", "الفقرة الأخيرة")
    mended = replace(article, revision=2, content=replace(article.content, content_html=end))
    outcome = await transport.send(changed(turn, DeliveryKind.EDIT, mended))
    assert isinstance(outcome, Sent)
    now = house.sandbox.messages(CHANNEL)[before:]
    assert [one.message_id for one in now] == list(receipt.message_ids)
    assert "الفقرة الأخيرة" in now[-1].text


async def test_an_album_is_one_step_and_its_pictures_change_where_they_stand(
    house: Any, transport: TelegramTransport, articles_of: Make, pictures: list[str]
) -> None:
    """Several ids, one caption; another picture takes the place of the one it was."""
    images = tuple(Image(url=url) for url in pictures[:3])
    article = articles_of(1, images=images)
    turn, receipt = await posted(transport, deliver(article))
    assert (receipt.form, receipt.count, receipt.pictures) == ("album", 3, tuple(pictures[:3]))
    album = house.sandbox.messages(CHANNEL)[-3:]
    other = replace(images[1], url=pictures[3])
    content = replace(article.content, title="صور أخرى", images=(images[0], other, images[2]))
    outcome = await transport.send(
        changed(turn, DeliveryKind.EDIT, replace(article, revision=2, content=content))
    )
    assert isinstance(outcome, Sent)
    assert outcome.receipt.pictures == (pictures[0], pictures[3], pictures[2])
    now = house.sandbox.messages(CHANNEL)[-3:]
    assert [a.photo == b.photo for a, b in zip(album, now, strict=True)] == [True, False, True]
    assert "صور أخرى" in now[0].text


async def test_a_digest_is_one_message_and_is_corrected_and_struck(
    house: Any, transport: TelegramTransport, articles_of: Make
) -> None:
    """Each of its articles can change or be withdrawn; the message shows all as they are."""
    articles = [articles_of(n) for n in (1, 2, 3)]
    one = deliver(articles[0])
    turn = replace(
        one,
        deliveries=tuple(deliver(article).delivery for article in articles),
        articles=tuple(articles),
    )
    assert transport.shape(turn).takes == 3
    turn, receipt = await posted(transport, turn)
    assert len(receipt.message_ids) == 1
    gone = replace(articles[1], revision=2, status=Status.RETRACTED, updated_at=NOW)
    retracted = changed(turn, DeliveryKind.RETRACT, articles[0], gone, articles[2])
    assert retracted.kind is DeliveryKind.EDIT
    assert isinstance(await transport.send(retracted), Sent)
    message = house.sandbox.messages(CHANNEL)[-1]
    assert message.message_id == receipt.message_ids[0]
    assert "⛔" in message.text


async def test_a_young_post_is_deleted_and_an_old_one_becomes_a_notice(
    house: Any, transport: TelegramTransport, articles_of: Make
) -> None:
    """Within 48 hours every message of it; later, or where that is refused, a notice stands."""
    article = articles_of(1, content_html=LONG)
    before = len(house.sandbox.messages(CHANNEL))
    gone = replace(article, revision=2, status=Status.RETRACTED, updated_at=NOW)
    turn, _ = await posted(transport, deliver(article))
    outcome = await transport.send(changed(turn, DeliveryKind.RETRACT, gone))
    assert isinstance(outcome, Sent)
    assert (outcome.receipt.message_ids, outcome.receipt.count) == ((), 0)
    assert len(house.sandbox.messages(CHANNEL)) == before
    turn, receipt = await posted(transport, deliver(article))
    old = replace(changed(turn, DeliveryKind.RETRACT, gone), posted_at=NOW - timedelta(hours=49))
    outcome = await transport.send(old)
    assert isinstance(outcome, Sent)
    assert outcome.receipt.message_ids == receipt.message_ids
    assert all("⛔" in one.text for one in house.sandbox.messages(CHANNEL)[before:])


async def test_a_message_is_known_by_what_it_shows(
    house: Any, transport: TelegramTransport, articles_of: Make
) -> None:
    """Forwarded, compared with what was written down before the send, and deleted again."""
    article = articles_of(1)
    turn, receipt = await posted(transport, deliver(article))
    (message_id,) = receipt.message_ids
    reader = house.sandbox.english_reader
    house.sandbox.say(reader, "/start")
    said = house.sandbox.messages(reader.id)
    doubted = going_on(turn, replace(receipt, message_ids=()))
    assert await transport.recognise(doubted, message_id) is True
    mended = replace(article, content=replace(article.content, title="عنوان آخر تمامًا"))
    assert await transport.recognise(replace(doubted, articles=(mended,)), message_id) is True
    other = going_on(turn, replace(receipt, message_ids=(), marks=("خبرآخر",)))
    assert await transport.recognise(other, message_id) is False
    assert house.sandbox.messages(reader.id) == said
    house.sandbox.inject(Fault(kind=FaultKind.NOT_ENOUGH_RIGHTS, method="forwardMessage"))
    assert await transport.recognise(doubted, message_id) is None


async def test_with_the_right_to_edit_others_posts_an_editor_is_shown_what_is_in_doubt(
    house: Any, articles_of: Make
) -> None:
    """There numbers do not tell whose a message is; what it shows does, or nobody knows."""
    editor, nobody = house.sandbox.english_reader, house.sandbox.arabic_reader
    house.sandbox.say(editor, "/start")
    said = house.sandbox.messages(editor.id)
    ways = Ways(witnesses=(str(nobody.id), str(editor.id)))
    publication = house.resources.publication
    transport = TelegramTransport(TOKEN, house.api_url, publication, lambda: NOW, ways=ways)
    blind = TelegramTransport(TOKEN, house.api_url, publication, lambda: NOW)
    try:
        turn, receipt = await posted(transport, deliver(articles_of(1)))
        (ours,) = receipt.message_ids
        doubted = going_on(turn, replace(receipt, message_ids=()))
        assert await transport.look(DESTINATION, ours) is Presence.OURS
        house.sandbox.set_channel(CHANNEL, can_edit=True)
        others = house.sandbox.post(CHANNEL, "إعلان من صاحب القناة").message_id
        for one in (transport, blind):
            one._looks._editing.clear()  # a right is believed for half a minute
            assert await one.look(DESTINATION, ours) is Presence.SOMEBODYS
            assert await one.look(DESTINATION, others) is Presence.SOMEBODYS
            assert await one.look(DESTINATION, others + 1) is Presence.MISSING
        assert await transport.recognise(doubted, ours) is True
        assert await transport.recognise(doubted, others) is False
        assert await blind.recognise(doubted, ours) is None
    finally:
        await transport.close()
        await blind.close()
    assert house.sandbox.messages(editor.id) == said


async def test_of_a_post_whose_messages_are_gone_nothing_is_tried_again(
    transport: TelegramTransport, articles_of: Make
) -> None:
    """One that is left is corrected; none left is a refusal."""
    article = articles_of(1, content_html=LONG)
    turn, receipt = await posted(transport, deliver(article))
    partly = replace(receipt, message_ids=(99_999, *receipt.message_ids[1:]))
    mended = replace(article, revision=2, correction="صوّبنا رقمًا.")
    assert isinstance(
        await transport.send(changed(going_on(turn, partly), DeliveryKind.EDIT, mended)), Sent
    )
    nothing = replace(receipt, message_ids=(99_998, 99_999), count=2)
    outcome = await transport.send(changed(going_on(turn, nothing), DeliveryKind.EDIT, mended))
    assert isinstance(outcome, Refused)


async def test_the_edits_of_one_post_keep_the_pace_of_its_channel(
    house: Any, articles_of: Make
) -> None:
    """One after another, an interval apart; the chat is not flooded by one correction."""
    rates = replace(Rates(), group=Rate(interval=timedelta(seconds=0.2)))
    ways = Ways(styles={DESTINATION.id: WHOLE}, rates=rates)
    transport = TelegramTransport(
        TOKEN, house.api_url, house.resources.publication, lambda: NOW, ways=ways
    )
    try:
        article = articles_of(1, content_html=LONG)
        _, receipt = await posted(transport, deliver(article))
        assert receipt.count > 2
        newer = replace(article, revision=2, content=replace(article.content, title="أخرى"))
        assert isinstance(await transport.send(deliver(newer, receipt)), Sent)
    finally:
        await transport.close()
    edits = [one.at for one in house.sandbox.calls if one.method.lower().startswith("edit")]
    assert len(edits) == receipt.count
    assert min(later - one for one, later in pairwise(edits)) >= 0.19
