"""An article opened in the chat: whole, in one message that turns its pages. No command.

Under its last page stand others to go on with, which open in its place; one step leads back.
"""

from collections.abc import Sequence
from dataclasses import replace

from barqiya.domain.article import Article, ArticleId, Status
from barqiya.errors import NotFoundError
from barqiya.search import SeeAlso
from barqiya.store import Transaction, articles
from bot.commands.actions import TurnArticle
from bot.commands.keyboards import article_keyboard, related_rows
from bot.commands.replies import Reply
from bot.context import Related, Resources
from bot.locale import Locale
from bot.messages import article_pages
from bot.messages.pictures import photo_of

_MOST_RELATED = 4


async def article_page(resources: Resources, locale: Locale, turn: TurnArticle) -> Reply | None:
    """Return the page of an article that *turn* asks for, or its last; ``None`` if it is gone."""
    try:
        article, beside = await resources.database.read(_load, resources.related, turn.article_id)
    except NotFoundError:
        return None
    if article.status is Status.RETRACTED:
        return None
    others = [one for one in beside if one.id != turn.before or one.id is None]
    return _laid_out(article, others[:_MOST_RELATED], resources, locale, turn)


def _load(
    tx: Transaction, related: Related, article_id: ArticleId
) -> tuple[Article, Sequence[SeeAlso]]:
    article = articles.get(tx, article_id)
    return article, related(tx, article)


def _laid_out(
    article: Article,
    others: Sequence[SeeAlso],
    resources: Resources,
    locale: Locale,
    turn: TurnArticle,
) -> Reply:
    publication = resources.publication
    rows = related_rows(others, article.id, locale)
    pages = article_pages(article, publication, locale, others_follow=bool(rows))
    page = min(turn.page, len(pages) - 1)
    last = page == len(pages) - 1
    keyboard = article_keyboard(
        article,
        publication,
        locale,
        replace(turn, page=page),
        len(pages),
        related=rows if last else [],
    )
    return Reply(
        message=pages[page], keyboard=keyboard, picture=photo_of(article) if page == 0 else None
    )
