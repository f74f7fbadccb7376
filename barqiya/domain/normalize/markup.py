"""HTML made fit to be read anywhere: tags that feed readers keep, absolute addresses, no scripts.

nh3 parses and sanitises; what it leaves is made into a tree and tidied here: boxes that only lay a
page out are dissolved, loose text becomes paragraphs, what shows nothing is left out.
"""

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

import nh3

from barqiya.domain.normalize.addresses import absolute, resolve
from barqiya.domain.normalize.characters import (
    fold_space,
    isolates_balanced,
    without_isolates,
    without_unwanted,
)

_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_INLINE = {
    *("a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "del", "dfn", "em", "i", "img", "ins"),
    *("kbd", "mark", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strong", "sub", "sup"),
    *("u", "var"),
}
_TABLE_PARTS = {"caption", "thead", "tbody", "tfoot", "tr", "th", "td"}
_LIST_PARTS = {"ul", "ol", "li", "dl", "dt", "dd"}
_BLOCKS = {
    *("p", "div", "blockquote", "pre", "hr", "figure", "figcaption", "table"),
    *_HEADINGS,
    *_TABLE_PARTS,
    *_LIST_PARTS,
}
# They only lay a page out: their contents stay, apart from what is before and after.
_BOXES = {
    *("address", "article", "aside", "center", "details", "fieldset", "footer", "form", "header"),
    *("hgroup", "main", "nav", "section", "summary"),
}
_NO_TEXT_INSIDE = {"ul", "ol", "dl", "table", "thead", "tbody", "tfoot", "tr"}
_VOID = {"br", "hr", "img"}
_NEVER_DEEP = {
    *(
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
    ),
    *("track", "wbr", "p", "li", "td", "tr", "th", "dt", "dd", "option"),
}
_SHOWN_THOUGH_EMPTY = {"img", "hr", "br", "td", "th"}
_LAZY = ("data-src", "data-lazy-src", "data-original", "data-orig-file")
_EMOJI = re.compile(r"\b(?:wp-smiley|emoji|emojione)\b")

_DIRECTIONS = {"rtl", "ltr", "auto"}
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_NUMBER = re.compile(r"\d{1,5}")
_NUMBERS = {"width", "height", "colspan", "rowspan", "start"}
_KEPT = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "img": {"src", "alt", "title", "width", "height"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
_CLEANER = nh3.Cleaner(
    tags=_INLINE | _BLOCKS | _BOXES,
    clean_content_tags={
        *("script", "style", "iframe", "object", "embed", "noscript", "noembed", "noframes"),
        *("template", "svg", "math", "head", "title", "textarea", "select", "button", "audio"),
        *("video", "canvas", "applet", "xmp", "plaintext"),
    },
    attributes={
        "*": {"dir", "lang"},
        **_KEPT,
        "img": _KEPT["img"] | {*_LAZY, "class"},
    },
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel=None,
)

_TOKEN = re.compile(r"<(/?)([a-z][a-z0-9]*)((?:\s+[a-z-]+=\"[^\"]*\")*)\s*/?>|([^<]+)")
_ATTRIBUTE = re.compile(r"([a-z-]+)=\"([^\"]*)\"")
_ODD_SPACE = re.compile(r"[^\S\n\t]")
_OPENING_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_DEEPEST = 200
_PASSES = 6


@dataclass(slots=True)
class _Element:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: "list[_Element | str]" = field(default_factory=list)


_Node = _Element | str


def clean_html(markup: str, base_url: str | None = None) -> str:
    """Return *markup* as clean HTML; what is clean comes back as it is.

    Addresses are made absolute against *base_url*; a link without a usable one is its text, a
    picture without one is its alternative text.
    """
    cleaned = _once(_shallow(without_unwanted(markup)), base_url)
    # Tidying can uncover what the next pass would tidy; mostly the second finds nothing to do.
    for _ in range(_PASSES):
        again = _once(cleaned, base_url)
        if again == cleaned:
            break
        cleaned = again
    return cleaned


def _once(markup: str, base_url: str | None) -> str:
    root = _tree(_CLEANER.clean(markup))
    blocks = _in_paragraphs(_tidy_children(root, base_url, verbatim=False))
    if not isolates_balanced(markup) or "\u2069" in markup:
        blocks = [_balanced(block) for block in blocks]
    return "\n".join(_written(block) for block in blocks)


def _shallow(markup: str) -> str:
    """Return *markup*, without its tags where they nest so deep that it can be no article."""
    if markup.count("<") <= _DEEPEST:
        return markup
    depth = deepest = 0
    for closing, tag in _OPENING_TAG.findall(markup):
        if tag.casefold() in _NEVER_DEEP:
            continue
        depth = max(0, depth - 1) if closing else depth + 1
        deepest = max(deepest, depth)
    if deepest <= _DEEPEST:
        return markup
    return html.escape(re.sub(r"<[^<>]*>", " ", markup), quote=False)


def _tree(sanitised: str) -> _Element:
    """Return the tree of what nh3 wrote: every tag closed, every attribute in double quotes."""
    root = _Element("div")
    open_elements = [root]
    for closing, tag, attributes, text in _TOKEN.findall(sanitised):
        if text:
            open_elements[-1].children.append(html.unescape(text))
        elif closing:
            if len(open_elements) > 1:
                open_elements.pop()
        else:
            values = {n: html.unescape(v) for n, v in _ATTRIBUTE.findall(attributes)}
            element = _Element(tag, values)
            open_elements[-1].children.append(element)
            if tag not in _VOID:
                open_elements.append(element)
    return root


def _tidy_children(parent: _Element, base_url: str | None, *, verbatim: bool) -> list[_Node]:
    tidied: list[_Node] = []
    for child in parent.children:
        if isinstance(child, str):
            text = unicodedata.normalize("NFC", without_unwanted(child))
            tidied.append(_ODD_SPACE.sub(" ", text) if verbatim else _folded(text))
        else:
            tidied.extend(_tidy(child, base_url, verbatim=verbatim or child.tag == "pre"))
    return _joined(tidied)


def _tidy(element: _Element, base_url: str | None, *, verbatim: bool) -> list[_Node]:
    """Return what becomes of *element*: itself made clean, its children alone, or nothing."""
    if element.tag == "img":
        return _image(element, base_url)
    children = _tidy_children(element, base_url, verbatim=verbatim)
    tag = "h2" if element.tag == "h1" else element.tag
    kept = _Element(tag, _attributes(element, base_url), children)
    if tag in _BOXES or (tag == "div" and not kept.attributes):
        return ["\n", *_in_paragraphs(children), "\n"]
    if tag in ("span", "bdo", "a") and not ({"dir", "lang", "href"} & kept.attributes.keys()):
        return children
    if tag in _BLOCKS:
        kept.children = _block_children(kept)
    if tag not in _SHOWN_THOUGH_EMPTY and not _shows(kept):
        return [" "] if tag in _INLINE else []
    return [kept]


def _image(element: _Element, base_url: str | None) -> list[_Node]:
    values = element.attributes
    alt = fold_space(values.get("alt", ""))
    if _EMOJI.search(values.get("class", "")):
        return [alt]
    if values.get("width") == "1" or values.get("height") == "1":
        return []  # a counter of visits, nothing to see
    offered = (values.get(name) for name in (*_LAZY, "src"))
    found = (absolute(address, base_url) for address in offered if address)
    source = next((address for address in found if address), None)
    if source is None:
        return [alt] if alt else []
    return [_Element("img", _attributes(element, base_url) | {"src": source, "alt": alt})]


def _attributes(element: _Element, base_url: str | None) -> dict[str, str]:
    kept: dict[str, str] = {}
    for name, value in sorted(element.attributes.items()):
        if name == "href":
            address = resolve(value, base_url)
            if address:
                kept |= {"href": address, "rel": "noopener"}
        elif name == "src" or not _sensible(element.tag, name, value):
            continue
        else:
            text = unicodedata.normalize("NFC", without_unwanted(value))
            kept[name] = fold_space(without_isolates(text))
    return kept


def _sensible(tag: str, name: str, value: str) -> bool:
    if name == "dir":
        return value.casefold() in _DIRECTIONS
    if name == "lang":
        return _LANGUAGE.fullmatch(value) is not None
    if name in _NUMBERS:
        return _NUMBER.fullmatch(value) is not None
    return name in _KEPT.get(tag, ()) and bool(value.strip())


def _block_children(block: _Element) -> list[_Node]:
    """Return the children of *block* without the white space and breaks at its edges."""
    children = block.children
    if block.tag in _NO_TEXT_INSIDE:
        return [child for child in children if not isinstance(child, str) or child.strip()]
    if block.tag == "pre":
        return _pre_children(children)
    if block.tag == "div":
        return list(_in_paragraphs(children))
    if any(_is_block(child) for child in children):
        # White space between blocks shows nothing.
        children = [c for c in children if not isinstance(c, str) or c.strip()]
    start, end = 0, len(children)
    while start < end and _is_edge(children[start]):
        start += 1
    while end > start and _is_edge(children[end - 1]):
        end -= 1
    trimmed = children[start:end]
    if trimmed and isinstance(trimmed[0], str):
        trimmed[0] = trimmed[0].lstrip()
    if trimmed and isinstance(trimmed[-1], str):
        trimmed[-1] = trimmed[-1].rstrip()
    return trimmed


def _pre_children(children: list[_Node]) -> list[_Node]:
    # A parser drops the first newline of <pre>; without one there is nothing to drop.
    if children and isinstance(children[0], str):
        return _joined([children[0].lstrip("\n"), *children[1:]])
    return children


def _in_paragraphs(nodes: list[_Node]) -> list[_Element]:
    """Return *nodes* as blocks: runs of loose text and inline elements become paragraphs."""
    blocks: list[_Element] = []
    run: list[_Node] = []
    for node in [*nodes, "\n"]:
        if _is_block(node) or node == "\n":
            paragraph = _Element("p", {}, _joined(run))
            paragraph.children = _block_children(paragraph)
            if _shows(paragraph):
                blocks.append(paragraph)
            run = []
        if isinstance(node, _Element) and _is_block(node):
            blocks.append(node)
        elif node != "\n":
            run.append(node)
    return blocks


def _joined(nodes: list[_Node]) -> list[_Node]:
    """Return *nodes* with neighbouring texts made one; the mark between blocks stays apart."""
    joined: list[_Node] = []
    for node in nodes:
        if node == "":
            continue
        last = joined[-1] if joined else None
        if isinstance(node, str) and isinstance(last, str) and "\n" not in (node, last):
            joined[-1] = _folded(last + node) if last[-1:] == " " == node[:1] else last + node
        else:
            joined.append(node)
    return joined


def _folded(text: str) -> str:
    """Return *text* with its white space folded; what stood at its edges stays as one space."""
    line = fold_space(text)
    before = " " if text[:1].isspace() else ""
    after = " " if line and text[-1:].isspace() else ""
    return f"{before}{line}{after}"


def _is_block(node: _Node) -> bool:
    return isinstance(node, _Element) and node.tag in _BLOCKS


def _is_edge(node: _Node) -> bool:
    return not node.strip() if isinstance(node, str) else node.tag == "br"


def _shows(node: _Node) -> bool:
    """Return whether a reader sees anything of *node*."""
    if isinstance(node, str):
        return bool(node.strip())
    if node.tag in ("img", "hr"):
        return True
    return any(_shows(child) for child in node.children)


def _balanced(element: _Element) -> _Element:
    """Return *element* with isolates only where its text closes every one of them."""
    children: list[_Node] = [
        _balanced(child) if isinstance(child, _Element) and _is_block(child) else child
        for child in element.children
    ]
    same = _Element(element.tag, element.attributes, children)
    return same if isolates_balanced("".join(_texts(same))) else _plain(same)


def _plain(element: _Element) -> _Element:
    children = [without_isolates(c) if isinstance(c, str) else _plain(c) for c in element.children]
    return _Element(element.tag, element.attributes, children)


def _texts(node: _Node) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    else:
        for child in node.children:
            yield from _texts(child)


def _written(node: _Node) -> str:
    if isinstance(node, str):
        return html.escape(node, quote=False)
    attributes = "".join(f' {n}="{html.escape(v)}"' for n, v in node.attributes.items())
    opening = f"<{node.tag}{attributes}>"
    if node.tag in _VOID:
        return opening
    return f"{opening}{''.join(_written(child) for child in node.children)}</{node.tag}>"
