"""What a source was seen to hold, and what it no longer holds. Owns the types; looks at nothing.

A *key* is what a source itself calls an item: the number of a post, a guid, a path. It is unique
within its source and says nothing outside it.
"""

from dataclasses import dataclass
from datetime import datetime

from barqiya.domain.article import ArticleId


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """An article as one source was last seen to hold it.

    *claim* is a hash of what the source said of it, *missing* in how many complete sightings in a
    row it was not there. *url* and *ordered_at* are those of the article.
    """

    key: str
    article_id: ArticleId
    claim: str
    missing: int
    url: str | None
    ordered_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """The source itself says that it no longer holds *key*; *evidence* is how, for a person."""

    key: str
    evidence: str
