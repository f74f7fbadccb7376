"""The template of a channel: a text with places, as an editor writes it by hand. Owns the grammar.

A template is lines of fixed text and places in braces::

    <b>{title}</b>
    {authors} · {date}

    {summary}

    {hashtags}

- A place is written in English or Arabic: ``{title}``, ``{العنوان}``; ``{{`` and ``}}`` are braces.
- Fixed text may hold Telegram's tags: ``b i u s code a blockquote tg-spoiler``; ``<`` and ``&`` as
  such are written ``&lt;`` and ``&amp;``. What comes into a place is text, whatever it looks like.
- A line is parts between `` · `` (also ``•``, ``|``, ``/`` and dashes, a space on either side; or a
  comma behind a place). Where a place is empty its part goes, the fixed words around it too, and a
  line that loses all its places goes whole; only the title never takes anything with it.
- ``{text}`` stands alone on its line: it is paragraphs.

Reading a template is all that this module does; :mod:`bot.messages.filling` puts values in.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from html import unescape

from barqiya.domain.folding import fold
from bot.messages.links import link_address
from bot.messages.rich import Style, clean, visible

#: The places: of each its name in Arabic, and what else it is called.
PLACES: dict[str, tuple[str, ...]] = {
    "title": ("العنوان", "headline"),
    "authors": ("الكاتب", "الكتّاب", "المؤلف", "author", "writer"),
    "category": ("التصنيف", "القسم", "section"),
    "categories": ("التصنيفات", "الأقسام", "sections"),
    "date": ("التاريخ", "day"),
    "time": ("الوقت", "datetime"),
    "byline": ("السطر",),
    "summary": ("الملخص", "الخلاصة", "المقدمة", "excerpt", "description", "lead"),
    "text": ("النص", "المتن", "content", "body"),
    "correction": ("التصحيح", "التصويب"),
    "hashtags": ("الوسوم", "tags"),
    "url": ("الرابط", "link"),
    "page": ("الصفحة",),
    "comments": ("التعليقات",),
    "publication": ("الصحيفة", "الموقع", "الجريدة", "site"),
}
#: The places that hold an address.
ADDRESSES = frozenset({"url", "page", "comments"})

_LONGEST = 3000
_TAGS = {
    "b": Style.BOLD,
    "strong": Style.BOLD,
    "i": Style.ITALIC,
    "em": Style.ITALIC,
    "u": Style.UNDERLINE,
    "ins": Style.UNDERLINE,
    "s": Style.STRIKE,
    "strike": Style.STRIKE,
    "del": Style.STRIKE,
    "code": Style.CODE,
    "tg-spoiler": Style.SPOILER,
}
_ARTICLE = fold("ال")
_NAMES = {
    fold(name).removeprefix(_ARTICLE): place
    for place, names in PLACES.items()
    for name in (place, *names)
}
_TOKEN = re.compile(
    r"(?P<brace>\{\{|\}\})|\{(?P<place>[^{}\n]*)\}|<(?P<tag>/?[A-Za-z][^<>\n]*)>"
    r"|(?P<line>\n)|(?P<entity>&(?:lt|gt|amp|quot|#\d{1,7}|#x[0-9a-fA-F]{1,6});)|(?P<wrong>[{}<])"
    r"|(?P<text>[^{}<&\n]+|&)"
)
_TAG = re.compile(r"(?P<close>/?)(?P<name>[A-Za-z-]+)(?P<rest>.*)")
_HREF = re.compile(r"""\s+href\s*=\s*(?:"([^"]*)"|'([^']*)')\s*""")
_IN_ADDRESS = re.compile(r"\{([^{}]*)\}")
# A comma joins only right behind a place; elsewhere it belongs to a sentence.
_JOINT = re.compile(r"(\s+[·•|/–—-]\s+|\A\s*[،,]\s+)")


class TemplateError(ValueError):
    """A template cannot be used; the text says what is wrong in it and what would be right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Fixed *text*, or a *place*; *link* is an address with places in braces of its own."""

    text: str = ""
    place: str | None = None
    styles: frozenset[Style] = frozenset()
    link: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What of a line stands or goes together, after *joint*, which joins it to the part before."""

    joint: tuple[Piece, ...]
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line. *spaced*: an empty line stands before it. *quote* numbers its quotation, or 0."""

    parts: tuple[Part, ...]
    spaced: bool = False
    quote: int = 0
    folded: bool = False

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Everything in the line, in order."""
        return tuple(piece for part in self.parts for piece in (*part.joint, *part.pieces))


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A template that was read."""

    lines: tuple[Line, ...]
    places: frozenset[str]


@dataclass(slots=True)
class _Reading:
    """How far a template has been read."""

    lines: list[Line] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    open: list[tuple[str, str]] = field(default_factory=list)
    spaced: bool = False
    quotes: int = 0

    def add(self, piece: Piece) -> None:
        names = [name for name, _ in self.open]
        styles = frozenset(_TAGS[name] for name in names if name in _TAGS)
        link = next((rest for name, rest in reversed(self.open) if name == "a"), None)
        self.pieces.append(replace(piece, styles=styles, link=link))

    def end_line(self, *, at_edge: bool = False) -> None:
        """Keep the line that was read; *at_edge*: of a quotation, where nothing may stand."""
        if at_edge and not self.pieces:
            return
        pieces, self.pieces = self.pieces, []
        if not any(piece.place or visible(piece.text) for piece in pieces):
            self.spaced = bool(self.lines)
            return
        quote = next((rest for name, rest in self.open if name == "blockquote"), None)
        line = Line(
            parts=tuple(_parts(pieces)),
            spaced=self.spaced,
            quote=self.quotes if quote is not None else 0,
            folded=quote == "expandable",
        )
        self.lines.append(line)
        self.spaced = False


