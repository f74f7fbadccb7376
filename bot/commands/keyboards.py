"""Rows of buttons. Owns their order: Telegram lays a row out from the left in every language.

So in Arabic a row is turned round: the next page lies to the left, where reading goes.
"""

from collections.abc import Callable, Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from barqiya.domain.article import Article
from barqiya.domain.publication import Publication
from bot.commands.actions import Action, Nothing, Open, RunCommand, TurnArticle, encoded
from bot.locale import Locale
from bot.messages.links import link_address

Row = list[InlineKeyboardButton]


def list_keyboard(
    articles: Sequence[Article],
    locale: Locale,
    page: int,
    pages: int,
    turn: Callable[[int], Action],
) -> InlineKeyboardMarkup | None:
    """Return the buttons under a list: a number to open each, and the way to its other pages."""
    numbers = [
        _button(str(number), Open(article_id=article.id))
        for number, article in enumerate(articles, 1)
    ]
    return _keyboard([_laid(numbers, locale), _turning(locale, page, pages, turn)])


def article_keyboard(
    article: Article, publication: Publication, locale: Locale, page: int, pages: int
) -> InlineKeyboardMarkup | None:
    """Return the buttons under a page of an article: its other pages, and where it comes from."""

    def turn(to: int) -> Action:
        return TurnArticle(article_id=article.id, page=to)

    link = link_address(publication.address_of(article))
    source = [InlineKeyboardButton(locale.text("button.source"), url=link)] if link else []
    return _keyboard([_turning(locale, page, pages, turn), source])


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
