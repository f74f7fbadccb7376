"""The article in an HTML page, or in a fragment of one."""

from barqiya.sources.webpage.page import read_fragment, read_html
from barqiya.sources.webpage.text import Text

__all__ = ["Text", "read_fragment", "read_html"]
