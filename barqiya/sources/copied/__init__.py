"""Text copied off the page of an article: which lines are the article, and what the others tell."""

from barqiya.sources.copied.page import read_text

__all__ = ["read_text"]
