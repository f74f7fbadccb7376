"""The top of a copied page: title, authors, dates, categories, and where the text begins."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from barqiya.domain.dates import WrittenDate
from barqiya.domain.folding import fold
from barqiya.sources.copied import names
from barqiya.sources.copied.furniture import Furniture, inline_related
from barqiya.sources.copied.lines import Line, is_paragraph
from barqiya.sources.copied.meta import (
    Meta,
    is_clock,
    is_section,
    read_breadcrumbs,
    read_meta,
)

_SITE = re.compile(
    r"^(?:ال)?(?:جريده|صحيفه|موقع|بوابه|شبكه|وكاله|مجله|منصه|مدونه)\b"
    r"|\b(?:magazine|newspaper|gazette|daily|blog)$"
)
_MOST_SITE_WORDS = 7
_MENU_RUN = 3
_MENU_WORDS = 3
_TITLE_WORDS = 4
_LONGEST_TITLE = 200
_FEWEST_SHORT_LINES = 4
_AFTER_TEXT = frozenset({Furniture.RELATED, Furniture.TAGS, Furniture.NEIGHBOURS})


@dataclass(slots=True)
class Head:
    """What the top of a page tells; *text* are the places of lines that belong to the text.

    *begins* is the place of the first line that has not been judged, *short_lines* how many of
    the lines from there on make a text without a single paragraph, 0 where there are paragraphs.
    """

    title: str = ""
    authors: list[str] = field(default_factory=list)
    boxed: str | None = None
    categories: list[str] = field(default_factory=list)
    published: WrittenDate | None = None
    updated: WrittenDate | None = None
    seen_on: date | None = None
    text: list[int] = field(default_factory=list)
    begins: int = 0
    furniture: int = 0
    short_lines: int = 0


@dataclass(frozen=True, slots=True)
class _Told:
    place: int
    meta: Meta


def read_head(lines: Sequence[Line]) -> Head:
    """Return what the lines before the text tell."""
    begins, short_lines = _begins(lines)
    head = Head(begins=begins, short_lines=short_lines)
    candidates: list[int] = []
    told: list[_Told] = []
    crumbs: list[str] = []
    for place in range(head.begins):
        line = lines[place]
        trail = read_breadcrumbs(line.text)
        meta = None if trail is not None else read_meta(line.text)
        if trail is not None:
            crumbs = trail or crumbs
        elif meta is not None:
            told.append(_Told(place, meta))
        elif line.kind is None and inline_related(line.text) is None:
            candidates.append(place)
            continue
        head.furniture += 1
    candidates = _without_menus(lines, candidates, told, head)
    title = _title_place(lines, candidates, told, crumbs, head)
    _take_told(head, lines, told, title)
    _take_candidates(head, lines, candidates, title)
    _take_crumbs(head, crumbs)
    return head


def _begins(lines: Sequence[Line]) -> tuple[int, int]:
    """Return where the text begins, and the number of its lines if all are short, as in a poem.

    Such a text stands between the author's name and the first block that can come after a text.
    """
    paragraph = _first_paragraph(lines)
    blocks = (p for p, line in enumerate(lines[:paragraph]) if line.kind in _AFTER_TEXT)
    end = next(blocks, 0)
    begins = _after_names(lines[:end])
    short = sum(line.kind is None for line in lines[begins:end])
    return (begins, short) if short >= _FEWEST_SHORT_LINES else (paragraph, 0)


def _after_names(lines: Sequence[Line]) -> int:
    """Return the place after the byline or, without one, after the title under the author's box."""
    bylines = [p for p, line in enumerate(lines) if names.read_byline(line.text)]
    if bylines:
        return bylines[-1] + 1
    boxes = (p for p, line in enumerate(lines) if names.is_surely_name(line.text))
    return next(boxes, len(lines)) + 2


