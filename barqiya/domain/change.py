"""Facts about articles, in the order in which they were committed. Owns the types only."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from barqiya.domain.article import ArticleId


class ChangeKind(StrEnum):
    """What happened to an article.

    Published again after a retraction is *corrected*. *Amended* is what no reader sees: a new
    address of the same text, say; the revision stays.
    """

    PUBLISHED = "published"
    CORRECTED = "corrected"
    RETRACTED = "retracted"
    AMENDED = "amended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One line of the journal. *seq* numbers changes without gaps, in commit order.

    *announce* is false for what is taken in without telling anybody: the archive of a source.
    *reason* is what readers are told of a correction, where anything is.
    """

    seq: int
    kind: ChangeKind
    article_id: ArticleId
    revision: int
    at: datetime
    announce: bool = True
    reason: str | None = None
