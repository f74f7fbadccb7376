"""Pages for people in browsers."""

from feeds.pages.rendering import Pages, SearchHit, SearchPage

__all__ = ["Pages", "SearchHit", "SearchPage"]
