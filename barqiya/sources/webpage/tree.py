"""Pages as trees of lxml: parsed, read, cut. Knows no theme and no article."""

import re
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from barqiya.domain.normalize import clean_text
from barqiya.errors import UnreadableError

Element = Any  # an element of lxml, which has no types of its own

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


def parsed(text: str) -> Element:
    """Return the tree of *text*. Raises UnreadableError where there is nothing to make one of."""
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_pis=True)
    encoded = _DECLARATION.sub("", text).replace("\x00", "").encode("utf-8", "replace")
    try:
        return lxml_html.document_fromstring(encoded, parser=parser)
    except (etree.ParserError, ValueError, AssertionError) as error:
        raise UnreadableError("it holds no article: there is no text in it") from error


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
