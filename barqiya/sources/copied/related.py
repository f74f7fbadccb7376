"""The "see also" blocks of a copied page: other articles, known by what the block says of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from barqiya.domain.article import RelatedArticle
from barqiya.domain.dates import find_date, find_relative
from barqiya.domain.folding import fold
from barqiya.sources.copied import names
from barqiya.sources.copied.furniture import Furniture
from barqiya.sources.copied.lines import Line, is_paragraph, is_teaser, without_teaser_end
from barqiya.sources.copied.meta import is_section

_MOST_LABEL_WORDS = 3
_LONGEST_TITLE = 200
_OPENING_FROM = 60  # letters: shorter is a title that breaks off
_IN = ("في", "in", "ضمن")


@dataclass(slots=True)
class _Block:
    """The articles found so far and the lines that wait to be told apart."""

    found: list[RelatedArticle] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)


def read_related(lines: Sequence[Line]) -> list[RelatedArticle]:
    """Return the articles that the lines of a block name, in order, each title once.

    Known are blocks of titles alone, of title and date, and of category, title and a teaser that
    glues author, date and opening together.
    """
    block = _Block()
    for line in lines:
        if line.kind is None or (line.kind is Furniture.NEIGHBOURS and find_date(line.text)):
            _take(block, line.text)
    _end(block)
    once: dict[str, RelatedArticle] = {}
    for article in block.found:
        once.setdefault(fold(article.title), article)
    return list(once.values())


def _take(block: _Block, text: str) -> None:
    written, relative = find_date(text), find_relative(text)
    category = _jetpack_category(text)
    if category is not None and block.found and not block.waiting:
        block.found[-1] = replace(block.found[-1], category=category)
    elif written is not None and _opens_with(text, written.start):
        _dated(block, text[: written.start], written.day, text[written.end :])
    elif relative is not None and _opens_with(text, relative[0]):
        _dated(block, text[: relative[0]], None, text[relative[1] :])
    elif _is_opening(text):
        _opening(block, text)
    else:
        block.waiting.append(text)


def _opens_with(text: str, date_place: int) -> bool:
    """Return whether the date stands where a teaser has it: at the beginning or after a name."""
    before = text[:date_place].strip(" -–—|•·,،:")
    return len(before.split()) <= 6 or date_place > len(text) / 2  # noqa: PLR2004 # a name with a title


def _dated(block: _Block, before: str, day: date | None, after: str) -> None:
    who = _stripped(before)
    byline = names.read_byline(who) if who else None
    author = byline.names[0] if byline else who
    rest = _stripped(after)
    if who and not block.waiting and not names.is_name(author):
        block.waiting.append(who)  # «title 12 سبتمبر 2023» on one line
        author = ""
    elif not who and len(block.waiting) > 1 and names.is_surely_name(block.waiting[-1]):
        author = block.waiting.pop()
    if not block.waiting and block.found and not who and block.found[-1].published_on is None:
        _amend(block, day, rest)
        return
    if not block.waiting:
        return
    title, category = _title_and_category(block, teaser=is_teaser(rest))
    article = RelatedArticle(title=title, author=author or None, category=category)
    block.found.append(article)
    _amend(block, day, rest)


def _amend(block: _Block, day: date | None, rest: str) -> None:
    opening = _without_category(rest, block)
    block.found[-1] = replace(
        block.found[-1],
        published_on=day or block.found[-1].published_on,
        opening=without_teaser_end(opening) or block.found[-1].opening,
    )


def _without_category(rest: str, block: _Block) -> str:
    """Return what follows a date, without a category or a count that stands first."""
    if rest and is_section(rest):
        block.found[-1] = replace(block.found[-1], category=block.found[-1].category or rest)
        return ""
    return rest if is_teaser(rest) or len(rest.split()) > _MOST_LABEL_WORDS else ""


def _opening(block: _Block, text: str) -> None:
    """Take the opening of the article whose title waits, or of the last one found."""
    if block.waiting:
        author = block.waiting.pop() if _author_waits(block) else None
        title, category = _title_and_category(block, teaser=True)
        block.found.append(RelatedArticle(title=title, author=author, category=category))
    if block.found and block.found[-1].opening is None:
        block.found[-1] = replace(block.found[-1], opening=without_teaser_end(text))


def _author_waits(block: _Block) -> bool:
    return len(block.waiting) > 1 and names.is_surely_name(block.waiting[-1])


def _title_and_category(block: _Block, *, teaser: bool = False) -> tuple[str, str | None]:
    """Return the title that waits last and, if a label stands before it, that as its category.

    Where a *teaser* follows, any short line before the title is a label: titles alone and
    teasers do not stand in one block.
    """
    *others, title = block.waiting
    short = bool(others) and len(others[-1].split()) <= _MOST_LABEL_WORDS
    labelled = bool(others) and (_is_label(others[-1], title) or (teaser and short))
    category = others.pop() if labelled else None
    block.waiting = others
    _end(block)
    return without_teaser_end(title), category


def _end(block: _Block) -> None:
    """Make articles known by title alone of the lines that still wait."""
    waiting, block.waiting = block.waiting, []
    category: str | None = None
    for place, text in enumerate(waiting):
        following = waiting[place + 1] if place + 1 < len(waiting) else ""
        if following and _is_label(text, following):
            category = text
        elif (
            len(text.split()) > 1 and len(text) <= _LONGEST_TITLE and not names.is_surely_name(text)
        ):
            block.found.append(RelatedArticle(title=without_teaser_end(text), category=category))
            category = None


def _is_label(text: str, title: str) -> bool:
    """Return whether *text*, standing before *title*, is a category."""
    words = len(text.split())
    return is_section(text) or (words <= _MOST_LABEL_WORDS and len(title.split()) > words + 1)


def _jetpack_category(text: str) -> str | None:
    """Return the category in a line such as «في "مقالات"»."""
    word, _, rest = text.partition(" ")
    quoted = rest.strip()
    if word.casefold() in _IN and len(quoted) > 2 and quoted[0] in '"“«' and quoted[-1] in '"”»':  # noqa: PLR2004 # the quotation marks alone
        return quoted[1:-1].strip()
    return None


def _is_opening(text: str) -> bool:
    return len(text) >= _OPENING_FROM and (is_teaser(text) or is_paragraph(text))


def _stripped(text: str) -> str:
    return text.strip(" -–—|•·,،:/")
