"""What an article says in each place of a template. Owns the values; knows no template."""

from collections.abc import Callable
from datetime import datetime
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
    """Return what *article* says in the places of *style*'s template, and what every post needs.

    *locale* is the channel's. *corrected* asks for the line that says so.
    """
    content, own = article.content, locale_of(article, locale)
    told = partial(Value, direction=content.direction)
    said = partial(Value, direction=own.direction)
    values = {
        "title": told(title_of(article, locale, LONGEST_TITLE)),
        "summary": told(summary_of(article) if style.summary else ""),
        "url": said(link_address(publication.address_of(article)) or ""),
        "page": said(link_address(publication.reading_page(article)) or ""),
        "comments": said(link_address(content.comments_url or style.discuss) or ""),
        "publication": Value(publication.title, direction=publication.direction),
    }
    values |= _correction(article, publication, locale, asked=corrected)
    wanted = style.template.places | (style.signature.places if style.signature else frozenset())
    telling: dict[str, Callable[[], Value]] = {
        "authors": lambda: told(own.listed(names_of(article))[:_LONGEST_LIST]),
        "category": lambda: told(_category(article)),
        "categories": lambda: told(_categories(article, own)),
        "date": lambda: said(_when(article, partial(own.date, zone=publication.timezone))),
        "time": lambda: said(_when(article, partial(own.moment, zone=publication.timezone))),
        "byline": lambda: said(byline_text(article, publication, own)),
        "hashtags": lambda: told(_hashtags(article, style)),
        "text": lambda: told(block=read_html(content.content_html, content.direction)),
    }
    return values | {place: tell() for place, tell in telling.items() if place in wanted}


def _category(article: Article) -> str:
    first = next(iter(article.content.categories), None)
    return first.name[:_LONGEST_NAME] if first else ""


def _categories(article: Article, locale: Locale) -> str:
    names = [label.name for label in article.content.categories if visible(label.name)]
    return locale.listed(names)[:_LONGEST_LIST]


def _when(article: Article, written: Callable[[datetime], str]) -> str:
    published = article.content.published_at
    return written(published) if published else ""


def _hashtags(article: Article, style: PostStyle) -> str:
    content = article.content
    return " ".join(hashtags((*content.categories, *content.tags), style.hashtags))


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
    return {"correction": Value(text, direction=locale.direction)}
