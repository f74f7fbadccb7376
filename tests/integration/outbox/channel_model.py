"""A destination in memory that behaves like a channel, with faults at chosen moments."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from barqiya.domain.article import Article
from barqiya.domain.delivery import (
    Deferred,
    Delivery,
    DeliveryKind,
    Destination,
    Outcome,
    PostForm,
    Receipt,
    Refused,
    Sent,
    Turn,
)
from barqiya.outbox.transport import Presence, Seen, Shape

Fault = Outcome | BaseException


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message of a channel: ours with what it shows, or somebody else's."""

    ours: bool
    text: str = ""


@dataclass(kw_only=True)
class Channel:
    """A transport whose chats number their messages one after another, as Telegram's do.

    *before* and *after* hold, by address, what goes wrong with the next sends, before the message
    is stored and after it: an exception, or an outcome that is returned instead of the true one.
    Addresses in *shut* let us look but not post.
    """

    chats: dict[str, dict[int, Message]] = field(default_factory=dict)
    tops: Counter[str] = field(default_factory=Counter)
    before: dict[str, list[Fault | None]] = field(default_factory=dict)
    after: dict[str, list[Fault | None]] = field(default_factory=dict)
    looks: list[Seen | BaseException] = field(default_factory=list)
    hidden: bool = False
    shut: set[str] = field(default_factory=set)
    forms: dict[str, PostForm] = field(default_factory=dict)
    gate: Callable[[str], Awaitable[None]] | None = None
    sends: list[tuple[str, DeliveryKind, str]] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    asked: int = 0
    in_flight: Counter[str] = field(default_factory=Counter)
    most_in_flight: int = 0

    def shape(self, turn: Turn) -> Shape:
        """Return the form that the test chose for the article's title, else text."""
        return Shape(form=self.forms.get(turn.articles[0].content.title, "text"))

    async def takes_posts(self, destination: Destination) -> bool:
        """Return whether we may post there."""
        return destination.address not in self.shut

    def private(self, destination: Destination) -> bool:
        """Return ``False``: all these places are channels."""
        del destination
        return False

    async def recognise(self, turn: Turn, message_id: int) -> bool | Deferred | None:
        """Return ``None``: what a message shows is not seen."""
        del turn, message_id

    async def send(self, turn: Turn) -> Outcome:
        """Store or change the message, with the faults asked for."""
        address, article = turn.destination.address, turn.articles[0]
        self.in_flight[address] += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight.total())
        assert self.in_flight[address] == 1, f"two sends in flight to {address}"
        try:
            self.sends.append((address, turn.kind, shown(article)))
            self.deliveries.append(turn.delivery)
            await asyncio.sleep(0)
            if self.gate is not None:
                await self.gate(address)
            if fault := _next(self.before, address):
                return _faulty(fault)
            outcome = self._do(turn, article)
            if fault := _next(self.after, address):
                return _faulty(fault)
            return outcome
        finally:
            self.in_flight[address] -= 1

    async def look(self, destination: Destination, message_id: int) -> Seen:
        """Say what lies under the id, unless the test has another answer ready."""
        self.asked += 1
        await asyncio.sleep(0)
        if self.looks:
            answer = self.looks.pop(0)
            if isinstance(answer, BaseException):
                raise answer
            return answer
        if self.hidden:
            return None
        message = self.chats.get(destination.address, {}).get(message_id)
        if message is None:
            return Presence.MISSING
        return Presence.OURS if message.ours else Presence.FOREIGN

    def say(self, address: str, text: str = "by a person") -> int:
        """Put somebody else's message into a chat; return its id."""
        return self._store(address, Message(ours=False, text=text))

    def ours(self, address: str = "@news") -> list[str]:
        """Return what our messages in a chat show, in order."""
        return [m.text for _, m in sorted(self.chats.get(address, {}).items()) if m.ours]

    def _do(self, turn: Turn, article: Article) -> Outcome:
        address, delivery = turn.destination.address, turn.delivery
        if turn.kind is DeliveryKind.POST:
            message_id = self._store(address, Message(ours=True, text=shown(article)))
            form = self.shape(turn).form
            return Sent(receipt=Receipt(message_ids=(message_id,), form=form))
        assert delivery.receipt is not None
        (message_id,) = delivery.receipt.message_ids
        chat = self.chats.get(address, {})
        if message_id not in chat:
            return Refused(reason="message to edit not found")
        assert chat[message_id].ours, "an edit of somebody else's message"
        title = article.content.title
        assert chat[message_id].text.startswith(title), "an edit of another article's message"
        chat[message_id] = Message(ours=True, text=shown(article))
        return Sent(receipt=delivery.receipt)

    def _store(self, address: str, message: Message) -> int:
        self.tops[address] += 1
        self.chats.setdefault(address, {})[self.tops[address]] = message
        return self.tops[address]


def shown(article: Article) -> str:
    """Return what a message shows of an article."""
    return f"{article.content.title}, revision {article.revision}"


def _next(faults: dict[str, list[Fault | None]], address: str) -> Fault | None:
    waiting = faults.get(address)
    return waiting.pop(0) if waiting else None


def _faulty(fault: Fault) -> Outcome:
    if isinstance(fault, BaseException):
        raise type(fault)(*fault.args)
    return fault
