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
_TWO_LETTERS = frozenset(  # ISO 639-1, whole
    (  # noqa: SIM905 - as a list of 180 texts nobody could read it
        "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy "
        "da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht "
        "hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky "
        "la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny "
        "oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss "
        "st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo "
        "za zh zu"
    ).split()
)
_RENAMED = {"in": "id", "iw": "he", "ji": "yi", "jw": "jv", "mo": "ro", "sh": "sr"}
_TAG = re.compile(r"([A-Za-z]{2,3})((?:-[A-Za-z0-9]{1,8})*)")
_LONGEST_TAG = 35
_ARABIC = re.compile(r"[\u0620-\u064a\u066e-\u06d3\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_LOOKED_AT = 1000  # letters: whoever began in one language goes on in it
_STRONG_RTL = frozenset({"R", "AL"})


def direction_of(language: str) -> Direction:
    """Return the direction in which *language* (a BCP 47 tag) is written."""
    tag = language.casefold().replace("_", "-")
    return "rtl" if tag in _RTL_LANGUAGES or tag.split("-")[0] in _RTL_LANGUAGES else "ltr"


def known_language(tag: str) -> str | None:
    """Return *tag* (BCP 47, § 2.1) as readers know it, ``None`` where it names no language.

    Languages that were given another code since have the new one.
    """
    found = _TAG.fullmatch(tag.strip().replace("_", "-"))
    if found is None or len(found[0]) > _LONGEST_TAG:
        return None
    code = found[1]
    code = _RENAMED.get(code.casefold(), code)
    known = len(code) > 2 or code.casefold() in _TWO_LETTERS  # noqa: PLR2004 - letters
    return code + found[2] if known else None


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
