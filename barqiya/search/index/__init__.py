"""The search index: the only importer of tantivy. Derived from the store, never the truth."""

from barqiya.search.index.arriving import Arriving
from barqiya.search.index.broken import BrokenIndexError
from barqiya.search.index.following import SearchIndex
from barqiya.search.index.renewing import renewal
from barqiya.search.index.snapshot import Found, Snapshot

__all__ = ["Arriving", "BrokenIndexError", "Found", "SearchIndex", "Snapshot", "renewal"]
