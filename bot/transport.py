"""Delivers posts to Telegram: one step a call, and what came of it.

Owns which calls a step takes; how they are made is :mod:`bot.calls`', what they say
:mod:`bot.rendering`'s, what an error means :mod:`bot.outcomes`'. Keeps no record: the outbox does.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from telegram.error import BadRequest, TelegramError

from barqiya.domain.article import Article
from barqiya.domain.delivery import (
    Deferred,
    DeliveryKind,
    Destination,
    Outcome,
    PostForm,
    Receipt,
    Refused,
    Sent,
    Turn,
)
from barqiya.domain.publication import Publication
from barqiya.outbox.pacing import UNBOUND, Rates, apart
from barqiya.outbox.transport import Seen, Shape
from bot.calls import Calls
from bot.connection import connect, told
from bot.file_ids import FileIds
from bot.looks import Looks
from bot.messages import Part, Post, PostStyle
from bot.outcomes import is_bad_picture, is_other_form, outcome_of
from bot.rendering import Renderer, marks_of

log = logging.getLogger(__name__)

# For 48 hours a message can be deleted (https://core.telegram.org/bots/api#deletemessage).
_DELETABLE = timedelta(hours=48) - timedelta(minutes=1)
_POORER: Mapping[PostForm, PostForm] = {"album": "photo", "photo": "text"}


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """How posts are sent, where not in the plain way.

    *styles* are how they look, by the destination's id; *pictures* the ids of those sent before;
    *log_chat* the address of a private chat into which messages in doubt are forwarded, *witnesses*
    those of editors, who see them where numbers do not tell whose they are; *paid*: beyond
    Telegram's free limits; *rates* the pace of the calls of one step.
    """

    styles: Mapping[str, PostStyle] = field(default_factory=dict)
    pictures: FileIds | None = None
    log_chat: str | None = None
    witnesses: tuple[str, ...] = ()
    paid: bool = False
    rates: Rates = UNBOUND


_PLAIN = Ways()


class TelegramTransport:
    """A :class:`~barqiya.outbox.transport.Transport` over a Bot API server.

    *api_url* is without the trailing ``/bot``. Close it when done.
    """

    def __init__(
        self,
        token: str,
        api_url: str,
        publication: Publication,
        now: Callable[[], datetime] = _utc_now,
        *,
        ways: Ways = _PLAIN,
    ) -> None:
        self._bot = connect(token, api_url)
        self._now = now
        self._renderer = Renderer(publication=publication, styles=ways.styles)
        self._calls = Calls(self._bot, ways.pictures, paid=ways.paid)
        self._rates = ways.rates
        self._looks = Looks(self._bot, now, ways.log_chat, ways.rates, ways.witnesses)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._bot.release()

    def shape(self, turn: Turn) -> Shape:
        """Return the form of the post, and of how many articles and messages it is."""
        return self._renderer.shape(turn)

    async def send(self, turn: Turn) -> Outcome:
        """Send the next message of a post (or its album), or change or retract all of one."""
        steps = {
            DeliveryKind.POST: self._post,
            DeliveryKind.EDIT: self._edit,
            DeliveryKind.RETRACT: self._retract,
        }
        try:
            return await steps[turn.kind](turn)
        except TelegramError as error:
            return outcome_of(error, turn, self._now(), told(error, self._bot.token))

    def private(self, destination: Destination) -> bool:
        """Return whether the address is a person's: theirs alone are numbers above nought."""
        return destination.address.isdigit()

    async def look(self, destination: Destination, message_id: int) -> Seen:
        """Return what lies under *message_id*, changing nothing; see :class:`bot.looks.Looks`."""
        return await self._looks.look(destination, message_id)

    async def takes_posts(self, destination: Destination) -> bool:
        """Return whether a chat that was lost takes posts again; see the same."""
        return await self._looks.takes_posts(destination)

    async def recognise(self, turn: Turn, message_id: int) -> bool | Deferred | None:
        """Return whether a message of ours is the next of *turn*; see the same."""
        return await self._looks.recognise(turn, message_id)

    async def show(
        self,
        chat_id: int,
        destination: Destination,
        article: Article,
        form: PostForm | None = None,
    ) -> None:
        """Send to an editor's chat the very post that *destination* would get of *article*.

        Nothing is recorded of it. Raises ``TelegramError``.
        """
        post = self._renderer.preview(destination, article, form)
        try:
            for number, part in enumerate(post.parts):
                if number:
                    await asyncio.sleep(self._rates.private.interval.total_seconds())
                await self._calls.put(str(chat_id), part)
        except BadRequest as error:
            if not post.parts[0].photos or not is_bad_picture(error):
                raise
            await self.show(chat_id, destination, article, _POORER[post.form])

    async def _post(self, turn: Turn) -> Outcome:
        known = turn.delivery.receipt
        if known is not None and known.message_ids:
            post = self._renderer.post(turn, known.form, known.count)
            part = post.parts[min(len(known.message_ids), len(post.parts) - 1)]
            ids = await self._calls.put(turn.destination.address, part)
            return Sent(receipt=replace(known, message_ids=(*known.message_ids, *ids)))
        return Sent(receipt=await self._begin(turn, known.form if known else None))

    async def _begin(self, turn: Turn, form: PostForm | None) -> Receipt:
        """Send the first message, in a poorer form where its pictures are refused."""
        post = self._renderer.post(turn, form)
        address, photos = turn.destination.address, post.parts[0].photos
        try:
            ids = await self._calls.put(address, post.parts[0])
        except BadRequest as error:
            if not photos or not is_bad_picture(error):
                raise
            log.warning("%s: %s refused: %s", address, ", ".join(photos), error.message)
            return await self._begin(turn, _POORER[post.form])
        count = max(post.count, len(ids)) if post.form != "album" else len(ids)
        marks = marks_of(post)
        return Receipt(message_ids=ids, form=post.form, count=count, marks=marks, pictures=photos)

    async def _edit(self, turn: Turn) -> Outcome:
        receipt = turn.delivery.receipt
        if receipt is None or not receipt.message_ids:
            return Refused(reason="nothing is known of the post that was to be edited")
        try:
            return await self._edit_as(turn, receipt)
        except BadRequest as error:
            if not is_other_form(error):
                raise
        # The answer to the post was lost, and with it that the picture had been refused.
        await self._rest(turn, len(receipt.message_ids))
        other: PostForm = "text" if receipt.form != "text" else "photo"
        return await self._edit_as(turn, replace(receipt, form=other))

    async def _edit_as(self, turn: Turn, receipt: Receipt) -> Outcome:
        post = self._renderer.post(turn, receipt.form, len(receipt.message_ids))
        there, address = False, turn.destination.address
        for number, message_id in enumerate(receipt.message_ids):
            if number:
                await self._rest(turn, len(receipt.message_ids))
            there |= await self._change(address, message_id, number, post, receipt)
        if not there:
            return _nothing_left(turn, receipt)
        pictures = post.parts[0].photos or receipt.pictures
        return Sent(receipt=replace(receipt, pictures=pictures))

    async def _rest(self, turn: Turn, calls: int) -> None:
        """Wait between two calls to one place."""
        private = self.private(turn.destination)
        await asyncio.sleep(apart(self._rates, calls, private=private).total_seconds())

    async def _change(
        self, address: str, message_id: int, number: int, post: Post, receipt: Receipt
    ) -> bool:
        """Bring message *number* of a post up to date; return whether it is there."""
        photos = post.parts[0].photos
        part: Part | None = post.parts[number] if number < len(post.parts) else None
        pictured = number < (len(receipt.message_ids) if receipt.form == "album" else 1)
        if receipt.form == "text" or not pictured:
            return part is None or await self._calls.change(
                address, message_id, part, captioned=False
            )
        if number >= len(photos) > 0:
            await self._calls.try_to_take_away(address, [message_id])  # one picture less
            return True
        before = receipt.pictures[number] if number < len(receipt.pictures) else None
        if photos and before is not None and photos[number] != before:
            return await self._calls.change_photo(address, message_id, photos[number], part)
        return part is None or await self._calls.change(address, message_id, part, captioned=True)

    async def _retract(self, turn: Turn) -> Outcome:
        receipt = turn.delivery.receipt
        if receipt is None or not receipt.message_ids:
            return Refused(reason="nothing is known of the post that was to be withdrawn")
        young = turn.posted_at is not None and self._now() - turn.posted_at < _DELETABLE
        if young:
            try:
                await self._calls.take_away(turn.destination.address, receipt.message_ids)
            except BadRequest as error:
                log.warning(
                    "%s: not deleted, so it becomes a notice: %s",
                    turn.destination.name,
                    told(error, self._bot.token),
                )
            else:
                return Sent(receipt=Receipt(message_ids=(), form=receipt.form, count=0))
        return await self._edit(turn)


def _nothing_left(turn: Turn, receipt: Receipt) -> Outcome:
    """Return what comes of changing a post that somebody has deleted by hand: it stays so."""
    if turn.kind is DeliveryKind.RETRACT:
        return Sent(receipt=Receipt(message_ids=(), form=receipt.form, count=0))
    reason = "none of its messages is there any more: somebody deleted them; message not found"
    return Refused(reason=reason, moot=True)
