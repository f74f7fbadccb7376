"""A process that writes articles into a store, each in a transaction of its own.

Usage: writing.py STORE NAME COUNT; it prints a line after each commit.
"""

import asyncio
import sys
from datetime import UTC, datetime

from barqiya.domain.article import Author, Content, Identity, SourceItem
from barqiya.domain.decide import Publish, decide
from barqiya.store import Database, Transaction, articles


def _publish(tx: Transaction, title: str) -> None:
    content = Content(
        title=title,
        content_html=f"<p>{title} {'كلام ' * 500}</p>",
        summary=title,
        language="ar",
        authors=(Author(name="ليلى حسن"),),
    )
    item = SourceItem(origin=title, identities=(Identity(key=title),), content=content)
    decision = decide(None, item, "test", datetime.now(UTC))
    assert isinstance(decision, Publish)
    articles.save(tx, [decision])
    articles.remember(tx, [(decision.article.id, item.identities[0])])


async def main(store: str, name: str, count: int) -> None:
    """Write *count* articles."""
    database = Database.open(f"sqlite:///{store}")
    for number in range(count):
        await database.write(_publish, f"{name} {number}")
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()
    await database.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
