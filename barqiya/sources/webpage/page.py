"""The article in an HTML page, or in a fragment of one. Reads no file and fetches nothing.

What a page declares (JSON-LD, Open Graph, canonical link) is believed first; then the places where
themes of WordPress, Sahifa before all, keep title, author and date; for the text of other pages,
trafilatura. A date is taken only from where a page tells of its article, never from its header,
where a clock shows the day of the visit.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from barqiya.domain.article import Image, RelatedArticle
from barqiya.domain.dates import find_date, is_only_date, parse_moment
from barqiya.domain.folding import fold
from barqiya.domain.normalize import absolute, clean_text, plain_text, summarise
from barqiya.errors import UnreadableError
from barqiya.sources.copied import names
from barqiya.sources.copied.lines import is_teaser
from barqiya.sources.copied.refusals import LISTING, MISSING, refuse_missing
from barqiya.sources.draft import Draft, Reading
from barqiya.sources.webpage import declared
from barqiya.sources.webpage.places import (
    AUTHORS,
    CATEGORIES,
    CLOCKS,
    DATES,
    LEADS,
    RELATED,
    ROOTS,
    TAGS,
    TITLES,
)
from barqiya.sources.webpage.related import related_in
from barqiya.sources.webpage.text import Text, text_of
from barqiya.sources.webpage.tree import Element, parsed, words_of

_PAGE = re.compile(r"<(?:!doctype|html|head|body)\b", re.IGNORECASE)
_SITE_END = re.compile(r"\s+[|–—»·\-]\s+[^|–—»·]{2,60}$")
_OF_NONE = frozenset({"error404", "search-no-results"})
_OF_MANY = frozenset({"archive", "search-results"})
_OF_ONE = frozenset({"single", "single-post", "page", "singular"})
_FEWEST_LETTERS_OF_PAGE = 80
_TITLE_OF_TEXT = 80


def read_html(text: str, reading: Reading) -> Draft:
    """Return the article in *text*, a whole page or a fragment.

    Raises :class:`~barqiya.errors.UnreadableError` where there is none.
    """
    if _PAGE.search(text[:5000]):
        return _Page(text, reading).draft()
    return _fragment(text, reading)


def read_fragment(markup: str, title: str, reading: Reading) -> Text:
    """Return the text of an article whose HTML came without its page, as feeds and APIs give it.

    Bylines, «read also» lines, share bars and advertisements are taken out and told apart. *title*
    is what the source calls the article; where it is empty, a heading at the top is the title. The
    markup is empty where there is no text; it is clean, and its addresses are absolute against
    ``reading.base_url``, else ``reading.url``.
    """
    root = parsed(f"<html><body>{markup}</body></html>").find("body")
    return text_of(root, title, reading.base_url or reading.url)


def _fragment(text: str, reading: Reading) -> Draft:
    found = read_fragment(text, "", reading)
    body = plain_text(found.markup)
    if not body:
        raise UnreadableError("it holds no article: there is no text in it")
    return Draft(
        title=found.title or summarise(body.split("\n\n")[0], _TITLE_OF_TEXT),
        markup=found.markup,
        clean=True,
        authors=found.authors,
        related=found.related,
    )


class _Page:
    """A whole page, and where its parts are."""

    def __init__(self, text: str, reading: Reading) -> None:
        self._source = text
        self._reading = reading
        self._tree = parsed(text)
        self._linked = declared.read(self._tree)

    def draft(self) -> Draft:
        """Return what the page holds."""
        self._refuse_listing()
        url = self._url()
        base_url = self._reading.base_url or self._base() or url
        related = tuple(self._related(base_url))
        title = self._title()
        lead = self._lead(base_url)
        published, updated = self._published(), self._updated()
        found = self._text(title, base_url)
        if sum(c.isalpha() for c in plain_text(found.markup)) < _FEWEST_LETTERS_OF_PAGE:
            raise UnreadableError("it holds no article: a page with too little text of its own")
        refuse_missing(title or found.title, plain_text(found.markup).split("\n\n"))
        return Draft(
            title=title or found.title,
            markup=found.markup,
            clean=True,
            language=self._tree.get("lang"),
            summary=self._linked.description,
            url=url,
            base_url=base_url,
            authors=found.authors or tuple(self._authors()),
            categories=tuple(self._categories()),
            tags=tuple(self._words(TAGS)) or self._linked.keywords,
            images=lead,
            related=(*found.related, *related),
            published_at=published,
            updated_at=updated,
            seen_on=self._seen_on(),
        )

    def _refuse_listing(self) -> None:
        """Raise on what themes of WordPress mark as a page of many articles or of none."""
        marks = set((self._tree.xpath("string(//body/@class)")).split())
        if marks & _OF_NONE:
            raise UnreadableError(MISSING)
        if marks & _OF_MANY and not marks & _OF_ONE:
            raise UnreadableError(LISTING)
        texts = self._tree.xpath(ROOTS[1])
        openings = sum(is_teaser(words_of(text)) for text in texts)
        if openings > 1 and openings * 2 > len(texts):
            raise UnreadableError(LISTING)

    def _text(self, title: str, base_url: str | None) -> Text:
        for path in ROOTS:
            for root in self._tree.xpath(path):
                found = text_of(root, title, base_url)
                if len(plain_text(found.markup)) >= _FEWEST_LETTERS_OF_PAGE:
                    return found
        return text_of(_extracted(self._source), title, base_url)

    def _title(self) -> str:
        declared = self._meta("og:title", "twitter:title")
        name = clean_text(self._tree.findtext(".//title") or "")
        for path in TITLES:
            for heading in self._tree.xpath(path):
                if words_of(heading):
                    return words_of(heading)
        if self._linked.headline:
            return self._linked.headline
        headings = [words_of(heading) for heading in self._tree.iter("h1")]
        for heading in headings:
            if heading and fold(heading) in fold(declared or name):
                return heading
        return _SITE_END.sub("", declared or name) or next(iter(headings), "")

    def _url(self) -> str | None:
        if self._reading.url:
            return self._reading.url
        canonical = self._tree.xpath("//link[@rel='canonical']/@href")
        for address in (*canonical, self._meta("og:url"), self._linked.url):
            found = absolute(address or "", self._base())
            if found is not None:
                return found
        return None

    def _base(self) -> str | None:
        written = self._tree.xpath("//base/@href")
        return absolute(written[0]) if written else None

    def _authors(self) -> Iterator[str]:
        if self._linked.authors:
            yield from (a for a in self._linked.authors if not names.is_desk(a))
            return
        for path in AUTHORS:
            for element in self._tree.xpath(path):
                text = words_of(element)
                byline = names.read_byline(text)
                if byline is not None:
                    yield from byline.names
                    return
                if 0 < len(text) <= 60 and not names.is_desk(text):  # noqa: PLR2004 # a name with titles
                    yield text
                    return
        declared = self._meta("author", "article:author")
        if declared and not declared.startswith("http") and not names.is_desk(declared):
            yield declared

    def _published(self) -> datetime | None:
        declared = self._linked.published or self._meta("article:published_time")
        moment = parse_moment(declared, self._reading.timezone) if declared else None
        for path in () if moment else DATES:
            for element in self._tree.xpath(path):
                written = element.get("datetime") or element.get("content") or words_of(element)
                moment = parse_moment(written, self._reading.timezone)
                if moment is not None:
                    return self._believed(moment)
        return self._believed(moment)

    def _updated(self) -> datetime | None:
        declared = self._linked.updated or self._meta("article:modified_time", "og:updated_time")
        moment = parse_moment(declared, self._reading.timezone) if declared else None
        return self._believed(moment)

    def _believed(self, moment: datetime | None) -> datetime | None:
        now = self._reading.now
        if moment is None or now is None or moment <= now + timedelta(days=1):
            return moment
        return None

    def _categories(self) -> list[str]:
        return self._words(CATEGORIES) or [
            c for c in (self._meta("article:section"), *self._linked.sections) if c
        ]

    def _words(self, paths: Iterable[str]) -> list[str]:
        for path in paths:
            words = [words_of(element) for element in self._tree.xpath(path)]
            if any(words):
                return [word for word in words if word]
        return []

    def _lead(self, base_url: str | None) -> tuple[Image, ...]:
        for path in LEADS:
            for element in self._tree.xpath(path):
                for name in ("data-src", "data-lazy-src", "data-original", "src"):
                    url = absolute(element.get(name) or "", base_url)
                    if url is not None:
                        return (Image(url=url, alt=clean_text(element.get("alt") or "")),)
        url = absolute(
            self._meta("og:image", "twitter:image") or self._linked.image or "", base_url
        )
        alt = self._meta("og:image:alt", "twitter:image:alt")
        return (Image(url=url, alt=alt or ""),) if url else ()

    def _seen_on(self) -> date | None:
        for path in CLOCKS:
            for element in self._tree.xpath(path):
                text = words_of(element)
                written = find_date(text) if is_only_date(text) else None
                if written is not None:
                    return written.day
        return None

    def _meta(self, *wanted: str) -> str | None:
        for name in wanted:
            for element in self._tree.xpath(f"//meta[@property='{name}' or @name='{name}']"):
                content = clean_text(element.get("content") or "")
                if content:
                    return content
        return None

    def _related(self, base_url: str | None) -> Iterator[RelatedArticle]:
        seen: set[str] = set()
        for path in RELATED:
            for block in self._tree.xpath(path):
                for article in related_in(block, base_url):
                    if fold(article.title) not in seen:
                        seen.add(fold(article.title))
                        yield article


def _extracted(source: str) -> Element | None:
    """Return what trafilatura takes for the text of a page that follows no rule of ours."""
    import trafilatura  # noqa: PLC0415 # a second of start-up that most runs do not need

    found = trafilatura.extract(
        source,
        output_format="html",
        include_links=True,
        include_images=True,
        include_formatting=True,
        include_comments=False,
        with_metadata=False,
    )
    return parsed(found).find("body") if found else None
