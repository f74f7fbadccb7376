"""A feed in XML cut into its head and its entries, as text, while it streams by.

Cut is by the tags of entries alone, so that an entry that is no XML damages no other and a document
of any size is never held whole. What the entries say is none of this module's business.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from barqiya.errors import UnreadableError
from barqiya.sources.syndication.stream import Stream

Kind = Literal["rss", "rdf", "atom"]

_MOST_HEAD = 500_000  # characters, of all that is not an entry
_MOST_ENTRY = 2_000_000
_MOST_TAG = 50_000
_HELD_BACK = 200  # characters: the tag of a root or channel is not longer before its attributes
_ROOT = re.compile(
    r"<(?:(?P<prefix>[\w.-]+):)?(?P<name>rss|feed|rdf|channel)(?=[\s>/])", re.IGNORECASE
)
_CHANNEL = re.compile(r"<(?:[\w.-]+:)?channel(?:\s[^<>]*)?>", re.IGNORECASE)
_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_KINDS: dict[str, Kind] = {"rss": "rss", "channel": "rss", "rdf": "rdf", "feed": "atom"}
_CDATA = "<![CDATA["
_ENDS = {_CDATA: re.compile(r"\]\]>"), "<!--": re.compile(r"-->")}
_TAG_END = re.compile(">")


@dataclass(frozen=True, slots=True, kw_only=True)
class Root:
    """The outermost element. *tag* is its opening tag, with that of a channel where there is one.

    *end* closes what *tag* opens.
    """

    kind: Kind
    tag: str
    end: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RawEntry:
    """The text of an entry with its tags; *fault* where it cannot be one, for the operator."""

    text: str
    fault: str | None = None


class Cutter:
    """Cuts what *pieces* make up. Raises UnreadableError where they are no feed in XML.

    After :meth:`entries` is through, :attr:`head` is all that stood outside of entries, and
    :attr:`whole` says whether the document came to its end.
    """

    def __init__(self, pieces: Iterator[str]) -> None:
        self._stream = Stream(pieces)
        self._skip_junk()
        self.root = self._read_root()
        self.head = ""
        self.whole = False
        name = "(?:entry|item)" if self.root.kind == "atom" else "item"
        prefix = r"(?:[\w.-]+:)?" if self.root.kind == "rdf" else self._prefix
        end = re.escape(self.root.end.rpartition("<")[2])
        skipped = r"<!\[CDATA\[|<!--"
        self._opening = re.compile(
            rf"{skipped}|<(?P<open>{prefix}{name})(?=[\s>/])|<{end}", re.IGNORECASE
        )
        self._closing = re.compile(
            rf"{skipped}|</{prefix}{name}\s*>|<(?P<open>{prefix}{name})(?=[\s>/])|<{end}",
            re.IGNORECASE,
        )
        self._raw_closing = re.compile(rf"</{prefix}{name}\s*>", re.IGNORECASE)

    def entries(self) -> Iterator[RawEntry]:
        """Yield the entries in the order of the document."""
        stream = self._stream
        while True:
            opening = self._find(self._opening, stream.start, _MOST_HEAD)
            gap = stream.take(opening.start() if opening else len(stream.text))
            self.head += gap[: _MOST_HEAD - len(self.head)]
            if opening is None:
                return
            if opening["open"] is None:
                self.whole = True
                return
            yield self._entry(opening["open"])

    def _entry(self, name: str) -> RawEntry:
        """Take the entry that begins the text."""
        stream = self._stream
        tag = stream.search(_TAG_END, stream.start, _MOST_TAG)
        if tag is not None and stream.text[tag.start() - 1] == "/":
            return RawEntry(text=stream.take(tag.end()))
        closing = self._find(self._closing, stream.start + 1, _MOST_ENTRY)
        if closing is None:
            return self._endless()
        if closing[0].startswith("</") and closing[0][2:].startswith(name):
            return RawEntry(text=stream.take(closing.end()))
        # The next one begins, or the feed ends: this one was never closed.
        return RawEntry(text=f"{stream.take(closing.start())}</{name}>")

    def _endless(self) -> RawEntry:
        """Take an entry whose end does not come: too long, broken off, or a CDATA without end."""
        stream = self._stream
        closing = self._raw_closing.search(stream.text, stream.start)
        if closing is not None:
            return RawEntry(text=_without_open_cdata(stream.take(closing.end())))
        if stream.ended:
            text = stream.take(len(stream.text))
            return RawEntry(text=text, fault="the document breaks off in it")
        start = stream.text[stream.start : stream.start + _MOST_TAG]
        self._drop_through(self._raw_closing)
        return RawEntry(
            text=start, fault=f"it is longer than {_MOST_ENTRY:,} characters; it is not read"
        )

    def _drop_through(self, wanted: re.Pattern[str]) -> None:
        """Drop the text up to the end of the next of *wanted*, all of it where there is none."""
        stream = self._stream
        while (found := wanted.search(stream.text, stream.start)) is None and not stream.ended:
            stream.take(len(stream.text) - _HELD_BACK)
            stream.fill()
        stream.take(len(stream.text) if found is None else found.end())

    def _find(self, wanted: re.Pattern[str], at: int, most: int) -> re.Match[str] | None:
        """Return the first of *wanted* from *at* on that is in no CDATA section and no comment."""
        while (found := self._stream.search(wanted, at, most)) is not None:
            end = _ENDS.get(found[0].upper())
            if end is None:
                return found
            closed = self._stream.search(end, found.end(), most)
            if closed is None:
                return None
            at = closed.end()
        return None

    def _skip_junk(self) -> None:
        """Drop what stands before the root: marks, blank lines, notices of programs, a DTD."""
        stream = self._stream
        while True:
            bare = _without_comments(stream.text)
            root = _ROOT.search(bare)
            page = _PAGE.search(bare)
            if page is not None and (root is None or page.start() < root.start()):
                raise UnreadableError("it is no feed: a web page stands there")
            if root is not None and (stream.ended or root.end() < len(bare) - _HELD_BACK):
                self._prefix = re.escape(f"{root['prefix']}:") if root["prefix"] else ""
                stream.replace(bare[root.start() :])
                return
            if stream.ended or len(bare) > _MOST_HEAD:
                raise UnreadableError("it is no feed: neither RSS nor Atom nor JSON Feed begins it")
            stream.fill()

    def _read_root(self) -> Root:
        opening = _ROOT.match(self._stream.text)
        end = self._stream.search(_TAG_END, 0, _MOST_TAG)
        if opening is None or end is None:
            raise UnreadableError("it is no feed that can be read: its first tag does not end")
        tag = self._stream.take(end.end())
        if tag.endswith("/>"):
            tag, self._stream = f"{tag[:-2]}>", Stream(iter(()))
        name = opening[0][1:]
        kind = _KINDS[opening["name"].casefold()]
        if kind == "rss" and opening["name"].casefold() != "channel":
            return self._with_channel(tag, name)
        return Root(kind=kind, tag=tag, end=f"</{name}>")

    def _with_channel(self, tag: str, name: str) -> Root:
        stream = self._stream
        channel = stream.search(_CHANNEL, stream.start, _HELD_BACK)
        before = stream.text[stream.start : channel.start()] if channel else ""
        if channel is None or _without_comments(before).strip():
            return Root(kind="rss", tag=tag, end=f"</{name}>")
        inner = channel[0].split()[0].strip("<>")
        opened = stream.take(channel.end())
        return Root(kind="rss", tag=f"{tag}{opened}", end=f"</{inner}></{name}>")


def _without_comments(text: str) -> str:
    """Return *text* without its comments; one that does not end is left where it stands."""
    kept, at = [], 0
    while (opened := text.find("<!--", at)) >= 0 and (end := text.find("-->", opened + 4)) >= 0:
        kept.append(text[at:opened])
        at = end + 3
    return "".join((*kept, text[at:]))


def _without_open_cdata(text: str) -> str:
    """Return *text* without the marks of CDATA sections that never end in it."""
    closed = text.rfind("]]>") + 1
    return text[:closed] + text[closed:].replace(_CDATA, "")
