"""What an output must be able to do so that the outbox can deliver through it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from barqiya.domain.delivery import Deferred, Destination, Gone, Outcome, PostForm, Turn


class Presence(StrEnum):
    """What lies under one message id of a destination."""

    MISSING = "missing"
    OURS = "ours"
    FOREIGN = "foreign"
    SOMEBODYS = "somebody's"
    """There, and whose it is does not show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What a post would be: its form, of how many messages, and of how many deliveries.

    *takes* is how many of the turn's deliveries, from the first, go into it: the others of a
    digest that is too long for one message make the next. *marks* are by what
    :meth:`Transport.recognise` would know each of the messages again, whatever becomes of the
    articles meanwhile; they are kept with the intent, as are the addresses of its *pictures*.
    """

    form: PostForm
    count: int = 1
    takes: int = 1
    marks: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()


#: What a look can show.
Seen = Presence | Deferred | Gone | None


class Looking(Protocol):
    """What can be asked of a destination, changing nothing."""

    async def look(self, destination: Destination, message_id: int) -> Seen:
        """Return what lies under *message_id*, changing nothing.

        ``None`` where nobody can ever tell (a private chat); ``Deferred`` where it cannot be asked
        just now; ``Gone`` where the destination does not let us look. Raises
        :class:`~barqiya.errors.TransportError` like :meth:`send`.
        """
        ...

    async def recognise(self, turn: Turn, message_id: int) -> bool | Deferred | None:
        """Return whether a message of ours is what the next step of *turn*, a post, would send.

        ``None`` where what it shows cannot be seen; ``Deferred`` where it cannot be just now. Keeps
        by itself to the pace of where it is looked at.
        """
        ...


class Transport(Looking, Protocol):
    """The edge of the world for one kind of destination."""

    def shape(self, turn: Turn) -> Shape:
        """Return what :meth:`send` would make of *turn*, a post not yet begun; asks nobody.

        It is written down before the send, and is what an edit goes by where the answer was lost.
        A post that had to take another form after all says so in its receipt; an edit must cope
        with a receipt of the wrong form.
        """
        ...

    async def send(self, turn: Turn) -> Outcome:
        """Do the next step of *turn*, in one call, and say what came of it.

        A post: its next message, after those that the receipt of its deliveries names; all at once
        where it is an album. ``Sent`` has the receipt with the new ids; it may say of how many
        messages the post is made after all. An edit: every message of the receipt, as many calls as
        that takes, at the pace of one place; what it finds unchanged counts as done. A retraction
        deletes them all (``Sent`` with a receipt of no ids and *count* 0), or turns them into a
        notice where that cannot be any more (``Sent`` with the receipt). The articles may have
        changed since an earlier step: the rest is made of them as they are.

        Raises :class:`~barqiya.errors.TransportError` where the transport itself is unusable and
        surely nothing was sent; every other failure is an outcome.
        """
        ...

    async def takes_posts(self, destination: Destination) -> bool:
        """Return whether a destination that took nothing from us takes posts again; sends nothing.

        ``False`` where it does not say. Raises :class:`~barqiya.errors.TransportError` like
        :meth:`send`.
        """
        ...

    def private(self, destination: Destination) -> bool:
        """Return whether *destination* is one person's chat: it may be written to more often."""
        ...
