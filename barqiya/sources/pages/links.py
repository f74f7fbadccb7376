"""Which links of a page lead to articles, and which to its next page. Judges; fetches nothing.

Three things are looked at: where on the page a link stands, what it is called, and what its address
looks like (:mod:`barqiya.sources.pages.shapes`). None of them decides alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from barqiya.domain.normalize import absolute, address_key
from barqiya.sources.copied.furniture import bare, kind_of
from barqiya.sources.pages.shapes import Shape, shape_of, site_of
from barqiya.sources.webpage.tree import Element, words_of

_ASIDE_TAGS = frozenset({"nav", "aside", "footer", "form", "template", "noscript", "select"})
_ASIDE = frozenset(
    {
        *("sidebar", "widget-area", "widget", "side-bar", "sidebar-wrap", "sidebar-container"),
        *("footer", "site-footer", "footer-widgets", "colophon", "td-footer-wrapper"),
        *("header", "site-header", "main-header", "masthead", "top-nav", "top-bar", "topbar"),
        *("nav", "navbar", "menu", "main-menu", "main-nav", "sub-menu", "mobile-menu", "slideout"),
        *("breadcrumb", "breadcrumbs", "crumbs", "td-crumb-container", "comments", "respond"),
        *("pagination", "nav-links", "navigation", "pages-nav", "page-nav", "blog-pager", "pager"),
        *("related", "related-posts", "related_posts", "check-also-box", "author-box", "tagcloud"),
        *("share", "sharedaddy", "social", "social-icons", "share-post", "newsletter", "login"),
        *("post-meta", "entry-meta", "post-cats", "cat-links", "tags-links", "byline", "author"),
        *("post-tag", "tags", "post-labels", "e3lan", "ads", "cookie-notice", "popular-posts"),
        *("entry-footer", "most-read", "trending", "breaking-news", "ticker", "copyright"),
    }
)
_MAIN = frozenset({"Blog", "content", "site-content", "main-content"})  # whatever else they are
_ITEMS = frozenset({"article", "li", "section"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_TITLE = re.compile(r"(?:^|[-_])(?:title|headline)(?:$|[-_])")
_NEXT = frozenset({"next", "blog-pager-older-link", "older-posts", "nextpostslink", "nav-previous"})
_NEXT_WORDS = re.compile(
    r"(?:الصفحه )?التاليه?|(?:المقالات|المشاركات|الرسائل|رسائل|مشاركات|مقالات) (?:ال)?اقدم|المزيد"
    r"|(?:next|older)(?: (?:page|posts|entries|articles))?"
)
_FURTHER = re.compile(r"[?&/](?:page|paged|pg|p|updated-max|start|offset)[/=]?")
_READ_ON = re.compile(
    r"(?:اقرا|اكمل|تابع|المزيد|التفاصيل|read|continue|more|full)(?: .{0,40})?|المزيد"
)
_MOST = 1000  # links that are judged
_FEW_WORDS, _WORDS = 2, 3
_FEW_LETTERS = 10


@dataclass(slots=True)
class _Place:
    """Where on a page one is, as numbers of open elements of each sort."""

    aside: int = 0
    main: int = 0
    item: int = 0
    heading: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Link:
    url: str
    text: str
    in_heading: bool
    in_item: bool


def articles_in(tree: Element, url: str) -> list[str]:
    """Return the addresses of articles that the page *tree*, found at *url*, leads to.

    Each once, in the order of the page: those of headings first, then other teasers.
    """
    site, own = site_of(url), address_key(url)
    grades: dict[str, tuple[int, str]] = {}
    for link in islice(_links(tree, _base(tree, url)), _MOST):
        key = address_key(link.url)
        grade = _grade(link)
        if grade is None or site_of(link.url) != site or key == own:
            continue
        if key not in grades or grade < grades[key][0]:
            address = grades[key][1] if key in grades else link.url
            grades[key] = (grade, address)
    return [address for _, address in sorted(grades.values(), key=lambda one: one[0])]


def next_page(tree: Element, url: str) -> str | None:
    """Return the address of the page that goes on from the list *tree* at *url*, if it names it."""
    base = _base(tree, url)
    for element in tree.iter("a", "link"):
        if not _leads_on(element):
            continue
        found = absolute(element.get("href") or "", base)
        further = found is not None and found != url and site_of(found) == site_of(url)
        if further and (element.tag == "link" or _FURTHER.search(found or "")):
            return found
    return None


def _leads_on(element: Element) -> bool:
    if "next" in (element.get("rel") or "").casefold().split():
        return True
    if element.tag == "link":
        return False
    tokens = _tokens(element)
    parent = element.getparent()
    if tokens & _NEXT or (parent is not None and _tokens(parent) & _NEXT):
        return True
    return _NEXT_WORDS.fullmatch(bare(words_of(element))) is not None


def _base(tree: Element, url: str) -> str:
    written = tree.xpath("//base/@href")
    return (absolute(written[0], url) if written else None) or url


def _tokens(element: Element) -> frozenset[str]:
    return frozenset((element.get("class") or "").split()) | {element.get("id") or ""}


def _links(tree: Element, base: str) -> Iterator[_Link]:
    """Yield the links of the page's own content; those of menus and boxes beside it are not."""
    place = _Place()
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if not isinstance(element.tag, str):
            continue
        step = 1 if event == "start" else -1
        _move(place, element, step)
        if step < 0 or element.tag != "a" or place.aside:
            continue
        found = absolute((element.get("href") or "").partition("#")[0], base)
        if found is not None:
            yield _Link(
                url=found,
                text=words_of(element),
                in_heading=place.heading > 0 or _holds_heading(element),
                in_item=place.item > 0,
            )


def _move(place: _Place, element: Element, step: int) -> None:
    tag, tokens = element.tag, _tokens(element)
    if tag in ("html", "body"):
        return
    if _is_aside(tag, tokens, place, element):
        place.aside += step
    if tag in ("main", "article"):
        place.main += step
    if tag in _ITEMS:
        place.item += step
    if tag in _HEADINGS or any(_TITLE.search(token) for token in tokens):
        place.heading += step


def _is_aside(tag: str, tokens: frozenset[str], place: _Place, element: Element) -> bool:
    """Return whether an element stands beside the content; the same at its start and its end."""
    if tag in _ASIDE_TAGS:
        return True
    if tokens & _MAIN or tag in ("main", "article") or tag in _HEADINGS:
        return False
    if tag == "header":  # that of an article is a part of it
        return place.main == 0 and element.find(".//main") is None
    return bool(tokens & _ASIDE)


def _holds_heading(element: Element) -> bool:
    return any(child.tag in _HEADINGS for child in element.iterdescendants() if len(child) < 99)  # noqa: PLR2004 # no page of titles


def _grade(link: _Link) -> int | None:
    """Return how surely *link* leads to an article (0: surely), ``None`` for one that does not."""
    shape = shape_of(link.url)
    if shape is Shape.OTHER:
        return None
    words, letters = len(link.text.split()), sum(map(str.isalpha, link.text))
    reads_on = _READ_ON.fullmatch(bare(link.text)) is not None
    if link.text and not reads_on and kind_of(link.text) is not None:
        return None
    if shape is Shape.PLAIN:
        teaser = words >= _WORDS and letters >= _FEW_LETTERS and not reads_on
        return (
            (0 if link.in_heading else 1) if teaser and (link.in_heading or link.in_item) else None
        )
    if link.in_heading and link.text:
        return 0
    named = words >= _FEW_WORDS and letters >= _FEW_LETTERS
    return 1 if named or ((reads_on or not link.text) and link.in_item) else None
