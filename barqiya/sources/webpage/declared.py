"""What a page declares of its article in JSON-LD (schema.org/Article). Reads nothing else."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from barqiya.domain.normalize import clean_text, clean_title

_ARTICLES = re.compile(r"(?:https?://schema\.org/)?(?:\w*Article|\w*BlogPosting|Report|Review)")
_WRAPPED = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>|;)\s*$")
_LOOSE_COMMA = re.compile(r",(?=\s*[}\]])")
_DEEPEST = 6
_LONGEST = 500_000  # letters of one script
_MOST = 30  # scripts


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedArticle:
    """The declared article; every field is empty where the page does not tell it."""

    headline: str = ""
    description: str | None = None
    url: str | None = None
    image: str | None = None
    authors: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    published: str | None = None
    updated: str | None = None


def read(tree: Any) -> LinkedArticle:
    """Return the first article declared in *tree* (an lxml document)."""
    objects: list[dict[str, Any]] = []
    for script in tree.xpath("//script[contains(@type, 'ld+json')]")[:_MOST]:
        objects += _objects(_parsed(script.text or ""), _DEEPEST)
    by_id = {o["@id"]: o for o in objects if isinstance(o.get("@id"), str) and "name" in o}
    article = next((o for o in objects if _is_article(o)), None)
    return _read(article, by_id) if article else LinkedArticle()


def _parsed(text: str) -> Any:
    """Return the JSON in *text*, ``None`` where it is none, whatever plugins wrapped it in."""
    if len(text) > _LONGEST:
        return None
    bare = _WRAPPED.sub("", _WRAPPED.sub("", text))
    for attempt in (text, bare, _LOOSE_COMMA.sub("", bare)):
        try:
            return json.loads(attempt, strict=False)  # raw line breaks in strings are common
        except (ValueError, RecursionError):
            continue
    return None


def _read(article: dict[str, Any], by_id: dict[str, dict[str, Any]]) -> LinkedArticle:
    return LinkedArticle(
        headline=clean_title(_text(article.get("headline"))),
        description=clean_title(_text(article.get("description"))) or None,
        url=_text(article.get("url")) or None,
        image=next(_addresses(article.get("image")), None),
        authors=tuple(_names(article.get("author"), by_id)),
        sections=tuple(_texts(article.get("articleSection"))),
        keywords=tuple(_texts(article.get("keywords"))),
        published=_text(article.get("datePublished")) or None,
        updated=_text(article.get("dateModified")) or None,
    )


def _objects(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth == 0:
        return
    if isinstance(value, list):
        for one in value:
            yield from _objects(one, depth - 1)
    elif isinstance(value, dict):
        yield value
        yield from _objects(value.get("@graph"), depth - 1)
        yield from _objects(value.get("mainEntity"), depth - 1)


def _is_article(one: dict[str, Any]) -> bool:
    kinds = one.get("@type")
    return any(
        isinstance(kind, str) and _ARTICLES.fullmatch(kind) is not None
        for kind in (kinds if isinstance(kinds, list) else [kinds])
    )


def _names(value: Any, by_id: dict[str, dict[str, Any]]) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            known = by_id.get(str(one.get("@id")), one) if "name" not in one else one
            yield from _texts(known.get("name"))
        else:
            yield from _texts(one)


def _texts(value: Any) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        for text in _text(one).split(",") if value is one else [_text(one)]:
            if clean_title(text):
                yield clean_title(text)


def _addresses(value: Any) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        address = one.get("url") if isinstance(one, dict) else one
        if isinstance(address, str) and address:
            yield address


def _text(value: Any) -> str:
    return clean_text(value) if isinstance(value, str) else ""
