"""The lines beside a title that tell of the article: dates, authors, sections, breadcrumbs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from barqiya.domain.dates import WrittenDate, find_date, find_relative, is_only_date
from barqiya.domain.folding import fold
from barqiya.sources.copied import names
from barqiya.sources.copied.furniture import Furniture, bare, kind_of

_PUBLISHED = re.compile(
    r"(?:تاريخ النشر|تم النشر|نشر(?:ت)?(?: هذا المقال)?(?: في| بتاريخ| يوم)?|منشور في"
    r"|كتب في|حرر في|بتاريخ|تاريخ المقال|تاريخ"
    r"|(?:first )?published|posted|publication date|date|publish date)"
    r"\s*(?:on|at|في|يوم|بتاريخ)?\s*[:：/|–-]*\s*$"
)
_UPDATED = re.compile(
    r"(?:اخر تحديث|تم التحديث|تم تحديثه|تحديث|حدث(?: في| يوم)?|اخر تعديل|تعديل|عدل(?: في)?"
    r"|(?:last )?(?:updated|modified|edited|update))\s*(?:on|at|في|يوم|بتاريخ)?\s*[:：/|–-]*\s*$"
)
# The clock of the Sahifa theme, as PHP's "l , F j Y" writes it: the day of the visit.
_CLOCK = re.compile(r"^\S+\s+,\s+\S+\s+\d{1,2}\s+\d{4}$")
_CRUMB = re.compile(r"\s*[/»›>\\|←→❯]\s*|\s+[-–—]\s+")
_HOME = re.compile(r"(?:الصفحه )?الرئيسيه|home(?: ?page)?|انت هنا|you are here|البدايه")
_SECTION_WORDS = """
    مقالات مقال راي اراء سياسه اقتصاد ثقافه فن فنون رياضه مجتمع منوعات تكنولوجيا تقنيه علوم
    علم صحه دين اخبار تقارير تحقيقات تحقيق حوارات حوار قضايا حوادث محافظات عالم عربي دولي
    دوليه محليات كتب ادب شعر قصص قصه تاريخ فكر فلسفه فيديو ملفات ملف دراسات دراسه بحوث ابحاث
    اعمده كتاب شؤون شئون اسره مراه طفل تعليم بيئه سفر سياحه سينما مسرح موسيقي تراث اعلام
    ميديا قانون افتتاحيه تحليل تحليلات متابعات وجهات مدونات مدونه زوايا opinion opinions
    news politics economy business culture arts art sports sport world society technology
    tech science health religion books literature poetry history features feature analysis
    editorial editorials columns column interviews reports essays essay education travel
    lifestyle local international comment ideas environment
"""
_SECTIONS = frozenset(_SECTION_WORDS.split())
_MARKED_CATEGORY = re.compile(r"^[^:/]{2,30}[:/]\s*(?P<rest>.+)$")
_FILED = re.compile(
    r"^(?:posted in|filed under|filed in|category|categories|section)\s*:?\s*", re.IGNORECASE
)
_PARTS = re.compile(r"\s*[|•·،,;؛»›–—]\s*|\s+-\s+")
_NUMBER = r"[\d٠-٩][\d٠-٩.,٬]*"
_COUNTS = re.compile(
    rf"(?:{_NUMBER}\s*)?(?:تعليقات|تعليق(?:اً|ا)?|زيارات|زيارة|مشاهدات|مشاهدة|قراءة|دقائق|دقيقة"
    r"|views?|comments?|reads?|min read)(?:\s+واحدة)?"
    r"|(?:اضف|أضف|اترك|لا توجد|بدون|leave a|no|add a)\s*(?=تعليق|comment)"
    rf"|(?<!\S){_NUMBER}(?!\S)",
    re.IGNORECASE,
)
_TIME = re.compile(r"\s*\d{1,2}:\d\d\s*(?:[ap]\.?m\.?)?(?:\s+[A-Z]{2,4})?\s*,?\s*$", re.IGNORECASE)
_ASKING = re.compile(r"(?:اضف|أضف|اترك|لا توجد|بدون|leave a|add a|no)\s*$", re.IGNORECASE)
_STATES = re.compile(r"[.؟?!][\"”»)]*$")  # «القرى، والمدن، والبحر.» is a sentence
_LEADING = re.compile(r"^(?:في|in|ضمن)\s+|\s+(?:في|in|on)$", re.IGNORECASE)
_LONGEST = 220
_LONGEST_SECTION = 4  # words
_WORDS_FROM_A_SECTION = 2  # «أخبار العالم»


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """What such a line tells. *bare* is a date without a word on what happened on it."""

    published: WrittenDate | None = None
    updated: WrittenDate | None = None
    bare: WrittenDate | None = None
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()


def read_meta(text: str) -> Meta | None:
    """Return what the line *text* tells of an article, ``None`` where it is no such line."""
    if len(text) > _LONGEST:
        return None
    if is_only_date(text):
        return Meta(bare=find_date(text))
    byline = names.read_byline(text)
    if byline is not None:
        return _of_byline(byline)
    kind = kind_of(text)
    if kind is Furniture.CATEGORY:
        return Meta(categories=tuple(_filed(text)))
    return _told(text) if kind is None else None


def is_clock(text: str) -> bool:
    """Return whether *text* is a date in the form of a page's clock."""
    return is_only_date(text) and _CLOCK.match(text) is not None


