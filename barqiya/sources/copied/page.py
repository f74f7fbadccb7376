"""A copied text, whole: its head, its paragraphs, and what follows them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from barqiya.domain.article import RelatedArticle
from barqiya.domain.dates import WrittenDate, find_date, is_only_date, moment_of
from barqiya.domain.folding import fold, name_key
from barqiya.domain.normalize import paragraphs_html, summarise
from barqiya.sources.copied import names
from barqiya.sources.copied.furniture import Furniture, bare, inline_related
from barqiya.sources.copied.head import Head, read_head
from barqiya.sources.copied.lines import (
    Line,
    heading_places,
    is_paragraph,
    is_teaser,
    split,
)
from barqiya.sources.copied.meta import is_clock, read_meta
from barqiya.sources.copied.refusals import refuse_what_is_none
from barqiya.sources.copied.related import read_related
from barqiya.sources.draft import Draft, Reading

_ENDS = frozenset(
    {
        Furniture.COMMENTS,
        Furniture.AUTHOR_BOX,
        Furniture.TAGS,
        Furniture.NEIGHBOURS,
        Furniture.SIDE,
        Furniture.COPYRIGHT,
    }
)
# Blocks of these can stand in the middle of a text, and the text goes on after them.
_INLINE_KINDS = frozenset({Furniture.RELATED, Furniture.SIDE})
_READ_ALSO = re.compile(r"(?:اقرا|اقراوا|طالع|انظر|قد يهمك|read|also read)")
_ADDRESS = re.compile(r"https?://\S+\Z")  # the short link that some themes show
_NUMBER = re.compile(r"\d{1,4}\Z")
_ABOUT = re.compile(r"(?:عن|حول|about)\s")
_LINES_IN_BOX = 2
_RESUMES_WITH = 2  # paragraphs after «شاهد أيضاً»; one after «اقرأ أيضاً», which stands inside texts
_NEAR_TOP = 3
_LONGEST_REPEATED = 250
_TITLE_OF_TEXT = 80
_MOST_AFTER_A_COUNT = 4


@dataclass(slots=True)
class _Body:
    paragraphs: list[str] = field(default_factory=list)
    related: list[RelatedArticle] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    published: WrittenDate | None = None
    furniture: int = 0
    box: str | None = None


def read_text(text: str, reading: Reading) -> Draft:
    """Return the article in *text*: a page copied as text, or a plain text.

    Raises :class:`~barqiya.errors.UnreadableError` where there is none.
    """
    lines = split(text)
    head = read_head(lines)
    body = _read_body(lines, head)
    refuse_what_is_none(
        lines,
        head.title,
        body.paragraphs,
        furniture=head.furniture + body.furniture,
        signed=bool(head.title and head.authors),
    )
    title = head.title
    if not title:
        title = summarise(body.paragraphs[0], _TITLE_OF_TEXT)
    published = head.published or body.published
    return Draft(
        title=title,
        markup=_markup(body.paragraphs),
        clean=True,
        authors=tuple(_authors(head, body)),
        categories=tuple(head.categories),
        tags=tuple(body.tags),
        related=tuple(body.related),
        published_at=_moment(published, reading),
        updated_at=_moment(head.updated, reading),
        seen_on=head.seen_on,
    )


def _read_body(lines: Sequence[Line], head: Head) -> _Body:
    body = _Body(paragraphs=[lines[place].text for place in head.text])
    if not head.title and head.begins == len(lines) and not head.text:
        return body
    place = head.begins
    while place < len(lines):
        line = lines[place]
        ends = line.kind in _ENDS | {Furniture.RELATED} or _is_about_author(lines, place, head)
        if ends and _has_begun(body, head, lines, place):
            after = _after_block(lines, place)
            _read_block(lines[place:after], body)
            if after == place:
                body.paragraphs.append(line.text)
            place = max(after, place + 1)
            continue
        _take_line(line, lines[place + 1 :], head, body)
        place += 1
    _take_signature(head, body)
    return body


def _is_about_author(lines: Sequence[Line], place: int, head: Head) -> bool:
    """Return whether a line such as «عن سامي ناجي» heads the author's box at the end of a page."""
    _, _, name = lines[place].text.partition(" ")
    if not _ABOUT.match(fold(lines[place].text)) or not names.is_name(name):
        return False
    follows = [line for line in lines[place + 1 :] if line.kind is None]
    known = {name_key(author) for author in (*head.authors, head.boxed or "")} - {""}
    return name_key(name) in known or len(follows) <= _LINES_IN_BOX


