"""What comes embedded in a post: people, categories and tags, the featured picture.

Where a part is hidden or gone, WordPress embeds an error object in its place; it is skipped.
"""

import html
from collections.abc import Iterator, Sequence
from typing import Any

from barqiya.domain.article import Image, ImageSize
from barqiya.domain.normalize import absolute, clean_text
from barqiya.sources.copied import names
from barqiya.sources.unsorted import is_unsorted
from barqiya.sources.wordpress.api import Record

_DEFAULT_CATEGORY = "uncategorized"


def authors(post: Record) -> list[str] | None:
    """Return the names of the people who wrote *post*, ``None`` where the site hides them."""
    found = list(_embedded(post, "author"))
    if not found:
        return None
    written = (_text(one, "name") for one in found)
    return [name for name in written if name and not names.is_desk(name)]


def terms(post: Record, taxonomy: str) -> tuple[str, ...]:
    """Return the names of *post*'s terms in *taxonomy*; without WordPress's default category."""
    found = (term for group in _groups(post) for term in group if isinstance(term, dict))
    mine = (term for term in found if term.get("taxonomy") == taxonomy)
    return tuple(_text(term, "name") for term in mine if not _is_default(term))


def picture(post: Record, base_url: str) -> Image | None:
    """Return the featured picture of *post*; its further sizes, smallest first."""
    for one in _embedded(post, "wp:featuredmedia"):
        url = absolute(_text(one, "source_url"), base_url)
        media_type = _text(one, "mime_type") or None
        if url is None or (media_type and not media_type.startswith("image/")):
            continue
        details = one.get("media_details")
        details = details if isinstance(details, dict) else {}
        return Image(
            url=url,
            alt=_text(one, "alt_text"),
            width=_count(details.get("width")),
            height=_count(details.get("height")),
            media_type=media_type,
            length=_count(details.get("filesize")),
            sizes=tuple(_sizes(details, url, base_url)),
        )
    return None


def _sizes(details: Record, whole: str, base_url: str) -> list[ImageSize]:
    listed = details.get("sizes")
    found: dict[str, ImageSize] = {}
    for one in listed.values() if isinstance(listed, dict) else ():
        if not isinstance(one, dict):
            continue
        url = absolute(_text(one, "source_url"), base_url)
        width, height = _count(one.get("width")), _count(one.get("height"))
        if url and url != whole and width and height:
            found[url] = ImageSize(url=url, width=width, height=height)
    return sorted(found.values(), key=lambda size: (size.width * size.height, size.url))


def _embedded(post: Record, name: str) -> Iterator[Record]:
    for one in _listed(post, name):
        if isinstance(one, dict) and "code" not in one:
            yield one


def _groups(post: Record) -> Iterator[Sequence[Any]]:
    return (group for group in _listed(post, "wp:term") if isinstance(group, list))


def _listed(post: Record, name: str) -> Sequence[Any]:
    embedded = post.get("_embedded")
    listed = embedded.get(name) if isinstance(embedded, dict) else None
    return listed if isinstance(listed, list) else ()


def _is_default(term: Record) -> bool:
    return term.get("slug") == _DEFAULT_CATEGORY or is_unsorted(_text(term, "name"))


def _text(record: Record, name: str) -> str:
    value = record.get(name)
    return clean_text(html.unescape(value)) if isinstance(value, str) else ""


def _count(value: Any) -> int | None:
    """Return a count that came as a number or, as some plug-ins write it, in digits."""
    if isinstance(value, str) and value.isascii() and value.isdecimal():
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None
