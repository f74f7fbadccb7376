"""What to do with what a source claims: pure ``(current, item, now) -> Decision``.

Owns the judgement; never loads, saves or looks at a clock.
"""

import hashlib
import json
import re
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from barqiya.domain.article import Article, ArticleId, Content, SourceItem, article_id
from barqiya.domain.folding import fold

_SPACE = re.compile(r"\s+")
_ALIKE = 0.5
_SHINGLE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignore:
    """Nothing that a reader could see has changed."""

    article_id: ArticleId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Publish:
    """The article is new; *announce* says whether those who follow are to be told."""

    article: Article
    announce: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Correct:
    """The article is known and reads differently now."""

    article: Article


Decision = Ignore | Publish | Correct


def decide(current: Article | None, item: SourceItem, source: str, now: datetime) -> Decision:
    """Return what becomes of *item*, of which the store holds *current* (or nothing) at *now*."""
    if current is None:
        return Publish(article=_new_article(item, source, now))
    content = _merged(current.content, item.content)
    new_hash = content_hash(content)
    if new_hash == current.content_hash:
        return Ignore(article_id=current.id, reason="unchanged")
    return Correct(article=_revised(current, content, new_hash, item, now))


@lru_cache(maxsize=512)  # one item is hashed to find it and again to judge it
def content_hash(content: Content) -> str:
    """Return a hash of what a reader sees: white space and the order of attributes do not count."""
    visible: dict[str, Any] = asdict(content)
    visible["content_html"] = _visible_html(content.content_html)
    visible["title"] = _SPACE.sub(" ", content.title).strip()
    visible["summary"] = _SPACE.sub(" ", content.summary).strip()
    visible["authors"] = [author.key for author in content.authors]
    visible["categories"] = [label.key for label in content.categories]
    visible["tags"] = [label.key for label in content.tags]
    # The day on which somebody looked at a page says nothing about the article.
    del visible["seen_on"]
    text = json.dumps(visible, ensure_ascii=True, sort_keys=True, default=_moment)
    return hashlib.sha256(text.encode()).hexdigest()


def alike(one: Content, other: Content, at_least: float = _ALIKE) -> bool:
    """Return whether two texts are one article in two states, not two articles of one title.

    They are if *at_least* that share of the shorter text's runs of four words occurs in the other.
    """
    ours, theirs = _shingles(one.content_html), _shingles(other.content_html)
    smaller = min(len(ours), len(theirs))
    if not smaller:
        return ours == theirs
    return len(ours & theirs) / smaller >= at_least


def _new_article(item: SourceItem, source: str, now: datetime) -> Article:
    new_id = article_id(source, item.identities[0].key)
    return Article(
        id=new_id,
        public_id=item.public_id or new_id.urn,
        source=source,
        revision=1,
        content=item.content,
        content_hash=content_hash(item.content),
        first_seen_at=now,
        updated_at=_sensible(item.updated_at, item.content.published_at, now),
    )


def _revised(
    current: Article, content: Content, new_hash: str, item: SourceItem, now: datetime
) -> Article:
    return Article(
        id=current.id,
        public_id=current.public_id,
        source=current.source,
        revision=current.revision + 1,
        content=content,
        content_hash=new_hash,
        first_seen_at=current.first_seen_at,
        updated_at=_after(current.updated_at, _sensible(item.updated_at, now, now), now),
        correction=item.correction,
    )


def _merged(current: Content, claimed: Content) -> Content:
    """Keep what is known of address and date: an edit moves no date, silence erases neither."""
    values = {name: getattr(claimed, name) for name in Content.__dataclass_fields__}
    values["published_at"] = current.published_at or claimed.published_at
    values["url"] = claimed.url or current.url
    values["seen_on"] = current.seen_on or claimed.seen_on
    return Content(**values)


def _sensible(claimed: datetime | None, otherwise: datetime | None, now: datetime) -> datetime:
    """Return the claimed moment unless it lies in the future."""
    for moment in (claimed, otherwise):
        if moment is not None and moment <= now:
            return moment
    return now


def _after(before: datetime, claimed: datetime, now: datetime) -> datetime:
    """Return when a correction was made: later than *before*, whatever source and clock say.

    It is the date that readers' programs watch; in RSS it has whole seconds.
    """
    return next((m for m in (claimed, now) if m > before), before + timedelta(seconds=1))


def _moment(value: date) -> str:
    """Return one spelling of a moment: a source gives it in its own zone, the store in UTC."""
    return (value.astimezone(UTC) if isinstance(value, datetime) else value).isoformat()


def _visible_html(content_html: str) -> list[Any]:
    if not content_html.strip():
        return []
    root = lxml_html.fragment_fromstring(content_html, create_parent="div")
    etree.strip_tags(root, etree.Comment, etree.ProcessingInstruction)  # nobody sees them
    return [_outline(element) for element in root.iter()]


def _outline(element: Any) -> list[Any]:
    def words(text: str | None) -> str:
        return _SPACE.sub(" ", text or "").strip()

    attributes = sorted(element.attrib.items())
    # The number of children tells what lies within from what follows: a quotation that grew.
    return [element.tag, len(element), attributes, words(element.text), words(element.tail)]


def _shingles(content_html: str) -> set[tuple[str, ...]]:
    text = re.sub(r"<[^>]*>", " ", content_html)
    words = fold(text).split()
    if len(words) < _SHINGLE:
        return {tuple(words)} if words else set()
    return {tuple(words[i : i + _SHINGLE]) for i in range(len(words) - _SHINGLE + 1)}
