"""Entries that hold but the beginning of their text, completed from the pages of the articles."""

import hashlib
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field, replace

from barqiya.domain.normalize import plain_text
from barqiya.errors import FetchError, TransientFetchError, UnreadableError
from barqiya.sources import decoding
from barqiya.sources.draft import Draft
from barqiya.sources.flow import Answer, Request, Source, Step, ask, checked
from barqiya.sources.syndication import prose
from barqiya.sources.syndication.entry import Told
from barqiya.sources.webpage import read_html

_MOST_PAGES = 20  # asked for in one visit
_LARGEST_PAGE = 5_000_000
_PAGES = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"


@dataclass(slots=True, kw_only=True)
class Excerpts:
    """Which entries of a visit are completed: those *wanted*, and not done in an earlier visit.

    *before* and *done* are keys, each with a hash of what the feed said of the entry. *left* says
    that some have to wait for the next visit.
    """

    wanted: bool
    before: Mapping[str, str]
    done: dict[str, str] = field(default_factory=dict)
    postponed: list[Told] = field(default_factory=list)
    left: bool = False

    def completed_before(self, one: Told) -> bool:
        """Return whether *one* was read from its page, and its feed says the same of it still."""
        key = one.draft.key or ""
        if not self.wanted or not one.excerpt or self.before.get(key) != _hash(one.draft):
            return False
        self.done[key] = self.before[key]
        return True

    def postpones(self, one: Told) -> bool:
        """Keep *one* until its page can be asked for; return whether it was kept."""
        if not self.wanted or not one.excerpt or one.draft.url is None or one.draft.shared_url:
            return False
        if len(self.postponed) >= _MOST_PAGES:
            self.left = True
            return False
        self.postponed.append(one)
        return True

    def complete(self, one: Told, source: Source) -> Generator[Step, Answer, Told]:
        """Return *one* with the text of its page; as it is, with a note, where that gives none."""
        try:
            draft = yield from _from_page(one.draft, source)
        except TransientFetchError as error:
            self.left = True
            return _noted(one, str(error))
        except (FetchError, UnreadableError) as error:
            draft = _noted(one, str(error)).draft
        self.done[draft.key or ""] = _hash(one.draft)
        return replace(one, draft=draft)


def _from_page(draft: Draft, source: Source) -> Generator[Step, Answer, Draft]:
    url = draft.url or ""
    response = checked((yield from ask(Request(url=url, accept=_PAGES))), source)
    if response.body.size > _LARGEST_PAGE:
        raise UnreadableError(f"{url} is larger than {_LARGEST_PAGE:,} bytes")
    text = decoding.decode(response.body.read(), response.charset)
    page = read_html(text, replace(source.reading, url=url, base_url=response.url))
    excerpt, whole = plain_text(draft.markup), plain_text(page.markup)
    if not prose.shares_words(excerpt, f"{page.title} {whole}"):
        raise UnreadableError(f"{url} holds another text than the feed's")
    if len(whole) <= len(excerpt):
        return draft  # what looked like an excerpt was the whole
    return replace(
        draft,
        markup=page.markup,
        clean=True,
        base_url=page.base_url or draft.base_url,
        authors=draft.authors or page.authors,
        images=draft.images or page.images,
        related=page.related or draft.related,
        published_at=draft.published_at or page.published_at,
        notes=(),
    )


def _noted(one: Told, why: str) -> Told:
    note = f"it stands as the feed gives it, for its page was not read: {why}"
    return replace(one, draft=replace(one.draft, notes=(*one.draft.notes, note)))


def _hash(draft: Draft) -> str:
    told = "\n".join((draft.title, draft.markup, draft.url or "", str(draft.published_at)))
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:16]
