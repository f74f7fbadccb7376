"""Promises of reading feeds: golden pairs of every format, and of what people make of formats."""

import json
from pathlib import Path
from typing import Any

import pytest

from barqiya.domain.article import Rejected
from barqiya.domain.normalize import plain_text
from barqiya.sources.draft import Draft
from barqiya.sources.flow import Body, Response, Source
from barqiya.sources.syndication import read_feed

FEEDS = Path(__file__).parents[3] / "data" / "feeds"
CASES = sorted(path for path in FEEDS.iterdir() if not path.name.endswith(".expected.json"))


def _response(content: bytes, content_type: str) -> Response:
    return Response(
        url="https://example.org/feed/",
        status=200,
        headers={"content-type": content_type},
        body=Body.of(content),
    )


def read(content: bytes, content_type: str = "application/xml") -> list[Draft | Rejected]:
    """Return the entries of a feed."""
    response = _response(content, content_type)
    try:
        return list(read_feed(response, Source(name="site", kind="feed", address="")))
    finally:
        response.body.close()


def _told(one: Draft | Rejected) -> dict[str, Any]:
    """Return what an entry says, without what it does not say."""
    if isinstance(one, Rejected):
        return {"rejected": one.reason, "origin": one.origin}
    told: dict[str, Any] = {
        "title": one.title,
        "text": plain_text(one.markup),
        "summary": one.summary,
        "language": one.language,
        "url": one.url,
        "shared_url": one.shared_url,
        "key": one.key,
        "names": list(one.names),
        "public_id": one.public_id,
        "authors": list(one.authors),
        "categories": list(one.categories),
        "images": [image.url for image in one.images],
        "enclosures": [[e.url, e.media_type, e.length] for e in one.enclosures],
        "related": [[r.title, r.url] for r in one.related],
        "comments_url": one.comments_url,
        "comment_count": None if one.comment_count is None else str(one.comment_count),
        "published_at": one.published_at and one.published_at.isoformat(),
        "updated_at": one.updated_at and one.updated_at.isoformat(),
        "notes": list(one.notes),
    }
    return {name: value for name, value in told.items() if value}


@pytest.mark.parametrize("case", CASES, ids=lambda path: str(path.name))
def test_a_feed_says_what_is_expected(case: Path) -> None:
    """Everything that its entries say is read, and what cannot be is named with its reason."""
    media_type = "application/feed+json" if case.suffix == ".json" else "application/rss+xml"
    told = [_told(one) for one in read(case.read_bytes(), media_type)]
    expected = case.with_name(f"{case.stem}.expected.json")
    assert told == json.loads(expected.read_text("utf-8"))
