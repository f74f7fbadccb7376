"""An article as a channel post. Owns the template; sends nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from barqiya.domain.article import Article, Image, Status
from barqiya.domain.publication import Publication
from bot.locale import Locale
from bot.messages.article import byline, correction, heading
from bot.messages.hashtags import hashtags
from bot.messages.links import link_address
from bot.messages.markup import CAPTION_UNITS, TEXT_UNITS, Message, Size, limit_of, message, size_of
from bot.messages.pages import shortened
from bot.messages.reading import read_html
from bot.messages.rich import Kind, Paragraph, Run, Style, line, visible

_LONGEST_TITLE = 240
_LONGEST_SUMMARY = 600
_SHORTEST_SUMMARY = 40
_HASHTAGS = 5
# Telegram fetches photographs of up to 5 MB whose sides sum to 10,000 (core.telegram.org/bots/api
# #sending-files); a drawing in SVG it does not show at all.
_PHOTO_BYTES = 5_000_000
_PHOTO_SIDES = 10_000
_PHOTO_RATIO = 20
_PHOTO_TYPES = frozenset(["image/jpeg", "image/png", "image/webp"])
_NO_PHOTO = (".svg", ".svgz", ".gif", ".avif", ".ico", ".tif", ".tiff")


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A channel post in both its forms.

    With a *photo* (an address) it is sent as the picture over *caption*, else, or where the
    picture is refused, as *text* with a preview of *link*. *button* is what the button to *link*
    says; without a link there is no button.
    """

    text: Message
    caption: Message
    photo: str | None
    link: str | None
    button: str


def channel_post(
    article: Article, publication: Publication, locale: Locale, *, corrected: bool
) -> Post:
    """Return the post of *article*; *corrected* where it takes the place of an earlier one."""
    if article.status is Status.RETRACTED:
        return _notice(article, publication, locale)
    above = [heading(article, locale, _LONGEST_TITLE)]
    above += byline(article, publication, locale, tight=True)
    below = (
        list(correction(article, publication, locale)) if corrected or article.correction else []
    )
    below += _hashtags(article)
    summary = _summary(article)
    return Post(
        text=_compose(above, summary, below, article, TEXT_UNITS),
        caption=_compose(above, summary, below, article, CAPTION_UNITS),
        photo=photo_of(article),
        link=link_address(publication.address_of(article)),
        button=locale.text("post.read"),
    )


def _notice(article: Article, publication: Publication, locale: Locale) -> Post:
    """Return what stands in the place of a post whose article was withdrawn."""
    when = locale.moment(article.updated_at, publication.timezone)
    words = Run(text=locale.text("post.withdrawn", when=when), styles=frozenset({Style.ITALIC}))
    notice = message(
        [
            heading(article, locale, _LONGEST_TITLE),
            line("⛔ ", words, direction=locale.direction),
        ]
    )
    return Post(text=notice, caption=notice, photo=photo_of(article), link=None, button="")


def photo_of(article: Article) -> str | None:
    """Return the address of the first picture that Telegram can take for a photograph.

    Where the picture itself is too large, the largest of its other sizes that will do.
    """
    for image in article.content.images:
        for one in (image, *_smaller(image)):
            address = link_address(one.url)
            if address is not None and _is_photo(one, address):
                return address
    return None


def _smaller(image: Image) -> Iterable[Image]:
    for size in reversed(image.sizes):
        yield replace(
            image, url=size.url, width=size.width, height=size.height, length=None, sizes=()
        )


def _is_photo(image: Image, address: str) -> bool:
    if image.media_type is not None and image.media_type not in _PHOTO_TYPES:
        return False
    if address.partition("?")[0].lower().endswith(_NO_PHOTO):
        return False
    if image.length is not None and image.length > _PHOTO_BYTES:
        return False
    if not image.width or not image.height:
        return True
    longer, shorter = max(image.width, image.height), min(image.width, image.height)
    return longer + shorter <= _PHOTO_SIDES and longer <= shorter * _PHOTO_RATIO


def _summary(article: Article) -> str:
    """Return the summary, or the opening of the text where there is none."""
    summary = " ".join(article.content.summary.split())
    if visible(summary):
        return summary
    body = read_html(article.content.content_html, article.content.direction)
    opening = (p.text for p in body if p.kind is Kind.TEXT and visible(p.text))
    return " ".join(next(opening, "").split())


def _hashtags(article: Article) -> Iterable[Paragraph]:
    content = article.content
    tags = hashtags((*content.categories, *content.tags), _HASHTAGS)
    return [line(" ".join(tags), direction=content.direction)] if tags else []


def _compose(
    above: list[Paragraph], summary: str, below: list[Paragraph], article: Article, units: int
) -> Message:
    """Join the parts, the summary cut so that the whole stays within *units*."""
    limit = limit_of(units)
    used = sum((size_of(paragraph) for paragraph in (*above, *below)), Size())
    longest = min(_LONGEST_SUMMARY, limit.units - used.units)
    while visible(summary) and longest >= _SHORTEST_SUMMARY:
        opening = line(shortened(summary, longest), direction=article.content.direction)
        if (used + size_of(opening)).within(limit):
            return message([*above, opening, *below])
        longest -= longest // 8  # marks of direction and emoji cost more than one unit
    return message([*above, *below])
