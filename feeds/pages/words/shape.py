"""What words the pages need: a language is complete or mypy refuses it. Owns no word."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from barqiya.domain.language import Direction, direction_of
from barqiya.domain.query import Note, NoteKind
from feeds.text import opening

_LONGEST_ECHO = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of one language. *locale* is Babel's; counted words are by CLDR plural category."""

    language: str
    locale: str
    own_name: str
    skip: str
    search: str
    search_what: str
    search_hint: str
    latest: str
    follow: str
    follow_lead: str
    feeds: str
    everything: str
    named: str
    categories: str
    authors: str
    more: str
    copy: str
    copied: str
    how: str
    steps: tuple[str, ...]
    formats: str
    telegram: str
    telegram_lead: str
    talk_to_bot: str
    channel: str
    opml: str
    opml_lead: str
    written_by: str
    published: str
    seen_on: str
    corrected: str
    see_also: str
    source: str
    feeds_of_page: str
    home: str
    results_for: str
    exactly: str
    results: Mapping[str, str]
    nothing: str
    nothing_lead: str
    newer: str
    older: str
    empty: str
    empty_lead: str
    not_found: str
    not_found_lead: str
    withdrawn: str
    withdrawn_lead: str
    bad_request: str
    bad_request_lead: str
    not_allowed: str
    not_allowed_lead: str
    locked: str
    locked_lead: str
    unavailable: str
    unavailable_lead: str
    failed: str
    failed_lead: str
    back_home: str
    made_with: str
    list_separator: str
    follow_search: str
    nothing_asked: str
    tags: str
    rest: str
    address: str
    add_to: str
    device_reader: str
    only_here: str
    scan: str
    this_is_a_feed: str
    suggestions: str
    kinds: Mapping[str, str]
    feed_lead: str
    in_feed: str
    raw: str
    history: str
    first_version: str
    revised: str
    again: str
    retracted: str
    mended: str
    mended_pair: str
    did_you_mean: str
    preparing: str
    nearest: str
    follow_search_lead: str
    pages_of_results: str
    notes: Mapping[NoteKind, str]

    @property
    def direction(self) -> Direction:
        """The direction in which the language is written."""
        return direction_of(self.language)

    def said_of_mending(self, repairs: Iterable[tuple[str, str]]) -> str:
        """Return the sentence about words that were mended, each *typed* and *used* instead."""
        pairs = (self.mended_pair.format(typed=typed, used=used) for typed, used in repairs)
        return self.mended.format(pairs=self.list_separator.join(pairs))

    def said_of(self, note: Note) -> str:
        """Return the sentence about a part of a query that was read otherwise than meant."""
        return self.notes[note.kind].format(text=opening(note.text, _LONGEST_ECHO))
