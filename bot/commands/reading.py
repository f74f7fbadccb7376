"""An article opened in the chat: whole, in one message that turns its pages. No command."""

from barqiya.domain.article import Article, ArticleId, Status
from barqiya.errors import NotFoundError
from barqiya.store import articles
from bot.commands.keyboards import article_keyboard
from bot.commands.replies import Reply
from bot.context import Resources
from bot.locale import Locale
from bot.messages import article_pages
from bot.messages.pictures import photo_of


async def article_page(
    resources: Resources, locale: Locale, article_id: ArticleId, page: int
) -> Reply | None:
    """Return page *page*, counted from 0, of an article; ``None`` where it is gone."""
    try:
        article = await resources.database.read(articles.get, article_id)
    except NotFoundError:
        return None
    if article.status is Status.RETRACTED:
        return None
    return _laid_out(article, resources, locale, page)


def _laid_out(article: Article, resources: Resources, locale: Locale, page: int) -> Reply:
    publication = resources.publication
    pages = article_pages(article, publication, locale)
    page = min(page, len(pages) - 1)
    return Reply(
        message=pages[page],
        keyboard=article_keyboard(article, publication, locale, page, len(pages)),
        picture=photo_of(article) if page == 0 else None,
    )
