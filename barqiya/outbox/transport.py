"""What an output must be able to do so that the outbox can deliver through it."""

from enum import StrEnum
from typing import Protocol

from barqiya.domain.article import Article
from barqiya.domain.delivery import Delivery, Destination, Outcome


class Presence(StrEnum):
    """What lies under one message id of a destination."""

    MISSING = "missing"
    OURS = "ours"
    FOREIGN = "foreign"


class Transport(Protocol):
    """The edge of the world for one kind of destination."""

    async def send(self, delivery: Delivery, article: Article) -> Outcome:
        """Do what *delivery* says with *article*, once, and say what came of it.

        Raises :class:`~barqiya.errors.TransportError` where the transport itself is unusable;
        every other failure is an outcome.
        """
        ...

    async def look(self, destination: Destination, message_id: int) -> Presence | None:
        """Return what lies under *message_id*, changing nothing; ``None`` where nobody can tell."""
        ...
