"""What a reader sees of an article, as one hash. Pure; owns the line between seen and unseen.

Not seen: white space, the order of attributes, comments in the markup, tracking parameters, how an
address is spelled, the scheme and host of the article's own site (a site that moves corrects
nothing), the measures of pictures, the "see also" boxes around a text, what readers comment on it.
"""

import hashlib
import json
import re
from dataclasses import asdict
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from barqiya.domain.article import Article, Content
from barqiya.domain.folding import fold
from barqiya.domain.normalize import address_key

#: Which line was drawn: hashes of another are not compared.
_VERSION = "2:"
_LENGTH = 64
_AFTER_HOST = re.compile(r"[/?]")
_ADDRESSES = frozenset({"href", "src"})
_ALIKE = 0.5
_SHINGLE = 4


@lru_cache(maxsize=512)  # one item is hashed to find it and again to judge it
def content_hash(content: Content) -> str:
    """Return a hash of what a reader sees of *content*: 64 characters."""
    own_host = _host(content.url) if content.url else None
    visible: dict[str, Any] = {
        "title": _folded(content.title),
        "summary": _folded(content.summary),
        "content_html": _visible_html(content.content_html, own_host),
        "language": content.language,
        "url": _place(content.url, own_host) if content.url else None,
        "authors": [author.key for author in content.authors],
        "categories": [label.key for label in content.categories],
        "tags": [label.key for label in content.tags],
        "images": [[_place(image.url, own_host), image.alt] for image in content.images],
        "enclosures": [
            asdict(enclosure) | {"url": _place(enclosure.url, own_host)}
            for enclosure in content.enclosures
        ],
        "published_at": content.published_at,
    }
    text = json.dumps(visible, ensure_ascii=True, sort_keys=True, default=_moment)
    return (_VERSION + hashlib.sha256(text.encode()).hexdigest())[:_LENGTH]


def hash_of(article: Article) -> str:
    """Return the hash of *article*, made anew where an older program made the one it bears."""
    if article.content_hash.startswith(_VERSION):
        return article.content_hash
    return content_hash(article.content)


def alike(one: Content, other: Content, at_least: float = _ALIKE) -> bool:
    """Return whether two texts are one article in two states, not two articles of one title.

    They are if *at_least* that share of the shorter text's runs of four words occurs in the other.
    """
    ours, theirs = _shingles(one.content_html), _shingles(other.content_html)
    smaller = min(len(ours), len(theirs))
    if not smaller:
        return ours == theirs
    return len(ours & theirs) / smaller >= at_least


def _folded(text: str) -> str:
    return " ".join(text.split())


def _host(address: str) -> str:
    return _AFTER_HOST.split(_key(address), maxsplit=1)[0]


def _place(address: str, own_host: str | None) -> str:
    """Return *address* without what tells no reader anything; on the own site, its path alone."""
    key = _key(address)
    if own_host and _AFTER_HOST.split(key, maxsplit=1)[0] == own_host:
        return key[len(own_host) :]
    return key


def _key(address: str) -> str:
    try:
        return address_key(address)
    except ValueError:  # a port that is no number, a bracket that is never closed
        return address


def _moment(value: date) -> str:
    """Return one spelling of a moment: a source gives it in its own zone, the store in UTC."""
    return (value.astimezone(UTC) if isinstance(value, datetime) else value).isoformat()


def _visible_html(content_html: str, own_host: str | None) -> list[Any]:
    if not content_html.strip():
        return []
    root = lxml_html.fragment_fromstring(content_html, create_parent="div")
    etree.strip_tags(root, etree.Comment, etree.ProcessingInstruction)  # nobody sees them
    return [_outline(element, own_host) for element in root.iter()]


def _outline(element: Any, own_host: str | None) -> list[Any]:
    attributes = sorted(
        (name, _place(value, own_host) if name in _ADDRESSES else value)
        for name, value in element.attrib.items()
    )
    # The number of children tells what lies within from what follows: a quotation that grew.
    words = _folded(element.text or ""), _folded(element.tail or "")
    return [element.tag, len(element), attributes, *words]


def _shingles(content_html: str) -> set[tuple[str, ...]]:
    text = re.sub(r"<[^>]*>", " ", content_html)
    words = fold(text).split()
    if len(words) < _SHINGLE:
        return {tuple(words)} if words else set()
    return {tuple(words[i : i + _SHINGLE]) for i in range(len(words) - _SHINGLE + 1)}
