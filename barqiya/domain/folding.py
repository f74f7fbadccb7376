"""One folding of spelling, for search, names and slugs alike. Owns no index and no words' meaning.

Arabic is typed in many spellings: with or without vowel marks and hamzas, ى for ي, ه for ة,
Persian ک and ی, digits of three kinds. Two texts that differ only so are the same to a reader;
:func:`fold` makes them the same string. A change here changes the meaning of stored keys and
of the search index: raise :data:`FOLDING_VERSION` with it.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import takewhile

FOLDING_VERSION = 1

_LETTERS = str.maketrans(
    {
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ٲ": "ا",
        "ٳ": "ا",
        "ى": "ي",
        "ی": "ي",
        "ې": "ي",
        "ة": "ه",
        "ۃ": "ه",
        "ە": "ه",
        "ۀ": "ه",
        "ہ": "ه",
        "ھ": "ه",
        "ک": "ك",
        "ڪ": "ك",
        "ـ": "",
    }
)
# Vowel marks, Koranic marks and superscript alef; zero-width and direction marks; soft hyphen;
# the one accent that case folding would make a letter.
_UNSEEN = re.compile(
    r"[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0345\u0898-\u089f\u08ca-\u08ff"
    r"\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]"
)
# Letters of Arabic and spaces: all that most words are made of, and all that is unified in them.
_PLAIN = re.compile(r"[ \u0621-\u063a\u0640-\u064a]*")
_ACCENTS = re.compile(r"[\u0300-\u036f]")
_OTHER_DIGITS = re.compile(r"(?![0-9])\d")
_HAMZA_CARRIERS = str.maketrans({"ؤ": "و", "ئ": "ي", "ء": ""})
_MARKS = r"[\u0610-\u061a\u0640\u064b-\u065f\u0670]*"


def _spelled(letters: str) -> str:
    """Return a pattern for *letters*, and between them marks that do not count."""
    return "".join(letter + _MARKS for letter in letters)


#: Pattern of the first half, with the space after it, of a name that people write in one word or in
#: two: «عبد الله», «وعبد الرحمن», «أبو ظبي», in any spelling.
PARTED = (
    rf"[ولبكف]?{_MARKS}(?:{_spelled('عبد')}\s{{1,2}}(?={_spelled('ال')}|{_spelled('ربه')}\b)"
    rf"|[اأإ]{_MARKS}ب{_MARKS}[وي]{_MARKS}\s{{1,2}}(?=ظ{_MARKS}ب{_MARKS}[يى]{_MARKS}\b))"
)
_NOT_WORD = re.compile(r"[\W_]+")
_NAMES = 4096  # a publication has so many authors and labels; each is asked for again and again
_LEADING_MARKS = re.compile(r"^[\W_]+")
# Compound names that people write joined or apart: by their first part, by their second.
_COMPOUND = re.compile(r"\b(عبد|ابو|ام|بن|ابن|ال)\s+(?=\w)|\s+(?=ال(?:دين|له)\b)")
# A title before a name, as fold() leaves it. One letter is a title only with a mark after it:
# an initial is part of the name.
_HONORIFIC = re.compile(
    r"^(?:(?:بقلم|كتب|كتبت|كتبه|اعداد|ترجمه|تاليف|by|dr|prof|mr|mrs|ms|miss"
    r"|الدكتور|الدكتوره|دكتور|دكتوره|الاستاذ|الاستاذه|استاذ|استاذه|المهندس|المهندسه|مهندس|مهندسه"
    r"|ا\.\s?د|ا\.\s?م\.\s?د|د|م|ا)\s*[./:\\،,-]\s*"
    r"|(?:الدكتور|الدكتوره|دكتور|دكتوره|الاستاذ|الاستاذه|المهندس|المهندسه"
    r"|د|by|dr|prof|mr|mrs|ms|miss)\s+)+(?=.*\w)",
)


def fold(text: str) -> str:
    """Return *text* with every spelling variant made one: NFKC, unmarked, unified, lower case.

    Words stay words: nothing is joined or split, so word n of the result is word n of *text*
    (compatibility characters that contain spaces aside).
    """
    if text.isascii():
        return text.casefold()
    if _PLAIN.fullmatch(text):
        return text.translate(_LETTERS)
    unmarked = _UNSEEN.sub("", unicodedata.normalize("NFKC", text))
    letters = unmarked.translate(_LETTERS).casefold()
    bare = _ACCENTS.sub("", unicodedata.normalize("NFD", letters))
    return _OTHER_DIGITS.sub(_ascii_digit, unicodedata.normalize("NFC", bare))


def fold_hamza(text: str) -> str:
    """Return folded *text* without hamzas: a seat stays as a letter, a hamza without one goes.

    Doubled و becomes one: «رؤوف», «رءوف» and «داوود», «داود» are written so by turns.
    """
    return text.translate(_HAMZA_CARRIERS).replace("وو", "و")


@lru_cache(maxsize=_NAMES)
def name_key(name: str) -> str:
    """Return the key under which spellings of one person's name meet.

    Beyond :func:`fold`: hamza on any seat, «عبد الله» and «عبدالله», «نور الدين» and «نورالدين»,
    a title before the name.
    """
    bare = _HONORIFIC.sub("", _LEADING_MARKS.sub("", fold(name)))
    words = _joined(fold_hamza(bare), " ")
    return _COMPOUND.sub(r"\1", words)


@lru_cache(maxsize=_NAMES)
def label_key(name: str) -> str:
    """Return the key under which spellings of one category or tag meet."""
    return _joined(fold(name), " ")


def slug(name: str) -> str:
    """Return *name* as one readable part of an address: its words, unmarked, joined by ``-``."""
    unmarked = _UNSEEN.sub("", unicodedata.normalize("NFKC", name)).replace("ـ", "")
    return _joined(unicodedata.normalize("NFC", unmarked.casefold()), "-")


def _joined(text: str, gap: str) -> str:
    """Return the words of *text* with *gap* between them."""

    def between(found: re.Match[str]) -> str:
        # Marks belong to the letter before them: in Hindi and Thai they are the vowels.
        marks = "".join(takewhile(_is_mark, found[0])) if found.start() else ""
        return marks if marks == found[0] else marks + gap

    return _NOT_WORD.sub(between, text).strip(gap)


def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] == "M"


def _ascii_digit(found: re.Match[str]) -> str:
    return str(unicodedata.digit(found[0]))
