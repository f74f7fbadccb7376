"""Which entities may nest in which: cut, merge and drop until the rules hold.

Styles are cut where other entities begin or end; a quote holds no quote; a link holds no
link; code holds nothing. Entities must have positive lengths.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.sandbox.entities.kinds import (
    CONTINUOUS,
    QUOTES,
    SPLITTABLE,
    VERBATIM,
    Entity,
    in_order,
)

_ENDLESS = 2**31 - 1


def arranged(entities: Sequence[Entity]) -> list[Entity]:
    """Entities that obey the rules of nesting, sorted."""
    ordered = in_order(entities)
    if _is_valid(ordered):
        return ordered
    continuous = _without_overlaps(
        [entity for entity in ordered if entity.type not in {*SPLITTABLE, *QUOTES}]
    )
    quotes = _without_overlaps([entity for entity in ordered if entity.type in QUOTES])
    styles = [entity for entity in ordered if entity.type in SPLITTABLE]
    return _resplit(styles, in_order([*_not_across(continuous, quotes), *quotes]))


def merged(entities: Sequence[Entity], found: Sequence[Entity]) -> list[Entity]:
    """Add entities found in the text to those the sender made; the sender's win."""
    if not found:
        return list(entities)
    quotes = [entity for entity in entities if entity.type in QUOTES]
    styles = [entity for entity in entities if entity.type in SPLITTABLE]
    made = [entity for entity in entities if entity.type not in {*SPLITTABLE, *QUOTES}]
    free = [
        entity
        for entity in _not_across(found, quotes)
        if not any(one.offset < entity.end and entity.offset < one.end for one in made)
    ]
    return _resplit(styles, in_order([*made, *free, *quotes]))


def without_overlaps(entities: Sequence[Entity]) -> list[Entity]:
    """Return the first of every group of entities that share text."""
    return _without_overlaps(in_order(entities))


def _without_overlaps(ordered: Sequence[Entity]) -> list[Entity]:
    kept: list[Entity] = []
    for entity in ordered:
        if not kept or entity.offset >= kept[-1].end:
            kept.append(entity)
    return kept


def _not_across(entities: Sequence[Entity], quotes: Sequence[Entity]) -> list[Entity]:
    """Drop what crosses the edge of a quote; what lies inside one stays."""
    return [
        entity
        for entity in entities
        if not any(
            quote.offset < entity.end
            and entity.offset < quote.end
            and not (quote.offset <= entity.offset and entity.end <= quote.end)
            for quote in quotes
        )
    ]


def _is_valid(ordered: Sequence[Entity]) -> bool:
    style_end = dict.fromkeys(SPLITTABLE, -1)
    around: list[Entity] = []
    for entity in ordered:
        while around and entity.offset >= around[-1].end:
            around.pop()
        if around and not _may_nest(entity, around):
            return False
        if entity.type in style_end:
            if style_end[entity.type] >= entity.offset:
                return False
            style_end[entity.type] = entity.end
        around.append(entity)
    return True


def _may_nest(entity: Entity, around: Sequence[Entity]) -> bool:
    outer = {one.type for one in around}
    parent = around[-1]
    if entity.end > parent.end or entity.type in outer or parent.type in VERBATIM:
        return False
    if entity.type in VERBATIM and outer - QUOTES:
        return False
    if entity.type in CONTINUOUS | QUOTES and outer & CONTINUOUS:
        return False
    if entity.type in QUOTES and outer & QUOTES:
        return False
    return not outer & set(SPLITTABLE)


def _resplit(styles: Sequence[Entity], others: Sequence[Entity]) -> list[Entity]:
    if not styles:
        return list(others)
    return in_order([*others, *split(styles, others)])


def split(styles: Sequence[Entity], others: Sequence[Entity]) -> list[Entity]:
    """Styles merged where they touch and cut at the edges of the other entities."""
    return _Cutter(styles=list(styles)).cut(others)


@dataclass(slots=True, kw_only=True)
class _Cutter:
    """Walks along the text; knows where each style that is on began, and where it will end."""

    styles: list[Entity]
    next: int = 0
    begin: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SPLITTABLE, 0))
    end: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SPLITTABLE, 0))
    done: list[Entity] = field(default_factory=list)

    def cut(self, others: Sequence[Entity]) -> list[Entity]:
        around: list[Entity] = []
        for other in others:
            self._go_to(other.offset, around)
            around.append(other)
        self._go_to(_ENDLESS, around)
        return in_order(self.done)

    def _go_to(self, offset: int, around: list[Entity]) -> None:
        while around and offset >= around[-1].end:
            count = len(self.done)
            self._advance(around[-1].end)
            if around[-1].type in VERBATIM:
                del self.done[count:]
            around.pop()
        self._advance(offset)

    def _advance(self, limit: int) -> None:
        while self.next < len(self.styles) and self.styles[self.next].offset < limit:
            style = self.styles[self.next]
            if self.end[style.type] != 0 and style.offset <= self.end[style.type]:
                self.end[style.type] = max(self.end[style.type], style.end)
            else:
                self._flush(style.offset)
                self.begin[style.type] = style.offset
                self.end[style.type] = style.end
            self.next += 1
        self._flush(limit)

    def _flush(self, offset: int) -> None:
        for kind in SPLITTABLE:
            if self.end[kind] == 0 or self.begin[kind] >= offset:
                continue
            stop = min(self.end[kind], offset)
            start = self.begin[kind]
            self.done.append(Entity(type=kind, offset=start, length=stop - start))
            if self.end[kind] <= offset:
                self.begin[kind] = self.end[kind] = 0
            else:
                self.begin[kind] = offset


def shifted(entity: Entity, by: int) -> Entity:
    """Return the entity moved back by that many units."""
    return replace(entity, offset=entity.offset - by)
