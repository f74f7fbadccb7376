"""A page of a list of articles: the latest, or what a search found. Owns its form."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from barqiya.domain.article import Article
from barqiya.domain.publication import Publication
from bot.locale import Locale
from bot.messages.article import byline, title_of
from bot.messages.links import link_address
from bot.messages.markup import TEXT_UNITS, Message
from bot.messages.pages import pages
from bot.messages.rich import Kind, Paragraph, Run, bold, clean, line, part, visible

_LONGEST_TITLE = 160
_LONGEST_SNIPPET = 260
_MOST_MARKS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One article of a list; *snippet* is why it was found, the found words in bold."""

    article: Article
    snippet: tuple[Run, ...] = ()


def listing(
    heading: str,
    listed: Sequence[Listed],
    publication: Publication,
    locale: Locale,
    *,
    remarks: Sequence[str] = (),
) -> Message:
    """Return *listed*, numbered from 1 as the buttons below are, as one message.

    *remarks* stand under the heading: what was searched for instead, which page this is.
    """
    above = [line(bold(heading), direction=locale.direction)]
    above += [line(remark, direction=locale.direction, tight=True) for remark in remarks]
    entries = [
        paragraph
        for number, one in enumerate(listed, 1)
        for paragraph in _entry(number, one, publication, locale)
    ]
    return pages([*above, *entries], TEXT_UNITS)[0]


def _entry(
    number: int, listed: Listed, publication: Publication, locale: Locale
) -> list[Paragraph]:
    article = listed.article
    direction = article.content.direction
    link = link_address(publication.address_of(article))
    title = bold(title_of(article, locale, _LONGEST_TITLE), link)
    entry = [line(f"{number}. ", title, direction=direction)]
    entry += byline(article, publication, locale, tight=True)
    snippet = line(*_sober(listed.snippet), direction=direction, kind=Kind.TEXT, tight=True)
    if visible(snippet.text):
        entry.append(replace(part(snippet, 0, _LONGEST_SNIPPET), tight=True))
    return entry


def _sober(snippet: Sequence[Run]) -> list[Run]:
    """One line, and no more bold words than a message of five can bear."""
    made: list[Run] = []
    marks = 0
    for run in snippet:
        marks += not run.plain
        text = clean(run.text).replace("\n", " ")
        made.append(replace(run, text=text) if marks <= _MOST_MARKS else Run(text=text))
    return made