def _first_paragraph(lines: Sequence[Line]) -> int:
    """Return the place of the first line that is a paragraph and no title."""
    for place, line in enumerate(lines):
        if line.kind is not None or not is_paragraph(line.text):
            continue
        if read_meta(line.text) is not None or read_breadcrumbs(line.text) is not None:
            continue
        if len(line.text) <= _LONGEST_TITLE and _is_title_in_spite(lines, place):
            continue
        return place
    return len(lines)


def _is_title_in_spite(lines: Sequence[Line], place: int) -> bool:
    """Return whether a line that reads as a paragraph is the title: no other line before it is.

    A byline follows it at once, or it ends as no statement does and stands under a name.
    """
    if place + 1 >= len(lines):
        return False
    after = read_meta(lines[place + 1].text)
    told = after is not None and bool(after.authors or after.published)
    states = lines[place].text.rstrip("'\"”»").endswith(".")
    boxed = place > 0 and names.is_name(lines[place - 1].text)
    if not told and (states or not boxed or not is_paragraph(lines[place + 1].text)):
        return False
    return not any(
        lines[p].kind is None
        and read_meta(lines[p].text) is None
        and not is_section(lines[p].text)
        and not names.is_name(lines[p].text)
        for p in range(place)
    )


def _without_menus(
    lines: Sequence[Line], candidates: list[int], told: Sequence[_Told], head: Head
) -> list[int]:
    """Return *candidates* without runs of short lines, which are menus.

    A short line before the byline, a date or the text may be the title after a menu.
    """
    before = {one.place - 1 for one in told} | {head.begins - 1}
    kept: list[int] = []
    run: list[int] = []
    for place in [*candidates, -1]:
        short = place >= 0 and _is_menu_word(lines[place].text)
        if short and (not run or place == run[-1] + 1):
            run.append(place)
            continue
        title = [run.pop()] if run and run[-1] in before else []
        menu = len(run) >= _MENU_RUN or (len(run) > 1 and _follows_menu(lines, run[0]))
        if menu:
            head.furniture += len(run)
        else:
            kept += run
        kept += title
        run = [place] if short else []
        if place >= 0 and not short:
            kept.append(place)
    return kept or candidates[-1:]


def _is_menu_word(text: str) -> bool:
    if names.is_surely_name(text) or _is_site(text) or len(text.split()) > _MENU_WORDS:
        return False
    return not re.search(r"[؟?!…«»\"]", text)


def _follows_menu(lines: Sequence[Line], place: int) -> bool:
    return place > 0 and lines[place - 1].kind is Furniture.MENU


def _title_place(
    lines: Sequence[Line],
    candidates: Sequence[int],
    told: Sequence[_Told],
    crumbs: Sequence[str],
    head: Head,
) -> int | None:
    """Return the place of the title, ``None`` where no line is one."""
    if not candidates:
        return None
    if crumbs:
        for place in candidates:
            if _is_crumb(lines[place].text, crumbs[-1]):
                return place
    anchors = [t.place for t in told if t.meta.authors or t.meta.published or t.meta.updated]
    worthy = [p for p in candidates if not _is_label(lines, p, told)] or list(candidates)
    anchor = next((place for place in anchors if place > worthy[0]), None)
    if anchor is not None:
        worthy = _run_before(lines, [p for p in worthy if p < anchor])
    elif not head.furniture:
        return worthy[0]
    boxed = worthy[0] > 0 and names.is_name(lines[worthy[0] - 1].text)
    if anchor is None and boxed and not names.is_name(lines[worthy[0]].text):
        return worthy[0]  # under the author's box
    long = [p for p in worthy if _is_said(lines[p].text, above=anchor is not None)]
    if long:
        return long[0]
    # Of short lines a name stands above the title; the title is what remains, or comes last.
    nameless = [p for p in worthy if not names.is_name(lines[p].text)]
    return (nameless or worthy[-1:])[-1 if anchor else 0]


def _is_said(text: str, *, above: bool) -> bool:
    """Return whether a line is plainly a title: as long as one or, *above* a byline, a question."""
    if len(text.split()) >= _TITLE_WORDS:
        return True
    return above and re.search(r"[؟?!:«“]", text) is not None


