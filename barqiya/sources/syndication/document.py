"""A document of any feed format, read entry by entry. Owns the order of reading; fetches nothing.

It is read twice: first for what it says of itself and for which names are an entry's own, then for
the entries, of which no more than a batch is held at a time.
"""

import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

from barqiya.domain.article import Rejected
from barqiya.domain.normalize import absolute
from barqiya.errors import UnreadableError
from barqiya.sources import decoding
from barqiya.sources.draft import Draft
from barqiya.sources.flow import Pause, Response, Source
from barqiya.sources.syndication import head as heads
from barqiya.sources.syndication import json_entries, mending, xml_entries
from barqiya.sources.syndication.cutting import Cutter, RawEntry, Root
from barqiya.sources.syndication.entry import Context, Entry, Told, told
from barqiya.sources.syndication.head import Head
from barqiya.sources.syndication.mending import Marks
from barqiya.sources.syndication.naming import Names

_BATCH = 50  # entries given to feedparser at once,
_BATCH_SIZE = 500_000  # and characters
_MOST_ENTRIES = 50_000
_IN_ONE_GO = 50  # entries looked through before others have their turn
_LONGEST_BROKEN = 500_000  # characters: feedparser is slow with what is no XML
_JSON_START = re.compile(r"\{\s*[\"}]")
_SHOWN = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    """An entry that can be read: its *text* mended, its *place* in the document, from 1."""

    text: str
    place: int
    marks: Marks
    well_formed: bool


@dataclass(slots=True, kw_only=True)
class Feed:
    """A feed that was looked through. *total* counts its entries; *whole*: it came to its end."""

    head: Head
    total: int
    whole: bool
    _response: Response
    _source: Source
    _names: Names
    _root: Root | None = field(default=None)

    def entries(self) -> Iterator[Told | Rejected]:
        """Yield the entries in the order of the document, each once, or why one cannot be read."""
        self._names.begin_again()
        if self._root is None:
            yield from self._json_entries()
        else:
            yield from self._xml_entries(self._root)

    def _json_entries(self) -> Iterator[Told | Rejected]:
        try:
            for place, record in enumerate(_json_items(self._response, {}), 1):
                marks = _json_marks(record, self._response.url)
                if self._names.first(marks.guid, marks.link, marks.title):
                    yield self._of_record(record, place, marks)
        except UnreadableError:
            return  # the survey has seen it, and said so

    def _of_record(self, record: Any, place: int, marks: Marks) -> Told | Rejected:
        if not isinstance(record, dict):
            return self._rejected(place, marks, "it is no object")
        zone, url = self._source.reading.timezone, self._response.url
        return self._told(json_entries.entry(record, url, zone, self.head.authors), place, marks)

    def _xml_entries(self, root: Root) -> Iterator[Told | Rejected]:
        waiting: list[_Candidate] = []
        for place, raw in enumerate(Cutter(_pieces(self._response)).entries(), 1):
            candidate = self._candidate(root, raw, place)
            marks = candidate.marks
            if not self._names.first(marks.guid, marks.link, marks.title):
                continue
            fault = raw.fault or _fault(candidate)
            if fault or not candidate.well_formed:
                yield from self._of_texts(root, waiting)
                waiting = []
            if fault:
                yield self._rejected(place, marks, fault)
                continue
            waiting.append(candidate)
            size = sum(len(one.text) for one in waiting)
            if not candidate.well_formed or len(waiting) >= _BATCH or size > _BATCH_SIZE:
                yield from self._of_texts(root, waiting)
                waiting = []
        yield from self._of_texts(root, waiting)

    def _candidate(self, root: Root, raw: RawEntry, place: int) -> _Candidate:
        text = mending.mended(raw.text)
        marks, well_formed = _marks(root, text, self._response.url)
        return _Candidate(text=text, place=place, marks=marks, well_formed=well_formed)

    def _of_texts(self, root: Root, waiting: list[_Candidate]) -> Iterator[Told | Rejected]:
        if not waiting:
            return
        zone = self._source.reading.timezone
        found = xml_entries.parse(root, [one.text for one in waiting], self._response.url, zone)
        for candidate, entry in zip(waiting, found, strict=True):
            if entry is None:
                yield self._rejected(
                    candidate.place, candidate.marks, "it is no XML that can be read"
                )
            else:
                yield self._told(self._own(entry, candidate), candidate.place, candidate.marks)

    def _own(self, entry: Entry, candidate: _Candidate) -> Entry:
        """Return *entry* with what it says letter by letter, and what its feed says for all."""
        marks = candidate.marks
        guid = marks.guid or entry.guid
        url = entry.url
        if not marks.link and not (marks.permalink and "://" in guid):
            url = url if url and self._root and self._root.kind == "atom" else None
        return replace(
            entry,
            guid=guid,
            url=url,
            authors=entry.authors or self.head.authors,
            language=marks.language or entry.language,
        )

    def _told(self, entry: Entry, place: int, marks: Marks) -> Told | Rejected:
        context = Context(
            source=self._source.name,
            names=self._names,
            reading=self._source.reading,
            language=self.head.language,
        )
        try:
            return told(entry, context)
        except UnreadableError as error:
            return self._rejected(place, marks, str(error))
        except Exception as error:  # noqa: BLE001 - whatever one entry does, the others are read
            return self._rejected(place, marks, f"it cannot be read: {type(error).__name__}")

    def _rejected(self, place: int, marks: Marks, reason: str) -> Rejected:
        name = marks.title or marks.link or marks.guid
        said = f" “{name[:_SHOWN]}”" if name else ""
        return Rejected(origin=f"{self._response.url}, entry {place}{said}", reason=reason)


