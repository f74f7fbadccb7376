"""Pages as trees of lxml: parsed, read, cut. Knows no theme and no article."""

import re
from itertools import islice
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from barqiya.domain.normalize import clean_text
from barqiya.errors import UnreadableError

Element = Any  # an element of lxml, which has no types of its own

# Parsing takes the square of a tag's attributes: what has hundreds is no tag of a page.
_LONG_TAG = re.compile(r"<([a-zA-Z][a-zA-Z0-9]*)(\s[^<>]{5000,})")
_MOST_ATTRIBUTES = 300
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


def parsed(text: str) -> Element:
    """Return the tree of *text*. Raises UnreadableError where there is nothing to make one of."""
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_pis=True)
    shorter = _LONG_TAG.sub(_without_attributes, _DECLARATION.sub("", text))
    encoded = shorter.replace("\x00", "").encode("utf-8", "replace")
    try:
        return lxml_html.document_fromstring(encoded, parser=parser)
    except (etree.ParserError, ValueError, AssertionError) as error:
        raise UnreadableError("it holds no article: there is no text in it") from error


def _without_attributes(tag: re.Match[str]) -> str:
    many = len(tag[2].split(maxsplit=_MOST_ATTRIBUTES)) > _MOST_ATTRIBUTES
    return f"<{tag[1]} " if many else tag[0]


def refuse_too_much(root: Element, elements: int, letters: int) -> None:
    """Raise UnreadableError where *root* holds more than a page, or a text, for people would."""
    if sum(1 for _ in islice(root.iter(), elements + 1)) > elements:
        raise UnreadableError(f"it holds no article: the page has more than {elements} elements")
    if sum(map(len, root.itertext())) > letters:
        raise UnreadableError(f"it holds no article: a text of more than {letters} letters")


def words_of(element: Element) -> str:
    """Return all text in *element* as one line."""
    return clean_text("".join(element.itertext()))


def inner(root: Element) -> str:
    """Return what is inside *root* as HTML."""
    inner = "".join(lxml_html.tostring(child, encoding="unicode", with_tail=True) for child in root)
    return (root.text or "").replace("&", "&amp;").replace("<", "&lt;") + inner


def drop(element: Element) -> None:
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