def _has_begun(body: _Body, head: Head, lines: Sequence[Line], place: int) -> bool:
    """Return whether the text stands before *place*, so that it may end there."""
    if head.short_lines:
        return len(body.paragraphs) >= head.short_lines
    before = sum(is_paragraph(paragraph) for paragraph in body.paragraphs)
    after = sum(line.kind is None and is_paragraph(line.text) for line in lines[place:])
    if lines[place].kind is Furniture.COMMENTS and before == 1:
        return after <= _MOST_AFTER_A_COUNT  # else a lead, then «3 تعليقات», then the text
    return before > 0 or after == 0


def _dates_a_part(line: Line, rest: Sequence[Line], head: Head, body: _Body) -> bool:
    """Return whether a line that is only a date heads a part of the text, as in a diary."""
    if not (find_date(line.text) and body.paragraphs and rest and is_paragraph(rest[0].text)):
        return False
    return bool(head.authors or head.published) and not is_clock(line.text)


def _numbers_a_part(line: Line, rest: Sequence[Line], body: _Body) -> bool:
    """Return whether a line that is only a number or a year heads a part of the text."""
    if not _NUMBER.match(line.text) or not rest or rest[0].kind is not None:
        return False
    texts = [*body.paragraphs, *(other.text for other in rest)]
    others = {int(text) for text in texts if _NUMBER.match(text)}
    counts_on = bool(others & {int(line.text) - 1, int(line.text) + 1})
    return counts_on or any(map(is_paragraph, body.paragraphs))


def _take_line(line: Line, rest: Sequence[Line], head: Head, body: _Body) -> None:
    """Take one line that stands before the end of the text."""
    if line.kind is not None and not _numbers_a_part(line, rest, body):
        body.furniture += 1
        return
    title = inline_related(line.text)
    if title is not None:
        body.related.append(RelatedArticle(title=title))
        return
    near_top = len(body.paragraphs) < _NEAR_TOP
    if is_only_date(line.text) and _dates_a_part(line, rest, head, body):
        body.paragraphs.append(line.text)
        return
    if near_top and _is_repeated(line.text, head):
        return
    meta = read_meta(line.text) if near_top and not is_paragraph(line.text) else None
    if meta is not None:
        body.authors += meta.authors
        if not is_clock(line.text):
            body.published = body.published or meta.published or meta.bare
    elif not is_only_date(line.text) and not (head.furniture and _ADDRESS.match(line.text)):
        body.paragraphs.append(line.text)


def _is_repeated(text: str, head: Head) -> bool:
    """Return whether a line says again what the head has said: the title, or the author's name."""
    if len(text) > _LONGEST_REPEATED:
        return False
    if head.title and fold(text) == fold(head.title):
        return True
    known = {name_key(name) for name in (*head.authors, head.boxed or "")} - {""}
    return name_key(text) in known


def _after_block(lines: Sequence[Line], place: int) -> int:
    """Return where the text goes on after the block that begins at *place*, or the end."""
    kind = lines[place].kind
    if kind not in _INLINE_KINDS:
        return _next_block(lines, place)
    if kind is Furniture.SIDE and _heads_text(lines, place):
        return place
    needed = 1 if _READ_ALSO.match(bare(lines[place].text)) else _RESUMES_WITH
    paragraphs: list[int] = []
    for at in range(place + 1, len(lines)):
        line = lines[at]
        if line.kind in _ENDS or (line.kind is Furniture.RELATED and len(paragraphs) >= needed):
            break
        if line.kind is None and read_related([line, line]) == [] and not is_paragraph(line.text):
            continue
        if line.kind is None and (_is_dated(line.text) or is_teaser(line.text)):
            paragraphs.clear()  # still the block: a teaser of another article
            needed = _RESUMES_WITH
        elif line.kind is None and is_paragraph(line.text):
            paragraphs.append(at)
    if len(paragraphs) >= needed:
        return paragraphs[0]
    return _next_block(lines, place)


