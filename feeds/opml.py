"""All feeds in one file that readers import: OPML 2.0 (opml.org/spec2). Pure."""

from collections.abc import Sequence
from typing import Any

from lxml import etree

from feeds import text
from feeds.site import Site

MEDIA_TYPE = "text/x-opml"


def render(site: Site, groups: Sequence[tuple[str, Sequence[tuple[str, str]]]]) -> bytes:
    """Return the OPML of *groups*: each a heading and its feeds as (name, slug).

    A group without a heading stands at the top level.
    """
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = text.line(site.publication.title)
    body = etree.SubElement(root, "body")
    for heading, feeds in groups:
        parent = etree.SubElement(body, "outline", text=heading) if heading else body
        for name, slug in feeds:
            _add(parent, site, text.line(name), slug)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _add(parent: Any, site: Site, name: str, slug: str) -> None:
    etree.SubElement(
        parent,
        "outline",
        {
            "type": "rss",
            "text": name,
            "title": name,
            "xmlUrl": text.address(site.feed_url(slug, "rss")),
            "htmlUrl": text.address(site.publication.url or f"{site.publication.public_url}/"),
            "language": site.publication.language,
        },
    )
