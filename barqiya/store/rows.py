"""Between rows of the tables and the domain's types, explicitly. Runs no query."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal
from uuid import UUID

from barqiya.domain.article import (
    Article,
    ArticleId,
    Author,
    Content,
    Enclosure,
    Image,
    ImageSize,
    Label,
    RelatedArticle,
    Status,
)

NameKind = Literal["author", "category", "tag"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BorneName:
    """An author, category or tag at its place on one article."""

    article_id: UUID
    kind: NameKind
    position: int
    key: str
    name: str


def from_article(article: Article) -> dict[str, Any]:
    """Return the row of ``articles`` for *article*; its names lie in tables of their own."""
    content = article.content
    return {
        "id": article.id,
        "public_id": article.public_id,
        "source": article.source,
        "revision": article.revision,
        "status": article.status,
        "content_hash": article.content_hash,
        "first_seen_at": article.first_seen_at,
        "updated_at": article.updated_at,
        "ordered_at": article.ordered_at,
        "correction": article.correction,
        "evidence": article.evidence,
        "final": article.final,
        "title": content.title,
        "summary": content.summary,
        "content_html": content.content_html,
        "language": content.language,
        "url": content.url,
        "comments_url": content.comments_url,
        "comment_count": content.comment_count,
        "published_at": content.published_at,
        "seen_on": content.seen_on,
        "images": [asdict(image) for image in content.images],
        "enclosures": [asdict(enclosure) for enclosure in content.enclosures],
        "related": [_from_related(related) for related in content.related],
    }


def names_of(article: Article) -> list[BorneName]:
    """Return the names that *article* bears, each key once a kind."""
    content = article.content
    borne: list[BorneName] = []
    borne += _placed(article.id, "author", content.authors)
    borne += _placed(article.id, "category", content.categories)
    borne += _placed(article.id, "tag", content.tags)
    return borne


def to_borne(row: Any) -> BorneName:
    """Return the name in a row of ``article_names`` joined with ``names``."""
    return BorneName(
        article_id=row.article_id,
        kind=row.kind,
        position=row.position,
        key=row.key,
        name=row.name,
    )


def to_article(row: Any, borne: list[BorneName]) -> Article:
    """Return the article in a row of ``articles`` with the names it bears, in their order."""
    return Article(
        id=ArticleId(row.id),
        public_id=row.public_id,
        source=row.source,
        revision=row.revision,
        content=_to_content(row, borne),
        content_hash=row.content_hash,
        first_seen_at=row.first_seen_at,
        updated_at=row.updated_at,
        correction=row.correction,
        evidence=row.evidence,
        final=row.final,
        status=Status(row.status),
    )


def _to_content(row: Any, borne: list[BorneName]) -> Content:
    return Content(
        title=row.title,
        content_html=row.content_html,
        summary=row.summary,
        language=row.language,
        url=row.url,
        authors=tuple(Author(name=b.name) for b in borne if b.kind == "author"),
        categories=tuple(Label(name=b.name) for b in borne if b.kind == "category"),
        tags=tuple(Label(name=b.name) for b in borne if b.kind == "tag"),
        images=tuple(_to_image(image) for image in row.images),
        enclosures=tuple(Enclosure(**enclosure) for enclosure in row.enclosures),
        comments_url=row.comments_url,
        comment_count=row.comment_count,
        related=tuple(_to_related(related) for related in row.related),
        published_at=row.published_at,
        seen_on=row.seen_on,
    )


def _placed(article_id: UUID, kind: NameKind, named: Sequence[Author | Label]) -> list[BorneName]:
    once = {one.key: one.name for one in reversed(named) if one.key}
    ordered = [key for key in dict.fromkeys(one.key for one in named) if key]
    return [
        BorneName(article_id=article_id, kind=kind, position=place, key=key, name=once[key])
        for place, key in enumerate(ordered)
    ]


def _to_image(row: dict[str, Any]) -> Image:
    sizes = tuple(ImageSize(**size) for size in row.get("sizes", ()))
    return Image(**{**row, "sizes": sizes})


def _from_related(related: RelatedArticle) -> dict[str, Any]:
    row = asdict(related)
    row["published_on"] = related.published_on.isoformat() if related.published_on else None
    return row


def _to_related(row: dict[str, Any]) -> RelatedArticle:
    published_on = date.fromisoformat(row["published_on"]) if row["published_on"] else None
    return RelatedArticle(**{**row, "published_on": published_on})
