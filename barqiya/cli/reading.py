"""The commands that read articles from the store: latest, show."""

import argparse
from collections.abc import Sequence

from barqiya.app.indexing import index_up_to_date
from barqiya.app.opening import opened_store
from barqiya.cli import as_json
from barqiya.cli.listing import print_listing
from barqiya.cli.speaking import bar, out, out_json, told_on
from barqiya.domain.article import Article
from barqiya.domain.normalize import plain_text
from barqiya.domain.query import Query
from barqiya.search import SeeAlso, related
from barqiya.settings import Settings
from barqiya.store import articles


async def latest(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print the newest articles."""
    async with opened_store(settings) as database:
        found = await database.read(articles.latest, Query(), limit=arguments.n)
    print_listing(found, as_objects=arguments.json)
    return 0


async def show(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print one article, whole."""
    async with opened_store(settings) as database:
        article = await database.read(articles.find_by_prefix, arguments.id)
        with bar() as shown:
            index = await index_up_to_date(settings, database, told_on(shown, "indexing"))
        beside = await database.read(related, index, article)
    if arguments.json:
        out_json([as_json.whole(article, beside)])
    else:
        out("\n".join(_page(article, beside)))
    return 0


def _page(article: Article, beside: Sequence[SeeAlso]) -> list[str]:
    content = article.content
    facts = {
        "id": str(article.id),
        "public id": article.public_id,
        "address": content.url,
        "authors": "، ".join(author.name for author in content.authors),
        "categories": "، ".join(label.name for label in content.categories),
        "tags": "، ".join(label.name for label in content.tags),
        "language": f"{content.language} ({content.direction})",
        "published": content.published_at and content.published_at.isoformat(),
        "seen on": content.seen_on and content.seen_on.isoformat(),
        "revision": f"{article.revision}, {article.updated_at.isoformat()}",
        "correction": article.correction,
    }
    lines = [content.title, ""]
    lines += [f"{name}: {value}" for name, value in facts.items() if value]
    lines += ["", plain_text(content.content_html)]
    for told in (other.told for other in beside):
        parts = (told.category, told.title, told.author, told.published_on)
        lines += ["", "See also: " + " · ".join(str(part) for part in parts if part)]
        lines += [told.opening] if told.opening else []
    return lines
