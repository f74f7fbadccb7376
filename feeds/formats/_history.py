"""Links of a feed's history (RFC 5005) and to its hubs (WebSub, § 4), as elements for RSS and Atom.

feedgen writes one link of a channel only, and knows no mark of an archive.
"""

from typing import Any

from lxml import etree

from feeds.document import FeedDocument

FH = "http://purl.org/syndication/history/1.0"
_ATOM = "http://www.w3.org/2005/Atom"


class History:
    """A feedgen extension for the feed itself: set *document* and *suffix* before it is written."""

    def __init__(self) -> None:
        self.document: FeedDocument | None = None
        self.suffix = ""
        self.media_type = ""

    def extend_ns(self) -> dict[str, str]:
        """Return the prefix that an archive declares."""
        archive = self.document is not None and self.document.links.current is not None
        return {"fh": FH} if archive else {}

    def extend_rss(self, root: Any) -> Any:
        """Add to the channel of RSS."""
        self._extend(root[0], f"{{{_ATOM}}}link")
        return root

    def extend_atom(self, root: Any) -> Any:
        """Add to the feed of Atom, whose elements feedgen makes without a namespace."""
        self._extend(root, "link")
        return root

    def _extend(self, parent: Any, link: str) -> None:
        document = self.document
        if document is None:
            return
        if document.links.current is not None:
            etree.SubElement(parent, f"{{{FH}}}archive")
        for rel, href in document.history_as(self.suffix):
            etree.SubElement(parent, link, {"rel": rel, "href": href, "type": self.media_type})
        for hub in document.hubs:
            etree.SubElement(parent, link, {"rel": "hub", "href": hub})
