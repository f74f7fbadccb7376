"""The feed formats, in the order in which they are offered."""

from feeds.formats.atom import ATOM
from feeds.formats.base import Format
from feeds.formats.json_feed import JSON_FEED
from feeds.formats.rss import RSS

FORMATS: tuple[Format, ...] = (RSS, ATOM, JSON_FEED)

__all__ = ["FORMATS", "Format"]
