"""Language and direction of a text. Owns no translation."""

import re
import unicodedata
from typing import Literal

Direction = Literal["rtl", "ltr"]

_RTL_LANGUAGES = frozenset(
    [
        "ar",
        "arc",
        "ckb",
        "dv",
        "fa",
        "ha-arab",
        "he",
        "iw",
        "ks",
        "ku-arab",
        "ps",
        "sd",
        "syr",
        "ug",
        "ur",
        "yi",
    ]
)
_ARABIC = re.compile(r"[\u0620-\u064a\u066e-\u06d3\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_LOOKED_AT = 1000  # letters: whoever began in one language goes on in it
_STRONG_RTL = frozenset({"R", "AL"})


def direction_of(language: str) -> Direction:
    """Return the direction in which *language* (a BCP 47 tag) is written."""
    tag = language.casefold().replace("_", "-")
    return "rtl" if tag in _RTL_LANGUAGES or tag.split("-")[0] in _RTL_LANGUAGES else "ltr"


def guess_language(text: str, default: str = "ar") -> str:
    """Return ``ar`` or ``en`` by the letters that most of *text* is written in, else *default*."""
    sample = text[:_LOOKED_AT]
    arabic, latin = len(_ARABIC.findall(sample)), len(_LATIN.findall(sample))
    if arabic == latin:
        return default
    return "ar" if arabic > latin else "en"


def first_strong(text: str) -> Direction | None:
    """Return the direction of the first strong letter of *text*, as programs that show it do.

    The rule P2 of the Unicode Bidirectional Algorithm (UAX #9) without its skipping of isolates,
    which is how reading programs in the wild behave.
    """
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind == "L":
            return "ltr"
        if kind in _STRONG_RTL:
            return "rtl"
    return None
