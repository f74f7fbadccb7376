"""Who is to be told of an article, and how far that has come. Owns the types; sends nothing.

The life of a delivery::

    due ──claim──▶ claimed ──Sent──────▶ sent ──(article corrected)──▶ a new delivery, kind edit
     ▲               ├──Deferred──▶ due, later          attempts exhausted ──▶ rejected
     │               ├──Rejected──▶ rejected            (editor: retry | drop)
     │               ├──Gone──────▶ rejected, and the destination inactive
     │               └──Uncertain, or lease over ──▶ uncertain ──reconcile──▶ sent | due | held
     └──────────────── editor: retry ◀────────────────────────────────────────────────┘

A newer revision supersedes what is not yet sent: due ──▶ superseded.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from barqiya.domain.article import ArticleId


class DeliveryKind(StrEnum):
    """What is to be done at the destination."""

    POST = "post"
    EDIT = "edit"


class DeliveryState(StrEnum):
    """How far a delivery has come; the module docstring draws the moves."""

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
    is that of the words around an article.
    """

    id: str
    name: str
    transport: str
    address: str
    query: str = ""
    language: str = "ar"
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Where a post lies: the ids of its messages, in order, and the form it was sent in."""

    message_ids: tuple[int, ...]
    form: Literal["text", "photo"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One thing to do at one destination; unique in (destination, article, revision, kind).

    *receipt* is of this delivery once it is sent, of the post to change while it is an edit that
    is not sent yet. *last_known_id* is the highest message id that was known to lie in the
    destination when this delivery was claimed, 0 where none was.
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
    last_known_id: int = 0
    receipt: Receipt | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """The destination holds it."""

    receipt: Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class Deferred:
    """Surely not sent; to be tried again at *until* (aware UTC).

    *address* is the new address where the destination has moved.
    """

    until: datetime
    reason: str
    address: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Surely not sent, and trying the same again is hopeless."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """The destination does not take anything from us any more."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncertain:
    """Whether it was sent is not known."""

    reason: str


Outcome = Sent | Deferred | Refused | Gone | Uncertain
