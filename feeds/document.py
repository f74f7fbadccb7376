"""A feed before it is written in any format. Pure: articles in, :class:`FeedDocument` out.

Owns what a feed says of an article; never how XML or JSON says it, and never a clock: the same
articles make the same document.
"""

import html
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote

from barqiya.domain.article import Article, Enclosure, Image, Label
from barqiya.domain.language import Direction
from barqiya.domain.publication import Publication
from feeds import text
from feeds.history import Links
from feeds.views import FeedView

#: When a feed with no entry was updated: Atom wants a moment, and there is none to tell.
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)

_ANY_BYTES = "application/octet-stream"
_TITLE_LENGTH = 80
_TYPES = {
    "avif": "image/avif",
    "gif": "image/gif",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "png": "image/png",
    "svg": "image/svg+xml",
    "webp": "image/webp",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """What a feed says of one article. All text is clean (:func:`feeds.text.clean`).

    *id* never changes; *published* is ``None`` where nobody told it. *title* and *summary* are
    plain text, *content_html* is one ``<div>`` with language and direction. *categories* are
    those of the article, then its tags, each once. Addresses are URIs.
    """

    id: str
    url: str
    title: str
    summary: str
    content_html: str
    language: str
    direction: Direction
    updated: datetime
    published: datetime | None
    authors: tuple[str, ...]
    categories: tuple[str, ...]
    image: Image | None
    enclosures: tuple[Enclosure, ...]
    comments_url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedDocument:
    """A feed. *address* is that of all its formats, without a suffix and what is *asked* behind it.

    *updated* is that of the newest entry, :data:`EPOCH` where there is none. *modified* is when
    this list last became another: an old article taken in late moves it, but not *updated*.
    *links* lead to the other documents of its history; *hubs* tell of its changes.
    """

    address: str
    asked: str
    title: str
    description: str
    language: str
    publisher: str
    site_url: str
    logo_url: str | None
    updated: datetime
    modified: datetime
    entries: tuple[FeedEntry, ...]
    links: Links = field(default=Links())
    hubs: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """What the feed is known by, in all formats and in every document of its history."""
        return self.address + self._current

    def address_as(self, suffix: str) -> str:
        """Return the whole address of the document in the format of *suffix*."""
        return f"{self.address}.{suffix}{self.asked}"

    def current_as(self, suffix: str) -> str:
        """Return the whole address of the feed itself in the format of *suffix*."""
        return f"{self.address}.{suffix}{self._current}"

    def history_as(self, suffix: str) -> tuple[tuple[str, str], ...]:
        """Return the links of RFC 5005 as (relation, address) in the format of *suffix*."""
        links = self.links
        asked = (
            ("current", links.current),
            ("prev-archive", links.before),
            ("next-archive", links.behind),
        )
        return tuple(
            (rel, f"{self.address}.{suffix}{end}") for rel, end in asked if end is not None
        )

    @property
    def _current(self) -> str:
        return self.asked if self.links.current is None else self.links.current


def document(  # noqa: PLR0913 - what a feed says of itself
    view: FeedView,
    publication: Publication,
    articles: Sequence[Article],
    *,
    asked: str | None = None,
    links: Links | None = None,
    hubs: Sequence[str] = (),
) -> FeedDocument:
    """Return the feed *view* of *publication* with *articles*, newest first.

    *asked* ends the address where it is a document of the feed's history.
    """
    ordered = sorted(articles, key=lambda a: (a.ordered_at, a.id), reverse=True)
    updated = max((article.updated_at for article in ordered), default=EPOCH)
    modified = max((article.first_seen_at for article in ordered), default=EPOCH)
    title = text.line(view.title)
    return FeedDocument(
        address=text.address(f"{publication.public_url}/feeds/{quote(view.slug)}"),
        asked=view.asked if asked is None else asked,
        title=text.directed(title, publication.direction),
        description=text.line(publication.description) or title,
        language=publication.language,
        publisher=text.line(publication.title),
        site_url=text.address(publication.url or f"{publication.public_url}/"),
        logo_url=text.address(publication.logo_url) if publication.logo_url else None,
        updated=_whole(updated),
        modified=_whole(max(updated, modified)),
        entries=tuple(_entry(article, publication) for article in ordered),
        links=links or Links(),
        hubs=tuple(text.address(hub) for hub in hubs),
    )


def _entry(article: Article, publication: Publication) -> FeedEntry:
    content, direction = article.content, article.content.direction
    image = _lead_image(content.images)
    summary = text.line(content.summary)
    return FeedEntry(
        id=text.clean(article.public_id).strip(),
        url=text.address(publication.address_of(article)),
        title=text.directed(_title(article, publication), direction),
        summary=text.directed(summary, direction) if summary else "",
        content_html=_content_html(article, image),
        language=content.language,
        direction=direction,
        updated=_whole(article.updated_at),
        published=_whole(content.published_at) if content.published_at else None,
        authors=tuple(filter(None, (text.line(author.name) for author in content.authors))),
        categories=_categories(content.categories + content.tags),
        image=image,
        enclosures=tuple(_enclosure(enclosure) for enclosure in content.enclosures),
        comments_url=text.address(content.comments_url) if content.comments_url else None,
    )


def _title(article: Article, publication: Publication) -> str:
    """Return a title in any case: an entry without one cannot be shown in a list."""
    title = text.line(article.content.title)
    first_words = text.line(text.opening(text.plain(article.content.content_html), _TITLE_LENGTH))
    return title or first_words or text.line(publication.title)


def _content_html(article: Article, image: Image | None) -> str:
    content = article.content
    inner = text.clean(content.content_html)
    # Programs that show no enclosure would show no picture.
    if image and image.url not in inner and html.escape(image.url) not in inner:
        inner = _picture(image) + inner
    directed = text.directed_html(inner, content.direction)
    language = html.escape(content.language)
    return f'<div dir="{content.direction}" lang="{language}">{directed}</div>'


def _picture(image: Image) -> str:
    size = "".join(
        f' {name}="{value}"'
        for name, value in (("width", image.width), ("height", image.height))
        if value
    )
    return f'<p><img src="{html.escape(image.url)}" alt="{html.escape(image.alt)}"{size}></p>'


def _lead_image(images: Sequence[Image]) -> Image | None:
    if not images:
        return None
    first = images[0]
    url = text.address(first.url)
    ending = url.split("?")[0].rpartition(".")[2].casefold()
    return Image(
        url=url,
        alt=text.line(first.alt),
        width=first.width,
        height=first.height,
        media_type=text.media_type(first.media_type or "") or _TYPES.get(ending),
        length=first.length,
    )


def _enclosure(enclosure: Enclosure) -> Enclosure:
    return Enclosure(
        url=text.address(enclosure.url),
        media_type=text.media_type(enclosure.media_type) or _ANY_BYTES,
        length=enclosure.length,
    )


def _categories(labels: Sequence[Label]) -> tuple[str, ...]:
    named = {label.key: text.line(label.name) for label in reversed(labels)}
    ordered = dict.fromkeys(label.key for label in labels)
    return tuple(named[key] for key in ordered if named[key])


def _whole(moment: datetime) -> datetime:
    """Return *moment* in UTC to the second: what RSS can say, so that all formats say the same."""
    return moment.astimezone(UTC).replace(microsecond=0)
