"""Whose articles these are, and where people find them. Owns the type; reads no settings."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from barqiya.domain.article import Article
from barqiya.domain.language import Direction, direction_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """A publication as its readers know it.

    *url* is the site of its own (``None`` where it has none), *public_url* where Barqiya answers;
    both without a trailing slash. *logo_url* is absolute. *timezone* is the one that dates are
    shown in.
    """

    title: str
    description: str
    language: str
    timezone: ZoneInfo
    public_url: str
    url: str | None = None
    logo_url: str | None = None

    @property
    def direction(self) -> Direction:
        """The direction in which the publication is written."""
        return direction_of(self.language)

    def reading_page(self, article: Article) -> str:
        """Return the address of our own plain page of *article*."""
        return f"{self.public_url}/articles/{article.id}"

    def address_of(self, article: Article) -> str:
        """Return where people read *article*: at its source where known, else our own page."""
        return article.content.url or self.reading_page(article)