def _is_crumb(text: str, crumb: str) -> bool:
    line, last = fold(text).rstrip(" .…"), fold(crumb).rstrip(" .…")
    return line == last or (len(last.split()) >= _TITLE_WORDS and line.startswith(last))


def _run_before(lines: Sequence[Line], places: list[int]) -> list[int]:
    """Return the last of *places* that follow each other with only furniture of sharing between."""
    run = places[-1:]
    for place in reversed(places[:-1]):
        if any(
            lines[p].kind not in (Furniture.SHARE, Furniture.COUNT)
            for p in range(place + 1, run[0])
        ):
            break
        run.insert(0, place)
    return run[-2:]


def _is_label(lines: Sequence[Line], place: int, told: Sequence[_Told]) -> bool:
    """Return whether a line is a name, a section or the name of the site rather than a title."""
    text = lines[place].text
    return is_section(text) or _is_site(text) or _is_author(lines, place, told)


def _is_site(text: str) -> bool:
    return len(text.split()) <= _MOST_SITE_WORDS and _SITE.search(fold(text)) is not None


def _is_author(lines: Sequence[Line], place: int, told: Sequence[_Told]) -> bool:
    """Return whether a line is the name in an author's box.

    A known given name says so by itself; any other must be the byline's, or stand by the date.
    """
    text = lines[place].text
    if names.is_surely_name(text):
        return True
    if not names.is_name(text):
        return False
    if any(names.same_person(text, author) for t in told for author in t.meta.authors):
        return True
    return any(t.place == place - 1 and t.meta.bare for t in told) and not lines[place].gap


def _take_told(head: Head, lines: Sequence[Line], told: Sequence[_Told], title: int | None) -> None:
    for one in told:
        meta = one.meta
        after_title = title is not None and one.place > title
        head.authors += meta.authors
        head.categories += meta.categories
        head.published = head.published or meta.published
        if after_title:
            head.updated = head.updated or meta.updated
        if meta.bare is None:
            continue
        lone = lines[one.place].text
        if is_clock(lone) or (not after_title and not meta.authors):
            # At the top of a page, before the title, stands the clock: the day of the visit.
            head.seen_on = head.seen_on or meta.bare.day
        else:
            head.published = head.published or meta.bare


def _take_candidates(
    head: Head, lines: Sequence[Line], candidates: Sequence[int], title: int | None
) -> None:
    head.title = lines[title].text if title is not None else ""
    for place in candidates:
        text = lines[place].text
        if place == title:
            continue
        before = title is None or place < title
        if before and names.is_name(text) and not is_section(text) and not _is_site(text):
            head.boxed = head.boxed or text
        elif not before and _is_role(lines, place):
            continue
        elif not before and _signs(lines, place, head):
            head.authors.append(text)
        elif before and is_section(text):
            head.categories.append(text)
        elif not before and fold(text) != fold(head.title):
            head.text.append(place)


def _signs(lines: Sequence[Line], place: int, head: Head) -> bool:
    """Return whether a line between title and text is the author's name."""
    text = lines[place].text
    if head.authors and lines[place].gap:
        return any(names.same_person(text, author) for author in head.authors)
    if names.is_surely_name(text):
        return True
    last = place + 1 == head.begins and not head.authors
    return last and text.isascii() and names.is_name(text)


def _is_role(lines: Sequence[Line], place: int) -> bool:
    """Return whether a line says what the author named in the line before it is."""
    before = lines[place - 1].text
    named = names.is_surely_name(before) or names.read_byline(before) is not None
    return named and names.is_role(lines[place].text)


def _take_crumbs(head: Head, crumbs: Sequence[str]) -> None:
    sections = [c for c in crumbs if not _is_crumb(head.title, c)]
    if len(sections) == len(crumbs) and crumbs and len(crumbs[-1].split()) > _TITLE_WORDS:
        sections = sections[:-1]
    head.categories = [*sections, *head.categories]
