"""Puts an article's values into a template. Owns which parts of a line stand; reads no article."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import quote

from barqiya.domain.language import Direction, first_strong
from bot.messages.links import link_address
from bot.messages.rich import Paragraph, Run, clean, line, visible
from bot.messages.template import Line, Part, Piece, Template

_IN_ADDRESS = re.compile(r"\{(\w+)\}")
_OWN_QUOTES = 1000  # quotations of the template are numbered beyond those of any text
# What an article says itself: a line that holds it lies in the article's direction.
_TELLING = frozenset({"title", "summary"})


@dataclass(frozen=True, slots=True)
class Value:
    """What comes into a place: *text* in *direction*, or *block*, whole paragraphs."""

    text: str = ""
    direction: Direction = field(kw_only=True)
    block: tuple[Paragraph, ...] = field(default=(), kw_only=True)


Values = Mapping[str, Value]


def filled(template: Template, values: Values, direction: Direction) -> list[Paragraph]:
    """Return *template* with *values* in its places; what is empty went with its part of a line.

    *direction* is that of the words around an article. A place without a value is empty.
    """
    made: list[Paragraph] = []
    spaced = False
    for one in template.lines:
        spaced |= one.spaced
        paragraphs = list(_filled_line(one, values, direction))
        if paragraphs:
            first = replace(paragraphs[0], tight=bool(made) and not spaced)
            made += [first, *paragraphs[1:]]
            spaced = False
    return made


def _filled_line(one: Line, values: Values, direction: Direction) -> Iterator[Paragraph]:
    quote = _OWN_QUOTES + one.quote if one.quote else 0
    if [piece.place for piece in one.pieces] == ["text"]:
        block = values["text"].block if "text" in values else ()
        for paragraph in block:
            yield replace(paragraph, quote=quote or paragraph.quote, folded=one.folded)
        return
    standing = [part for part in one.parts if part.pieces and _stands(part.pieces, values)]
    if _asks(one.parts) and not _asks(standing):
        return
    runs: list[Run] = []
    for part in standing:
        joint = part.joint if runs else ()
        runs += [_run(piece, values) for piece in (*joint, *part.pieces)]
    lies = _direction(one, values, direction)
    whole = line(*(run for run in runs if run.text), direction=lies)
    if visible(whole.text):
        yield replace(whole, quote=quote, folded=one.folded)


def _asks(parts: Iterable[Part]) -> bool:
    """Return whether there is a place in *parts*."""
    return any(piece.place or piece.link for part in parts for piece in part.pieces)


def _stands(pieces: tuple[Piece, ...], values: Values) -> bool:
    """Return whether a part of a line is shown: nothing in it is missing, or it has the title."""
    places = [piece.place for piece in pieces if piece.place]
    if "title" in places:
        return True
    linked = [piece.link for piece in pieces if piece.link and piece.place is None]
    return all(_has(values, place) for place in places) and all(
        _linked(link, values) is not None for link in linked
    )


def _has(values: Values, place: str) -> bool:
    return place in values and visible(values[place].text)


def _run(piece: Piece, values: Values) -> Run:
    text = piece.text
    if piece.place is not None:
        text = values[piece.place].text if piece.place in values else ""
    link = _linked(piece.link, values) if piece.link else None
    return Run(text=clean(text), styles=piece.styles, link=link)


def _linked(address: str, values: Values) -> str | None:
    """Return *address* with values in its places; ``None`` where one is missing."""
    places = _IN_ADDRESS.findall(address)
    if not all(_has(values, place) for place in places):
        return None
    if address == f"{{{places[0] if places else ''}}}":
        return link_address(values[places[0]].text)
    spelled = _IN_ADDRESS.sub(lambda found: quote(clean(values[found[1]].text), safe=""), address)
    return link_address(spelled)


def _direction(one: Line, values: Values, around: Direction) -> Direction:
    """Return how a line lies: as what it tells does, else as its fixed words do.

    A name in Latin letters before an Arabic title, or an English name alone in an Arabic post,
    flips nothing.
    """
    places = [piece.place for piece in one.pieces if piece.place and _has(values, piece.place)]
    telling = [values[place].direction for place in places if place in _TELLING]
    if telling:
        return telling[0]
    fixed = {first_strong(piece.text) for piece in one.pieces if piece.text} - {None}
    if "rtl" in fixed or around == "ltr" in fixed:
        return "rtl" if "rtl" in fixed else "ltr"
    return values[places[0]].direction if places else around