def read_feed(response: Response, source: Source) -> Iterator[Draft | Rejected]:
    """Yield the entries of the feed in *response* in the order of the document.

    Raises :class:`~barqiya.errors.UnreadableError` at once where it is no feed.
    """
    for one in _unpaused(look_through(response, source)).entries():
        yield one.draft if isinstance(one, Told) else one


def _unpaused(looking: Generator[Pause, Any, Feed]) -> Feed:
    while True:
        try:
            next(looking)
        except StopIteration as end:
            feed: Feed = end.value
            return feed


def look_through(response: Response, source: Source) -> Generator[Pause, Any, Feed]:
    """Return the feed in *response*, with pauses. Raises UnreadableError where it is none.

    Its body must stay open as long as entries are read.
    """
    start = next(_pieces(response), "").lstrip("\ufeff \t\r\n")
    if start.startswith(("{", "[")) or ("json" in response.media_type and "{" in start):
        return (yield from _json_feed(response, source))
    return (yield from _xml_feed(response, source))


def _xml_feed(response: Response, source: Source) -> Generator[Pause, Any, Feed]:
    cutter = Cutter(_pieces(response))
    names = Names()
    total = 0
    for raw in cutter.entries():
        total += 1
        yield from _bound(total)
        if not raw.fault:
            marks, _ = _marks(cutter.root, mending.mended(raw.text), response.url)
            names.count(marks.guid, marks.link, marks.title)
    head = heads.of_xml(cutter.root, cutter.head, response.url, response.headers)
    names.home = head.home
    return Feed(
        head=head,
        total=total,
        whole=cutter.whole,
        _response=response,
        _source=source,
        _names=names,
        _root=cutter.root,
    )


def _json_feed(response: Response, source: Source) -> Generator[Pause, Any, Feed]:
    said: dict[str, Any] = {}
    names = Names()
    total, whole = 0, True
    try:
        for record in _json_items(response, said):
            total += 1
            yield from _bound(total)
            marks = _json_marks(record, response.url)
            names.count(marks.guid, marks.link, marks.title)
    except UnreadableError:
        if not total or total > _MOST_ENTRIES:
            raise
        whole = False
    if not total and "version" not in said and "items" not in said and "title" not in said:
        raise UnreadableError("it is no feed: JSON without items")
    head = heads.of_json(said, response.url, response.headers)
    names.home = head.home
    return Feed(
        head=head, total=total, whole=whole, _response=response, _source=source, _names=names
    )


def _bound(total: int) -> Iterator[Pause]:
    """Pause now and then; raise UnreadableError where there is no end to be seen."""
    if total % _IN_ONE_GO == 0:
        yield Pause()
    if total > _MOST_ENTRIES:
        raise UnreadableError(f"it has more than {_MOST_ENTRIES:,} entries, which no feed has")


def _pieces(response: Response) -> Iterator[str]:
    return decoding.pieces(response.body.open(), response.charset)


def _json_items(response: Response, said: dict[str, Any]) -> Iterator[Any]:
    pieces = _pieces(response)
    start = next(pieces, "")
    found = _JSON_START.search(start)
    return json_entries.items(chain([start[found.start() :] if found else start], pieces), said)


def _json_marks(record: Any, base_url: str) -> Marks:
    if not isinstance(record, dict):
        return Marks()
    told = {name: json_entries.text(record, name).strip() for name in ("id", "url", "title")}
    link = told["url"] or json_entries.text(record, "external_url").strip()
    link = absolute(link, base_url) or link
    return Marks(guid=told["id"], link=link, title=told["title"])


def _marks(root: Root, text: str, base_url: str) -> tuple[Marks, bool]:
    """Return the marks of the entry in *text*, and whether it is well-formed."""
    if mending.overloaded(text):
        return Marks(), False
    document = mending.wrapped(root, [text])
    tree = mending.tree_of(document)
    well_formed = tree is not None
    if tree is None:
        tree = mending.tree_of(document, recover=True)
    for element in tree.iter() if tree is not None else ():
        if mending.local(element) in ("item", "entry"):
            marks = mending.marks_of(element)
            return replace(marks, link=absolute(marks.link, base_url) or marks.link), well_formed
    return Marks(), well_formed


def _fault(candidate: _Candidate) -> str | None:
    if mending.overloaded(candidate.text):
        return mending.OVERLOADED
    if not candidate.well_formed and len(candidate.text) > _LONGEST_BROKEN:
        return "it is no well-formed XML, and too long to be read as anything else"
    return None