def read_breadcrumbs(text: str) -> list[str] | None:
    """Return the crumbs after "home", ``None`` where *text* is no trail of them."""
    if len(text) > _LONGEST + 100:
        return None
    crumbs = [crumb for crumb in _CRUMB.split(text) if crumb]
    if len(crumbs) > 1 and _HOME.fullmatch(bare(crumbs[0])):
        return [c for c in crumbs[1:] if not _HOME.fullmatch(bare(c))]
    return None


def is_section(text: str) -> bool:
    """Return whether *text* is the name of a section as publications have them."""
    words = fold(text).split()
    if not 1 <= len(words) <= _LONGEST_SECTION or re.search(r"[؟?!:.…\d]", text):
        return False
    if len(words) > 1 and names.is_surely_name(text):
        return False
    plain = [word.removeprefix("و").removeprefix("ال") for word in words]
    known = [
        stem in _SECTIONS or word in _SECTIONS for stem, word in zip(plain, words, strict=True)
    ]
    return all(known) or (known[0] and len(words) <= _WORDS_FROM_A_SECTION)


def _of_byline(byline: names.Byline) -> Meta:
    categories = (part for part in _PARTS.split(byline.rest) if is_section(_uncounted(part)))
    return Meta(
        published=byline.written,
        authors=byline.names,
        categories=tuple(_uncounted(part) for part in categories),
    )


def _filed(text: str) -> Iterator[str]:
    rest = _FILED.sub("", text)
    marked = _MARKED_CATEGORY.match(text) if rest == text else None
    for part in re.split(r"\s*[,،|/]\s*", marked["rest"] if marked else rest):
        if part and len(part.split()) <= _LONGEST_SECTION:
            yield part


def _told(text: str) -> Meta | None:
    """Read a line of dates, markers, names, counts and sections; refuse it if more is in it."""
    dates: dict[str, WrittenDate] = {}
    pieces: list[str] = []
    place = 0
    while written := find_date(text, after=place):
        before = _TIME.sub(" ", text[place : written.start])
        role, rest = _role(before)
        dates.setdefault(role, written)
        pieces.append(rest)
        place = written.end
    relative = find_relative(text[place:])
    if relative:
        pieces += [text[place:][: relative[0]], text[place:][relative[1] :]]
    else:
        pieces.append(text[place:])
    parts = [part for piece in pieces for part in _PARTS.split(piece) if part.strip()]
    if not dates and not relative and (len(parts) < 2 or _STATES.search(text)):  # noqa: PLR2004 # one part alone tells nothing
        return None
    return _sorted_out(parts, dates)


def _sorted_out(parts: list[str], dates: dict[str, WrittenDate]) -> Meta | None:
    authors: list[str] = []
    categories: list[str] = []
    counted = any(_COUNTS.search(part) for part in parts)
    sure = counted or bool(dates.keys() - {"bare"})  # a title can hold a date, but neither of these
    for part in parts:
        text = _uncounted(part)
        byline = names.read_byline(text)
        if byline is not None:
            authors += byline.names
            categories += [byline.rest] if is_section(byline.rest) else []
        elif names.is_surely_name(text) or (sure and names.is_name(text)):
            authors += [] if names.is_desk(text) else [text]
        elif is_section(text):
            categories.append(text)
        elif text and kind_of(text) is None and not names.is_desk(text):
            return None
    return Meta(
        published=dates.get("published"),
        updated=dates.get("updated"),
        bare=dates.get("bare"),
        authors=tuple(authors),
        categories=tuple(categories),
    )


def _role(before: str) -> tuple[str, str]:
    """Return what the words before a date say of it, and the rest of them."""
    words = re.split(r"\s+", before.strip())
    for start in range(max(0, len(words) - 5), len(words)):
        phrase = fold(" ".join(words[start:]))
        for role, pattern in (("updated", _UPDATED), ("published", _PUBLISHED)):
            if pattern.fullmatch(phrase):
                return role, " ".join(words[:start])
    return "bare", before


def _uncounted(part: str) -> str:
    """Return *part* without the counts of views and comments, and the words that lead to it."""
    text = _COUNTS.sub(" ", part)
    text = _ASKING.sub("", text.strip())
    return _LEADING.sub("", text.strip()).strip(" .:/|-–")
