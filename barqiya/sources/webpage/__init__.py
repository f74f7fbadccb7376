"""The article in an HTML page, or in a fragment of one."""

from barqiya.sources.webpage.page import read_html

__all__ = ["read_html"]
