"""Who is to be told of an article, and how far that has come. Owns the types; sends nothing.

The life of a delivery::

    due ──claim──▶ claimed ──Sent──────▶ sent ──(article corrected)──▶ a new delivery, kind edit
     ▲               ├──Deferred──▶ due, later          attempts exhausted ──▶ rejected
     │               ├──Refused───▶ rejected            (editor: retry | drop)
     │               ├──Gone──────▶ rejected, and the destination inactive
     │               └──Uncertain, or lease over ──▶ uncertain ──reconcile──▶ sent | due | held
     └──────────────── editor: retry ◀────────────────────────────────────────────────┘

A post waits in *awaiting* for an editor's word where its place asks for approval or its article is
on hold; let go, it is due. A newer revision supersedes what is not yet sent: due ──▶ superseded; so
it does with what was rejected, for the mended text may pass. An edit is never uncertain: repeating
it harms nobody; nor is a retraction.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from barqiya.domain.article import Article, ArticleId, Status
from barqiya.domain.timetable import AT_ONCE, Timetable

#: What a post is made of: a text, a picture with a caption, or several pictures with one.
PostForm = Literal["text", "photo", "album"]


class DeliveryKind(StrEnum):
    """What is to be done at the destination."""

    POST = "post"
    EDIT = "edit"
    RETRACT = "retract"


class DeliveryState(StrEnum):
    """How far a delivery has come; the module docstring draws the moves."""

    AWAITING = "awaiting"
    DUE = "due"
    CLAIMED = "claimed"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    HELD = "held"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """A place that articles are sent to; *address* is what its transport understands.

    *query* (the text of a :class:`~barqiya.domain.query.Query`) chooses the articles; *language*
    is that of the words around an article. *approval*: an editor says of each post whether it goes.
    *active*: the settings name it; *lost*: for now it takes nothing from us, and all waits there.
    """

    id: str
    name: str
    transport: str
    address: str
    query: str = ""
    language: str = "ar"
    timetable: Timetable = AT_ONCE
    approval: bool = False
    active: bool = True
    lost: bool = False

    @property
    def takes_part(self) -> bool:
        """Whether anything can be sent there now."""
        return self.active and not self.lost


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Where a post lies: the ids of its messages, in order, and the form it was sent in.

    *count* is of how many messages the post is made; as long as there are fewer ids, it is an
    intent: the others are on their way. A *count* of 0 says that it was deleted. *marks* are, as
    long as it is not whole, by what the transport would recognise each of the messages. *pictures*
    are the addresses of those that it shows, so that a change of one is noticed.
    """

    message_ids: tuple[int, ...]
    form: PostForm
    count: int = 1
    marks: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether every message of the post is known to lie there."""
        return len(self.message_ids) >= self.count

    @property
    def missing(self) -> int:
        """How many messages the next step makes: an album is one step, all else one by one."""
        left = self.count - len(self.message_ids)
        return left if self.form == "album" else min(left, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One thing to do at one destination; unique in (destination, article, revision, kind).

    *receipt* is of this delivery once it is sent; of the post to change while it is an edit that
    is not sent yet; the intent while it is a post that is claimed or uncertain. *last_known_id* is
    the highest message id that was known to lie in the destination before this post was sent, 0
    where none lay there, ``None`` where that was not known. *attempts* counts those in vain.
    *settled_at* is when it came to its end. *destination* has the address at which the post lies,
    whatever the settings say by now. *urgent*: it waits for no hour. *gathered*: it goes
    into one message with the others that are due there; *bundle* is then, once it is claimed, the
    id of the first delivery of that message.
    """

    id: int
    destination: Destination
    article_id: ArticleId
    revision: int
    kind: DeliveryKind
    state: DeliveryState
    attempts: int
    due_at: datetime
    created_at: datetime
    settled_at: datetime | None = None
    last_known_id: int | None = None
    receipt: Receipt | None = None
    reason: str | None = None
    urgent: bool = False
    gathered: bool = False
    bundle: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What is to be done next at one destination, in one call of its transport.

    *deliveries*, at least one, are done and settled together: they share destination, state,
    receipt and last known id. Several are posts gathered in one message, or changes to such a
    message. *articles* are what the message shows, in order, as they are now: of a post each
    delivery's own, of a change all that stand in the message. *known_id* is the highest message id
    known in the destination, 0 where it is empty, ``None`` where nobody has looked. *posted_at* is
    when the post that is to be retracted was sent.
    """

    deliveries: tuple[Delivery, ...]
    articles: tuple[Article, ...]
    known_id: int | None = None
    posted_at: datetime | None = None

    @property
    def delivery(self) -> Delivery:
        """The first of the deliveries, for what all of them share."""
        return self.deliveries[0]

    @property
    def destination(self) -> Destination:
        """Where it is to be done."""
        return self.deliveries[0].destination

    @property
    def kind(self) -> DeliveryKind:
        """What is to be done with the message: it is retracted once nothing in it is left."""
        if self.delivery.kind is DeliveryKind.POST:
            return DeliveryKind.POST
        asked = any(one.kind is DeliveryKind.RETRACT for one in self.deliveries)
        empty = all(article.status is Status.RETRACTED for article in self.articles)
        return DeliveryKind.RETRACT if asked and empty else DeliveryKind.EDIT


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """The destination holds it: all of it, or one step more where the receipt is not whole."""

    receipt: Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class Deferred:
    """Surely not sent; to be tried again at *until* (aware UTC).

    *until* is what the destination asks for: that wait may repeat for ever. ``None`` where nobody
    named a time (no connection, say): the outbox waits longer each time, and not for ever.
    *address* is the new address where the destination has moved.
    """

    until: datetime | None
    reason: str
    address: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Surely not sent, and trying the same again is hopeless.

    *moot*: there is nothing that it could be done to, so nobody is asked what to do about it.
    """

    reason: str
    moot: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """The destination does not take anything from us any more."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncertain:
    """Whether it was sent is not known."""

    reason: str


Outcome = Sent | Deferred | Refused | Gone | Uncertain
