"""A feed before it is written in any format. Pure: articles in, :class:`FeedDocument` out.

Owns what a feed says of an article; never how XML or JSON says it, and never a clock: the same
articles make the same document.
"""

import html
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote

from barqiya.domain.article import Article, Content, Enclosure, Image, Status
from barqiya.domain.language import Direction, direction_of
from barqiya.domain.publication import Publication
from feeds import notices, text
from feeds.history import Ending, Links
from feeds.pace import max_age
from feeds.views import FeedView

#: When a feed with no entry was updated: Atom wants a moment, and there is none to tell.
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)

_ANY_BYTES = "application/octet-stream"
_TITLE_LENGTH = 80
_SUMMARY_LENGTH = 300
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
class Term:
    """A category as feeds name it: *scheme* (a URI) tells categories from tags."""

    name: str
    scheme: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """What a feed says of one article. All text is clean (:func:`feeds.text.clean`).

    *id* never changes; *published* is ``None`` where nobody told it. *title* and *summary* are
    plain text, *content_html* is one ``<div>`` with language and direction. *categories* are
    those of the article, then its tags, each once. Addresses are URIs. Of an article that was
    *withdrawn* nothing is said but that, in place of its title and text.
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
    authors: tuple[str, ...] = ()
    categories: tuple[Term, ...] = ()
    image: Image | None = None
    enclosures: tuple[Enclosure, ...] = ()
    comments_url: str | None = None
    comment_count: int | None = None
    withdrawn: bool = False

    @property
    def category_names(self) -> tuple[str, ...]:
        """The names of the categories, each once: for formats that know no schemes."""
        return tuple(dict.fromkeys(term.name for term in self.categories))


@dataclass(frozen=True, slots=True, kw_only=True)
class Deleted:
    """An entry that is no more: its *id*, and when it was withdrawn."""

    id: str
    updated: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedDocument:
    """A feed. *address* is that of all its formats, without what ends it: *ending* and a suffix.

    *updated* is that of the newest entry, :data:`EPOCH` where there is none. *modified* is when
    this list last became another: an old article taken in late moves it, but not *updated*.
    *links* lead to the other documents of its history; *hubs* tell of its changes.
    After *max_age* seconds it is worth asking again. *deleted* is what a document of its history
    held before it was withdrawn.
    """

    address: str
    ending: Ending
    title: str
    description: str
    language: str
    publisher: str
    site_url: str
    logo_url: str | None
    updated: datetime
    modified: datetime
    max_age: int
    entries: tuple[FeedEntry, ...]
    links: Links = field(default=Links())
    hubs: tuple[str, ...] = ()
    deleted: tuple[Deleted, ...] = ()

    @property
    def id(self) -> str:
        """What the feed is known by, in all formats and in every document of its history."""
        current = self._current
        return self.address + current.path + current.query

    def address_as(self, suffix: str) -> str:
        """Return the whole address of the document in the format of *suffix*."""
        return self._at(self.ending, suffix)

    def current_as(self, suffix: str) -> str:
        """Return the whole address of the feed itself in the format of *suffix*."""
        return self._at(self._current, suffix)

    def history_as(self, suffix: str) -> tuple[tuple[str, str], ...]:
        """Return the links of RFC 5005 as (relation, address) in the format of *suffix*."""
        links = self.links
        asked = (
            ("current", links.current),
            ("prev-archive", links.before),
            ("next-archive", links.behind),
        )
        return tuple((rel, self._at(end, suffix)) for rel, end in asked if end is not None)

    @property
    def _current(self) -> Ending:
        return self.links.current or self.ending

    def _at(self, ending: Ending, suffix: str) -> str:
        return f"{self.address}{ending.path}.{suffix}{ending.query}"


def document(  # noqa: PLR0913 - what a feed says of itself
    view: FeedView,
    publication: Publication,
    articles: Sequence[Article],
    *,
    ending: Ending | None = None,
    links: Links | None = None,
    hubs: Sequence[str] = (),
    full_text: bool = True,
    left: datetime | None = None,
    gone: Sequence[Article] = (),
) -> FeedDocument:
    """Return the feed *view* of *publication* with *articles*, newest first.

    Of those that are retracted only that is said. Without *full_text*, entries hold the summary.
    *left* is when a withdrawal was last taken out, of which no entry tells any more. *ending* ends
    the address where it is a document of the feed's history, *gone* is what went from that.
    """
    ordered = sorted(articles, key=lambda a: (a.ordered_at, a.id), reverse=True)
    updated = max(map(_updated, (*ordered, *gone)), default=EPOCH)
    came = max((article.first_seen_at for article in ordered), default=EPOCH)
    title = text.line(view.title)
    return FeedDocument(
        address=text.address(f"{publication.public_url}/feeds/{quote(view.slug)}"),
        ending=ending or Ending(query=view.asked),
        title=text.directed(title, publication.direction),
        description=text.line(publication.description) or title,
        language=publication.language,
        publisher=text.line(publication.title),
        site_url=text.address(publication.url or f"{publication.public_url}/"),
        logo_url=text.address(publication.logo_url) if publication.logo_url else None,
        updated=_whole(updated),
        modified=_whole(max(updated, came, left or EPOCH)),
        max_age=max_age([article.ordered_at for article in ordered]),
        entries=_entries(ordered, publication, full_text=full_text, counted=_goes_on(links)),
        links=links or Links(),
        hubs=tuple(text.address(hub) for hub in hubs),
        deleted=tuple(_deleted(article) for article in gone),
    )


def _goes_on(links: Links | None) -> bool:
    """Whether what these lie beside is the feed itself: in its archive comments are not counted.

    What stands there is not to change (RFC 5005, § 4).
    """
    return links is None or links.current is None


def _entries(
    articles: Sequence[Article], publication: Publication, *, full_text: bool, counted: bool
) -> tuple[FeedEntry, ...]:
    return tuple(
        _notice(article, publication)
        if article.status is Status.RETRACTED
        else _entry(article, publication, full_text=full_text, counted=counted)
        for article in articles
    )


def _deleted(article: Article) -> Deleted:
    return Deleted(id=_id(article), updated=_whole(article.updated_at))


def _id(article: Article) -> str:
    return text.clean(article.public_id).strip()


def _entry(
    article: Article, publication: Publication, *, full_text: bool, counted: bool
) -> FeedEntry:
    content, direction = article.content, article.content.direction
    image = _lead_image(content.images)
    summary = text.line(content.summary)
    return FeedEntry(
        id=_id(article),
        url=text.address(publication.address_of(article)),
        title=text.directed(_title(article, publication), direction),
        summary=text.directed(summary, direction) if summary else "",
        content_html=_content_html(article, image, full_text=full_text),
        language=content.language,
        direction=direction,
        updated=_whole(_updated(article)),
        published=_whole(content.published_at) if content.published_at else None,
        authors=tuple(filter(None, (text.line(author.name) for author in content.authors))),
        categories=_terms(content, text.address(f"{publication.public_url}/feeds/")),
        image=image,
        enclosures=tuple(_enclosure(enclosure) for enclosure in content.enclosures),
        comments_url=text.address(content.comments_url) if content.comments_url else None,
        comment_count=content.comment_count if counted else None,
    )


def _notice(article: Article, publication: Publication) -> FeedEntry:
    """Return what stands in place of a retracted article, in the publication's language."""
    words, language = notices.words(publication.language)
    direction = direction_of(language)
    title = text.directed(text.line(words.withdrawn), direction)
    lead = text.directed(text.line(words.withdrawn_lead), direction)
    return FeedEntry(
        id=_id(article),
        url=text.address(publication.address_of(article)),
        title=title,
        summary=lead,
        content_html=_div(f"<p>{html.escape(lead, quote=False)}</p>", language),
        language=language,
        direction=direction,
        updated=_whole(_updated(article)),
        published=_whole(article.content.published_at) if article.content.published_at else None,
        withdrawn=True,
    )


