"""The article in an HTML page, or in a fragment of one. Reads no file and fetches nothing.

What a page declares (JSON-LD, Open Graph, canonical link) is believed first; then the places where
themes of WordPress, Sahifa before all, keep title, author and date; for the text of other pages,
trafilatura. A date is taken only from where a page tells of its article, never from its header,
where a clock shows the day of the visit.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from barqiya.domain.article import Image, RelatedArticle
from barqiya.domain.dates import find_date, is_only_date, parse_moment
from barqiya.domain.folding import fold, name_key
from barqiya.domain.normalize import (
    absolute,
    clean_html,
    clean_text,
    plain_text,
    summarise,
)
from barqiya.errors import UnreadableError
from barqiya.sources import linked_data
from barqiya.sources.copied import names
from barqiya.sources.copied.furniture import Furniture, inline_related, kind_of
from barqiya.sources.copied.lines import is_paragraph, is_teaser, without_teaser_end
from barqiya.sources.copied.meta import read_meta
from barqiya.sources.draft import Draft, Reading

Element = Any  # an element of lxml, which has no types of its own

_PAGE = re.compile(r"<(?:!doctype|html|head|body)\b", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


def _has(name: str) -> str:
    return f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')"


_ROOTS = (
    f"//*[@id='the-post']//*[{_has('entry')}]",
    f"//article//*[{_has('entry')} or {_has('entry-content')}]",
    f"//*[{_has('entry-content')} or {_has('post-content')} or {_has('article-body')}]",
    "//*[@itemprop='articleBody']",
    f"//*[{_has('article-content')} or {_has('post-body')} or {_has('td-post-content')}]",
    f"//*[{_has('entry')}]",
)
_TITLES = (
    f"//h1[{_has('post-title')} or {_has('entry-title')}]",
    "//article//h1",
    "//h1[@itemprop='headline' or @itemprop='name']",
)
_AUTHORS = (
    f"//*[@id='the-post']//*[{_has('post-meta-author')}]",
    f"//article//*[{_has('post-meta-author')} or {_has('author-name')} or {_has('meta-author')}]",
    f"//article//*[{_has('vcard')}]//*[{_has('fn')}]",
    "//article//a[@rel='author']",
    f"//*[{_has('byline')} or {_has('entry-author')}]//*[{_has('fn')} or {_has('url')}]",
    f"//*[{_has('post-meta-author')}]",
)
_DATES = (
    f"//*[@id='the-post']//*[{_has('tie-date')}]",
    f"//article//time[{_has('published')} or {_has('entry-date')}]",
    "//article//time[@datetime]",
    "//*[@itemprop='datePublished']",
    f"//article//*[{_has('tie-date')} or {_has('entry-date')} or {_has('post-date')}]",
    f"//*[{_has('post-meta')} or {_has('entry-meta')}]//*[{_has('tie-date')} or {_has('date')}]",
    f"//*[@id='the-post']//*[{_has('updated')}]",
)
_CATEGORIES = (
    f"//*[{_has('post-cats')}]//a",
    "//article//a[contains(concat(' ', @rel, ' '), ' category ')]",
)
_TAGS = (f"//*[{_has('post-tag')} or {_has('tagcloud')} or {_has('tags-links')}]//a[@rel='tag']",)
_CLOCKS = (f"//*[{_has('today-date')}]", "//*[@id='top-nav' or @id='top-bar']//*[not(*)]")
_LEADS = (
    f"//*[{_has('single-post-thumb')} or {_has('post-thumbnail')} or {_has('featured-image')}]//img",
)
_RELATED = (
    "//*[@id='check-also-box']",
    "//*[@id='related_posts' or @id='related-posts']",
    f"//*[{_has('related-posts')} or {_has('jp-relatedposts')}]",
)
_JUNK = (
    *("script", "style", "noscript", "iframe", "form", "nav", "button", "svg", "template"),
    *("*[@hidden]", "*[@aria-hidden='true']", "*[contains(@style, 'display:none')]"),
    *("*[contains(@style, 'display: none')]", "*[@id='author-box']", "*[@id='related_posts']"),
    *("*[@id='check-also-box']", "*[@id='comments']", "*[@id='respond']"),
    *(
        f"*[{_has(name)}]"
        for name in (
            *("share-post", "sharedaddy", "jp-relatedposts", "post-tag", "post-meta", "e3lan"),
            *(
                "e3lan-post",
                "code-block",
                "adsbygoogle",
                "advertisement",
                "ads",
                "addtoany_share_save",
            ),
            *(
                "related-posts",
                "related_posts",
                "author-box",
                "post-navigation",
                "screen-reader-text",
            ),
            *(
                "wp-block-buttons",
                "tags-links",
                "entry-meta",
                "entry-footer",
                "post-views",
                "updated",
            ),
            *(
                "social-share",
                "share-buttons",
                "post-bottom-tags",
                "vcard",
                "sd-sharing",
                "inline-related",
            ),
        )
    ),
)
_BLOCK_TAGS = ("p", "h1", "h2", "h3", "h4", "h5", "h6", "div", "li", "blockquote")

_ADVERTISEMENT = re.compile(r"^(?:إعلان|اعلان|advertisement|sponsored)\s*[:：–-]", re.IGNORECASE)
_SITE_END = re.compile(r"\s+[|–—»·\-]\s+[^|–—»·]{2,60}$")
_FEWEST_LETTERS_OF_PAGE = 80
_NEAR_TOP = 4
_TITLE_OF_TEXT = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
    """The text of an article taken out of a page, and what its lines told."""

    markup: str
    title: str = ""
    authors: tuple[str, ...] = ()
    related: tuple[RelatedArticle, ...] = ()


def read_html(text: str, reading: Reading) -> Draft:
    """Return the article in *text*, a whole page or a fragment.

    Raises :class:`~barqiya.errors.UnreadableError` where there is none.
    """
    if _PAGE.search(text[:5000]):
        return _Page(text, reading).draft()
    return _fragment(text, reading)


def _fragment(text: str, reading: Reading) -> Draft:
    root = _parsed(f"<html><body>{text}</body></html>").find("body")
    found = _text_of(root, "", reading.base_url or reading.url)
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
        self._tree = _parsed(text)
        self._linked = linked_data.read(self._tree)

    def draft(self) -> Draft:
        """Return what the page holds."""
        url = self._url()
        base_url = self._reading.base_url or self._base() or url
        related = tuple(self._related(base_url))
        title = self._title()
        lead = self._lead(base_url)
        published, updated = self._published(), self._updated()
        found = self._text(title, base_url)
        if sum(c.isalpha() for c in plain_text(found.markup)) < _FEWEST_LETTERS_OF_PAGE:
            raise UnreadableError("it holds no article: a page with too little text of its own")
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
            tags=tuple(self._words(_TAGS)) or self._linked.keywords,
            images=lead,
            related=(*found.related, *related),
            published_at=published,
            updated_at=updated,
            seen_on=self._seen_on(),
        )

    def _text(self, title: str, base_url: str | None) -> _Text:
        for path in _ROOTS:
            for root in self._tree.xpath(path):
                found = _text_of(root, title, base_url)
                if len(plain_text(found.markup)) >= _FEWEST_LETTERS_OF_PAGE:
                    return found
        return _text_of(_extracted(self._source), title, base_url)

    def _title(self) -> str:
        declared = self._meta("og:title", "twitter:title")
        name = clean_text(self._tree.findtext(".//title") or "")
        for path in _TITLES:
            for heading in self._tree.xpath(path):
                if _words_of(heading):
                    return _words_of(heading)
        if self._linked.headline:
            return self._linked.headline
        headings = [_words_of(heading) for heading in self._tree.iter("h1")]
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
        for path in _AUTHORS:
            for element in self._tree.xpath(path):
                text = _words_of(element)
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
        for path in () if moment else _DATES:
            for element in self._tree.xpath(path):
                written = element.get("datetime") or element.get("content") or _words_of(element)
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
        return self._words(_CATEGORIES) or [
            c for c in (self._meta("article:section"), *self._linked.sections) if c
        ]

    def _words(self, paths: Iterable[str]) -> list[str]:
        for path in paths:
            words = [_words_of(element) for element in self._tree.xpath(path)]
            if any(words):
                return [word for word in words if word]
        return []

    def _lead(self, base_url: str | None) -> tuple[Image, ...]:
        for path in _LEADS:
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

    def _seen_on(self) -> Any:
        for path in _CLOCKS:
            for element in self._tree.xpath(path):
                text = _words_of(element)
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
        for path in _RELATED:
            for block in self._tree.xpath(path):
                for article in _related_in(block, base_url):
                    if fold(article.title) not in seen:
                        seen.add(fold(article.title))
                        yield article


def _related_in(block: Element, base_url: str | None) -> Iterator[RelatedArticle]:
    """Yield the articles that a block of other articles names: a heading with a link each."""
    for heading in block.xpath(".//h2[.//a] | .//h3[.//a] | .//h4[.//a]"):
        link = heading.find(".//a")
        title = _words_of(heading)
        if not title:
            continue
        item = heading.getparent()
        alone = len(item.xpath(".//h2[.//a] | .//h3[.//a] | .//h4[.//a]")) == 1
        yield _described(item if alone else None, title, absolute(link.get("href") or "", base_url))


def _described(item: Element | None, title: str, url: str | None) -> RelatedArticle:
    if item is None:
        return RelatedArticle(title=title, url=url)
    date_place = item.xpath(f".//*[{_has('tie-date')} or {_has('date')}] | .//time")
    author = item.xpath(f".//*[{_has('post-meta-author')} or {_has('author')}]")
    category = item.xpath(f".//*[{_has('post-cats')}]//a | .//a[@rel='category tag']")
    openings = [_words_of(p) for p in item.iter("p")]
    opening = next((o for o in openings if is_teaser(o) or is_paragraph(o)), "")
    written = find_date(_words_of(date_place[0])) if date_place else None
    return RelatedArticle(
        title=title,
        url=url,
        author=_words_of(author[0]) or None if author else None,
        category=_words_of(category[0]) or None if category else None,
        published_on=written.day if written else None,
        opening=without_teaser_end(opening) or None,
    )


def _text_of(root: Element | None, title: str, base_url: str | None) -> _Text:
    """Return the text in *root*, without what pages put into texts: bylines, shares, «read also»."""
    if root is None:
        return _Text(markup="")
    _without_junk(root)
    authors: list[str] = []
    related: list[RelatedArticle] = []
    found_title = ""
    blocks = [element for element in root.iter(*_BLOCK_TAGS) if _is_line(element)]
    for place, block in enumerate(blocks):
        text = _words_of(block)
        if not text:
            continue
        if block.tag == "h1" and not title and not found_title:
            found_title = text
        elif place < _NEAR_TOP and title and fold(text) == fold(title):
            pass
        elif inline_related(text) is not None:
            related.append(_inline(block, inline_related(text) or "", base_url))
        elif _tells_authors(text, place, len(blocks), authors):
            pass
        elif not _is_furniture(text):
            continue
        _drop(block)
    markup = clean_html(_inner(root), base_url)
    if not title and not found_title:
        found_title, markup = _first_heading(markup)
    return _Text(markup=markup, title=found_title, authors=_once(authors), related=tuple(related))


def _first_heading(markup: str) -> tuple[str, str]:
    """Return the heading that *markup* begins with, as title, and the rest."""
    found = re.match(r"<h([2-6])(?: [^>]*)?>(.*?)</h\1>\n?", markup)
    if found is None:
        return "", markup
    return plain_text(found[2]), markup[found.end() :]


def _without_junk(root: Element) -> None:
    for path in _JUNK:
        for element in root.xpath(f".//{path}"):
            _drop(element)
    for comment in root.xpath(".//comment()"):
        _drop(comment)


def _is_line(element: Element) -> bool:
    """Return whether *element* holds a line of text and no block of its own."""
    return not any(
        isinstance(c.tag, str) and c.tag in _BLOCK_TAGS for c in element.iterdescendants()
    )


def _tells_authors(text: str, place: int, total: int, authors: list[str]) -> bool:
    """Take the names from a byline at the top or the end; return whether *text* is one."""
    if _NEAR_TOP <= place < total - 2:
        return False
    byline = names.read_byline(text)
    if byline is not None:
        authors += byline.names
        return True
    return place < _NEAR_TOP and not is_paragraph(text) and read_meta(text) is not None


def _is_furniture(text: str) -> bool:
    kind = kind_of(text)
    if kind in (Furniture.SHARE, Furniture.NOTICE, Furniture.RELATED, Furniture.COMMENTS):
        return True
    return len(text) < 300 and _ADVERTISEMENT.match(text) is not None  # noqa: PLR2004 # longer is a text about one


def _inline(block: Element, title: str, base_url: str | None) -> RelatedArticle:
    link = block.find(".//a")
    return RelatedArticle(
        title=clean_text(title),
        url=absolute(link.get("href") or "", base_url) if link is not None else None,
    )


def _once(authors: Sequence[str]) -> tuple[str, ...]:
    return tuple({name_key(name): name for name in reversed(authors)}.values())[::-1]


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
    return _parsed(found).find("body") if found else None


def _parsed(text: str) -> Element:
    """Return the tree of *text*. Raises UnreadableError where there is nothing to make one of."""
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_pis=True)
    encoded = _DECLARATION.sub("", text).replace("\x00", "").encode("utf-8", "replace")
    try:
        return lxml_html.document_fromstring(encoded, parser=parser)
    except (etree.ParserError, ValueError, AssertionError) as error:
        raise UnreadableError("it holds no article: there is no text in it") from error


def _words_of(element: Element) -> str:
    return clean_text("".join(element.itertext()))


def _inner(root: Element) -> str:
    inner = "".join(lxml_html.tostring(child, encoding="unicode", with_tail=True) for child in root)
    return (root.text or "").replace("&", "&amp;").replace("<", "&lt;") + inner


def _drop(element: Element) -> None:
    """Take *element* out of its tree; the text that follows it stays."""
    parent = element.getparent()
    if parent is None:
        return
    tail = element.tail or ""
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)
