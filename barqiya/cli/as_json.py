"""Articles, deliveries and sources as JSON for scripts. Owns the names of the keys; prints nothing.

The keys are an interface: one that is here stays.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from barqiya.domain.article import Article, Image
from barqiya.domain.delivery import Delivery
from barqiya.domain.normalize import plain_text
from barqiya.domain.source_health import SourceHealth
from barqiya.domain.source_state import SetAside
from barqiya.editorial.audit import Gap
from barqiya.search import SeeAlso

JsonObject = dict[str, Any]


def brief(article: Article) -> JsonObject:
    """Return what ``latest`` and ``search`` tell of *article*."""
    content = article.content
    return {
        "id": str(article.id),
        "public_id": article.public_id,
        "title": content.title,
        "url": content.url,
        "authors": [author.name for author in content.authors],
        "categories": [category.name for category in content.categories],
        "published_at": _moment(content.published_at),
        "summary": content.summary,
    }


def delivery(one: Delivery) -> JsonObject:
    """Return what ``deliveries list`` tells of one delivery."""
    return {
        "id": one.id,
        "channel": one.destination.name,
        "chat": one.destination.address,
        "article": str(one.article_id),
        "revision": one.revision,
        "kind": one.kind,
        "state": one.state,
        "attempts": one.attempts,
        "due_at": _moment(one.due_at),
        "created_at": _moment(one.created_at),
        "settled_at": _moment(one.settled_at),
        "messages": list(one.receipt.message_ids) if one.receipt else [],
        "reason": one.reason,
        "urgent": one.urgent,
    }


def gap(one: Gap) -> JsonObject:
    """Return what ``deliveries audit`` tells of one gap."""
    return {
        "channel": one.place.name,
        "article": brief(one.article),
        "cause": one.cause,
        "delivery": delivery(one.delivery) if one.delivery else None,
    }


def whole(article: Article, related: Iterable[SeeAlso]) -> JsonObject:
    """Return all that ``show`` tells of *article* and of what is *related* to it."""
    content = article.content
    return brief(article) | {
        "tags": [tag.name for tag in content.tags],
        "comments_url": content.comments_url,
        "comment_count": content.comment_count,
        "language": content.language,
        "direction": content.direction,
        "text": plain_text(content.content_html),
        "content_html": content.content_html,
        "images": [_image(image) for image in content.images],
        "related": [_related(one) for one in related],
        "status": article.status,
        "revision": article.revision,
        "correction": article.correction,
        "evidence": article.evidence,
        "first_seen_at": _moment(article.first_seen_at),
        "updated_at": _moment(article.updated_at),
        "seen_on": content.seen_on.isoformat() if content.seen_on else None,
        "source": article.source,
    }


def source(health: SourceHealth) -> JsonObject:
    """Return all that ``sources`` tells of a source; *newest* is there for one asked by name."""
    return {
        "name": health.name,
        "kind": health.kind,
        "address": health.address,
        "state": health.condition.value,
        "articles": health.held,
        "failures": health.failures,
        "reason": health.reason,
        "warning": health.warning,
        "note": health.note,
        "last_try": _moment(health.checked_at),
        "last_success": _moment(health.succeeded_at),
        "last_change": _moment(health.changed_at),
        "next_due": _moment(health.due_at),
        "set_aside": health.set_aside,
        "newest_set_aside": [_aside(one) for one in health.newest],
    }


def _aside(one: SetAside) -> JsonObject:
    return {
        "origin": one.origin,
        "refused": one.refused,
        "reason": one.reason,
        "at": _moment(one.at),
    }


def _image(image: Image) -> JsonObject:
    return {"url": image.url, "alt": image.alt, "width": image.width, "height": image.height}


def _related(other: SeeAlso) -> JsonObject:
    related = other.told
    return {
        "id": str(other.id) if other.id else None,
        "title": related.title,
        "author": related.author,
        "category": related.category,
        "date": related.published_on.isoformat() if related.published_on else None,
        "opening": related.opening,
        "url": related.url,
    }


def _moment(moment: datetime | None) -> str | None:
    """Return *moment* as RFC 3339 (section 5.6) has it."""
    return moment.isoformat() if moment else None