def read_template(text: str) -> Template:
    """Return *text* as a template. Raises :class:`TemplateError`."""
    if len(text) > _LONGEST:
        raise TemplateError(f"is longer than {_LONGEST} characters")
    reading = _Reading()
    for match in _TOKEN.finditer(_tidy(text)):
        _take(reading, match)
    if reading.open:
        raise TemplateError(f"<{reading.open[-1][0]}> is not closed")
    reading.end_line()
    if not reading.lines:
        raise TemplateError("is empty")
    return Template(lines=tuple(reading.lines), places=_used(reading.lines))


def place_named(name: str) -> str:
    """Return the place that *name* means, in English or Arabic. Raises :class:`TemplateError`."""
    spelled = fold(name.strip()).removeprefix(_ARTICLE)
    place = _NAMES.get(spelled)
    if place is None:
        near = get_close_matches(spelled, _NAMES, n=1)
        meant = f"did you mean {{{_NAMES[near[0]]}}}? " if near else ""
        known = ", ".join(f"{{{one}}} {{{names[0]}}}" for one, names in PLACES.items())
        raise TemplateError(f"there is no place {{{name}}}; {meant}Those that are there: {known}")
    return place


def _tidy(text: str) -> str:
    """One kind of line end, no trailing spaces; the quotation begins and ends with its lines."""
    lines = [" ".join(line.split(" ")).rstrip() for line in clean(text).strip("\n").split("\n")]
    opened = re.sub(r"(<blockquote[^<>\n]*>)\n", r"\1", "\n".join(lines))
    return re.sub(r"\n?</blockquote>\n?", "</blockquote>", opened)


def _take(reading: _Reading, match: re.Match[str]) -> None:
    kind, found = str(match.lastgroup), match[0]
    if kind == "wrong":
        raise TemplateError(_stray(found))
    if kind == "line":
        reading.end_line()
    elif kind == "tag":
        _take_tag(reading, match["tag"])
    elif kind == "place":
        reading.add(Piece(place=place_named(match["place"])))
    else:
        reading.add(Piece(text=found[0] if kind == "brace" else unescape(found)))


def _stray(sign: str) -> str:
    if sign == "<":
        return "a < that begins no tag is written &lt;"
    return f"a {sign} that belongs to no place is written {sign * 2}"


def _take_tag(reading: _Reading, tag: str) -> None:
    match = _TAG.fullmatch(tag)
    name = match["name"].lower() if match else tag
    if match is None or (name not in _TAGS and name not in ("a", "blockquote")):
        known = ", ".join([*_TAGS, "a", "blockquote"])
        raise TemplateError(f"there is no tag <{tag}>; those that are there: {known}")
    if match["close"]:
        _close(reading, name)
        return
    if name == "blockquote":
        _open_quote(reading, match["rest"])
    elif name == "a":
        reading.open.append((name, _address(match["rest"])))
    elif match["rest"].strip():
        raise TemplateError(f"<{name}> takes nothing after its name")
    else:
        reading.open.append((name, ""))


def _close(reading: _Reading, name: str) -> None:
    if not reading.open or reading.open[-1][0] != name:
        within = f", within <{reading.open[-1][0]}>" if reading.open else ""
        raise TemplateError(f"</{name}> closes nothing{within}; tags close in order")
    if name == "blockquote":
        reading.end_line(at_edge=True)
    reading.open.pop()


def _open_quote(reading: _Reading, rest: str) -> None:
    if reading.open:
        raise TemplateError("<blockquote> stands outside other tags")
    if rest.strip() not in ("", "expandable"):
        raise TemplateError("<blockquote> takes nothing but the word expandable")
    reading.end_line(at_edge=True)
    reading.quotes += 1
    reading.open.append(("blockquote", rest.strip()))


def _address(rest: str) -> str:
    match = _HREF.fullmatch(rest)
    if match is None:
        raise TemplateError('a link is written <a href="{url}">')
    address = unescape(match[1] if match[1] is not None else match[2]).strip()
    named = _IN_ADDRESS.sub(lambda found: f"{{{place_named(found[1])}}}", address)
    alone = named[1:-1] in ADDRESSES if named.startswith("{") else False
    example = _IN_ADDRESS.sub("x", named)
    if not alone and link_address(example) is None:
        raise TemplateError(f"{address!r} is no address that Telegram takes for a link")
    return named


def _parts(pieces: list[Piece]) -> Iterator[Part]:
    joint: list[Piece] = []
    made: list[Piece] = []
    for piece in pieces:
        # With one group, what splits stands at the odd places.
        for number, text in enumerate(_JOINT.split(piece.text) if piece.text else [""]):
            if number % 2:
                yield Part(joint=tuple(joint), pieces=tuple(made))
                joint, made = [replace(piece, text=text)], []
            elif text or piece.place:
                made.append(replace(piece, text=text))
    yield Part(joint=tuple(joint), pieces=tuple(made))


def _used(lines: list[Line]) -> frozenset[str]:
    used: set[str] = set()
    for line in lines:
        here = [piece.place for piece in line.pieces if piece.place]
        if "text" in here and len(line.pieces) > 1:
            raise TemplateError("{text} is paragraphs, so it stands alone on its line")
        used |= set(here)
    return frozenset(used)
