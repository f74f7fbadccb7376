"""/latest: the newest articles, five a page, in one message that turns its pages."""

from barqiya.domain.article import Article
from barqiya.domain.query import Query
from barqiya.store import Transaction, articles
from bot.commands.actions import TurnLatest
from bot.commands.base import Ask, Command
from bot.commands.keyboards import list_keyboard
from bot.commands.paging import PER_PAGE, clamped, page_count
from bot.commands.replies import Reply, say
from bot.context import Resources
from bot.locale import Locale
from bot.messages import Listed, listing, note


async def latest(ask: Ask) -> None:
    """Send the first page."""
    await say(ask, await latest_page(ask.resources, ask.locale, 0))


async def latest_page(resources: Resources, locale: Locale, page: int) -> Reply:
    """Return page *page*, counted from 0, or the last one where there are fewer by now."""
    page, total, found = await resources.database.read(_load, page)
    if not found:
        return Reply(message=note(locale.direction, locale.text("latest.empty")))
    pages = page_count(total)
    message = listing(
        locale.text("latest.title"),
        [Listed(article=article) for article in found],
        resources.publication,
        locale,
        remarks=[locale.text("list.page", page=page + 1, pages=pages)] if pages > 1 else [],
    )
    keyboard = list_keyboard(found, locale, page, pages, lambda to: TurnLatest(page=to))
    return Reply(message=message, keyboard=keyboard)


def _load(tx: Transaction, page: int) -> tuple[int, int, list[Article]]:
    total = articles.count(tx, Query())
    page = clamped(page, total)
    return page, total, articles.latest(tx, Query(), limit=PER_PAGE, offset=page * PER_PAGE)


LATEST = Command(
    name="latest",
    summary="command.latest",
    words={
        "ar": ("آخر", "الأخبار", "أخبار", "آخر الأخبار", "أحدث المقالات"),
        "en": ("latest", "news"),
    },
    handler=latest,
)
