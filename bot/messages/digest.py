"""Several articles as one message of their day. Owns its form; knows no hour and sends nothing."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from barqiya.domain.article import Article, ArticleId, Status
from barqiya.domain.publication import Publication
from bot.locale import Locale
from bot.messages.article import PENCIL, names_of, title_of
from bot.messages.filling import filled
from bot.messages.links import link_address
from bot.messages.markup import TEXT_UNITS, Size, limit_of, message, size_of
from bot.messages.pages import shortened
from bot.messages.post import Part, Post
from bot.messages.rich import Kind, Paragraph, Run, Style, bold, clean, line, visible
from bot.messages.style import STANDARD, PostStyle
from bot.messages.telling import summary_of, values_of

MOST_IN_ONE = 20
_LONGEST_TITLE = 160
_SHORT_TITLE = 60
_LONGEST_LINE = 140
_SHORTEST_LINE = 40
_BULLET = "▪️ "
_SEPARATOR = " — "
# How much is said of each article, most first: characters of the summary and of the title.
_WAYS = ((_LONGEST_LINE, _LONGEST_TITLE), (90, _LONGEST_TITLE), (_SHORTEST_LINE, 120))
_LAST_WAYS = ((0, _LONGEST_TITLE), (0, 100), (0, _SHORT_TITLE), (0, 24))


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What a digest is made of, but for its articles. *day* is aware; its day is the zone's."""

    day: datetime
    publication: Publication
    locale: Locale
    style: PostStyle = STANDARD

    @property
    def zone(self) -> ZoneInfo:
        """The zone of its day and hours."""
        return self.style.in_zone(self.publication).timezone


def digest_takes(articles: Sequence[Article], digest: Digest) -> int:
    """Return how many of *articles*, from the first, go into one message well set: at least one.

    Room is left for corrections: what fits today must fit when it is edited.
    """
    limit = limit_of(TEXT_UNITS - TEXT_UNITS // 10)
    used = _total(_set(articles[:1], digest, (), *_WAYS[0]))
    taken = 1
    for article in articles[1:MOST_IN_ONE]:
        used += _total(_set([article], digest, (), *_WAYS[0])[1:])  # its group's heading included
        if not used.within(limit):
            break
        taken += 1
    return taken


def digest_post(
    articles: Sequence[Article], digest: Digest, *, corrected: Collection[ArticleId] = ()
) -> Post:
    """Return one message of *articles*, in their order; it fits whatever they hold.

    Those *corrected* since they were sent say when; those withdrawn are a struck title.
    """
    limit = limit_of(TEXT_UNITS)
    for summary, title in (*_WAYS, *_LAST_WAYS):
        made = _set(articles, digest, corrected, summary, title)
        if _total(made).within(limit):
            break
    while not _total(made).within(limit):
        made.pop()
    return Post(form="text", parts=(Part(message=message(made)),))


def _set(
    articles: Sequence[Article],
    digest: Digest,
    corrected: Collection[ArticleId],
    summary: int,
    title: int,
) -> list[Paragraph]:
    locale, zone = digest.locale, digest.zone
    heading = locale.text("digest.heading", day=locale.day(digest.day, zone))
    made = [line("🗞 ", bold(heading), direction=locale.direction, kind=Kind.HEADING)]
    for category, group in _groups(articles, digest.style):
        if category:
            lies = group[0].content.direction
            made.append(line(bold(category), direction=lies, kind=Kind.HEADING))
        for article in group:
            made += _entry(article, digest, summary, title, corrected=article.id in corrected)
    return [*made, *_signature(articles[0], digest)]


def _groups(articles: Sequence[Article], style: PostStyle) -> Iterable[tuple[str, list[Article]]]:
    """Return the articles by their first category, in the order in which each first comes up."""
    if style.digest == "listed":
        return [("", list(articles))]
    keys = [_category(article)[0] for article in articles]
    placed = sorted(articles, key=lambda article: keys.index(_category(article)[0]))
    grouped = groupby(placed, key=lambda article: _category(article)[0])
    return [(_category(group[0])[1], group) for _, found in grouped if (group := list(found))]


def _category(article: Article) -> tuple[str, str]:
    first = next(iter(article.content.categories), None)
    name = " ".join(clean(first.name).split()) if first else ""
    return (first.key, shortened(name, _SHORT_TITLE)) if first and visible(name) else ("", "")


def _entry(
    article: Article, digest: Digest, summary: int, title: int, *, corrected: bool
) -> list[Paragraph]:
    locale, content = digest.locale, article.content
    name = title_of(article, locale, title)
    if article.status is Status.RETRACTED:
        struck = Run(text=name, styles=frozenset({Style.STRIKE}))
        gone = Run(text=locale.text("digest.withdrawn"), styles=frozenset({Style.ITALIC}))
        return [line("⛔ ", struck, _SEPARATOR, gone, direction=content.direction)]
    link = link_address(digest.publication.address_of(article))
    made = [line(_BULLET, bold(name, link), direction=content.direction)]
    names = locale.listed(names_of(article)) if summary else ""
    said = shortened(summary_of(article), summary) if summary else ""
    told = _SEPARATOR.join(part for part in (shortened(names, 80), said) if visible(part))
    if told:
        made.append(line(told, direction=content.direction, tight=True))
    if corrected:
        when = locale.moment(article.updated_at, digest.zone)
        words = Run(
            text=PENCIL + locale.text("digest.corrected", when=when),
            styles=frozenset({Style.ITALIC}),
        )
        made.append(line(words, direction=locale.direction, tight=True))
    return made


def _signature(article: Article, digest: Digest) -> list[Paragraph]:
    """Return the signature of the channel where it names nothing of an article."""
    signature = digest.style.signature
    if signature is None or not signature.places <= {"publication"}:
        return []
    values = values_of(article, digest.publication, digest.locale, digest.style, corrected=False)
    return filled(signature, values, digest.locale.direction)


def _total(paragraphs: Sequence[Paragraph]) -> Size:
    return sum((size_of(paragraph) for paragraph in paragraphs), Size())
