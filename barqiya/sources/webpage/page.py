"""The article in an HTML page, or in a fragment of one. Reads no file and fetches nothing.

What a page declares (JSON-LD, Open Graph, canonical link) is believed first; then the places where
themes of WordPress, Sahifa before all, keep title, author and date; for the text of other pages,
trafilatura. A date is taken only from where a page tells of its article, never from its header,
where a clock shows the day of the visit.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import islice

from barqiya.domain.article import Image, RelatedArticle
from barqiya.domain.dates import find_date, is_only_date, parse_moment
from barqiya.domain.folding import fold
from barqiya.domain.normalize import absolute, clean_text, plain_text, summarise
from barqiya.errors import UnreadableError
from barqiya.sources.copied import names
from barqiya.sources.copied.furniture import kind_of
from barqiya.sources.copied.lines import is_paragraph, is_teaser
from barqiya.sources.copied.refusals import LISTING, MISSING, refuse_missing
from barqiya.sources.draft import Draft, Reading
from barqiya.sources.webpage import declared
from barqiya.sources.webpage.boxes import boxes_of_others, column_of, cut_from_page
from barqiya.sources.webpage.places import (
    AUTHORS,
    CATEGORIES,
    CLOCKS,
    CRUMBS,
    DATES,
    LEADS,
    ROOTS,
    TAGS,
    TITLES,
    UPDATES,
)
from barqiya.sources.webpage.related import related_in
from barqiya.sources.webpage.text import Text, text_of
from barqiya.sources.webpage.tree import Element, parsed, refuse_too_much, words_of

_PAGE = re.compile(r"<(?:!doctype|html|head|body)\b", re.IGNORECASE)
_SITE_END = re.compile(r"\s+[|–—»·\-]\s+[^|–—»·]{2,60}$")
_OF_NONE = frozenset({"error404", "search-no-results"})
_OF_MANY = frozenset(
    {"archive", "search-results", "home", "blog", "home-view", "archive-view", "label-view"}
)
_OF_ONE = frozenset({"single", "single-post", "page", "singular", "item-view"})
_FEWEST_LETTERS_OF_PAGE = 80
_TITLE_OF_TEXT = 80
_LONGEST_NAME = 60
_LONGEST_TITLE = 1000
_MOST_AUTHORS = 6
_MOST_ON_PAGE, _MOST_AFTER_CUT = 60_000, 30_000  # elements: long threads of comments are cut
_MOST_LETTERS = 10_000_000
_MOST_HEADINGS = 50
_LONGEST_META = 5000
_PUBLISHED = ("article:published_time", "datePublished", "date", "DC.date.issued", "publish-date")
_UPDATED = ("article:modified_time", "og:updated_time", "dateModified")
_TITLES_AS_LINKS = ".//h2//a | .//h3//a | .//h4//a | .//li/a[not(preceding-sibling::*)]"


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
        self._reading = reading
        self._tree = parsed(text)
        refuse_too_much(self._tree, _MOST_ON_PAGE, _MOST_LETTERS)
        self._linked = declared.read(self._tree)
        self._told = _metas_of(self._tree)
        self._name = clean_text((self._tree.findtext(".//title") or "")[:_LONGEST_TITLE])

    def draft(self) -> Draft:
        """Return what the page holds."""
        self._refuse_listing()
        url = self._url()
        base_url = self._base() or self._reading.base_url or url
        related = tuple(self._related(base_url))
        seen_on, crumbs = self._seen_on(), self._crumbs()
        cut_from_page(self._tree)
        refuse_too_much(self._tree, _MOST_AFTER_CUT, _MOST_LETTERS)
        self._refuse_openings()
        title = self._title()
        lead = self._lead(base_url)
        published = self._published()
        authors, tags = tuple(self._authors()), self._words(TAGS)
        categories = self._categories() or crumbs
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
            authors=found.authors or authors,
            categories=tuple(categories),
            tags=tuple(tags) or self._linked.keywords or tuple(self._told.get("article:tag", ())),
            images=lead,
            related=_once((*found.related, *related)),
            published_at=published,
            updated_at=self._updated(published),
            seen_on=seen_on,
        )

    def _refuse_listing(self) -> None:
        """Raise on what systems of publishing mark as a page of many articles or of none."""
        marks = set((self._tree.xpath("string(//body/@class)")).split())
        if marks & _OF_NONE:
            raise UnreadableError(MISSING)
        if marks & _OF_MANY and not marks & _OF_ONE:
            raise UnreadableError(LISTING)

    def _refuse_openings(self) -> None:
        """Raise on a page that shows the openings of several articles, each under its title."""
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
        found = text_of(column_of(self._tree), title, base_url)
        if len(plain_text(found.markup)) >= _FEWEST_LETTERS_OF_PAGE:
            return found
        extracted = _extracted(self._tree)
        if extracted is not None and not self._linked.headline and _is_list(extracted):
            raise UnreadableError(LISTING)
        return text_of(extracted, title, base_url)

    def _title(self) -> str:
        declared = self._meta("og:title", "twitter:title") or ""
        for path in TITLES:
            for heading in self._tree.xpath(path):
                if words_of(heading) and not (heading.tag != "h1" and heading.find(".//a[@rel]")):
                    return words_of(heading)
        if self._linked.headline:
            return self._linked.headline
        headings = [words_of(h) for h in islice(self._tree.iter("h1"), _MOST_HEADINGS)]
        called = fold(declared or self._name)
        for heading in headings:
            if heading and fold(heading) in called:
                return heading
        return self._without_site(declared or self._name) or next(iter(headings), "")

    def _without_site(self, title: str) -> str:
        """Return *title* without the name of the site at its end or its beginning."""
        site = self._meta("og:site_name") or ""
        for pattern in (
            rf"\s*[|–—»·:\-]\s*{re.escape(site)}\s*$",
            rf"^\s*{re.escape(site)}\s*[|–—»·:\-]\s*",
        ):
            shorter = re.sub(pattern, "", title) if site else title
            if shorter and shorter != title:
                return shorter
        return _SITE_END.sub("", title)

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
        """Return what the page says its addresses are relative to (HTML Standard, 4.2.3)."""
        written = self._tree.xpath("//base/@href")
        found_at = self._reading.base_url or self._reading.url
        return absolute(written[0], found_at) if written else None

    def _authors(self) -> Iterator[str]:
        if self._linked.authors:
            yield from (a for a in self._linked.authors if not names.is_desk(a))
            return
        for path in AUTHORS:
            found = list(self._named(path))
            if found:
                yield from found
                return
        declared = self._meta("author", "article:author")
        if declared and not declared.startswith("http") and not names.is_desk(declared):
            yield declared

    def _named(self, path: str) -> Iterator[str]:
        """Yield the people whom the places at *path* name."""
        for element in self._tree.xpath(path)[:_MOST_AUTHORS]:
            text = words_of(element) or clean_text(element.get("content") or "")
            byline = names.read_byline(text)
            if byline is not None:
                yield from byline.names
            elif 0 < len(text) <= _LONGEST_NAME and _could_name(text):
                yield text

    def _published(self) -> datetime | None:
        declared = self._linked.published or self._meta(*_PUBLISHED)
        moment = parse_moment(declared, self._reading.timezone) if declared else None
        return self._believed(moment or self._moment(DATES))

    def _updated(self, published: datetime | None) -> datetime | None:
        """Return when the page says it was changed; before it was published it was not."""
        declared = self._linked.updated or self._meta(*_UPDATED)
        moment = parse_moment(declared, self._reading.timezone) if declared else None
        moment = self._believed(moment or (self._moment(UPDATES) if published else None))
        return moment if moment and not (published and moment < published) else None

    def _moment(self, paths: Iterable[str]) -> datetime | None:
        for path in paths:
            for element in self._tree.xpath(path):
                for written in (
                    *(element.get(name) for name in ("datetime", "content")),
                    element.get("title") if element.tag == "abbr" else None,
                    words_of(element),
                ):
                    moment = parse_moment(written, self._reading.timezone) if written else None
                    if moment is not None:
                        return moment
        return None

    def _believed(self, moment: datetime | None) -> datetime | None:
        now = self._reading.now
        if moment is None or now is None or moment <= now + timedelta(days=1):
            return moment
        return None

    def _categories(self) -> list[str]:
        return self._words(CATEGORIES) or [
            c for c in (self._meta("article:section"), *self._linked.sections) if c
        ]

    def _crumbs(self) -> list[str]:
        """Return the last section in the page's trail of crumbs."""
        texts = [words_of(link) for link in self._tree.xpath(CRUMBS)]
        kept = [text for text in texts if text and kind_of(text) is None]
        title = self._without_site(self._name)
        return [text for text in kept[-1:] if len(text) <= _LONGEST_NAME and text != title]

    def _words(self, paths: Iterable[str]) -> list[str]:
        for path in paths:
            words = [words_of(element) for element in self._tree.xpath(path)]
            if any(words):
                return [word for word in words if word]
        return []

    def _lead(self, base_url: str | None) -> tuple[Image, ...]:
        for path in LEADS:
            for element in self._tree.xpath(path):
                for name in ("data-src", "data-lazy-src", "data-original", "src", "content"):
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
        return next((content for name in wanted for content in self._told.get(name, ())), None)

    def _related(self, base_url: str | None) -> Iterator[RelatedArticle]:
        for block in boxes_of_others(self._tree):
            yield from related_in(block, base_url)


