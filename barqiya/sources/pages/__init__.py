"""Web pages as a source: the page of one article, or a page with links to articles."""

from barqiya.sources.pages.visiting import flow

__all__ = ["flow"]
