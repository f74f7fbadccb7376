"""The editor's commands: retract, correct, hold and post an article."""

import argparse
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from barqiya.app.opening import opened_store
from barqiya.cli.speaking import say
from barqiya.domain.article import Article, Content, Rejected
from barqiya.domain.delivery import Delivery
from barqiya.editorial import acts
from barqiya.errors import NotFoundError, UnreadableError
from barqiya.outbox import acts as posts
from barqiya.settings import Settings
from barqiya.sources import files
from barqiya.store import Transaction, articles, overview


async def retract(arguments: argparse.Namespace, settings: Settings) -> int:
    """Withdraw an article for good, or bring one back."""
    async with opened_store(settings) as database:
        if arguments.undo:
            article = await database.write(_bring_back, arguments.id)
            say(f"{_named(article)} is published again.")
        else:
            article = await database.write(_retract, arguments.id, arguments.why)
            say(
                f"{_named(article)} is retracted. Feeds, search and pages no longer show it; its "
                "posts are taken back. Undo it with --undo."
            )
    return 0


async def correct(arguments: argparse.Namespace, settings: Settings) -> int:
    """Change title, summary or text of an article, and say why."""
    text = _read(arguments.file, settings) if arguments.file else None
    correction = acts.Correction(
        reason=arguments.why or "", title=arguments.title, summary=arguments.summary, text=text
    )
    async with opened_store(settings) as database:
        article = await database.write(_correct, arguments.id, correction)
    say(f"{_named(article)} is corrected: revision {article.revision}.")
    return 0


async def hold(arguments: argparse.Namespace, settings: Settings) -> int:
    """Keep an article from being posted, or let it go."""
    async with opened_store(settings) as database:
        if arguments.release:
            article, stopped = await database.write(_release, arguments.id)
            say(f"{_named(article)} is let go; {stopped} posts are due by that.")
        else:
            article, stopped = await database.write(_hold, arguments.id, arguments.why or "")
            say(
                f"{_named(article)} is on hold: it is posted nowhere until you let it go "
                f"(--release). {stopped} posts that were due wait."
            )
    return 0


async def post(arguments: argparse.Namespace, settings: Settings) -> int:
    """Post an article to a channel now, whatever its query and its hours say."""
    async with opened_store(settings) as database:
        article, delivery = await database.write(_post, arguments.id, arguments.to)
    say(
        f"{_named(article)} goes to {delivery.destination.name} now (delivery {delivery.id}); "
        "`barqiya run` sends it."
    )
    return 0


def _hold(tx: Transaction, wanted: str, reason: str) -> tuple[Article, int]:
    article = articles.find_by_prefix(tx, wanted)
    return article, posts.hold(tx, article.id, reason, datetime.now(UTC))


def _release(tx: Transaction, wanted: str) -> tuple[Article, int]:
    article = articles.find_by_prefix(tx, wanted)
    return article, posts.release(tx, article.id, datetime.now(UTC))


def _post(tx: Transaction, wanted: str, channel: str) -> tuple[Article, Delivery]:
    article, place = articles.find_by_prefix(tx, wanted), overview.place_named(tx, channel)
    return article, posts.post_now(tx, article.id, place.id, datetime.now(UTC))


def _retract(tx: Transaction, wanted: str, reason: str) -> Article:
    return acts.retract(tx, articles.find_by_prefix(tx, wanted), reason, datetime.now(UTC))


def _bring_back(tx: Transaction, wanted: str) -> Article:
    return acts.bring_back(tx, articles.find_by_prefix(tx, wanted), datetime.now(UTC))


def _correct(tx: Transaction, wanted: str, correction: acts.Correction) -> Article:
    return acts.correct(tx, articles.find_by_prefix(tx, wanted), correction, datetime.now(UTC))


def _read(path: Path, settings: Settings) -> Content:
    """Return the one article in a file. Raises for a file that holds none, or several."""
    publication = settings.publication
    found = list(
        files.read(
            [path],
            default_language=publication.language,
            timezone=ZoneInfo(publication.timezone),
            now=datetime.now(UTC),
        )
    )
    if len(found) != 1:
        raise NotFoundError(f"{path} holds {len(found)} articles: a correction takes one")
    if isinstance(found[0], Rejected):
        raise UnreadableError(f"{path}: {found[0].reason}")
    return found[0].content


def _named(article: Article) -> str:
    return f"«{article.content.title}» ({article.id.hex[:8]})"