def _once(related: Iterable[RelatedArticle]) -> tuple[RelatedArticle, ...]:
    return tuple({fold(one.title): one for one in reversed(tuple(related))}.values())[::-1]


def _metas_of(tree: Element) -> dict[str, list[str]]:
    """Return what the page's <meta> tell, by property or name."""
    told: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        content = clean_text((element.get("content") or "")[:_LONGEST_META])
        name = element.get("property") or element.get("name")
        if content and name:
            told.setdefault(name, []).append(content)
    return told


def _could_name(text: str) -> bool:
    return not names.is_desk(text) and kind_of(text) is None and find_date(text) is None


def _is_list(body: Element) -> bool:
    """Return whether what was extracted is titles that are links, with openings at most between."""
    links = sum(len(words_of(link).split()) > 2 for link in body.xpath(_TITLES_AS_LINKS))  # noqa: PLR2004 # a title
    prose = [words_of(p) for p in body.iter("p")]
    return links > 2 and links >= sum(is_paragraph(p) and not is_teaser(p) for p in prose)  # noqa: PLR2004 # an article may lead to two


def _extracted(tree: Element) -> Element | None:
    """Return what trafilatura takes for the text of a page that follows no rule of ours."""
    import trafilatura  # noqa: PLC0415 # a second of start-up that most runs do not need

    found = trafilatura.extract(
        tree,
        output_format="html",
        include_links=True,
        include_images=True,
        include_formatting=True,
        include_comments=False,
        with_metadata=False,
    )
    return parsed(found).find("body") if found else None
