"""Articles by their address, as people paste it and as sources name it. Ranks nothing."""

import re

from barqiya.domain.article import Article
from barqiya.domain.normalize import address_key
from barqiya.domain.query import Query
from barqiya.store import Transaction, articles

_ADDRESS = re.compile(r"https?://", re.IGNORECASE)


def known_at(tx: Transaction, url: str) -> list[Article]:
    """Return the articles that are or were at *url*; none where it is no address after all."""
    try:
        key = f"url:{address_key(url)}"
    except ValueError:
        return []
    known = articles.known_as(tx, [key]).values()
    return articles.get_many(tx, [id_ for ids in known for id_ in ids])


def pasted(tx: Transaction, query: Query) -> list[Article]:
    """Return the articles at the first address among the loose words of *query*."""
    address = next((one for one in query.loose if _ADDRESS.match(one)), None)
    return known_at(tx, address) if address else []
