"""The commands that read the store: latest, search, show, feed."""

import argparse
import sys
from collections.abc import Sequence

from barqiya import app
from barqiya.cli import as_json
from barqiya.cli.speaking import out, out_json, say
from barqiya.domain.article import Article
from barqiya.domain.normalize import plain_text
from barqiya.domain.query import Query, parse
from barqiya.search import Results, find
from barqiya.settings import Settings
from barqiya.store import articles


async def latest(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print the newest articles."""
    async with app.opened_store(settings) as database:
        found = await database.read(articles.latest, Query(), limit=arguments.n)
    _print_listing(found, as_objects=arguments.json)
    return 0


async def search(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print the articles that were looked for, best first."""
    query = parse(" ".join(arguments.query), required=True)
    async with app.opened_store(settings) as database:
        index = await app.index_up_to_date(settings, database)
        results: Results = await database.read(find, index, query, limit=arguments.n)
    _print_listing([hit.article for hit in results.hits], as_objects=arguments.json)
    if results.repairs:
        words = ", ".join(f"{repair.typed} → {repair.used}" for repair in results.repairs)
        say(f"No article holds what was typed; searched for: {words}")
    elif not results.hits:
        say("Nothing was found.")
    return 0


async def show(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print one article, whole."""
    async with app.opened_store(settings) as database:
        article = await database.read(articles.find_by_prefix, arguments.id)
    if arguments.json:
        out_json([as_json.whole(article)])
    else:
        out("\n".join(_page(article)))
    return 0


async def feed(arguments: argparse.Namespace, settings: Settings) -> int:
    """Write a feed, the same bytes that HTTP serves, to standard output."""
    async with app.opened_store(settings) as database:
        document = await app.feed_of(
            settings, database, arguments.slug, arguments.format, sample=arguments.sample
        )
    sys.stdout.buffer.write(document)
    return 0


def _print_listing(found: Sequence[Article], *, as_objects: bool) -> None:
    if as_objects:
        out_json([as_json.brief(article) for article in found])
        return
    for article in found:
        when = article.content.published_at
        day = when.date().isoformat() if when else "          "
        names = "، ".join(author.name for author in article.content.authors)
        out(f"{article.id.hex[:8]}  {day}  {article.content.title}" + (f" — {names}" * bool(names)))


def _page(article: Article) -> list[str]:
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
    for related in content.related:
        parts = (related.category, related.title, related.author, related.published_on)
        lines += ["", "See also: " + " · ".join(str(part) for part in parts if part)]
        lines += [related.opening] if related.opening else []
    return lines
