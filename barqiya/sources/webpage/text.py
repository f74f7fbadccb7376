"""The text of an article, out of the element that holds it: without what pages put into texts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from barqiya.domain.article import RelatedArticle
from barqiya.domain.folding import fold, name_key
from barqiya.domain.normalize import clean_html, plain_text
from barqiya.errors import UnreadableError
from barqiya.sources.copied import names
from barqiya.sources.copied.furniture import Furniture, kind_of
from barqiya.sources.copied.lines import is_paragraph
from barqiya.sources.copied.meta import read_meta
from barqiya.sources.webpage.boxes import cut_from_text
from barqiya.sources.webpage.related import related_in, take_out
from barqiya.sources.webpage.tree import Element, drop, inner, refuse_too_much, words_of

_BLOCK_TAGS = ("p", "h1", "h2", "h3", "h4", "h5", "h6", "div", "li", "blockquote")

_ADVERTISEMENT = re.compile(r"^(?:إعلان|اعلان|advertisement|sponsored)\s*[:：–-]", re.IGNORECASE)
_MOST_ELEMENTS = 15_000
_MOST_LETTERS = 1_000_000  # a long book
_MOST_MARKUP = 4_000_000
_NEAR_TOP = 4
_NEAR_END = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """The text of an article taken out of a page, and what its lines told."""

    markup: str
    title: str = ""
    authors: tuple[str, ...] = ()
    related: tuple[RelatedArticle, ...] = ()


def text_of(root: Element | None, title: str, base_url: str | None) -> Text:
    """Return the text in *root*, without bylines, share bars, «read also» and the like."""
    if root is None:
        return Text(markup="")
    boxes = cut_from_text(root)
    refuse_too_much(root, _MOST_ELEMENTS, _MOST_LETTERS)
    related = [one for box in boxes for one in related_in(box, base_url)]
    related += take_out(root, base_url)
    authors: list[str] = []
    found_title = ""
    blocks = [element for element in root.iter(*_BLOCK_TAGS) if _is_line(element)]
    for place, block in enumerate(blocks):
        text = words_of(block)
        if not text:
            continue
        if block.tag == "h1" and not title and not found_title:
            found_title = text
        elif (place < _NEAR_TOP and title and fold(text) == fold(title)) or _tells_authors(
            text, place, len(blocks), authors
        ):
            pass
        elif not _is_furniture(text, last=place >= len(blocks) - _NEAR_END):
            continue
        drop(block)
    written = inner(root)
    if len(written) > _MOST_MARKUP:
        raise UnreadableError(f"it holds no article: more than {_MOST_MARKUP} letters of markup")
    markup = clean_html(written, base_url)
    if not title and not found_title:
        found_title, markup = _first_heading(markup)
    return Text(markup=markup, title=found_title, authors=_once(authors), related=tuple(related))


def _first_heading(markup: str) -> tuple[str, str]:
    """Return the heading that *markup* begins with, as title, and the rest."""
    found = re.match(r"<h([2-6])(?: [^>]*)?>(.*?)</h\1>\n?", markup)
    if found is None:
        return "", markup
    return plain_text(found[2]), markup[found.end() :]


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


def _is_furniture(text: str, *, last: bool) -> bool:
    kind = kind_of(text)
    if kind in (Furniture.SHARE, Furniture.NOTICE, Furniture.RELATED, Furniture.COMMENTS):
        return True
    if last and kind in (Furniture.SIDE, Furniture.TAGS, Furniture.NEIGHBOURS, Furniture.COUNT):
        return any(map(str.isalpha, text))
    return len(text) < 300 and _ADVERTISEMENT.match(text) is not None  # noqa: PLR2004 # longer is a text about one


def _once(authors: Sequence[str]) -> tuple[str, ...]:
    return tuple({name_key(name): name for name in reversed(authors)}.values())[::-1]
