"""What an article says in each place of a template. Owns the values; knows no template."""

from functools import partial

from barqiya.domain.article import Article
from barqiya.domain.publication import Publication
from bot.locale import Locale
from bot.messages.article import (
    PENCIL,
    byline_text,
    correction_text,
    locale_of,
    names_of,
    title_of,
)
from bot.messages.filling import Value
from bot.messages.hashtags import hashtags
from bot.messages.links import link_address
from bot.messages.reading import read_html
from bot.messages.rich import Kind, visible
from bot.messages.style import PostStyle

LONGEST_TITLE = 240
_LONGEST_LIST = 300
_LONGEST_NAME = 100


def values_of(
    article: Article, publication: Publication, locale: Locale, style: PostStyle, *, corrected: bool
) -> dict[str, Value]:
    """Return what *article* says in every place; ``text`` where *style*'s template has it.

    *locale* is the channel's. *corrected* asks for the line that says so.
    """
    content = article.content
    own = locale_of(article, locale)
    told = partial(Value, direction=content.direction)
    said = partial(Value, direction=own.direction)
    tags = hashtags((*content.categories, *content.tags), style.hashtags)
    when = content.published_at
    values = {
        "title": told(title_of(article, locale, LONGEST_TITLE)),
        "authors": told(own.listed(names_of(article))[:_LONGEST_LIST]),
        "category": told(content.categories[0].name[:_LONGEST_NAME] if content.categories else ""),
        "categories": told(
            own.listed([one.name for one in content.categories if visible(one.name)])[
                :_LONGEST_LIST
            ]
        ),
        "date": said(own.date(when, publication.timezone) if when else ""),
        "time": said(own.moment(when, publication.timezone) if when else ""),
        "byline": said(byline_text(article, publication, own)),
        "summary": told(summary_of(article) if style.summary else ""),
        "hashtags": told(" ".join(tags)),
        "url": said(link_address(publication.address_of(article)) or ""),
        "page": said(link_address(publication.reading_page(article)) or ""),
        "comments": said(link_address(content.comments_url or style.discuss) or ""),
        "publication": Value(text=publication.title, direction=publication.direction),
    }
    values |= _correction(article, publication, locale, asked=corrected)
    if "text" in style.template.places:
        block = read_html(content.content_html, content.direction)
        values["text"] = Value(direction=content.direction, block=block)
    return values


def summary_of(article: Article) -> str:
    """Return the summary in one line, or the opening of the text where there is none."""
    summary = " ".join(article.content.summary.split())
    if visible(summary):
        return summary
    body = read_html(article.content.content_html, article.content.direction)
    opening = (p.text for p in body if p.kind is Kind.TEXT and visible(p.text))
    return " ".join(next(opening, "").split())


def _correction(
    article: Article, publication: Publication, locale: Locale, *, asked: bool
) -> dict[str, Value]:
    if not asked and not article.correction:
        return {}
    text = PENCIL + correction_text(article, publication, locale)
    return {"correction": Value(text=text, direction=locale.direction)}
