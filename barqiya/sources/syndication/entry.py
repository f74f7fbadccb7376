"""What an entry of any format tells, and the draft of an article made of it.

The one type that the formats meet in. Owns the cleaning of texts and the believing of what is told;
reads no format.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from barqiya.domain.article import Enclosure, Image
from barqiya.domain.language import direction_of, guess_language
from barqiya.domain.normalize import (
    clean_html,
    clean_text,
    clean_title,
    paragraphs_html,
    plain_text,
)
from barqiya.errors import UnreadableError
from barqiya.sources.copied import names
from barqiya.sources.draft import Draft, Reading
from barqiya.sources.syndication import prose
from barqiya.sources.syndication.mending import OVERLOADED, overloaded
from barqiya.sources.syndication.naming import Names, guid_name, key_without_names
from barqiya.sources.unsorted import is_unsorted
from barqiya.sources.webpage import Text, read_fragment

# Elements whose contents nobody is to read.
_HIDDEN = re.compile(
    r"<(?:applet|embed|frameset|iframe|link|meta|noscript|object|script|style|svg)\b", re.IGNORECASE
)
_NO_TEXT = "it came without a text; its title stands in its place"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A text as an entry gives it: markup, or (not *html*) plain."""

    text: str
    html: bool = True
    base_url: str | None = None

    @property
    def markup(self) -> str:
        """The text as HTML, not yet clean."""
        if self.html and ("<" in self.text or "\n\n" not in self.text.strip()):
            return self.text
        return prose.in_paragraphs(self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry as told; addresses are absolute, nothing else is clean.

    *content* is its whole text, *summary* what stands beside or in place of it. *guid* is what the
    feed calls it, letter by letter.
    """

    title: Words = Words(text="")
    content: Words | None = None
    summary: Words | None = None
    guid: str = ""
    url: str | None = None
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    comments_url: str | None = None
    comment_count: int | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An entry read. *excerpt*: the draft holds but the beginning of the text, or none of it."""

    draft: Draft
    excerpt: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What is known around an entry: the *source*'s name, the feed's *language*, how to read."""

    source: str
    names: Names
    reading: Reading
    language: str | None = None


def told(entry: Entry, context: Context) -> Told:
    """Return *entry* as a draft. Raises UnreadableError where it has nothing to read."""
    title = _title(entry.title)
    whole, summary = _texts(entry)
    markup = whole.markup if whole else ""
    if overloaded(markup):
        raise UnreadableError(OVERLOADED)
    if prose.is_protected(title, markup + (summary.text if summary else "")):
        raise UnreadableError("it is protected by a password: there is no text for everybody")
    base_url = (whole.base_url if whole else None) or entry.url
    reading = replace(context.reading, url=entry.url, base_url=base_url)
    found = read_fragment(prose.without_ends(markup), title, reading)
    if not found.markup:
        return Told(draft=_draft(entry, _untold(title, found), context), excerpt=True)
    draft = _draft(entry, replace(found, title=title or found.title), context)
    draft = replace(draft, base_url=base_url)
    if summary is not None:
        draft = replace(draft, summary=prose.excerpt(summary.markup, markup))
    return Told(draft=draft, excerpt=entry.content is None or prose.is_cut(markup))


def _texts(entry: Entry) -> tuple[Words | None, Words | None]:
    """Return the fullest text there is, and the summary where it is another."""
    whole = entry.content
    if whole is not None and (prose.as_text(whole.text) or "<img" in whole.text):
        return whole, entry.summary
    return entry.summary, None


def _title(title: Words) -> str:
    if not title.html:
        return clean_text(title.text)
    if _HIDDEN.search(title.text):
        return clean_text(plain_text(clean_html(title.text)))
    return clean_title(title.text)


def _untold(title: str, found: Text) -> Text:
    if not title:
        raise UnreadableError("it holds no article: it has neither a title nor a text")
    return replace(found, title=title, markup=paragraphs_html([title]))


def _draft(entry: Entry, found: Text, context: Context) -> Draft:
    guid = entry.guid if context.names.own(entry.guid) else ""
    shared = entry.url is not None and context.names.shared(entry.url)
    link = "" if shared else entry.url or ""
    moment = entry.published_at.isoformat() if entry.published_at else ""
    return Draft(
        title=found.title,
        markup=found.markup,
        clean=True,
        language=_language(entry, found, context),
        url=entry.url,
        public_id=guid or None,
        authors=found.authors or tuple(_people(entry.authors)),
        categories=tuple(c for c in entry.categories if not is_unsorted(c)),
        images=entry.images,
        enclosures=entry.enclosures,
        related=found.related,
        comments_url=entry.comments_url,
        comment_count=entry.comment_count,
        published_at=entry.published_at,
        updated_at=entry.updated_at,
        key=guid or link or key_without_names(found.title or found.markup, moment),
        names=(guid_name(guid, context.source),) if guid else (),
        shared_url=shared,
        notes=(_NO_TEXT,) if found.markup == paragraphs_html([found.title]) else (),
    )


def _language(entry: Entry, found: Text, context: Context) -> str:
    """Return the declared language where the letters agree: a label is often a theme's default."""
    guessed = guess_language(
        f"{found.title}\n{prose.as_text(found.markup[:4000])}", context.reading.default_language
    )
    for declared in (entry.language, context.language):
        tag = clean_text(declared or "").replace("_", "-")
        if tag and direction_of(tag) == direction_of(guessed):
            return tag
    return guessed


def _people(authors: tuple[str, ...]) -> Iterator[str]:
    for author in authors:
        byline = names.read_byline(clean_text(author))
        for name in byline.names if byline else (author,):
            if not names.is_desk(name) and "@" not in name:
                yield name
