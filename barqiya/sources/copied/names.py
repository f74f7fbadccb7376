"""Who wrote it: bylines, and whether a short line is a person's name. Judges one line at a time."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from barqiya.domain.dates import WrittenDate, find_date, find_relative
from barqiya.domain.folding import fold, name_key
from barqiya.sources.copied.furniture import bare, kind_of
from barqiya.sources.copied.given_names import GIVEN_NAMES

_MARK = r"\s*[/\\:：؛|–—-]+\s*"
# «بقلم» says it all. Of the others some begin sentences, some begin titles: what follows them
# must look like a name, or surely be one.
_PLAIN = (
    r"(?:بقلم|مقال بقلم|كتب المقال|نشر بواسطه|مرسله بواسطه|بواسطه|written by|posted by"
    r"|published by|(?:article|interview|text|words|story|report) by|reported by)"
)
_NAMED = (
    r"(?:كتبه|كتبته|كتبها|كتبت|كتب|اعداد|الكاتب|الكاتبه|المؤلف|المولف|تاليف|المحرر"
    r"|اجري الحوار|حاوره|حاورته|نشره"
    r"|author|writer|by)"
)
_LABELLED = r"(?:تقرير|شعر|قصيده|قصه|حوار|تحقيق|متابعه|تغطيه|مقال|text|words|story|report|reporter)"
_BYLINE = re.compile(
    rf"^\W*(?:(?P<plain>{_PLAIN}(?:{_MARK}|\s+))|(?P<named>{_NAMED}{_MARK}|by\s+)"
    rf"|(?P<labelled>{_LABELLED}{_MARK}))(?:ال(?:كاتب|كاتبه)\s+(?:الصحفي\s+)?)?"
)
_BARE_WROTE = re.compile(r"^\W*(?:كتب|كتبت|كتبه)\s+(?=\S)")
_HONORIFIC = re.compile(
    r"^(?:ا\.?\s?د|د|م|ا|أ|ا\.?م\.?د|dr|prof|mr|mrs|ms|fr|rev|sir)\s?[./]\s?\S"
    r"|^(?:ال)?(?:دكتور|دكتوره|استاذ|استاذه|مهندس|مهندسه|مستشار|مستشاره|لواء|عميد|انبا|قس|قمص|اب|شيخ|سفير|سفيره|بروفيسور)\s"
    r"|^(?:dr|prof|mr|mrs|ms|sir|father|rev)\.?\s"
)
_NOT_NAME_CHARACTERS = re.compile(r"[\d?!؟:;؛«»\"“”…()\[\]/|@#%&=+*_]|(?<!\b\w)\.(?!\s?\w)|\.{2,}")
_PARTICLES = frozenset(
    [
        "بن",
        "ابن",
        "بنت",
        "ال",
        "ابو",
        "ام",
        "de",
        "van",
        "von",
        "der",
        "den",
        "la",
        "le",
        "al",
        "el",
        "bin",
        "ibn",
        "abu",
        "di",
        "da",
        "du",
        "st",
    ]
)
_DESK = frozenset(
    {"admin", "administrator", "مدير", "المدير", "ادمن", "مدير الموقع", "مشرف", "webmaster"}
)
_ROLE_WORD = re.compile(
    r"(?:ال)?(?:كاتب|صحف|باحث|استاذ|محام|خبير|رئيس|مدير|عضو|محلل|اعلام|سفير|وزير|طبيب|مهندس|ناقد"
    r"|شاعر|روائي|مفكر|اكاديم|مراسل)"
    r"|(?:staff|writer|editor|correspondent|reporter|contributor|columnist|professor|author|senior"
    r"|special|guest)\b"
)
_ROLE = re.compile(r"\s*[-–—|,،(]+\s*")
_AND = re.compile(r"\s+و\s+|\s*[،,]\s*(?:and\s+)?|\s+(?:and|&)\s+", re.IGNORECASE)
_BESIDE = re.compile(r"\s+[-–—/|]\s+|\s*[|/]\s*")
_AT_TIME = re.compile(
    r"\s+(?:at|في|في الساعة)\s+\d{1,2}:\d\d\s*(?:[ap]\.?m\.?|ص|م)?$", re.IGNORECASE
)
_TATWEEL = "\u0640"
_GLUED_AND = re.compile(r"\s+و(?=\w)")
_IN = re.compile(r"\s+(?:في|in)\s+")
_LONGEST_NAME = 60
_LONGEST_ROLE = 6  # words
_FUNCTION_WORDS = """
    في من الي عن مع ان انه هل كيف لماذا ماذا ما لا لم لن هذا هذه ذلك التي الذي بين بعد قبل
    عند حول ضد حتي او ثم كل قد كان كانت هو هي نحو دون غير عبر منذ اذا لكن خلال هنا هناك the
    of in on for and with to a an at from is are was how why what when who this that not new
