"""Ways for a person to take a feed or the bot along: buttons of readers, a QR code. Pure.

Owns how each reader wants to be told an address; never which feeds there are.
"""

from dataclasses import dataclass
from urllib.parse import quote, urlsplit

import segno
from markupsafe import Markup

from barqiya.domain.normalize import is_loopback


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A feed reader on the web: *before* is what stands before the encoded address of a feed."""

    name: str
    before: str
    prefix: str = ""

    def address(self, feed_url: str) -> str:
        """Return where this reader offers to subscribe to *feed_url*."""
        return self.before + quote(self.prefix + feed_url, safe="")


READERS = (
    # Feedly's own name of a feed is feed/ and its address, and that is encoded as a whole.
    Reader(name="Feedly", before="https://feedly.com/i/subscription/", prefix="feed/"),
    Reader(name="Inoreader", before="https://www.inoreader.com/?add_feed="),
    Reader(name="NewsBlur", before="https://www.newsblur.com/?url="),
    Reader(name="The Old Reader", before="https://theoldreader.com/feeds/subscribe?url="),
    Reader(name="Feedbin", before="https://feedbin.com/?subscribe="),
)


def for_device(feed_url: str) -> str:
    """Return what opens *feed_url* in the reader that a device has for feeds.

    The scheme stands before the whole address: without its own, https would be lost.
    """
    return f"feed:{feed_url}"


def only_here(url: str) -> bool:
    """Return whether *url* can be seen from this machine only, so that no reader on the web can."""
    return is_loopback(urlsplit(url).hostname or "")


def qr_code(url: str) -> Markup:
    """Return the QR code of *url* as SVG for a page: no style, no script, no name of its own.

    The same address gives the same drawing. It is dark on light whatever the page is: many
    cameras read no other.
    """
    made = segno.make_qr(url, error="m").svg_inline(
        omitsize=True, svgclass="qr", lineclass="qr-dark"
    )
    return Markup(made)  # noqa: S704 - segno draws a path and writes none of the text