def _heads_text(lines: Sequence[Line], place: int) -> bool:
    """Return whether «الأرشيف» and the like head a part of the article, as a block never does.

    Paragraphs follow such a heading at once, where a block has titles.
    """
    after = [line for line in lines[place + 1 : place + 3] if line.kind is None]
    texts = [line.text for line in after]
    return len(texts) > 1 and all(is_paragraph(t) and not is_teaser(t) for t in texts)


def _is_dated(text: str) -> bool:
    meta = read_meta(text)
    return meta is not None and bool(meta.bare or meta.published)


def _next_block(lines: Sequence[Line], place: int) -> int:
    """Return where the next block after the one at *place* begins."""
    for at in range(place + 1, len(lines)):
        if lines[at].kind in _ENDS | {Furniture.RELATED}:
            return at
    return len(lines)


def _read_block(block: Sequence[Line], body: _Body) -> None:
    """Take what a block after the text tells; nothing in it is of the text."""
    body.furniture += 1
    first = block[0]
    if first.kind is Furniture.RELATED:
        body.related += read_related(block[1:])
    elif first.kind is Furniture.TAGS:
        body.tags += _tags(block)
    elif first.kind is None:
        body.box = first.text.partition(" ")[2]
    elif first.kind is Furniture.AUTHOR_BOX:
        named = next((line.text for line in block[1:] if line.kind is None), "")
        body.box = named if names.is_name(named) else None


def _tags(block: Sequence[Line]) -> list[str]:
    """Return the tags in a line «الوسوم: …», or in the lines after a heading."""
    found = re.match(r"[^:/]{2,30}[:/]\s*(.+)", block[0].text)
    if found:
        parted = re.split(r"\s*[,،|#•·/]\s*", found[1])
    else:
        parted = [line.text.lstrip("# ") for line in block[1:] if line.kind is None]
        if len(parted) == 1:
            parted = re.split(r"\s*[,،|#•·]\s*", parted[0])
    if len(parted) == 1 and len(parted[0].split()) > 2:  # noqa: PLR2004 # tags run together
        return []
    return [tag for tag in parted if 0 < len(tag.split()) <= 4 and not is_paragraph(tag)]  # noqa: PLR2004 # more words are a sentence


def _take_signature(head: Head, body: _Body) -> None:
    """Take the author's name from the end of the text, where it stands alone or as a byline."""
    if not body.paragraphs or len(body.paragraphs) == 1:
        return
    if names.is_role(body.paragraphs[-1]) and names.is_surely_name(body.paragraphs[-2]):
        body.paragraphs.pop()
    last = body.paragraphs[-1]
    if is_paragraph(last):
        return
    byline = names.read_byline(last)
    if byline is not None:
        body.authors += byline.names
    elif names.is_surely_name(last):
        body.authors.append(last)
    elif not _is_repeated(last, head):
        return
    body.paragraphs.pop()


def _authors(head: Head, body: _Body) -> list[str]:
    """Return who wrote it: the byline's names, else the box's; each person once."""
    named = [*head.authors, *body.authors] or [n for n in (head.boxed, body.box) if n]
    once = {name_key(name): name for name in reversed(named) if not names.is_desk(name)}
    ordered = dict.fromkeys(name_key(name) for name in named)
    return [once[key] for key in ordered if key and key in once]


def _markup(paragraphs: Sequence[str]) -> str:
    headings = heading_places(paragraphs)
    parts = []
    for place, paragraph in enumerate(paragraphs):
        markup = paragraphs_html([paragraph])
        if place in headings:
            markup = f"<h2>{markup.removeprefix('<p>').removesuffix('</p>')}</h2>"
        parts.append(markup)
    return "\n".join(parts)


def _moment(written: WrittenDate | None, reading: Reading) -> datetime | None:
    if written is None:
        return None
    moment = moment_of(written, reading.timezone)
    if reading.now is not None and moment > reading.now + timedelta(days=1):
        return None
    return moment
