"""A whole article, in pages. Owns what stands above the text."""

from barqiya.domain.article import Article
from barqiya.domain.publication import Publication
from barqiya.domain.query import primary_language
from bot.locale import LANGUAGES, Locale, locale_for
from bot.messages.markup import TEXT_UNITS, Message
from bot.messages.pages import pages, shortened
from bot.messages.reading import read_html
from bot.messages.rich import Kind, Paragraph, Run, Style, bold, line, visible

_LONGEST_LINE = 300
_MOST_AUTHORS = 5
_SEPARATOR = " · "
PENCIL = "✏️ "


def article_pages(
    article: Article, publication: Publication, locale: Locale, *, others_follow: bool = False
) -> tuple[Message, ...]:
    """Return *article* whole, as at least one message; each turns to the next in place.

    Where *others_follow* as buttons, the last line says what they are.
    """
    content = article.content
    body = read_html(content.content_html, content.direction)
    above = [heading(article, locale)]
    above += byline(article, publication, locale)
    above += correction(article, publication, locale) if article.correction else ()
    below = [line(bold(locale.text("article.see_also")), direction=locale.direction)]
    return pages([*above, *body, *(below if others_follow else [])], TEXT_UNITS)


def heading(article: Article, locale: Locale, longest: int | None = None) -> Paragraph:
    """Return the title as a bold line."""
    return line(
        bold(title_of(article, locale, longest)),
        direction=article.content.direction,
        kind=Kind.HEADING,
    )


def title_of(article: Article, locale: Locale, longest: int | None = None) -> str:
    """Return the title on one line, in at most *longest* characters, never empty."""
    title = " ".join(article.content.title.split())
    if not visible(title):
        return locale.text("article.untitled")
    return title if longest is None else shortened(title, longest)


def byline(
    article: Article, publication: Publication, locale: Locale, *, tight: bool = False
) -> tuple[Paragraph, ...]:
    """Return who wrote it, when and under which heading, as one line; nothing if none is known."""
    locale = locale_of(article, locale)
    text = byline_text(article, publication, locale)
    if not text:
        return ()
    italic = Run(text=text, styles=frozenset({Style.ITALIC}))
    return (line(italic, direction=locale.direction, tight=tight),)


def locale_of(article: Article, locale: Locale) -> Locale:
    """Return the locale for what is said of *article* beside its names: its own, if we have it.

    A line of names in one direction and a date in the other is hard to read.
    """
    own = primary_language(article.content.language)
    return locale_for(own) if own in LANGUAGES else locale


def byline_text(article: Article, publication: Publication, locale: Locale) -> str:
    """Return who wrote it, when and under which heading, in one line; empty if none is known."""
    content = article.content
    names = names_of(article)
    known = [
        locale.text("article.by", authors=locale.listed(names)) if names else "",
        locale.date(content.published_at, publication.timezone) if content.published_at else "",
        content.categories[0].name if content.categories else "",
    ]
    return shortened(_SEPARATOR.join(part for part in known if visible(part)), _LONGEST_LINE)


def names_of(article: Article) -> list[str]:
    """Return the names of the authors, the first few of many."""
    authors = article.content.authors[:_MOST_AUTHORS]
    return [author.name for author in authors if visible(author.name)]


def correction(article: Article, publication: Publication, locale: Locale) -> tuple[Paragraph, ...]:
    """Return the line that says when the article was corrected, and why where that is known."""
    italic = Run(
        text=correction_text(article, publication, locale), styles=frozenset({Style.ITALIC})
    )
    return (line(PENCIL, italic, direction=locale.direction),)


def correction_text(article: Article, publication: Publication, locale: Locale) -> str:
    """Return when the article was corrected, and why where that is known, in the reader's zone."""
    when = locale.moment(article.updated_at, publication.timezone)
    reason = " ".join((article.correction or "").split())
    text = (
        locale.text("article.corrected_because", when=when, reason=reason)
        if visible(reason)
        else locale.text("article.corrected", when=when)
    )
    return shortened(text, _LONGEST_LINE)
