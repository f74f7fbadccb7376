"""Pages that hold no article, told by what was found on them: the reasons, and nothing else."""

import re
from collections.abc import Sequence

from barqiya.domain.dates import is_only_date
from barqiya.domain.folding import fold
from barqiya.errors import UnreadableError
from barqiya.sources.copied.furniture import Furniture, bare
from barqiya.sources.copied.lines import Line, is_paragraph, is_teaser
from barqiya.sources.copied.meta import read_meta

LISTING = "it holds no article: a list of articles; copy the page of one article"
MISSING = (
    "it holds no article: the page says that nothing was found; copy the page of the article itself"
)
_DATES_OF_LISTING = 3
_FEWEST_LETTERS = 25
_LOOKED_AT = 1000
_FEWEST_WORDS_OF_PAGE = 15
_MOST_WORDS_OF_ERROR = 80
_SHORTEST_OPENING = 40  # letters: shorter is a line of a text that trails off
_LOGIN = re.compile(
    r"(?:اسم المستخدم(?: او .{0,10}(?:البريد|بريدك) الالكتروني)?|كلمه (?:المرور|السر)"
    r"|تذكرني|(?:هل )?(?:فقدت|نسيت) كلمه (?:مرورك|المرور|السر)|تسجيل الدخول"
    r"|username(?: or email(?: address)?)?|password|remember me"
    r"|(?:lost|forgot) your password|forgot password|log in|sign in)\Z"
)
_MISSING = re.compile(
    r"الصفحه (?:التي .{0,60})?غير موجوده|^\W*(?:لا توجد نتائج|404\b|error 404|nothing found)"
    r"|(?:لم يتم|لم نتمكن من) العثور علي (?:اي )?(?:الصفحه|هذه الصفحه|نتائج|نتيجه)"
    r"|(?:عذرا|عفوا)\W.{0,40}(?:الصفحه|نتائج|غير موجود)"
    r"|page (?:can.?t|can ?not|could not|couldn.?t) be found|page (?:was )?not found"
    r"|nothing was found at this|nothing matched your search"
    r"|page (?:you .{0,40})?(?:does not|doesn.?t|no longer) exists?"
)
_REPLIES = frozenset({"رد", "الرد", "رد علي التعليق", "reply"})


def refuse_what_is_none(
    lines: Sequence[Line], title: str, paragraphs: Sequence[str], *, furniture: int, signed: bool
) -> None:
    """Raise UnreadableError where *paragraphs* are no article.

    *furniture* counts the lines of a page that were seen; *signed* says that a byline was found.
    """
    text = " ".join(paragraphs)
    if not text:
        if furniture or not title:
            raise UnreadableError(
                "it holds no article: nothing but the furniture of a page (menus, dates, forms)"
            )
        raise UnreadableError("it holds no article: one short line is too little")
    if furniture and _is_listing(lines, paragraphs):
        raise UnreadableError(LISTING)
    if not signed:
        _refuse_other_pages(lines, title, paragraphs)
    letters = sum(map(str.isalpha, text[:_LOOKED_AT]))
    few = furniture > 1 and not signed and len(text.split()) < _FEWEST_WORDS_OF_PAGE
    if letters < _FEWEST_LETTERS or few:
        raise UnreadableError(
            "it holds no article: too little text is left without the page's furniture"
        )


def refuse_missing(title: str, paragraphs: Sequence[str]) -> None:
    """Raise where a page says in place of an article that there is none (404, an empty search)."""
    words = sum(len(paragraph.split()) for paragraph in paragraphs)
    said = any(_MISSING.search(fold(text)) for text in (title, *paragraphs[:2]))
    if said and words <= _MOST_WORDS_OF_ERROR:
        raise UnreadableError(MISSING)


def _refuse_other_pages(lines: Sequence[Line], title: str, paragraphs: Sequence[str]) -> None:
    """Raise for the pages of a site that hold words, but none of an article."""
    refuse_missing(title, paragraphs)
    dates = sum(is_only_date(line.text) for line in lines)
    if dates >= _DATES_OF_LISTING and not any(map(is_paragraph, paragraphs)):
        raise UnreadableError(LISTING)
    fields = sum(_LOGIN.match(bare(line.text)) is not None for line in lines)
    if fields > 1 and not any(map(is_paragraph, paragraphs)):
        raise UnreadableError("it holds no article: a form to log in")
    first = next((n for n, line in enumerate(lines) if _speaks(line)), len(lines))
    thread = any(line.kind is Furniture.COMMENTS for line in lines[:first])
    if thread and any(bare(line.text) in _REPLIES for line in lines):
        raise UnreadableError(
            "it holds no article: comments alone; copy the page from the article's title on"
        )


def _speaks(line: Line) -> bool:
    return line.kind is None and read_meta(line.text) is None


def _is_listing(lines: Sequence[Line], paragraphs: Sequence[str]) -> bool:
    """Return whether the text is openings of articles, each under a title, and hardly prose."""
    texts = [line.text for line in lines]
    places = {text: place for place, text in enumerate(texts)}
    openings = [
        text
        for text in paragraphs
        if len(text) >= _SHORTEST_OPENING
        and is_teaser(text)
        and not is_paragraph(texts[max(0, places.get(text, 0) - 1)])
    ]
    prose = sum(is_paragraph(text) and not is_teaser(text) for text in paragraphs)
    return len(openings) > 1 and len(openings) >= prose
