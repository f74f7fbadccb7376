"""One post of WordPress, as JSON, into the draft of an article. Asks for nothing."""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from typing import Any

from barqiya.domain.article import SourceItem
from barqiya.domain.dates import parse_moment
from barqiya.domain.normalize import absolute, clean_title, paragraphs_html
from barqiya.errors import UnreadableError
from barqiya.sources.draft import Draft, to_item
from barqiya.sources.flow import Source
from barqiya.sources.syndication import prose
from barqiya.sources.syndication.naming import guid_name
from barqiya.sources.webpage import read_fragment
from barqiya.sources.wordpress import embedded
from barqiya.sources.wordpress.api import Record
from barqiya.sources.wordpress.shortcodes import without_shortcodes

_NO_DATE = "0000"  # WordPress's year of a date that was never set
_NO_TEXT = "it came without a text; what stands in its place is its excerpt or its title"


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What is known around a post: its *source*, the site's *zone*, the moment of the visit.

    *people* are the names of accounts by their id, for sites that hide their users.
    """

    source: Source
    zone: tzinfo
    now: datetime
    people: Mapping[str, Sequence[str]]


def is_protected(post: Record) -> bool:
    """Return whether *post* asks for a password: its text is then empty for everybody else."""
    content = post.get("content")
    return isinstance(content, dict) and content.get("protected") is True


def modified_at(post: Record) -> datetime | None:
    """Return when *post* was last saved, aware UTC."""
    return _moment(post, "modified_gmt", UTC)


def origin_of(post: Record, source: Source) -> str:
    """Return what *post* is called before a person: its address."""
    return absolute(_written(post, "link")) or f"{source.address}?p={post.get('id')}"


def item_of(post: Record, context: Context) -> SourceItem:
    """Return the claim that *post* makes.

    Raises :class:`~barqiya.errors.UnreadableError` where there is nothing to read.
    """
    source = context.source
    reading = replace(source.reading, url=None, base_url=None, now=context.now)
    return to_item(draft_of(post, context), origin_of(post, source), None, reading)


def draft_of(post: Record, context: Context) -> Draft:
    """Return *post* as a draft. Raises UnreadableError where it has nothing to read."""
    link = origin_of(post, context.source)
    title = clean_title(_rendered(post, "title"))
    written = without_shortcodes(_rendered(post, "content"))
    reading = replace(context.source.reading, url=link, base_url=link)
    found = read_fragment(written, title, reading)
    excerpt = _excerpt(post, written)
    markup = found.markup or paragraphs_html([excerpt or title])
    if not markup:
        raise UnreadableError("it holds no article: it has neither a title nor a text")
    picture = embedded.picture(post, link)
    guid = html.unescape(_rendered(post, "guid")).strip()
    return Draft(
        title=title or found.title,
        markup=markup,
        clean=True,
        summary=excerpt,
        url=link,
        base_url=link,
        public_id=guid or None,
        authors=found.authors or _authors(post, context),
        categories=embedded.terms(post, "category"),
        tags=embedded.terms(post, "post_tag"),
        images=(picture,) if picture else (),
        related=found.related,
        # As the feed of the same site names it.
        comments_url=f"{link}#respond" if post.get("comment_status") == "open" else None,
        published_at=_moment(post, "date_gmt", UTC) or _moment(post, "date", context.zone),
        updated_at=modified_at(post) or _moment(post, "modified", context.zone),
        key=str(post["id"]),
        names=(
            f"wp:{context.source.name}:{post['id']}",
            *((guid_name(guid, context.source.name),) if guid else ()),
        ),
        notes=() if found.markup else (_NO_TEXT,),
    )


def tells_author(post: Record, context: Context) -> bool:
    """Return whether the text of *post* itself says who wrote it."""
    title = clean_title(_rendered(post, "title"))
    return bool(read_fragment(_rendered(post, "content"), title, context.source.reading).authors)


def _authors(post: Record, context: Context) -> tuple[str, ...]:
    told = embedded.authors(post)
    return tuple(context.people.get(str(post.get("author")), ()) if told is None else told)


def _excerpt(post: Record, body: str) -> str | None:
    """Return the excerpt that an editor wrote; the one that WordPress cuts breaks off."""
    written = _rendered(post, "excerpt")
    return None if prose.is_cut(written) else prose.excerpt(written, body)


def _rendered(post: Record, name: str) -> str:
    value = post.get(name)
    if isinstance(value, dict):
        value = value.get("rendered")
    return value if isinstance(value, str) else ""


def _written(post: Record, name: str) -> str:
    value: Any = post.get(name)
    return value if isinstance(value, str) else ""


def _moment(post: Record, name: str, zone: tzinfo) -> datetime | None:
    """Return a moment; those ending in ``_gmt`` are UTC and do not say so."""
    written = _written(post, name)
    return None if written.startswith(_NO_DATE) else parse_moment(written, zone)
