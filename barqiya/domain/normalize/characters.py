"""Which characters a text may hold, and white space. Owns no markup beyond escaping it.

What is left out: control characters and noncharacters, which make XML ill-formed (XML 1.0, 2.2);
lone surrogates; embeddings and overrides (U+202A–202E), which reach out of the text they stand in.
Isolates (U+2066–2069) stay where every one of them is closed (UAX #9).
"""

import html
import re
import unicodedata
from collections.abc import Iterable

# C0 (but for those that are white space), DEL, C1 (but NEL); surrogates; noncharacters; BOM; bidi.
_NONCHARACTERS = "".join(
    chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF)
)
_UNWANTED = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2060\ufeff\ufdd0-\ufdef\ud800-\udfff"
    rf"{_NONCHARACTERS}]"
)
_ISOLATES = re.compile(r"[\u2066-\u2069]")
_POP = "\u2069"
_UNSEEN = ("Cf", "Zs")
# Tags of HTML that turn up in titles; any other "<" is meant as it stands.
_TITLE_TAG = re.compile(
    r"</?(?:a|abbr|b|bdi|bdo|br|cite|code|del|div|em|font|h[1-6]|i|img|ins|mark|p|q|s|small|span"
    r"|strong|sub|sup|u|wbr)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)


def clean_text(text: str) -> str:
    """Return *text* as one line: NFC, no unwanted character, white space folded and trimmed.

    What holds only characters that nobody sees is empty.
    """
    line = fold_space(text)
    if line.isprintable():
        return _composed(line)
    kept = fold_space(clean_characters(line))
    return kept if any(unicodedata.category(c) not in _UNSEEN for c in kept) else ""


def clean_title(markup: str) -> str:
    """Return a title that came as HTML as plain text: tags off, entities decoded."""
    return clean_text(html.unescape(_TITLE_TAG.sub(_space_for_break, markup)))


def clean_characters(text: str) -> str:
    """Return *text* in NFC without unwanted characters; white space stays as it is."""
    kept = without_unwanted(text)
    if not isolates_balanced(kept):
        kept = without_isolates(kept)
    # Composition makes nothing unwanted.
    return _composed(kept)


def without_unwanted(text: str) -> str:
    """Return *text* without unwanted characters, not yet composed, isolates left as they are."""
    if text.replace("\n", "").isprintable():  # far quicker than looking for each of them
        return text
    return _UNWANTED.sub("", text)


def fold_space(text: str) -> str:
    """Return *text* trimmed, every run of white space made one space."""
    return " ".join(text.split())


def without_isolates(text: str) -> str:
    """Return *text* without directional isolates."""
    return _ISOLATES.sub("", text)


def isolates_balanced(text: str) -> bool:
    """Return whether every directional isolate in *text* is closed and every closing one opened."""
    depth = 0
    for mark in _ISOLATES.findall(text):
        depth += -1 if mark == _POP else 1
        if depth < 0:
            return False
    return depth == 0


def paragraphs_html(paragraphs: Iterable[str]) -> str:
    """Return clean HTML for lines of plain text: what ``clean_html`` would leave as it is."""
    cleaned = (clean_text(paragraph) for paragraph in paragraphs)
    return "\n".join(f"<p>{html.escape(text, quote=False)}</p>" for text in cleaned if text)


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _space_for_break(tag: re.Match[str]) -> str:
    return " " if tag[0][1:3].casefold() in {"br", "p>", "di"} else ""
