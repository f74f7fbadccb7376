"""What a feed says of itself, out of its document and the headers it came with."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from barqiya.domain.normalize import absolute
from barqiya.sources.flow import Hub
from barqiya.sources.syndication import json_entries
from barqiya.sources.syndication.cutting import Root
from barqiya.sources.syndication.mending import is_alternate, local, mended, tree_of, wrapped

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_LINK_HEADER = re.compile(
    r"<([^<>]*)>\s*((?:;\s*[\w*!#$&+.^`|~-]+\s*(?:=\s*(?:\"[^\"]*\"|[^\s;,\"]+))?\s*)*)"
)
_REL = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s;,\"]+))", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a feed says of itself. *home* is the site's address, *older* where older entries are.

    *withdrawn* are the ids in its tombstones (RFC 6721).
    """

    home: str = ""
    language: str | None = None
    authors: tuple[str, ...] = ()
    hub: Hub | None = None
    older: str | None = None
    withdrawn: tuple[str, ...] = ()


Links = list[tuple[str, str]]  # (relation, address as written)


def of_xml(root: Root, text: str, url: str, headers: Mapping[str, str]) -> Head:
    """Return what the *text* outside of the entries says; *url* is the document's address."""
    tree = tree_of(wrapped(root, [mended(text)]), recover=True)
    if tree is None:
        return Head(hub=_hub([], url, headers))
    parts = list(_parts(tree))
    links: Links = [
        (rel, part.get("href") or "")
        for part in parts
        if local(part) == "link" and part.get("href")
        for rel in part.get("rel", "alternate").split()
    ]
    channels = [part for part in tree if local(part) == "channel"]
    named = [part.get(_LANGUAGE) for part in (*channels, tree) if part.get(_LANGUAGE)]
    return Head(
        home=absolute(_home(parts), url) or "",
        language=next((w for w in (*_words(parts, "language"), *named) if w), None),
        authors=tuple(_authors(parts)) if root.kind == "atom" else (),
        hub=_hub(links, url, headers),
        older=_older(links, url),
        withdrawn=tuple(
            p.get("ref") for p in parts if local(p) == "deleted-entry" and p.get("ref")
        ),
    )


def of_json(told: Mapping[str, Any], url: str, headers: Mapping[str, str]) -> Head:
    """Return what the fields of a JSON Feed say; *url* is the document's address."""
    hubs = told.get("hubs")
    listed = [one for one in hubs if isinstance(one, dict)] if isinstance(hubs, list) else []
    links = [("hub", json_entries.text(h, "url")) for h in listed if h.get("type") == "WebSub"]
    links.append(("self", json_entries.text(told, "feed_url")))
    links.append(("next", json_entries.text(told, "next_url")))
    return Head(
        home=absolute(json_entries.text(told, "home_page_url"), url) or "",
        language=json_entries.text(told, "language") or None,
        authors=json_entries.people(told),
        hub=_hub(links, url, headers),
        older=_older(links, url),
    )


def same_host(one: str, other: str) -> bool:
    """Return whether two addresses are on one host, ``www.`` or not."""
    hosts = {(urlsplit(url).hostname or "").removeprefix("www.") for url in (one, other)}
    return len(hosts) == 1


def _parts(tree: Any) -> Iterator[Any]:
    """Yield what stands in the feed and in its channel."""
    for part in tree:
        if local(part) == "channel":
            yield from part
        else:
            yield part


def _home(parts: list[Any]) -> str:
    for part in parts:
        if local(part) == "link" and (part.text or "").strip():
            return str(part.text)
    return next(
        (p.get("href") for p in parts if local(p) == "link" and p.get("href") and is_alternate(p)),
        "",
    )


def _words(parts: list[Any], name: str) -> Iterator[str]:
    return ((part.text or "").strip() for part in parts if local(part) == name)


def _authors(parts: list[Any]) -> Iterator[str]:
    for part in parts:
        if local(part) == "author":
            yield from (name for name in _words(list(part), "name") if name)


def _hub(links: Links, url: str, headers: Mapping[str, str]) -> Hub | None:
    """Return the hub; what the header says goes before the document (WebSub, section 4)."""
    told = [*_header_links(headers.get("link", "")), *links]
    hub = next((a for rel, address in told if rel == "hub" if (a := absolute(address, url))), None)
    if hub is None:
        return None
    own = next((a for rel, address in told if rel == "self" if (a := absolute(address, url))), url)
    # WordPress loses the port of its own address, and many a feed names another's.
    return Hub(url=hub, topic=own if urlsplit(own).netloc == urlsplit(url).netloc else url)


def _header_links(header: str) -> Iterator[tuple[str, str]]:
    """Yield what a Link header tells (RFC 8288, section 3)."""
    for address, parameters in _LINK_HEADER.findall(header[:8000]):
        rel = _REL.search(parameters)
        for name in (rel[1] or rel[2]).split() if rel else ():
            yield name.casefold(), address


def _older(links: Links, url: str) -> str | None:
    """Return where the feed goes on into the past (RFC 5005), on its own host alone."""
    for wanted in ("prev-archive", "next"):
        for rel, address in links:
            found = absolute(address, url) if rel == wanted else None
            if found is not None and same_host(found, url):
                return found
    return None
