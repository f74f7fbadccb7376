"""The text of an entry made fit for a parser of XML, and what is in it that must be known first.

Mended are characters that XML forbids, HTML's named entities, bare ampersands and prefixes that
nobody declared. Nothing here expands an entity that a document defines.
"""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from lxml import etree

from barqiya.sources.syndication.cutting import Root

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # XML 1.0, 2.2
_AMPERSAND = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|&(?:#\d{1,8}|#x[0-9a-f]{1,7}|\w{2,32});|&",
    re.IGNORECASE | re.DOTALL,
)
_OF_XML = frozenset({"&amp;", "&lt;", "&gt;", "&quot;", "&apos;"})
_PREFIX = re.compile(r"(?:</?|\s)([A-Za-z_][\w.-]*):[A-Za-z_]")
_DECLARED = re.compile(r"xmlns:([\w.-]+)\s*=")
_LONG_TAG = re.compile(r"<[^<>]{2000,}>")
_ATTRIBUTE = re.compile(r"\s[^\s=<>\"']+\s*=")
_MOST_ATTRIBUTES = 200
_MOST_PREFIXES = 200  # a parser looks through all of them at each name that has one
OVERLOADED = "one of its tags has more attributes than anything that is read has"
_OPENING = re.compile(r"^<[^\s/>]+")
_XML = "{http://www.w3.org/XML/1998/namespace}"
_NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "thr": "http://purl.org/syndication/thread/1.0",
    "wfw": "http://wellformedweb.org/CommentAPI/",
    "xhtml": "http://www.w3.org/1999/xhtml",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What an entry says of itself, letter by letter: nothing resolved, nothing cleaned.

    *permalink* says that the guid may be taken for the address.
    """

    guid: str = ""
    permalink: bool = False
    link: str = ""
    title: str = ""
    language: str = ""


def mended(text: str) -> str:
    """Return *text* without what no parser of XML would let pass."""
    return _AMPERSAND.sub(_ampersand, _FORBIDDEN.sub("", text))


def overloaded(text: str) -> bool:
    """Return whether a tag in *text* has so many attributes that parsers would choke on it."""
    return any(len(_ATTRIBUTE.findall(tag)) > _MOST_ATTRIBUTES for tag in _LONG_TAG.findall(text))


def wrapped(root: Root, entries: Iterable[str]) -> str:
    """Return a whole document that holds *entries* alone, every prefix declared.

    More prefixes than anybody uses are left as they are, and make no well-formed document.
    """
    body = "\n".join(entries)
    tag = mended(root.tag)
    used = set(_PREFIX.findall(tag + body)) - {"xml", "xmlns"}
    missing = sorted(used - set(_DECLARED.findall(tag)))
    if len(missing) > _MOST_PREFIXES:
        missing = []
    declared = "".join(f' xmlns:{p}="{_NAMESPACES.get(p, f"urn:undeclared:{p}")}"' for p in missing)
    return f"{_OPENING.sub(lambda name: name[0] + declared, tag)}{body}{root.end}"


def tree_of(document: str, *, recover: bool = False) -> Any | None:
    """Return the tree of *document*, ``None`` where it is not well-formed."""
    parser = etree.XMLParser(
        encoding="utf-8",
        recover=recover,
        resolve_entities=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(document.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def marks_of(entry: Any) -> Marks:
    """Return the marks of *entry*, an element of lxml."""
    guid, link, title = entry.get(f"{{{_NAMESPACES['rdf']}}}about") or "", "", ""
    permalink, language = False, entry.get(f"{_XML}lang") or ""
    for child in entry:
        name, text = local(child), "".join(child.itertext()).strip()
        if name != "language" and _namespace(child) != _namespace(entry):
            continue  # an extension's: it has an id, a title, a link of its own
        if name in ("guid", "id") and text:
            guid = text
            permalink = name == "guid" and child.get("isPermaLink", "true").lower() != "false"
        elif name == "link" and not link:
            link = text or (child.get("href") or "" if is_alternate(child) else "")
        elif name == "title" and not title:
            title = text
        elif name == "language" and text:
            language = text
    return Marks(guid=guid, permalink=permalink, link=link, title=title, language=language)


def is_alternate(link: Any) -> bool:
    """Return whether an Atom link leads to the thing itself (RFC 4287, section 4.2.7.2)."""
    return link.get("rel", "alternate") in (
        "alternate",
        "http://www.iana.org/assignments/relation/alternate",
    )


def local(element: Any) -> str:
    """Return the name of *element* without its namespace, in lower case."""
    tag = element.tag
    return tag.rpartition("}")[2].casefold() if isinstance(tag, str) else ""


def _namespace(element: Any) -> str:
    return element.tag.rpartition("}")[0] if isinstance(element.tag, str) else ""


def _ampersand(found: re.Match[str]) -> str:
    text = found[0]
    if text.startswith("<") or text.lower() in _OF_XML:
        return text
    if text == "&":
        return "&amp;"
    plain = html.unescape(text)
    if plain == text:
        return f"&amp;{text[1:]}"
    return html.escape(_FORBIDDEN.sub("", plain.replace("\ufffd", "")), quote=True)
