"""What an article is. Owns the types; never where an article comes from or goes to."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID, uuid5

from barqiya.domain.folding import label_key, name_key
from barqiya.domain.language import Direction, direction_of

ArticleId = NewType("ArticleId", UUID)

_NAMESPACE = UUID("6f0d3b0e-6b3c-5b0a-9d53-9d0c7b1f4a11")


def article_id(source: str, identity: str) -> ArticleId:
    """Return the id of the article that *source* knows as *identity*: the same in every rebuild."""
    return ArticleId(uuid5(_NAMESPACE, f"{source}\n{identity}"))


class Status(StrEnum):
    """Where an article stands in its editorial life."""

    PUBLISHED = "published"
    RETRACTED = "retracted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """A person. Two spellings of one name have one :attr:`key` and are one author."""

    name: str

    @property
    def key(self) -> str:
        """The spelling-blind key of the name."""
        return name_key(self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A category or a tag."""

    name: str

    @property
    def key(self) -> str:
        """The spelling-blind key of the label."""
        return label_key(self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageSize:
    """One size in which a picture is there. *url* is absolute; the sides are pixels."""

    url: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture of an article. *url* is absolute; *width* and *height* are pixels where known.

    *sizes* are further sizes of the same picture, the smallest first.
    """

    url: str
    alt: str = ""
    width: int | None = None
    height: int | None = None
    media_type: str | None = None
    length: int | None = None
    sizes: tuple[ImageSize, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A file that comes with an article. *length* is bytes where known."""

    url: str
    media_type: str
    length: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedArticle:
    """Another article as a "see also" block names it: known by what the block says and no more."""

    title: str
    author: str | None = None
    category: str | None = None
    published_on: date | None = None
    opening: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a reader sees of an article; a change here, and only here, makes a new revision.

    But for where it stands and what stands beside it (see :mod:`barqiya.domain.visible`).
    *content_html* is clean (see :mod:`barqiya.domain.normalize`): sanitised, absolute addresses,
    NFC, no control characters. *language* is a BCP 47 tag. *summary* is plain text.
    """

    title: str
    content_html: str
    summary: str
    language: str
    url: str | None = None
    authors: tuple[Author, ...] = ()
    categories: tuple[Label, ...] = ()
    tags: tuple[Label, ...] = ()
    images: tuple[Image, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    comments_url: str | None = None
    comment_count: int | None = None
    related: tuple[RelatedArticle, ...] = ()
    published_at: datetime | None = None
    seen_on: date | None = None

    @property
    def direction(self) -> Direction:
        """The direction in which the article is written."""
        return direction_of(self.language)


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article as the store holds it.

    *public_id* is what feeds publish as guid and atom:id; like *id* it never changes.
    *published_at* (in :class:`Content`) is ``None`` where no source told it: it is never made up.
    *first_seen_at* is when the store took it in, *updated_at* when its present revision was made;
    both are aware UTC. *correction* is what an editor said of the last one; *evidence*, of a
    retracted article, is by what its retraction is known, for the operator. *final*: an editor
    retracted it, and no source brings it back.
    """

    id: ArticleId
    public_id: str
    source: str
    revision: int
    content: Content
    content_hash: str
    first_seen_at: datetime
    updated_at: datetime
    correction: str | None = None
    status: Status = Status.PUBLISHED
    evidence: str | None = None
    final: bool = False

    @property
    def ordered_at(self) -> datetime:
        """When the article takes its place among others: its publication, else its first sight."""
        return self.content.published_at or self.first_seen_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """One name under which a source knows an article, e.g. ``url:https://example.org/a``.

    A *strong* one (an address, a guid, an id) decides by itself. A weak one (the same title, the
    same file) decides only where the texts are alike.
    """

    key: str
    strong: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceItem:
    """What a source claims of one article: normalised, not yet believed.

    *identities* are ordered, strongest first; there is at least one. *origin* names the item to a
    person (a path, an address). *public_id* is the identity that the origin's own feed used.
    *key* is what the source itself calls the item, ``None`` where that is its first identity.
    *notes* say what about the item was set aside, for the operator: a date that makes no sense.
    """

    origin: str
    identities: tuple[Identity, ...]
    content: Content
    public_id: str | None = None
    updated_at: datetime | None = None
    correction: str | None = None
    key: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def source_key(self) -> str:
        """What the source itself calls the item."""
        return self.key if self.key is not None else self.identities[0].key


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """An item that a source offered and that could not be read, with the reason for a person."""

    origin: str
    reason: str