"""
_NEVER_IN_NAMES = frozenset(_FUNCTION_WORDS.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Byline:
    """What a byline tells: names as spelled there, and a date where one stands beside them."""

    names: tuple[str, ...]
    written: WrittenDate | None = None
    rest: str = ""


def read_byline(text: str) -> Byline | None:
    """Return what the byline *text* tells, ``None`` where it is no byline."""
    if len(text) > 200:  # noqa: PLR2004 # a paragraph
        return None
    # Places in the folded text are not places in the text, so the words are counted instead.
    folded = fold(text)
    found = _BYLINE.match(folded)
    wrote = None if found else _BARE_WROTE.match(folded)
    match = found or wrote
    if match is None:
        return None
    claim = _AT_TIME.sub("", _after(text, folded[: match.end()]))
    written = find_date(claim)
    cut = written.start if written else _relative_start(claim)
    person, *category = _IN.split(claim[:cut], maxsplit=1)
    names = tuple(_people(_trimmed(person)))
    if not names or not all(_fits(match.groupdict(), name) for name in names):
        return None
    rest = " ".join([*category, claim[written.end if written else cut :]])
    return Byline(names=names, written=written, rest=rest.strip())


def is_name(text: str) -> bool:
    """Return whether *text* may be a person's name: two to six words and nothing but a name's."""
    words = fold(text).split()
    if not _has_names_form(text, words):
        return False
    if _HONORIFIC.match(fold(text)) or _is_given(words):
        return True
    if not 2 <= len(words) <= 4:  # noqa: PLR2004 # given name, father, grandfather, family
        return False
    if fold(text).isascii() or not _has_arabic(text):
        return all(w[:1].isupper() or w.casefold() in _PARTICLES for w in text.split())
    return not words[0].startswith("ال") and kind_of(text) is None


def is_surely_name(text: str) -> bool:
    """Return whether *text* begins as only a name does: a known given name, or a title."""
    words = fold(text).split()
    if not _has_names_form(text, words):
        return False
    return bool(_HONORIFIC.match(fold(text))) or _is_given(words)


def is_desk(name: str) -> bool:
    """Return whether *name* is an account of a site's software, not somebody's."""
    return bare(name) in _DESK


def is_role(text: str) -> bool:
    """Return whether *text* says what somebody is: the line under a name."""
    return len(text.split()) <= _LONGEST_ROLE and _ROLE_WORD.match(fold(text)) is not None


def same_person(one: str, other: str) -> bool:
    """Return whether two spellings are one name."""
    return name_key(one) == name_key(other)


def _fits(matched: dict[str, str | None], name: str) -> bool:
    """Return whether *name* is as much of a name as the word before it asks for."""
    if matched.get("plain"):
        return True
    if matched.get("named"):
        return is_name(name) or fold(name) in GIVEN_NAMES
    return is_surely_name(name)


def _people(claim: str) -> Iterator[str]:
    for part in _parted(claim):
        name = _trimmed(part)
        if name and not is_desk(name) and len(name) <= _LONGEST_NAME and _could_be(name):
            yield name


def _parted(claim: str) -> list[str]:
    for mark in _ROLE.finditer(claim):
        if re.match(r"(?:the|an?)\s", claim[mark.end() :]) or _ROLE_WORD.match(
            fold(claim[mark.end() :])
        ):
            claim = claim[: mark.start()]
            break
    parts = [part for part in _AND.split(claim) if part.strip()]
    if len(parts) > 1 and all(is_name(part.strip()) for part in parts):
        return parts
    for between in (_GLUED_AND, _BESIDE):
        parts = between.split(claim)
        if len(parts) > 1 and all(is_surely_name(part.strip()) for part in parts):
            return parts
    return [re.split(r"\s*[،,|]\s*", claim, maxsplit=1)[0]]


def _could_be(name: str) -> bool:
    words = name.split()
    return 1 <= len(words) <= 7 and not re.search(r"[؟?!:«»…]|\d{3}", name)  # noqa: PLR2004 # with titles


def _has_names_form(text: str, words: list[str]) -> bool:
    if not 2 <= len(words) <= 6 or len(text) > _LONGEST_NAME:  # noqa: PLR2004 # with a title
        return False
    if _NEVER_IN_NAMES.intersection(words[1:]) or words[0] in _NEVER_IN_NAMES:
        return False
    return not _NOT_NAME_CHARACTERS.search(re.sub(r"^\s*\S{1,4}\s?[./]\s?", "", text))


def _is_given(words: list[str]) -> bool:
    first = words[0]
    return first in GIVEN_NAMES or (first.startswith(("عبد", "ابو")) and len(first) > 2)  # noqa: PLR2004 # the particle alone


def _has_arabic(text: str) -> bool:
    return any("\u0620" <= c <= "\u06d3" for c in text)


def _trimmed(text: str) -> str:
    return re.sub(
        r"^[\s/\\:|،,–—\-•·«»\"]+|[\s/\\:|،,–—\-•·«»\"(]+$"
        r"|\s+(?:on|in|at|في|بتاريخ|يوم|نشر في|posted on)\s*$",
        "",
        text.replace(_TATWEEL, "").strip(),
    ).strip(" .،,-–|/:")


def _relative_start(claim: str) -> int:
    found = find_relative(claim)
    return found[0] if found else len(claim)


def _after(text: str, folded_prefix: str) -> str:
    """Return *text* from where its folded form goes on after *folded_prefix*."""
    for place in range(len(text) + 1):
        if len(fold(text[:place])) >= len(folded_prefix) and fold(text[:place]) == folded_prefix:
            return text[place:]
    return ""
