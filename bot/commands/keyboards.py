"""Rows of buttons. Owns their order: Telegram lays a row out from the left in every language.

So in Arabic a row is turned round: the next page lies to the left, where reading goes.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from barqiya.domain.article import Article, ArticleId
from barqiya.domain.language import direction_of, guess_language
from barqiya.domain.publication import Publication
from barqiya.search import SeeAlso
from bot.commands.actions import Action, Nothing, Open, RunCommand, TurnArticle, encoded
from bot.locale import Locale
from bot.messages.direction import label
from bot.messages.links import link_address
from bot.messages.pages import shortened
from bot.messages.rich import visible

Row = list[InlineKeyboardButton]

_LONGEST_TITLE = 60  # characters: of more a telephone shows nothing


def list_keyboard(  # noqa: PLR0913 - what stands under one page of a list
    articles: Sequence[Article],
    locale: Locale,
    page: int,
    pages: int,
    turn: Callable[[int], Action],
    *,
    below: Sequence[tuple[str, Action]] = (),
) -> InlineKeyboardMarkup | None:
    """Return the buttons under a list: a number to open each, and the way to its other pages.

    What else can be done stands *below*, each in a row of its own.
    """
    numbers = [
        _button(str(number), Open(article_id=article.id))
        for number, article in enumerate(articles, 1)
    ]
    rows = [_laid(numbers, locale), _turning(locale, page, pages, turn)]
    return _keyboard(
        [*rows, *([_button(label(text, locale.direction), action)] for text, action in below)]
    )


def article_keyboard(  # noqa: PLR0913 - what stands under one page of an article
    article: Article,
    publication: Publication,
    locale: Locale,
    turned: TurnArticle,
    pages: int,
    *,
    related: Sequence[Row] = (),
) -> InlineKeyboardMarkup | None:
    """Return the buttons under the page *turned* to: the other pages, the way on, back and out."""

    def turn(to: int) -> Action:
        return replace(turned, page=to)

    link = link_address(publication.address_of(article))
    source = [InlineKeyboardButton(locale.text("button.source"), url=link)] if link else []
    back = []
    if turned.before is not None:
        back = [_button(locale.text("button.back"), TurnArticle(article_id=turned.before, page=0))]
    return _keyboard([_turning(locale, turned.page, pages, turn), *related, back, source])


def related_rows(others: Sequence[SeeAlso], below: ArticleId, locale: Locale) -> list[Row]:
    """Return a row for each of *others*, by its title: it opens in the place of *below*.

    What only the site has is opened there; what has no address either is left out.
    """
    rows = []
    for one in others:
        title = _titled(one.told.title)
        link = link_address(one.told.url)
        if not visible(title):
            continue
        if one.id is not None:
            turn = TurnArticle(article_id=one.id, page=0, before=below)
            rows.append([_button(locale.text("button.related", title=title), turn)])
        elif link:
            text = locale.text("button.related_elsewhere", title=title)
            rows.append([InlineKeyboardButton(text, url=link)])
    return rows


def _titled(title: str) -> str:
    """Return a title as a button bears it: a title may begin with a word of the other direction."""
    short = shortened(" ".join(title.split()), _LONGEST_TITLE)
    return label(short, direction_of(guess_language(title)))


def nothing_keyboard(locale: Locale) -> InlineKeyboardMarkup | None:
    """Return the button under an answer that has nothing to show: there is always the latest."""
    return _keyboard([[_button(locale.text("button.latest"), RunCommand(name="latest"))]])


def greeting_keyboard(locale: Locale) -> InlineKeyboardMarkup | None:
    """Return the buttons under the greeting."""
    first = [
        _button(locale.text("button.latest"), RunCommand(name="latest")),
        _button(locale.text("button.search"), RunCommand(name="search")),
    ]
    return _keyboard(
        [_laid(first, locale), [_button(locale.text("button.help"), RunCommand(name="help"))]]
    )


def _turning(locale: Locale, page: int, pages: int, turn: Callable[[int], Action]) -> Row:
    if pages <= 1:
        return []
    row = [_button(locale.text("button.place", page=page + 1, pages=pages), Nothing())]
    if page > 0:
        row.insert(0, _button(locale.text("button.previous"), turn(page - 1)))
    if page + 1 < pages:
        row.append(_button(locale.text("button.next"), turn(page + 1)))
    return _laid(row, locale)


def _laid(row: Row, locale: Locale) -> Row:
    return row[::-1] if locale.direction == "rtl" else row


def _button(text: str, action: Action) -> InlineKeyboardButton:
    return InlineKeyboardButton(text, callback_data=encoded(action))


def _keyboard(rows: list[Row]) -> InlineKeyboardMarkup | None:
    filled = [row for row in rows if row]
    return InlineKeyboardMarkup(filled) if filled else None
