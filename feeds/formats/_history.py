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
        return {"fh": FH} if self.document is not None and _of_archive(self.document) else {}

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
        if _of_archive(document):
            etree.SubElement(parent, f"{{{FH}}}archive")
        for rel, href in document.history_as(self.suffix):
            etree.SubElement(parent, link, {"rel": rel, "href": href, "type": self.media_type})
        for hub in document.hubs:
            etree.SubElement(parent, link, {"rel": "hub", "href": hub})


def _of_archive(document: FeedDocument) -> bool:
    """Return whether *document* has neighbours in an archive.

    Alone it is not marked: a mark with no link to another archive document reads as an archive of
    which the rest cannot be found, and validators say so (RFC 5005, § 4).
    """
    links = document.links
    return links.current is not None and (links.before is not None or links.behind is not None)
