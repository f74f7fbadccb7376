"""What an output must be able to do so that the outbox can deliver through it."""

from enum import StrEnum
from typing import Protocol

from barqiya.domain.article import Article
from barqiya.domain.delivery import Deferred, Delivery, Destination, Outcome, PostForm


class Presence(StrEnum):
    """What lies under one message id of a destination."""

    MISSING = "missing"
    OURS = "ours"
    FOREIGN = "foreign"


class Transport(Protocol):
    """The edge of the world for one kind of destination."""

    def form(self, destination: Destination, article: Article) -> PostForm:
        """Return the form in which :meth:`send` would post *article*; asks nobody.

        It is written down before the send, and is what an edit goes by where the answer was lost.
        A post that had to take another form after all says so in its receipt; an edit must cope
        with a receipt of the wrong form.
        """
        ...

    async def send(self, delivery: Delivery, article: Article) -> Outcome:
        """Do what *delivery* says with *article*, once, and say what came of it.

        Raises :class:`~barqiya.errors.TransportError` where the transport itself is unusable and
        surely nothing was sent; every other failure is an outcome.
        """
        ...

    async def look(self, destination: Destination, message_id: int) -> Presence | Deferred | None:
        """Return what lies under *message_id*, changing nothing.

        ``None`` where nobody can ever tell (a private chat, or one where messages of ours appear
        that no delivery made); ``Deferred`` where it cannot be asked just now. Raises
        :class:`~barqiya.errors.TransportError` like :meth:`send`.
        """
        ...
