"""Feeds: RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, JSON Feed 1.0 and 1.1."""

from barqiya.sources.syndication.discovery import discover
from barqiya.sources.syndication.document import read_feed
from barqiya.sources.syndication.visiting import flow

__all__ = ["discover", "flow", "read_feed"]