def _title(article: Article, publication: Publication) -> str:
    """Return a title in any case: an entry without one cannot be shown in a list."""
    title = text.line(article.content.title)
    if title:
        return title
    first_words = text.line(text.opening(text.plain(article.content.content_html), _TITLE_LENGTH))
    return first_words or text.line(publication.title)


def _content_html(article: Article, image: Image | None, *, full_text: bool) -> str:
    content = article.content
    inner = text.without_bdo(text.clean(content.content_html))
    if not full_text:
        inner = f"<p>{html.escape(_summary(content), quote=False)}</p>"
    # Programs that show no enclosure would show no picture.
    if image and image.url not in inner and html.escape(image.url) not in inner:
        inner = _picture(image) + inner
    return _div(
        _correction(article) + text.directed_html(inner, content.direction), content.language
    )


def _summary(content: Content) -> str:
    """Return what stands for the text where only its summary is given."""
    given = text.line(content.summary)
    if given:
        return given
    return text.line(text.opening(text.plain(content.content_html), _SUMMARY_LENGTH))


def _correction(article: Article) -> str:
    """Return a line that says what was corrected, empty where nobody said it."""
    reason = text.line(article.correction or "")
    if not reason:
        return ""
    words, language = notices.words(article.content.language)
    said = html.escape(reason, quote=False)
    direction = direction_of(language)
    line = text.directed_html(f"<strong>{words.correction}</strong> {said}", direction)
    return f'<p dir="{direction}" lang="{html.escape(language)}">{line}</p>'


def _div(inner: str, language: str) -> str:
    direction = direction_of(language)
    return f'<div dir="{direction}" lang="{html.escape(language)}">{inner}</div>'


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
        width=first.width or None,  # 0 says that nobody knows it
        height=first.height or None,
        media_type=text.media_type(first.media_type or "") or _TYPES.get(ending),
        length=first.length,
    )


def _enclosure(enclosure: Enclosure) -> Enclosure:
    return Enclosure(
        url=text.address(enclosure.url),
        media_type=text.media_type(enclosure.media_type) or _ANY_BYTES,
        length=enclosure.length,
    )


def _terms(content: Content, feeds: str) -> tuple[Term, ...]:
    named: dict[str, Term] = {}
    for kind, labels in (("category", content.categories), ("tag", content.tags)):
        for label in labels:
            name = text.line(label.name)
            if name:
                named.setdefault(label.key, Term(name=name, scheme=f"{feeds}{kind}/"))
    return tuple(named.values())


def _updated(article: Article) -> datetime:
    """Return when *article* last changed: of one that was finished ahead, when it came out."""
    return max(article.updated_at, article.content.published_at or article.updated_at)


def _whole(moment: datetime) -> datetime:
    """Return *moment* in UTC to the second: what RSS can say, so that all formats say the same."""
    return moment.astimezone(UTC).replace(microsecond=0)
