"""The command that finds articles: search."""

import argparse
from datetime import datetime

from barqiya.app import values
from barqiya.app.indexing import index_up_to_date
from barqiya.app.opening import opened_store
from barqiya.cli.listing import print_listing
from barqiya.cli.speaking import bar, say, told_on
from barqiya.domain.query import parse
from barqiya.search import Results, find
from barqiya.settings import Settings
from feeds.pages.words import ENGLISH


async def search(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print the articles that were looked for, best first."""
    zone = values.publication(settings, sample=arguments.sample).timezone
    query = parse(" ".join(arguments.query), datetime.now(zone), required=True)
    async with opened_store(settings) as database:
        with bar() as shown:
            index = await index_up_to_date(settings, database, told_on(shown, "indexing"))
        results: Results = await database.read(find, index, query, limit=arguments.n)
    print_listing([hit.article for hit in results.hits], as_objects=arguments.json)
    for note in query.notes:
        say(ENGLISH.said_of(note))
    if results.repairs:
        words = ", ".join(f"{repair.typed} → {repair.used}" for repair in results.repairs)
        say(f"No article holds what was typed; searched for: {words}")
    if results.alike:
        say("No article holds any of these words; these hold words with much the same letters.")
    elif not results.hits:
        say("Nothing was found.")
    if results.instead:
        say(f"The nearest that finds something: {results.instead.text} ({results.instead.total})")
    return 0
