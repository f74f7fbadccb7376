"""JSON Feed 1.1 (jsonfeed.org/version/1.1)."""

import json
from typing import Any

from feeds.document import FeedDocument, FeedEntry
from feeds.formats.base import Format

_VERSION = "https://jsonfeed.org/version/1.1"


def render(document: FeedDocument) -> bytes:
    """Return *document* as JSON Feed 1.1."""
    feed = {
        "version": _VERSION,
        "title": document.title,
        "home_page_url": document.site_url,
        "feed_url": document.current_as("json"),
        "next_url": dict(document.history_as("json")).get("prev-archive"),
        "description": document.description,
        "icon": document.logo_url,
        "authors": [{"name": document.publisher, "url": document.site_url}],
        "language": document.language,
        "hubs": [{"type": "WebSub", "url": hub} for hub in document.hubs] or None,
        "items": [_item(entry) for entry in document.entries],
    }
    return json.dumps(_known(feed), ensure_ascii=False, separators=(",", ":")).encode()


def _item(entry: FeedEntry) -> dict[str, Any]:
    return _known(
        {
            "id": entry.id,
            "url": entry.url,
            "title": entry.title,
            "content_html": entry.content_html,
            "summary": entry.summary or None,
            "image": entry.image.url if entry.image else None,
            "date_published": entry.published.isoformat() if entry.published else None,
            "date_modified": entry.updated.isoformat(),
            "authors": [{"name": author} for author in entry.authors] or None,
            "tags": list(entry.category_names) or None,
            "language": entry.language,
            "attachments": _attachments(entry) or None,
            "_comments": _comments(entry) or None,
        }
    )


def _attachments(entry: FeedEntry) -> list[dict[str, Any]]:
    return [
        _known({"url": one.url, "mime_type": one.media_type, "size_in_bytes": one.length})
        for one in entry.enclosures
    ]


def _comments(entry: FeedEntry) -> dict[str, Any]:
    """Return where the comments are: an extension, for the format itself has no place for them."""
    return _known({"url": entry.comments_url, "count": entry.comment_count})


def _known(values: dict[str, Any]) -> dict[str, Any]:
    """Return *values* without those that are not known: JSON Feed leaves them out."""
    return {key: value for key, value in values.items() if value is not None}


JSON_FEED = Format(
    name="json",
    label="JSON Feed",
    suffix="json",
    media_type="application/feed+json",
    render=render,
)
