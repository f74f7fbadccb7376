"""An article's clean HTML → paragraphs. Owns how each element reads in a chat.

Telegram has no headings, lists, tables or pictures inside a text: headings become bold lines,
items begin with a sign, a row of a table is a line that names its columns, a picture is what its
description says. Never fails, whatever the HTML; links that Telegram would drop become plain text.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from lxml import html as lxml_html
from lxml.etree import ParserError
from lxml.html import HtmlElement

from barqiya.domain.language import Direction
from bot.messages.links import link_address
from bot.messages.rich import Kind, Paragraph, Run, Style, clean, part, visible

_STYLES = {
    **dict.fromkeys(["b", "strong", "summary", "caption", "dt"], Style.BOLD),
    **dict.fromkeys(["i", "em", "cite", "dfn", "var", "figcaption"], Style.ITALIC),
    **dict.fromkeys(["u", "ins"], Style.UNDERLINE),
    **dict.fromkeys(["s", "strike", "del"], Style.STRIKE),
    **dict.fromkeys(["code", "kbd", "samp", "tt"], Style.CODE),
}
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_BLOCKS = frozenset(
    [
        *["address", "article", "aside", "caption", "center", "dd", "details", "div", "dl", "dt"],
        *["fieldset", "figcaption", "figure", "footer", "form", "header", "hgroup", "main", "nav"],
        *["p", "section", "summary", "td", "th", "tr"],
    ]
)
_SILENT = frozenset(
    [
        *["audio", "button", "canvas", "embed", "head", "iframe", "input", "link", "meta"],
        *["noscript", "object", "script", "select", "style", "svg", "template", "textarea"],
        *["title", "video"],
    ]
)
_RAISED = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_SPACES = re.compile(r"[ \t\n\r\f]+")
_SMALL_NUMBER = re.compile(r"[0-9]{1,9}")
_BULLET = "•"
_INDENT = "\u2003"
_DEEPEST_INDENT = 3  # a telephone is narrow
_RULE = "⁂"
_NAMED_COLUMNS = 3  # with two columns the first cell says it all
_DEEPEST = 120  # elements; deeper ones are read as plain text


def read_html(content_html: str, direction: Direction) -> tuple[Paragraph, ...]:
    """Return the paragraphs of *content_html*, which are written in *direction*."""
    reader = _Reader(direction)
    root = _parsed(content_html)
    if root is not None:
        reader.inside(root, _Look())
    reader.end_paragraph()
    return tuple(reader.done)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """What an element hands down to what lies in it."""

    styles: frozenset[Style] = frozenset()
    link: str | None = None
    kind: Kind = Kind.TEXT
    digits: dict[int, int] = field(default_factory=dict)
    lists: int = 0
    depth: int = 0


def _parsed(content_html: str) -> HtmlElement | None:
    text = clean(content_html)
    if not text.strip():
        return None
    try:
        return lxml_html.fragment_fromstring(text, create_parent="div")
    except (ParserError, ValueError):
        return None


class _Reader:
    """Walks the tree once; *done* are the finished paragraphs, the rest is the one being made."""

    def __init__(self, direction: Direction) -> None:
        self.done: list[Paragraph] = []
        self._direction = direction
        self._runs: list[Run] = []
        self._kind = Kind.TEXT
        self._quote = 0
        self._quotes = 0
        self._sign = ""
        self._tight = False
        self._special: dict[str, Callable[[HtmlElement, _Look], None]] = {
            "a": self._anchor,
            "blockquote": self._quotation,
            "br": self._line_break,
            "hr": self._rule,
            "img": self._picture,
            "ol": self._list,
            "pre": self._code_block,
            "table": self._table,
            "ul": self._list,
        }

    def inside(self, element: HtmlElement, look: _Look) -> None:
        """Read what *element* holds."""
        if look.depth > _DEEPEST:
            self._words("".join(element.itertext(with_tail=False)), look)
            return
        self._words(element.text, look)
        for child in element:
            if isinstance(child.tag, str):
                self._element(child, replace(look, depth=look.depth + 1))
            self._words(child.tail, look)

    def end_paragraph(self) -> None:
        """Finish the paragraph that is being made, if there is anything in it to see."""
        made = Paragraph(
            runs=tuple(self._runs),
            direction=self._direction,
            kind=self._kind,
            quote=self._quote,
            tight=self._tight,
        )
        self._runs = []
        made = part(made, 0, len(made.text))
        if not visible(made.text):
            return
        if self._sign:
            made = replace(made, runs=(Run(text=self._sign), *made.runs))
            self._sign = ""
        self.done.append(made)

    def _element(self, element: HtmlElement, look: _Look) -> None:
        tag = element.tag.lower()
        if tag in _SILENT:
            return
        special = self._special.get(tag)
        if special is not None:
            special(element, look)
        elif tag in _HEADINGS:
            self._block(element, _styled(look, Style.BOLD), Kind.HEADING)
        elif tag in _BLOCKS:
            self._block(element, _with_tag(look, tag), self._kind)
        else:
            self.inside(element, _with_tag(look, tag))

    def _block(self, element: HtmlElement, look: _Look, kind: Kind) -> None:
        self.end_paragraph()
        before, self._kind = self._kind, kind
        self.inside(element, look)
        self.end_paragraph()
        self._kind = before

    def _words(self, text: str | None, look: _Look) -> None:
        if not text:
            return
        cleaned = clean(text)  # again: «&#1;» became a control character when it was parsed
        if look.kind is Kind.CODE:
            self._runs.append(Run(text=cleaned))
            return
        words = _SPACES.sub(" ", cleaned)
        if not self._runs or self._runs[-1].text[-1:].isspace():
            words = words.lstrip(" ")
        if look.digits and all(ord(c) in look.digits for c in words):
            words = words.translate(look.digits)
        if words:
            self._runs.append(Run(text=words, styles=look.styles, link=look.link))

    def _line_break(self, element: HtmlElement, look: _Look) -> None:
        del element
        if self._runs:
            last = self._runs[-1]
            self._runs[-1] = replace(last, text=last.text.rstrip(" "))
            if look.kind is Kind.CODE or self._runs[-1].text[-1:] != "\n":
                self._runs.append(Run(text="\n"))
            self._runs = [run for run in self._runs if run.text]

    def _rule(self, element: HtmlElement, look: _Look) -> None:
        del element, look
        self.end_paragraph()
        self._runs = [Run(text=_RULE)]
        self.end_paragraph()

    def _anchor(self, element: HtmlElement, look: _Look) -> None:
        link = look.link or link_address(element.get("href"))
        self.inside(element, replace(look, link=link))

    def _picture(self, element: HtmlElement, look: _Look) -> None:
        described = clean(element.get("alt") or "").strip()
        if not visible(described) or _has_caption(element):
            return
        words = described if self._runs else f"🖼 {described}"
        self._words(words, look if self._runs else _styled(look, Style.ITALIC))

    def _code_block(self, element: HtmlElement, look: _Look) -> None:
        self._block(element, replace(look, kind=Kind.CODE), Kind.CODE)

    def _quotation(self, element: HtmlElement, look: _Look) -> None:
        self.end_paragraph()
        outer = self._quote
        if not outer:  # Telegram drops a quotation inside a quotation
            self._quotes += 1
            self._quote = self._quotes
        self.inside(element, look)
        self.end_paragraph()
        self._quote = outer

    def _list(self, element: HtmlElement, look: _Look) -> None:
        self.end_paragraph()
        outer_tight, first = self._tight, look.lists == 0
        for number, item in enumerate(_items(element), _first_number(element)):
            sign = f"{number}." if element.tag == "ol" else _BULLET
            self._sign = f"{_INDENT * min(look.lists, _DEEPEST_INDENT)}{sign} "
            self._tight = outer_tight or not first
            first = False
            before = len(self.done)
            self.inside(item, replace(look, lists=look.lists + 1))
            self.end_paragraph()
            self._tight_from(before + 1)
        self._sign, self._tight = "", outer_tight

    def _tight_from(self, start: int) -> None:
        self.done[start:] = [replace(paragraph, tight=True) for paragraph in self.done[start:]]

    def _table(self, element: HtmlElement, look: _Look) -> None:
        self.end_paragraph()
        names: list[str] = []
        first = True
        for row in _rows(element):
            cells = [self._cell(cell, look) for cell in row if cell.tag in ("td", "th")]
            if not names and first and all(cell.tag == "th" for cell in row):
                names = ["".join(run.text for run in cell) for cell in cells]
                continue
            self._runs = list(_row(cells, names))
            self._tight, first = not first, False
            self.end_paragraph()
        self._tight = False

    def _cell(self, cell: HtmlElement, look: _Look) -> list[Run]:
        reader = _Reader(self._direction)
        reader.inside(cell, look)
        reader.end_paragraph()
        made: list[Run] = []
        for paragraph in reader.done:
            made += [Run(text=" "), *paragraph.runs] if made else paragraph.runs
        return [replace(run, text=run.text.replace("\n", " ")) for run in made]


def _with_tag(look: _Look, tag: str) -> _Look:
    if tag in ("sup", "sub"):
        return replace(look, digits=_RAISED if tag == "sup" else _LOWERED)
    return _styled(look, _STYLES[tag]) if tag in _STYLES else look


def _styled(look: _Look, style: Style) -> _Look:
    return replace(look, styles=look.styles | {style})


def _items(element: HtmlElement) -> list[HtmlElement]:
    return [child for child in element if isinstance(child.tag, str)]


def _first_number(element: HtmlElement) -> int:
    start = element.get("start") or ""
    return int(start) if _SMALL_NUMBER.fullmatch(start) else 1


def _rows(element: HtmlElement) -> Iterator[HtmlElement]:
    for child in element:
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in child if row.tag == "tr")


def _row(cells: list[list[Run]], names: list[str]) -> Iterator[Run]:
    """Yield a row as one line: its first cell, then each other under its column's name."""
    named = len(names) >= _NAMED_COLUMNS
    filled = [(number, cell) for number, cell in enumerate(cells) if cell]
    for place, (number, cell) in enumerate(filled):
        if place == 0:
            yield Run(text=f"{_BULLET} ")
            yield from (replace(run, styles=run.styles | {Style.BOLD}) for run in cell)
            continue
        yield Run(text=": " if place == 1 else " · ")
        if named and names[number : number + 1] != [""]:
            yield Run(text=f"{''.join(names[number : number + 1])} ".lstrip())
        yield from cell


def _has_caption(element: HtmlElement) -> bool:
    figure = next(element.iterancestors("figure"), None)
    return figure is not None and figure.find(".//figcaption") is not None
