"""What the reading page shows of an article beside its text. Pure; owns no HTML but the text's."""

import html
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup

from barqiya.domain.article import Article, Image
from barqiya.domain.change import Change, ChangeKind
from barqiya.domain.publication import Publication
from feeds.pages.words import Words
from feeds.text import clean

_HEADING = re.compile(r"<(/?)h1\b", re.IGNORECASE)
# In a script element nothing is an entity, so what could end it is written as JSON may.
_ESCAPES = {ord(mark): f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of an article's history: *what* happened, *at* when, and *why* if that was told."""

    what: str
    at: datetime
    why: str | None = None


def history(changes: Sequence[Change], words: Words) -> tuple[Event, ...]:
    """Return what readers could see happen in *changes*, newest first; empty if nothing since."""
    seen = [one for one in changes if one.kind is not ChangeKind.AMENDED]
    # An article that was taken in quietly and announced later was published once.
    once = {one.revision: one for one in reversed(seen)}
    ordered = sorted(once.values(), key=lambda one: one.revision)
    if len(ordered) < 2:  # noqa: PLR2004 - the first version alone is no history
        return ()
    before = [None, *(one.kind for one in ordered)]
    told = [
        Event(what=_said(one.kind, after, words), at=one.at, why=one.reason)
        for one, after in zip(ordered, before, strict=False)
    ]
    return tuple(reversed(told))


def _said(kind: ChangeKind, after: ChangeKind | None, words: Words) -> str:
    if kind is ChangeKind.PUBLISHED:
        return words.first_version
    if kind is ChangeKind.RETRACTED:
        return words.retracted
    return words.again if after is ChangeKind.RETRACTED else words.revised


def lead_outside_text(article: Article) -> Image | None:
    """Return the first picture of *article* where its text does not show it already."""
    images = article.content.images
    if not images:
        return None
    shown = html.unescape(article.content.content_html)
    return None if images[0].url in shown else images[0]


def below_title(content_html: str) -> Markup:
    """Return an article's own HTML; the page has one first heading, and that is the title."""
    return Markup(_HEADING.sub(r"<\1h2", content_html))  # noqa: S704 - cleaned when stored


def linked_data(article: Article, publication: Publication, title: str) -> Markup:
    """Return *article* for search engines: a NewsArticle of schema.org as JSON-LD 1.1."""
    content, zone = article.content, publication.timezone
    address = publication.address_of(article)
    said: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": address,
        "url": address,
        "mainEntityOfPage": address,
        "headline": title,
        "description": content.summary,
        "inLanguage": content.language,
        "datePublished": content.published_at and _in_zone(content.published_at, zone),
        "dateModified": _in_zone(article.updated_at, zone) if article.revision > 1 else None,
        "author": [{"@type": "Person", "name": one.name} for one in content.authors],
        "articleSection": [one.name for one in content.categories],
        "keywords": [one.name for one in content.tags],
        "image": [one.url for one in content.images],
        "isAccessibleForFree": True,
        "publisher": _publisher(publication),
    }
    known = {name: value for name, value in said.items() if value}
    return Markup(clean(json.dumps(known, ensure_ascii=False)).translate(_ESCAPES))  # noqa: S704 - escaped for a script element


def _publisher(publication: Publication) -> dict[str, Any]:
    said = {
        "@type": "Organization",
        "name": publication.title,
        "url": publication.url or f"{publication.public_url}/",
    }
    logo = publication.logo_url
    return said | ({"logo": {"@type": "ImageObject", "url": logo}} if logo else {})


def _in_zone(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).isoformat()
