"""Articles and publications to make feeds of."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from barqiya.domain.article import Article, Content, article_id
from barqiya.domain.publication import Publication
from barqiya.domain.query import Query
from feeds.document import FeedDocument, document
from feeds.site import Site
from feeds.views import FeedView

NOON = datetime(2026, 11, 20, 12, 0, 0, tzinfo=UTC)


def make_article(name: str = "harbour", **changes: Any) -> Article:
    """Return an article; *changes* are fields of the article or of its content."""
    outer = {key: changes.pop(key) for key in list(changes) if key in Article.__dataclass_fields__}
    content = {
        "title": "الميناء يستيقظ قبل المدينة",
        "content_html": "<p>في الخامسة صباحًا تُضاء المصابيح على الرصيف.</p>",
        "summary": "ساعة واحدة على الرصيف قبل أن يصحو الناس.",
        "language": "ar",
        "published_at": NOON,
    }
    fields: dict[str, Any] = {
        "id": article_id("tests", name),
        "public_id": article_id("tests", name).urn,
        "source": "tests",
        "revision": 1,
        "content": Content(**{**content, **changes}),
        "content_hash": name,
        "first_seen_at": NOON,
        "updated_at": NOON,
    }
    return Article(**{**fields, **outer})


@pytest.fixture
def article() -> Callable[..., Article]:
    """Return a maker of articles: ``article(name, title=…, updated_at=…)``."""
    return make_article


@pytest.fixture
def publication() -> Publication:
    """Return an Arabic publication with a site of its own."""
    return Publication(
        title="جريدة الميناء",
        description="أخبار الساحل كل صباح.",
        language="ar",
        timezone=ZoneInfo("Africa/Cairo"),
        public_url="https://feeds.example.org",
        url="https://example.org",
        logo_url="https://example.org/logo.png",
    )


@pytest.fixture
def site(publication: Publication) -> Site:
    """Return the site of the publication."""
    return Site(publication=publication)


@pytest.fixture
def feed_of(publication: Publication) -> Callable[..., FeedDocument]:
    """Return a maker of documents: ``feed_of(article, …)`` is the feed of everything."""

    def make(*articles: Article, full_text: bool = True) -> FeedDocument:
        view = FeedView(slug="all", title=publication.title, query=Query(), limit=50)
        return document(view, publication, articles, full_text=full_text)

    return make
